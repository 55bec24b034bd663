"""Run whosays over the public sets and print one table: last committed figure, now, floor, best peer, goal.

    python -m benchmarks [SET ...] [--write] [--check]

SET: any of the names in benchmarks/measures.tsv (all of them without one). ``--write`` puts the figures into
benchmarks/figures.json and docs/benchmarks.md; ``--check`` exits with 4 where a measure fell below its
committed figure by more than its noise. The sets lie beside the project; where they are not, nothing runs.
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
from benchmarks.reports import BENCH, gold_path, scorer_path, write

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.json"
PAGE = HERE.parent / "docs" / "benchmarks.md"


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


def measures() -> list[Measure]:
    """The table of measures."""
    out = []
    for line in (HERE / "measures.tsv").read_text("utf8").splitlines():
        if line and not line.startswith("#"):
            name, label, key, noise, floor, peer, goal = line.split("\t")
            out.append(Measure(name, label, key, float(noise), floor, peer, float(goal)))
    return out


def score(name: str, reports: Path) -> dict:
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
    return json.loads(lines[-1])


def value(result: dict, key: str) -> float:
    """The figure at a dotted path, in percent; a key that ends in «%» names one that already is."""
    node = result
    for part in key.removesuffix("%").split("."):
        node = node[part]
    return float(node) * (1 if key.endswith("%") else 100)


def table(rows: list[tuple[Measure, float | None, float | None]]) -> list[str]:
    """The table as Markdown lines."""
    out = ["| set | measure | committed | now | floor | best peer | goal |", "|---|---|---|---|---|---|---|"]
    for m, before, now in rows:
        cells = [m.set, m.name, _show(before), _show(now), m.floor, m.peer, f"{m.goal:g}"]
        out.append("| " + " | ".join(cells) + " |")
    return out


def _show(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.1f}"


def main() -> int:
    """Run, print, and with --write keep the figures."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sets", nargs="*")
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--check", action="store_true")
    args = ask.parse_args()
    todo = measures()
    known = list(dict.fromkeys(m.set for m in todo))
    wrong = [s for s in args.sets if s not in known]
    if wrong:
        print(f"no such set: {', '.join(wrong)} (there are: {', '.join(known)})", file=sys.stderr)
        return 2
    if not BENCH.is_dir():
        print(f"the benchmark sets are not at {BENCH}; set WHOSAYS_BENCH to where they are", file=sys.stderr)
        return 1
    committed: dict[str, float] = json.loads(FIGURES.read_text("utf8")) if FIGURES.exists() else {}
    rows, fell = [], []
    for name in args.sets or known:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="whosays-bench-") as folder:
            n = write(name, Path(folder))
            result = score(name, Path(folder))
        print(f"{name}: {n} documents in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        for m in todo:
            if m.set == name:
                now, before = value(result, m.key), committed.get(m.id)
                rows.append((m, before, now))
                if before is not None and now < before - m.noise:
                    fell.append(f"{m.id}: {before:.1f} -> {now:.1f} (noise {m.noise:g})")
    print("\n".join(table(rows)))
    if args.write:
        committed.update({m.id: round(now, 2) for m, _, now in rows})
        FIGURES.write_text(json.dumps(committed, indent=1, sort_keys=True) + "\n", encoding="utf8")
        _page(todo, committed)
    for line in fell:
        print("fell:", line, file=sys.stderr)
    return 4 if fell and args.check else 0


def _page(todo: list[Measure], committed: dict[str, float]) -> None:
    """Put the committed figures between the marks of docs/benchmarks.md."""
    head = f"whosays {whosays.__version__}, {datetime.date.today()}, {os.cpu_count()} cores, {platform.machine()}"
    lines = ["| set | measure | whosays | floor | best peer | goal |", "|---|---|---|---|---|---|"]
    for m in todo:
        if m.id in committed:
            lines.append(f"| {m.set} | {m.name} | {committed[m.id]:.1f} | {m.floor} | {m.peer} | {m.goal:g} |")
    page = PAGE.read_text("utf8")
    before, _, rest = page.partition("<!-- figures -->")
    _, _, after = rest.partition("<!-- end of figures -->")
    body = f"<!-- figures -->\n{head}\n\n" + "\n".join(lines) + "\n<!-- end of figures -->"
    PAGE.write_text(before + body + after, encoding="utf8")


if __name__ == "__main__":
    sys.exit(main())
