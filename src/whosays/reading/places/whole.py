"""Names that a gazetteer has only in part: «Verin Shorzha» is not Shorzha, «Pobe-Mengao» is not the Pobe elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.places.words import PlaceWords

if TYPE_CHECKING:
    from whosays.reading.places.candidates import Candidate, Finder

# Where the encoder is this sure of a place, its stretch is one name, and a place though no gazetteer has it.
SEEN = 0.8
_BEGINS, _GOES_ON = 0.5, 0.6
_MOST = 6  # tokens
_WELL_KNOWN = 100_000  # people of a town that the words behind may only say more of
_STOPS = frozenset({",", ".", "'s", "’s", "(", ")", "/", ";", ":", "and", "or"})


def whole_names(finder: Finder, found: list[Candidate]) -> list[Candidate]:
    """The candidates, a longer name in place of those inside it, and unknown ones again where they stand bare."""
    stretches = {*_hyphened(finder, found), *_seen_whole(finder)}
    out = list(found)
    for first, end in sorted(stretches, key=lambda s: (s[0] - s[1], s)):
        inner = [c for c in out if c.first < end and c.end > first]
        if any(c.core[0] <= first and c.core[1] >= end for c in inner) or not _only_part(finder, inner, first, end):
            continue
        whole = finder.plain(first, end)
        out = [c for c in out if c not in inner]
        out.append(whole)
    said = [c for c in out if c.type_before and not c.entries and c.end - c.first > 1]
    called = {tuple(finder.texts[c.first : c.end]) for c in said}
    inside = {i for name in called for at in _stretches(finder, name) for i in at}
    out = [c for c in out if c.type_before or not inside.issuperset(range(c.first, c.end))]
    return out + _again(finder, out, called)


def _stretches(finder: Finder, name: tuple[str, ...]) -> list[range]:
    """Where the words of a name stand in the text."""
    starts = (i for i, text in enumerate(finder.texts) if text == name[0])
    return [range(i, i + len(name)) for i in starts if tuple(finder.texts[i : i + len(name)]) == name]


def seen(finder: Finder, first: int, end: int) -> float:
    """How sure the encoder is that these tokens name a place (0 without an encoder)."""
    tags = finder.parsed.tags
    return float(tags.place[first:end, 1:].sum(axis=1).mean()) if tags is not None else 0.0


def _only_part(finder: Finder, inner: list[Candidate], first: int, end: int) -> bool:
    """Do the names inside say only a part of the whole one: no type word behind, no state or great town before more?"""
    if len([c for c in inner if c.entries and not c.sounded]) > 1 and "-" in finder.texts[first:end]:
        return _small_inside(finder, first, end)  # «the Ijevan-Gazakh line» lies between two
    for c in inner:
        if c.core[0] < first or c.core[1] > end or c.own or c.state or (c.type is not None and not c.type_before):
            return False
        known = (e.kind in ("country", "admin1") or e.population >= _WELL_KNOWN for e in c.entries[:1] if e.main)
        if any(known) and not _small_inside(finder, first, end):
            return False
    return True


def _small_inside(finder: Finder, first: int, end: int) -> bool:
    """«Croix-des-Bossales»: hyphens with a small word between them make one name of any names."""
    return any(finder.lowers[i] == "-" and not finder.texts[i + 1][:1].isupper() for i in range(first, end - 1))


def _seen_whole(finder: Finder) -> list[tuple[int, int]]:
    """Stretches of two capitals or more that the encoder is sure are one name."""
    tags = finder.parsed.tags
    if tags is None:
        return []
    out, n = [], len(finder.texts)
    for i in range(n):
        inside = i and not finder.capital[i - 1] and finder.lowers[i - 1] != "-" and tags.place[i, 2] >= _GOES_ON
        begins = tags.place[i, 1] >= _BEGINS or inside  # «the eastern houses of Aita al-Shaab»
        if not finder.capital[i] or not begins or _is_kind(finder.words, finder.texts[i]):
            continue
        j = i + 1
        while j < min(n, i + _MOST) and tags.place[j, 2] >= _GOES_ON and not _ends(finder, j):
            j += 1
        while j > i and not finder.capital[j - 1]:
            j -= 1
        capitals = sum(finder.capital[i:j])
        if capitals > 1 and seen(finder, i, j) >= SEEN and finder.lowers[j - 1] not in finder.words.types:
            out.append((i, j))
    return out


def _is_kind(words: PlaceWords, text: str) -> bool:
    return text.lower() in words.directions or text.lower() in words.types or words.demonym(text) is not None


def _ends(finder: Finder, i: int) -> bool:
    """Does a name end before this token: a comma, «'s», the «town» of «Syrian town of X»?"""
    lower = finder.lowers[i]
    return lower in _STOPS or (lower in finder.words.types and not finder.capital[i])


def _hyphened(finder: Finder, found: list[Candidate]) -> list[tuple[int, int]]:
    """«Village-de-Dieu», and «Pobe-Mengao» where the gazetteer has one part only: words glued by hyphens."""
    out, i, n = [], 0, len(finder.texts)
    starts = {c.first for c in found if c.entries and not c.sounded}
    while i < n:
        j = i + 1
        while j + 1 < n and finder.texts[j] == "-" and _glued(finder, j - 1, j) and _glued(finder, j, j + 1):
            j += 2
        parts = range(i, j, 2)
        if len(parts) > 1 and finder.capital[i] and finder.capital[j - 1] and i in starts:
            small = any(finder.lowers[k] in finder.words.sets["inside"] for k in parts[1:-1])
            if small or not any(k in starts for k in parts[1:]):
                out.append((i, j))
        i = j
    return out


def _glued(finder: Finder, i: int, j: int) -> bool:
    return finder.starts[i] + len(finder.texts[i]) == finder.starts[j]


def _again(finder: Finder, found: list[Candidate], called: set[tuple[str, ...]]) -> list[Candidate]:
    """Other mentions of names that no gazetteer has, where the encoder is sure of them somewhere in the text or they
    are said to be a settlement's (``called``: «the village of Man Loi»).
    """
    taken = {i for c in found for i in range(c.first, c.end)}
    names = called | {
        tuple(finder.texts[c.first : c.end])
        for c in found
        if not c.entries and c.type is None and seen(finder, *c.core) >= SEEN and finder.capital[c.first]
    }
    out: list[Candidate] = []
    for at in sorted((at for n in names for at in _stretches(finder, n)), key=lambda at: (at.start, at.stop)):
        if not taken.intersection(at):
            taken.update(at)
            again = finder.plain(at.start, at.stop)
            if again.sounded and tuple(finder.texts[at.start : at.stop]) in called:
                again.entries, again.sounded = (), False  # as where it is called a village
            out.append(again)
    return out
