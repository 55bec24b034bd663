"""Normal forms of names, and what words stand for: bodies, publishers, weapons, objects, kinds of one happening."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from whosays.reconcile.language import (
    BODIES,
    NAMES,
    OBJECTS,
    PUBLISHERS,
    SPELLINGS,
    WEAPONS,
    WORDINGS,
    rows,
    words_of,
)


def plain(text: str) -> str:
    """Lower case without accents; «U.N.» as «un»; possessive s left out."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower().replace("’", "'")
    text = re.sub(r"\b([a-z])\.([a-z])\.(?:([a-z])\.)?", r"\1\2\3", text)
    return re.sub(r"'s\b", "", text)


@cache
def _words(text: str) -> tuple[str, ...]:
    found = re.findall(r"[^\W_]+", plain(text))
    spelt, untelling = _spellings(), words_of("not_telling")
    return tuple(sorted({_stem(spelt.get(w, w)) for w in found if w not in untelling and len(w) > 1}))


@cache
def _spellings() -> dict[str, str]:
    return {row["word"]: row["same"] for row in rows(SPELLINGS)}


def telling_words(text: str) -> frozenset[str]:
    """The words of a name or phrase that tell something, without endings."""
    return frozenset(_words(text))


@cache
def full_words(name: str) -> frozenset[str]:
    """The telling words of a body's name, short forms written out (see ledger/names.tsv of the language)."""
    text = plain(name)
    for short, full in _short_names():
        text = short.sub(full, text)
    return telling_words(text)


@cache
def _short_names() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["full"]) for row in rows(NAMES)]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def table(name: str) -> list[list[str]]:
    """The rows of a table of numbers and kinds beside this file, without comments."""
    text = resources.files("whosays.reconcile.tables").joinpath(name).read_text(encoding="utf8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True)
class KindRow:
    """How a kind may be told otherwise (see tables/kinds.tsv)."""

    family: str
    group: str
    rank: int


@cache
def kind_table() -> dict[str, KindRow]:
    """Family, group and rank of every kind that can be an incident."""
    return {k: KindRow(family, group, int(rank)) for k, family, group, rank in table("kinds.tsv")}


@cache
def object_words() -> dict[str, frozenset[str]]:
    """Words of military and of civilian objects (see ledger/objects.tsv of the language)."""
    return {row["class"]: frozenset(w for x in row["words"].split() for w in telling_words(x)) for row in rows(OBJECTS)}


@cache
def weights() -> dict[str, float]:
    """Feature weights by name (see tables/weights.tsv)."""
    return {row[0]: float(row[1]) for row in table("weights.tsv")}


@cache
def weapon_kinds() -> dict[str, str]:
    """The kind of attack that a weapon's word stands for (see ledger/weapons.tsv of the language)."""
    return {row["word"]: row["kind"] for row in rows(WEAPONS)}


@cache
def wordings() -> dict[str, str]:
    """The group of wordings that an event's own word stands for (see ledger/wordings.tsv of the language)."""
    return {row["word"]: row["group"] for row in rows(WORDINGS)}


@dataclass(frozen=True)
class Body:
    """A class of source: its authority (None for parties, whose authority depends on what they speak of)."""

    name: str
    authority: int | None
    group: str
    pattern: re.Pattern[str]


@cache
def bodies() -> tuple[Body, ...]:
    """Classes of sources, first match decides (see ledger/bodies.tsv of the language)."""
    return tuple(
        Body(
            name=row["class"],
            authority=None if row["authority"] == "party" else int(row["authority"]),
            group=row["group"],
            pattern=re.compile(row["pattern"]),
        )
        for row in rows(BODIES)
    )


def body_of_class(name: str) -> Body:
    """The class of sources with this name."""
    return next(b for b in bodies() if b.name == name)


@cache
def body_of(name: str) -> Body | None:
    """The class of the source with this name, or None."""
    text = plain(name)
    return next((b for b in bodies() if b.pattern.search(text)), None)


@cache
def publisher_kind(name: str) -> str:
    """media, party, body or igo, by the publisher's name (see ledger/publishers.tsv of the language)."""
    text = plain(name)
    return next((row["kind"] for row in rows(PUBLISHERS) if re.search(row["pattern"], text)), "media")
