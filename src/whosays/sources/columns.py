"""Which column of a record or a table holds which field of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources.dates import iso

# Fields of a record and the names they also go by; all but ``text`` may be missing, others are passed over.
FIELDS = {
    "text": ("text",),
    "external_id": ("id",),
    "published": ("published", "date"),
    "modified": ("modified",),
    "publisher": ("publisher",),
    "title": ("title",),
    "byline": ("byline",),
    "uri": ("uri", "url"),
    "side": ("side",),
}
_JSON_KINDS = {bool: "true or false", list: "a list", dict: "an object"}
_BY_NAME = {name: field for field, names in FIELDS.items() for name in names}


def parse_map(value: str | None) -> dict[str, str]:
    """``text=body,published=date`` -> {field: column}. Raises UsageError."""
    out: dict[str, str] = {}
    for part in (value or "").split(","):
        name, equals, column = part.partition("=")
        if not part.strip():
            continue
        if not equals or not column.strip():
            raise UsageError(f"--map: '{part.strip()}' is no pair such as text=body")
        out[_field(name.strip())] = column.strip()
    return out


def _field(name: str) -> str:
    field = name if name in FIELDS else _BY_NAME.get(name)
    if field is None:
        raise UsageError(f"there is no field '{name}' to map (there are: {', '.join(_BY_NAME)})")
    return field


class Columns:
    """Reads the fields of a record by the names that the user gave, or by their own.

    mapping: field -> column. Raises UsageError where there is no such field.
    """

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self._wanted = {_field(name): column for name, column in (mapping or {}).items()}
        self._names = FIELDS | {field: (column,) for field, column in self._wanted.items()}

    def check(self, there: list[str]) -> None:
        """Raise InputError where a table with the columns ``there`` lacks one that is needed or was asked for."""
        known = _listed(there[:20]) or "none"
        for column in self._wanted.values():
            if column not in there:
                raise InputError(f"there is no column '{column}' (there are: {known})")
        if self._names["text"][0] not in there:
            raise InputError(f"there is no column 'text' (there are: {known}); name it with --map text=COLUMN")

    def document(self, record: dict[str, Any], where: str, max_chars: int) -> Document:
        """The document in a record. where: how messages call it. Raises InputError."""
        [text_name] = self._names["text"]
        text = _at(record, text_name)
        if text is not None and not isinstance(text, str):
            raise InputError(f"'{text_name}' is no text but {_JSON_KINDS.get(type(text), 'a number')}")
        if text is None:
            known = _listed(list(record)[:8]) or "nothing"
            raise InputError(f"the record has no '{text_name}' (it has: {known}); see --map")
        if len(text) > max_chars:
            raise InputError(f"{len(text):,} characters; the limit is {max_chars:,} (--max-chars)")
        fields = {f: self._first(record, names) for f, names in self._names.items() if f != "text"}
        warnings: tuple[str, ...] = ()
        try:
            parse_published(fields["published"])
        except UsageError:
            warnings = (f"{where}: '{fields['published']}' is no date such as 2024-11-26; read without one",)
            fields["published"] = None
        if fields["modified"] is not None:
            modified = iso(fields["modified"])
            if modified is None:
                warnings += (f"{where}: '{fields['modified']}' is no date such as 2024-11-26T08:30; left out",)
            fields["modified"] = modified
        from_ = "metadata" if fields["published"] else None
        return Document(text=text, published_from=from_, warnings=warnings, **fields)  # type: ignore[arg-type]

    def _first(self, record: dict[str, Any], names: tuple[str, ...]) -> str | None:
        for name in names:
            value = _at(record, name)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None


def _listed(names: list[str]) -> str:
    """Names for a message: short ones, and nothing that a terminal would obey."""
    return ", ".join("".join(c if c.isprintable() else "\ufffd" for c in str(name)[:60]) for name in names)


def _at(record: dict[str, Any], name: str) -> Any:
    """The value of a column; «article.body» leads into an object where there is no column of that very name."""
    if name in record or "." not in name:
        return record.get(name)
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
