"""Write one report per document of a benchmark set, in this process: the sets' scorers read the folder.

    python -m benchmarks.reports SET OUT_DIR [--limit N]

SET: articles, articles-train, undated, attribution, time, places, muc4, events_cameo, plover, plover_gsr.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from whosays.reading.reader import Document, Reader

BENCH = Path(os.environ.get("WHOSAYS_BENCH", Path(__file__).resolve().parents[2] / "shared" / "bench"))
FOLDERS = {"articles": "articles", "articles-train": "articles/train", "undated": "articles/undated"}


def documents(name: str) -> Iterator[tuple[str, Document]]:
    """(id, document) of a set. Raises FileNotFoundError where the set is not there."""
    if name in FOLDERS:
        for path in sorted((BENCH / FOLDERS[name]).glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf8"))["document"]
            yield path.name.removesuffix(".gold.json"), Document(gold["text"], published=gold.get("published"))
    elif name == "attribution":
        for path in sorted((BENCH / "attribution" / "dev").glob("*.txt")):
            gold = json.loads(path.with_suffix(".json").read_text(encoding="utf8"))
            yield path.stem, Document(path.read_text(encoding="utf8"), published=gold.get("published"))
    else:
        with open(BENCH / name / "dev.jsonl", encoding="utf8") as lines:
            for line in lines:
                record = json.loads(line)
                published = record.get("published") or record.get("date")
                yield str(record["id"]), Document(record["text"], published=published)


def write(name: str, out: Path, limit: int | None = None) -> int:
    """Read a set and write OUT/<id>.json; returns the number of documents."""
    out.mkdir(parents=True, exist_ok=True)
    items = list(documents(name))[:limit]
    reader = Reader()
    for (key, _), report in zip(items, reader.pipe(d for _, d in items), strict=True):
        (out / f"{key}.json").write_text(json.dumps(report.to_dict(), ensure_ascii=False), encoding="utf8")
    return len(items)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    n = int(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else None
    print(write(sys.argv[1], Path(sys.argv[2]), n), "reports in", sys.argv[2], file=sys.stderr)
