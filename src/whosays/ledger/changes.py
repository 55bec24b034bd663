"""What changed from one version of a document to the next: the words, and the figures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whosays.model import Measure, Report
from whosays.model.counted import digits, group

_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*|[^\w\s]")
# Longer passages than this are told as a whole, not word by word.
_WORDS_COMPARED = 1_500


@dataclass(frozen=True)
class Passage:
    """Words that were taken out (``before``) and that stand there now (``after``); one of them may be empty."""

    before: str
    after: str


@dataclass(frozen=True)
class FigureChange:
    """A number that is another one now; ``before`` or ``after`` is None where it is new, or gone."""

    role: str
    unit: str
    who: str | None
    before: Measure | None
    after: Measure | None

    @property
    def rose(self) -> bool | None:
        """True where the number grew, False where it fell, None where that cannot be said."""
        old, new = (_size(m) for m in (self.before, self.after))
        return None if old is None or new is None or old == new else new > old

    def in_words(self) -> str:
        """«killed 12 → 17», «killed, civilians: at least 3 (new)»."""
        what = self.role if self.unit == "person" else f"{self.role} {self.unit}"
        what += f", {group(self.who)}:" if self.who else ""
        if self.before is None or self.after is None:
            measure, state = (self.after, "new") if self.before is None else (self.before, "no longer said")
            return f"{what} {number(measure)} ({state})" if measure else what
        return f"{what} {number(self.before)} → {number(self.after)}"


@dataclass(frozen=True)
class Changes:
    """What one version says that the one before did not, and the other way round."""

    words_added: int
    words_removed: int
    passages: tuple[Passage, ...]
    figures: tuple[FigureChange, ...]
    title: Passage | None = None

    def in_words(self) -> str:
        """One line: the figures first, then how many words."""
        parts = [f.in_words() for f in self.figures]
        parts.append(f"words: {self.words_added} added, {self.words_removed} taken out")
        return "; ".join(parts)


def number(measure: Measure) -> str:
    """The number of a measure: «17», «at least 12», «5–7», or its words where it has none."""
    bound = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(measure.bound, "")
    if measure.bound == "range" and measure.low is not None and measure.high is not None:
        return f"{digits(measure.low)}–{digits(measure.high)}"
    found = measure.value if measure.value is not None else measure.low
    if measure.bound == "vague" or found is None:
        return " ".join((measure.text or "an unknown number").split())
    return f"{bound}{digits(found)}"


def changes(before: Report, after: Report) -> Changes:
    """What changed between two reports of one document; both must hold their texts."""
    old, new = before.document.text or "", after.document.text or ""
    passages = tuple(_passages(_sentences(before, old), _sentences(after, new)))
    a, b = before.document.title, after.document.title
    return Changes(
        words_added=sum(len(_words(p.after)) for p in passages),
        words_removed=sum(len(_words(p.before)) for p in passages),
        passages=passages,
        figures=_figures(before, after),
        title=Passage(a or "", b or "") if a != b else None,
    )


def _sentences(report: Report, text: str) -> list[str]:
    """The text in sentences (in lines, where nothing was read from it), white space as single blanks."""
    parts = [text[a:b] for a, b in report.sentences] or text.splitlines()
    return [words for part in parts if (words := " ".join(part.split()))]


def _passages(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = " ".join(old[i:j]), " ".join(new[k:m])
        a, b = _words(before), _words(after)
        if not a or not b or len(a) + len(b) > _WORDS_COMPARED:
            yield Passage(before, after)
        else:
            yield from _word_by_word(before, after)


def _words(text: str) -> list[str]:
    return [m.group() for m in _WORD.finditer(text) if m.group()[0].isalnum()]


def _word_by_word(before: str, after: str) -> Iterator[Passage]:
    a, b = list(_WORD.finditer(before)), list(_WORD.finditer(after))
    matcher = difflib.SequenceMatcher(None, [m.group() for m in a], [m.group() for m in b], autojunk=False)
    if matcher.ratio() < 0.4:  # another sentence altogether
        yield Passage(before, after)
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield Passage(
                before[a[i].start() : a[j - 1].end()] if j > i else "",
                after[b[k].start() : b[m - 1].end()] if m > k else "",
            )


def _figures(before: Report, after: Report) -> tuple[FigureChange, ...]:
    """Figures that changed: those of one role, unit and group are paired by the event and the words around them."""
    out: list[tuple[int, FigureChange]] = []
    old, new = _counted(before), _counted(after)
    for key in sorted({*old, *new}, key=str):
        left, right = list(old.get(key, ())), list(new.get(key, ()))
        for one in list(left):
            same = next((o for o in right if _amount(o) == _amount(one)), None)
            if same is not None:
                left.remove(one)
                right.remove(same)
        near = sorted(
            ((-_likeness(before, a, after, b), a.span or (0, 0), b.span or (0, 0), a, b) for a in left for b in right),
            key=lambda x: x[:3],
        )
        for _, _, _, a, b in near:
            if a in left and b in right:
                left.remove(a)
                right.remove(b)
                out.append(((b.span or (0, 0))[0], FigureChange(*key, before=a, after=b)))
        end = len(after.document.text or "")
        out.extend(((b.span or (0, 0))[0], FigureChange(*key, before=None, after=b)) for b in right)
        out.extend((end + (a.span or (0, 0))[0], FigureChange(*key, before=a, after=None)) for a in left)
    return tuple(change for _, change in sorted(out, key=lambda x: x[0]))


def _counted(report: Report) -> dict[tuple[str, str, str | None], list[Measure]]:
    out: dict[tuple[str, str, str | None], list[Measure]] = {}
    for m in report.measures:
        if m.role != "other" and not m.derived:
            some = out.setdefault((m.role, m.unit, m.who), [])
            if all(_amount(o) != _amount(m) for o in some):
                some.append(m)
    return out


def _amount(m: Measure) -> tuple[object, ...]:
    return (m.bound, m.value, m.low, m.high)


def _likeness(before: Report, a: Measure, after: Report, b: Measure) -> float:
    """How likely two numbers count the same thing: the same kind of event, and words they share."""
    score = 0.0
    if a.event and b.event:
        one, two = before.item(a.event), after.item(b.event)
        score += 0.5 * (getattr(one, "kind", None) == getattr(two, "kind", ""))
    left, right = (_around(r, m) for r, m in ((before, a), (after, b)))
    return score + (len(left & right) / len(left | right) if left | right else 0.0)


def _around(report: Report, m: Measure) -> set[str]:
    """The words of the sentence that a number stands in."""
    if m.span is None:
        return set()
    text = report.document.text or ""
    start, end = next(((a, b) for a, b in report.sentences if a <= m.span[0] < b), m.span)
    return {w.lower() for w in _words(text[start:end])}


def _size(m: Measure | None) -> float | None:
    if m is None:
        return None
    return m.value if m.value is not None else m.low if m.low is not None else m.high
