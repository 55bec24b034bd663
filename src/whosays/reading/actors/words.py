"""The tables that the actors stage reads, compiled once for each lexicon.

States and their seats, known actors, bodies that every state has, titles, and nouns for unnamed people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, get_args
from weakref import WeakKeyDictionary

from whosays.model.report import ActorKind
from whosays.reading.lexicon import Lexicon, TableSpec

_KINDS = frozenset(get_args(ActorKind))
_YES = frozenset({"y"})

STATES = TableSpec("states", ("country", "name"), ("aliases", "seats"))
DEMONYMS = TableSpec("demonyms", ("demonym", "country"))
ACTORS = TableSpec("actors", ("name", "kind"), ("country", "aliases"), allowed={"kind": _KINDS})
METONYMS = TableSpec("metonyms", ("phrase", "kind"), ("name", "country"), allowed={"kind": _KINDS})
BODIES = TableSpec(
    "state_bodies",
    ("words", "name", "kind"),
    ("people", "bare"),
    allowed={"kind": _KINDS, "people": _YES, "bare": _YES},
)
TITLES = TableSpec(
    "titles",
    ("title", "office"),
    ("before", "gender", "leads"),
    allowed={
        "before": _YES,
        "gender": frozenset("mf"),
        "office": frozenset({"government", "military", "police", "other"}),
        "leads": frozenset({"state", "called"}),
    },
    many=frozenset({"leads"}),
)
GROUPS = TableSpec(
    "actor_groups",
    ("noun", "kind"),
    ("gender", "number"),
    allowed={"kind": _KINDS, "gender": frozenset("mf"), "number": frozenset("g")},
)
CONTEXT = TableSpec(
    "actor_context",
    ("word", "pos", "reading"),
    allowed={
        "pos": frozenset({"noun", "verb", "prep", "participle"}),
        "reading": frozenset({"place", "actor", "context", "person"}),
    },
)

FIGURES = TableSpec(
    "public_figures", ("name",), ("country", "gender", "titles", "aliases"), allowed={"gender": frozenset("mf")}
)

# The bodies of a state that other rules speak of, as state_bodies.tsv names them.
GOVERNMENT_OF = "Government of {state}"
_ARTICLE = (
    "United ", "Democratic Republic", "Republic of", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives",
    "Central African Republic", "Czech Republic", "Dominican Republic", "Comoros", "Seychelles", "Vatican",
)  # fmt: skip
PLAIN = TableSpec("plain_adjectives", ("word",))
ORGANISATIONS = TableSpec("organisation_words", ("word", "kind"), allowed={"kind": _KINDS})
EntryType = Literal["state", "seat", "demonym", "actor", "figure"]
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase of the tables stands for. ``name``: of the actor, or of the state."""

    type: EntryType
    name: str
    kind: ActorKind
    country: str | None
    form: str
    alias: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body that every state has; ``name`` holds ``{state}``."""

    name: str
    kind: ActorKind
    people: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class Title:
    """An office or calling: may it stand before a name, the gender that it tells, the office that it is of.

    ``leads``: «state» where it leads a state, «called» where such a leader is called so.
    """

    words: str
    before: bool
    gender: str | None
    office: str
    leads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """A noun for unnamed people; ``collective`` where the singular is a group («militia»)."""

    noun: str
    kind: ActorKind
    gender: str | None
    collective: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A holder of public office: country, gender, and the offices held."""

    name: str
    country: str | None
    gender: str | None
    titles: tuple[str, ...]


@dataclass
class Words:
    """All tables, ready to look up. ``phrases``: first word -> (words, entry), longest first.

    ``heads``: the head nouns of all bodies, titles and groups; ``leading``: titles of who leads a state; ``plain``:
    adjectives that say nothing of who a group is.
    """

    states: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    titles: dict[str, Title] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    leading: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    organisations: dict[str, ActorKind] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    readings: dict[tuple[str, str], str] = field(default_factory=dict)
    befall_people: set[tuple[str, str]] = field(default_factory=set)

    def organisation_kind(self, name: str) -> ActorKind:
        """Kind of an organisation that no table knows, by the words of its name."""
        padded = f" {' '.join(WORD.findall(name.lower()))} "
        return next((kind for word, kind in self.organisations.items() if f" {word} " in padded), "other")

    def state_name(self, country: str | None) -> str:
        """Name of the state as the names of its bodies carry it («the United States» without its article)."""
        return self.states.get(country or "", country or "")


