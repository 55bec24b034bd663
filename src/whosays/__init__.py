"""whosays: who says what happened, and do the accounts agree?

The public face: :func:`read`, :func:`read_many`, :func:`open` (a ledger), :class:`Reader`, :class:`Document`,
:class:`Report` and the errors. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from whosays.api import read, read_many
    from whosays.errors import InputError, LedgerError, UsageError, WhosaysError
    from whosays.ledger import Ledger, open
    from whosays.model import Report
    from whosays.reading.document import Document
    from whosays.reading.reader import Reader

_HOMES = {
    "read": "whosays.api",
    "read_many": "whosays.api",
    "open": "whosays.ledger",
    "Ledger": "whosays.ledger",
    "LedgerError": "whosays.errors",
    "InputError": "whosays.errors",
    "UsageError": "whosays.errors",
    "WhosaysError": "whosays.errors",
    "Report": "whosays.model",
    "Document": "whosays.reading.document",
    "Reader": "whosays.reading.reader",
}

__all__ = [
    "Document",
    "InputError",
    "Ledger",
    "LedgerError",
    "Reader",
    "Report",
    "UsageError",
    "WhosaysError",
    "__version__",
    "open",
    "read",
    "read_many",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'whosays' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
