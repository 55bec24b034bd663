"""The sources of one report's claims: a spokesman speaks for his body, «a doctor and two officials» are two sources,
«the army» in a report on one country is that country's army.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from whosays.model import Claim, Report
from whosays.model.report import Source, Span
from whosays.reconcile.facts import Party, Publisher
from whosays.reconcile.language import phrases, words_of
from whosays.reconcile.sources import (
    claim_source,
    initials,
    is_bare_arms,
    is_described,
    is_proper,
    is_unnamed,
    publisher_party,
    speaks_for_itself,
)
from whosays.reconcile.words import body_of, plain, telling_words

_DATELINE = re.compile(r"^[A-Z][A-Z.,' -]{2,30}? (?:\([^)]{2,40}\) )?[-–—]+ (?=\S)")
_NAME = re.compile(r"(?:[A-Z][\w'’-]*\.? )*(?P<last>[A-Z][\w'’-]+)$")
_ORGANISED = frozenset(
    ("state", "government", "military", "police", "armed_group", "political_group", "igo", "ngo", "company")
)
_BACK_CHARS = 400
_ACRONYM = re.compile(r"\((?P<short>[A-Z][A-Za-z-]{1,9})\)$")
_LANDS = 3
_LANDED = frozenset(("state", "government", "military", "police"))
# how many words a description has at most, and in how many sentences it may stand before the name
_LONGEST_DESCRIPTION = 4
_LEAD = 3
_NO_GROUPS = frozenset(("person", "state", "government", "military", "police", "media", "civilian", "igo"))
# an actor that a broken headline was taken for
_LONGEST_NAME = 8


@dataclass(frozen=True)
class Speaker:
    """Who makes a claim: the party, nameless or not, the outlet's own voice or not, authority 1 to 6."""

    party: Party
    anonymous: bool
    own: bool
    authority: int