def with_article(state: str) -> str:
    """The name of a state as it stands after «of»: «the United States», «Chad»."""
    return f"the {state}" if state.startswith(_ARTICLE) else state


def government_of(state: str) -> str:
    """Canonical name of a state's government."""
    return f"Government of {with_article(state)}"


_compiled: WeakKeyDictionary[Lexicon, Words] = WeakKeyDictionary()


def words_of(lexicon: Lexicon) -> Words:
    """The compiled tables of a lexicon, built on first use."""
    words = _compiled.get(lexicon)
    if words is None:
        words = _compiled[lexicon] = _compile(lexicon)
    return words


def _compile(lexicon: Lexicon) -> Words:
    words = Words()
    for row in lexicon.rows(ACTORS):
        for n, form in enumerate([row["name"], *_split(row.get("aliases", ""))]):
            _add(words, form, "actor", row["name"], row["kind"], row.get("country"), n > 0)
    for row in lexicon.rows(STATES):
        words.states.setdefault(row["country"], row["name"])
        for n, form in enumerate([row["name"], *_split(row.get("aliases", ""))]):
            _add(words, form, "state", row["name"], "government", row["country"], n > 0)
        for form in _split(row.get("seats", "")):
            _add(words, form, "seat", row["name"], "government", row["country"], True)
    for row in lexicon.rows(METONYMS):
        name = row.get("name") or government_of(words.state_name(row.get("country")))
        _add(words, row["phrase"], "actor", name, row["kind"], row.get("country"), True)
    for row in lexicon.rows(DEMONYMS):
        state = words.state_name(row["country"])
        for form in _peoples(row["demonym"]):
            _add(words, form, "demonym", state, "government", row["country"], True)
    for row in lexicon.rows(FIGURES):
        titles = tuple(t.lower().replace("-", " ") for t in _split(row.get("titles", "")))
        figure = Figure(row["name"], row.get("country") or None, row.get("gender") or None, titles)
        words.figures.setdefault(figure.name, figure)
        for n, form in enumerate([row["name"], *_split(row.get("aliases", ""))]):
            _add(words, form, "figure", row["name"], "person", row.get("country"), n > 0)
    for entries in words.phrases.values():
        entries.sort(key=lambda e: -len(e[0]))
    for row in lexicon.rows(BODIES):
        body = Body(row["name"], row["kind"], row.get("people") == "y", row.get("bare") == "y")  # type: ignore[arg-type]
        for phrase in _split(row["words"]):
            words.bodies.setdefault(phrase, body)
    for row in lexicon.rows(TITLES):
        title = row["title"].lower().replace("-", " ")
        leads = frozenset((row.get("leads") or "").split())
        words.titles.setdefault(
            title, Title(title, row.get("before") == "y", row.get("gender") or None, row["office"], leads)
        )
        if "state" in leads:
            words.leading.add(title)
    for row in lexicon.rows(GROUPS):
        noun = row["noun"].lower()
        group = Group(noun, row["kind"], row.get("gender") or None, row.get("number") == "g")  # type: ignore[arg-type]
        words.groups.setdefault(noun, group)
    for phrase in (*words.bodies, *words.titles, *words.groups):
        words.heads.add(phrase.split(" of ")[0].rsplit(" ", 1)[-1])
    for row in lexicon.rows(ORGANISATIONS):
        words.organisations.setdefault(row["word"], row["kind"])  # type: ignore[arg-type]
    words.plain.update(row["word"].lower() for row in lexicon.rows(PLAIN))
    for row in lexicon.rows(CONTEXT):
        if row["reading"] == "person":
            words.befall_people.add((row["pos"], row["word"]))
        else:
            words.readings.setdefault((row["pos"], row["word"]), row["reading"])
    return words


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _peoples(demonym: str) -> list[str]:
    """The demonym and its plural (not for forms that have none: «French», «Chinese»)."""
    if demonym.endswith(("ese", "ish", "ch", "s", "z")):
        return [demonym]
    if demonym.endswith("man"):
        return [demonym, demonym[:-3] + "men"]
    return [demonym, demonym + "s"]


def _add(words: Words, form: str, type_: str, name: str, kind: str, country: str | None, alias: bool) -> None:
    key = tuple(WORD.findall(form.lower()))
    if key and key[0] == "the":
        key = key[1:]
    if not key:
        return
    entry = Entry(type_, name, kind, country or None, form, alias)  # type: ignore[arg-type]
    held = words.phrases.setdefault(key[0], [])
    if not any(k == key and e.form == form for k, e in held):
        held.append((key, entry))
