"""Inputs of all kinds to documents: opening, decoding, unpacking, finding the text, its date and its publisher."""

from whosays.sources.inputs import DEFAULT_MAX_CHARS, documents
from whosays.sources.kinds import SUFFIXES
from whosays.sources.opening import from_bytes
from whosays.sources.web import web_documents

__all__ = ["DEFAULT_MAX_CHARS", "SUFFIXES", "documents", "from_bytes", "web_documents"]
