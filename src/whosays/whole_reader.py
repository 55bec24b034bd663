"""The reader that every command, page and call uses: all stages, then the document's main incident.

Reading knows nothing of reconciling, so the two are put together here.
"""

from __future__ import annotations

from pathlib import Path

from whosays.reading import pipeline
from whosays.reading.reader import Reader
from whosays.reconcile.main_incident import with_main_incident


def whole_reader(
    model: str | None = None, lexicon: str | Path | None = None, beside: bool = True, explain: bool = False
) -> Reader:
    """A reader whose reports carry their main incident; the arguments are those of `Reader`."""
    return Reader(
        model or pipeline.DEFAULT_MODEL, lexicon=lexicon, beside=beside, finish=with_main_incident, explain=explain
    )
