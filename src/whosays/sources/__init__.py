"""Files, standard input and JSON lines to documents: opening, decoding, finding the text and its date."""

from whosays.sources.inputs import DEFAULT_MAX_CHARS, SUFFIXES, documents, from_bytes

__all__ = ["DEFAULT_MAX_CHARS", "SUFFIXES", "documents", "from_bytes"]
