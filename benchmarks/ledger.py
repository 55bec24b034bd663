"""A ledger of many synthetic reports: how fast it takes them, how fast it answers, how large it grows.

    python -m benchmarks.ledger [--sizes 1000,10000,100000] [--ledger PATH_OR_URL] [--check]

Reports are made from templates (one or two happenings each, three or four reports a happening, one in ten a copy),
without reading, so that only the ledger is measured. At each size: the rate at which it was filled, the time to add
100 more, and the median time of questions from a warm process. ``--check`` exits with 4 where a question takes over
100 ms, or where 100 more documents cost over three times what they cost at the smallest size.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from whosays.ledger import Ledger
from whosays.model import Report

SIZES = "1000,10000,100000"
MORE = 100
ROUNDS = 9
MOST_MS = 100.0
GROWTH = 3.0
HAPPENINGS_A_DAY = 34  # the ledger grows with time, so that a day is as full at any size
WINDOW = 40
COUNTRIES = ("UKR", "SDN", "MMR", "COL", "SYR", "YEM", "NGA", "SOM", "MLI", "COD", "HTI", "LBN")
TOWNS = 40
KINDS = ("attack.artillery", "attack.missile", "attack.drone", "attack.air", "attack.bombing", "clash", "protest")
SOURCES = (
    ("the mayor of {town}", "government", True),
    ("{town} hospital", "other", False),
    ("the army", "military", True),
    ("the {town} committee", "ngo", False),
    ("the Northern Front", "armed_group", False),
    ("residents", "civilian", False),
)
WORDS = [
    "market",
    "bridge",
    "school",
    "depot",
    "station",
    "river",
    "road",
    "square",
    "harbour",
    "mill",
    "tower",
    "field",
    "hill",
    "well",
    "garden",
    "wall",
    "gate",
    "camp",
    "ridge",
    "quarter",
    "workshop",
    "archive",
    "garage",
    "bakery",
    "orchard",
    "quarry",
    "canal",
    "ferry",
    "barn",
    "kiln",
]


def happening(number: int) -> dict[str, object]:
    """The happening of this number: the same on every machine."""
    chance = random.Random(number)
    country = chance.choice(COUNTRIES)
    town = chance.randrange(TOWNS)
    day = datetime.date(2030, 1, 1) + datetime.timedelta(days=number // HAPPENINGS_A_DAY)
    index = COUNTRIES.index(country)
    return {
        "kind": chance.choice(KINDS),
        "country": country,
        "town": f"{country.title()}town{town}",
        "day": day,
        "lat": round(-40 + index * 7 + town % 8 * 0.7, 2),
        "lon": round(-90 + index * 15 + town // 8 * 0.9, 2),
        "killed": chance.randrange(0, 30),
    }


def reports(first: int, count: int) -> Iterator[Report]:
    """Reports number ``first`` and on; each tells of what happened shortly before."""
    for number in range(first, first + count):
        original = number - 1 if number % 10 == 9 else number
        yield _report(original, f"Outlet {number % 23}")


def _report(number: int, publisher: str) -> Report:
    chance = random.Random(f"report {number}")
    last = number * 3 // 10
    told = [happening(chance.randint(max(0, last - WINDOW), last)) for _ in range(1 + (number % 4 == 0))]
    text = f"{publisher} report {number}.\n\n" if number % 10 != 8 else "Wire report.\n\n"
    times, places, actors, measures, events, claims = [], [], [], [], [], []
    for n, h in enumerate(told, 1):
        name, kind, stately = chance.choice(SOURCES)
        name = name.format(town=h["town"])
        killed = max(0, int(h["killed"]) + chance.choice((0, 0, 0, 1, 2)))  # type: ignore[call-overload]
        start = len(text)
        text += f"Blow{n} fell on the {chance.choice(WORDS)} of {h['town']} on {h['day']}, killing {killed} people,"
        text += f" {name} said. "
        span, number_at = [start, start + 5], text.index(f"{killed} people", start)
        day = str(h["day"])
        times.append(
            {
                "id": f"t{n}",
                "span": span,
                "text": f"Blow{n}",
                "kind": "DATE",
                "value": day,
                "start": day,
                "end": day,
                "anchor": "explicit",
            }
        )
        places.append(
            {
                "id": f"p{n}",
                "span": span,
                "text": f"Blow{n}",
                "name": h["town"],
                "kind": "settlement",
                "country": h["country"],
                "lat": h["lat"],
                "lon": h["lon"],
                "precision": "settlement",
            }
        )
        actors.append({"id": f"a{n}", "name": name, "kind": kind, "country": h["country"] if stately else None})
        measures.append(
            {
                "id": f"m{n}",
                "span": [number_at, number_at + len(f"{killed} people")],
                "text": f"{killed} people",
                "role": "killed",
                "unit": "person",
                "value": killed,
                "low": killed,
                "high": killed,
                "bound": "exact",
                "event": f"e{n}",
            }
        )
        events.append(
            {
                "id": f"e{n}",
                "kind": h["kind"],
                "trigger": {"span": span, "text": f"Blow{n}"},
                "sentence": n,
                "status": "happened",
                "time": f"t{n}",
                "place": f"p{n}",
                "measures": [f"m{n}"],
            }
        )
        claims.append(
            {
                "id": f"c{n}",
                "source": {"kind": "actor", "ref": f"a{n}", "span": span, "text": name},
                "content": [[start, len(text)]],
                "quote": "indirect",
                "stance": "assert",
                "about": [f"e{n}", f"m{n}"],
            }
        )
    for _ in range(6):
        one, two, three, four = (chance.choice(WORDS) for _ in range(4))
        text += f"The {one} by the {two} stood {three} to {four}. "
    published = str(max(h["day"] for h in told) + datetime.timedelta(days=1 + number % 3))  # type: ignore[operator, type-var]
    ids = [hashlib.sha256("\x1f".join(x).encode()).hexdigest()[:16] for x in ((text, publisher), (text,))]
    return Report.model_validate(
        {
            "generator": {"name": "synthetic", "version": "1"},
            "document": {
                "id": ids[0],
                "text_id": ids[1],
                "publisher": publisher,
                "title": f"Report {number}",
                "published": published,
                "text": text,
            },
            "sentences": [[0, len(text)]],
            "times": times,
            "places": places,
            "actors": actors,
            "measures": measures,
            "events": events,
            "claims": claims,
        }
    )


def milliseconds(ask: Callable[[], object]) -> float:
    """The median time of a question, after one that is not counted."""
    ask()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure(ledger: Ledger, held: int, size: int) -> dict[str, float]:
    """Fill a ledger that holds ``held`` reports up to ``size`` and time it."""
    start = time.perf_counter()
    for _ in ledger.adding(((r, None) for r in reports(held, size - held)), batch=50):
        pass
    filled = time.perf_counter() - start
    more = list(reports(size, MORE))
    start, worked = time.perf_counter(), time.process_time()
    ledger.add(more)
    extra, work = time.perf_counter() - start, time.process_time() - worked
    for report in more:
        ledger.forget(report.document.id)
    some = ledger.incidents(limit=200)
    pick = max(some, key=lambda i: (len(i.documents), i.id))
    place = pick.place
    assert place is not None
    info = ledger.info()
    return {
        "reports": info["document"],
        "incidents": info["incident"],
        "add_per_s": (size - held) / filled,
        "add_100_s": extra,
        "add_100_cpu_s": work,
        "list_ms": milliseconds(lambda: ledger.incidents(limit=50)),
        "month_ms": milliseconds(
            lambda: ledger.incidents(since="2030-06-01", until="2030-06-30", kind="attack", limit=50)
        ),
        "contested_ms": milliseconds(lambda: ledger.incidents(standing="contested", min_killed=20, limit=50)),
        "near_ms": milliseconds(
            lambda: ledger.incidents(near=(place.lat, place.lon, 30.0), since="2030-01-01", until="2030-03-31")
        ),
        "show_ms": milliseconds(lambda: ledger.show(pick.id)),
        "search_ms": milliseconds(lambda: ledger.search(f"harbour {place.name}")),
        "common_ms": milliseconds(lambda: ledger.search("harbour bridge")),
        "megabytes": (info["bytes"] or 0) / 1e6,
    }


def main(arguments: list[str]) -> int:
    """Measure and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.ledger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--ledger", help="where (a new file in a temporary folder)")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    sizes = sorted(int(s) for s in options.sizes.split(","))
    rows = []
    with tempfile.TemporaryDirectory() as folder, Ledger(options.ledger or Path(folder) / "many.db") as ledger:
        held = 0
        for size in sizes:
            rows.append(measure(ledger, held, size))
            held = size
            print(f"{size:,} done", file=sys.stderr)
    for name in rows[0]:
        print(f"{name:14s}" + "".join(f"{row[name]:14,.1f}" for row in rows))
    slow = [n for n in rows[-1] if n.endswith("_ms") and rows[-1][n] > MOST_MS]
    grown = rows[-1]["add_100_cpu_s"] / rows[0]["add_100_cpu_s"]
    print(
        f"adding {MORE} more takes {grown:.1f} times the work it takes at {sizes[0]:,};"
        f" over {MOST_MS:g} ms: {', '.join(slow) or 'nothing'}"
    )
    return 4 if options.check and (slow or grown > GROWTH) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
