"""A document as the reader gets it: the text and what is known of it. Light to import: no parser."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, fields

from whosays.errors import UsageError

_ISO = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """A text to be read, and what is known of it.

    published: ISO 8601, a clock time may follow the day; published_from: option, metadata or dateline;
    published_where: where a page says so («JSON-LD datePublished»); modified: ISO 8601, when it says that it was
    last changed; canonical: the address that it says is its own, the same for all versions of a story;
    retrieved: ISO 8601, when it was fetched;
    language: ISO 639-1 where it is known for sure (it is detected otherwise); extractor: name/version of
    what made the text out of a page; side: ISO 3166-1 alpha-3 of the state that the
    publisher speaks for; warnings: what went wrong on the way here, carried into the report.
    """

    text: str
    published: str | None = None
    published_from: str | None = None
    publisher: str | None = None
    title: str | None = None
    byline: str | None = None
    uri: str | None = None
    external_id: str | None = None
    language: str | None = None
    extractor: str | None = None
    side: str | None = None
    warnings: tuple[str, ...] = ()
    published_where: str | None = None
    modified: str | None = None
    canonical: str | None = None
    retrieved: str | None = None

    def __post_init__(self) -> None:
        """Halves of surrogate pairs (from JSON escapes) are no characters: U+FFFD stands for them."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
                object.__setattr__(self, field.name, _SURROGATE.sub("\ufffd", value))


def parse_published(value: str | None) -> tuple[datetime.date | None, str | None]:
    """Day and clock time («HH:MM») of an ISO 8601 date; (None, None) for none. Raises UsageError."""
    if not value:
        return None, None
    match = _ISO.fullmatch(value.strip())
    try:
        if not match:
            raise ValueError
        clock = match["clock"]
        if clock:
            datetime.time.fromisoformat(clock)
        return datetime.date.fromisoformat(match["day"]), clock
    except ValueError:
        raise UsageError(f"'{value}' is no publication date; write it as 2024-11-26 or 2024-11-26T08:30") from None
