"""Run whosays over the public sets and print one table: last committed figure, now, interval, floor, best peer, goal.

    python -m benchmarks [SET ...] [--write] [--check] [--jobs N]

    python -m benchmarks                      all sets
    python -m benchmarks time places --check  two of them; exit code 4 where a measure fell

SET: any of the names in benchmarks/measures.tsv (all of them without one). ``--write`` puts the figures into
benchmarks/figures.json and docs/benchmarks.md. ``--check`` exits with 4 where a measure fell below its committed figure
by more than its noise: half the interval, but no more than the points in measures.tsv. The interval says how far the
figure would move on other documents of the kind (benchmarks/intervals.py). The sets lie beside the project; where they
are not, nothing runs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import whosays
from benchmarks.counts import figures, of_documents, value
from benchmarks.intervals import Interval, intervals, total
from benchmarks.reports import BENCH, engine_hash, gold_path, scorer_path, write
from benchmarks.scorers import Json

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.json"
PAGE = HERE.parent / "docs" / "benchmarks.md"
# the scorers print four digits
_ROUNDING = 0.02


@dataclass(frozen=True)
class Measure:
    """One line of the table; figures in percent. ``key``: dotted path into the scorer's last line."""

    set: str
    name: str
    key: str
    noise: float
    floor: str
    peer: str
    goal: float

    @property
    def id(self) -> str:
        """Name of the measure in figures.json."""
        return f"{self.set}: {self.name}"


@dataclass(frozen=True)
class Figure:
    """A figure with the ends of its interval, in percent."""

    figure: float
    low: float
    high: float


_ROUNDING = 0.005


@dataclass(frozen=True)
class Row:
    """A measure as it was committed (None: never) and as it is now."""

    measure: Measure
    before: Figure | None
    now: Figure

    @property
    def noise(self) -> float:
        """How far it may fall, in points."""
        return min(self.measure.noise, (self.now.high - self.now.low) / 2)

    @property
    def fell(self) -> bool:
        """True where it fell by more than its noise (kept figures are rounded)."""
        return self.before is not None and self.now.figure < self.before.figure - self.noise - _ROUNDING


def measures() -> list[Measure]:
    """The table of measures."""
    out = []
    for line in (HERE / "measures.tsv").read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            name, label, key, noise, floor, peer, goal = line.split("\t")
            out.append(Measure(name, label, key, float(noise), floor, peer, float(goal)))
    return out


def committed() -> dict[str, Figure]:
    """The figures in figures.json, by the measures' ids."""
    data = json.loads(FIGURES.read_text("utf8")) if FIGURES.exists() else {}
    return {k: Figure(v["figure"], v["low"], v["high"]) for k, v in data.items()}


def score(name: str, reports: Path) -> Json:
    """The last line of the set's own scorer, as an object. Raises RuntimeError with what it printed."""
    run = subprocess.run(
        [sys.executable, str(scorer_path(name)), str(gold_path(name)), str(reports)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode or not lines:
        raise RuntimeError(f"{name}: the scorer failed: {run.stderr.strip()[-400:] or run.stdout[-400:]}")
    result: Json = json.loads(lines[-1])
    return result


def measured(name: str, reports: Path, wanted: list[Measure]) -> dict[str, Figure]:
    """The figures of a set by the measures' ids. Raises RuntimeError where our counts are not the scorer's."""
    counts = of_documents(name, reports)
    ours, theirs = figures(name, total(counts)), score(name, reports)
    spread = intervals(name, counts, [m.key for m in wanted])
    out = {}
    for m in wanted:
        own, figure = value(ours, m.key), value(theirs, m.key)
        if own is None or (figure is not None and abs(own - figure) > _ROUNDING):
            raise RuntimeError(f"{m.id}: counted {own}, but the scorer says {figure}")
        interval = spread.get(m.key) or Interval(own, own)
        out[m.id] = Figure(own, interval.low, interval.high)
    return out


def table(rows: list[Row]) -> list[str]:
    """The table as Markdown lines."""
    out = ["| set | measure | committed | now | 95 % | floor | best peer | goal |", "|---|---|---|---|---|---|---|---|"]
    for r in rows:
        m = r.measure
        before = "–" if r.before is None else f"{r.before.figure:.1f}"
        cells = [m.set, m.name, before, f"{r.now.figure:.1f}", _spread(r.now), m.floor, m.peer, f"{m.goal:g}"]
        out.append("| " + " | ".join(cells) + " |")
    return out


def _spread(f: Figure) -> str:
    return f"{f.low:.1f}–{f.high:.1f}"


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and with --write keep the figures."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sets", nargs="*", metavar="SET")
    ask.add_argument("--write", action="store_true", help="keep the figures")
    ask.add_argument("--check", action="store_true", help="exit with 4 where a measure fell")
    ask.add_argument("--jobs", type=int, help="processes that read (all cores)")
    args = ask.parse_args(arguments)
    todo = measures()
    known = list(dict.fromkeys(m.set for m in todo))
    wrong = [s for s in args.sets if s not in known]
    if wrong:
        print(f"no such set: {', '.join(wrong)} (there are: {', '.join(known)})", file=sys.stderr)
        return 2
    if not BENCH.is_dir():
        print(f"the benchmark sets are not at {BENCH}; set WHOSAYS_BENCH to where they are", file=sys.stderr)
        return 1
    kept = committed()
    rows: list[Row] = []
    for name in args.sets or known:
        began = time.monotonic()
        wanted = [m for m in todo if m.set == name]
        with tempfile.TemporaryDirectory(prefix="whosays-bench-") as folder:
            n = write(name, Path(folder), jobs=args.jobs)
            found = measured(name, Path(folder), wanted)
        print(f"{name}: {n} documents in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        rows += [Row(m, kept.get(m.id), found[m.id]) for m in wanted]
    print("\n".join(table(rows)))
    if args.write:
        keep(todo, kept | {r.measure.id: r.now for r in rows})
    fell = [r for r in rows if r.fell]
    for r in fell:
        before = r.before.figure if r.before else 0.0
        print(f"fell: {r.measure.id}: {before:.1f} -> {r.now.figure:.1f} (noise {r.noise:.1f})", file=sys.stderr)
    return 4 if fell and args.check else 0


def keep(todo: list[Measure], found: dict[str, Figure]) -> None:
    """Write figures.json, and the table between the marks of docs/benchmarks.md."""
    ids = {m.id for m in todo}
    data = {
        k: {"figure": round(f.figure, 2), "low": round(f.low, 2), "high": round(f.high, 2)}
        for k, f in sorted(found.items()) if k in ids
    }  # fmt: skip
    FIGURES.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    head = (
        f"whosays {whosays.__version__}, reader {engine_hash()}, {datetime.date.today()}, {os.cpu_count()} cores, "
        f"{platform.machine()}"
    )
    lines = ["| set | measure | whosays | 95 % | floor | best peer | goal |", "|---|---|---|---|---|---|---|"]
    for m in todo:
        if m.id in found:
            f = found[m.id]
            cells = [m.set, m.name, f"{f.figure:.1f}", _spread(f), m.floor, m.peer, f"{m.goal:g}"]
            lines.append("| " + " | ".join(cells) + " |")
    page = PAGE.read_text("utf8")
    before, _, rest = page.partition("<!-- figures -->")
    _, _, after = rest.partition("<!-- end of figures -->")
    body = f"<!-- figures -->\n{head}\n\n" + "\n".join(lines) + "\n<!-- end of figures -->"
    PAGE.write_text(before + body + after, encoding="utf8")


if __name__ == "__main__":
    sys.exit(main())
