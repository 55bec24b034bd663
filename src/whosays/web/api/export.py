"""Exports as downloads, written while they are sent: the ledger is read a page of incidents at a time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from whosays.export.common import Entry
from whosays.export.write import FORMATS, export, written
from whosays.ledger import Ledger
from whosays.ledger.filters import Filter
from whosays.ledger.overview import overview
from whosays.web.api.answers import ERRORS, TheLedger
from whosays.web.query import as_filters, selection

router = APIRouter(tags=["export"], responses=ERRORS)
Name = Literal["acled", "ucdp", "plover", "cameo", "geojson", "csv", "parquet", "jsonl"]
_TYPES = {
    ".csv": "text/csv; charset=utf-8", ".tsv": "text/tab-separated-values; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8", ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_PAGE = 200


@router.get(
    "/export", name="api_export", response_class=Response,
    responses={
        200: {
            "description": "The file",
            "content": {
                media.partition(";")[0]: {"schema": {"type": "object" if suffix == ".geojson" else "string"}}
                for suffix, media in _TYPES.items()
            },
        }
    },
)  # fmt: skip
def export_file(
    request: Request,
    ledger: TheLedger,
    chosen: Annotated[Filter, Depends(selection)],
    format: Annotated[Name, Query(description="As `whosays export --format` names it.")] = "csv",
    redact_persons: Annotated[bool, Query(description="Leave out the names of persons everywhere.")] = False,
) -> Response:
    """The incidents that fit in the columns of another project, as a file."""
    kind = FORMATS[format]
    name = f"whosays-{format}{kind.suffix}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    media = _TYPES[kind.suffix]
    if redact_persons or kind.layout == "parquet" or chosen.as_of is not None:
        return _whole(ledger, chosen, format, redact_persons, headers, media)
    # the first piece is made before the answer begins, so that an error is still an error
    pieces = written(kind.rows(_entries(ledger, chosen), []), kind)
    first = next(pieces, "")

    def body() -> Iterator[bytes]:
        yield first.encode("utf8", "replace")
        for piece in pieces:
            yield piece.encode("utf8", "replace")

    return StreamingResponse(body(), headers=headers, media_type=media)


def _entries(ledger: Ledger, chosen: Filter) -> Iterator[Entry]:
    """The incidents that fit with their documents, the oldest first."""
    after: tuple[str, str] | None = None
    while True:
        with overview(ledger, chosen) as o:
            page = o.page(_PAGE, after, newest_first=False)
        documents = ledger.documents({d for i in page.incidents for d in i.documents})
        for incident in page.incidents:
            yield Entry(incident, {d: documents[d] for d in incident.documents if d in documents})
        after = page.next
        if after is None:
            return


def _whole(
    ledger: Ledger, chosen: Filter, format: str, redact_persons: bool, headers: dict[str, str], media: str
) -> Response:
    """Written to a file first: Parquet has its index at the end, and names are known only when all has been read."""
    folder = Path(tempfile.mkdtemp(prefix="whosays-"))
    path = folder / f"export{FORMATS[format].suffix}"

    def clear() -> None:
        path.unlink(missing_ok=True)
        os.rmdir(folder)

    try:
        export(ledger, format, path, redact_persons=redact_persons, **as_filters(chosen))
    except BaseException:
        clear()
        raise
    return FileResponse(path, headers=headers, media_type=media, background=BackgroundTask(clear))
