"""Named persons: their names in the text, the titles and appositions that belong to the mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.actors.candidates import NOUN_TAGS, Candidate, Context, Range, as_name

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_MIN_SURNAME = 3
_MAX_GAP = 4
_MISTAKEN = frozenset({"FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_LONGEST = 5


def find_people(context: Context) -> dict[int, Range]:
    """token -> (first, last) of the person's name that covers it.

    Names are spaCy's PERSON entities, public figures of the tables, and every further use of a surname.
    """
    out: dict[int, Range] = {}
    surnames: set[str] = set()
    doc, hits = context.doc, context.hits
    for ent in doc.ents:
        if ent.label_ != "PERSON" and not _must_be_person(context, ent):
            continue
        name = _trimmed(context, ent)
        if name is None:
            continue
        name = _with_given_names(context, name)
        for k in range(name[0], name[1] + 1):
            out[k] = name
        if name[1] > name[0]:
            surnames.add(doc[name[1]].text)
    for hit in hits:
        if hit is not None and hit.entry.type == "figure":
            for k in range(hit.first, hit.last + 1):
                out[k] = (hit.first, hit.last)
            surnames.add(doc[hit.last].text)
    surnames = {s for s in surnames if len(s) >= _MIN_SURNAME and not s.islower()}
    for token in doc:
        if token.text in surnames and token.i not in out and hits[token.i] is None and token.tag_ in NOUN_TAGS:
            out[token.i] = (token.i, token.i)
    return out


def _must_be_person(context: Context, ent: Span) -> bool:
    """«The assassination of Rosa Quinto Paz», where the pipeline takes the name for a building or a product."""
    if ent.label_ not in _MISTAKEN or not 2 <= len(ent) <= _LONGEST:
        return False
    if any(t.tag_ != "NNP" or not t.text.istitle() or context.hits[t.i] is not None for t in ent):
        return False
    above = syntax.governor(ent.root)
    if above is None or ent.root.dep_ not in {"pobj", "dobj", "nsubjpass"}:
        return False
    if ent.root.dep_ == "pobj" and ent.root.head.lower_ != "of":
        return False
    return (above.pos_.lower(), above.lemma_.lower()) in context.words.befall_people


def _with_given_names(context: Context, name: Range) -> Range:
    """«Oscar Arnulfo Romero Galdamez» where the pipeline saw a person only in «Arnulfo Romero»."""
    first, last = name
    doc = context.doc
    while doc[last].dep_ in {"compound", "flat"} and doc[last].head.i > last:
        token = doc[last + 1]
        plain = token.tag_ == "NNP" and token.text.istitle() and token.ent_type_ in {"", "PERSON"}
        if not plain or context.hits[token.i] is not None or not _given_name(context, token):
            break
        last += 1
    while first > doc[last].sent.start:
        token = doc[first - 1]
        joined = token.dep_ in {"compound", "flat", "nmod"} and first <= token.head.i <= last
        plain = token.tag_ == "NNP" and token.text.istitle() and token.ent_type_ in {"", "PERSON"}
        if not joined or not plain or context.hits[token.i] is not None or not _given_name(context, token):
            break
        first -= 1
    return first, last


def _given_name(context: Context, token: Token) -> bool:
    """No title, office or group («Judge», «Rebel»)."""
    words = context.words
    return not any(token.lower_ in known for known in (words.titles, words.groups, words.bodies))


def _trimmed(context: Context, ent: Span) -> Range | None:
    """The entity without clitics and punctuation; None for what cannot be a person's name."""
    doc, hits = context.doc, context.hits
    first, last = ent.start, context.before_bracket(ent)
    while last > first and (doc[last].tag_ == "POS" or not doc[last].text[:1].isalnum()):
        last -= 1
    while first < last and not doc[first].text[:1].isalnum():
        first += 1
    if not doc[last].text[:1].isalpha() or _common(context, ent):
        return None
    known = [hits[k] for k in range(first, last + 1)]
    if any(h is not None and h.entry.type == "actor" for h in known):
        return None
    if known[-1] is not None and not (known[-1].entry.type == "seat" and known[0] is None):  # «Mario de Quito»
        return None
    if doc[last].text.islower() and doc[last].tag_ not in {"NNP", "NNPS"} and not doc[first].text.islower():
        return None
    return first, last


