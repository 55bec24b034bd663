"""Which mentions tell of the same event: each is tied to the first full mention of it, or to none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.gazetteer import distance_km
from whosays.model import Event, Place, Relation, Time
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.relations.mentions import Mention, Mentions

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed

ANAPHORA = TableSpec(
    name="anaphora",
    required=("word", "what"),
    allowed={"what": frozenset({"another", "generic", "harm"})},
)
_AT_LEAST = 1.6
_LEARNED = 1.5
_WINDOW = 60
_CHAIN = 20
# Off the value for each other incident told in between; days beyond which a stretch of time is a total's;
# kilometres between places of one event, beside the places' own radii.
_CROSSED, _TOTAL_DAYS, _NEAR_KM = 0.3, 10, 25.0
_OTHER_VICTIMS = 0.6
_NEXT_HARM = 1.4  # «shells landed in the camp. Four children were killed.»
_VIOLENT = ("attack", "clash", "killing", "territory", "abduction", "sabotage")
_NARROW = frozenset({"exact", "settlement", "near"})
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SETTLED = ("happened", "ongoing")
# Kinds that a later mention may use for an event of another kind.
_AKIN = (
    frozenset({"killing", "attack.other"}),
    frozenset({"killing", "attack.shooting"}),
    frozenset({"abduction", "detention"}),
    frozenset({"attack.suicide", "attack.bombing"}),
    frozenset({"clash", "attack.other"}),
    frozenset({"ceasefire", "agreement"}),
)


class AnaphoraTable:
    """Words by what they tell."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.another: set[str] = set()
        self.generic: set[str] = set()
        self.harm: set[str] = set()
        self.definite, self.indefinite = lexicon.words("definite"), lexicon.words("indefinite_article")
        for row in lexicon.rows(ANAPHORA):
            getattr(self, row["what"]).add(row["word"].lower())


_TABLES: WeakKeyDictionary[Lexicon, AnaphoraTable] = WeakKeyDictionary()


def anaphora_table(lexicon: Lexicon) -> AnaphoraTable:
    """The table of a lexicon, built once."""
    if lexicon not in _TABLES:
        _TABLES[lexicon] = AnaphoraTable(lexicon)
    return _TABLES[lexicon]


def same_events(
    parsed: Parsed, mentions: Mentions, times: list[Time], places: Sequence[Place], table: AnaphoraTable
) -> list[Relation]:
    """``same_as`` from each later mention to the first mention of its event."""
    where_when = _Setting({t.id: t for t in times}, {p.id: p for p in places})
    first_of: dict[str, Mention] = {}
    chains: dict[str, list[Mention]] = {}
    out: list[Relation] = []
    for k, mention in enumerate(mentions.items):
        earlier = mentions.items[max(0, k - _WINDOW) : k]
        best: tuple[float, int, Mention] | None = None
        learned = _learned(parsed, mention, earlier)
        between = _others_between(earlier, first_of)
        excluded: dict[str, bool] = {}  # of each event told of: it holds for all its mentions
        for n, other in enumerate(earlier):
            root = first_of[other.event.id]
            if root.event.id not in excluded:
                chain = chains[root.event.id][-_CHAIN:]
                excluded[root.event.id] = any(_conflict(mention, m, where_when, table) for m in chain)
            if excluded[root.event.id]:
                continue
            value = _value(mention, other, table) + _LEARNED * learned[n] - _CROSSED * min(between[n], 3)
            if value >= _AT_LEAST and (best is None or (value, n) > best[:2]):
                best = (value, n, root)
        if best is None:
            first_of[mention.event.id] = mention
            chains[mention.event.id] = [mention]
            continue
        root = best[2]
        first_of[mention.event.id] = root
        chains[root.event.id].append(mention)
        why: tuple[str, ...] = ()
        if parsed.explain:
            value, n, _ = best
            words, seen = _value(mention, earlier[n], table), _LEARNED * learned[n]
            told = f"words {words:+.2f}, encoder {seen:+.2f}, other incidents between {value - words - seen:+.2f}"
            why = (f"same as «{earlier[n].event.trigger.text}»: {told}; {value:.2f} of at least {_AT_LEAST}",)
        out.append(
            Relation.model_validate({"kind": "same_as", "from": mention.event.id, "to": root.event.id, "why": why})
        )
    return out


