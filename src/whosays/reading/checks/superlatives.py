"""«A record 188 drones», «the deadliest attack this year»: ranks that take more than one document to show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.model import Check, Event, Measure
from whosays.reading import syntax
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.reasons import row

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

SUPERLATIVES = TableSpec(
    "superlatives", ("word", "kind"), (), {"kind": frozenset({"most", "record", "first", "scope", "told"})}
)
_REAL = frozenset({"happened", "ongoing"})
_BACK = 2  # sentences
_NOMINAL = frozenset({"NOUN", "PROPN"})
_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod", "advmod", "quantmod", "nummod", "det"})
_CACHE: WeakKeyDictionary[Lexicon, dict[str, frozenset[str]]] = WeakKeyDictionary()


def _words(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    found = _CACHE.get(lexicon)
    if found is None:
        rows = lexicon.rows(SUPERLATIVES)
        found = {k: frozenset(r["word"].lower() for r in rows if r["kind"] == k) for k in
                 ("most", "record", "first", "scope", "told")}  # fmt: skip
        _CACHE[lexicon] = found
    return found


def check_superlatives(parsed: Parsed, measures: list[Measure], events: list[Event]) -> list[Check]:
    """One ``unverifiable`` check for each superlative that ranks an event or a figure of the report."""
    words = _words(parsed.lexicon)
    out: list[Check] = []
    seen: set[tuple[int, int]] = set()
    ranks = {word: kind for kind in ("first", "most", "record") for word in words[kind]}
    for token in parsed.doc:
        kind = ranks.get(token.lower_)
        if kind is None or (token.lower_ == "most" and not _before_adjective(token)):
            continue
        noun = _ranked(token)
        if noun is None:
            continue
        span = _span(token, noun, words["scope"], parsed.lexicon.words("before_rank"))
        if span in seen or (kind == "first" and not _scoped(parsed, span, words["scope"])):
            continue
        items = _items(parsed, token, noun, span, measures, events)
        if not items and noun.lemma_.lower() in words["told"]:
            items = _told_before(parsed, noun, events)
        if not items:
            continue
        seen.add(span)
        said = parsed.text[span[0] : span[1]]
        message = f"“{said}”: {_REASONS[kind]}"
        why: tuple[str, ...] = ()
        if parsed.explain:
            why = (row(parsed.lexicon, "superlatives", f"{token.lower_} ({kind})", word=token.lower_, kind=kind),)
        out.append(Check(kind="superlative", result="unverifiable", message=message, items=items, why=why))
    return out


_REASONS = {
    "record": "to show a record takes the figures before it, and this document does not give them",
    "most": "to rank it takes the others of its kind, and this document does not give them",
    "first": "to show that it is the first takes what went before, and this document does not give it",
}


def _before_adjective(token: Token) -> bool:
    """«The most deadly», but not «most of them» or «most wanted»."""
    return token.i + 1 < len(token.doc) and token.doc[token.i + 1].tag_ == "JJ"


def _ranked(token: Token) -> Token | None:
    """The noun that a superlative ranks: the one it modifies, or the subject of «was the deadliest»."""
    head = token
    for _ in range(4):
        if head.head.i == head.i:
            break
        if head.dep_ in _ATTRIBUTIVE:
            head = head.head
            if head.pos_ in _NOMINAL and head.i > token.i:
                return head
            if head.pos_ in {"VERB", "AUX"}:
                return None
            continue
        if head.dep_ in {"attr", "acomp", "pobj"}:
            verb = head.head
            if head.dep_ == "pobj":  # «one of the deadliest»
                verb = head.head.head.head if head.head.dep_ == "prep" else head.head
            if verb.lemma_ == "be":
                return next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        return None
    return None


def _span(token: Token, noun: Token, scope: frozenset[str], before: frozenset[str]) -> tuple[int, int]:
    """From the article to the noun, with the words after it that say among what."""
    doc = token.doc
    if noun.i < token.i:
        start, end = token.i, token.i
    else:
        start, end = token.i, noun.i
    while start > 0 and doc[start - 1].lower_ in before:
        start -= 1
    last = end
    for child in [*noun.children, *token.children]:
        if child.i > end and child.i <= last + 2 and child.lower_ in scope:
            last = max(last, max(t.i for t in child.subtree if t.i < child.i + 9))
        elif child.i > end and child.dep_ == "npadvmod":
            last = max(last, child.i)
    following = doc[last + 1] if last + 1 < len(doc) else None
    if last == end and following is not None and following.lower_ in scope and following.dep_ in {"prep", "mark"}:
        inside = [t for t in following.subtree if t.i < following.i + 6]
        if any(t.ent_type_ in {"DATE", "TIME", "EVENT"} for t in inside):
            last = max(t.i for t in inside)
    while last > end and (doc[last].is_punct or doc[last].is_space):
        last -= 1
    return doc[start].idx, doc[last].idx + len(doc[last])


def _scoped(parsed: Parsed, span: tuple[int, int], scope: frozenset[str]) -> bool:
    """«The first strike» only counts; «the first strike since May» claims a rank."""
    return any(t.lower_ in parsed.lexicon.words("reaches_back") and t.lower_ in scope for t in parsed.tokens_in(span))


def _items(
    parsed: Parsed, token: Token, noun: Token, span: tuple[int, int], measures: list[Measure], events: list[Event]
) -> tuple[str, ...]:
    """Measures and events whose words stand in the ranked phrase or are its noun."""
    phrase = syntax.noun_phrase(noun)
    reach = (min(span[0], phrase[0]), max(span[1], phrase[1]))
    found = [m.id for m in measures if m.span is not None and _overlap(m.span, reach)]
    found += [
        e.id
        for e in events
        if _overlap(e.trigger.span, (noun.idx, noun.idx + len(noun)))
        or (_overlap(e.trigger.span, reach) and parsed.doc[token.i].idx < e.trigger.span[0])
    ]
    return tuple(found)


def _told_before(parsed: Parsed, noun: Token, events: list[Event]) -> tuple[str, ...]:
    """«It was the heaviest loss this year»: of what was told last, right before."""
    subject = next((c for c in noun.head.children if c.dep_ == "nsubj"), None)
    if (
        noun.dep_ != "attr"
        or noun.head.lemma_ != "be"
        or subject is None
        or subject.lower_ not in parsed.lexicon.words("points")
    ):
        return ()
    here = parsed.sentence_at(noun.idx)
    told = [e for e in events if here - _BACK <= e.sentence < here and e.status in _REAL]
    return (max(told, key=lambda e: e.trigger.span).id,) if told else ()


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
