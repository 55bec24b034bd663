"""Make the encoder's feed-forward layers narrower, and teach them to give what the wide ones gave.

    python -m training.narrow OUT.pt --start last.pt [--width N] [--bench DIR] [--epochs X] [--lr X]

Two thirds of the encoder's arithmetic lies in these layers. First the neurons of each that are missed least are taken
out one by one, and those that stay take over what they did: the optimal brain surgeon for whole columns, on the
layer's own inputs (Hassibi, Stork 1993; Kurtic, Frantar, Alistarh, «ZipLM», NeurIPS 2023). Then the whole narrow
encoder learns from the wide one on the training sets' texts, unmarked: every head, and the states after every layer,
so that the branch for role fillers, which leaves the encoder after the fourth, stays valid. Nothing is dropped out:
what is to be met is exact.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.export_encoder import Projected, load
from training.imitation import unlike
from training.short_texts import save, texts
from training.steps import Steps
from training.train_encoder import LENGTH, word_pieces
from whosays.reading import pipeline
from whosays.reading.casing import Casing
from whosays.reading.layout import lay_out
from whosays.reading.lexicon import Lexicon
from whosays.reading.tagger.windows import sentence_ends

STATES = 2.0  # weight of the states' squared error (a share of their variance, mean over layers)
SEEN = 60_000  # pieces on which the neurons are weighed
SHORT = 0.25  # share of the documents' passes that are cut into stretches of a sentence or a few
DAMP = 1e-3  # of the mean of the diagonal, added to it


@dataclass(frozen=True)
class Stretch:
    """Some pieces as the encoder gets them, and where its words begin."""

    pieces: list[int]
    first: list[int]


@dataclass(frozen=True)
class Batch:
    """Stretches padded to one tensor; ``real`` is 1 where there is a word."""

    pieces: Tensor
    mask: Tensor
    first: Tensor
    real: Tensor


class Texts:
    """The training sets' texts as word pieces, and where their sentences end."""

    def __init__(self, bench: Path, vocabulary: Path) -> None:
        tokenizer = Tokenizer.from_file(str(vocabulary))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._edges = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        nlp = pipeline.load()
        casing = Casing(Lexicon("en"), pipeline.word_test(nlp))
        self._documents = []
        for text in texts(bench, all_of_them=True):
            words = [t.text for t in pipeline.make_doc(nlp, lay_out(text, casing))]
            self._documents.append((word_pieces(tokenizer, words), [*sentence_ends(words), len(words)]))

    def stretches(self, share: float, rng: random.Random) -> list[Stretch]:
        """A share of the documents, in stretches of whole sentences of random length."""
        out = []
        for ids, ends in rng.sample(self._documents, max(1, round(share * len(self._documents)))):
            short = rng.random() < SHORT
            room = rng.choice((16, 24, 48, 96)) if short else rng.choice((LENGTH, LENGTH, 160)) - 2
            start, last = 0, 0
            for end in ends:
                if sum(map(len, ids[start:end])) > room and last > start:
                    out.append(self._stretch(ids[start:last]))
                    start = last
                last = end
            out.append(self._stretch(ids[start:]))
        return [s for s in out if s.first]

    def _stretch(self, ids: list[list[int]]) -> Stretch:
        pieces, first = [self._edges[0]], []
        for word in ids:
            if word and len(pieces) + len(word) < LENGTH:
                first.append(len(pieces))
                pieces.extend(word)
        return Stretch([*pieces, self._edges[1]], first)


def batches(pool: list[Stretch], rng: random.Random, size: int = 4096) -> Iterator[Batch]:
    """About ``size`` pieces each, stretches of like length together, in random order."""
    groups: list[list[Stretch]] = [[]]
    for one in sorted(pool, key=lambda s: len(s.pieces) + rng.random() * 8):
        if (len(groups[-1]) + 1) * len(one.pieces) > size:
            groups.append([])
        groups[-1].append(one)
    rng.shuffle(groups)
    for group in groups:
        width, words = max(len(s.pieces) for s in group), max(len(s.first) for s in group)
        pieces, mask = torch.zeros(len(group), width, dtype=torch.long), torch.zeros(len(group), width)
        first, real = torch.zeros(len(group), words, dtype=torch.long), torch.zeros(len(group), words)
        for n, s in enumerate(group):
            pieces[n, : len(s.pieces)] = torch.tensor(s.pieces)
            mask[n, : len(s.pieces)] = 1.0
            first[n, : len(s.first)] = torch.tensor(s.first)
            real[n, : len(s.first)] = 1.0
        yield Batch(pieces, mask, first, real)


def run(net: Projected, batch: Batch) -> tuple[Tensor, tuple[Tensor, ...]]:
    """What the heads make of each word, (batch, words, columns), and the states after each layer."""
    found = net.encoder(input_ids=batch.pieces, attention_mask=batch.mask, output_hidden_states=True)
    last = found.last_hidden_state
    words = last.gather(1, batch.first.unsqueeze(-1).expand(-1, -1, last.size(-1)))
    return net.heads(words), found.hidden_states[1:]


