"""Train the upper layers that mark who did what to whom with what in reports of attacks (role fillers).

    python -m training.fillers OUT.pt [--start mean.pt] [--bench DIR] [--cache FILE] [--epochs N] [--layers N] [--dev]

The shipped encoder stays as it is and is run once; the branch leaves it below its last layers (`BRANCHES_AFTER` in
export_encoder), goes on with copies of these as its own (``--layers``), and learns with a head from MUC-4's training
reports (bench/muc4), from the annotated articles and from the ordinary passages. About a minute an epoch on two
cores. ``--dev`` prints token figures on MUC-4's dev reports after each epoch (they teach nothing).
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from spacy.language import Language
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import BertModel

from training import corpora
from training.steps import Steps
from training.train_encoder import PRETRAINED
from whosays.reading import pipeline
from whosays.reading.casing import Casing
from whosays.reading.layout import lay_out
from whosays.reading.lexicon import Lexicon
from whosays.reading.tagger import Tagger
from whosays.reading.tags import FILLER

EMPTY = 0.4  # the share of windows without any filler that each epoch reads
MUC_ROLES = {"individual": "PerpInd", "organisation": "PerpOrg", "target": "Target", "victim": "VictimAll",
             "instrument": "Weapon"}  # fmt: skip
VIOLENT = ("attack.", "killing", "abduction", "sabotage", "torture")
BODIES = frozenset({"state", "government", "military", "police", "armed_group", "political_group", "igo", "ngo",
                    "company", "media"})  # fmt: skip
REPEATS = {"muc": 1, "articles": 1, "ordinary": 1}
INSIDE_WEIGHT = 2.0


@dataclass
class Window:
    """One stretch of a document as the encoder reads it: hidden states of all pieces, labels of its new words."""

    hidden: np.ndarray
    first: np.ndarray
    labels: np.ndarray
    about: np.ndarray


@dataclass
class Document:
    """A document's windows; labels are (words, fillers) with 0 outside, 1 at the beginning, 2 inside."""

    corpus: str
    key: str
    windows: list[Window] = field(default_factory=list)


class Branch(nn.Module):
    """Hidden states of one of the encoder's layers to three logits (O, B, I) for each kind of filler.

    ``about`` is the mean of the document's hidden states: what sort of report it is.
    """

    def __init__(self, layers: nn.ModuleList, width: int) -> None:
        super().__init__()
        self.layers = layers
        self.own = nn.Linear(width, width)
        self.about = nn.Linear(width, width)
        self.dropout = nn.Dropout(0.2)
        self.out = nn.Linear(width, 3 * len(FILLER))

    def forward(self, hidden: Tensor, about: Tensor, mask: Tensor | None = None) -> Tensor:
        """(batch, n, width), (batch, width) -> (batch, n, 3 * fillers)."""
        for layer in self.layers:
            hidden = layer(hidden, mask)
        both = self.own(self.dropout(hidden)) + self.about(about).unsqueeze(1)
        return self.out(self.dropout(nn.functional.gelu(both)))


def branch(start: Path, layers: int) -> Branch:
    """The branch with a copy of the encoder's last layers, before training on fillers."""
    saved = torch.load(start, weights_only=True)["model"]
    encoder = BertModel.from_pretrained(PRETRAINED, add_pooling_layer=False, attn_implementation="eager")
    encoder.embeddings.word_embeddings = nn.Embedding(
        len(saved["encoder.embeddings.word_embeddings.weight"]), encoder.config.hidden_size, padding_idx=0
    )
    encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in saved.items() if k.startswith("encoder.")})
    return Branch(nn.ModuleList(encoder.encoder.layer[-layers:]), encoder.config.hidden_size)


def occurrences(text: str, mention: str) -> Iterator[tuple[int, int]]:
    """Where a mention stands in the text as whole words."""
    pattern = r"\s+".join(re.escape(word) for word in mention.split())
    for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
        yield found.span()


def muc_spans(record: dict) -> dict[str, list[tuple[int, int]]]:
    """The fillers of a MUC-4 report: every occurrence of every mention, the longest where they overlap."""
    out = {}
    for name, role in MUC_ROLES.items():
        spans = {s for entity in record["roles"].get(role, []) for m in entity for s in occurrences(record["text"], m)}
        out[name] = outermost(spans)
    return out


