"""JSON lines to documents: one object a line with ``text`` and what else is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources.decode import decode

# Fields of a record and the names they also go by; all but ``text`` may be missing, others are passed over.
FIELDS = {
    "text": ("text",),
    "external_id": ("id",),
    "published": ("published", "date"),
    "publisher": ("publisher",),
    "title": ("title",),
    "byline": ("byline",),
    "uri": ("uri", "url"),
    "side": ("side",),
}


def looks_like_records(first_line: bytes) -> bool:
    """Is the first line of a file a JSON object?"""
    try:
        return isinstance(json.loads(first_line), dict)
    except (ValueError, RecursionError):
        return False


def longest_line(max_chars: int) -> int:
    """Bytes that a record may have: its text, every character escaped, and 100 kB of other fields."""
    return max_chars * 6 + 100_000


def from_lines(lines: Iterable[bytes], name: str, max_chars: int) -> Iterator[Document | InputError]:
    """A document, or the reason why there is none, for each line; empty lines are passed over.

    name: how messages call the file; max_chars: the longest text that is read, in code points.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            if len(line) >= longest_line(max_chars):
                raise InputError(f"the line is too long; a text may have {max_chars:,} characters (--max-chars)")
            yield _document(decode(line).text, where, max_chars)
        except InputError as error:
            yield InputError(f"{where}: {error}")


def _document(line: str, where: str, max_chars: int) -> Document:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON ({error})") from None
    except RecursionError:
        raise InputError("not a record (nested too deep)") from None
    if not isinstance(record, dict):
        raise InputError('not a record; each line is an object such as {"text": "…"}')
    text = record.get("text")
    if not isinstance(text, str):
        known = ", ".join(str(key) for key in list(record)[:8]) or "nothing"
        raise InputError(f"the record has no 'text' (it has: {known})")
    if len(text) > max_chars:
        raise InputError(f"{len(text):,} characters; the limit is {max_chars:,} (--max-chars)")
    fields = {field: _first(record, names) for field, names in FIELDS.items() if field != "text"}
    warnings: tuple[str, ...] = ()
    try:
        parse_published(fields["published"])
    except UsageError:
        warnings = (f"{where}: '{fields['published']}' is no date such as 2024-11-26; read without one",)
        fields["published"] = None
    return Document(text=text, published_from="metadata" if fields["published"] else None, warnings=warnings, **fields)


def _first(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
