"""Numbers that count people and things.

numbers: the numbers of the text; phrases: what each counts; roles: what was done to them; people: who they
are; encoder: what the learned tagger adds; assemble: the measures; derive: those worked out; index: where a
measure stands in the parse.
"""

from __future__ import annotations

from whosays.model import Actor, Measure, Place, Time
from whosays.reading.measures.assemble import Assembler
from whosays.reading.measures.derive import derive
from whosays.reading.parse import Parsed


def read_measures(parsed: Parsed, times: list[Time], places: list[Place], actors: list[Actor]) -> list[Measure]:
    """All measures of the document, in text order; ``event`` is filled in by the events stage."""
    if not len(parsed.doc):
        return []
    read = Assembler(parsed, times, actors).measures()
    return read + derive(read)
