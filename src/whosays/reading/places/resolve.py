"""Which place a toponym means: a log-linear model over the gazetteer's entries, all names of a text together.

Two passes: the first looks at each name alone (population, kind, main name, «Paris, Texas», countries and states
that the text names); the second adds where the other names of the text probably lie: the same country, state,
district, and how near. One name means one place throughout a text (Gale, Church and Yarowsky 1992).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from whosays.gazetteer import Entry, distance_km
from whosays.gazetteer.build import TRANSLITERATED
from whosays.gazetteer.fold import fold, loose
from whosays.reading.places.candidates import Candidate, Finder, fits_type
from whosays.reading.places.weights import score, weights
from whosays.reading.reasons import row, strongest

MOST = 24
COMPANY = 60
_ALONE, _TOGETHER = "alone", "together"
_NEAR_KM = 150.0
_KNOWN = 5_000  # people of a town whose name makes its country likely
_GREAT = 500_000  # people of a town that is known by another language's name too («Kiev»)
_NAMED = 2  # times that a text names its one country
_AGREEING = 3  # names that lie in one country, and make it the text's
_BESIDE_KM = 100.0  # from a town named
_SMALL_COUNTRY_KM, _OVER_THE_BORDER_KM = 300.0, 50.0  # radius of a country named, and how far off its edge


@dataclass
class Name:
    """A name of the text with all its mentions.

    entries: what it may mean; scores, shares: of each entry, shares summing to 1;
    supported: whether the country of the best entry is named, or shared by another name;
    elsewhere: whether the other names of the text lie in one country, and not in this one;
    near: whether the best entry lies beside another name's, or just over the border of a small country named;
    others: how many other names are known for sure;
    why: the reasons for the best entry, where they are asked for;
    within: areas that the text says hold it («X, Texas»); holds: codes of areas of the names it is said to hold.
    """

    key: str
    mentions: list[Candidate]
    entries: list[Entry] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    within: list[Entry] = field(default_factory=list)
    holds: list[tuple[Entry, ...]] = field(default_factory=list)
    neighbours: set[str] = field(default_factory=set)
    supported: bool = False
    elsewhere: bool = False
    near: bool = False
    others: int = 0
    why: tuple[str, ...] = ()

    def best(self) -> tuple[Entry, float] | None:
        if not self.entries:
            return None
        i = max(range(len(self.entries)), key=lambda k: (self.shares[k], -k))
        return self.entries[i], self.shares[i]


class Resolver:
    """Resolves the recognised names of one document."""

    def __init__(self, finder: Finder, mentions: list[Candidate]) -> None:
        self.finder = finder
        self.mentions = mentions
        self.table = weights(finder.parsed.lexicon)
        self.names = self._names()
        self.frequent: list[str] = []
        self._relations()
        self._named_areas()
        for name in self.names.values():
            name.entries = self._shortlist(name)

    def resolve(self) -> dict[str, Name]:
        """All names by key, with their entries' shares filled in."""
        model, features = _ALONE, {key: self.alone(name) for key, name in self.names.items()}
        for key, name in self.names.items():
            name.shares = self._shares(features[key], model)
        if len(self.names) > 1:
            model, features = _TOGETHER, {key: self.together(name) for key, name in self.names.items()}
            for key, name in self.names.items():
                name.shares = self._shares(features[key], model)
        self._support()
        if self.finder.parsed.explain:
            for key, name in self.names.items():
                name.why = self._why(name, features[key], model)
        return self.names

    def _why(self, name: Name, features: list[dict[str, float]], model: str) -> tuple[str, ...]:
        """The best entry, its share among those of its name, and the strongest features."""
        found = name.best()
        if found is None:
            return ()
        entry, share = found
        lexicon = self.finder.parsed.lexicon
        id = f", {entry.gazetteer_id}" if entry.gazetteer_id else ""
        said = f"{entry.name} ({entry.feature or entry.kind}{id}), {share:.2f} among {len(name.entries)} of the name"
        own = row(lexicon, "places", said, name=entry.name) if entry.id < 0 else f"gazetteer: {said}"
        moved = strongest(features[name.entries.index(entry)], self.table.get(model, {}))
        return (own, row(lexicon, "places_weights", f"{moved} ({model})")) if moved else (own,)

    def _support(self) -> None:
        best = {key: found[0] for key, name in self.names.items() if (found := name.best())}
        sure = {key for key, e in best.items() if e.id < 0 or e.population >= _GREAT or by_its_name(self.names[key], e)}
        shared = Counter(best[key].country for key in sure)
        known = {key for key in sure if best[key].kind != "settlement" or best[key].population >= _KNOWN}
        for key, e in best.items():
            # two names that only sound like small towns prove nothing, unless the towns are neighbours
            others = any(o != key and best[o].country == e.country and _beside(e, best[o]) for o in sure - known)
            others = others or any(o != key and best[o].country == e.country for o in known)
            self.names[key].supported = others or bool(e.country and self.countries.get(e.country))
        most, held = max(((c, n) for c, n in shared.items() if c), key=lambda item: item[1], default=(None, 0))
        alone = len(self.countries) == 1 and self.countries[most or ""] >= _NAMED  # the only country of the text
        for key, e in best.items():
            self.names[key].near = any(_beside(e, o) for k, o in best.items() if k != key)
            self.names[key].others = len(sure - {key})
            self.names[key].elsewhere = (held >= _AGREEING or (alone and held > 1)) and e.country != most

    def _shares(self, features: list[dict[str, float]], model: str) -> list[float]:
        if not features:
            return []
        scores = [score(f, self.table.get(model, {})) for f in features]
        top = max(scores)
        exps = [math.exp(s - top) for s in scores]
        total = sum(exps)
        return [e / total for e in exps]

    def _names(self) -> dict[str, Name]:
        names: dict[str, Name] = {}
        for m in self.mentions:
            key = name_key(m)
            if key in names:
                names[key].mentions.append(m)
            else:
                names[key] = Name(key, [m])
        return names

    def _relations(self) -> None:
        """«Paris, Texas», «Pokrovsk in the Donetsk region»: which name is said to lie in which; and neighbours."""
        lowers = self.finder.lowers
        for a, b in zip(self.mentions, self.mentions[1:], strict=False):
            between = lowers[a.end : b.first]
            one, two = self.names[name_key(a)], self.names[name_key(b)]
            if b.first - a.end <= 12 and one is not two:
                one.neighbours.add(two.key)
                two.neighbours.add(one.key)
            joined = between == [","] or between == [".", ","] or (a.end == b.first and b.state)
            if not joined and between not in (["in"], ["in", "the"], ["of"], [",", "in"]):
                continue
            areas = [e for e in b.entries if e.kind in ("country", "admin1", "district")]
            if one is not two and areas:
                if joined and not b.state and self._listed(a, b):
                    continue
                one.within += areas[:4]
                two.holds.append(a.entries)

    def _listed(self, a: Candidate, b: Candidate) -> bool:
        """Is the comma one of a list («France, Germany and Spain») rather than of «Paris, Texas»?"""
        if a.entries and a.entries[0].kind == "country":
            return True
        lowers = self.finder.lowers
        before = a.first and lowers[a.first - 1] in (",", "and")
        after = lowers[b.end] if b.end < len(lowers) else ""
        later = lowers[b.end + 1] if b.end + 1 < len(lowers) else ""
        return after == "and" or (after == "," and later == "and") or bool(before and after == ",")

    def _named_areas(self) -> None:
        """Countries and states that the text names (demonyms too), with how often."""
        self.countries: Counter[str] = Counter()
        self.states: Counter[str] = Counter()
        for name in self.names.values():
            entries = name.mentions[0].entries
            n = len(name.mentions)
            if entries and entries[0].kind == "country" and entries[0].country:
                self.countries[entries[0].country] += n
            for e in entries[:3]:
                if e.kind == "admin1" and e.admin1 and (e.main or name.mentions[0].state):
                    self.states[e.admin1] += n
        words = self.finder.words
        for text, capital in zip(self.finder.texts, self.finder.capital, strict=True):
            if capital and (country := words.demonym(text)):
                self.countries[country] += 1
        self.areas_total = sum(self.countries.values()) or 1

    def _shortlist(self, name: Name) -> list[Entry]:
        """At most MOST entries: the largest, and smaller ones where the text names their country or state."""
        seen: dict[int, Entry] = {}
        for m in name.mentions:
            for e in m.entries:
                seen.setdefault(e.id, e)
        entries = list(seen.values())
        if len(entries) <= MOST:
            return entries
        inside = {e.admin1 for e in name.within if e.kind != "country"} | {e.country for e in name.within}

        def rank(item: tuple[int, Entry]) -> tuple[int, int]:
            i, e = item
            near = (e.admin1 in inside) * 3 + (e.admin1 in self.states) * 2 + (e.country in inside or i < 8)
            return (-near, i)

        return [e for _, e in sorted(sorted(enumerate(entries), key=rank)[:MOST])]

    def alone(self, name: Name) -> list[dict[str, float]]:
        """Features of each entry of a name for the first pass."""
        return [self._alone(name, e, i) for i, e in enumerate(name.entries)]

    def _alone(self, name: Name, e: Entry, place: int) -> dict[str, float]:
        kind = "capital" if e.feature == "PPLC" else e.kind
        f = {"population": math.log10(e.population + 1) / 7, f"kind {kind}": 1.0}
        f[f"population, {e.kind}"] = f["population"]
        if place == 0:
            f["first"] = 1.0
        if not e.main:
            f["other name"] = 1.0
        if e.id < 0:
            f["own"] = 1.0
        if e.lat is None:
            f["no point"] = 1.0
        if e.kind == "admin1" and any(o.kind == "settlement" and o.admin1 == e.admin1 for o in name.entries[:6]):
            f["area with a town of its name"] = 1.0
        typed = [m.type for m in name.mentions if m.type and m.type.features and not m.hosted]
        if typed:
            fits = any(fits_type(e, t) for t in typed)
            f["type fits" if fits else "type does not fit"] = 1.0
            if fits:
                f[f"type fits {e.kind}"] = 1.0
        else:
            f[f"no type, {e.kind}"] = 1.0
        if name.within:
            inside = any(contains(area, e) for area in name.within)
            f["within" if inside else "not within"] = 1.0
        if name.holds and e.kind in ("country", "admin1", "district"):
            held = sum(any(contains(e, x) for x in entries) for entries in name.holds)
            f["holds"] = held / len(name.holds)
        elif name.holds:
            f["cannot hold"] = 1.0
        if e.kind != "country":
            named = self.countries.get(e.country or "", 0)
            if named:
                f["country named"] = 1.0
                f["country share"] = named / self.areas_total
            elif self.countries:
                f["other country named"] = 1.0
        if e.kind not in ("country", "admin1") and e.admin1 in self.states:
            f["state named"] = 1.0
        return f

    def _company(self, name: Name) -> list[Name]:
        """The other names that a name is judged with: all, or in a long text its neighbours and the frequent ones."""
        if len(self.names) <= COMPANY:
            return [o for o in self.names.values() if o is not name and o.entries]
        keys = dict.fromkeys([*sorted(name.neighbours)[:COMPANY], *self._frequent()])
        return [self.names[k] for k in keys if k != name.key and self.names[k].entries]

    def _frequent(self) -> list[str]:
        if not self.frequent:
            self.frequent = sorted(self.names, key=lambda k: (-len(self.names[k].mentions), k))[:COMPANY]
        return self.frequent

    def together(self, name: Name) -> list[dict[str, float]]:
        """Features of each entry for the second pass; needs the shares of the first."""
        others = self._company(name)
        country: defaultdict[str, float] = defaultdict(float)
        state: defaultdict[str, float] = defaultdict(float)
        district: defaultdict[str, float] = defaultdict(float)
        points: list[tuple[float, float, float, bool]] = []
        for o in others:
            weight = 1.0 + math.log(len(o.mentions))
            for e, share in zip(o.entries, o.shares, strict=True):
                if share < 0.05:
                    continue
                country[e.country or ""] += share * weight
                if e.kind != "country":
                    state[e.admin1 or ""] += share * weight
                    if e.lat is not None and e.lon is not None and e.kind != "admin1" and share > 0.15:
                        points.append((e.lat, e.lon, share * weight, o.key in name.neighbours))
                if e.admin2:
                    district[e.admin2] += share * weight
        total = sum(country.values()) or 1.0
        state_total = sum(state.values()) or 1.0
        out = []
        for e, share, f in zip(name.entries, name.shares, self.alone(name), strict=True):
            f["first pass"] = math.log(share + 1e-4)
            f["same country"] = country.get(e.country or "", 0.0) / total
            if e.kind != "country":
                f["same state"] = state.get(e.admin1 or "", 0.0) / state_total
                f["any in state"] = min(1.0, state.get(e.admin1 or "", 0.0))
                if e.admin2 and e.kind != "district":
                    f["same district"] = min(1.0, district.get(e.admin2, 0.0))
                self._nearness(e, points, f)
            out.append(f)
        return out

    @staticmethod
    def _nearness(e: Entry, points: Iterable[tuple[float, float, float, bool]], f: dict[str, float]) -> None:
        if e.lat is None or e.lon is None:
            return
        near = neighbour = 0.0
        for lat, lon, weight, close_by in points:
            if abs(lat - e.lat) > 6:
                continue
            pull = weight * math.exp(-distance_km(lat, lon, e.lat, e.lon) / _NEAR_KM)
            near += pull
            if close_by:
                neighbour = max(neighbour, min(1.0, pull))
        f["near"] = math.log1p(near)
        f["near neighbour"] = neighbour


