"""How much is taken from an input."""

DEFAULT_MAX_CHARS = 200_000  # of one document: some 35,000 words; peak memory stays under 1 GB
PAGE_BYTES_A_CHARACTER = 20  # a page's markup, scripts and inlined images beside its text
