"""Words and tables of reconciling: normal forms of names, and the readable tables beside this file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "for",
        "and",
        "or",
        "s",
        "at",
        "its",
        "on",
        "to",
        "by",
        "from",
        "with",
        "near",
        "outside",
        "inside",
        "his",
        "her",
        "their",
        "our",
        "this",
        "that",
        "were",
        "was",
        "been",
        "which",
        "who",
        "when",
        "while",
        "after",
        "before",
        "said",
        "into",
        "over",
    ]
)
# spelling variants that name the same body in any language style
_SAME = {"defence": "defense", "centre": "center", "organisation": "organization"}


def plain(text: str) -> str:
    """Lower case without accents; «U.N.» as «un»; possessive s left out."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower().replace("’", "'")
    text = re.sub(r"\b([a-z])\.([a-z])\.(?:([a-z])\.)?", r"\1\2\3", text)
    return re.sub(r"'s\b", "", text)


@cache
def _words(text: str) -> tuple[str, ...]:
    found = re.findall(r"[^\W_]+", plain(text))
    return tuple(sorted({_stem(_SAME.get(w, w)) for w in found if w not in _STOP and len(w) > 1}))


def telling_words(text: str) -> frozenset[str]:
    """The words of a name or phrase that tell something, without endings."""
    return frozenset(_words(text))


@cache
def full_words(name: str) -> frozenset[str]:
    """The telling words of a body's name, short forms written out (see tables/names.tsv)."""
    text = plain(name)
    for short, full in _short_names():
        text = short.sub(full, text)
    return telling_words(text)


@cache
def _short_names() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), full) for pattern, full in table("names.tsv")]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def table(name: str) -> list[list[str]]:
    """The rows of a table beside this file, without comments."""
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
    """Words of military and of civilian objects (see tables/objects.tsv)."""
    return {name: frozenset(w for x in words.split() for w in telling_words(x)) for name, words in table("objects.tsv")}


@cache
def weights() -> dict[str, float]:
    """Feature weights by name (see tables/weights.tsv)."""
    return {row[0]: float(row[1]) for row in table("weights.tsv")}


@cache
def weapon_kinds() -> dict[str, str]:
    """The kind of attack that a weapon's word stands for (see tables/weapons.tsv)."""
    return {word: kind for word, kind in table("weapons.tsv")}  # noqa: C416


@cache
def phrases(name: str) -> re.Pattern[str]:
    """The phrases of a class as one pattern (see tables/phrases.tsv)."""
    return re.compile("|".join(f"(?:{pattern})" for c, pattern in table("phrases.tsv") if c == name), re.IGNORECASE)


@cache
def wordings() -> dict[str, str]:
    """The group of wordings that an event's own word stands for (see tables/wordings.tsv)."""
    return {word: group for word, group in table("wordings.tsv")}  # noqa: C416


@dataclass(frozen=True)
class Body:
    """A class of source: its authority (None for parties, whose authority depends on what they speak of)."""

    name: str
    authority: int | None
    group: str
    pattern: re.Pattern[str]


@cache
def bodies() -> tuple[Body, ...]:
    """Classes of sources, first match decides (see tables/bodies.tsv)."""
    return tuple(
        Body(name, None if authority == "party" else int(authority), group, re.compile(pattern))
        for name, authority, group, pattern in table("bodies.tsv")
    )


@cache
def body_of(name: str) -> Body | None:
    """The class of the source with this name, or None."""
    text = plain(name)
    return next((b for b in bodies() if b.pattern.search(text)), None)


@cache
def publisher_kind(name: str) -> str:
    """media, party, body or igo, by the publisher's name (see tables/publishers.tsv)."""
    text = plain(name)
    for kind, pattern in table("publishers.tsv"):
        if re.search(pattern, text):
            return kind
    return "media"
