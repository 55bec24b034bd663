"""Teach the encoder to read a sentence alone as it reads it in its article.

    python -m training.short_texts OUT.pt --start mean.pt [--bench DIR] [--cache FILE] [--epochs N] [--lr X]

Ordinary passages (training/ordinary.txt) had taught it that what is short tells of no event. Its two upper layers and
the heads learn further here, from the encoder as it was (context distillation: Snell, Klein, Zhong 2022):

- stretches of one to three sentences of the training texts, each word to be read as it was within its document;
- whole windows of the same texts, to be read as before;
- plain short reports (training/plain.txt), with the triggers that are marked in them;
- ordinary passages, alone or together, without triggers.

No layer below changes, so that the branch for role fillers, which leaves the encoder there, stays valid.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from spacy.tokens import Doc
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from training import corpora
from training.export_encoder import BRANCHES_AFTER, Projected, load
from training.imitation import HOT, WEIGHT, unlike
from training.steps import Steps
from whosays.reading import pipeline
from whosays.reading.casing import Casing
from whosays.reading.layout import lay_out
from whosays.reading.lexicon import Lexicon
from whosays.reading.tagger import Tagger

TEXTS = {"articles/train": 96, "attribution": 150, "muc4": 250, "places": 150}
"""How many documents of each training set are read."""
SHARES = {"short": 0.5, "long": 0.35, "plain": 1.0, "ordinary": 1.0}
"""The share of the windows of each sort that an epoch reads."""
ROUNDS = {"plain": 8, "ordinary": 3}


@dataclass
class Window:
    """A stretch as the encoder reads it: states of its pieces below the layers that learn, targets of its words.

    hidden: (pieces, width) float16; first: the first piece of each word; columns: (words, columns) float16, what every
    head is to make of them; trigger, status: labels, -100 where ``columns`` tells.
    """

    sort: str
    hidden: np.ndarray
    first: np.ndarray
    columns: np.ndarray
    trigger: np.ndarray
    status: np.ndarray


class Upper(nn.Module):
    """The encoder's layers above the branch, and all heads as one matrix."""

    def __init__(self, projected: Projected) -> None:
        super().__init__()
        self.layers = projected.encoder.encoder.layer[BRANCHES_AFTER:]
        self.heads = projected.heads
        self.dropout = nn.Dropout(0.1)

    def forward(self, hidden: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """(batch, words, columns)."""
        for layer in self.layers:
            hidden = layer(hidden, mask)
        words = hidden.gather(1, first.unsqueeze(-1).expand(-1, -1, hidden.size(-1)))
        return self.heads(self.dropout(words))


def texts(bench: Path, all_of_them: bool = False) -> Iterator[str]:
    """Texts of the training sets: TEXTS of each, evenly taken, or all."""
    for name, most in TEXTS.items():
        if name == "articles/train":
            found = [json.loads(p.read_text("utf8"))["document"]["text"]
                     for p in sorted((bench / name).glob("*.gold.json"))]  # fmt: skip
        else:
            file = {"attribution": "attribution/train/train.jsonl", "muc4": "muc4/train.jsonl"}.get(
                name, "places/dev.jsonl"
            )
            found = [json.loads(line)["text"] for line in (bench / file).read_text("utf8").splitlines()]
        step = 1 if all_of_them else max(1, len(found) // most)
        yield from found[::step][: None if all_of_them else most]


class Reading:
    """Reads texts with the encoder as it is shipped."""

    def __init__(self, data: Path) -> None:
        self.tagger, self.nlp = Tagger(data, threads=2), pipeline.load()
        self.casing = Casing(Lexicon("en"), pipeline.word_test(self.nlp))

    def parse(self, found: list[str]) -> Iterator[Doc]:
        """The texts laid out and parsed as the reader does it."""
        return self.nlp.pipe([pipeline.make_doc(self.nlp, lay_out(t, self.casing)) for t in found], batch_size=32)

    def windows(
        self, sort: str, words: list[str], columns: np.ndarray | None = None, example: corpora.Example | None = None
    ) -> Iterator[Window]:
        """The windows of some words; ``columns``: their targets, as the encoder reads them now where there are none."""
        own, parts = self.tagger._read(words)
        wanted = own if columns is None else columns
        for part in parts:
            unknown = np.full(len(part.words), corpora.IGNORE)
            labels = [unknown if example is None else example.labels[k][part.words] for k in ("trigger", "status")]
            yield Window(sort, part.hidden.astype(np.float16), np.asarray(part.first),
                         wanted[part.words].astype(np.float16), *labels)  # fmt: skip

    def of_document(self, doc: Doc, rng: random.Random) -> Iterator[Window]:
        """Its windows as they are, and stretches of some sentences to be read as within it."""
        words = [t.text for t in doc]
        yield from self.windows("long", words)
        whole, _ = self.tagger._read(words)
        sentences = [(s.start, s.end) for s in doc.sents]
        at = 0
        while at < len(sentences):
            n = rng.choice((1, 1, 2, 3))
            start, end = sentences[at][0], sentences[min(len(sentences), at + n) - 1][1]
            at += n
            if any(t.is_alpha for t in doc[start:end]):
                yield from self.windows("short", words[start:end], whole[start:end])


def examples(bench: Path, data: Path) -> list[Window]:
    """All windows."""
    reading, rng = Reading(data), random.Random(5)
    out = [w for doc in reading.parse(list(texts(bench))) for w in reading.of_document(doc, rng)]
    ordinary = corpora.passages("ordinary", ROUNDS["ordinary"])
    marked = corpora.passages("plain", ROUNDS["plain"])
    for sort, pool in (("ordinary", ordinary), ("plain", marked)):
        at = 0
        while at < len(pool):
            n = rng.choice((1, 1, 2, 3, 5))
            text, marks = corpora.plain_text(pool[at : at + n])
            at += n
            doc = next(reading.parse([text]))
            out.extend(reading.windows(sort, [t.text for t in doc], None, corpora.plain(doc, marks, sort)))
    return out


def batches(pool: list[Window], rng: random.Random, size: int = 16) -> Iterator[list[Window]]:
    """Windows of like length together, in random order."""
    chosen = sorted((w for w in pool if rng.random() < SHARES[w.sort]), key=lambda w: len(w.hidden) + rng.random() * 8)
    groups = [chosen[at : at + size] for at in range(0, len(chosen), size)]
    rng.shuffle(groups)
    yield from groups


def loss_of(net: Upper, group: list[Window], columns: dict[str, tuple[int, int]]) -> Tensor:
    """Sum of the losses of all heads on a batch."""
    width, words = max(len(w.hidden) for w in group), max(len(w.first) for w in group)
    hidden = torch.zeros(len(group), width, group[0].hidden.shape[1])
    mask = torch.full((len(group), 1, 1, width), -1e4)
    first = torch.zeros(len(group), words, dtype=torch.long)
    wanted = torch.zeros(len(group), words, group[0].columns.shape[1])
    labels = {k: torch.full((len(group), words), corpora.IGNORE) for k in ("trigger", "status")}
    real = torch.zeros(len(group), words)
    for n, w in enumerate(group):
        hidden[n, : len(w.hidden)] = torch.from_numpy(w.hidden.astype(np.float32))
        mask[n, ..., : len(w.hidden)] = 0.0
        first[n, : len(w.first)] = torch.from_numpy(w.first.astype(np.int64))
        wanted[n, : len(w.first)] = torch.from_numpy(w.columns.astype(np.float32))
        labels["trigger"][n, : len(w.first)] = torch.from_numpy(w.trigger.astype(np.int64))
        labels["status"][n, : len(w.first)] = torch.from_numpy(w.status.astype(np.int64))
        real[n, : len(w.first)] = 1.0
    out = net(hidden, mask, first)
    untaught = {task: gold == corpora.IGNORE for task, gold in labels.items()}
    total = unlike(out, wanted, real, columns, untaught)
    for task, gold in labels.items():
        if (gold != corpora.IGNORE).any():
            part = slice(*columns[f"tag.{task}"])
            each = cross_entropy(
                out[..., part].flatten(0, 1), gold.flatten(), ignore_index=corpora.IGNORE, reduction="none"
            )
            weight = (gold.flatten() != corpora.IGNORE) * (1.0 + (HOT - 1.0) * (gold.flatten() > 0))
            total = total + WEIGHT.get(task, 1.0) * (each * weight).sum() / weight.sum().clamp(min=1)
    return total


def main() -> None:
    """Train, and save the whole network as training.train_encoder does."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--start", type=Path, required=True, help="the trained network (mean.pt)")
    root = Path(__file__).resolve().parents[1]
    ask.add_argument("--data", type=Path, default=root / "src" / "whosays" / "reading" / "tagger" / "data",
                     help="the same network as it is shipped")  # fmt: skip
    ask.add_argument("--bench", type=Path, default=root.parent / "shared" / "bench")
    ask.add_argument("--cache", type=Path)
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--lr", type=float, default=1e-4)
    args = ask.parse_args()
    torch.manual_seed(6)
    torch.set_num_threads(2)
    rng = random.Random(6)
    if args.cache and args.cache.exists():
        pool = pickle.loads(args.cache.read_bytes())
    else:
        pool = examples(args.bench, args.data)
        if args.cache:
            args.cache.write_bytes(pickle.dumps(pool, protocol=5))
    network = load(args.start)
    projected = Projected(network)
    net = Upper(projected).train()
    total_steps = args.epochs * int(sum(SHARES[w.sort] for w in pool) / 16 + 1)
    steps = Steps([(list(net.parameters()), args.lr)], total_steps)
    print(f"{len(pool)} windows, {total_steps} steps", file=sys.stderr, flush=True)
    began = time.time()
    for epoch in range(args.epochs):
        total, done = 0.0, 0
        for group in batches(pool, rng):
            total += steps.take(loss_of(net, group, projected.columns))
            done += 1
        print(f"epoch {epoch + 1} loss {total / done:.4f} {time.time() - began:.0f} s", file=sys.stderr, flush=True)
        save(args.out, args.start, network, projected)


def save(out: Path, start: Path, network: nn.Module, projected: Projected) -> None:
    """The network with its new layers (these are shared) and the heads taken apart again."""
    state = network.state_dict()
    for name, (a, b) in projected.columns.items():
        side, task = name.split(".")
        module = f"tagging.{task}" if side == "tag" else f"{side}.{task}"
        state[f"{module}.weight"] = projected.heads.weight[a:b].detach().clone()
        state[f"{module}.bias"] = projected.heads.bias[a:b].detach().clone()
    torch.save(torch.load(start, weights_only=True) | {"model": state}, out)
    out.with_suffix(".tokenizer.json").write_bytes(start.with_suffix(".tokenizer.json").read_bytes())


if __name__ == "__main__":
    main()
