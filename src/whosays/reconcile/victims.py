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
from whosays.reconcile.tolls import GROUPS, HARM, kin
from whosays.reconcile.words import table

ADULT = 18
_UNITS_UNDER_AGE = ("month", "week", "day")
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


@cache
def _words(sort: str) -> str:
    return next(row[1] for row in table("victim_words.tsv") if row[0] == sort)


@cache
def _pattern(sort: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{_words(sort)}){after}", re.IGNORECASE)


@cache
def _name() -> re.Pattern[str]:
    part = r"[A-ZÀ-Ý][\w’'`-]*[\w]|[A-Z]"
    small = rf"(?:{_words('small')})(?=[ -])"
    return re.compile(rf"(?<![\w@#])(?:(?:{small}[ -])?(?:{part}))(?:\.? (?:(?:{small}[ -])*(?:{part})))+")


@cache
def _capitals() -> frozenset[str]:
    words = "|".join((_words("capital"), _words("title"))).replace("(?:", "").replace(")", "")
    return frozenset(w.rstrip("?") for w in words.split("|")) | {w.removesuffix("s?") for w in words.split("|")}


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
            for role, sort in (("killed", "dead"), ("injured", "hurt"))
            for m in _pattern(sort).finditer(words)
        ]
        listed = sum(n.age is not None for n in names)
        for i, name in enumerate(names):
            name.role = _role(text, name, names, i, sorted(harms), listed, dead_before)
        found.extend(names)
        dead_before = any(role == "killed" for _, _, role in harms)
    return found


_OWNER = re.compile(r"(?<=\w)[’'`]s?$")


def _names(words: str, sentence: Span) -> Iterator[Named]:
    for m in _name().finditer(words):
        start, end = m.span()
        tokens = m.group().split()
        while tokens and tokens[0].rstrip(".").lower() in _capitals():
            start += len(tokens[0]) + 1
            tokens = tokens[1:]
        while tokens and tokens[-1].lower() in _capitals():
            end -= len(tokens[-1]) + 1
            tokens = tokens[:-1]
        if tokens and (owner := _OWNER.search(tokens[-1])):
            end -= len(owner.group())
            tokens[-1] = tokens[-1][: owner.start()]
        after = words[end : end + 40]
        if len(tokens) < 2 or _pattern("thing", r"^(?:[’']s?)? ?").match(after):
            continue
        folded = _folded(tokens)
        if len(folded) >= 2:
            yield Named((start + sentence[0], end + sentence[0]), sentence, folded, _given(tokens[0]))


