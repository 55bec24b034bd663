"""From the recognised and resolved names of a document to the places of its report."""

from __future__ import annotations

from functools import cache
from typing import Any

from whosays.gazetteer import Entry, Gazetteer, distance_km, open_gazetteer
from whosays.model import Place
from whosays.reading.parse import Parsed
from whosays.reading.places.anaphora import Anaphor, anaphors, says_whose
from whosays.reading.places.areas import Relation, moved, relation
from whosays.reading.places.candidates import Candidate, Finder
from whosays.reading.places.coordinates import points
from whosays.reading.places.recognise import recognise
from whosays.reading.places.resolve import Name, Resolver, by_its_name, name_key
from whosays.reading.places.words import PlaceWords, place_words
from whosays.reading.reasons import row

_PRECISION = {
    "country": "country", "admin1": "admin1", "district": "district", "settlement": "settlement",
    "facility": "exact", "region": "vague", "water": "line", "other": "vague",
}  # fmt: skip
_WIDE = frozenset({"country", "admin1", "region", "district"})
_NOWHERE: dict[str, Any] = {
    "precision": "vague", "country": None, "lat": None, "lon": None, "radius_km": None, "admin1": None,
    "admin2": None, "gazetteer_id": None,
}  # fmt: skip
_VAGUE_CONFIDENCE = 0.3
_WELL_KNOWN = 50_000  # people of a town that is meant by its name alone, though the text is about another country
_HAMLET = 5_000  # people of a place that nothing else in the text points to
_CALLED_PLACE = 0.5  # probability of a place whose name the gazetteer has only for one that nothing points to
_POINTS = frozenset({"at", "between"})  # like the words of class «near»: what follows is a town, no area
_SEATS = frozenset({"PPLA", "PPLC"})
_REACH = 8  # places before and after
# a point in degrees lies in the country of a place named that is no farther off
_POINT_KM, _POINT_RADIUS_KM, _POINT_CONFIDENCE = 60.0, 0.5, 0.9


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, opened once for this process (built first where it is not there)."""
    return open_gazetteer()


def assemble(parsed: Parsed) -> list[Place]:
    """All places of the document, in text order, with ids p1, p2, …"""
    if not len(parsed.doc):
        return []
    words = place_words(parsed.lexicon, gazetteer())
    finder = Finder(parsed, gazetteer(), words)
    mentions = recognise(finder, finder.find())
    names = Resolver(finder, mentions).resolve()
    drafts: list[dict[str, Any]] = []
    taken: set[int] = set()
    for m in mentions:
        if m.type is None and m.probability < _CALLED_PLACE and _far_fetched(names[name_key(m)], len(names)):
            continue
        draft = _draft(finder, words, m, names[name_key(m)], len(names))
        taken.update(range(m.first, m.end))
        drafts.append(draft)
    _around(finder, drafts)
    drafts += _points(parsed, drafts)
    places = [Place(id=f"m{n}", **d) for n, d in enumerate(drafts)]
    for a in anaphors(finder, places, taken):
        drafts.append(_refers_back(parsed, a))
    return _numbered(drafts, {p.id: p.span for p in places})


def _far_fetched(name: Name, names: int) -> bool:
    """Does only a town in a country that nothing else points to fit: a small one, or by another language's name?"""
    found = name.best()
    if found is None or names < 2:
        return False
    entry, _ = found
    small = not by_its_name(name, entry) or (name.elsewhere and entry.population < _WELL_KNOWN)
    small = small or (entry.population < _HAMLET and name.others > 0)
    sort = entry.kind == "settlement" or (entry.kind == "district" and name.mentions[0].sounded)
    return small and sort and entry.id > 0 and not name.supported and not name.near


def _unsure(m: Candidate, name: Name, names: int) -> bool:
    """Would a building lie where its name begins («Al-Noor hospital») though nothing else points there?"""
    return (m.hosted and names > 1 and not name.supported) or _far_fetched(name, names)


def _draft(finder: Finder, words: PlaceWords, m: Candidate, name: Name, names: int) -> dict[str, Any]:
    """The fields of the place that a mention names."""
    found = name.best()
    entry, share = found if found and not _unsure(m, name, names) else (None, 0.0)
    if entry is not None and m.type and m.type.kind == "settlement":
        fitting = [e for e in name.entries if e.kind == "settlement"]
        entry = entry if entry.kind == "settlement" or not fitting else fitting[0]
    if entry is not None and m.type is None and entry.kind in ("admin1", "district"):
        entry = _seat(finder, name, entry) or entry
    # «Russia's western Kursk region» is all of it; «western Kentucky» is a part.
    wide = entry is not None and entry.kind in _WIDE and not m.type
    rel = relation(finder, m, wide)
    span = m.span
    fields = _located(finder, m, entry, words)
    if rel is not None:
        fields |= _related(fields, rel)
        if rel.kind == "part":
            span = finder.span_of(rel.first, rel.end)
            fields["name"] = finder.parsed.text[span[0] : span[1]].removeprefix("the ")
    if finder.parsed.text[span[0] : span[1]].endswith(("'s", "’s")):
        span = (span[0], span[1] - 2)
    confidence = m.probability * (share if entry is not None else 0.3)
    why: tuple[str, ...] = ()
    if finder.parsed.explain:
        why = (*m.why, *(name.why if entry is not None else ("gazetteer: no entry that fits",)))
        if rel is not None:
            why += ("its position follows the direction or distance said",)
    return {
        **finder.parsed.evidence(span),
        **fields,
        "confidence": round(min(1.0, max(0.01, confidence)), 2),
        "literal": not _stands_for_party(finder, m, fields["kind"]),
        "why": why,
    }


