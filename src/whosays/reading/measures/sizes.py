"""Numbers that count nothing: how big a thing is («two 155 mm shells», «a 500 kg bomb»), or how it is called («three
911 callers», «two 747 freighters»).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whosays.reading.measures.words import Words

_NOUNS = frozenset({"NOUN", "PROPN"})


def size_tokens(doc: Doc, words: Words) -> frozenset[int]:
    """The tokens of all such numbers, with the units behind them, by their place in the document."""
    out: set[int] = set()
    for i, token in enumerate(doc):
        if i + 1 == len(doc) or not token.text[0].isdigit():
            continue
        unit = i + 2 if doc[i + 1].text in {"-", "–"} and i + 2 < len(doc) else i + 1
        noun = unit + 1
        if doc[unit].lower_ in words.small["size"] and noun < len(doc) and doc[noun].pos_ in _NOUNS:
            of_weight = doc[unit].lower_ in words.small["weight"]
            if not of_weight or doc[noun].lower_ in words.small["weighed"]:
                out.update(range(i, noun))
        elif token.text.isdigit() and i and _is_number_word(doc[i - 1].lower_, words) and doc[i + 1].pos_ in _NOUNS:
            out.add(i)
    return frozenset(out)


def _is_number_word(word: str, words: Words) -> bool:
    found = words.single.get(word)
    return found is not None and found.kind in {"unit", "ten"}
