"""The words of the measures stage, loaded once for each lexicon: numbers, bounds, units, people, roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from whosays.model.report import Bound, MeasureRole, Who
from whosays.reading.lexicon import Row, TableSpec

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.lexicon import Lexicon

ROLES = frozenset(MeasureRole.__args__)  # type: ignore[attr-defined]
BOUNDS = frozenset(Bound.__args__)  # type: ignore[attr-defined]
WHO = frozenset(Who.__args__)  # type: ignore[attr-defined]
SKIP = "skip"
PERSON = "person"
CLASSES = frozenset(
    {PERSON, "someone", "weapon", "aircraft", "vehicle", "vessel", "materiel", "place", "building", "attack", "other"}
)
SLOTS = frozenset({"object", "subject", "with", "to", "by", "of", "on", "against", "toll", "like", "self"})
NUMBER_KINDS = frozenset({"unit", "ten", "hundred", "scale", "group", "set", "known", "vague"})


def _number_problem(row: Row) -> str | None:
    """A message where a row of the numbers table has neither a value nor a low end."""
    cell = row.get("low" if row["kind"] == "vague" else "value", "")
    try:
        float(cell)
    except ValueError:
        return f"'{row['word']}' needs a number, not '{cell}'"
    return None


NUMBERS = TableSpec("numbers", ("word", "kind"), ("value", "low"), {"kind": NUMBER_KINDS}, check=_number_problem)
BOUND_WORDS = TableSpec(
    "bounds", ("phrase", "side", "bound"), (), {"side": frozenset({"before", "after"}), "bound": BOUNDS}
)
UNITS = TableSpec("units", ("word", "class"), ("unit", "air"), {"class": CLASSES | {SKIP}})
PEOPLE = TableSpec("people", ("word",), ("who", "talk", "role", "firm", "near"), {"who": WHO, "role": ROLES})
SMALL_CLASSES = frozenset(
    {
        "determiner",
        "disease",
        "pronoun",
        "including",
        "copular",
        "skipped",
        "being",
        "harm",
        "money",
        "range",
        "date_before",
        "size",
        "weight",
        "weighed",
        "toll_before",
        "compared",
        "dealing",
        "filler",
        "beside",
        "counting",
        "given",
        "holding",
        "armed",
        "parent",
        "tallying",
        "two_in_one",
        "peopled",
    }
)
SMALL_WORDS = TableSpec("measure_words", ("class", "words"), (), {"class": SMALL_CLASSES})
ROLE_WORDS = TableSpec(
    "measure_roles",
    ("word", "pos", "slot"),
    ("role", "with", "takes"),
    {"pos": frozenset({"verb", "noun", "adj"}), "slot": SLOTS, "role": ROLES, "takes": CLASSES},
    many=frozenset({"takes"}),
)


@dataclass(frozen=True)
class NumberWord:
    """A word or phrase of the numbers table; ``value`` is None for the vague ones, which have ``low``."""

    words: tuple[str, ...]
    kind: str
    value: float | None
    low: float | None


@dataclass(frozen=True)
class BoundWord:
    """A phrase beside a number and the bound that it makes."""

    words: tuple[str, ...]
    bound: Bound


@dataclass(frozen=True)
class Unit:
    """What a noun counts: its class, the name of the unit, and whether it flies."""

    kind: str
    name: str
    air: bool = False


@dataclass(frozen=True)
class Person:
    """What a noun for people says of them.

    talk: their number is a measure only where something is done to them; role: what the word alone says was
    done to them; firm: that role stands whatever the sentence says; near: a word that the text must have for
    ``who`` to hold.
    """

    who: Who | None
    talk: bool
    role: MeasureRole | None
    firm: bool
    near: str = ""


@dataclass(frozen=True)
class RoleWord:
    """One place in the frame of a verb, noun or adjective, and the role that it gives to what stands there."""

    slot: str
    role: MeasureRole | None
    with_: str
    takes: frozenset[str]


@dataclass(frozen=True)
class Words:
    """All tables of the stage, keyed by what is looked up."""

    single: Mapping[str, NumberWord]
    phrases: Mapping[str, tuple[NumberWord, ...]]
    before: Mapping[str, tuple[BoundWord, ...]]
    after: Mapping[str, tuple[BoundWord, ...]]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    verbs: Mapping[str, tuple[RoleWord, ...]]
    nouns: Mapping[str, tuple[RoleWord, ...]]
    adjectives: Mapping[str, MeasureRole]
    small: Mapping[str, frozenset[str]]

    def person(self, token: Token) -> Person | None:
        """What the tables know of a noun for people; None where it is no such word."""
        lemma, lower = token.lemma_.lower(), token.lower_
        for form in (lower, lemma, lower[:-3] + "man" if lower.endswith("men") else lower.removesuffix("s")):
            if form in self.people:
                return self.people[form]
        return None

    def noun(self, token: Token) -> tuple[RoleWord, ...]:
        """The frames of a noun; () where no table has it."""
        lower = token.lower_
        for form in (token.lemma_.lower(), lower, lower.removesuffix("s")):
            if form in self.nouns:
                return self.nouns[form]
        return ()

    def unit(self, *forms: str) -> Unit | None:
        """The first of the forms that is a unit."""
        return next((self.units[f] for f in forms if f in self.units), None)


_Entry = TypeVar("_Entry", NumberWord, BoundWord)
_CACHE: WeakKeyDictionary[Lexicon, Words] = WeakKeyDictionary()


def words_of(lexicon: Lexicon) -> Words:
    """The stage's words in this lexicon, compiled on the first call."""
    found = _CACHE.get(lexicon)
    if found is None:
        found = _CACHE[lexicon] = _load(lexicon)
    return found


