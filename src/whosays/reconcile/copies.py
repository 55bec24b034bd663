"""Republished copies: one text under several names, perhaps edited or cut.

A text is sampled by hashing every run of four words and keeping the hashes that are divisible by four (FracMinHash,
Irber et al. 2022): the share of common hashes in the smaller sample estimates how much of the shorter text stands in
the longer one, which a cut copy keeps while its likeness (Jaccard) falls. A credit line lowers what is asked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from whosays.reconcile.facts import Facts
from whosays.reconcile.language import phrases
from whosays.reconcile.words import plain, telling_words

RUN = 4  # words that are hashed together
SAMPLE = 4  # hashes divisible by it are kept: a quarter
INDEX = 32  # hashes divisible by it are looked up
CONTAINED = 0.5  # so much of the shorter text stands in the longer, or more: a copy
CONTAINED_IF_CREDITED = 0.25  # where one names the other's outlet in a credit line
FEW, MORE_OF_FEW = 24, 0.25  # of a text with fewer hashes (some hundred words), so much more
DAYS = 14  # a copy is brought out at most so long after its original
LONG = 60  # words: of longer texts, copies share two looked-up hashes or more


def sample(text: str) -> tuple[int, ...]:
    """The sampled hashes of the text's runs of words, sorted; 63 bits each."""
    words = re.findall(r"[^\W_]+", plain(text))
    found = set()
    for i in range(max(1, len(words) - RUN + 1) if words else 0):
        digest = blake2b(" ".join(words[i : i + RUN]).encode(), digest_size=8).digest()
        value = int.from_bytes(digest, "big") >> 1
        if value % SAMPLE == 0:
            found.add(value)
    return tuple(sorted(found))


def index_keys(signature: tuple[int, ...]) -> tuple[int, ...]:
    """The few hashes under which a text is looked up: those divisible by INDEX, and the four lowest."""
    return tuple(sorted({h for h in signature if h % INDEX == 0} | set(signature[:4])))


def credits(text: str) -> tuple[str, ...]:
    """Names in credit lines: «(Andes Wire)» at the end, «with reporting by», agencies in the first or last lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    ends = "\n".join([line[:120] for line in lines[:3]] + [line[-160:] for line in lines[-2:]])
    names = {next(g for g in m.groups() if g) for m in phrases("credit").finditer(ends)}
    return tuple(sorted(n.strip() for n in names))


def contained(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1 (0 where too little is known)."""
    if min(len(a), len(b)) < 6:
        return 1.0 if a == b and a else 0.0
    return len(set(a) & set(b)) / min(len(a), len(b))


@dataclass(frozen=True)
class Outline:
    """What tells whether two documents are one text; the signature (see `sample`) may be left out until it is asked."""

    document: str
    text_id: str
    publisher: str | None
    published: str | None
    words: int
    credits: Sequence[str]
    signature: tuple[int, ...] = ()


def outline(facts: Facts) -> Outline:
    """The outline of a document."""
    f = facts
    return Outline(f.document, f.text_id, f.publisher.name, f.published, f.words, f.credits, f.signature)


def worth_comparing(a: Outline, b: Outline, shared: int) -> bool:
    """True where two documents may be copies. shared: how many of their index keys are the same.

    A copy shares most of its keys, five or more in a text of LONG words; a single one is mostly a common run of words.
    """
    if a.text_id == b.text_id:
        return True
    if a.publisher and a.publisher == b.publisher:
        return False
    if _days_apart(a.published, b.published) > DAYS:
        return False
    return shared >= 2 or min(a.words, b.words) < LONG or _credited(a, b)


def is_copy(a: Outline, b: Outline) -> bool:
    """True where the two documents are one text brought out twice."""
    if a.document == b.document:
        return False
    if a.text_id == b.text_id:
        return True
    if not worth_comparing(a, b, 2):
        return False
    least = CONTAINED_IF_CREDITED if _credited(a, b) else CONTAINED
    if min(len(a.signature), len(b.signature)) < FEW:  # of the few runs of a short text, some are shared by chance
        least += MORE_OF_FEW
    return contained(a.signature, b.signature) >= least


def _credited(a: Outline, b: Outline) -> bool:
    return names_outlet(a.credits, b.publisher) or names_outlet(b.credits, a.publisher)


def names_outlet(credited: Iterable[str], outlet: str | None) -> bool:
    """True where one of the credit lines names the outlet."""
    words = telling_words(outlet or "")
    return bool(words) and any(words <= telling_words(c) or telling_words(c) <= words for c in credited if c)


def originals(documents: Mapping[str, Outline], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The original of each document that is a copy, from the pairs that are one text brought out twice.

    Of a pair the first copies the other: by day, then the one that the other credits, then the longer. A copy of a
    copy has that one's original, where it is no more than DAYS older: texts by a formula, each like the last, would
    otherwise all be copies of the first of them.
    """
    near: dict[str, set[str]] = {}
    for a, b in pairs:
        if a in documents and b in documents:
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)

    def order(d: str) -> tuple[str, bool, int, str]:
        own = documents[d]
        beside = (documents[o].credits for o in near[d])
        credited = any(names_outlet(names, own.publisher) for names in beside if names)
        return ((own.published or "9999")[:10], not credited, -own.words, d)

    rank = {d: n for n, d in enumerate(sorted(near, key=order))}
    out: dict[str, str] = {}
    for d in rank:
        earlier = {out.get(o, o) for o in near[d] if rank[o] < rank[d]}
        published = documents[d].published
        found = [o for o in earlier if _days_apart(documents[o].published, published) <= DAYS]
        if found:
            out[d] = min(found, key=rank.__getitem__)
    return out


def _days_apart(a: str | None, b: str | None) -> int:
    if not a or not b:
        return 0
    return abs((datetime.date.fromisoformat(a[:10]) - datetime.date.fromisoformat(b[:10])).days)
