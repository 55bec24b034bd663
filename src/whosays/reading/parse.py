"""One document parsed: the text, its lines, spaCy's parse and the encoder's tags, as all stages read them."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.reading import layout

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from whosays.reading.lexicon import Lexicon
    from whosays.reading.tags import Tags


@dataclass
class Parsed:
    """What every stage gets.

    text: the document's text, unchanged; clean: the same length, plain quotes, capitals lowered;
    doc: spaCy's parse of ``clean`` (token offsets hold in both); sentences: [start, end) in code points;
    published: the day of publication, or None;
    tags: the encoder's output, or None where no model is loaded;
    explain: stages tell why they made each item (its ``why``).
    """

    text: str
    clean: str
    doc: Doc
    lines: list[layout.Line]
    dateline: layout.Dateline | None
    sentences: list[tuple[int, int]]
    lexicon: Lexicon
    published: datetime.date | None = None
    tags: Tags | None = None
    explain: bool = False

    def __post_init__(self) -> None:
        self._starts = [s for s, _ in self.sentences]
        self._line_starts = [line.start for line in self.lines]
        self._paragraph_starts = [line.start for line in self.lines if not line.joined]
        self._token_starts = [t.idx for t in self.doc]

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds the code point ``position`` (the one before it, in a gap)."""
        return max(0, bisect_right(self._starts, position) - 1)

    def token_at(self, position: int) -> Token:
        """The token that holds the code point ``position`` (the one before it, in a gap)."""
        return self.doc[max(0, bisect_right(self._token_starts, position) - 1)]

    def tokens_in(self, span: tuple[int, int]) -> Span:
        """The tokens that overlap the span, as a spaCy span (of at least one token)."""
        first = self.token_at(span[0]).i
        last = self.token_at(max(span[0], span[1] - 1)).i
        return self.doc[first : last + 1]

    def evidence(self, span: tuple[int, int]) -> dict[str, object]:
        """``{"span": span, "text": its words}``: the fields of every item that has evidence."""
        return {"span": span, "text": self.text[span[0] : span[1]]}

    def line_kind(self, position: int) -> layout.LineKind:
        """Kind of the line that holds the code point ``position``."""
        line = self.lines[max(0, bisect_right(self._line_starts, position) - 1)] if self.lines else None
        return line.kind if line and line.start <= position < line.end else "body"

    def same_paragraph(self, one: int, other: int) -> bool:
        """Do two code points stand in one paragraph (lines that were only wrapped are one)?"""
        return bisect_right(self._paragraph_starts, one) == bisect_right(self._paragraph_starts, other)
