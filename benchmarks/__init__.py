"""Benchmarks on public data that lies beside the project (never in it), and on texts of our own."""