def _others_between(earlier: list[Mention], first_of: dict[str, Mention]) -> list[int]:
    """For each mention, how many other violent incidents the text tells of after it: what is nearer is meant."""
    out = [0] * len(earlier)
    seen: list[str] = []
    for n in range(len(earlier) - 1, -1, -1):
        root = first_of[earlier[n].event.id].event
        out[n] = len(seen) - (root.id in seen)
        if root.status in _SETTLED and root.kind.startswith(_VIOLENT) and root.id not in seen:
            seen.append(root.id)
    return out


def _learned(parsed: Parsed, mention: Mention, earlier: list[Mention]) -> list[float]:
    """The encoder's word on each pair, as a value around 0; zeros without an encoder."""
    if parsed.tags is None or not earlier:
        return [0.0] * len(earlier)
    scores = parsed.tags.same_event(mention.token.i, [m.token.i for m in earlier])
    return [float(s) - 0.5 for s in scores]


def _kind_value(first: Mention, second: Mention, table: AnaphoraTable) -> float | None:
    """How well the kinds of two mentions go together; None where they cannot be one event."""
    one, other = first.event.kind, second.event.kind
    if one == other:
        return 1.0
    if one.startswith("attack") and other.startswith("attack"):
        if "attack.other" in (one, other):
            return 0.6
        # «the strikes» may be those of missiles, whatever kind the bare word has
        return 0.4 if _lemma(first) in table.generic and _definite(first, table) else None
    if frozenset({one, other}) in _AKIN or _akin_attack(one, other):
        return 0.3
    return None


def _akin_attack(one: str, other: str) -> bool:
    return "killing" in (one, other) and (one.startswith("attack") or other.startswith("attack"))


def _lemma(mention: Mention) -> str:
    return str(mention.token.lemma_.lower())


def _definite(mention: Mention, table: AnaphoraTable) -> bool:
    return any(c.dep_ == "det" and c.lower_ in table.definite for c in mention.token.lefts)


def _plural(mention: Mention) -> bool | None:
    if mention.token.pos_ != "NOUN":
        return None
    return bool(mention.token.tag_ == "NNS")


def _fillers(event: Event, *roles: str) -> set[str]:
    out: set[str] = set()
    for role in event.roles:
        if role.role in roles:
            if role.ref:
                out.add(role.ref)
            out.update(w for w in re.findall(r"\w{4,}", role.text.lower()))
    return out


def _refs(event: Event, role: str) -> set[str]:
    return {r.ref for r in event.roles if r.role == role and r.ref}


def _conflict(one: Mention, other: Mention, setting: _Setting, table: AnaphoraTable) -> bool:
    """Do two mentions say things that cannot be true of one event?"""
    a, b = one.event, other.event
    if _kind_value(one, other, table) is None:
        return True
    if (a.status in _SETTLED) != (b.status in _SETTLED):
        return True
    if setting.apart(a, b) or _dated(one, other, setting):
        return True
    agents, others = _refs(a, "agent"), _refs(b, "agent")
    if agents and others and not agents & others:
        return True
    if one.token.sent == other.token.sent and one.token in other.token.conjuncts:
        return True
    if _plural(one) is False and _plural(other) is True and not _definite(one, table):
        return True
    return any(c.lower_ in table.another for c in one.token.lefts)


@dataclass(frozen=True)
class _Setting:
    """When and where the events of a document were."""

    times: dict[str, Time]
    places: dict[str, Place]

    def apart(self, a: Event, b: Event) -> bool:
        """Do the days, or the places, of two events exclude each other?"""
        first, second = self.times.get(a.time or ""), self.times.get(b.time or "")
        if first and second and _no_day_in_common(first, second):
            return True
        if bool(first and _long(first)) != bool(second and _long(second)):
            return True
        here, there = self.places.get(a.place or ""), self.places.get(b.place or "")
        return bool(here and there and _elsewhere(here, there))


def _no_day_in_common(one: Time, other: Time) -> bool:
    """Are both anchored, with no day in common?"""
    if not (one.start and one.end and other.start and other.end):
        return False
    return one.end < other.start or other.end < one.start


