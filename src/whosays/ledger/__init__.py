"""The ledger: documents, reports and decisions in SQLite or PostgreSQL, and the incidents worked out from them."""

from whosays.ledger.book import Added, Chain, Explanation, Filter, Ledger, open

__all__ = ["Added", "Chain", "Explanation", "Filter", "Ledger", "open"]
