"""Writing an export: never over an existing file, and never half of one."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import indent
from typing import Any, Protocol, TextIO

from whosays.errors import LedgerError, UsageError
from whosays.export import acled, events, plain, ucdp
from whosays.export.common import Entry, Skipped
from whosays.export.redact import names_in_reports, names_in_texts, redact, redactor, strings
from whosays.model import Report
from whosays.model.incidents import Incidents

_PIECE = 60_000

Rows = Callable[[Iterable[Entry], list[Skipped]], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Kind:
    """An export: how its rows are made, its columns (none for JSON), the end of its files' names."""

    rows: Rows
    columns: Sequence[str]
    suffix: str
    layout: str


FORMATS: dict[str, Kind] = {
    "acled": Kind(acled.rows, acled.COLUMNS, ".csv", "csv"),
    "ucdp": Kind(ucdp.rows, ucdp.COLUMNS, ".csv", "csv"),
    "plover": Kind(events.plover_rows, (), ".jsonl", "jsonl"),
    "cameo": Kind(events.cameo_rows, events.CAMEO_COLUMNS, ".tsv", "tsv"),
    "geojson": Kind(plain.features, (), ".geojson", "geojson"),
    "csv": Kind(plain.csv_rows, plain.COLUMNS, ".csv", "csv"),
    "parquet": Kind(lambda entries, _: map(plain.values, entries), plain.COLUMNS, ".parquet", "parquet"),
    "jsonl": Kind(plain.json_rows, (), ".jsonl", "jsonl"),
}


class Ledger(Protocol):
    """What an export asks of a ledger."""

    def answer(self, **filters: Any) -> Incidents:
        """The incidents that fit, with their documents."""

    def reports(self) -> Iterator[Report]:
        """All reports, for the names of persons in them."""


@dataclass(frozen=True)
class Exported:
    """What an export came to: rows written, and incidents left out with the reason."""

    rows: int
    skipped: tuple[Skipped, ...]


def export(
    ledger: Ledger,
    format: str,
    target: str | os.PathLike[str] | TextIO,
    redact_persons: bool = False,
    **filters: Any,
) -> Exported:
    """Write the incidents that fit. target: a file that does not exist yet, or an open text stream.

    redact_persons: leave out the names of persons everywhere. Raises UsageError, LedgerError.
    """
    if format not in FORMATS:
        raise UsageError(f"'{format}' is no export; these are: {', '.join(FORMATS)}")
    kind = FORMATS[format]
    path = Path(os.fspath(target)) if isinstance(target, str | os.PathLike) else None
    if path is not None and path.exists():
        raise UsageError(f"{path}: there is a file already; nothing was written. Choose another name or remove it")
    if path is None and kind.layout == "parquet":
        raise UsageError("parquet is not text; name a file with --output")
    skipped: list[Skipped] = []
    rows = list(kind.rows(entries(ledger.answer(**filters)), skipped))
    if redact_persons:
        rows = _without_names(ledger, rows)
    if path is None:
        assert not isinstance(target, str | os.PathLike)
        _write(rows, kind, target)
    else:
        _write_whole(rows, kind, path)
    return Exported(len(rows), tuple(skipped))


def entries(answer: Incidents) -> list[Entry]:
    """Incidents each with its documents."""
    return [Entry(i, {d: answer.documents[d] for d in i.documents if d in answer.documents}) for i in answer.incidents]


def _without_names(ledger: Ledger, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    texts = [s for row in rows for s in strings(row)]
    names = names_in_reports(ledger.reports()) | names_in_texts(x for x in texts if " " in x)
    pattern = redactor(names)
    return [redact(row, pattern) for row in rows]


def _write_whole(rows: list[dict[str, Any]], kind: Kind, path: Path) -> None:
    """Write beside the target and put it in place when it is complete; an existing file is never replaced."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if kind.layout == "parquet":
            _write_parquet(rows, kind, part)
        else:
            with part.open("x", encoding="utf8", newline="") as stream:
                _write(rows, kind, stream)
        os.link(part, path)
    except FileExistsError:
        raise UsageError(f"{path}: there is a file already; nothing was written") from None
    except OSError as error:
        raise LedgerError(f"{path}: cannot be written ({error.strerror or error}); nothing was kept") from None
    finally:
        part.unlink(missing_ok=True)


def _write(rows: list[dict[str, Any]], kind: Kind, stream: TextIO) -> None:
    for part in written(rows, kind):
        stream.write(part)


def written(rows: Iterable[dict[str, Any]], kind: Kind) -> Iterator[str]:
    """The text of an export piece by piece, as its rows come; for all layouts but Parquet."""
    if kind.layout in ("csv", "tsv"):
        tab = kind.layout == "tsv"
        buffer = StringIO()
        writer = csv.DictWriter(
            buffer, kind.columns, restval="", lineterminator="\n", delimiter="\t" if tab else ",",
            quoting=csv.QUOTE_MINIMAL,
        )  # fmt: skip
        writer.writeheader()
        for row in rows:
            writer.writerow({k: _one_line(v, tab) for k, v in row.items()})
            if buffer.tell() > _PIECE:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()
    elif kind.layout == "jsonl":
        for row in rows:
            yield json.dumps(row, ensure_ascii=False) + "\n"
    else:
        before = '{\n "type": "FeatureCollection",\n "features": ['
        for row in rows:
            yield before + "\n" + indent(json.dumps(row, ensure_ascii=False, indent=1), "  ")
            before = ","
        yield ("\n ]" if before == "," else before + "]") + "\n}\n"


def _one_line(value: Any, tab: bool) -> Any:
    """Cells of a tab-separated file hold no tabs or line breaks."""
    return " ".join(value.split()) if tab and isinstance(value, str) else value


def _write_parquet(rows: list[dict[str, Any]], kind: Kind, path: Path) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise LedgerError("Parquet needs one more package: pip install 'whosays[parquet]'") from None
    whole = ("independent_sources", "revision", "documents")
    types = {c: pa.int64() if c in whole else pa.float64() if c in plain.NUMBERS else pa.string() for c in kind.columns}
    schema = pa.schema([(c, types[c]) for c in kind.columns], metadata={"format": "whosays-incidents/1"})
    table = pa.Table.from_pylist(
        [{c: (float(v) if types[c] == pa.float64() and v is not None else v) for c, v in row.items()} for row in rows],
        schema=schema,
    )
    parquet.write_table(table, path)
