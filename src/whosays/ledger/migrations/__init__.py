"""Alembic migrations of the ledger; `versions/` holds one file for each step, run when a ledger is opened."""
