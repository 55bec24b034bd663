"""The lines of a document before it is parsed: headings, labels, datelines, bylines; quotes put right.

Everything here keeps the length of the text, so that a span in the cleaned text is a span in the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LineKind = Literal["heading", "label", "byline", "boilerplate", "body"]

# Typographic and wrong quotes, odd spaces and dashes, each for one plain character.
_CHARS = str.maketrans({
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    " ": " ", " ": " ", " ": " ", " ": " ", "​": " ", "﻿": " ", "\t": " ",
    "‐": "-", "‑": "-", "‒": "-", "−": "-",
})  # fmt: skip

_BYLINE = re.compile(r"^\s*(?:by|reporting by|editing by|photo(?:graph)?s? by|words by)\s+[A-Z]", re.I)
_BOILERPLATE = re.compile(
    r"^\s*(?:read more|see also|also read|related(?: articles?| stories)?|advertisement|share this|follow us|"
    r"sign up|subscribe|image:|photo:|caption:|source:|copyright|all rights reserved|©|https?://\S+$)", re.I
)  # fmt: skip
_DATELINE = re.compile(
    r"^\s*(?P<place>[A-Z][\w.'’\-]*(?:[ ,/]+[A-Z][\w.'’\-]*){0,5}(?:,\s*(?P<date>[A-Z][a-z]{2,8}\.?\s+\d{1,2}))?)"
    r"\s*(?P<wire>\((?:[A-Z][\w ./&-]{1,30})\))?\s*(?:—|–|--|-)\s+(?=\S)"
)


@dataclass(frozen=True)
class Line:
    """A line of the text, [start, end) in code points, and what it is."""

    start: int
    end: int
    kind: LineKind


@dataclass(frozen=True)
class Dateline:
    """«KYIV, Nov 23 (Reuters) —»: the spans of the place and date in it, and where the running text starts."""

    place: tuple[int, int]
    date: tuple[int, int] | None
    end: int


def clean(text: str) -> str:
    """The text with plain quotes, spaces and dashes and no capital passages; as long as the original."""
    return _lower_capitals(text.translate(_CHARS))


def _lower_capitals(text: str) -> str:
    """Lines that are nearly all capitals, put in title-less case so that a tagger can read them.

    The first letter of each sentence stays; words of up to three letters that look like acronyms stay too.
    """
    out: list[str] = []
    for line in text.splitlines(keepends=True):
        letters = [c for c in line if c.isalpha()]
        if len(letters) > 20 and sum(c.isupper() for c in letters) / len(letters) > 0.8:
            line = _truecase_line(line)
        out.append(line)
    return "".join(out)


def _truecase_line(line: str) -> str:
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in line)
    out = list(lowered)
    for m in re.finditer(r"(?:^|[.!?]['\")]?\s+)(['\"(]?)([a-z])", lowered):
        out[m.start(2)] = m.group(2).upper()
    return "".join(out)


def find_lines(text: str) -> list[Line]:
    """All non-empty lines with their kinds.

    A heading is a short line with no closing punctuation that other text follows (a title, a section
    label); a lone line is running text. Lines inside a hard-wrapped paragraph are body.
    """
    spans: list[tuple[int, int]] = []
    for m in re.finditer(r"[^\r\n\u2028\u2029\x0b\x0c]+", text):
        if m.group().strip():
            spans.append((m.start(), m.end()))
    lines: list[Line] = []
    for i, (start, end) in enumerate(spans):
        raw = text[start:end].strip()
        words = raw.split()
        last = i == len(spans) - 1
        gap_after = not last and "\n" in text[end : spans[i + 1][0]].replace("\r\n", "\n")[1:]
        kind: LineKind = "body"
        if _BOILERPLATE.match(raw) and len(words) <= 25:
            kind = "boilerplate"
        elif _BYLINE.match(raw) and len(words) <= 12:
            kind = "byline"
        elif not last and not re.search(r"[.!?…:;,]['\")”’]*$", raw):
            follower = text[spans[i + 1][0] : spans[i + 1][1]].strip()
            wrapped = bool(follower) and (follower[0].islower() or len(raw) > 50 and not gap_after and i > 2)
            if not wrapped and len(words) <= 3:
                kind = "label"
            elif not wrapped and len(words) <= 25:
                kind = "heading"
        lines.append(Line(start, end, kind))
    return lines


def find_dateline(text: str, lines: list[Line]) -> Dateline | None:
    """The wire dateline at the start of the first body line, if there is one."""
    for line in lines:
        if line.kind != "body":
            continue
        m = _DATELINE.match(text[line.start : line.end])
        if not m:
            return None
        place = m.group("place").split(",")[0]
        if not (m.group("wire") or place.isupper() or m.group("date")):
            return None
        at = line.start + m.start("place")
        date = m.span("date")
        return Dateline(
            place=(at, at + len(place)),
            date=(line.start + date[0], line.start + date[1]) if date[0] >= 0 else None,
            end=line.start + m.end(),
        )
    return None
