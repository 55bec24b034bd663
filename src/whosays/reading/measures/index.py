"""Where a measure stands in the parse: for the stages that tie measures to events and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.model import Measure
from whosays.reading import syntax
from whosays.reading.measures.words import words_of

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed


@dataclass(frozen=True)
class Anchor:
    """Token indices into ``parsed.doc``.

    first, last: the measure's tokens; number: the first word of the number; noun: the last noun of the
    phrase, or the number where the noun is left out; head: the token by which the phrase hangs in the parse
    («three» in «three of the five missiles», «soldiers» in «two soldiers»).
    """

    first: int
    last: int
    number: int
    noun: int
    head: int


def anchors(parsed: Parsed, measures: list[Measure]) -> dict[str, Anchor]:
    """For each measure that has a span its place in the parse, by the measure's id."""
    words = words_of(parsed.lexicon)
    out: dict[str, Anchor] = {}
    for measure in measures:
        if measure.span is None or not len(parsed.doc):
            continue
        tokens = list(parsed.tokens_in(measure.span))
        number = next(
            (t for t in tokens if t.like_num or t.lower_ in words.single or t.lower_ in words.phrases), tokens[0]
        )
        nouns = [t for t in tokens if t.pos_ in {"NOUN", "PROPN"} or t.lower_ in words.people]
        noun = nouns[-1] if nouns else number
        out[measure.id] = Anchor(tokens[0].i, tokens[-1].i, number.i, noun.i, syntax.head(tokens).i)
    return out
