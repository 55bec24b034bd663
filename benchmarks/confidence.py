"""Is the confidence of events, claims and places what it says? Items by confidence, with the share that is right.

    python -m benchmarks.confidence [--write]

Events and claims of *articles*, claims of *attribution*, places of *places*, right or wrong by the scorers' own
matching; a place is right where it lies within 161 km. ``--write`` puts the table into docs/benchmarks.md. The expected
calibration error is the mean gap between confidence and share, weighted by items (Naeini et al. 2015).
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.reports import BENCH, documents, write
from benchmarks.scorers import pairs, scorer

SETS = (("event", "articles"), ("claim", "articles"), ("claim", "attribution"), ("place", "places"))
# the curves were learned from every second document of these, the first among them; the others are measured
HALVED = frozenset({"attribution", "places"})
EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
_NEAR_KM = 161.0
_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_START, _END = "<!-- confidence -->", "<!-- end of confidence -->"

Judged = tuple[float, bool]


def judged(kind: str, name: str, reports: Path) -> list[Judged]:
    """(confidence, right) of each item of a kind in the reports of a set."""
    judge = {"event": _events, "claim": _claims if name != "attribution" else _attributions, "place": _places}[kind]
    return [found for _, gold, report in pairs(name, reports) for found in judge(scorer(name), gold, report)]


def _unseen(name: str, reports: Path) -> None:
    """Take out the reports of documents that the curves were learned from."""
    for key, _ in list(documents(name))[::2] if name in HALVED else []:
        (reports / f"{key}.json").unlink(missing_ok=True)


def _events(s: Any, gold: dict[str, Any], report: dict[str, Any]) -> Iterator[Judged]:
    right = set(s.match_events(gold, report, gold["sentences"], False).values())
    for j, event in enumerate(s.listing(report, "events")):
        yield event["confidence"], j in right


def _claims(s: Any, gold: dict[str, Any], report: dict[str, Any]) -> Iterator[Judged]:
    tokens = s.tokens(gold["text"])
    for claim in s.listing(report, "claims"):
        if claim["source"]["kind"] != "narrator" and claim.get("confidence") is not None:
            alone = report | {"claims": [claim]}
            count = s.Count()
            s.score_claims(gold, alone, tokens, count, [])
            yield claim["confidence"], not count.get("claims.fp", 0)


def _attributions(s: Any, gold: dict[str, Any], report: dict[str, Any]) -> Iterator[Judged]:
    tokens = s.Tokens(gold["text"])
    golds = [
        s.make(tokens, *(s.as_spans(a.get(p)) for p in ("source", "cue", "content"))) for a in gold["attributions"]
    ]
    own = [
        c for c in report["claims"]
        if c["source"]["kind"] != "narrator" and (c.get("cue") or {}).get("span") and c.get("confidence") is not None
    ]  # fmt: skip
    claims = [(s.claims_of({"claims": [c]}, tokens)[0], c["confidence"]) for c in own]
    kept = s.outermost([c for c, _ in claims])
    claims = [(c, sure) for c, sure in claims if any(c is k for k in kept)]
    _, used = s.match(golds, [c for c, _ in claims], s.TESTS["relation"])
    for j, (_, sure) in enumerate(claims):
        yield sure, j in used


def _places(s: Any, gold: dict[str, Any], report: dict[str, Any]) -> Iterator[Judged]:
    made = [p for p in report["places"] if p.get("span") and not p.get("derived_from")]
    found = {j: i for i, j in s.match([g["span"] for g in gold["places"]], [p["span"] for p in made]).items()}
    skip = gold.get("ignore", [])
    for j, place in enumerate(made):
        if j not in found:
            if not any(s.overlap(place["span"], x) > 0 for x in skip):
                yield place["confidence"], False
            continue
        g = gold["places"][found[j]]
        same = bool(g.get("geonameid")) and place.get("gazetteer_id") == f"geonames:{g['geonameid']}"
        known = place.get("lat") is not None
        near = known and s.km(g["lat"], g["lon"], place["lat"], place["lon"]) <= _NEAR_KM
        yield place["confidence"], bool(same or near)


def table(found: Iterable[Judged]) -> tuple[list[tuple[str, int, float, float]], float]:
    """Rows (range, items, mean confidence, share right), and the expected calibration error."""
    found = list(found)
    rows, error = [], 0.0
    for low, high in itertools.pairwise(EDGES):
        inside = [(c, r) for c, r in found if low <= c < high]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            right = sum(r for _, r in inside) / len(inside)
            rows.append((f"{low:.1f}–{min(high, 1.0):.1f}", len(inside), mean, right))
            error += abs(mean - right) * len(inside) / len(found)
    return rows, error


def main(arguments: list[str] | None = None) -> int:
    """Read the sets, print the table; returns the exit code."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    ask.add_argument("--reports", type=Path, help="a folder with the sets' reports, instead of reading the sets")
    options = ask.parse_args(arguments)
    if not BENCH.is_dir():
        print(f"the benchmark sets are not at {BENCH}; set WHOSAYS_BENCH to where they are", file=sys.stderr)
        return 1
    lines = ["| items | set | confidence | how many | mean confidence | share right |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory(prefix="whosays-confidence-") as folder:
        for kind, name in SETS:
            reports = (options.reports or Path(folder)) / name
            if options.reports is None and not reports.exists():
                write(name, reports)
                _unseen(name, reports)
            rows, error = table(judged(kind, name, reports))
            for within, count, mean, right in rows:
                lines.append(f"| {kind}s | {name} | {within} | {count} | {mean:.2f} | {right:.2f} |")
            lines.append(f"| {kind}s | {name} | all: mean gap | {sum(r[1] for r in rows)} | {error:.3f} | |")
    print("\n".join(lines))
    if options.write:
        page = _PAGE.read_text(encoding="utf8")
        start, end = page.index(_START) + len(_START), page.index(_END)
        _PAGE.write_text(page[:start] + "\n" + "\n".join(lines) + "\n" + page[end:], encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
