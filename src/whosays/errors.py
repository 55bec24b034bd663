"""All errors that whosays raises on purpose: one base, so that a caller can catch «ours».

The message names the thing at fault and says what to do; the command line prints it without a traceback.
"""

from __future__ import annotations


class WhosaysError(Exception):
    """Base of all errors of this package. ``exit_code`` is what the command line exits with."""

    exit_code = 1


class UsageError(WhosaysError):
    """An option or argument that cannot be used (an impossible date, an unknown format)."""

    exit_code = 2


class LexiconError(UsageError):
    """A table of words that does not hold what it must; names file and line."""


class InputError(WhosaysError):
    """An input that cannot be read: missing, binary, too large, not text. The other inputs are still read."""


class ModelError(WhosaysError):
    """A language pipeline or a learned model that is missing or does not fit."""


class GazetteerError(WhosaysError):
    """The gazetteer cannot be built, read or imported."""


class LedgerError(WhosaysError):
    """A ledger that cannot be opened, read or written: damaged, of a newer version, read-only, no room left."""

    exit_code = 3


class NotFoundError(LedgerError):
    """An incident, document or source that the ledger does not hold, or more than one that may be meant."""
