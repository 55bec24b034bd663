"""Learn the weights of the two models of the stage for places, and write them as a readable table.

    python -m training.places [--bench DIR]

Toponyms (logistic regression) and their resolution (conditional log-linear model, two passes) learn from the
annotated toponyms of bench/places/dev; resolution also from the places of bench/articles/train. Prints figures
on documents held out (five parts by document) before the weights from all documents are written to
src/whosays/reading/languages/en/places_weights.tsv. No randomness: the same data give the same table.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from whosays.gazetteer import distance_km
from whosays.reading.document import Document
from whosays.reading.parse import Parsed
from whosays.reading.places import assemble, recognise, weights
from whosays.reading.places.candidates import Candidate, Finder
from whosays.reading.places.resolve import Name, Resolver, name_key
from whosays.reading.places.words import place_words
from whosays.reading.reader import Reader

TABLE = Path(__file__).resolve().parents[1] / "src/whosays/reading/languages/en/places_weights.tsv"
BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
PARTS = 5
RIGHT_KM, SAME_KM = 161.0, 60.0
RIDGE = 1.0
Features = dict[str, float]


@dataclass
class Example:
    """A document with its gold places: span, gazetteer id, point, kind where given; spans not to be judged.

    toponyms: are all toponyms annotated, or only what locates events (then ``all_places`` has those without a point)?
    """

    parsed: Parsed
    places: list[dict]
    ignored: list[list[int]] = field(default_factory=list)
    toponyms: bool = True
    all_places: list[dict] = field(default_factory=list)


def examples(bench: Path, reader: Reader) -> Iterator[Example]:
    """The documents of both corpora in a fixed order."""
    for line in (bench / "places" / "dev.jsonl").read_text("utf8").splitlines():
        record = json.loads(line)
        parsed = reader.parse(Document(record["text"]))
        yield Example(parsed, record["places"], [i[:2] for i in record["ignore"]])
    for path in sorted((bench / "articles" / "train").glob("*.gold.json")):
        gold = json.loads(path.read_text("utf8"))
        known = [p for p in gold["places"] if p.get("lat") is not None and not p.get("derived_from")]
        yield Example(
            reader.parse(Document(gold["document"]["text"])), known, toponyms=False, all_places=gold["places"]
        )


def overlaps(a: tuple[int, int], b: list[int]) -> bool:
    return min(a[1], b[1]) > max(a[0], b[0])


def toponym_rows(example: Example) -> list[tuple[Features, bool]]:
    """Each candidate with its features and whether it is a toponym; those not to be judged left out."""
    finder = Finder(example.parsed, assemble.gazetteer(), place_words(example.parsed.lexicon, assemble.gazetteer()))
    candidates = finder.find()
    out = []
    for c, features in zip(candidates, recognise.Surroundings(finder, candidates).features(), strict=True):
        right = any(overlaps(c.span, p["span"]) and (example.toponyms or like(c, p)) for p in example.places)
        if right or not (unjudged(c, example) or any(overlaps(c.span, i) for i in example.ignored)):
            out.append((features, right))
    return out


def unjudged(c: Candidate, example: Example) -> bool:
    """Countries and capitals that the articles leave out where they act, and parts of longer places."""
    if example.toponyms:
        return False
    return any(e.kind == "country" or e.feature == "PPLC" for e in c.entries[:3]) or any(
        overlaps(c.span, p["span"]) for p in example.all_places
    )


def fit_logistic(rows: list[tuple[Features, bool]]) -> Features:
    """Weights by Newton's method with a ridge."""
    names = sorted({n for f, _ in rows for n in f})
    x = matrix([f for f, _ in rows], names)
    y = np.array([right for _, right in rows], float)
    w = np.zeros(len(names))
    for _ in range(60):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w)), x.T @ (p - y) + RIDGE * w)
        w -= step
        if abs(step).max() < 1e-6:
            break
    return dict(zip(names, w.tolist(), strict=True))


def matrix(rows: list[Features], names: list[str]) -> np.ndarray:
    index = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for r, features in enumerate(rows):
        for name, value in features.items():
            if name in index:
                x[r, index[name]] = value
    return x


@dataclass
class Resolved:
    """A document's resolver and the gold places of each of its names."""

    resolver: Resolver
    gold: dict[str, list[dict]]

    def groups(self, model: str) -> list[tuple[list[Features], np.ndarray, int]]:
        """(features of each entry, which entries are right, mentions) for each name that can be got right."""
        out = []
        for key, places in self.gold.items():
            name = self.resolver.names[key]
            right = right_entries(name, places)
            if right.any():
                rows = self.resolver.alone(name) if model == "alone" else self.resolver.together(name)
                out.append((rows, right, len(places)))
        return out


def resolved(example: Example) -> Resolved:
    finder = Finder(example.parsed, assemble.gazetteer(), place_words(example.parsed.lexicon, assemble.gazetteer()))
    mentions = recognise.recognise(finder, finder.find())
    gold: dict[str, list[dict]] = {}
    for m in mentions:
        for p in example.places:
            if overlaps(m.span, p["span"]) and (example.toponyms or like(m, p)):
                gold.setdefault(name_key(m), []).append(p)
    return Resolved(Resolver(finder, mentions), gold)