def narrow(layer: nn.Module, inputs: Tensor, width: int) -> None:
    """Take all but ``width`` neurons out of a layer's feed-forward part. inputs: (pieces, neurons), what they give."""
    weight = layer.output.dense.weight.detach().double()
    product = inputs.double().T @ inputs.double() / len(inputs)
    product += torch.eye(len(product)) * DAMP * product.diagonal().mean()
    inverse = torch.linalg.inv(product)
    stays = torch.ones(len(product), dtype=torch.bool)
    for _ in range(len(product) - width):
        loss = (weight**2).sum(0) / inverse.diagonal()
        loss[~stays] = torch.inf
        least = int(loss.argmin())
        weight -= torch.outer(weight[:, least], inverse[least]) / inverse[least, least]
        inverse -= torch.outer(inverse[:, least], inverse[least]) / inverse[least, least]
        stays[least] = False
        inverse[least, least] = 1.0
        weight[:, least] = 0.0
    inner, outer = layer.intermediate.dense, layer.output.dense
    smaller, after = nn.Linear(inner.in_features, width), nn.Linear(width, outer.out_features)
    with torch.no_grad():
        smaller.weight.copy_(inner.weight[stays])
        smaller.bias.copy_(inner.bias[stays])
        after.weight.copy_(weight[:, stays])
        after.bias.copy_(outer.bias)
    layer.intermediate.dense, layer.output.dense = smaller, after


def take_out(net: Projected, seen: list[Batch], width: int) -> None:
    """Narrow all layers, from the lowest up, each on what the narrow ones below it give."""
    for layer in net.encoder.encoder.layer:
        kept: list[Tensor] = []
        hook = layer.intermediate.register_forward_hook(lambda module, args, out, kept=kept: kept.append(out))
        with torch.no_grad():
            inputs = []
            for batch in seen:
                run(net, batch)
                inputs.append(kept.pop()[batch.mask.bool()])
        hook.remove()
        narrow(layer, torch.cat(inputs), width)


def loss_of(net: Projected, wide: Projected, batch: Batch) -> tuple[Tensor, Tensor]:
    """How unlike the wide network's the heads are, and the states (a share of their variance)."""
    with torch.no_grad():
        wanted, states = run(wide, batch)
    out, own = run(net, batch)
    real = batch.mask.bool()
    apart = [(a[real] - b[real]).square().mean() / b[real].var() for a, b in zip(own, states, strict=True)]
    return unlike(out, wanted, batch.real, wide.columns), torch.stack(apart).mean()


def measured(net: Projected, wide: Projected, held: list[Batch]) -> str:
    """Both losses on batches kept apart."""
    with torch.no_grad():
        found = torch.tensor([[float(x) for x in loss_of(net, wide, b)] for b in held]).mean(0)
    return f"heads {found[0]:.4f} states {found[1]:.4f}"


def main() -> None:
    """Narrow, train, and save the whole network as training.train_encoder does."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--start", type=Path, required=True, help="the trained network (last.pt)")
    root = Path(__file__).resolve().parents[1]
    ask.add_argument("--bench", type=Path, default=root.parent / "shared" / "bench")
    ask.add_argument("--from", dest="narrowed", type=Path, help="a network of this script, to learn further")
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--width", type=int, default=1024)
    ask.add_argument("--epochs", type=float, default=1.5)
    ask.add_argument("--lr", type=float, default=7e-5)
    args = ask.parse_args()
    torch.set_num_threads(2)
    rng = random.Random(args.seed)
    pool = Texts(args.bench, args.start.with_suffix(".tokenizer.json"))
    wide, network = Projected(load(args.start)).eval(), load(args.narrowed or args.start)
    net = Projected(network).eval()
    some = list(batches(pool.stretches(0.07, rng), rng))
    held, seen, pieces = some[:8], [], 0
    for batch in some[8:]:
        if pieces < SEEN:
            seen.append(batch)
            pieces += int(batch.mask.sum())
    if not args.narrowed:
        take_out(net, seen, args.width)
    print(f"taken out: {measured(net, wide, held)}", file=sys.stderr, flush=True)
    passes = []
    while (share := args.epochs - len(passes)) > 1e-6:
        passes.append(list(batches(pool.stretches(min(1.0, share), rng), rng)))
    steps = Steps([(list(net.parameters()), args.lr)], sum(map(len, passes)))
    began, done = time.time(), 0
    for group in passes:
        for batch in group:
            heads, states = loss_of(net, wide, batch)
            steps.take(heads + STATES * states)
            done += 1
            if done % 50 == 0:
                print(f"step {done}/{sum(map(len, passes))} {measured(net, wide, held)} {time.time() - began:.0f} s",
                      file=sys.stderr, flush=True)  # fmt: skip
                save(args.out, args.start, network, net)
    save(args.out, args.start, network, net)
    print(f"in the end: {measured(net, wide, held)}", file=sys.stderr)


if __name__ == "__main__":
    main()
