"""JSON lines (one object a line) and JSON files (an object, or a list of them) to documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources.columns import Columns
from whosays.sources.decode import decode

_RECORD_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]{0,200}"\s*:')
_JSON_BEGINS = re.compile(rb'[\[{]\s*(?:"[^"\n]{0,200}"\s*[:,\]]|[\[{]|[\]}]\s*$)')


def looks_like_records(first_line: bytes) -> bool:
    """Is the first line of a file a JSON object?"""
    try:
        return isinstance(json.loads(first_line), dict)
    except (ValueError, RecursionError):
        return False


def begins_a_record(head: bytes) -> bool:
    """Does a line whose end is not in sight begin as a JSON object with a name in it?"""
    return bool(_RECORD_BEGINS.match(head))


def begins_json(head: bytes) -> bool:
    """Does this begin as JSON, not as text that opens with a bracket?"""
    return bool(_JSON_BEGINS.match(head))


def longest_line(max_chars: int) -> int:
    """Bytes that a record may have: its text, every character escaped, and 100 kB of other fields."""
    return max_chars * 6 + 100_000


def lines_of(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines of a stream; of one longer than ``limit`` bytes the beginning only, to bound memory."""
    while line := stream.readline(limit):
        yield line
        while len(line) == limit and not line.endswith(b"\n"):
            line = stream.readline(limit)


def from_lines(
    lines: Iterable[bytes], name: str, max_chars: int, columns: Columns | None = None
) -> Iterator[Document | InputError]:
    """A document, or the reason why there is none, for each line; empty lines are passed over.

    name: how messages call the file; max_chars: the longest text that is read, in code points.
    """
    columns = columns or Columns()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            if len(line) >= longest_line(max_chars):
                raise InputError(f"the line is too long; a text may have {max_chars:,} characters (--max-chars)")
            yield _document(decode(line).text, where, max_chars, columns)
        except InputError as error:
            yield InputError(f"{where}: {error}")


def from_json(data: bytes, name: str, max_chars: int, columns: Columns) -> Iterator[Document | InputError]:
    """The documents of a JSON file: one object, or a list of objects. Raises InputError where it is neither."""
    try:
        value = json.loads(decode(data).text)
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from None
    except RecursionError:
        raise InputError("not a record (nested too deep)") from None
    if not isinstance(value, dict | list):
        raise InputError("neither a record nor a list of records")
    for number, record in enumerate(value if isinstance(value, list) else [value], 1):
        where = f"{name}#{number}" if isinstance(value, list) else name
        try:
            if not isinstance(record, dict):
                raise InputError('not a record such as {"text": "…"}')
            yield columns.document(record, where, max_chars)
        except InputError as error:
            yield InputError(f"{where}: {error}")


def _document(line: str, where: str, max_chars: int, columns: Columns) -> Document:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from None
    except RecursionError:
        raise InputError("not a record (nested too deep)") from None
    if not isinstance(record, dict):
        raise InputError('not a record; each line is an object such as {"text": "…"}')
    return columns.document(record, where, max_chars)