def like(m: Candidate, place: dict) -> bool:
    """Is the gold place the mention's own (not a part of it, or a building in it)?"""
    return any(e.kind == place["kind"] for e in m.entries)


def right_entries(name: Name, places: list[dict]) -> np.ndarray:
    """The entries with the gold's id; where none has it, those close to the gold's point (and of its kind)."""
    by_id, near = [], []
    for e in name.entries:
        by_id.append(sum(bool(p.get("geonameid")) and e.gazetteer_id == f"geonames:{p['geonameid']}" for p in places))
        near.append(sum(is_near(e.lat, e.lon, p) and p.get("kind", e.kind) == e.kind for p in places))
    votes = np.array(by_id if any(by_id) else near)
    return (votes == votes.max()) & (votes > 0) if len(votes) else np.zeros(0, bool)


def is_near(lat: float | None, lon: float | None, place: dict) -> bool:
    if lat is None or lon is None:
        return False
    limit = SAME_KM if place.get("kind") in ("settlement", "facility", "district") else RIGHT_KM
    return distance_km(lat, lon, place["lat"], place["lon"]) <= (limit if "kind" in place else RIGHT_KM)


def fit_choice(groups: list[tuple[list[Features], np.ndarray, int]]) -> Features:
    """Weights of the log-linear choice among entries, by Adam on the whole data, with a ridge."""
    names = sorted({n for rows, _, _ in groups for f in rows for n in f})
    x = matrix([f for rows, _, _ in groups for f in rows], names)
    right = np.concatenate([r for _, r, _ in groups])
    sizes = np.array([len(rows) for rows, _, _ in groups])
    segment = np.repeat(np.arange(len(groups)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    weight = np.sqrt(np.minimum([n for _, _, n in groups], 4))[segment]
    w, first, second = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, 301):
        s = x @ w
        e = np.exp(s - np.maximum.reduceat(s, starts)[segment])
        p = e / np.add.reduceat(e, starts)[segment]
        kept = e * right
        q = kept / np.maximum(np.add.reduceat(kept, starts)[segment], 1e-300)
        slope = x.T @ ((p - q) * weight) + RIDGE * w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        rate = 0.1 if step < 180 else 0.03
        w -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return dict(zip(names, w.tolist(), strict=True))


def fit_both(data: list[Resolved]) -> dict[str, Features]:
    table = {"alone": fit_choice([g for d in data for g in d.groups("alone")])}
    first_pass(data, table)
    table["together"] = fit_choice([g for d in data for g in d.groups("together")])
    return table


def first_pass(data: list[Resolved], table: dict[str, Features]) -> None:
    for d in data:
        d.resolver.table = table
        for name in d.resolver.names.values():
            name.shares = d.resolver._shares(d.resolver.alone(name), "alone")


def right_share(data: list[Resolved], table: dict[str, Features]) -> tuple[int, int]:
    """(mentions resolved within 161 km or to the gold's id, mentions in all)."""
    good = total = 0
    for d in data:
        d.resolver.table = table
        names = d.resolver.resolve()
        for key, places in d.gold.items():
            found = names[key].best()
            for p in places:
                total += 1
                if found:
                    e = found[0]
                    same = p.get("geonameid") and e.gazetteer_id == f"geonames:{p['geonameid']}"
                    good += bool(same or is_near(e.lat, e.lon, {k: v for k, v in p.items() if k != "kind"}))
    return good, total


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--bench", type=Path, default=BENCH)
    bench = ask.parse_args().bench
    data = list(examples(bench, Reader()))
    for e in data:
        e.parsed.tags = None  # the encoder has seen these documents: its word would count too much
    rows = [toponym_rows(e) for e in data]
    found = judged = gold = 0
    for part in range(PARTS):
        w = fit_logistic([r for i, rs in enumerate(rows) if i % PARTS != part for r in rs])
        for i, rs in enumerate(rows):
            if i % PARTS == part and data[i].toponyms:
                yes = [right for f, right in rs if recognise.probability(f, w) >= recognise.THRESHOLD]
                found, judged, gold = found + sum(yes), judged + len(yes), gold + sum(r for _, r in rs)
    print(f"toponyms, held out: precision {found / judged:.3f}, recall of candidates {found / gold:.3f}")
    table = {"toponym": fit_logistic([r for rs in rows for r in rs])}
    weights.use(data[0].parsed.lexicon, table)
    cases = [resolved(e) for e in data]
    good = total = 0
    for part in range(PARTS):
        learned = fit_both([c for i, c in enumerate(cases) if i % PARTS != part])
        g, t = right_share([c for i, c in enumerate(cases) if i % PARTS == part and data[i].toponyms], learned)
        good, total = good + g, total + t
    everything = sum(len(e.places) for e in data if e.toponyms)
    print(f"resolution, held out: {good / total:.3f} of recognised, {good / everything:.3f} of all {everything}")
    write(table | fit_both(cases))
    print("written:", TABLE)


def write(table: dict[str, Features]) -> None:
    lines = [
        "# Learned by training/places.py; a change by hand is lost with the next training.",
        "# model toponym: is the stretch a toponym (log-odds); alone, together: which entry it means (two passes).",
        "model\tfeature\tweight",
    ]
    lines += [f"{model}\t{name}\t{w:.3f}" for model, ws in table.items() for name, w in sorted(ws.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
