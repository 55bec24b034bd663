"""The identified dead and injured of a document: persons named, and the unnamed told by kinship, each once.

A person counts where the words say so: a name in the list that «were killed» follows or «killing» leads, a name with
an age where the dead are listed, «his wife and two sons». Mourners, witnesses and whose kin somebody is do not. Names
are compared by their consonants (transliterations differ in the vowels) and forgotten: only the counts leave here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from whosays.model import Report
from whosays.model.report import Span
from whosays.reconcile.language import GIVEN_NAMES, ages, kin, phrases, rows, words_of
from whosays.reconcile.tolls import GROUPS, HARM

ADULT = 18
_OLDEST = 110
# a name this near a word of harm, in characters, belongs to it
_NEAR = 260


@dataclass
class Named:
    """One mention of a person by name."""

    span: Span
    sentence: Span
    tokens: tuple[str, ...]
    first_name: str = ""
    age: int | None = None
    kin: str | None = None
    young: bool = False
    role: str | None = None
    who: str | None = None


@dataclass
class Person:
    """All mentions of one person."""

    tokens: tuple[str, ...]
    roles: set[str] = field(default_factory=set)
    ages: list[int] = field(default_factory=list)
    who: list[str] = field(default_factory=list)
    first_name: str = ""
    offspring: bool = False
    first: int | None = None

    @property
    def group(self) -> str | None:
        """child, woman or man; None where the words do not say."""
        if self.ages:
            if min(self.ages) < ADULT:
                return "child"
            sexes = [w for w in self.who if w in ("woman", "man")]
            return max(sorted(set(sexes)), key=sexes.count) if sexes else sex_of(self.first_name)
        if "child" in self.who or self.offspring:
            return "child"
        return max(sorted(set(self.who)), key=self.who.count) if self.who else None


@dataclass(frozen=True)
class Identified:
    """How many persons are identified as killed or injured; groups hold those whose age or sex is told.

    first: where in the text the first of them is named, None where nobody is.
    """

    role: str
    total: int
    child: int
    woman: int
    man: int
    first: int | None = None


def identified(report: Report, text: str, roles: Sequence[str] = HARM) -> dict[str, Identified]:
    """Count the identified persons of each role, each once; who died of wounds is no longer injured."""
    persons = _joined(_mentions(report, text))
    out = {}
    for role in roles:
        mine = [p for p in persons if role in p.roles and not (role == "injured" and "killed" in p.roles)]
        groups = [p.group for p in mine]
        if len(mine) == 1 and groups[0] is None and not mine[0].ages:
            groups = [sex_of(mine[0].first_name)]
        first = min((p.first for p in mine if p.first is not None), default=None)
        child, woman, man = (groups.count(who) for who in GROUPS)
        out[role] = Identified(role, len(mine), child, woman, man, first)
    return out


def _mentions(report: Report, text: str) -> list[Named]:
    """Names of persons in the sentences that say who was harmed, in the order of the text."""
    others = [m.span for a in report.actors if a.kind not in ("person", "civilian", "other") for m in a.mentions]
    others += [p.span for p in report.places]
    dead_before = False
    found: list[Named] = []
    for sentence in report.sentences:
        words = text[slice(*sentence)]
        names = list(_names(words, sentence))
        _attributes(text, names)
        names = [
            n for n in names
            if n.age is not None or n.kin or not any(s < n.span[1] and n.span[0] < e for s, e in others)
        ]  # fmt: skip
        harms = [
            (m.start() + sentence[0], m.end() + sentence[0], role)
            for role, said in (("killed", "said_dead"), ("injured", "said_hurt"))
            for m in phrases(said).finditer(words)
        ]
        listed = sum(n.age is not None for n in names)
        for i, name in enumerate(names):
            name.role = _role(text, name, names, i, sorted(harms), listed, dead_before)
        found.extend(names)
        dead_before = any(role == "killed" for _, _, role in harms)
    return found


_OWNER = re.compile(r"(?<=\w)[’'`]s?$")


def _names(words: str, sentence: Span) -> Iterator[Named]:
    for m in phrases("person").finditer(words):
        start, end = m.span()
        tokens = m.group().split()
        while tokens and tokens[0].rstrip(".").lower() in words_of("not_a_name"):
            start += len(tokens[0]) + 1
            tokens = tokens[1:]
        while tokens and tokens[-1].lower() in words_of("not_a_name"):
            end -= len(tokens[-1]) + 1
            tokens = tokens[:-1]
        if tokens and (owner := _OWNER.search(tokens[-1])):
            end -= len(owner.group())
            tokens[-1] = tokens[-1][: owner.start()]
        after = words[end : end + 40]
        if len(tokens) < 2 or phrases("thing").match(after):
            continue
        folded = _folded(tokens)
        if len(folded) >= 2:
            yield Named((start + sentence[0], end + sentence[0]), sentence, folded, _given(tokens[0]))


def _attributes(text: str, names: list[Named]) -> None:
    """Age, kinship and sex of each name, by the words right beside it."""
    shared: str | None = None
    for i, name in enumerate(names):
        last = i + 1 == len(names)
        low = names[i - 1].span[1] if i else name.sentence[0]
        high = names[i + 1].span[0] if i + 1 < len(names) else name.sentence[1]
        before, after = (
            text[max(low, name.span[0] - 90) : name.span[0]],
            text[name.span[1] : min(high, name.span[1] + 90)],
        )
        age = phrases("age_after").match(after)
        if age and int(age["age"]) <= _OLDEST:
            name.age = 0 if age["infant"] else int(age["age"])
        elif (age := phrases("age_before").search(before)) and (years := _number(age["age"])) <= _OLDEST:
            name.age = 0 if age["infant"] else years
        word = _kin_word(before)
        if word is not None:
            shared = word if phrases("several_kin").fullmatch(word) else None
        elif not (i and _linked(before)):
            shared = None
        name.kin = word or shared
        name.young = bool(name.kin and phrases("offspring").fullmatch(name.kin)) and not phrases("parent").match(after)
        name.who = _sex(name, before, after + (text[name.sentence[1] : name.sentence[1] + 60] if last else ""))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else ages()[word.lower()]


def _kin_word(before: str) -> str | None:
    """The word of kinship that the name belongs to («his wife, 30-year-old»)."""
    found = None
    for m in re.finditer(r"[\w-]+", before):
        if m.group().lower() in kin() or phrases("young").fullmatch(m.group()):
            found = m
    return found.group().lower() if found is not None and _linked(before[found.end() :]) else None


def _linked(words: str) -> bool:
    return phrases("link").fullmatch(words) is not None


def _sex(name: Named, before: str, after: str) -> str | None:
    word = name.kin or ""
    if phrases("young").fullmatch(word) or kin().get(word) == "child":
        return "child"
    if kin().get(word) in ("woman", "man"):
        return kin()[word]
    beside = before[-40:].rsplit(",", 2)[-1]
    if phrases("young").search(beside):
        return "child"
    if phrases("woman").search(beside):
        return "woman"
    if phrases("man").search(beside):
        return "man"
    told = phrases("kin_behind").match(after)
    if told and kin().get(told[1].lower()):
        return kin()[told[1].lower()]
    first = phrases("pronoun").match(after)
    if first:
        return "man" if first["he"] else "woman"
    return None


def _role(
    text: str,
    name: Named,
    names: Sequence[Named],
    i: int,
    harms: Sequence[tuple[int, int, str]],
    listed: int,
    dead_before: bool,
) -> str | None:
    """killed or injured, where the words say that of this name; None for mourners, sources and mere mentions."""
    start, end = name.span
    before = text[name.sentence[0] : start]
    after = text[end : name.sentence[1]]
    if phrases("owns").match(after):
        return None
    near = before[-40:]
    kin_of = phrases("kin_of").search(near)
    if kin_of and (kin_of[1].lower() in kin() or phrases("whose_home").fullmatch(kin_of[1].lower())):
        return None
    if phrases("voice").search(near) and name.age is None and name.kin is None:
        return None
    if phrases("speaks").match(after):
        return None
    chained = max((n.span[1] for n in names[:i] if n.role), default=0)
    led = [h for h in harms if h[1] <= start and start - max(h[1], chained) <= _NEAR]
    follows = phrases("follows").match(after)
    if follows and not phrases("speech").search(after[: follows.start("dead" if follows["dead"] else "hurt")]):
        return "killed" if follows["dead"] else "injured"
    if led:
        between = text[led[-1][1] : start]
        if not phrases("speech").search(between) and "“" not in between:
            return led[-1][2]
    died = phrases("dies").match(after)
    if died:
        return "killed"
    if name.age is not None and (listed > 1 or harms or dead_before):
        hurt = [h for h in harms if h[2] == "injured"]
        return "injured" if hurt and not any(h[2] == "killed" for h in harms) else "killed"
    if i and names[i - 1].role and _linked(text[names[i - 1].span[1] : start]):
        return names[i - 1].role
    return None


def _folded(tokens: Sequence[str]) -> tuple[str, ...]:
    """The parts of a name as they are compared: without accents, articles, doubled letters and vowels."""
    return tuple(f for token in re.split(r"[\s-]+", " ".join(tokens)) if (f := _consonants(token)))


def _consonants(token: str) -> str:
    """One part of a name as it is compared; empty for articles and the like."""
    plain = unicodedata.normalize("NFKD", token).encode("ascii", "ignore").decode().lower().strip(".")
    if phrases("name_particle").match(plain):
        return ""
    plain = _GLUED.sub("", _SERVANT.sub("", re.sub(r"[^a-z]", "", plain)))
    for variant, same in _VARIANTS:
        plain = plain.replace(variant, same)
    bare = re.sub(r"^[aeiouy]", "a", plain[:1]) + _SILENT.sub("", plain[1:])
    return _DOUBLED.sub(r"\1", bare)


# «Abdelmajid» is «Abdul Majid»
_SERVANT = re.compile(r"^abd(?:[aeu]l|[aeu]r(?=r)|[aeu]s(?=s))(?=\w{3})")
# «Albarim» is «al-Barim»
_GLUED = re.compile(r"^al(?=[bcdfghjkmnqrstwxz]\w{3})")
# letters that transliterations swap, and those that they leave out or double
_VARIANTS = (("ph", "f"), ("q", "k"), ("c", "k"), ("z", "s"), ("g", "j"))
_SILENT = re.compile(r"[aeiouyhw]")
_DOUBLED = re.compile(r"(.)\1+")


def sex_of(given: str) -> str | None:
    """woman or man, where the given name is one of a table; None where it is not, or both bear it."""
    return _given_names().get(given)


@cache
def _given_names() -> dict[str, str]:
    return {_given(name): row["sex"] for row in rows(GIVEN_NAMES) for name in row["names"].split("|")}


def _given(name: str) -> str:
    """A given name as the table of them compares it: plain letters, one spelling for the vowels that writers vary."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z]", "", plain)
    for variant, same in (("ou", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("o", "u"), ("e", "a"), ("y", "i")):
        plain = plain.replace(variant, same)
    return re.sub(r"(?<=a)h$", "", _DOUBLED.sub(r"\1", plain))


def _joined(mentions: Sequence[Named]) -> list[Person]:
    """Mentions of one person put together: the longest names first, shorter ones join what they fit."""
    persons: list[Person] = []
    for m in sorted(mentions, key=lambda m: (-len(m.tokens), m.span)):
        person = next((p for p in persons if _same(p.tokens, m.tokens, p, m)), None)
        if person is None:
            person = Person(m.tokens, first_name=m.first_name)
            persons.append(person)
        if m.role:
            person.roles.add(m.role)
            person.first = m.span[0] if person.first is None else min(person.first, m.span[0])
        if m.age is not None:
            person.ages.append(m.age)
        person.offspring |= m.young
        if m.who:
            person.who.append(m.who)
    return persons


def _same(a: tuple[str, ...], b: tuple[str, ...], person: Person, m: Named) -> bool:
    """The same first name, and the rest of the shorter name in the order of the longer one."""
    if a[0] != b[0]:
        return False
    if m.age is not None and person.ages and min(abs(m.age - x) for x in person.ages) > 3:
        return False
    rest = iter(a[1:])
    return all(any(t == o for o in rest) for t in b[1:])