class Speakers:
    """Who makes the claims of one report."""

    def __init__(self, report: Report, publisher: Publisher) -> None:
        self._report = report
        self._publisher = publisher
        self._actors = {a.id: a for a in report.actors if len(a.name.split()) <= _LONGEST_NAME}
        self._full = {a.id: a for a in report.actors}
        self._home = home_of(report, publisher)
        self._bodies: dict[str, tuple[str, str | None]] = {}
        self._offices: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._nameless: list[tuple[int, str]] = []
        self._named: list[tuple[int, str, str | None]] = []
        self._sources: list[tuple[int, str, str | None]] = []
        self._heads: list[tuple[int, str, str | None]] = []
        self._lead = report.sentences[min(_LEAD, len(report.sentences)) - 1][1] if report.sentences else 0
        for claim in sorted(report.claims, key=lambda c: (c.source.span or (0, 0), c.id)):
            self._remember(claim)

    def of(self, claim: Claim) -> list[Speaker]:
        """The sources of a claim, one for each that is named side by side."""
        source = claim.source
        if source.kind == "narrator":
            return [self._speaker(claim, source)]
        text = _tidy(source.text or "")
        known = self._full if plain(text) in words_of("pronoun") else self._actors
        ref = source.ref if source.ref in known else self._called(text)
        if self._itself(text) or self._within_its_own(claim, text):
            return [self._speaker(claim, Source(kind="narrator"))]
        owner = self._owner(text, source)
        if owner is not None:
            of_owner = {"text": owner[0], "ref": owner[1], "kind": "actor", "span": None}
            return [self._speaker(claim, source.model_copy(update=of_owner))]
        meant = self._meant(text, source)
        if meant is not None:
            at, text, ref = meant  # where it was named says of which country it is
            named = {"text": text, "ref": ref, "kind": "actor", "span": (at, at + len(text))}
            return [self._speaker(claim, source.model_copy(update=named))]
        body = self._spoken_for(text, ref, source)
        if body is not None:
            text, ref = body
            return [self._speaker(claim, source.model_copy(update={"text": text, "ref": ref, "kind": "actor"}))]
        again = self._said_before(text, source)
        if again is not None:
            source, text, ref = source.model_copy(update={"kind": "anonymous"}), again, None
        text = self._short.get(text, text)
        office, called = self._offices.get(ref or _surname(text)), body_of(text)
        if office is not None and (called is None or called.name in ("government", "hospital")):
            text = office
        halves = _side_by_side(text)
        if halves:
            kinds = {"kind": "anonymous", "ref": None}
            return [self._speaker(claim, source.model_copy(update={"text": half, **kinds})) for half in halves]
        return [self._speaker(claim, source.model_copy(update={"text": text, "ref": ref}))]

    def _within_its_own(self, claim: Claim, text: str) -> bool:
        """True for a nameless witness in a body's own report: what he says is part of what the body says."""
        body = body_of(text)
        witness = body is not None and body.name == "witness" and not is_proper(text)
        return witness and claim.source.kind == "anonymous" and speaks_for_itself(self._publisher)

    def _owner(self, text: str, source: Source) -> tuple[str, str | None] | None:
        """The body whose director or whose statement it is («its director said», «according to the statement»)."""
        if source.span is None:
            return None
        told = [b for b in self._heads if b[0] < source.span[0]]
        if phrases("its_paper").fullmatch(plain(text)):
            last = max(told, key=lambda b: b[0], default=None)
            if last is None and speaks_for_itself(self._publisher) and self._publisher.name:
                return publisher_party(self._publisher).name, None
            return last[1:] if last is not None else None
        if not phrases("its_head").fullmatch(plain(text)):
            return None
        start = next((s for s, e in self._report.sentences if s <= source.span[0] < e), 0)
        told += [
            (m.span[0], m.text, a.id) for a in self._actors.values() for m in a.mentions
            if a.kind in _ORGANISED and m.via != "pronoun"
        ]  # fmt: skip
        told += [(p.span[0], p.text, None) for p in self._report.places if p.kind == "facility" and body_of(p.text)]
        near = [b for b in told if start <= b[0] < source.span[0]]
        near = near or [b for b in told if start - _BACK_CHARS < b[0] < start]
        found = max(near, key=lambda b: b[0], default=None)
        return found[1:] if found is not None else None

    def _meant(self, text: str, source: Source) -> tuple[int, str, str | None] | None:
        """The body with a name that «the committee» or, in the lead, «a war monitor» stands for, with the position at
        which it was named, or None.
        """
        words = plain(text).split()
        if phrases("spokes").search(text):
            return None
        if source.span is None or not is_described(text) or len(words) > _LONGEST_DESCRIPTION or is_unnamed(text):
            return None
        body = body_of(text)
        if body is not None and body.group in ("state", "civil", "person", "health"):
            return self._said_in_full(text, source.span)
        head = telling_words(words[-1])
        alike = [
            (at, name, ref) for at, name, ref in self._named
            if head & telling_words(name) or (body is not None and body.group != "armed" and body_of(name) == body)
        ]  # fmt: skip
        if words[0] == "the":
            told = [n for n in alike if n[0] < source.span[0]]
        else:
            lead = source.span[0] < self._lead
            told = alike[:1] if lead and len({telling_words(n[1]) for n in alike}) == 1 else []
            if lead and not told and phrases("a_group").fullmatch(plain(text)):
                told = self._named_next(source.span[0])
        return max(told, key=lambda b: b[0]) if told else self._said_in_full(text, source.span)

    def _named_next(self, at: int) -> list[tuple[int, str, str | None]]:
        """The group named as the next source behind a point («a resistance group said … the League said»)."""
        behind = [n for n in self._sources if n[0] > at]
        first = min(behind, key=lambda n: n[0], default=None)
        if first is None or first[0] - at > _BACK_CHARS or first not in self._named:
            return []
        body, actor = body_of(first[1]), self._actors.get(first[2] or "")
        other = body is not None and body.group not in ("ngo", "armed")
        return [] if other or (actor is not None and actor.kind in _NO_GROUPS) else [first]

    def _said_in_full(self, text: str, span: Span) -> tuple[int, str, str | None] | None:
        """The body that «the ministry» takes up («the health ministry said»), or None."""
        if not phrases("bare_body").fullmatch(plain(text)):
            return None
        noun = plain(text).split()[-1]
        told = [b for b in self._heads if b[0] < span[0] and noun in plain(b[1]).split()]
        return max(told, key=lambda b: b[0], default=None)

    def _said_before(self, text: str, source: Source) -> str | None:
        """The nameless source that «the official» takes up («a local official said»), or None."""
        found = phrases("the_person").match(text)
        if found is None or source.span is None:
            return None
        noun = plain(found["noun"])
        told = [(at, t) for at, t in self._nameless if at < source.span[0] and noun in plain(t).split()]
        return max(told)[1] if told else None

    def _speaker(self, claim: Claim, source: Source) -> Speaker:
        claim = claim.model_copy(update={"source": source})
        near = _country_near(claim, self._report)
        text = source.text or ""
        actor = self._full.get(source.ref or "")
        if actor is not None and plain(text) in words_of("pronoun"):
            text = actor.name
            claim = claim.model_copy(update={"source": source.model_copy(update={"text": text, "kind": "actor"})})
        if near is None and (is_described(text) or is_bare_arms(text)):
            near = self._home
        party, anonymous, own, authority = claim_source(claim, self._actors, self._publisher, near)
        return Speaker(party, anonymous, own, authority)

    def _called(self, text: str) -> str | None:
        """The actor that is called by just these words somewhere in the report."""
        words = _bare(text)
        if words in words_of("pronoun"):
            return None
        return next((i for i, a in self._actors.items() if any(_bare(m.text) == words for m in a.mentions)), None)

    def _remember(self, claim: Claim) -> None:
        """Keep for whom a person speaks, for later mentions by the name alone."""
        text, ref = _tidy(claim.source.text or ""), claim.source.ref
        if claim.source.span is not None and claim.source.kind != "narrator" and plain(text) not in words_of("pronoun"):
            self._take_office(claim.source.span, text, ref)
            self._sources.append((claim.source.span[0], text, ref))
        acronym = _ACRONYM.search(text)
        if acronym is not None:
            self._short.setdefault(acronym["short"], text)
        if claim.source.span is not None and _is_name(text):
            self._named.append((claim.source.span[0], text, ref))
        if claim.source.span is not None and not is_unnamed(text) and not phrases("bare_body").fullmatch(plain(text)):
            self._heads.append((claim.source.span[0], text, ref))
        if claim.source.span is not None and is_unnamed(text):
            self._nameless += [(claim.source.span[0], half) for half in _side_by_side(text) or [text]]
        if not phrases("spokes").search(text):
            office = body_of(text)
            person = ref is not None and ref in self._actors and self._actors[ref].kind == "person"
            closer = office is not None and office.name != "government" and office.group != "person"
            if ref is not None and person and closer:
                self._offices.setdefault(ref, text)
            return
        body = self._spoken_for(text, claim.source.ref, claim.source)
        name = _NAME.search(phrases("spokes_for").sub("", text).split(",")[-1].strip() if "," in text else text)
        if body is None:
            return
        for key in (ref, plain(name["last"]) if name is not None else None):
            if key and (key not in self._bodies or len(body[0]) > len(self._bodies[key][0])):
                self._bodies[key] = body

    def _take_office(self, span: Span, text: str, ref: str | None) -> None:
        """A bare name right after an office without one holds it («the director said … Dr Ana Brod said»)."""
        actor, key = self._actors.get(ref or ""), ref or _surname(text)
        body = body_of(text)
        if not self._sources or not phrases("bare_name").match(text) or (body is not None and body.name != "hospital"):
            return
        if (actor is not None and actor.kind != "person") or key in self._offices:
            return
        if any(key in (r, _surname(t)) for _, t, r in self._sources):
            return
        at, office, _ = self._sources[-1]
        if span[0] - at < _BACK_CHARS and phrases("an_office").fullmatch(office):
            self._offices[key] = office

    def _spoken_for(self, text: str, ref: str | None, source: Source) -> tuple[str, str | None] | None:
        """Name and actor of the body that a spokesman speaks for, or None where nobody speaks for another."""
        if not phrases("spokes").search(text):
            name = _NAME.match(text)
            known = self._bodies.get(ref or "") or (self._bodies.get(plain(name["last"])) if name else None)
            return known
        found = phrases("spokes_for").search(text) or phrases("spokes_of").match(text)
        named = " ".join((found["body"] if found else "").split()).strip(" ,")
        if phrases("defence_body").match(named):  # «defence spokesman Lt Col Rao»
            named = "Defence Ministry"
        if named and not set(plain(named).split()) <= words_of("nobody_spoken_for"):
            return named, self._called(named) or self._within(named, source)
        if ref in self._bodies:
            return self._bodies[ref]
        if speaks_for_itself(self._publisher) and self._publisher.name:
            return publisher_party(self._publisher).name, None
        return self._before(source)

    def _within(self, named: str, source: Source) -> str | None:
        """The organised actor mentioned within the words of the source."""
        if source.span is None:
            return None
        start, end = source.span
        inside = [
            (m.span[0] - m.span[1], a.id)
            for a in self._actors.values()
            if a.kind in _ORGANISED
            for m in a.mentions
            if start <= m.span[0] and m.span[1] <= end and m.text in named
        ]
        return min(inside)[1] if inside else None

    def _before(self, source: Source) -> tuple[str, str | None] | None:
        """The organised actor mentioned last before a spokesman of whom no more is said."""
        if source.span is None:
            return None
        told = [
            (m.span, a)
            for a in self._actors.values()
            if a.kind in _ORGANISED
            for m in a.mentions
            if m.via != "pronoun" and 0 < source.span[0] - m.span[0] < _BACK_CHARS
        ]
        if told:
            actor = max(told, key=lambda t: (t[0], t[1].id))[1]
            return actor.name, actor.id
        return None

    def _itself(self, text: str) -> bool:
        """True for «the Office», or its name with its acronym, in what an office brings out."""
        words = _bare(text).split()
        if phrases("staff").match(text) and speaks_for_itself(self._publisher):
            name = self._publisher.name or ""
            named = telling_words(phrases("staff").sub("", text)) - telling_words("the its our")
            if named <= telling_words(name) or " ".join(named) == initials(name):
                return True
        acronym = _ACRONYM.search(text)
        if acronym is not None and speaks_for_itself(self._publisher):
            return acronym["short"] in (self._publisher.name or "").split()
        if len(words) == 1 and words[0] == initials(self._publisher.name or "") and speaks_for_itself(self._publisher):
            return True
        short = len(words) == 1 and text[:1].isupper() and (text.split()[-1][:1].isupper())
        return short and speaks_for_itself(self._publisher) and words[0] in plain(self._publisher.name or "").split()