def _common(context: Context, ent: Span) -> bool:
    """«Found in the bush»: a word in small letters, in a sentence that has capitals."""
    written = context.parsed.text
    small = written[ent.start_char : ent.end_char].islower()
    return small and any(c.isupper() for c in written[ent.sent.start_char : ent.sent.end_char])


def read_person(context: Context, token: Token, span: Range) -> Candidate | None:
    """The mention of the person named at tokens ``span``, headed by ``token``."""
    words, doc = context.words, context.doc
    first, last = span
    end = doc[last].idx + len(doc[last])
    given: list[str] = []
    while first < last and doc[first].lower_ in words.titles:
        given.append(doc[first].lower_)
        first += 1
    name = as_name(context.parsed, doc[first].idx, end)
    hit = context.hits[last]
    candidate = Candidate("person", doc[span[0]].idx, end, token, "name", name, kind="person", core=doc[span[0]].idx)
    if hit is not None and hit.entry.type == "figure":
        candidate.figure = words.figures.get(hit.entry.name)
        candidate.name = hit.entry.name
    if context.inner(token, last):
        near = token.head.i - last <= 2
        return None if near and token.head.lemma_.lower() in words.titles else candidate
    left, _ = context.widen(token, doc[span[0]].idx, end)
    before = [doc[k] for k in range(context.parsed.token_at(left).i, first)]
    candidate.title = context.title_in([t.lower_ for t in before] + given)
    _read_modifiers(context, candidate, [t.i for t in before])
    candidate.start = left
    _apposition_after(context, candidate, token)
    _apposition_before(context, candidate, token)
    return candidate


def _apposition_after(context: Context, candidate: Candidate, token: Token) -> None:
    """«, Turkey's president» after the name belongs to the mention."""
    for child in token.children:
        if child.dep_ != "appos" or child.i < token.i or child.like_num:
            continue
        start, end = syntax.noun_phrase(child)
        if not 0 <= start - candidate.end <= _MAX_GAP:
            continue
        if child.i in context.people or not context.describes_person(child):
            return
        if not _holds_actor(context, child):
            candidate.end = max(candidate.end, end)
        _take_title(context, candidate, child, start, end)
        return


def _holds_actor(context: Context, noun: Token) -> bool:
    """«, the head of the Red Cross»: is there another actor behind the noun?"""
    behind = [child for child in noun.children if child.dep_ == "prep" and child.i > noun.i]
    return any(
        t.i in context.people or t.i in context.orgs or context.hits[t.i] is not None
        or t.lemma_.lower() in context.words.groups
        for child in behind
        for t in child.subtree
    )  # fmt: skip


def _apposition_before(context: Context, candidate: Candidate, token: Token) -> None:
    """«the president,» before the name belongs to the mention."""
    head = token.head
    of_place = token.dep_ == "appos" and head.dep_ == "pobj" and head.head.lower_ == "of"
    if of_place and head.i not in context.people and not context.describes_person(head):
        head = head.head.head  # «the governor of Orlu, Ann Lee»
    if token.dep_ != "appos" or head.i > token.i or head.i in context.people:
        return
    if head.tag_ not in NOUN_TAGS or not context.describes_person(head):
        return
    start, end = syntax.noun_phrase(head)
    gap = context.parsed.clean[end : candidate.start].strip()
    if start < candidate.start and gap in {"", ",", "-", "--"}:
        candidate.start = start
        _take_title(context, candidate, head, start, end)


def _take_title(context: Context, candidate: Candidate, head: Token, start: int, end: int) -> None:
    tokens = context.parsed.tokens_in((start, end))
    candidate.title = candidate.title or context.title_in([t.lower_ for t in tokens if t.i <= head.i])
    _read_modifiers(context, candidate, [t.i for t in tokens])


def _read_modifiers(context: Context, candidate: Candidate, indices: list[int]) -> None:
    for i in indices:
        hit = context.hits[i]
        if hit is None:
            continue
        if hit.entry.type == "actor":
            candidate.owner = candidate.owner or hit
        candidate.country = candidate.country or context.state_of(i)
