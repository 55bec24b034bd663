"""The lines of a document before it is parsed: headings, labels, datelines, bylines; what the parser reads.

The parser gets a text of the same length with plain quotes, spaces and dashes, lines joined where a
paragraph was only wrapped, and capitals put right: a span in it is a span in the original.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median
from typing import Literal

from whosays.reading.casing import Casing, is_capitals, is_title_case

LineKind = Literal["heading", "label", "byline", "boilerplate", "body"]

# Typographic and wrong quotes, odd spaces and dashes, each for one plain character.
_CHARS: dict[int, str] = str.maketrans({
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u00ad": " ",
})  # fmt: skip
# Control characters, zero-width characters and marks that turn the direction: nothing that is read.
_CHARS |= dict.fromkeys((*range(9), *range(14, 32), *range(127, 133), *range(134, 160)), " ")
_CHARS |= dict.fromkeys((*range(8203, 8208), *range(8234, 8239), *range(8288, 8304), 65279), " ")

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029\x0b\x0c]+")
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029\x0b\x0c]")
_BYLINE = re.compile(
    r"(?i:by|reporting by|editing by|written by|photo(?:graph)?s? by|words by)\s+[A-Z][\w.'’-]+"
    r"(?:,?\s+(?:and|in|for|&|[A-Z(][\w.'’)-]*)){0,9}\s*$"
)  # fmt: skip
_BOILERPLATE = re.compile(
    r"(?:read (?:more|also|next|the full)|see also|also read|related(?: articles?| stories| news)?\s*(?::|$)|"
    r"advertisement|share (?:this|on)|follow us|sign up|subscribe|click here|(?:image|photo|caption|file photo|"
    r"source|credit)\s*:|copyright\b|all rights reserved|©|https?://\S+$|editor'?s note|our standards:|"
    r"(?:last )?(?:updated|published|posted)(?: on| at|:)|\d+ min(?:ute)?s? read$)", re.I
)  # fmt: skip
_BULLET = re.compile(r"[•▪●‣◦·*–—-]\s+\S")
_SENTENCE_END = re.compile(r"[.!?…:;,]['\")\]”’»]*$")
_CLOSED = re.compile(r"[.!?…]['\")\]”’»]*$")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+(?:\d{{4}}|\d\d(?=\s*[(/])))?"
_NAME = r"[A-Z][\w.'’-]*"
_DATELINE = re.compile(
    rf"\s*(?:(?P<place>{_NAME}(?:(?:\s*/\s*|,?\s+)(?!{_MONTH}\b){_NAME}){{0,5}}?)\s*,?\s*)?"
    rf"(?P<date>{_DAY})?\.?\s*(?P<wire>\([A-Z][\w ./&-]{{1,30}}\)|/[A-Z][\w ./&-]{{1,30}}/)?"
    rf"(?:\s*,?\s*(?P<later>{_DAY}))?"  # «Aden (Wire) 9 May 2024 —»
    r"\s*(?:[—–]|--?|:|(?<=/)\.|(?<=\d{4})\.)\s+(?=\S)", re.I
)  # fmt: skip
_IN_BRACKETS = re.compile(  # «(Nairobi, March 10, 2024) – Soldiers …»
    rf"\s*\((?P<place>{_NAME}(?:\s{_NAME}){{0,3}})(?:,\s+(?:{_NAME}\s?){{1,3}})?,\s+(?P<date>{_DAY})\)\s*(?:[—–]|--?)\s+(?=\S)"
)
_DATE_LINE = re.compile(
    r"\s*(?:(?:As of|As at|Date:?|Situation (?:as of|on)|Morning of|Evening of|Night of)\s+)?"
    rf"(?:(?P<place>{_NAME}(?:\s{_NAME}){{0,3}}),\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(?P<date>{_DAY})\s*$"
)
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d\d(?:\s*(?:GMT|UTC|CET|[ap]\.?m\.?))?(?:\s*[,:–—-]+\s*|\s+)(?=[A-Z])")
"""When an entry of a live report or a log was written: no part of its first sentence."""
_DATE_PARTS = re.compile(
    r"(?:(?P<d1>\d{1,2})\s+)?(?P<month>[A-Za-z]{3})[a-z]*\.?(?:\s+(?P<d2>\d{1,2}))?,?\s+(?P<y>\d{4})"
)

_NO_WORD = re.compile(r"\S{300,}")  # no word is as long; a tokenizer can take minutes over such a run
_LABEL_WORDS = 3
_HEAD_LINES = 6  # among them a date may stand alone
_HEADING_WORDS = 25
_WRAP_WIDTH = (40, 120)  # code points of a line in hard-wrapped text


@dataclass(frozen=True)
class Line:
    """A line of the text, [start, end) in code points, and what it is.

    ``joined``: the line goes on the paragraph of the line before it (hard-wrapped text).
    """

    start: int
    end: int
    kind: LineKind
    joined: bool = False


@dataclass(frozen=True)
class Dateline:
    """«KYIV, Nov 23, 2024 (Reuters) —»: spans of its place and date, and where the running text starts.

    ``published``: the date in ISO 8601 where the dateline names the year.
    """

    place: tuple[int, int] | None
    date: tuple[int, int] | None
    end: int
    published: str | None = None


@dataclass(frozen=True)
class Layout:
    """A document laid out for the parser.

    clean: the text for the parser, as long as the original; title: the first heading, or None;
    starts: where sentences begin for sure; closed: spans that hold no sentence break (headings).
    """

    clean: str
    lines: list[Line]
    dateline: Dateline | None
    title: str | None
    starts: tuple[int, ...]
    closed: tuple[tuple[int, int], ...]


def lay_out(text: str, casing: Casing) -> Layout:
    """Lines, dateline, title and the text for the parser."""
    lines = find_lines(text)
    dateline = find_dateline(text, lines)
    clean = _join(_NO_WORD.sub(_blank, text.translate(_CHARS)), lines)
    odd = [(x.start, x.end) for x in lines if _is_odd(clean[x.start : x.end], x.kind)]
    running = [(x.start, x.end) for x in lines if x.kind == "body" and (x.start, x.end) not in odd]
    clean = casing.fix(clean, running, odd)
    starts = [x.start for x in lines if not x.joined]
    if dateline:
        starts.append(dateline.end)
    starts += [x.start + m.end() for x in lines if (m := _CLOCK.match(text[x.start : x.end]))]
    closed = tuple((x.start, x.end) for x in lines if x.kind in {"heading", "label", "byline"})
    title = next((text[x.start : x.end].strip() for x in lines[:4] if x.kind == "heading"), None)
    return Layout(clean, lines, dateline, title, tuple(sorted(starts)), closed)


def _blank(run: re.Match[str]) -> str:
    return " " * len(run.group())


def _is_odd(line: str, kind: LineKind) -> bool:
    return is_capitals(line) or (kind == "heading" and is_title_case(line))


def _join(text: str, lines: list[Line]) -> str:
    """Line ends inside a paragraph become spaces."""
    out = list(text)
    for before, line in pairwise(lines):
        if line.joined:
            for i in range(before.end, line.start):
                out[i] = " "
    return "".join(out)


def find_lines(text: str) -> list[Line]:
    """All non-empty lines with their kinds.

    A heading is a short line with no closing punctuation that other text follows (a title, a section
    label); a lone line is running text.
    """
    spans = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    joined = _wrapped(text, spans)
    lines: list[Line] = []
    for i, (start, end) in enumerate(spans):
        goes_on = i + 1 < len(spans) and not joined[i + 1]
        kind: LineKind = "body" if joined[i] else _kind(text[start:end].strip(), goes_on, i + 1 == len(spans))
        lines.append(Line(start, end, kind, joined[i]))
    return lines


def _kind(line: str, alone: bool, last: bool) -> LineKind:
    words = len(line.split())
    if _BOILERPLATE.match(line) and words <= _HEADING_WORDS:
        return "boilerplate"
    if _BYLINE.match(line) and words <= 12:
        return "byline"
    if last or not alone or _SENTENCE_END.search(line) or _BULLET.match(line):
        return "body"
    return "label" if words <= _LABEL_WORDS else "heading" if words <= _HEADING_WORDS else "body"


def _wrapped(text: str, spans: list[tuple[int, int]]) -> list[bool]:
    """For each line: does it go on the paragraph of the line before it?

    A block (lines with no empty line between) is hard-wrapped where its lines have about one width; else a
    line goes on only where it begins in lower case after a line that did not end its sentence.
    """
    joined = [False] * len(spans)
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans) and len(_BREAK.findall(text, spans[i - 1][1], spans[i][0])) < 2:
            continue
        _join_block(text, spans, first, i, joined)
        first = i
    return joined


def _join_block(text: str, spans: list[tuple[int, int]], first: int, end: int, joined: list[bool]) -> None:
    lines = [text[a:b].strip() for a, b in spans[first:end]]
    inner = [len(line) for line in lines[:-1]]
    width = max(map(len, lines))
    wraps = (
        (len(lines) > 2 and _WRAP_WIDTH[0] <= width <= _WRAP_WIDTH[1] and median(inner) > 0.75 * width)
        or (len(lines) == 2 and _WRAP_WIDTH[0] <= inner[0] <= _WRAP_WIDTH[1] and len(lines[1]) <= width)
    )  # fmt: skip
    for n in range(1, len(lines)):
        before, line = lines[n - 1], lines[n]
        if _BULLET.match(line) or _BOILERPLATE.match(line) or _BYLINE.match(before):
            continue
        open_end = not _CLOSED.search(before)
        if line[0].islower() and open_end:
            joined[first + n] = True
        elif wraps and len(lines) > 2:
            full = len(before) + 1 + len(line.split()[0]) > 0.85 * width
            joined[first + n] = full and (open_end or len(before) > 0.75 * width)


def find_dateline(text: str, lines: list[Line]) -> Dateline | None:
    """The wire dateline at the start of the first body line, or place and date on a line of their own before it."""
    for head in takewhile(lambda x: x.kind != "body", lines[:_HEAD_LINES]):
        alone = _DATE_LINE.match(text[head.start : head.end])
        if alone and _with_year(alone["date"]):
            return _dateline_of(alone, head)
    line = next((x for x in lines if x.kind == "body"), None)
    if line is None:
        return None
    bracketed = _IN_BRACKETS.match(text[line.start : line.end])
    if bracketed and _with_year(bracketed["date"]):
        return _dateline_of(bracketed, line)
    match = _DATELINE.match(text[line.start : line.end])
    if match is None:
        return None
    place, wire = match["place"], match["wire"]
    named = "later" if match["date"] is None else "date"
    date = match[named]
    if place is not None:
        if not place[0].isupper() or any(w[0].islower() for w in place.split()):
            return None
        place = place.split(",")[0].split("/")[0].rstrip()
    if not (wire or date or (place and place.isupper())) or not (place or wire or (date and _with_year(date))):
        return None
    at = line.start + match.start("place")
    return Dateline(
        place=(at, at + len(place)) if place else None,
        date=(line.start + match.start(named), line.start + match.end(named)) if date else None,
        end=line.start + match.end(),
        published=_with_year(date) if date else None,
    )


def _dateline_of(match: re.Match[str], line: Line) -> Dateline:
    """The dateline of a match that names its groups ``place`` (or not) and ``date``, with its year."""
    at, until = match.span("place")
    first, last = match.span("date")
    return Dateline(
        place=(line.start + at, line.start + until) if match["place"] else None,
        date=(line.start + first, line.start + last),
        end=line.start + match.end(),
        published=_with_year(match["date"]),
    )


def _with_year(date: str) -> str | None:
    parts = _DATE_PARTS.search(date)
    if not parts:
        return None
    day = parts["d1"] or parts["d2"]
    try:
        return datetime.datetime.strptime(f"{day} {parts['month']} {parts['y']}", "%d %b %Y").date().isoformat()
    except ValueError:
        return None
