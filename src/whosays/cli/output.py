"""Writing reports: the sheet, indented JSON, JSON lines; to standard output or a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from whosays.errors import UsageError

if TYPE_CHECKING:
    from whosays.model import Report


class Format(StrEnum):
    """How reports are written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


_SUFFIXES = {".txt": Format.text, ".json": Format.json, ".jsonl": Format.jsonl, ".ndjson": Format.jsonl}


def choose_format(wanted: Format | None, output: Path | None) -> Format:
    """The format asked for; else by the file's ending; else a sheet on a terminal and JSON lines in a pipe."""
    if wanted is not None:
        return wanted
    if output is not None:
        return _SUFFIXES.get(output.suffix.lower(), Format.jsonl)
    return Format.text if sys.stdout.isatty() else Format.jsonl


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output or the file, as UTF-8. Raises UsageError if the file cannot be written."""
    if output is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        return
    try:
        stream = output.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror})") from error
    with stream:
        yield stream


def write(report: Report, format: Format, stream: TextIO, with_text: bool) -> None:
    """Write one report; ``with_text``: keep the document's text in JSON."""
    if format is Format.text:
        from rich.console import Console

        from whosays.cli.sheet import print_sheet

        print_sheet(report, Console(file=stream, highlight=False, soft_wrap=False))
    else:
        indent = 2 if format is Format.json else None
        stream.write(json.dumps(_public(report, with_text), ensure_ascii=False, indent=indent) + "\n")
    stream.flush()


def _public(report: Report, with_text: bool) -> dict[str, Any]:
    data = report.to_dict()
    if not with_text:
        del data["document"]["text"]
    return data
