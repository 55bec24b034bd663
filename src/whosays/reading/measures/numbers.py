"""Numbers in running text: digits, words and mixtures of both, ranges, and the words that bound them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from whosays.reading.measures.sizes import size_tokens
from whosays.reading.measures.words import Words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whosays.model.report import Bound

_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_JOINED = re.compile(r"(\d[\d,.]*\d|\d)[-–—](\d[\d,.]*\d|\d)(\+?)")
_SUFFIXED = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(k|m|mn|bn|\+)", re.I)
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}


@dataclass(frozen=True)
class Numeral:
    """A number in the text.

    first, last: token indices, bounding words included; core_first, core_last: the number's own words.
    value: None where vague or a range; low, high: what the words allow (None: open);
    grouped: an «of» may follow that makes no part of a whole; known: «both», «the pair»; money: a sum.
    """

    first: int
    last: int
    core_first: int
    core_last: int
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    grouped: bool = False
    known: bool = False
    money: bool = False


@dataclass(frozen=True)
class _Read:
    """A number without its bounds: last token, value (None: vague), the low end of a vague one."""

    last: int
    value: float | None
    low: float | None
    grouped: bool
    scale: float = 1.0
    known: bool = False


class NumberReader:
    """Finds the numbers of one document."""

    def __init__(self, doc: Doc, words: Words) -> None:
        self.doc = doc
        self.words = words
        self.lower = [t.lower_.lstrip("-–—") or t.lower_ for t in doc]
        self.starts = {s.start for s in doc.sents} if len(doc) else set()
        self.sizes = size_tokens(doc, words)

    def all(self) -> list[Numeral]:
        """Every number in text order; none overlaps another."""
        out: list[Numeral] = []
        i, n = 0, len(self.lower)
        while i < n:
            if self._may_start(i):
                numeral = self._numeral(i)
                if numeral is not None:
                    numeral = self._with_bounds(numeral, out[-1].last + 1 if out else 0)
                    out.append(numeral)
                    i = numeral.last + 1
                    continue
            i += 1
        return out

    def _may_start(self, i: int) -> bool:
        word = self.lower[i]
        if i in self.sizes:
            return False
        return word[0].isdigit() or word in self.words.single or word in self.words.phrases or word == "a"

    def _numeral(self, i: int) -> Numeral | None:
        word = self.lower[i]
        joined = _JOINED.fullmatch(word)
        if joined:
            low, high = _digits(joined.group(1)), _digits(joined.group(2))
            if low is None or high is None or low >= high:
                return None
            last, factor = self._scales(i)
            return Numeral(i, last, i, last, None, low * factor, high * factor, "range")
        read = self._read(i)
        if read is None:
            return None
        money = i > 0 and self.lower[i - 1] in self.words.small["money"]
        numeral = Numeral(
            i,
            read.last,
            i,
            read.last,
            read.value,
            read.low,
            read.value if read.value is not None else None,
            "vague" if read.value is None else "exact",
            read.grouped,
            read.known,
            money,
        )
        suffixed = _SUFFIXED.fullmatch(word)
        if suffixed and suffixed.group(2) == "+":
            return replace(numeral, high=None, bound="at_least")
        return self._range(numeral, read)

    def _range(self, numeral: Numeral, read: _Read) -> Numeral:
        """The number made a range where another one follows: «5 to 7», «20-30», «between 5 and 7»."""
        i, n = numeral.last + 1, len(self.lower)
        if i + 1 >= n or read.value is None or i in self.starts:
            return numeral
        between = numeral.first > 0 and self.lower[numeral.first - 1] == "between"
        came_from = numeral.first > 0 and self.lower[numeral.first - 1] == "from"
        joiner = self.lower[i]
        if not (joiner in self.words.small["range"] or (between and joiner == "and")):
            return numeral
        other = self._read(i + 1)
        if other is None or other.value is None:
            return numeral
        if joiner == "to" and came_from and not self._counts_on(other.last + 1):
            return numeral  # «rose from 12 to 28»
        low = read.value
        if other.scale > read.scale and low < other.value / other.scale:
            low *= other.scale
        if low >= other.value:
            return numeral
        first = numeral.first - 1 if between else numeral.first
        return Numeral(first, other.last, numeral.core_first, other.last, None, low, other.value, "range", read.grouped)

    def _counts_on(self, i: int) -> bool:
        """Does a noun phrase go on at token ``i`` («from five to seven people»)?"""
        return i < len(self.doc) and self.doc[i].pos_ in {"NOUN", "PROPN", "ADJ"}

    def _read(self, i: int) -> _Read | None:
        """The number that begins at token ``i``."""
        for entry in self.words.phrases.get(self.lower[i], ()):
            if self._matches(i, entry.words):
                last = i + len(entry.words) - 1
                return _Read(last, entry.value, entry.low, True, known=entry.kind == "known")
        word = self.lower[i]
        if word == "a":
            follows = self.words.single.get(self.lower[i + 1]) if i + 1 < len(self.lower) else None
            if follows is None or follows.kind not in {"hundred", "scale", "group"}:
                return None
            i += 1
        single = self.words.single.get(self.lower[i])
        if single is not None and single.kind in {"vague", "set", "known"}:
            return _Read(i, single.value, single.low, single.value is None, known=single.kind == "known")
        return self._composed(i)

    def _composed(self, i: int) -> _Read | None:
        """Digits and number words in a row: «1.2 million», «two hundred and five», «twenty-five», «two dozen»."""
        total, current, last, scale = 0.0, None, i - 1, 1.0
        grouped = False
        previous = ""
        n = len(self.lower)
        j = i
        while j < n and (j == i or j not in self.starts):
            word = self.lower[j]
            if previous and word == "-" and previous == "ten" and self._kind(j + 1) == "unit":
                j += 1
                continue
            if previous in {"hundred", "scale"} and word == "and" and self._kind(j + 1) in {"unit", "ten"}:
                j += 1
                continue
            digits = _digits(word) if word[0].isdigit() else None
            if digits is None and word[0].isdigit() and not previous:
                suffixed = _SUFFIXED.fullmatch(word)
                if suffixed:
                    base = _digits(suffixed.group(1)) or 0.0
                    return _Read(j, base * _SUFFIXES.get(suffixed.group(2).lower(), 1.0), None, False)
                return None
            if digits is not None:
                if previous == "digits" and self._goes_on(j):
                    current = (current or 0.0) * 1000 + digits
                    last = j
                    j += 1
                    continue
                if previous or j in self.sizes:
                    break
                current, previous = digits, "digits"
            else:
                entry = self.words.single.get(word)
                kind = entry.kind if entry else ""
                value = (entry.value if entry else None) or 0.0
                if kind in {"unit", "ten"}:
                    if previous not in {"", "hundred", "scale"} and not (previous == "ten" and kind == "unit"):
                        break
                    current = (current or 0.0) + value
                elif kind == "hundred":
                    current = (current or 1.0) * value
                elif kind == "scale":
                    total, current = total + (current or 1.0) * value, None
                    scale = max(scale, value)
                elif kind == "group":
                    current, grouped = (current or 1.0) * value, True
                else:
                    break
                previous = kind
            last = j
            j += 1
        if last < i:
            return None
        return _Read(last, total + (current or 0.0), None, grouped, scale)

    def _goes_on(self, i: int) -> bool:
        """«12 500 people»: is the token three more digits of the number before it, and that no day of a month?"""
        before = self.doc[i - 1]
        whole = before.text.isdigit() and (len(before) <= 3) and before.ent_type_ != "DATE"
        return whole and before.whitespace_ != "" and len(self.lower[i]) == 3 and self.lower[i].isdigit()

    def _scales(self, i: int) -> tuple[int, float]:
        """Scale words after token ``i``: the last of them and their product."""
        factor = 1.0
        while i + 1 < len(self.lower) and self._kind(i + 1) in {"scale", "hundred"}:
            i += 1
            factor *= self.words.single[self.lower[i]].value or 1.0
        return i, factor

    def _kind(self, i: int) -> str:
        entry = self.words.single.get(self.lower[i]) if i < len(self.lower) else None
        return entry.kind if entry else ""

    def _matches(self, i: int, words: tuple[str, ...]) -> bool:
        return self.lower[i] == words[0] and tuple(self.lower[i : i + len(words)]) == words

    def _with_bounds(self, numeral: Numeral, floor: int) -> Numeral:
        """The number with the bounding words before and after it; ``floor``: the first token that is free."""
        bounds: list[Bound] = []
        first, last = numeral.first, numeral.last
        while first > floor:
            if first > floor + 1 and self.lower[first - 1] in self.words.small["money"]:
                first -= 1
                continue
            entry = self._before(first, floor)
            if entry is None:
                break
            first -= len(entry[0])
            bounds.append(entry[1])
        for entry_after in self.words.after.get(self.lower[last + 1], ()) if last + 1 < len(self.lower) else ():
            if self._matches(last + 1, entry_after.words):
                last += len(entry_after.words)
                bounds.append(entry_after.bound)
                break
        out = replace(numeral, first=first, last=last)
        for bound in bounds:
            if bound != "exact":
                out = bounded(out, bound)
                break
        return out

    def _before(self, first: int, floor: int) -> tuple[tuple[str, ...], Bound] | None:
        if self.doc[first - 1].tag_ == "RP":  # «handed over 14 prisoners»
            return None
        for entry in self.words.before.get(self.lower[first - 1], ()):
            start = first - len(entry.words)
            if start >= floor and tuple(self.lower[start:first]) == entry.words:
                return entry.words, entry.bound
        return None


def bounded(numeral: Numeral, bound: Bound) -> Numeral:
    """The number with a bound laid on it; a vague one keeps its own words' low end."""
    if numeral.value is None:
        if bound == "at_most":
            return numeral
        return replace(numeral, bound="vague" if numeral.bound == "vague" else numeral.bound)
    if bound == "at_least":
        return replace(numeral, low=numeral.value, high=None, bound=bound)
    if bound == "at_most":
        return replace(numeral, low=None, high=numeral.value, bound=bound)
    return replace(numeral, low=numeral.value, high=numeral.value, bound=bound)


def _digits(word: str) -> float | None:
    return float(word.replace(",", "")) if _DIGITS.fullmatch(word) else None