def _load(lexicon: Lexicon) -> Words:
    numbers = [
        NumberWord(
            tuple(row["word"].lower().split()),
            row["kind"],
            float(row["value"]) if row.get("value") else None,
            float(row["low"]) if row.get("low") else None,
        )
        for row in lexicon.rows(NUMBERS)
    ]
    verbs: dict[str, list[RoleWord]] = {}
    nouns: dict[str, list[RoleWord]] = {}
    adjectives: dict[str, MeasureRole] = {}
    for row in lexicon.rows(ROLE_WORDS):
        role: MeasureRole | None = row.get("role") or None  # type: ignore[assignment]
        if row["pos"] == "adj":
            if role is not None:
                adjectives.setdefault(row["word"].lower(), role)
            continue
        takes = frozenset(row.get("takes", "").split())
        word = RoleWord(row["slot"], role, row.get("with", "").lower(), takes)
        (verbs if row["pos"] == "verb" else nouns).setdefault(row["word"].lower(), []).append(word)
    units: dict[str, Unit] = {}
    for row in lexicon.rows(UNITS):
        name = row.get("unit") or row["word"]
        units.setdefault(row["word"].lower(), Unit(row["class"], name, bool(row.get("air"))))
    people: dict[str, Person] = {}
    for row in lexicon.rows(PEOPLE):
        person = Person(
            who=row.get("who") or None,  # type: ignore[arg-type]
            talk=bool(row.get("talk")),
            role=row.get("role") or None,  # type: ignore[arg-type]
            firm=bool(row.get("firm")),
            near=row.get("near", "").lower(),
        )
        people.setdefault(row["word"].lower(), person)
    bounds = {
        side: [
            BoundWord(tuple(row["phrase"].lower().split()), row["bound"])  # type: ignore[arg-type]
            for row in lexicon.rows(BOUND_WORDS)
            if row["side"] == side
        ]
        for side in ("before", "after")
    }
    small: dict[str, frozenset[str]] = dict.fromkeys(SMALL_CLASSES, frozenset())
    for row in lexicon.rows(SMALL_WORDS):
        small[row["class"]] |= frozenset(row["words"].lower().split())
    return Words(
        small=small,
        single={n.words[0]: n for n in reversed(numbers) if len(n.words) == 1},
        phrases=_by_edge((n for n in numbers if len(n.words) > 1), 0),
        before=_by_edge(bounds["before"], -1),
        after=_by_edge(bounds["after"], 0),
        units=units,
        people=people,
        verbs={w: tuple(sorted(rules, key=lambda r: not r.with_)) for w, rules in verbs.items()},
        nouns={w: tuple(rules) for w, rules in nouns.items()},
        adjectives=adjectives,
    )


def _by_edge(entries: Iterable[_Entry], edge: int) -> dict[str, tuple[_Entry, ...]]:
    """Phrases by their first (0) or last (-1) word, the longest first."""
    out: dict[str, list[_Entry]] = {}
    for entry in entries:
        out.setdefault(entry.words[edge], []).append(entry)
    return {w: tuple(sorted(es, key=lambda e: -len(e.words))) for w, es in out.items()}
