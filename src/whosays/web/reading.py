"""The reader of texts that come in by the web: one for the server, loaded when first needed, one text at a time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import HTTPException

from whosays.model import Report
from whosays.reading.document import Document
from whosays.web.settings import Settings

if TYPE_CHECKING:
    from whosays.reading.reader import Reader

MOST_CHARS = 400_000
_PATIENCE = 30.0


class Reading:
    """Reads documents one after another; lives in ``app.state.reading``. Who waits too long is told to come back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def read(self, document: Document) -> Report:
        """The report of a document. Raises HTTPException (413 too long, 503 busy), WhosaysError."""
        if len(document.text) > MOST_CHARS:
            raise HTTPException(413, f"The text is longer than {MOST_CHARS} characters.")
        if not self._lock.acquire(timeout=_PATIENCE):
            raise HTTPException(503, "Other texts are being read; try again.", {"Retry-After": "30"})
        try:
            if self._reader is None:
                from whosays.whole_reader import whole_reader

                self._reader = whole_reader(self._settings.model, self._settings.lexicon)
            return self._reader.read(document)
        finally:
            self._lock.release()
