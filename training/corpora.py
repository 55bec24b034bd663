"""Training data for the encoder: the annotated corpora beside the project, as labels on spaCy tokens.

Four kinds of documents, each with the heads that it can teach:

- articles (bench/articles/train): every head;
- attributions (bench/attribution/train, PolNeAR): attribution and claim links;
- toponyms (bench/places/dev): places;
- ordinary passages of our own (training/ordinary.txt): no triggers, whatever the words.

Labels are integers in the order of the tuples in ``whosays.reading.tags``; -100 is «not taught here».
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from whosays.reading import pipeline, tags
from whosays.reading.casing import Casing
from whosays.reading.layout import lay_out
from whosays.reading.lexicon import Lexicon

IGNORE = -100
Mark = tuple[int, int, str, str | None]
"""Where a trigger stands in a text ([start, end)), the kind of its event and the status, where it is marked."""
CONTENT_POS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "VERB", "ADJ", "ADV", "AUX", "DET"})


@dataclass
class Example:
    """One document: its words, where sentences start, labels per word, weights of the trigger loss, pairs.

    pairs: per task an (n, 3) array of (left word, right word, label), word indices into the document.
    """

    key: str
    words: list[str]
    sentence_starts: list[int]
    labels: dict[str, np.ndarray] = field(default_factory=dict)
    trigger_weight: np.ndarray | None = None
    pairs: dict[str, np.ndarray] = field(default_factory=dict)


def tokens_of(doc: Doc, span: tuple[int, int] | list[int]) -> list[int]:
    """Indices of the tokens that overlap [start, end)."""
    return [t.i for t in doc if t.idx < span[1] and t.idx + len(t) > span[0] and not t.is_space]


def head_of(doc: Doc, span: tuple[int, int] | list[int]) -> int | None:
    """Index of the syntactic head of the tokens in the span."""
    inside = tokens_of(doc, span)
    return doc[inside[0] : inside[-1] + 1].root.i if inside else None


def _bio(labels: np.ndarray, doc: Doc, span: list[int], begin: int, after: int) -> None:
    for n, i in enumerate(tokens_of(doc, span)):
        labels[i] = begin if n == 0 else after


def _start(doc: Doc, key: str) -> Example:
    return Example(key, [t.text for t in doc], [s.start for s in doc.sents])


def _attribution(doc: Doc, claims: list[dict], links: list[tuple[int, int, int]]) -> np.ndarray:
    """BIO labels of the outermost claims; adds (cue, token, label) to ``links`` for all of them."""
    labels = np.zeros(len(doc), dtype=np.int64)
    sentences = [(s.start, s.end) for s in doc.sents]
    for claim in claims:
        if not claim["cue"]:
            continue
        inner = any(o is not claim and any(a <= claim["cue"][0][0] < b for a, b in o["content"]) for o in claims)
        if not inner:
            for name in ("content", "cue", "source"):
                at = tags.ATTRIBUTION.index("B-" + name)
                for span in claim[name]:
                    _bio(labels, doc, span, at, at + 1)
        cue = head_of(doc, [claim["cue"][0][0], claim["cue"][-1][1]])
        if cue is None:
            continue
        role = {i: 2 for s in claim["content"] for i in tokens_of(doc, s)}
        role |= {i: 1 for s in claim["source"] for i in tokens_of(doc, s)}
        near = set(role) | {cue}
        for n, (a, b) in enumerate(sentences):
            if any(a <= i < b for i in near):
                for m in (n - 1, n, n + 1):
                    if 0 <= m < len(sentences):
                        links.extend((cue, i, role.get(i, 0)) for i in range(*sentences[m]) if not doc[i].is_space)
    return labels


def article(doc: Doc, gold: dict, key: str) -> Example:
    """A wholly annotated article."""
    out = _start(doc, key)
    n = len(doc)
    claims = [
        {
            "source": [c["source"]["span"]] if c["source"].get("span") else [],
            "cue": [c["cue"]["span"]] if c.get("cue") else [],
            "content": c["content"],
        }
        for c in gold["claims"]
        if c["source"]["kind"] != "narrator" and not c.get("optional")
    ]
    links: list[tuple[int, int, int]] = []
    out.labels["attribution"] = _attribution(doc, claims, links)
    for c in gold["claims"]:
        if c.get("optional") and c.get("cue"):
            for span in [
                c["cue"]["span"],
                *([c["source"]["span"]] if c["source"].get("span") else []),
                *c["content"],
            ]:
                for i in tokens_of(doc, span):
                    if out.labels["attribution"][i] == 0:
                        out.labels["attribution"][i] = IGNORE
    stance = np.full(n, IGNORE)
    for c in gold["claims"]:
        if c.get("cue"):
            stance[tokens_of(doc, c["cue"]["span"])] = tags.STANCE.index(c["stance"])
    out.labels["stance"] = stance

    trigger, status = np.zeros(n, dtype=np.int64), np.full(n, IGNORE)
    weight = np.ones(n, dtype=np.float32)
    heads: dict[str, int] = {}
    roles: list[tuple[int, int, int]] = []
    for e in sorted(gold["events"], key=lambda e: not e.get("optional")):
        inside = tokens_of(doc, e["trigger"]["span"])
        head = head_of(doc, e["trigger"]["span"])
        if head is None or e["kind"] not in tags.TRIGGER:
            continue
        heads[e["id"]] = head
        trigger[inside] = tags.TRIGGER.index(e["kind"])
        weight[inside] = 0.3 if e.get("optional") else 1.0
        status[inside] = tags.STATUS.index(e["status"])
        part = {}
        for r in reversed(e.get("roles", [])):
            h = head_of(doc, r["span"])
            if h is not None:
                part[h] = tags.ROLE.index(r["role"])
        sent = doc[head].sent
        candidates = set(part) | {t.i for t in sent if t.pos_ in CONTENT_POS and t.i != head}
        roles.extend((head, i, part.get(i, 0)) for i in sorted(candidates))
    out.labels["trigger"], out.labels["status"], out.trigger_weight = trigger, status, weight

    measure = np.zeros(n, dtype=np.int64)
    spans = [m for m in gold["measures"] if m.get("span")]
    for m in sorted(spans, key=lambda m: m["span"][0] - m["span"][1]):
        measure[tokens_of(doc, m["span"])] = tags.MEASURE.index(m["role"])
    out.labels["measure"] = measure

    actor = np.zeros(n, dtype=np.int64)
    mentions = [m["span"] for a in gold["actors"] for m in a["mentions"]]
    for span in sorted(mentions, key=lambda s: s[0] - s[1]):
        _bio(actor, doc, span, 1, 2)
    out.labels["actor"] = actor

    place = np.zeros(n, dtype=np.int64)
    for t in doc:
        if t.ent_type_ in {"GPE", "LOC", "FAC", "NORP"} or actor[t.i]:
            place[t.i] = IGNORE
    for p in gold["places"]:
        if not p.get("derived_from"):
            _bio(place, doc, p["span"], 1, 2)
    out.labels["place"] = place

    parent = {e: e for e in heads}

    def root(x: str) -> str:
        while parent[x] != x:
            x = parent[x]
        return x

    for r in gold["relations"]:
        if r["kind"] == "same_as" and r["from"] in parent and r["to"] in parent:
            parent[root(r["from"])] = root(r["to"])
    ordered = sorted(heads.items(), key=lambda x: x[1])
    same = [(hb, ha, int(root(a) == root(b))) for j, (b, hb) in enumerate(ordered) for a, ha in ordered[:j] if ha != hb]
    out.pairs = {"role": np.array(roles).reshape(-1, 3), "link": np.array(links).reshape(-1, 3),
                 "same": np.array(same).reshape(-1, 3)}  # fmt: skip
    return out


def attributions(doc: Doc, record: dict) -> Example:
    """An article with attributions only; what the annotators set aside is not taught."""
    out = _start(doc, record["id"])
    links: list[tuple[int, int, int]] = []
    labels = _attribution(doc, record["attributions"], links)
    for span in record.get("ignore", []):
        labels[tokens_of(doc, span)] = IGNORE
    out.labels["attribution"] = labels
    out.pairs["link"] = np.array(links).reshape(-1, 3)
    return out


def toponyms(doc: Doc, record: dict) -> Example:
    """A text with its toponyms; ignored ones and adjectives are not taught."""
    out = _start(doc, record["id"])
    labels = np.zeros(len(doc), dtype=np.int64)
    for start, end, why in record["ignore"]:
        if why == "no-coordinates":
            _bio(labels, doc, [start, end], 1, 2)
        else:
            labels[tokens_of(doc, [start, end])] = IGNORE
    for place in record["places"]:
        _bio(labels, doc, place["span"], 1, 2)
    out.labels["place"] = labels
    return out


def passages(name: str, rounds: int, seed: int = 3) -> list[str]:
    """The passages of training/NAME.txt in random order, each ``rounds`` times with other words in its slots."""
    rng = random.Random(seed)
    lines, slots = [], {}
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf8").splitlines():
        slot, is_slot, values = line.partition(" = ")
        if is_slot and " " not in slot:
            slots[slot] = values.split(" | ")
        elif line and not line.startswith("#"):
            lines.append(line)
    filled = [
        re.sub(r"{(\w+)}", lambda m: rng.choice(slots[m.group(1)]), line) for _ in range(rounds) for line in lines
    ]
    rng.shuffle(filled)
    return filled


def ordinary_texts(rounds: int = 5, together: int = 5) -> Iterator[str]:
    """Texts of a few ordinary passages each; every passage ``rounds`` times with other words in its slots."""
    filled = passages("ordinary", rounds)
    for at in range(0, len(filled), together):
        yield " ".join(filled[at : at + together])


def plain(doc: Doc, marks: list[Mark], key: str) -> Example:
    """A text of plain passages (training/plain.txt) with the triggers of its marks, and the status where it has one."""
    out = _start(doc, key)
    trigger, status = np.zeros(len(doc), dtype=np.int64), np.full(len(doc), IGNORE)
    for start, end, kind, state in marks:
        inside = tokens_of(doc, (start, end))
        trigger[inside] = tags.TRIGGER.index(kind)
        status[inside] = IGNORE if state is None else tags.STATUS.index(state)
    out.labels["trigger"], out.labels["status"] = trigger, status
    return out


def plain_text(together: list[str]) -> tuple[str, list[Mark]]:
    """Plain passages as one text without their marks, and where the marks stand in it."""
    text, marks = "", []
    for passage in together:
        text += " " if text else ""
        at, passage = 0, passage[0].upper() + passage[1:]
        for mark in re.finditer(r"\[([^|\]]+)\|([^|\]]+)(?:\|([^\]]+))?\]", passage):
            words, kind, state = mark.groups()
            text += passage[at : mark.start()]
            words = words[0].upper() + words[1:] if not text or text.endswith(". ") else words
            marks.append((len(text), len(text) + len(words), kind, state))
            text, at = text + words, mark.end()
        text += passage[at:]
    return text, marks


def parse(nlp: Language, texts: list[str]) -> Iterator[Doc]:
    """The texts laid out and parsed as the reader does it."""
    casing = Casing(Lexicon("en"), pipeline.word_test(nlp))
    return nlp.pipe([pipeline.make_doc(nlp, lay_out(t, casing)) for t in texts], batch_size=32)


def load(bench: Path, nlp: Language) -> Iterator[tuple[str, Example]]:
    """(corpus, example) for all training documents, in a fixed order."""

    def parsed(texts: list[str]) -> Iterator[Doc]:
        return parse(nlp, texts)

    golds = [(p.name.removesuffix(".gold.json"), json.loads(p.read_text("utf8")))
             for p in sorted((bench / "articles" / "train").glob("*.gold.json"))]  # fmt: skip
    for (key, gold), doc in zip(golds, parsed([g["document"]["text"] for _, g in golds]), strict=True):
        yield "articles", article(doc, gold, key)
    for corpus, path, build in (
        ("attribution", bench / "attribution" / "train" / "train.jsonl", attributions),
        ("places", bench / "places" / "dev.jsonl", toponyms),
    ):
        records = [json.loads(line) for line in path.read_text("utf8").splitlines()]
        for record, doc in zip(records, parsed([r["text"] for r in records]), strict=True):
            yield corpus, build(doc, record)
    for n, doc in enumerate(parsed(list(ordinary_texts()))):
        example = _start(doc, f"ordinary-{n}")
        example.labels["trigger"] = np.zeros(len(doc), dtype=np.int64)
        yield "ordinary", example