def by_its_name(name: Name, e: Entry) -> bool:
    """Is the entry's main name the one said, if in a transliteration that it is known by («Kiryat Shmona»), or a part
    of it, of a great city («Frankfurt», «Mukalla»)?
    """
    part = set(fold(name.mentions[0].name).split()) < set(fold(e.name).split())
    if e.main or (part and e.population >= _GREAT):
        return True
    known = e.country in TRANSLITERATED and not name.mentions[0].sounded
    return known and "" != loose(name.mentions[0].name) == loose(e.name)


def _beside(e: Entry, other: Entry) -> bool:
    """Does the entry lie near another one, or just over the border of a small country («Metula», of Lebanon)?"""
    if e.id == other.id or None in (e.lat, e.lon, other.lat, other.lon):
        return False
    assert e.lat is not None and e.lon is not None and other.lat is not None and other.lon is not None
    km = distance_km(e.lat, e.lon, other.lat, other.lon)
    if other.kind in ("settlement", "facility"):
        return km <= _BESIDE_KM
    radius = other.radius_km or _SMALL_COUNTRY_KM
    return radius < _SMALL_COUNTRY_KM and km <= radius + _OVER_THE_BORDER_KM


def name_key(m: Candidate) -> str:
    """Mentions with one key mean one place: the folded name, apart where a type word divides them."""
    kind = m.type.kind if m.type and not m.hosted else ""
    return m.key + ("|" + kind if kind in ("district", "admin1", "water", "facility") else "")


def contains(area: Entry, e: Entry) -> bool:
    """Does the country, first- or second-level area hold the entry (itself excluded)?"""
    if area.id == e.id:
        return False
    if area.kind == "country":
        return area.country == e.country and e.kind != "country"
    if area.feature == "ADM1":
        return area.admin1 == e.admin1 and e.feature != "ADM1"
    return bool(area.admin2) and area.admin2 == e.admin2 and e.feature != "ADM2"
