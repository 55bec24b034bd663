"""All candidate mentions of a document: each token is asked what it heads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whosays.model.report import MentionVia
from whosays.reading import syntax
from whosays.reading.actors.candidates import NOUN_TAGS, PERSONAL, Candidate, Context, Range, as_name, without_overlaps
from whosays.reading.actors.nouns import read_noun
from whosays.reading.actors.people import find_people, read_person
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import Group, Words
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_ACRONYM = re.compile(r"(?<=\w \()[A-Z][\w-]{0,8}[A-Z](?=\))")  # introduced in brackets behind its name
_TAGS = (*sorted(NOUN_TAGS), "PRP", "PRP$", "JJ", "JJR", "JJS")
_HEADED = frozenset({"nsubj", "dobj", "pobj", "nsubjpass"})


def find_candidates(parsed: Parsed, words: Words, hits: list[Hit | None]) -> list[Candidate]:
    """All candidates in text order; of nested ones the outermost."""
    context = Context(parsed, words, hits)
    context.people = find_people(context)
    context.orgs = _organisations(context)
    context.head_words = _head_words(context)
    strings = parsed.doc.vocab.strings
    heads = {strings[tag] for tag in _TAGS if tag in strings}
    found: list[Candidate] = []
    for i, tag in enumerate(parsed.doc.to_array("TAG").tolist()):
        if tag in heads or hits[i] is not None or i in context.people or i in context.orgs:
            c = _candidate(context, parsed.doc[i])
            if c is not None:
                found.append(c)
    return without_overlaps(found)


def _candidate(context: Context, token: Token) -> Candidate | None:
    """The candidate headed by the token, or None."""
    tag, lexicon = token.tag_, context.parsed.lexicon
    if tag in {"PRP", "PRP$"}:
        if token.dep_ == "expl" or not any(token.lower_ in lexicon.words(name) for name in PERSONAL):
            return None
        return Candidate("pronoun", token.idx, token.idx + len(token), token, "pronoun")
    name = context.people.get(token.i)
    if name is not None:
        return read_person(context, token, name) if token.i == context.name_head(*name).i else None
    hit = context.hits[token.i]
    if hit is not None:
        if token.i != context.name_head(hit.first, hit.last).i:
            return None
        return _of_hit(context, token, hit)
    if tag in NOUN_TAGS or (tag.startswith("JJ") and token.dep_ in _HEADED):
        found = read_noun(context, token)
        if found is not None and not _inside_org(context, token, found):
            return found
        if found is None and token.text in context.head_words:
            return _back_reference(token)
    org = context.orgs.get(token.i)
    if org is not None and token.i == context.name_head(*org).i:
        return _organisation(context, token, org)
    return None


def _head_words(context: Context) -> frozenset[str]:
    """Common nouns that head the names in the text («observatory» of «Observatory for Human Rights»)."""
    names = {hit.entry.name for hit in context.hits if hit is not None and hit.entry.type == "actor"}
    names |= {context.doc[first : last + 1].text for first, last in set(context.orgs.values()) if last > first}
    heads = (re.split(r" (?:of|for|on|to|in) ", name, maxsplit=1)[0].split()[-1] for name in names)
    return frozenset(word.lower() for word in heads if word.isalpha() and not word.isupper())


def _back_reference(token: Token) -> Candidate | None:
    """«the observatory»: one whose name was given before; nothing else."""
    lefts = [child.lower_ for child in token.lefts]
    if lefts != ["the"] or token.tag_ != "NN":
        return None
    start, end = syntax.noun_phrase(token, prepositions="none")
    group = Group(token.lower_, "other", None, True)
    return Candidate("group", start, end, token, "description", token.lower_, group=group, definite=True, backward=True)


def _inside_org(context: Context, token: Token, found: Candidate) -> bool:
    """A longer organisation's name, headed by a noun of the tables, that no state or actor explains."""
    org = context.orgs.get(token.i)
    if org is None or org[0] == org[1] or token.text.islower():
        return False
    if found.body is not None and len(found.name.split()) == org[1] - org[0] + 1:
        return False
    return found.country is None and found.owner is None and found.holder is None and found.hit is None


def _organisations(context: Context) -> dict[int, Range]:
    """token -> (first, last) of the unknown organisation's name that covers it."""
    out: dict[int, Range] = {}
    doc, hits, articles = context.doc, context.hits, context.parsed.lexicon.words("article")
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        first, last = ent.start, context.before_bracket(ent)
        while first < last and (doc[first].lower_ in articles or first in context.people):
            first += 1
        while last > first and (doc[last].tag_ == "POS" or not doc[last].text[:1].isalnum()):
            last -= 1
        start, end = context.span_of(first, last)
        if last in context.people or hits[last] is not None or not doc[last].text[:1].isalnum():
            continue
        if any(c.isupper() for c in context.parsed.text[start:end]):
            out.update(dict.fromkeys(range(first, last + 1), (first, last)))
    introduced = set(_ACRONYM.findall(context.parsed.clean))
    if introduced:
        for token in doc:
            if token.text in introduced and token.i not in out and hits[token.i] is None:
                out[token.i] = (token.i, token.i)
    return out


def _of_hit(context: Context, token: Token, hit: Hit) -> Candidate | None:
    """The mention of a name of the tables."""
    entry = hit.entry
    if entry.type != "actor" and context.registry(hit.last):
        return None
    start, end = hit.start, hit.end
    inner = context.inner(token, hit.last)
    if entry.type == "actor":
        if not inner:
            start, end = context.widen(token, start, end)
        end, alias = context.bracket(end)
        via: MentionVia = "alias" if entry.alias else "name"
        return Candidate("known", start, end, token, via, entry.name, alias, entry.kind, entry.country, hit)
    if entry.type == "demonym" and not inner:
        return _people_of_state(context, token, hit)
    via = "metonym" if entry.type != "state" else "name"
    return Candidate("state", start, end, token, via, entry.name, None, entry.kind, entry.country, hit)


def _people_of_state(context: Context, token: Token, hit: Hit) -> Candidate | None:
    """«the Russians», «two Americans», «a Libyan»."""
    if token.dep_ == "ROOT" and token.tag_.startswith("JJ"):
        return None
    start, end = context.widen(token, hit.start, hit.end)
    lefts = {child.lower_ for child in token.lefts}
    c = Candidate(
        "group", start, end, token, "description", hit.entry.name, None, "civilian", hit.entry.country, hit,
        group=Group("people", "civilian", None, False),
    )  # fmt: skip
    c.definite = "the" in lefts or "these" in lefts
    c.counted = any(child.dep_ == "nummod" for child in token.lefts)
    c.plural = token.tag_ in {"NNS", "NNPS"} or c.definite or c.counted
    return c


def _organisation(context: Context, token: Token, span: Range) -> Candidate:
    first, last = span
    start, end = context.span_of(first, last)
    name = as_name(context.parsed, start, end)
    country = next((s for k in range(first, last + 1) if (s := context.state_of(k)) is not None), None)
    if not context.inner(token, last):
        start, end = context.widen(token, start, end)
    end, alias = context.bracket(end)
    return Candidate("org", start, end, token, "name", name, alias, "other", country)