def outermost(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest of overlapping spans."""
    kept: list[tuple[int, int]] = []
    for a, b in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        if all(b <= c or d <= a for c, d in kept):
            kept.append((a, b))
    return kept


def article_spans(gold: dict) -> dict[str, list[tuple[int, int]]]:
    """The parts of violent events in an annotated article."""
    actors = {a["id"]: a for a in gold["actors"]}
    out: dict[str, set[tuple[int, int]]] = {name: set() for name in FILLER}
    for event in gold["events"]:
        if not event["kind"].startswith(VIOLENT):
            continue
        for role in event.get("roles", []):
            actor = actors.get(role.get("ref"))
            start, end = role["span"]
            words = gold["document"]["text"][start:end]
            start += len(words) - len(re.sub(r"^(?:the|a|an|his|her|their|its)\s+", "", words, flags=re.IGNORECASE))
            if role["role"] == "agent":
                via = next((m["via"] for m in actor["mentions"] if m["span"] == role["span"]), "") if actor else ""
                body = actor is not None and actor["kind"] in BODIES and via in {"name", "alias", "metonym"}
                out["organisation" if body else "individual"].add((start, end))
            elif role["role"] == "target":
                person = actor is not None and actor["kind"] in {"person", "civilian"}
                out["victim" if person else "target"].add((start, end))
            elif role["role"] in {"victim", "instrument"}:
                out[role["role"]].add((start, end))
    return {name: outermost(spans) for name, spans in out.items()}


def read(
    tagger: Tagger,
    nlp: Language,
    casing: Casing,
    corpus: str,
    key: str,
    text: str,
    spans: dict[str, list[tuple[int, int]]],
) -> Document:
    """The windows of a text with their hidden states and labels."""
    doc = pipeline.make_doc(nlp, lay_out(text, casing))
    labels = np.zeros((len(doc), len(FILLER)), dtype=np.int64)
    for k, name in enumerate(FILLER):
        for span in spans.get(name, []):
            for n, i in enumerate(corpora.tokens_of(doc, span)):
                labels[i, k] = 1 if n == 0 else 2
    tagged = tagger.tag_words([t.text for t in doc]).fillers
    out = Document(corpus, key)
    for part in tagged.parts:
        words = labels[part.words]
        out.windows.append(Window(part.hidden.astype(np.float16), part.first, words, tagged.about))
    return out


def documents(bench: Path) -> list[Document]:
    """All training documents, and MUC-4's dev reports (corpus «dev»)."""
    tagger, nlp = Tagger(threads=2), pipeline.load()
    casing = Casing(Lexicon("en"), pipeline.word_test(nlp))
    out = []
    for corpus, name in (("muc", "train"), ("dev", "dev")):
        for line in (bench / "muc4" / f"{name}.jsonl").read_text("utf8").splitlines():
            record = json.loads(line)
            out.append(read(tagger, nlp, casing, corpus, record["id"], record["text"], muc_spans(record)))
    for path in sorted((bench / "articles" / "train").glob("*.gold.json")):
        gold = json.loads(path.read_text("utf8"))
        if not path.name.startswith("muc"):  # those are in MUC-4's own training reports
            out.append(read(tagger, nlp, casing, "articles", path.name, gold["document"]["text"], article_spans(gold)))
    for n, text in enumerate(corpora.ordinary_texts(rounds=1)):
        out.append(read(tagger, nlp, casing, "ordinary", f"ordinary-{n}", text, {}))
    return out


def batches(pool: list[Window], rng: random.Random, size: int = 12) -> Iterator[list[Window]]:
    """Windows of like length together, in random order."""
    pool = [w for w in pool if w.labels.any() or rng.random() < EMPTY]
    pool = sorted(pool, key=lambda w: len(w.hidden) + rng.random() * 20)
    groups = [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(groups)
    yield from groups


def tensors(group: list[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """hidden, about, additive mask, index of each word's first piece, labels (-100: none)."""
    width, words = max(len(w.hidden) for w in group), max(len(w.first) for w in group)
    hidden = torch.zeros(len(group), width, group[0].hidden.shape[1])
    mask = torch.full((len(group), 1, 1, width), -1e4)
    first = torch.zeros(len(group), words, dtype=torch.long)
    labels = torch.full((len(group), words, len(FILLER)), corpora.IGNORE)
    for n, w in enumerate(group):
        hidden[n, : len(w.hidden)] = torch.from_numpy(w.hidden.astype(np.float32))
        mask[n, ..., : len(w.hidden)] = 0.0
        first[n, : len(w.first)] = torch.from_numpy(np.asarray(w.first, dtype=np.int64))
        labels[n, : len(w.first)] = torch.from_numpy(w.labels)
    about = torch.from_numpy(np.stack([w.about for w in group]))
    return hidden, about, mask, first, labels


def logits_of(net: Branch, group: list[Window]) -> tuple[Tensor, Tensor]:
    """Logits and labels of the words of some windows: (batch, words, fillers, 3), (batch, words, fillers)."""
    hidden, about, mask, first, labels = tensors(group)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(hidden, about, mask)
    out = out.float().gather(1, first.unsqueeze(-1).expand(-1, -1, out.size(-1)))
    return out.unflatten(-1, (len(FILLER), 3)), labels


def figures(net: Branch, pool: list[Window]) -> str:
    """Word-level F1 of each filler."""
    net.eval()
    counts = np.zeros((len(FILLER), 3))
    with torch.no_grad():
        for at in range(0, len(pool), 12):
            logits, labels = logits_of(net, pool[at : at + 12])
            said, gold = (logits.argmax(-1) > 0) & (labels >= 0), labels > 0
            for k in range(len(FILLER)):
                s, g = said[..., k], gold[..., k]
                counts[k] += [(s & g).sum().item(), s.sum().item(), g.sum().item()]
    net.train()
    return "  ".join(
        f"{name} {2 * hit / max(1, said + gold):.3f}" for name, (hit, said, gold) in zip(FILLER, counts, strict=True)
    )


def main() -> None:
    """Train and save the branch's weights."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--start", type=Path, required=True, help="the trained network that was shipped (mean.pt)")
    ask.add_argument("--bench", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "bench")
    ask.add_argument("--cache", type=Path)
    ask.add_argument("--epochs", type=int, default=7)
    ask.add_argument("--layers", type=int, default=2, help="of its own (each adds 1.8 MB to what is shipped)")
    ask.add_argument("--lr", type=float, default=1.5e-4)
    ask.add_argument("--dev", action="store_true")
    args = ask.parse_args()
    torch.manual_seed(4)
    torch.set_num_threads(2)
    rng = random.Random(4)
    if args.cache and args.cache.exists():
        data = pickle.loads(args.cache.read_bytes())
    else:
        data = documents(args.bench)
        if args.cache:
            args.cache.write_bytes(pickle.dumps(data, protocol=5))
    dev = [w for d in data if d.corpus == "dev" for w in d.windows]
    pool = [w for d in data for _ in range(REPEATS.get(d.corpus, 0)) for w in d.windows]
    net = branch(args.start, args.layers).train()
    slow = list(net.layers.parameters())
    fast = [p for n, p in net.named_parameters() if not n.startswith("layers.")]
    taught = sum(bool(w.labels.any()) for w in pool)
    total_steps = args.epochs * int((taught + EMPTY * (len(pool) - taught)) / 12 + 1)
    steps = Steps([(slow, args.lr), (fast, 5 * args.lr)], total_steps)
    began, weight = time.time(), torch.tensor([1.0, INSIDE_WEIGHT, INSIDE_WEIGHT])
    for epoch in range(args.epochs):
        total, done = 0.0, 0
        for group in batches(pool, rng):
            logits, labels = logits_of(net, group)
            loss = cross_entropy(logits.flatten(0, 2), labels.flatten(), weight=weight, ignore_index=corpora.IGNORE)
            total += steps.take(loss)
            done += 1
        note = figures(net, dev) if args.dev else ""
        print(
            f"epoch {epoch + 1} loss {total / done:.4f} {time.time() - began:.0f} s  {note}",
            file=sys.stderr,
            flush=True,
        )
        torch.save({"model": net.state_dict()}, args.out)


if __name__ == "__main__":
    main()
