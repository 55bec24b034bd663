"""The error browser: misses, false alarms and wrong values of a set, grouped by kind, with the words around.

    python -m benchmarks.errors SET [--kind WORDS] [--limit N] [--documents N] [--id ID] [--width N] [--counts]

    python -m benchmarks.errors articles --counts                       how many errors of each kind there are
    python -m benchmarks.errors time --kind "wrong value" --limit 50    fifty wrong values, each in its words
    python -m benchmarks.errors muc4 --kind missed --documents 40       what was missed in the first 40 documents

SET: articles, undated, articles-train, attribution, time, places, muc4, events_cameo, cameo_quad, plover, plover_gsr,
indiapolice, incidents, scenarios. What counts as an error is decided by the set's own scorer. Reports are made as for
``python -m benchmarks`` and kept by the state of the engine. Nothing is written into the project.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.error_kinds import KINDS_OF, Error
from benchmarks.reports import BENCH, LEDGERS, write
from benchmarks.scorers import pairs, scorer


def errors(name: str, reports: Path) -> list[Error]:
    """All errors of the reports in a folder, in the order of the documents."""
    if name in LEDGERS:
        return list(KINDS_OF[name](scorer(name), "", {"folder": str(reports)}, {}))
    find = KINDS_OF[name]
    return [e for key, gold, report in pairs(name, reports) for e in find(scorer(name), key, gold, report)]


def show(found: Iterable[Error], limit: int, width: int) -> list[str]:
    """Lines to print: one heading for each kind of error, the commonest first, and under it its errors."""
    found = list(found)
    counts = Counter(e.kind for e in found)
    out = []
    for kind, n in counts.most_common():
        out.append(f"== {kind}: {n}")
        of_kind = [e for e in found if e.kind == kind]
        details = Counter(e.group for e in of_kind if e.group)
        if len(details) > 1:
            out.append("   " + ", ".join(f"{group} {k}" for group, k in details.most_common(12)))
        for error in of_kind[:limit]:
            out.append(f"   {error.document}  {error.detail}")
            around = error.around(width)
            if around:
                out.append(f"      {around}")
    return out


def main(arguments: list[str] | None = None) -> int:
    """Read the set, find its errors, print them."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("set", choices=sorted(KINDS_OF), metavar="SET")
    ask.add_argument("--kind", help="only kinds of error that have these words in their name")
    ask.add_argument("--limit", type=int, default=20, help="errors shown of each kind (20)")
    ask.add_argument("--documents", type=int, help="only the first N documents")
    ask.add_argument("--id", help="only documents whose id begins so")
    ask.add_argument("--width", type=int, default=70, help="characters shown on either side (70)")
    ask.add_argument("--counts", action="store_true", help="only how many there are of each kind")
    args = ask.parse_args(arguments)
    if not BENCH.is_dir():
        print(f"the benchmark sets are not at {BENCH}; set WHOSAYS_BENCH to where they are", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="whosays-errors-") as folder:
        write(args.set, Path(folder), args.documents)
        found = errors(args.set, Path(folder))
    found = [e for e in found if (args.kind or "") in e.kind and e.document.startswith(args.id or "")]
    print("\n".join(show(found, 0 if args.counts else args.limit, args.width)) or "no errors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
