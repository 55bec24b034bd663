"""CSV and TSV to documents: one record a row, read row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources.columns import Columns
from whosays.sources.decode import decode
from whosays.sources.records import longest_line

_DELIMITERS = ",;\t|"


def from_rows(lines: Iterable[bytes], name: str, max_chars: int, columns: Columns) -> Iterator[Document | InputError]:
    """A document, or the reason why there is none, for each row under the header.

    The delimiter is the one of ``, ; tab |`` that the header has most of. name: how messages call the file.
    Raises InputError where the header lacks the column of the text, or one that was asked for.
    """
    csv.field_size_limit(longest_line(max_chars))
    source = _Lines(lines, longest_line(max_chars))
    first = next(source, "")
    delimiter = max(_DELIMITERS, key=lambda d: (first.count(d), -_DELIMITERS.index(d)))
    try:
        header = [" ".join(h.split()) for h in next(csv.reader(chain([first], source), delimiter=delimiter), [])]
    except csv.Error as error:
        raise InputError(f"the header is no row of a table ({error})") from None
    if not any(header):
        raise InputError("the table is empty")
    columns.check(header)
    rows = csv.reader(source, delimiter=delimiter)
    while True:
        where = f"{name}:{source.number + 1}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, InputError) as error:
            yield InputError(f"{where}: not a row of the table ({error})")
            rows = csv.reader(source, delimiter=delimiter)
            continue
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                raise InputError(f"{len(row)} cells under {len(header)} columns")
            yield columns.document(dict(zip(header, row, strict=False)), where, max_chars)
        except InputError as error:
            yield InputError(f"{where}: {error}")


class _Lines:
    """Decoded lines, counted; one of ``limit`` bytes has been cut and is an error."""

    def __init__(self, lines: Iterable[bytes], limit: int) -> None:
        self._lines = iter(lines)
        self._limit = limit
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        if len(line) >= self._limit:
            raise InputError("the line is too long (--max-chars)")
        return decode(line).text.replace("\r\n", "\n").replace("\r", " ").replace("\0", " ")