def _surname(text: str) -> str:
    """The last word of a bare name; empty for other words."""
    return plain(text.split()[-1]) if phrases("bare_name").match(text) else ""


def _is_name(text: str) -> bool:
    """True for the name of a body: capitals in it, not at its start alone."""
    words = text.split()
    return any(w[:1].isupper() for w in words[1:]) or (len(words) == 1 and len(text) > 1 and text.isupper())


def _tidy(text: str) -> str:
    """The words of a source without a dateline before them and a clause behind them."""
    text = _DATELINE.sub("", " ".join(text.split()))
    if phrases("who_did").match(text):
        return text.strip(" ,")
    return phrases("and_end").sub("", phrases("clause").sub("", text).strip(" ,")) or text


def _bare(text: str) -> str:
    return phrases("article").sub("", plain(" ".join(text.split())))


def _side_by_side(text: str) -> list[str]:
    """The two sources of «a local official and two security sources»; empty where it is one."""
    halves = phrases("two_sources").split(text)
    if len(halves) != 2 or "," in text:
        return []
    return halves if all(body_of(h) is not None for h in halves) else []


def home_of(report: Report, publisher: Publisher) -> str | None:
    """The country that a report speaks of, where it speaks of no other that could be meant: most places are in it, and
    no army or government of another one is named.
    """
    if publisher.side:
        return publisher.side
    count = Counter(p.country for p in report.places if p.country and not p.text.isupper())
    official = {
        a.country for a in report.actors if a.country and a.kind in ("government", "military", "police", "state")
    }
    most = count.most_common(2)
    if not most or official - {most[0][0]} or (len(most) > 1 and most[0][1] < 2 * most[1][1]):
        return None
    return most[0][0]


def lands_of(report: Report, publisher: Publisher) -> tuple[str, ...]:
    """The countries that a report speaks of, the most often named first, no more than _LANDS."""
    count = Counter(p.country for p in report.places if p.country and not p.text.isupper())
    count.update(a.country for a in report.actors if a.country and a.kind in _LANDED)
    count.update(p.country for p in report.places if p.country and not count)  # a dateline alone
    if publisher.side:
        count[publisher.side] += 1
    return tuple(c for c, _ in sorted(count.items(), key=lambda x: (-x[1], x[0]))[:_LANDS])


def _country_near(claim: Claim, report: Report) -> str | None:
    """The country of a place within the words of the source, right after them («… in Moscow»), or right before («In
    Moscow, the ministry …»).
    """
    span = claim.source.span
    if span is None:
        return None
    inside = [p for p in report.places if p.span[0] >= span[0] and p.span[0] <= span[1] + 5 and p.country]
    inside = inside or [p for p in report.places if 0 < span[0] - p.span[1] <= len(", ") and p.country]
    return min(inside, key=lambda p: p.span).country if inside else None
