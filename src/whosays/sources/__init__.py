"""Inputs of all kinds to documents: opening, decoding, unpacking, finding the text, its date and its publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whosays.sources.limits import DEFAULT_MAX_CHARS

if TYPE_CHECKING:
    from whosays.sources.inputs import documents, from_bytes
    from whosays.sources.kinds import SUFFIXES
    from whosays.sources.web import web_documents

__all__ = ["DEFAULT_MAX_CHARS", "SUFFIXES", "documents", "from_bytes", "web_documents"]
_LATER = {"documents": "inputs", "from_bytes": "inputs", "SUFFIXES": "kinds", "web_documents": "web"}


def __getattr__(name: str) -> Any:
    """The rest is loaded when it is first asked for: it brings the HTTP client and the XML parser with it."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
