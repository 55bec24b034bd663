"""An invented war on a real island, as reports for the pages' tests and pictures: nothing of it ever happened.

Two states that are none (codes of ISO 3166-1 left to users), their towns set on the map of Iceland; some fifty
incidents over two months, with tolls that rise, copies, denials, admissions, places known badly or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.ledger_reports import make
from whosays.model import Report

_TOWN = {"precision": "settlement", "kind": "settlement", "radius_km": 4.0}
PLACES: dict[str, dict[str, Any]] = {
    "Arda": {"country": "XNO", "lat": 65.68, "lon": -18.1, "admin1": "Northmark", **_TOWN},
    "Brezno": {"country": "XNO", "lat": 66.04, "lon": -17.34, "admin1": "Northmark", **_TOWN},
    "Corva": {"country": "XSO", "lat": 64.0, "lon": -20.9, "admin1": "Southmark", **_TOWN},
    "Delna": {"country": "XSO", "lat": 63.8, "lon": -20.2, "admin1": "Southmark", **_TOWN},
    "Elsted": {"country": "XNO", "lat": 65.26, "lon": -14.4, "admin1": "Eastmark", **_TOWN},
    "Farrow": {"country": "XSO", "lat": 64.25, "lon": -15.2, "admin1": "Eastmark", **_TOWN},
    "Garm": {"country": "XSO", "lat": 64.54, "lon": -21.92, "admin1": "Westmark", **_TOWN},
    "the Halden road": {"country": "XSO", "lat": 64.9, "lon": -19.0, "precision": "line", "kind": "other",
                        "radius_km": 35.0},
    "the Irel power station": {"country": "XNO", "lat": 65.64, "lon": -16.8, "precision": "exact", "kind": "facility",
                               "radius_km": 1.0, "admin1": "Northmark"},
    "Eastmark": {"country": "XNO", "lat": 65.1, "lon": -15.0, "precision": "admin1", "kind": "admin1",
                 "radius_km": 80.0},
    "the north": {"country": "XNO", "lat": 65.6, "lon": -19.2, "precision": "vague", "kind": "region"},
}  # fmt: skip
ACTORS: dict[str, dict[str, Any]] = {
    "Norland": {"kind": "state", "country": "XNO", "name": "Government of Norland"},
    "Sorland": {"kind": "state", "country": "XSO", "name": "Government of Sorland"},
    "Norland's army": {"kind": "military", "country": "XNO", "name": "Army of Norland"},
    "Sorland's army": {"kind": "military", "country": "XSO", "name": "Army of Sorland"},
    "the Norland defence ministry": {"kind": "military", "country": "XNO", "name": "Norland Defence Ministry"},
    "the Sorland defence ministry": {"kind": "military", "country": "XSO", "name": "Sorland Defence Ministry"},
    "the governor": {"kind": "government", "country": "XNO", "name": "Governor of Northmark"},
    "the mayor": {"kind": "government", "country": "XSO", "name": "Mayor of Corva"},
    "the hospital": {"kind": "other", "name": "Central Hospital"},
    "the Relief Committee": {"kind": "ngo", "name": "Relief Committee"},
    "rescuers": {"kind": "other", "name": "Rescue Service"},
    "the Highland Front": {"kind": "armed_group", "name": "Highland Front"},
}  # fmt: skip
_OUTLETS = ("Island Wire", "Harbour Gazette", "Northmark Post", "Evening Mail")
# kind, word, place, agent, target, killed, injured
_PLAIN: tuple[tuple[str, str, str | None, str | None, str, int, int], ...] = (
    ("attack.artillery", "shelled", "Arda", "Sorland", "a market", 3, 11),
    ("attack.drone", "struck", "the Irel power station", "Sorland", "a transformer", 0, 2),
    ("attack.missile", "hit", "Corva", "Norland", "a depot", 2, 5),
    ("clash", "fought", "the Halden road", "the Highland Front", "a convoy", 4, 0),
    ("territory.capture", "captured", "Farrow", "Sorland", "the village", 0, 0),
    ("protest", "marched", "Garm", None, "the town hall", 0, 3),
    ("detention", "detained", "Delna", "Sorland", "fishermen", 0, 0),
    ("attack.air", "bombed", "Elsted", "Sorland", "a bridge", 1, 4),
    ("attack.drone", "attacked", "Brezno", "Sorland", "the harbour", 0, 1),
    ("attack.artillery", "shelled", "Eastmark", "Sorland", "farms", 2, 0),
    ("meeting", "met", "Garm", None, "envoys", 0, 0),
    ("attack.bombing", "bombed", "Delna", "the Highland Front", "a police post", 5, 9),
    ("attack.drone", "struck", None, "Norland", "an airfield", 0, 0),
    ("killing", "killed", "the north", "the Highland Front", "two shepherds", 2, 0),
)


def report(text: str, events: list[dict[str, Any]], day: str, publisher: str = "Island Wire", **more: Any) -> Report:
    """A report about this war."""
    return make(text, events, publisher=publisher, published=day, places=PLACES, actors=ACTORS, **more)


def _day(n: int) -> str:
    return f"2031-{3 + n // 30:02d}-{1 + n % 30:02d}"


def plain(n: int) -> Report:
    """An incident that one outlet tells by one source."""
    kind, word, place, agent, target, killed, injured = _PLAIN[n % len(_PLAIN)]
    killed, injured = killed + (n // 14) * (killed > 0), injured + (n // 7) % 5
    source = ("the governor", "the Sorland defence ministry", "the hospital", "Norland's army")[n % 4]
    numbers, words = [], []
    if killed:
        words.append(f"{killed} people were killed")
        numbers.append(
            (f"{killed} people were killed", "killed", "person", killed, "at_least" if n % 5 == 0 else "exact")
        )
    if injured:
        words.append(f"{injured} others were injured")
        numbers.append((f"{injured} others were injured", "injured", "person", injured))
    told = f"{agent or 'People'} {word} {target}{f' at {place}' if place else ''}"
    text = f"{told}\n\n{told} on day {n} of the war, {source} said."
    if words:
        text += f" {' and '.join(words)}."
    event = {"words": word, "kind": kind, "on": _day(n), "by": agent, "of": target, "says": source, "numbers": numbers}
    if place:
        event["at"] = place
    return report(text, [event], _day(n), _OUTLETS[n % 4], title=told)


def market() -> Iterator[Report]:
    """A strike whose toll rises, which one side denies, and which one outlet copies."""

    def told(day: str, source: str, words: str, number: int, publisher: str, **more: Any) -> Report:
        text = f"Missiles hit the fish market in Arda. {source} said {words} in the strike on Saturday morning."
        event = {"words": "hit", "kind": "attack.missile", "on": "2031-04-05", "at": "Arda", "by": "Sorland",
                 "of": "the fish market", "says": source,
                 "numbers": [(words, "killed", "person", number, more.pop("bound", None))]}  # fmt: skip
        return report(text, [event], day, publisher, title=f"Fish market in Arda hit, {number} dead", **more)

    yield told("2031-04-05", "the governor", "at least 6 people were killed", 6, "Northmark Post", bound="at_least")
    yield told("2031-04-06", "the governor", "11 people were killed", 11, "Northmark Post")
    yield told("2031-04-07", "the hospital", "14 people were killed", 14, "Island Wire")
    yield told("2031-04-08", "rescuers", "17 people were killed", 17, "Harbour Gazette")
    yield told("2031-04-07", "the hospital", "14 people were killed", 14, "Evening Mail")
    denial = "Sorland's forces hit no market in Arda, the Sorland defence ministry said, and called the report false."
    yield report(
        denial,
        [{"words": "hit", "kind": "attack.missile", "on": "2031-04-05", "at": "Arda", "by": "Sorland",
          "of": "market", "says": "the Sorland defence ministry", "stance": "deny"}],
        "2031-04-06", "Sorland Defence Ministry", title="Ministry denies strike on market",
    )  # fmt: skip


def answered() -> Iterator[Report]:
    """A strike on a depot, admitted with its losses, that a report calls an answer to the market."""
    text = (
        "The Sorland defence ministry admitted that a depot at Corva was hit by Norland, killing 3 soldiers. "
        "The strike answered the attack on Arda, where missiles hit the fish market."
    )
    yield report(
        text,
        [{"words": "was hit", "kind": "attack.missile", "on": "2031-04-09", "at": "Corva", "by": "Norland",
          "of": "a depot", "says": "the Sorland defence ministry", "stance": "admit",
          "numbers": [("3 soldiers", "killed", "person", 3, None, "military")]},
         {"words": "missiles hit", "kind": "attack.missile", "on": "2031-04-05", "at": "Arda", "by": "Sorland",
          "of": "the fish market"}],
        "2031-04-10", "Island Wire", title="Depot at Corva hit", relations=[("in_response_to", 1, 2)],
    )  # fmt: skip


def nearly_one() -> Iterator[Report]:
    """Two reports that may tell of one incident: the same day and town, but other parties blamed for it."""
    for text, word, kind, target, source, agent, publisher, killed in (
        ("A bus was struck at Brezno, the governor said. 2 people were killed.", "struck", "attack.drone", "a bus",
         "the governor", "Sorland", "Northmark Post", True),
        ("Shots fell on a road at Brezno, the Relief Committee said. Nobody had counted the dead.", "fell",
         "attack.shooting", "a road", "the Relief Committee", "Norland", "Harbour Gazette", False),
    ):  # fmt: skip
        numbers = [("2 people were killed", "killed", "person", 2)] if killed else []
        event = {"words": word, "kind": kind, "on": "2031-04-12", "at": "Brezno", "says": source, "of": target,
                 "by": agent, "numbers": numbers}  # fmt: skip
        yield report(text, [event], "2031-04-13", publisher, title=text.split(",")[0])


def seconded() -> Iterator[Report]:
    """What a second source tells of some of the plain incidents, a number of its own among it."""
    for n, more in ((0, 0), (14, 0), (28, 2), (11, 0), (25, 1), (2, 0)):
        kind, word, place, agent, target, killed, _ = _PLAIN[n % len(_PLAIN)]
        killed += n // 14 + more
        text = f"{place}: {agent} {word} {target}, the Relief Committee said. It counted {killed} people killed."
        yield report(
            text,
            [{"words": word, "kind": kind, "on": _day(n), "at": place, "by": agent, "of": target,
              "says": "the Relief Committee",
              "numbers": [(f"{killed} people killed", "killed", "person", killed)]}],
            _day(n + 1), "Relief Bulletin", title=f"{target[2:].capitalize()} at {place}: {killed} dead",
        )  # fmt: skip


def record() -> Iterator[Report]:
    """Two waves of drones; the second, smaller one is called the largest of the war."""
    for count, day, largest in ((40, "2031-03-10", False), (28, "2031-04-20", True)):
        begin = "In the largest attack of the war, " if largest else ""
        text = f"{begin}{count} drones were launched at Elsted, Norland's army said."
        check = [{"kind": "superlative", "result": "unverifiable", "message": "", "items": ["m1"]}] if largest else []
        yield report(
            text,
            [{"words": "launched", "kind": "attack.drone", "on": day, "at": "Elsted", "by": "Sorland",
              "says": "Norland's army", "numbers": [(f"{count} drones", "fired", "drone", count)]}],
            day, "Island Wire", checks=check, title=f"{count} drones launched at Elsted",
        )  # fmt: skip


def everything(many: int = 46) -> list[Report]:
    """All reports of the war."""
    return [*(plain(n) for n in range(many)), *market(), *answered(), *seconded(), *nearly_one(), *record()]
