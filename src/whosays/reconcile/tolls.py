"""How many were killed and injured, statement by statement: totals apart from parts, lists and other incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from whosays.model import Measure, Report
from whosays.model.report import Span
from whosays.reconcile.language import TOLL_WORDS, phrase_rows, phrases, rows

HARM = ("killed", "injured")
GROUPS = ("child", "woman", "man")
FIGHTERS = ("military", "militant", "police")
PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Toll:
    """One number of people harmed, as one place of the text gives it.

    low, high: None where open; paragraph: 0 for the first; part: it counts some of those that another number counts;
    alone: one person told as such («a woman», «another child»); offspring: «her four children», who may be grown.
    """

    role: str
    who: str | None
    value: int | None
    low: int | None
    high: int | None
    bound: str
    span: Span
    sentence: Span
    paragraph: int
    part: bool = False
    alone: bool = False
    offspring: bool = False
    id: str = ""
    event: str | None = None

    @property
    def least(self) -> int:
        """The lowest number that the words allow; 0 for «up to five»."""
        return self.low if self.low is not None else 0 if self.bound == "at_most" else self.value or 0

    @property
    def most(self) -> int:
        """The highest number that the words name."""
        return max(n for n in (self.high, self.value, self.low, 0) if n is not None)


def tolls(report: Report, text: str, paragraphs: Sequence[Span]) -> list[Toll]:
    """The tolls of a report in the order of the text, without what counts no people or not this incident."""
    included = {i: m for m in report.measures for i in m.includes if m.role in HARM}
    out = []
    for m in sorted((m for m in report.measures if m.span is not None), key=lambda m: m.span or (0, 0)):
        m = m.model_copy(update={"role": _role(m, included.get(m.id), text)})
        if m.role not in HARM or m.unit != "person" or m.span is None:
            continue
        sentence = next((s for s in report.sentences if s[0] <= m.span[0] < s[1]), m.span)
        sorts = _sorts(text, m.span, sentence)
        if "far" in sorts or "group" in sorts or _is_age(text, m.span):
            continue
        part = "part" in sorts or m.id in included or ("more" in sorts and m.role == "killed")
        out.append(_toll(m, text, sentence, _paragraph(m.span[0], paragraphs), part))
    told = {(t.role, t.sentence) for t in out if not t.alone}
    out += [t for t in _plurals(report, text, paragraphs) if (t.role, t.sentence) not in told]
    return sorted(out, key=lambda t: (t.span, t.role))


def _role(m: Measure, whole: Measure | None, text: str) -> str:
    """What happened to those counted: some of the injured are injured; «nine deceased» in a hospital are dead."""
    role = m.role if whole is None else whole.role
    return "killed" if role == "injured" and m.span and phrases("dead").search(text[slice(*m.span)]) else role


def _is_age(text: str, span: Span) -> bool:
    """Is the bare number an age in a list of names («Petro Orlov, 61; his wife, 58»)?"""
    if not _BARE.fullmatch(text[slice(*span)]):
        return False
    return bool(
        _NAME_BEFORE.search(text[max(0, span[0] - 40) : span[0]]) and phrases("list_after").match(text[span[1] :])
    )


_BARE = re.compile(r"\d{1,3}(?:[-–]\d{1,3})?")
_NAME_BEFORE = re.compile(r"[A-Z][\w’'-]+[”\"’')]*(?:, ?| \()$")


def _plurals(report: Report, text: str, paragraphs: Sequence[Span]) -> list[Toll]:
    """People harmed in the plural without a number («others were wounded»): two or more."""
    out = []
    for start, end in report.sentences:
        for role, pattern in ((harm, p) for harm in HARM for p in phrase_rows(f"plural_{harm}")):
            m = pattern.search(text, start, end)
            if m is not None:
                out.append(
                    Toll(
                        role=role, who=None, value=None, low=2, high=None, bound="vague", span=m.span(),
                        sentence=(start, end), paragraph=_paragraph(m.start(), paragraphs),
                    )
                )  # fmt: skip
    return out


def paragraphs_of(text: str, sentences: Sequence[Span] = ()) -> list[Span]:
    """The paragraphs of a text: what blank lines part, or single lines where there are no blank ones.

    Those that are too long, as in texts without line ends, are cut after a sentence.
    """
    cuts = [m.span() for m in PARAGRAPH.finditer(text)] or [m.span() for m in re.finditer(r"\n", text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    out = []
    for start, end in zip(starts, ends, strict=True):
        if end - start > _LONG_PARAGRAPH:
            for _, stop in sentences:
                if start + _LONG_PARAGRAPH / 2 <= stop < end:
                    out.append((start, stop))
                    start = stop
        out.append((start, end))
    return [(s, e) for s, e in out if text[s:e].strip()]


_LONG_PARAGRAPH = 900  # characters


def _paragraph(at: int, paragraphs: Sequence[Span]) -> int:
    return next((i for i, (start, end) in enumerate(paragraphs) if start <= at < end), len(paragraphs))


def _toll(m: Measure, text: str, sentence: Span, paragraph: int, part: bool) -> Toll:
    assert m.span is not None
    words = text[slice(*m.span)]
    beyond = 1 if m.bound == "at_least" and phrases("beyond").match(words) else 0
    beside = phrases("along_with").search(text[sentence[0] : m.span[0]])
    if beside and m.role == "killed" and m.who not in GROUPS and not part:  # «the mayor died along with 15 others»
        beyond += 1 + len(phrases("kin").findall(beside.group()))
    alone = m.value == 1 and m.bound == "exact" and bool(phrases("alone").match(words))
    kin = phrases("kin").search(words) is not None and m.who not in GROUPS
    return Toll(
        role=m.role,
        who=m.who,
        value=_whole(m.value, beyond),
        low=_whole(m.low, beyond),
        high=_whole(m.high, beyond),
        bound=m.bound,
        span=m.span,
        sentence=sentence,
        paragraph=paragraph,
        part=part or kin,
        alone=alone,
        offspring=m.who == "child" and bool(phrases("whose").search(text[sentence[0] : m.span[0]])),
        id=m.id,
        event=m.event,
    )


def _whole(number: float | int | None, beyond: int = 0) -> int | None:
    return None if number is None else int(number) + beyond


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["sort"], row["where"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows(TOLL_WORDS))


def _sorts(text: str, span: Span, sentence: Span) -> set[str]:
    """What the words of a number and around it say that it is no total of."""
    parts = {"in": text[slice(*span)], "before": text[sentence[0] : span[0]], "after": text[span[1] : sentence[1]]}
    return {sort for sort, where, pattern in _patterns() if pattern.search(parts[where])}


def totals(found: Iterable[Toll], role: str) -> list[Toll]:
    """The numbers that count all of a role, without fighters and groups."""
    return [t for t in found if t.role == role and not t.part and t.who in (None, "civilian")]
