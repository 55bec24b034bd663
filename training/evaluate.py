"""Token-level figures of an exported encoder, on documents that it was not trained on.

    python -m training.evaluate DATA_DIR [--bench DIR] [--held-out KEYS.txt]

Attribution: PolNeAR's dev articles. The rest: the annotated dev articles, and with ``--held-out`` the
articles named in the file (one key a line). Prints one line per head: precision, recall, F1 or accuracy.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np

from training import corpora
from whosays.reading import pipeline
from whosays.reading.tagger.encoder import LABELS, Tagger


def figures(counts: Counter[str], name: str) -> str:
    """«P R F1» of a counter's tp/fp/fn."""
    tp, fp, fn = (counts[f"{name}.{x}"] for x in ("tp", "fp", "fn"))
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return f"{name:24s} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  ({tp + fn} words)"


def compare(counts: Counter[str], task: str, gold: np.ndarray, said: np.ndarray) -> None:
    """Count a tagging head: words with a label other than O, and the right one."""
    names = LABELS[task]
    for g, s in zip(gold, said.argmax(axis=1), strict=True):
        if g == corpora.IGNORE:
            continue
        if task in ("status", "stance"):
            counts[f"{task}.{'tp' if g == s else 'fn'}"] += 1
            counts[f"{task}.fp"] += g != s
            continue
        a, b = names[g].split("-")[-1], names[s].split("-")[-1]
        kinds = [(task, a, b)]
        if task == "attribution":
            kinds = [(f"{task}.{k}", k if a == k else "O", k if b == k else "O") for k in ("source", "cue", "content")]
        elif task in ("place", "actor"):
            kinds = [(task, "O" if a == "O" else "in", "O" if b == "O" else "in")]
        elif task == "trigger":
            kinds.append(("trigger (any kind)", "O" if a == "O" else "in", "O" if b == "O" else "in"))
        for name, x, y in kinds:
            counts[f"{name}.tp"] += x == y != "O"
            counts[f"{name}.fp"] += y not in ("O", x)
            counts[f"{name}.fn"] += x not in ("O", y)


def main() -> None:
    """Print the figures."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("--bench", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "bench")
    ask.add_argument("--held-out", type=Path)
    args = ask.parse_args()
    nlp, tagger = pipeline.load(), Tagger(args.data)
    counts: Counter[str] = Counter()
    held = args.held_out.read_text().split() if args.held_out else None
    folder = args.bench / "articles"
    paths = sorted(folder.glob("*.gold.json")) if held is None else [
        folder / "train" / f"{k}.gold.json" for k in held
    ]  # fmt: skip
    for path in paths:
        gold = json.loads(path.read_text("utf8"))
        doc = next(corpora.parse(nlp, [gold["document"]["text"]]))
        example, said = corpora.article(doc, gold, path.name), tagger.tag(doc)
        for task, labels in example.labels.items():
            compare(counts, task, np.asarray(labels), getattr(said, task))
        for task in ("role", "same"):
            for left, right, label in example.pairs[task]:
                best = int(said.pairs.score(task, int(left), [int(right)])[0].argmax())
                counts[f"{task}.tp"] += label == best != 0
                counts[f"{task}.fp"] += best not in (0, label)
                counts[f"{task}.fn"] += label not in (0, best)
    names = ["attribution.source", "attribution.cue", "attribution.content", "trigger", "trigger (any kind)",
             "status", "stance", "measure", "actor", "place", "role", "same"]  # fmt: skip
    print(f"articles ({len(paths)})")
    for name in names:
        print("  " + figures(counts, name))
    counts.clear()
    for path in sorted((args.bench / "attribution" / "dev").glob("*.json")):
        gold = json.loads(path.read_text("utf8"))
        doc = next(corpora.parse(nlp, [path.with_suffix(".txt").read_text("utf8")]))
        labels = corpora.attributions(doc, gold).labels["attribution"]
        compare(counts, "attribution", labels, tagger.tag(doc).attribution)
    print("PolNeAR dev")
    for name in names[:3]:
        print("  " + figures(counts, name))


if __name__ == "__main__":
    main()