_AGE_AFTER = re.compile(
    r"^\*?(?: ?[“\"(][A-Z][^”\")]{1,30}[”\")])?,? ?(?:\(|,? ?aged? (?:about |around )?)?(?:aged? |also )?"
    r"(\d{1,3})(?:[-–]\d{1,3})?(?:[- ](years?|months?|weeks?|days?)(?:[- ]old)?)?(?: of age)?"
    r"(?=[),;.:]|,? ?[(\[]| (?:and|was|were|years?)\b|$)",
    re.IGNORECASE,
)
_AGE_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty"
)
_AGE_BEFORE = re.compile(
    rf"\b(\d{{1,3}}|{_AGE_WORDS})[- ](year|month|week|day)s?[- ]?olds?,? "
    r"(?:(?!(?:and|was|were|who|killed|of)\b)[\w’'-]+[.,]? ){0,4}$",
    re.IGNORECASE,
)
_GIRL = re.compile(r"\b(?:girl|woman|lady|female|mother|wife|daughter|sister|grandmother|umm?)\b", re.IGNORECASE)
_YOUNG = re.compile(r"\b(?:girl|boy|child|children|infant|baby|babies|toddler|newborn|minors?|kids?)\b", re.IGNORECASE)
# the sons and daughters of a list without ages are mostly young
_OFFSPRING = re.compile(r"sons?|daughters?", re.IGNORECASE)
_PARENT = re.compile(
    r"^[^.;]{0,50}?\b(?:his|her|with) (?:[\w-]+ ){0,2}?(?:wife|husband|children|sons?|daughters?|fianc\w+|widow)\b"
)
_HE = re.compile(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_KIN_BEFORE = re.compile(r"(?<!\w)({kin})(?!\w)(?! of\b)(?!-)", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|to|for) (?:[\w’'-]+ ){0,3}$", re.IGNORECASE)


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
        age = _AGE_AFTER.match(after)
        if age and int(age[1]) <= 110:
            name.age = 0 if (age[2] or "").lower().startswith(_UNITS_UNDER_AGE) else int(age[1])
        elif (age := _AGE_BEFORE.search(before)) and (years := _number(age[1])) <= 110:
            name.age = 0 if age[2].lower() in _UNITS_UNDER_AGE else years
        word = _kin_word(before)
        if word is not None:
            shared = word if word.endswith("s") or word == "children" else None
        elif not (i and _linked(before)):
            shared = None
        name.kin = word or shared
        name.young = bool(name.kin and _OFFSPRING.fullmatch(name.kin)) and not _PARENT.match(after)
        name.who = _sex(name, before, after + (text[name.sentence[1] : name.sentence[1] + 60] if last else ""))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _AGE_WORDS.split("|").index(word.lower())


def _kin_word(before: str) -> str | None:
    """The word of kinship that the name belongs to («his wife, 30-year-old»)."""
    found = None
    for m in re.finditer(r"[\w-]+", before):
        if m.group().lower() in kin() or _YOUNG.fullmatch(m.group()):
            found = m
    return found.group().lower() if found is not None and _linked(before[found.end() :]) else None


@cache
def _link() -> re.Pattern[str]:
    return re.compile(
        rf"[\s,:;()\d–—.*“”\"-]*(?:(?:{_words('link')}|{_words('title')})\b[\s,:;()\d–—.*“”\"-]*)*", re.IGNORECASE
    )


def _linked(words: str) -> bool:
    return _link().fullmatch(words) is not None


def _sex(name: Named, before: str, after: str) -> str | None:
    word = name.kin or ""
    if _YOUNG.fullmatch(word) or kin().get(word) == "child":
        return "child"
    if kin().get(word) in ("woman", "man"):
        return kin()[word]
    beside = before[-40:].rsplit(",", 2)[-1]
    if _YOUNG.search(beside):
        return "child"
    if re.search(r"\b(?:woman|lady|mother|wife|Mrs|Ms)\b", beside):
        return "woman"
    if re.search(r"\b(?:man|husband|father|Mr)\b", beside):
        return "man"
    told = re.match(r"^[^.;]{0,25}?\((?:the )?([\w-]+) of\b", after)
    if told and kin().get(told[1].lower()):
        return kin()[told[1].lower()]
    first = re.match(r"^[^;]{0,120}?\b(his|her|he|she|himself|herself)\b", after, re.IGNORECASE)
    if first:
        return "man" if _HE.fullmatch(first[1]) else "woman"
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
    if re.match(r"[’']s?\b(?! (?:death|killing|body|martyrdom))", after):
        return None
    near = before[-40:]
    kin_of = re.search(r"([\w-]+) of (?:[\w’'-]+ ){0,3}$", near)
    if kin_of and (
        kin_of[1].lower() in kin() or kin_of[1].lower() in ("home", "house", "residence", "child", "children")
    ):
        return None
    if _pattern("voice", r"\b", r" (?:[\w’'-]+ ){0,2}$").search(near) and name.age is None and name.kin is None:
        return None
    if _pattern("speech", r"^(?:,[^,.]{0,60},)? ?(?:also |later |then |reportedly |has |had |who )*\b").match(after):
        return None
    chained = max((n.span[1] for n in names[:i] if n.role), default=0)
    led = [h for h in harms if h[1] <= start and start - max(h[1], chained) <= _NEAR]
    follows = _passive().match(after)
    if follows and not _pattern("speech").search(after[: follows.start("dead" if follows["dead"] else "hurt")]):
        return "killed" if follows["dead"] else "injured"
    if led:
        between = text[led[-1][1] : start]
        if not _pattern("speech").search(between) and "“" not in between:
            return led[-1][2]
    died = re.match(r"^[^.;,]{0,40}?\b(?:died|perished|lost (?:his|her) life|succumbed|passed away)\b", after)
    if died:
        return "killed"
    if name.age is not None and (listed > 1 or harms or dead_before):
        hurt = [h for h in harms if h[2] == "injured"]
        return "injured" if hurt and not any(h[2] == "killed" for h in harms) else "killed"
    if i and names[i - 1].role and _linked(text[names[i - 1].span[1] : start]):
        return names[i - 1].role
    return None


@cache
def _passive() -> re.Pattern[str]:
    """«… was also reportedly killed», with what stands between a name and that."""
    led = rf"^[^.;“”]{{0,{_NEAR}}}?\b(?:was|were|been|being|is|are)\b (?:[\w’'-]+ ){{0,4}}?"
    return re.compile(
        rf"{led}(?P<dead>{_words('dead')})\b|{led}(?P<hurt>{_words('hurt')})\b", re.IGNORECASE
    )  # fmt: skip


def _folded(tokens: Sequence[str]) -> tuple[str, ...]:
    """The parts of a name as they are compared: without accents, articles, doubled letters and vowels."""
    return tuple(f for token in re.split(r"[\s-]+", " ".join(tokens)) if (f := _consonants(token)))


def _consonants(token: str) -> str:
    """One part of a name as it is compared; empty for articles and the like."""
    plain = unicodedata.normalize("NFKD", token).encode("ascii", "ignore").decode().lower().strip(".")
    if _pattern("particle", "^", "$").match(plain):
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
    return {_given(name): sex for sex, names in table("given_names.tsv") for name in names.split("|")}


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
