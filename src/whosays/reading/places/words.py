"""The tables of words that the stage for places reads, compiled once for each lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args
from weakref import WeakKeyDictionary

from whosays.errors import LexiconError
from whosays.gazetteer import Entry, Gazetteer, fold
from whosays.gazetteer.build import TRANSLITERATED
from whosays.gazetteer.fold import loose
from whosays.model.report import PlaceKind, Precision
from whosays.reading.lexicon import Lexicon, Row, TableSpec

_KINDS = frozenset(get_args(PlaceKind))
_PRECISIONS = frozenset(get_args(Precision))
# A row with no entry of the gazetteer has no population; a wider place is thought the likelier one.
_PEOPLE_PER_KM = 20_000
_CLASSES = frozenset(
    {
        "direction",
        "locative",
        "near",
        "person_title",
        "vessel",
        "org_head",
        "speech",
        "translate",
        "away",
        "inside",
        "never",
        "break",
        "abroad",
        "article",
        "particle",
    }
)


def _has_point(row: Row) -> str | None:
    if row.get("entry"):
        return None
    try:
        lat, lon = float(row.get("lat") or "x"), float(row.get("lon") or "x")
    except ValueError:
        return "give an entry of the gazetteer, or lat and lon in degrees"
    return None if abs(lat) <= 90 and abs(lon) <= 180 else "lat or lon is out of range"


PLACES = TableSpec(
    "places",
    ("name", "kind"),
    ("aliases", "entry", "country", "lat", "lon", "radius_km", "precision"),
    allowed={"kind": _KINDS, "precision": _PRECISIONS},
    check=_has_point,
)
STATES = TableSpec("places_states", ("abbreviation", "area", "alone"), allowed={"alone": frozenset({"yes", "no"})})
TYPES = TableSpec(
    "places_types",
    ("word", "kind", "precision", "side"),
    ("feature", "anaphor"),
    allowed={
        "kind": _KINDS,
        "precision": _PRECISIONS,
        "side": frozenset({"after", "before", "both", "none"}),
        "anaphor": frozenset({"yes"}),
    },
)
WORDS = TableSpec("places_words", ("class", "words"), ("value",), allowed={"class": _CLASSES})
DEMONYMS = TableSpec("demonyms", ("demonym", "country"))


@dataclass(frozen=True)
class TypeWord:
    """A word for a kind of place; see the comments of places_types.tsv."""

    word: str
    kind: PlaceKind
    precision: Precision
    after: bool
    before: bool
    features: frozenset[str]
    anaphor: bool


@dataclass
class PlaceWords:
    """All words of one lexicon as look-ups by lower-case word, folded name or exact abbreviation."""

    own: dict[str, list[Entry]] = field(default_factory=dict)
    own_loosely: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    own_precision: dict[int, Precision] = field(default_factory=dict)
    states: dict[str, tuple[str, bool]] = field(default_factory=dict)
    types: dict[str, TypeWord] = field(default_factory=dict)
    type_firsts: frozenset[str] = frozenset()
    directions: dict[str, float | None] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    translate: dict[str, str] = field(default_factory=dict)
    away: dict[str, float] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)

    def own_entries(self, name: str) -> list[Entry]:
        """The rows of our own that bear the name; one with an Arabic article or a word for its kind («al-Sabra»,
        «Sabra neighbourhood») in any transliteration.
        """
        found = self.own.get(fold(name))
        if found is None:
            core, sort = self.bare(fold(name))
            article, _, rest = core.partition(" ")
            arabic = bool(rest) and article in self.sets["article"]
            if sort or arabic:
                found = self.own_loosely.get((loose(core) or core, sort))
            if found is None and arabic:
                found = [e for e in self.own.get(rest, ()) if e.country in TRANSLITERATED]
        return found or []

    def bare(self, key: str) -> tuple[str, str]:
        """A folded name without the word for its kind, and what that says: «camp», «quarter» or nothing."""
        words = key.split()
        if len(words) > 1 and words[-1] == "camp":
            return " ".join(words[: -2 if words[-2] == "refugee" and len(words) > 2 else -1]), "camp"
        kind = self.types.get(words[-1]) if len(words) > 1 else None
        typed = kind is not None and kind.kind in ("district", "region")
        return (" ".join(words[:-1]), "quarter") if typed else (key, "")

    def demonym(self, word: str) -> str | None:
        """The state of «Ukrainian», «Ukrainians», «Frenchman»; None for other words."""
        found = self.demonyms.get(word)
        if found is None and word.endswith("s"):
            found = self.demonyms.get(word[:-1])
        return found


_compiled: WeakKeyDictionary[Lexicon, PlaceWords] = WeakKeyDictionary()


def place_words(lexicon: Lexicon, gazetteer: Gazetteer) -> PlaceWords:
    """The compiled tables of a lexicon. Raises LexiconError where a row names no entry of the gazetteer."""
    words = _compiled.get(lexicon)
    if words is None:
        words = _compiled[lexicon] = _compile(lexicon, gazetteer)
    return words


def _compile(lexicon: Lexicon, gazetteer: Gazetteer) -> PlaceWords:
    words = PlaceWords()
    for number, row in enumerate(lexicon.rows(PLACES), 1):
        entry = _own_entry(row, -number, gazetteer)
        for name in (row["name"], *filter(None, row.get("aliases", "").split("|"))):
            entries = words.own.setdefault(fold(name), [])
            if all(e.gazetteer_id != entry.gazetteer_id or not e.gazetteer_id for e in entries):
                entries.append(entry)
        if row.get("precision"):
            words.own_precision[entry.id] = row["precision"]  # type: ignore[assignment]
    for row in lexicon.rows(STATES):
        words.states[row["abbreviation"]] = (row["area"], row["alone"] == "yes")
    for row in lexicon.rows(TYPES):
        words.types[row["word"]] = TypeWord(
            row["word"],
            row["kind"],  # type: ignore[arg-type]
            row["precision"],  # type: ignore[arg-type]
            row["side"] in ("after", "both"),
            row["side"] in ("before", "both"),
            frozenset(row.get("feature", "").split()),
            row.get("anaphor") == "yes",
        )
    words.type_firsts = frozenset(w.split()[0] for w in words.types)
    for row in lexicon.rows(WORDS):
        members = [w.strip() for w in row["words"].split("|")]
        match row["class"]:
            case "direction":
                bearing = None if row.get("value", "-") == "-" else float(row["value"])
                words.directions.update(dict.fromkeys(members, bearing))
            case "translate":
                words.translate.update(dict.fromkeys(members, row["value"]))
            case "away":
                words.away.update(dict.fromkeys(members, float(row["value"])))
            case name:
                words.sets[name] = words.sets.get(name, frozenset()) | frozenset(members)
    for name in _CLASSES:
        words.sets.setdefault(name, frozenset())
    for key, entries in list(words.own.items()):
        core, sort = words.bare(key)
        quarters = [e for e in entries if e.country in TRANSLITERATED and (sort or e.kind == "district")]
        for known in {sort, sort or "quarter"} if quarters else ():
            words.own_loosely.setdefault((loose(core) or core, known), quarters)
    words.demonyms = {row["demonym"]: row["country"] for row in lexicon.rows(DEMONYMS)}
    return words


def _own_entry(row: Row, number: int, gazetteer: Gazetteer) -> Entry:
    """A row of places.tsv as an entry; what it leaves open comes from the entry of the gazetteer it names."""
    named = row.get("entry", "")
    base = None
    if named:
        base = gazetteer.by_id(named) if ":" in named else gazetteer.area(named)
        if base is None:
            raise LexiconError(f"places: '{row['name']}' stands for '{named}', which the gazetteer does not have")

    def number_or(column: str, other: float | None) -> float | None:
        return float(row[column]) if row.get(column) else other

    return Entry(
        number,
        base.gazetteer_id if base else None,
        row["name"],
        row["kind"],
        base.feature if base else "",
        row.get("country") or (base.country if base else None),
        base.admin1 if base else None,
        base.admin2 if base else None,
        number_or("lat", base.lat if base else None),
        number_or("lon", base.lon if base else None),
        base.population if base else int(_PEOPLE_PER_KM * float(row.get("radius_km") or 1)),
        number_or("radius_km", base.radius_km if base else None),
    )
