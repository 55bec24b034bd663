"""Weights of the pair features from packs of reports with gold incidents.

    python -m training.pair_weights PACKS_DIR [--write]

Reads the reports of each pack, pairs their tellings, and calls a pair one where both fit the same gold incident (its
documents, days and sort of event). The weights are those that make the labels most likely (logistic regression), held
near the values set by hand by a Gaussian prior: the packs are few, and a feature that they hardly show keeps its value.
Prints the weights beside those set by hand, and how pairs of each pack are told apart by weights learned from the
others. ``--write`` puts them into ``src/whosays/reconcile/tables/weights.tsv``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Facts, Publisher, Telling, tell
from whosays.reconcile.scoring import features, forbidden
from whosays.reconcile.when import gap, interval
from whosays.reconcile.words import kind_table, table

# How far a weight may leave the value set by hand: the standard deviation of the prior.
PRIOR = 0.25
TABLE = Path(__file__).resolve().parents[1] / "src/whosays/reconcile/tables/weights.tsv"
# Not learned: the packs are small worlds, in which nearly all that happens on one day is one incident.
FIXED = ("threshold", "same_text", "bias", "same_day", "day_apart", "no_place")

Pair = tuple[list[str], bool]


def facts_of(pack: Path, reader: Reader) -> list[Facts]:
    """The facts of a pack's reports."""
    rows = [
        json.loads(line) for line in (pack / "reports.jsonl").read_text(encoding="utf8").splitlines() if line.strip()
    ]
    documents = [
        Document((pack / r["file"]).read_text(encoding="utf8"), published=r["published"], publisher=r["publisher"],
                 external_id=r["id"], side=r["side"])
        for r in rows
    ]  # fmt: skip
    return [
        tell(report, Publisher(name=report.document.publisher, side=report.document.side))
        for report in reader.pipe(documents)
    ]


def gold_of(telling: Telling, report: str, gold: list[dict[str, Any]]) -> str | None:
    """The gold incident a telling is of: the only one of its report, days and sort of event, else None."""
    days = interval(telling.start, telling.end)
    rows = kind_table()
    fits = []
    for incident in gold:
        reports = {d for a in incident["accounts"] for d in a["documents"]} | set(incident.get("documents", ()))
        span = interval(incident["start"], incident["end"])
        kinds = [incident["kind"], *incident.get("kinds_also", ())]
        alike = any(rows[k].family == rows[telling.kind].family for k in kinds if k in rows)
        if report in reports and alike and days and span and gap(days, span) == 0:
            fits.append(incident["id"])
    return fits[0] if len(fits) == 1 else None


def pairs_of(pack: Path, reader: Reader) -> list[Pair]:
    """The features of all pairs of a pack that may be one, each with whether they are."""
    gold = json.loads((pack / "gold.json").read_text(encoding="utf8"))["incidents"]
    labelled = [
        (telling, home)
        for facts in facts_of(pack, reader)
        for telling in facts.tellings
        if (home := gold_of(telling, facts.external_id or "", gold)) is not None
    ]
    return [
        ([name for name, _ in features(a, b)], x == y)
        for (a, x), (b, y) in itertools.combinations(labelled, 2)
        if forbidden(a, b) is None
    ]


def learn(pairs: list[Pair], start: dict[str, float]) -> dict[str, float]:
    """The most likely weights under the prior, by Newton's method."""
    names = [n for n in start if n not in FIXED]
    at = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(pairs), len(names)))
    given = np.full(len(pairs), -start["threshold"])
    for row, (found, _) in enumerate(pairs):
        for name in found:
            if name in at:
                x[row, at[name]] += 1
            else:
                given[row] += start[name]
    y = np.array([float(one) for _, one in pairs])
    prior = np.array([start[n] for n in names])
    w = prior.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w + given)))
        step = np.linalg.solve(
            x.T @ (x * (p * (1 - p))[:, None]) + np.eye(len(names)) / PRIOR**2, x.T @ (p - y) + (w - prior) / PRIOR**2
        )
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return start | {n: round(float(v), 2) for n, v in zip(names, w, strict=True)}


def right(pairs: list[Pair], weights: dict[str, float]) -> float:
    """The share of pairs told apart rightly."""
    hits = [(sum(weights[n] for n in found) >= weights["threshold"]) == one for found, one in pairs]
    return sum(hits) / len(hits) if hits else 0.0


def write(weights: dict[str, float]) -> None:
    """Put the weights into the table, with its comments as they are."""
    lines = []
    for line in TABLE.read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        lines.append("\t".join([cells[0], f"{weights[cells[0]]:g}", *cells[2:]]) if cells[0] in weights else line)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf8")


def main(arguments: list[str]) -> int:
    """Learn, print, and write where asked to."""
    parser = argparse.ArgumentParser(prog="python -m training.pair_weights")
    parser.add_argument("packs", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    reader = Reader()
    packs = {p.parent.name: pairs_of(p.parent, reader) for p in sorted(options.packs.glob("*/gold.json"))}
    start = {row[0]: float(row[3]) for row in table("weights.tsv")}
    every = [pair for pairs in packs.values() for pair in pairs]
    learned = learn(every, start)
    for name, value in learned.items():
        seen = [one for found, one in every if name in found]
        counts = f"seen {len(seen):4d}, {sum(seen):4d} of one incident"
        print(f"{name:16s} by hand {start[name]:5.2f}  learned {value:5.2f}  {counts}")
    for name, pairs in packs.items():
        others = [pair for other, some in packs.items() if other != name for pair in some]
        by_hand, elsewhere = right(pairs, start), right(pairs, learn(others, start))
        print(f"{name}: {len(pairs)} pairs, right by hand {by_hand:.3f}, learned elsewhere {elsewhere:.3f}")
    if options.write:
        write(learned)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
