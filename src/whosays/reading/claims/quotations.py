"""Quoted stretches of a text: double and typographic single quotation marks, over several sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_LONGEST = 4000
_DOUBLE = re.compile(r"[\"“”„‟«»″]|''|``")
_OPEN_BEFORE = re.compile(r"[\s(\[\-—–…/]")
_SINGLE = re.compile(r"(?<!\w)‘(?=\w)([^‘\n]{2,400}?[\w.,!?…])’(?!\w)")


@dataclass(frozen=True)
class Quotation:
    """[start, end) with the marks, [inner_start, inner_end) without, in code points."""

    start: int
    end: int
    inner_start: int
    inner_end: int


class Quotations:
    """The quotations of one document, in order, none inside another."""

    def __init__(self, text: str) -> None:
        self.items = find_quotations(text)
        self._starts = [q.start for q in self.items]

    def at(self, position: int) -> Quotation | None:
        """The quotation that holds the code point, marks included."""
        k = bisect_right(self._starts, position) - 1
        return self.items[k] if k >= 0 and position < self.items[k].end else None

    def within(self, start: int, end: int) -> list[Quotation]:
        """Quotations that overlap [start, end)."""
        k = max(0, bisect_right(self._starts, start) - 1)
        out = []
        for q in self.items[k:]:
            if q.start >= end:
                break
            if q.end > start:
                out.append(q)
        return out


def find_quotations(text: str) -> list[Quotation]:
    """Pairs of quotation marks, by direction where the marks show it, else by what stands beside them.

    A paragraph that opens a quotation and does not close it, followed by one that opens again, is quoted to
    its end. An opening mark with nothing to close it is left alone.
    """
    out: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text):
        opens = _opens(text, mark, opened is not None)
        if opened is not None and mark.start() - opened.start() > _LONGEST:
            opened = None
        if opened is None:
            if opens:
                opened = mark
            continue
        between = text[opened.end() : mark.start()]
        if opens:
            if "\n" in between:
                end = opened.end() + len(between[: between.rindex("\n")].rstrip())
                next_paragraph = not between[between.rindex("\n") :].strip()
                if next_paragraph and end > opened.end():
                    out.append(Quotation(opened.start(), end, opened.end(), end))
                opened = mark
            continue
        if mark.start() > opened.end():
            out.append(Quotation(opened.start(), mark.end(), opened.end(), mark.start()))
        opened = None
    doubles = [(q.start, q.end) for q in out]
    for m in _SINGLE.finditer(text):
        if not any(a < m.end() and m.start() < b for a, b in doubles):
            out.append(Quotation(m.start(), m.end(), m.start(1), m.end(1)))
    return sorted(out, key=lambda q: q.start)


def _opens(text: str, mark: re.Match[str], inside: bool) -> bool:
    sign = mark.group()
    before = text[mark.start() - 1] if mark.start() else " "
    after = text[mark.end()] if mark.end() < len(text) else " "
    left, right = bool(_OPEN_BEFORE.match(before)), after.isspace() or after in ".,;:!?)]"
    if sign in ("“", "„", "‟", "«"):
        # wrong marks are common: an «opening» one after a word and before a space closes
        return not (inside and not left and right)
    if sign in ("”", "»"):
        return left and not right and not inside
    if left and not right:
        return True
    if right and not left:
        return False
    return not inside
