"""How fast reading is, against spaCy's own full pipeline on the same texts in the same run.

    python -m benchmarks.speed [--rounds N] [--check]

The two take turns, round by round, so that a busy machine slows both alike; the fastest round of each counts.
Texts: the articles that lie beside the project where they do, else the examples, several times. Memory is the
highest resident size of a process that only reads. ``--check`` exits with 4 where a goal is missed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.reports import BENCH
from whosays import sources
from whosays.reading import pipeline
from whosays.reading.document import Document
from whosays.reading.reader import Reader

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "kharkiv.jsonl"
DOCUMENTS = 60
LONGER = 20
GOALS = {"ratio": 1.7, "memory": 1024.0, "linearity": 22.0}


def texts() -> tuple[str, list[Document]]:
    """Where the texts are from, and DOCUMENTS of them."""
    folder = BENCH / "articles" / "train"
    found = [
        Document(gold["text"], published=gold.get("published"))
        for path in sorted(folder.glob("*.gold.json"))[:DOCUMENTS]
        for gold in [json.loads(path.read_text(encoding="utf8"))["document"]]
    ]
    if found:
        return "news articles beside the project", found
    examples = list(sources.documents([EXAMPLES]))
    return "the examples", (examples * DOCUMENTS)[:DOCUMENTS]


def seconds(work: Callable[[], object]) -> float:
    """Time that ``work`` takes, by the wall clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(rounds: int) -> dict[str, float]:
    """All figures; prints what they were measured on."""
    where, documents = texts()
    nlp = importlib.import_module(pipeline.DEFAULT_MODEL).load()
    reader = Reader()
    plain = [d.text for d in documents]
    print(f"{len(documents)} documents, {sum(map(len, plain)):,} characters: {where}; {rounds} rounds each, in turns")
    list(nlp.pipe(plain[:4]))
    list(reader.pipe(documents[:4]))
    base, read = [], []
    for _ in range(rounds):
        base.append(seconds(lambda: list(nlp.pipe(plain, batch_size=16))))
        read.append(seconds(lambda: list(reader.pipe(documents))))
    one = max(documents, key=lambda d: len(d.text))
    long = Document("\n\n".join([one.text] * LONGER), published=one.published)
    short_time = min(seconds(lambda: reader.read(one)) for _ in range(3))
    return {
        "spacy": min(base),
        "read": min(read),
        "ratio": min(read) / min(base),
        "rate": len(documents) / min(read),
        "linearity": seconds(lambda: reader.read(long)) / short_time,
        "memory": peak_memory(),
    }


def peak_memory() -> float:
    """Highest resident size, in MB, of a process that reads the documents and does nothing else."""
    code = "from benchmarks.speed import read_all; print(read_all())"
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return float(out.stdout.split()[-1])


def read_all() -> float:
    """Read the documents; the highest resident size of this process in MB."""
    for _ in Reader().pipe(texts()[1]):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    """Print the table; returns the exit code."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--check", action="store_true", help="exit with 4 where a goal is missed")
    options = ask.parse_args()
    found = measure(options.rounds)
    print(f"spaCy's pipeline    {found['spacy']:8.2f} s")
    print(f"whosays             {found['read']:8.2f} s   {found['rate']:.1f} documents a second")
    print(f"ratio               {found['ratio']:8.2f}     goal: at most {GOALS['ratio']}")
    print(f"{LONGER} times longer     {found['linearity']:8.1f} x   goal: at most {GOALS['linearity']:.0f}")
    print(f"peak memory         {found['memory']:8.0f} MB  goal: at most {GOALS['memory']:.0f}")
    missed = [name for name, goal in GOALS.items() if found[name] > goal]
    if missed:
        print("missed:", ", ".join(missed))
    return 4 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
