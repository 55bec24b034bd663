"""One range for all who were killed or injured in one document, and for the children, women and men among them.

The first paragraph that counts is the verdict of the writer. A range there stands as it is, and so does an exact
number in the writer's own voice; «at least» opens upwards to the highest number that any voice gives; «up to» has its
least in what is counted below it. Where somebody named gives the number, it is one voice among the others. Without
any number the identified persons are counted. Nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whosays.model import Report
from whosays.reconcile.tolls import FIGHTERS, GROUPS, Toll, totals
from whosays.reconcile.victims import Identified

# how many times the least number the most may be before it is another thing that is counted, by the least number:
# first reports of one dead grow to a dozen, those of twenty seldom to a hundred
_CREDIBLE = ((10, 12), (20, 6))
_CREDIBLE_MANY = 4
# words like «several» say little of how many; «dozens» do
_MANY = 12
# this part of a total counts as all of it: lists of names have a gap or two
_ALL = 0.9


@dataclass(frozen=True)
class Range:
    """How many people: from low to high (None: open); best: the number to use where one is wanted."""

    low: int
    best: int
    high: int | None

    @classmethod
    def exactly(cls, n: int) -> Range:
        """One number."""
        return cls(n, n, n)


@dataclass(frozen=True)
class Said:
    """What a document says of one role: its numbers in the order of the text, the paragraph of the verdict, the
    persons identified, and the ids of numbers that somebody named gives.
    """

    role: str
    tolls: Sequence[Toll]
    lead: int
    known: Identified
    owned: frozenset[str]


def named_voices(report: Report, found: Iterable[Toll]) -> frozenset[str]:
    """Ids of the numbers that somebody named gives: one voice among others, and no verdict of the writer."""
    spans = [span for c in report.claims if c.source.kind == "actor" for span in c.content]
    return frozenset(t.id for t in found if t.id and any(s <= t.span[0] < e for s, e in spans))


def ranges(said: Said) -> dict[str | None, Range]:
    """The range of all but fighters (None), of fighters, and of child, woman and man where these are told apart."""
    found: dict[str | None, Range | None] = {None: _all(said)}
    for who in (*GROUPS, *FIGHTERS):
        found[who] = _group(said, who, found[None] if who in GROUPS else None)
    _make_room(said, found)
    found["man"] = _men(said, found[None], found["child"], found["woman"], found["man"])
    return {who: r for who, r in found.items() if r is not None}


def _make_room(said: Said, found: dict[str | None, Range | None]) -> None:
    """Groups that the verdict does not count cannot be more than it leaves of all."""
    total = found[None]
    if total is None:
        return
    counted = {who: r.low for who in GROUPS if (r := found[who]) and _in_lead(said, who)}
    room = (total.high or total.low) - sum(counted.values())
    for who in GROUPS:
        group = found[who]
        if group is not None and who not in counted and group.low > room:
            found[who] = Range.exactly(room) if room > 0 else None


def _all(said: Said) -> Range | None:
    every = [t for t in totals(said.tolls, said.role) if not t.alone]
    first = [t for t in every if t.paragraph == said.lead]
    later = [t for t in every if t.paragraph != said.lead]
    definite = [t for t in first if t.bound != "vague"]
    if definite:
        return _verdict(said, definite[0], [*definite[1:], *later])
    groups = _sum_of_groups(said)
    vague = [t for t in first if t.bound == "vague"]
    if groups and not vague:
        return Range.exactly(max(groups, said.known.total))
    counted = [t for t in later if t.bound != "vague"]
    if vague:
        return _from_vague(max(vague[0].least, groups), [t for t in counted if t.most >= groups], later)
    if said.known.total:
        opened = _opened(said.known.total, later)
        return opened if opened.high else Range.exactly(said.known.total)
    if counted:
        return _voices(counted, counted[0])
    return Range(later[0].least, later[0].least, None) if later else None


def _verdict(said: Said, verdict: Toll, others: Sequence[Toll]) -> Range:
    """The first number of the first paragraph, opened where its words are open."""
    if verdict.bound == "range":
        return Range(verdict.least, verdict.least, verdict.most)
    if verdict.id in said.owned:
        return _voices([verdict, *(t for t in others if t.bound != "vague")], verdict)
    named = said.known.total if said.role == "killed" else 0
    if verdict.bound == "at_most":
        under = [t for t in others if t.most <= verdict.most and t.bound not in ("at_most", "vague")]
        beside = [t.least for t in under if t.paragraph == said.lead]
        if not beside and verdict.most / 2 <= named < verdict.most:
            return Range(named, verdict.most, verdict.most)
        low = max(beside or [t.least for t in under], default=verdict.most)
        return Range(low, verdict.most, verdict.most)
    if verdict.bound == "at_least":
        return _opened(verdict.least, others, named)
    above = [t.most for t in others if t.paragraph == said.lead and t.bound == "at_most" and t.most > verdict.most]
    return Range(verdict.most, verdict.most, max(above)) if above else Range.exactly(verdict.most)


def _voices(counted: Sequence[Toll], first: Toll) -> Range:
    """From the lowest to the highest that is said; the first one is the best."""
    near = [t for t in counted if t.most <= _credible(first.most)]
    return Range(min(t.least or t.most for t in near), first.most, max(t.most for t in near))


def _from_vague(low: int, counted: Sequence[Toll], later: Sequence[Toll]) -> Range:
    """«Several», «others»: the numbers told later, else no more than that there were some."""
    if counted and low < _MANY:
        return _voices(counted, counted[0])
    opened = _opened(low, later)
    return opened if opened.high else Range(low, low, None)


def _opened(low: int, later: Iterable[Toll], named: int = 0) -> Range:
    """An open number with the highest that is said anywhere; high is None where nobody says a higher one."""
    told = [t.most for t in later if t.bound != "vague" or t.least >= _MANY or t.least == 2]
    higher = [n for n in [*told, named] if low < n <= _credible(low)]
    return Range(low, low, max(higher) if higher else None)


def _credible(low: int) -> int:
    """The highest number that may still count the same people as this one."""
    return max(low, 2) * next((times for below, times in _CREDIBLE if low < below), _CREDIBLE_MANY)


def _sum_of_groups(said: Said) -> int:
    """Children, women and men of the first sentence that counts them, where it gives no total."""
    inside = [
        t for t in said.tolls if t.role == said.role and t.paragraph == said.lead and (t.who in GROUPS or t.alone)
    ]
    inside = [t for t in inside if t.sentence == inside[0].sentence]
    return sum(t.least or t.most for t in inside if not t.part or t.who or said.role == "injured")


def _group(said: Said, who: str, total: Range | None) -> Range | None:
    """Children, women or men: as the first paragraph counts them, else as they are counted or identified later."""
    mine = [t for t in said.tolls if t.role == said.role and t.who == who]
    if who not in GROUPS:  # fighters: by the verdict alone, for later numbers are often of other fights
        mine = [t for t in mine if t.paragraph == said.lead]
    most = (total.high or total.low) if total else None
    later = [t for t in mine if t.paragraph != said.lead and not t.alone and (most is None or t.most <= most)]
    first = [t for t in mine if t.paragraph == said.lead]
    named = {"child": said.known.child, "woman": said.known.woman, "man": said.known.man}.get(who, 0)
    whole = [t for t in first if not t.alone and not (t.offspring and named)]
    if whole:
        largest = max(whole, key=lambda t: t.most)
        if largest.bound == "at_least":
            return _opened(largest.least, later)
        if largest.bound == "at_most":
            low = max((t.least for t in later if 0 < t.least < largest.most), default=largest.most)
            return Range(low, largest.most, largest.most)
        return Range(largest.least, largest.most, largest.most)
    named = min(named, most) if most is not None else named
    beside = [t.least for t in later if total is not None and _beside_all(said, t, total)]
    if beside:
        return Range.exactly(max(beside))
    everybody = total is not None and said.known.total >= _ALL * total.low
    low = max(named, len(first), *([] if everybody and named else [t.least for t in later]), 0)
    return Range.exactly(low) if low else None


def _beside_all(said: Said, part: Toll, total: Range) -> bool:
    """Does the sentence of a part count all as well («21 people, among them 11 children»)?"""
    most = total.high or total.low
    return any(t.sentence == part.sentence and total.low <= t.most <= most for t in totals(said.tolls, said.role))


def _men(
    said: Said, total: Range | None, children: Range | None, women: Range | None, told: Range | None
) -> Range | None:
    """Men as they are told; where women or children are told and all are identified, those who are left.

    A text says of women and children that they are; whom it says nothing of, among those, is a grown man.
    """
    if total is None or (told and _in_lead(said, "man")):
        return told
    rest = total.low - (children.low if children else 0) - (women.low if women else 0)
    if rest <= 0 and total.low == total.high:
        return None
    known = said.known
    if children and women and (_in_lead(said, "child") or _in_lead(said, "woman")):
        if known.total >= _ALL * total.low or total.low == total.high or told is None:
            return Range.exactly(rest) if rest > 0 else told
        return told if told.low <= rest or rest <= 0 else Range.exactly(rest)
    if (known.child or known.woman or known.man) and known.total >= _ALL * total.low:
        return Range.exactly(rest) if rest > 0 else told
    return told


def _in_lead(said: Said, who: str) -> bool:
    return any(t.role == said.role and t.who == who and t.paragraph == said.lead for t in said.tolls)