def _seat(finder: Finder, name: Name, area: Entry) -> Entry | None:
    """The town for the area of its name, where a mention says it is a point («near Nabatieh», «10 km from Djibo»)."""
    lowers, pointing = finder.lowers, finder.words.sets["near"] | _POINTS
    bare = [m for m in name.mentions if m.type is None and m.first]
    pointed = any(
        lowers[m.first - 1] in pointing or ((rel := relation(finder, m, True)) is not None and rel.kind == "near")
        for m in bare
    )
    towns = (e for e in name.entries if e.kind == "settlement" and e.admin1 == area.admin1)
    return next((e for e in towns if area.kind == "district" or e.feature in _SEATS), None) if pointed else None


def _located(finder: Finder, m: Candidate, entry: Entry | None, words: PlaceWords) -> dict[str, Any]:
    """Kind, precision and position of a mention from its entry and its type word."""
    said = m.name.removeprefix("the ")
    if m.type and m.type.kind == "facility":
        said = finder.parsed.text[m.span[0] : m.span[1]].removeprefix("the ")
    if entry is None:
        if m.type is None:
            return {**_NOWHERE, "name": said, "kind": "other"}
        name = finder.parsed.text[m.span[0] : m.span[1]].removeprefix("the ")
        line = m.type.precision == "line"
        return {**_NOWHERE, "name": name, "kind": m.type.kind, "precision": "line" if line else "vague"}
    kind: str = entry.kind
    precision: str = _PRECISION[entry.kind]
    gid, radius = entry.gazetteer_id, entry.radius_km
    name = _display_name(said, m, entry)
    if entry.id < 0:
        precision = words.own_precision.get(entry.id, precision)
    elif m.type and m.type.kind == "region" and kind == "settlement":
        kind, precision, radius = "region", "near", max(15.0, 2 * (radius or 5.0))
    if m.hosted and m.type:
        kind, name, gid = m.type.kind, said, None
        precision = {"settlement": "settlement", "facility": "exact"}.get(entry.kind, "vague")
        precision = (
            "line" if m.type.precision == "line" else precision
        )  # a road is longer than the town it is named for
    area1, area2 = gazetteer().area(entry.admin1), gazetteer().area(entry.admin2)
    return {
        "name": name, "kind": kind, "precision": precision, "country": entry.country,
        "lat": entry.lat, "lon": entry.lon, "radius_km": radius,
        "admin1": area1.name if area1 else None, "admin2": area2.name if area2 else None, "gazetteer_id": gid,
    }  # fmt: skip


def _display_name(said: str, m: Candidate, entry: Entry) -> str:
    """The gazetteer's name, or the text's own spelling where that name is not how English writes it."""
    if entry.kind == "country" or m.state or (entry.main and entry.name.isascii()) or entry.id < 0:
        return entry.name
    if said.isupper() and len(said) > 3:
        said = said.title()
    if not said[:1].isupper():
        return entry.name
    if entry.kind in ("admin1", "district") and m.type:
        return entry.name if entry.name.isascii() else f"{said} {m.type.word.title()}"
    return said


def _related(fields: dict[str, Any], rel: Relation) -> dict[str, Any]:
    """What changes where the text says «eastern X» or «10 km north of X»."""
    lat, lon, radius = moved(fields["lat"], fields["lon"], fields["radius_km"], rel)
    if rel.kind == "part":
        return {"lat": lat, "lon": lon, "radius_km": radius, "kind": "region", "precision": "vague",
                "gazetteer_id": None, "part_of": fields["gazetteer_id"]}  # fmt: skip
    if fields["precision"] in ("settlement", "exact", "near"):
        return {"lat": lat, "lon": lon, "radius_km": radius, "precision": "near"}
    return {}


def _stands_for_party(finder: Finder, m: Candidate, kind: str) -> bool:
    """Is the place the subject of an act that only a government or people does («Moscow vowed»)?"""
    if kind not in ("country", "admin1", "settlement", "region"):
        return False
    head = finder.doc[m.core[0] : m.core[1]].root
    verb = head.head
    return head.dep_ == "nsubj" and verb.lemma_.lower() in finder.words.sets["speech"]