def _long(time: Time) -> bool:
    """Is it a stretch of weeks or more, such as a total covers («since October»)?"""
    if not (time.start and time.end):
        return False
    return (date.fromisoformat(time.end[:10]) - date.fromisoformat(time.start[:10])).days > _TOTAL_DAYS


def _elsewhere(one: Place, other: Place) -> bool:
    """Are both places known, and too far from each other for one event?"""
    if one.country and other.country and one.country != other.country:
        return True
    if one.precision not in _NARROW or other.precision not in _NARROW:
        return False
    if None in (one.lat, one.lon, other.lat, other.lon):
        return False
    apart = distance_km(one.lat or 0.0, one.lon or 0.0, other.lat or 0.0, other.lon or 0.0)
    return apart > _NEAR_KM + (one.radius_km or 0.0) + (other.radius_km or 0.0)


def _dated(one: Mention, other: Mention, setting: _Setting) -> bool:
    """Does the mention name itself by a year («the 2021 attack») that the other's date does not hold?"""
    year = next((c.text for c in one.token.lefts if _YEAR.match(c.text)), None)
    time = setting.times.get(other.event.time or "")
    return year is not None and not (time is not None and time.value.startswith(year))


def _value(one: Mention, other: Mention, table: AnaphoraTable) -> float:
    """Evidence that ``one`` tells again of ``other``, which stands before it."""
    a, b = one.event, other.event
    value = _kind_value(one, other, table) or 0.0
    lemma = _lemma(one)
    # «the attack» is as near to any attack as to one that the same bare word names
    bare = lemma in table.generic and a.kind == "attack.other"
    if bare:
        value = min(value, 0.6)
    if lemma == _lemma(other):
        value += 0.2 if bare else 0.6
    definite = _definite(one, table)
    if definite:
        value += 0.8 if not _plural(one) or _plural(other) is not False else 0.3
        if lemma in table.generic:
            value += 0.4
    if _fillers(a, "agent") & _fillers(b, "agent"):
        value += 0.5
    if _fillers(a, "target", "victim") & _fillers(b, "target", "victim"):
        value += 0.7
    elif lemma in table.harm and _refs(a, "victim") and _refs(b, "victim"):
        value -= _OTHER_VICTIMS
    if _fillers(a, "instrument") & _fillers(b, "instrument"):
        value += 0.4
    places, others = _fillers(a, "place"), _fillers(b, "place")
    if (a.place and a.place == b.place) or places & others:
        value += 0.7
    elif places and others:
        value -= 0.7
    if a.time and a.time == b.time:
        value += 0.4
    if lemma in table.harm and b.kind.startswith("attack") and _lemma(other) not in table.harm:
        value += 0.5
    if _only_harm(one, table) and a.sentence - b.sentence == 1 and _did_harm(other, table):
        value += _NEXT_HARM
    if _victim_counts(a) and _victim_counts(b) and lemma in table.harm and _lemma(other) in table.harm:
        value += 0.2
    distance = a.sentence - b.sentence
    value -= 0.06 * min(distance, 12)
    if distance == 0 and not definite:
        value -= 0.6
    indefinite = any(c.dep_ == "det" and c.lower_ in table.indefinite for c in one.token.lefts)
    if indefinite:
        value -= 1.0
    return value


def _only_harm(mention: Mention, table: AnaphoraTable) -> bool:
    """«Four children were killed.»: the main verb of a sentence that says nothing of who, when, where or how."""
    event, token = mention.event, mention.token
    told = event.time or event.place or any(r.role in ("agent", "instrument", "place") for r in event.roles)
    counted = bool(event.measures) and token.dep_ == "ROOT" and token.pos_ == "VERB"
    return _lemma(mention) in table.harm and counted and not told


def _did_harm(mention: Mention, table: AnaphoraTable) -> bool:
    """An attack that took place, told of by another word than one of harm."""
    event = mention.event
    attack = event.kind.startswith("attack") and event.kind != "attack.other"
    return attack and event.status in _SETTLED and _lemma(mention) not in table.harm


def _victim_counts(event: Event) -> bool:
    return bool(event.measures)
