"""Words of a document marked for a page: spans cut into pieces that carry their layers, nothing shifted or nested.

All cutting is done here, in code points: a browser counts UTF-16 units, and would slip after the first emoji.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from whosays.model import Report

LAYERS = ("claim", "event", "figure", "place", "time")


@dataclass(frozen=True)
class Mark:
    """An item of a layer and the stretch ``text[start:end]`` that it stands on."""

    item: str
    layer: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of text on which the same items stand; it begins at ``start``. begins: items whose first words
    these are."""

    text: str
    start: int = 0
    items: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excerpt:
    """Words with a little of what stands around them."""

    before: str
    words: str
    after: str
    language: str | None = None


def marks_of(report: Report) -> list[Mark]:
    """The items of a report that stand on words: what sources say, events, figures, places, times."""
    out = [Mark(c.id, "claim", a, b) for c in report.claims for a, b in c.content if c.source.kind != "narrator"]
    out += [Mark(e.id, "event", *e.trigger.span) for e in report.events]
    out += [Mark(m.id, "figure", *m.span) for m in report.measures if m.span]
    out += [Mark(p.id, "place", *p.span) for p in report.places]
    out += [Mark(t.id, "time", *t.span) for t in report.times]
    return out


def pieces(text: str, marks: Iterable[Mark], also: Iterable[int] = ()) -> list[Piece]:
    """The text as pieces; joined they give the text again. also: where to cut besides."""
    good = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    ends = {x for m in good for x in (m.start, m.end)} | {x for x in also if 0 < x < len(text)}
    cuts = sorted({0, len(text)} | ends)
    opening: dict[int, list[Mark]] = {}
    for m in sorted(good, key=lambda m: (m.start, -m.end, LAYERS.index(m.layer), m.item)):
        opening.setdefault(m.start, []).append(m)
    active: list[Mark] = []
    seen: set[str] = set()
    out = []
    for start, end in pairwise(cuts):
        active = [m for m in active if m.end > start] + opening.get(start, [])
        items = tuple(dict.fromkeys(m.item for m in active))
        begins = tuple(i for i in items if i not in seen)
        seen.update(begins)
        layers = tuple(layer for layer in LAYERS if any(m.layer == layer for m in active))
        out.append(Piece(text[start:end], start, items, layers, begins))
    return out


def excerpt(text: str, start: int, end: int, around: int = 140, language: str | None = None) -> Excerpt:
    """The words with up to ``around`` code points on each side of their paragraph, cut between words; blanks as one."""
    first = max(start - around, text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0)
    close = text.find("\n\n", end)
    last = min(end + around, close if close >= 0 else len(text))
    before, after = text[first:start], text[end:last]
    if first == start - around and first and " " in before:
        before = "…" + before[before.index(" ") :]
    if last == end + around and last < len(text) and " " in after:
        after = after[: after.rindex(" ")] + " …"
    return Excerpt(_flat(before), " ".join(text[start:end].split()), _flat(after), language)


def _flat(text: str) -> str:
    """Runs of white space as one blank, also at the ends."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")
