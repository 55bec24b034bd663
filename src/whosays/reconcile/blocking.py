"""Blocking: which tellings are worth comparing. Keys are strings; two tellings meet where a key of one is looked up
by the other, in whatever order they come.

A telling is stored under its own keys and looks up the keys of its neighbours: the days beside its own, the cells
around its own, and the vaguer tellings of its country or of its parties. One that names only a month or a year meets
those of its months where both name a town, a thing or a toll.
"""

from __future__ import annotations

import datetime
import math

from whosays.reconcile.facts import Telling, Where
from whosays.reconcile.when import LONG_DAYS, day, interval, length
from whosays.reconcile.words import kind_table

CELL_DEGREES = 0.5
_MOST_MONTHS = 13
_WEEK = 8
_CLOSE = ("cell:", "named:", "toll:", "spot:")
"""Spots that few happenings of a month share."""


def stored_keys(telling: Telling) -> tuple[str, ...]:
    """The keys under which a telling is found."""
    spots = _places(telling, wide=False) | _said(telling)
    close = _months(telling, stored=True) | _earlier(telling)
    return _joined(_times(telling, wide=False), spots) + _joined(close, _close(spots))


def lookup_keys(telling: Telling) -> tuple[str, ...]:
    """The stored keys of all tellings that may be of the same happening."""
    spots = _places(telling, wide=True) | _said(telling)
    close = _months(telling, stored=False) | _earlier(telling)
    return _joined(_times(telling, wide=True), spots) + _joined(close, _close(spots))


def _joined(times: set[str], spots: set[str]) -> tuple[str, ...]:
    return tuple(sorted(f"{t}|{p}" for t in times for p in spots))


def _close(spots: set[str]) -> set[str]:
    return {s for s in spots if s.startswith(_CLOSE)}


def _said(telling: Telling) -> set[str]:
    """Who speaks, and numbers that are rarely alike by chance: for tellings that name no place."""
    speakers = {f"said:{v.source.key}" for v in telling.voices if not v.own and not v.anonymous}
    tolls = {
        f"toll:{q.value}" for v in telling.voices for q in v.quantities if q.role == "killed" and (q.value or 0) > 5
    }
    counts = {
        f"count:{q.unit}:{q.value}"
        for v in telling.voices
        for q in v.quantities
        if q.unit != "person" and (q.value or 0) > 2
    }
    return speakers | tolls | counts | {f"named:{n}" for n in telling.names}


def _times(telling: Telling, wide: bool) -> set[str]:
    family = kind_table()[telling.kind].family
    days = interval(telling.start, telling.end)
    if days is None:
        published = day(telling.published)
        if published is None:
            return {f"{family}|undated"}
        days = (published - datetime.timedelta(days=2), published)
    if length(days) > LONG_DAYS:
        return {f"{family}|{days[0].isoformat()}..{days[1].isoformat()}"}
    margin = datetime.timedelta(days=1 if wide else 0)
    first, last = days[0] - margin, days[1] + margin
    return {f"{family}|{(first + datetime.timedelta(days=i)).isoformat()}" for i in range((last - first).days + 1)}


def _months(telling: Telling, stored: bool) -> set[str]:
    """The months it may have happened in, for tellings that name no day, and for those that these may be of.

    «day» is for tellings of a few days, «vague» for those that name no more than a month: a vague one looks up both.
    """
    days = interval(telling.start, telling.end)
    if days is None:
        return set()
    family = kind_table()[telling.kind].family
    first, last = (d.year * 12 + d.month - 1 for d in days)
    if last - first >= _MOST_MONTHS:
        return set()
    vague = length(days) > LONG_DAYS
    sorts = ("vague" if vague else "day",) if stored else ("day", "vague") if vague else ("vague",)
    return {f"{family}|{sort}:{n // 12}-{n % 12 + 1:02}" for n in range(first, last + 1) for sort in sorts}


def _earlier(telling: Telling) -> set[str]:
    """The days of the week before a report that names no day: «the strike near Kelmi» may be of any of them."""
    published = day(telling.published)
    if published is None or interval(telling.start, telling.end) is not None:
        return set()
    family = kind_table()[telling.kind].family
    return {f"{family}|{(published - datetime.timedelta(days=n)).isoformat()}" for n in range(_WEEK + 1)}


def _lands(telling: Telling, wide: bool) -> set[str]:
    """The country, where one of the two names no place: what is told without one may be anywhere in it."""
    countries = {telling.where.country} - {None} if telling.where else set(telling.lands)
    stored = ("land",) if telling.where else ("land", "adrift")
    wanted = ("adrift",) if telling.where else ("land", "adrift")
    return {f"{sort}:{c}" for c in countries for sort in (wanted if wide else stored)}


def _places(telling: Telling, wide: bool) -> set[str]:
    return _spots(telling, wide) | _lands(telling, wide) | _heard(telling, wide)


def _heard(telling: Telling, wide: bool) -> set[str]:
    """Hamlets by name: what names no place may be at one that its document names and no gazetteer has."""
    if telling.where is None:
        return {f"{'spot' if wide else 'heard'}:{_bare(place)}" for place in telling.heard}
    return {f"heard:{_bare(p)}" for p in (telling.where, *telling.also) if p.unknown} if wide else set()


def _bare(place: Where) -> str:
    """The name of a place that no gazetteer has, whatever country a document puts it in."""
    return place.key.rpartition(":")[2]


def _spots(telling: Telling, wide: bool) -> set[str]:
    setting = [telling.setting] if telling.setting and not telling.where else []
    places = ([telling.where] if telling.where else setting) + list(telling.also)
    parties = {p.side or p.key for p in telling.agents}
    if not places:
        alone = {f"who:{p}" for p in parties} or {"nowhere"}
        return alone | {f"at-who:{p}" for p in parties} if wide else alone
    keys: set[str] = {f"at-who:{p}" for p in parties} if not wide else {f"who:{p}" for p in parties}
    for place in places:
        keys |= _keys_of(place, wide)
    return keys


def _keys_of(place: Where, wide: bool) -> set[str]:
    """Keys of one place. fine: in a country; in: in a province; province and nation: said no closer than that."""
    country, province = place.country or "?", place.admin1 or place.name
    keys = {f"name:{place.key}"}
    if place.unknown:
        keys.add(f"spot:{_bare(place)}")
    if place.coarse:
        if wide:
            of_province = {f"in:{country}:{province}", f"province:{country}:{province}", f"nation:{country}"}
            of_nation = {f"fine:{country}", f"provinces:{country}", f"nation:{country}"}
            return keys | (of_province if place.precision == "admin1" else of_nation)
        if place.precision == "admin1":
            return keys | {f"province:{country}:{province}", f"provinces:{country}"}
        return keys | {f"nation:{country}"}
    assert place.lat is not None
    assert place.lon is not None
    columns = round(360 / CELL_DEGREES)
    row, column = math.floor(place.lat / CELL_DEGREES), math.floor(place.lon / CELL_DEGREES)
    if wide:
        keys |= {f"cell:{row + i}:{(column + j) % columns}" for i in (-1, 0, 1) for j in (-1, 0, 1)}
        return keys | {f"nation:{country}", f"province:{country}:{place.admin1}"}
    return keys | {f"cell:{row}:{column % columns}", f"fine:{country}", f"in:{country}:{place.admin1}"}
