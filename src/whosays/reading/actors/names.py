"""Mentions by name cut down to the name: «Archbishop Oscar Romero» is named «Oscar Romero».

The stages read the whole phrase (its title and apposition tell who it is); the report gives the words that name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whosays.model import Actor, Mention
from whosays.reading.actors.phrases import Hit, find_hits
from whosays.reading.actors.words import words_of
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_BODIES = frozenset({"armed_group", "political_group"})
_NAMED = frozenset({"name", "alias"})
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?$")


def by_name(actors: list[Actor], parsed: Parsed) -> list[Actor]:
    """The actors with each mention by name or alias cut to the words of the name."""
    out = []
    hits: list[Hit | None] | None = None
    for actor in actors:
        mentions = [_cut(m, actor, parsed) for m in actor.mentions]
        if actor.kind in _BODIES and not any(m.via in _NAMED for m in mentions):
            hits = find_hits(parsed, words_of(parsed.lexicon)) if hits is None else hits
            mentions = _with_inner_name(mentions, actor, parsed, hits)
        out.append(actor.model_copy(update={"mentions": tuple(mentions)}))
    return out


def _with_inner_name(mentions: list[Mention], actor: Actor, parsed: Parsed, hits: list[Hit | None]) -> list[Mention]:
    """«FMLN guerrillas» name the FMLN, where nothing else in the text does."""
    for n, mention in enumerate(mentions):
        for token in parsed.tokens_in(mention.span):
            hit = hits[token.i]
            if hit is not None and hit.entry.type == "actor" and hit.entry.name == actor.name:
                span = (hit.start, hit.end)
                if span != mention.span:
                    name = Mention(
                        span=span, text=parsed.text[slice(*span)], via="alias" if hit.entry.alias else "name"
                    )
                    return [*mentions[: n + 1], name, *mentions[n + 1 :]]
    return mentions


def _cut(mention: Mention, actor: Actor, parsed: Parsed) -> Mention:
    if mention.via not in _NAMED:
        return mention
    span = _of_person(mention, actor, parsed) if actor.kind == "person" else _of_body(mention, actor, parsed)
    if span is None or span == mention.span:
        return mention
    return mention.model_copy(update={"span": span, "text": parsed.text[slice(*span)]})


def _of_person(mention: Mention, actor: Actor, parsed: Parsed) -> tuple[int, int] | None:
    """The longest run of tokens that belong to the person's name."""
    words = {w.strip(".").lower() for w in actor.name.split()}
    particles = parsed.lexicon.words("name_particle")
    best: list[Token] = []
    run: list[Token] = []
    for token in parsed.tokens_in(mention.span):
        if token.lower_.strip(".") in words or (run and token.lower_ in particles):
            run.append(token)
        else:
            run = []
        best = list(run) if len(run) > len(best) else best
    while best and best[-1].lower_ in particles:
        best.pop()
    return (best[0].idx, best[-1].idx + len(best[-1])) if best else None


def _of_body(mention: Mention, actor: Actor, parsed: Parsed) -> tuple[int, int]:
    """The name without its article and the acronym in brackets; the actor's own name where the words hold it."""
    start = mention.span[0]
    at = mention.text.lower().find(actor.name.lower())
    if at >= 0 and actor.name:
        return start + at, start + at + len(actor.name)
    text = _BRACKET.sub("", mention.text)
    first, _, rest = text.partition(" ")
    lead = len(text) - len(rest.lstrip()) if first.lower() in parsed.lexicon.words("article") else 0
    return start + lead, start + len(text)
