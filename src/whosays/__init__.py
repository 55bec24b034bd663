"""whosays: who says what happened, and do the accounts agree?"""

from __future__ import annotations

__version__ = "0.1.0"
