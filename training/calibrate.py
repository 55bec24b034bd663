"""Learn the table ``calibration``: which share of events, claims and places with a score is right.

    python -m training.calibrate [--write] [--reports FOLDER]

Isotonic regression (pool adjacent violators; Zadrozny and Elkan 2002) of right or wrong on the stages' own scores, made
a line of few points. Events: *articles/train*; claims: those and every second document of *attribution*; places: every
second document of *places*. What is left over, and *articles*, is what ``python -m benchmarks.confidence`` is to be
read on. The encoder saw the same training articles and places, so its scores are surer there than elsewhere; the curves
inherit some of that.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.confidence import HALVED, Judged, judged
from benchmarks.reports import documents
from whosays.reading.calibration import KINDS
from whosays.reading.reader import Reader

SOURCES = {
    "event": ("articles-train",),
    "claim": ("articles-train", "attribution"),
    "place": ("places",),
}
LEAST_IN_POOL = 25
TABLE = Path(__file__).resolve().parents[1] / "src" / "whosays" / "reading" / "languages" / "en" / "calibration.tsv"
_HEAD = """# What a score of a stage is worth: of items with this score, the share that is right; between two
# rows the line is straight. Learned, not written by hand: python -m training.calibrate --write
# item	event, claim or place
# score	the stage's own, 0 to 1
# right	share of right items, 0 to 1
item	score	right
"""


def pools(found: list[Judged]) -> list[tuple[float, float, int]]:
    """(mean score, share right, items) of pools of growing share: isotonic regression, small pools joined."""
    out: list[list[float]] = []  # sum of scores, right, items
    for score, right in sorted(found):
        out.append([score, float(right), 1.0])
        while len(out) > 1 and (out[-2][1] * out[-1][2] >= out[-1][1] * out[-2][2] or out[-2][2] < LEAST_IN_POOL):
            last = out.pop()
            out[-1] = [a + b for a, b in zip(out[-1], last, strict=True)]
    if len(out) > 1 and out[-1][2] < LEAST_IN_POOL:
        last = out.pop()
        out[-1] = [a + b for a, b in zip(out[-1], last, strict=True)]
    return [(s / n, r / n, int(n)) for s, r, n in out]


def read(folder: Path) -> None:
    """Write the reports of all sources, with the stages' own scores, where they are not there yet."""
    reader = Reader(calibrated=False)
    for name in sorted({n for names in SOURCES.values() for n in names}):
        out = folder / name
        if out.exists():
            continue
        out.mkdir(parents=True)
        for key, document in list(documents(name))[:: 2 if name in HALVED else 1]:
            (out / f"{key}.json").write_text(reader.read(document).model_dump_json(by_alias=True), encoding="utf8")
        print(f"{name} read", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Read, fit, print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--write", action="store_true", help="write the table into the package")
    ask.add_argument("--reports", type=Path, help="folder for the reports (a temporary one); those in it are used")
    options = ask.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.reports or Path(temporary)
        read(folder)
        rows = []
        for kind in KINDS:
            found = [x for name in SOURCES[kind] for x in judged(kind, name, folder / name)]
            for score, right, count in pools(found):
                rows.append(f"{kind}\t{score:.3f}\t{right:.3f}\n")
                print(f"{kind} {score:.3f} {right:.3f} ({count})", file=sys.stderr)
    text = _HEAD + "".join(rows)
    print(text)
    if options.write:
        TABLE.write_text(text, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