def _around(finder: Finder, drafts: list[dict[str, Any]]) -> None:
    """Give a place that the gazetteer lacks the position of the area named around it, as vague and unsure."""
    sentence_of = finder.parsed.sentence_at
    for n, d in enumerate(drafts):
        if d["lat"] is not None or d["country"] is not None:
            continue
        here = sentence_of(d["span"][0])
        near = [
            (abs(sentence_of(o["span"][0]) - here), abs(k - n), k)
            for k, o in enumerate(drafts[max(0, n - _REACH) : n + _REACH], max(0, n - _REACH))
            if o["lat"] is not None
            and "around" not in o
            and o["literal"]
            and o["confidence"] >= _VAGUE_CONFIDENCE
            and not (o["kind"] == "country" and says_whose(finder, o["span"]))
        ]
        near = [x for x in near if x[0] <= 1]
        if not near:
            continue
        o = drafts[min(near)[2]]
        d.update(
            country=o["country"], lat=o["lat"], lon=o["lon"], admin1=o["admin1"], admin2=o["admin2"],
            radius_km=max(30.0, o["radius_km"] or 0.0), around=True,
            why=(*d["why"], f"position of «{o['name']}», named beside it") if d["why"] else (),
            confidence=round(min(d["confidence"], _VAGUE_CONFIDENCE, o["confidence"]), 2),
        )  # fmt: skip
    first = {d["name"]: d for d in reversed(drafts) if "around" in d}
    for d in drafts:
        if d["lat"] is None and d["country"] is None and (known := first.get(d["name"])):
            d.update({key: known[key] for key in ("country", "lat", "lon", "admin1", "admin2", "radius_km")})
    for d in drafts:
        d.pop("around", None)


def _points(parsed: Parsed, drafts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points given in degrees, each in the country and area of the nearest place that the text names."""
    out = []
    for span, lat, lon, sure in points(parsed.text):
        named = [
            (distance_km(lat, lon, d["lat"], d["lon"]), n)
            for n, d in enumerate(drafts)
            if d["lat"] is not None and d["country"] is not None
        ]
        near = drafts[min(named)[1]] if named and min(named)[0] <= _POINT_KM else None
        if near is None and not sure:
            continue
        areas = {key: near[key] if near else None for key in ("country", "admin1", "admin2")}
        out.append({
            **parsed.evidence(span), **_NOWHERE, **areas, "name": parsed.text[slice(*span)], "kind": "other",
            "precision": "exact", "lat": lat, "lon": lon, "radius_km": _POINT_RADIUS_KM,
            "confidence": _POINT_CONFIDENCE, "literal": True, "why": ("a point in degrees",) if parsed.explain else (),
        })  # fmt: skip
    return out


def _refers_back(parsed: Parsed, anaphor: Anaphor) -> dict[str, Any]:
    """The fields of «the country» and its like: those of the place, of the country it lies in, or of a part of it."""
    span, word, place = anaphor.span, anaphor.word, anaphor.place
    fields = place.model_dump(exclude={"id", "span", "text", "derived_from", "literal", "part_of", "why"})
    if word in ("country", "nation") and place.kind != "country":
        state = gazetteer().country(place.country)
        if state:
            fields |= {"name": state.name, "kind": "country", "precision": "country", "lat": state.lat,
                       "lon": state.lon, "radius_km": state.radius_km, "admin1": None, "admin2": None,
                       "gazetteer_id": state.gazetteer_id}  # fmt: skip
    if anaphor.part is not None:
        fields |= _related(fields, anaphor.part)
        fields["name"] = parsed.text[span[0] : span[1]].removeprefix("the ")
        fields["part_of"] = fields.get("part_of") or place.gazetteer_id
    fields["confidence"] = round(0.8 * place.confidence, 2)
    why: tuple[str, ...] = ()
    if parsed.explain:
        said = f"{word} refers back to «{place.name}»"
        why = (row(parsed.lexicon, "places_types", said, word=word),)
    return {**parsed.evidence(span), **fields, "derived_from": place.id, "literal": True, "why": why}


def _numbered(drafts: list[dict[str, Any]], named: dict[str, tuple[int, int]]) -> list[Place]:
    """The places in text order with their ids; ``derived_from`` follows the new ids."""
    ordered = sorted(drafts, key=lambda d: (d["span"], bool(d.get("derived_from"))))
    ids = {d["span"]: f"p{n}" for n, d in reversed(list(enumerate(ordered, 1)))}
    out = []
    for n, d in enumerate(ordered, 1):
        if d.get("derived_from"):
            d = {**d, "derived_from": ids[named[d["derived_from"]]]}
        out.append(Place(id=f"p{n}", **d))
    return out
