"""Write one report per document of a benchmark set, in this process: the sets' scorers read the folder.

    python -m benchmarks.reports SET OUT_DIR [--limit N]

SET: any set of benchmarks/measures.tsv, or articles-train. What was read is kept in build/bench, one folder for each
state of the engine (a hash of its code, tables and weights), so that scoring again costs no reading. The main incident
of a document is worked out anew each time. The set ``scenarios`` goes through its own run.py and the command whosays.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import whosays
from whosays.model import Report
from whosays.reading.parallel import Failed, Readers, cores
from whosays.reading.reader import Document, Reader
from whosays.reconcile.main_incident import with_main_incident

BENCH = Path(os.environ.get("WHOSAYS_BENCH", Path(__file__).resolve().parents[2] / "shared" / "bench"))
FOLDERS = {"articles": "articles", "articles-train": "articles/train", "undated": "articles/undated"}
FILES = {"cameo_quad": "events_cameo/quad_dev.jsonl"}
"""Sets that are a second file beside another set's."""
LEDGERS = {"scenarios"}
_KEPT = Path(__file__).resolve().parents[1] / "build" / "bench"
_ENGINE = ("reading", "gazetteer", "model")
_STATES = 6  # of the engine, kept beside each other


def gold_path(name: str) -> Path:
    """What a set's scorer takes as its first argument."""
    if name in FOLDERS or name in LEDGERS:
        return BENCH / FOLDERS.get(name, name)
    if name in FILES:
        return BENCH / FILES[name]
    folder = BENCH / name
    return folder / "dev" if (folder / "dev").is_dir() else folder / "dev.jsonl"


def scorer_path(name: str) -> Path:
    """The set's own scorer."""
    return BENCH / (FOLDERS | FILES).get(name, name).split("/")[0] / "score.py"


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
        with open(gold_path(name), encoding="utf8") as lines:
            for line in lines:
                record = json.loads(line)
                published = record.get("published") or record.get("date")
                yield str(record["id"]), Document(record["text"], published=published)


@cache
def engine_hash() -> str:
    """Equal for equal readers: code, tables and weights of the package, and the version of the parser."""
    found = hashlib.sha256(metadata.version("spacy").encode())
    root = Path(whosays.__file__).parent
    for part in _ENGINE:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(root)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def write(name: str, out: Path, limit: int | None = None, jobs: int | None = None) -> int:
    """Read a set with so many processes (all cores) and write OUT/<id>.json; returns the number of documents.

    Raises RuntimeError where a document cannot be read or run.py fails.
    """
    out.mkdir(parents=True, exist_ok=True)
    if name in LEDGERS:
        return _write_ledgers(name, out)
    items = list(documents(name))[:limit]
    kept = _KEPT / engine_hash() / name
    kept.mkdir(parents=True, exist_ok=True)
    missing = [(key, document) for key, document in items if not (kept / f"{key}.json").exists()]
    if missing:
        with Readers(Reader, jobs or cores()) as readers:
            read = list(zip(missing, readers.outcomes(d for _, d in missing), strict=True))
        for (key, _), report in read:
            if isinstance(report, Failed):
                raise RuntimeError(f"{name}: {key}: {report.reason}")
            part = kept / f".{key}.{os.getpid()}"
            part.write_text(_dump(report), encoding="utf8")
            part.replace(kept / f"{key}.json")
        _forget_old_states()
    for key, _ in items:
        report = Report.model_validate_json((kept / f"{key}.json").read_text(encoding="utf8"))
        (out / f"{key}.json").write_text(_dump(with_main_incident(report)), encoding="utf8")
    return len(items)


def _write_ledgers(name: str, out: Path) -> int:
    program = Path(sys.executable).with_name("whosays")
    command = [sys.executable, str(BENCH / name / "run.py"), str(BENCH / name), str(out), str(program)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    done = [p for p in (BENCH / name).glob("*/gold.json") if (out / f"{p.parent.name}.json").exists()]
    if run.returncode or not done:
        raise RuntimeError(f"{name}: run.py failed: {run.stderr.strip()[-400:]}")
    return len(done)


def _forget_old_states() -> None:
    states = sorted((p for p in _KEPT.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in states[_STATES:]:
        shutil.rmtree(old, ignore_errors=True)


def _dump(report: Report) -> str:
    return json.dumps(report.to_dict(), ensure_ascii=False)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    n = int(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else None
    print(write(sys.argv[1], Path(sys.argv[2]), n), "reports in", sys.argv[2], file=sys.stderr)
