"""From segments to claims: which content, and which source, belongs to which cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.cues import CueTable, CueWord
from whosays.reading.claims.decode import Part, Segment
from whosays.reading.claims.draft import Draft, Range
from whosays.reading.claims.quotations import Quotations
from whosays.reading.claims.rules import draft_for, source_of
from whosays.reading.claims.syntax import phrase, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from whosays.reading.parse import Parsed
    from whosays.reading.tags import Tags

# Weights of the evidence that a segment belongs to a cue; set on the training articles.
_LINK, _SYNTAX, _STEP, _FARTHEST = 5.0, 1.5, 0.12, 12
_RULE, _CHANCE = 1.0, 1 / 3
_CROSSED, _OTHER_SENTENCE, _OTHER_PARAGRAPH = 1.0, 1.5, 1.5
_POSSIBLE_SOURCE = 0.02
_CONTENT_AT_LEAST, _SOURCE_AT_LEAST = -1.0, -2.0
_EMPTY = frozenset({"AUX", "PART", "DET", "CCONJ", "SPACE"})


def join(
    parsed: Parsed, found: list[Segment], ruled: list[Draft], cues: CueTable, quotations: Quotations
) -> list[Draft]:
    """One draft for each cue segment that has a content, in text order."""
    tags = parsed.tags
    assert tags is not None
    board = _Board(parsed, tags, found, ruled, quotations)
    cue_segments = [s for s in found if s.part == "cue" and _carries(parsed.doc, s)]
    heads = [_cue_head(parsed.doc, s, cues) for s in cue_segments]
    given: dict[int, list[Segment]] = {k: [] for k in range(len(cue_segments))}
    _give_contents(board, cue_segments, heads, given)
    out: list[Draft] = []
    idioms: list[set[int]] = []  # «blame» of «traded blame» is no cue of its own
    for k, cue in enumerate(cue_segments):
        head = heads[k]
        row = cues.get(head)
        stance = row[0].stance if row else None
        idioms.append({t.i for t in row[1]} if row else set())
        source = board.source_for(cue, head, row[0].pos if row else head.pos_)
        if row and _is_addressed(head, source, row[0]):
            source = None
        ranges = [(c.first, c.last) for c in sorted(given[k], key=lambda c: c.first)]
        idiom = row is not None and len(row[0].words) > 1
        if idiom and ranges and head.i in board.ruled:
            ranges = board.ruled[head.i].content
        if not ranges:
            draft = draft_for(head, parsed, cues, quotations)
            if draft is None:
                continue
            draft.cue = (cue.first, cue.last)
            draft.source = source or draft.source
            draft.score = 0.5 * cue.sure
            if parsed.explain:
                draft.why += (f"encoder: cue {cue.sure:.2f}, no content",)
            out.append(draft)
            continue
        sure = (cue.sure + sum(c.sure for c in given[k]) / len(given[k])) / 2
        draft = Draft(head.i, (cue.first, cue.last), source, ranges, stance, min(1.0, sure), made=idiom)
        if parsed.explain:
            draft.why = (row[0].told(parsed.lexicon),) if row else ("cues.tsv does not have the cue",)
            draft.why += (_seen(tags, cue, given[k], source),)
        out.append(draft)
    return [d for d in out if not any(d.head in idiom for idiom in idioms)]


def _seen(tags: Tags, cue: Segment, contents: list[Segment], source: Range | None) -> str:
    """How sure the encoder is of cue, content and source."""
    content = sum(c.sure for c in contents) / len(contents)
    said = f"encoder: cue {cue.sure:.2f}, content {content:.2f}"
    if source is None:
        return f"{said}, no source"
    return f"{said}, source {float(tags.attribution[slice(*source), 1:3].sum(axis=1).mean()):.2f}"


def _carries(doc: Doc, cue: Segment) -> bool:
    """Is there more to a cue than auxiliaries and particles?"""
    return any(doc[i].pos_ not in _EMPTY for i in range(cue.first, cue.last))


def _cue_head(doc: Doc, cue: Segment, cues: CueTable) -> Token:
    """The token of a cue that carries it: its syntactic head, or the first of its words in the table."""
    root: Token = doc[cue.first : cue.last].root
    if cues.get(root) is not None:
        return root
    for i in range(cue.first, cue.last):
        if cues.get(doc[i]) is not None:
            return doc[i]
    return root


def _is_addressed(head: Token, source: Range | None, word: CueWord) -> bool:
    """Is the supposed source the one spoken to or of («the mayor was asked», «Asked about it, she …»)?"""
    if source is None or head.tag_ != "VBN" or word.frames >= {"as", "quote"}:
        return False
    if any(c.dep_ == "agent" for c in head.children):
        return False
    passive = any(c.dep_ == "auxpass" for c in head.children)
    if not passive:
        return head.dep_ == "advcl" and word.stance == "ask"
    return any(c.dep_ == "nsubjpass" and source[0] <= c.i < source[1] for c in head.children)


def _give_contents(
    board: _Board,
    cue_segments: list[Segment],
    heads: list[Token],
    given: dict[int, list[Segment]],
) -> None:
    """Give each content segment to a cue: first one to each, the likeliest pairs first, then the rest."""
    pairs = []
    for k, cue in enumerate(cue_segments):
        near = board.near(cue, "content")
        for c, link in zip(near, board.content_links(heads[k], near), strict=True):
            value = board.content_value(cue, heads[k], c) + _LINK * link
            if value >= _CONTENT_AT_LEAST:
                pairs.append((value, k, c))
    pairs.sort(key=lambda p: (-p[0], p[1], p[2].first))
    taken: set[int] = set()
    for _, k, c in pairs:
        if c.first not in taken and not given[k]:
            given[k].append(c)
            taken.add(c.first)
    for _, k, c in pairs:
        if c.first not in taken:
            given[k].append(c)
            taken.add(c.first)


class _Board:
    """All segments of a document, and the evidence on which pairs belong together."""

    def __init__(
        self, parsed: Parsed, tags: Tags, found: list[Segment], ruled: list[Draft], quotations: Quotations
    ) -> None:
        self.parsed, self.doc, self.tags, self.quotations = parsed, parsed.doc, tags, quotations
        self.ruled = {d.head: d for d in ruled}
        inside = {i for s in found for i in range(s.first, s.last)}
        starts = {s.first for s in found if s.part == "cue"}
        # running totals up to each token: words in no segment, cues begun
        self.words, self.cues, self.breaks = [0], [0], [0]
        for token in self.doc:
            self.breaks.append(self.breaks[-1] + (token.text == ";"))
            loose = token.i not in inside and not token.is_punct and not token.is_space
            self.words.append(self.words[-1] + loose)
            self.cues.append(self.cues[-1] + (token.i in starts))
        self.sentence_of: list[int] = []
        for n, sent in enumerate(self.doc.sents):
            self.sentence_of.extend([n] * (sent.end - sent.start))
        self.by_sentence: dict[Part, dict[int, list[Segment]]] = {"source": {}, "cue": {}, "content": {}}
        for s in found:
            first, last = self.sentence_of[s.first], self.sentence_of[s.last - 1]
            for n in (first, last) if last > first else (first,):
                self.by_sentence[s.part].setdefault(n, []).append(s)

    def near(self, cue: Segment, part: Part) -> list[Segment]:
        """Segments of a part in the sentence of the cue or in the two on either side (a quotation may be longer)."""
        n = self.sentence_of[cue.first]
        by_sentence = self.by_sentence[part]
        found = {s.first: s for k in range(n - 2, n + 3) for s in by_sentence.get(k, ())}
        return [found[k] for k in sorted(found)]

    def _distance(self, a: Segment, b: Segment) -> tuple[int, int, int]:
        """Words between two segments (other segments' sources left out), cues crossed, sentences apart."""
        first, last = (a.last, b.first) if a.first < b.first else (b.last, a.first)
        words = max(0, self.words[last] - self.words[first]) if last > first else 0
        crossed = self.cues[last] - self.cues[first] if last > first else 0
        left, right = (a, b) if a.first < b.first else (b, a)
        apart = self.sentence_of[right.first] - self.sentence_of[left.last - 1]
        return words, crossed, max(0, apart)

    def _common(self, cue: Segment, other: Segment) -> float:
        words, crossed, apart = self._distance(cue, other)
        value = -_STEP * min(words, _FARTHEST) - _CROSSED * crossed - _OTHER_SENTENCE * apart
        first, last = min(cue.last, other.last), max(cue.first, other.first)
        if not apart and last > first and self.breaks[last] > self.breaks[first]:  # «A said this; B said that»
            value -= _OTHER_SENTENCE
        if apart:
            first, last = min(cue.last, other.last), max(cue.first, other.first)
            if "\n" in self.parsed.text[self.doc[first - 1].idx : self.doc[last].idx]:
                value -= _OTHER_PARAGRAPH
        return value

    def content_value(self, cue: Segment, head: Token, content: Segment) -> float:
        """How well a content goes with a cue."""
        value = self._common(cue, content)
        root = self.doc[content.first : content.last].root
        if head.i in self.ruled and self._unquoted_before(head, content):
            return -_FARTHEST  # the cue's own sentence has its content
        if _above(head, root) or _above(root, head):
            value += _SYNTAX
        rule = self.ruled.get(head.i)
        if rule is not None and rule.holds(root.i):
            value += _RULE
        return value

    def _unquoted_before(self, head: Token, content: Segment) -> bool:
        """Does a content end in a sentence before the cue's, outside quotation marks?"""
        if self.sentence_of[content.last - 1] >= self.sentence_of[head.i]:
            return False
        first, last = self.doc[content.first], self.doc[content.last - 1]
        return not self.quotations.within(first.idx, last.idx + len(last))

    def content_links(self, head: Token, contents: list[Segment]) -> list[float]:
        """The encoder's word on each content: its probability over the segment, against chance."""
        samples = [_sample(c) for c in contents]
        scores = self.tags.links(head.i, [i for sample in samples for i in sample])[:, 2].tolist()
        out, at = [], 0
        for sample in samples:
            out.append(sum(scores[at : at + len(sample)]) / len(sample) - _CHANCE)
            at += len(sample)
        return out

    def source_for(self, cue: Segment, head: Token, pos: str) -> Range | None:
        """The source of a cue: the segment that link scores, parse and nearness favour; None where nothing does."""
        owner = source_of(head, pos)
        best: tuple[float, int, Segment] | None = None
        near = self.near(cue, "source")
        roots = [self.doc[s.first : s.last].root.i for s in near]
        links = self.tags.links(head.i, roots)[:, 1].tolist()
        own = owner is not None and owner.pos_ in ("NOUN", "PROPN")
        own = own or (owner is None and pos == "VERB" and any(c.dep_ == "auxpass" for c in head.children))
        for source, link in zip(near, links, strict=True):
            if own and self.sentence_of[source.last - 1] != self.sentence_of[head.i]:
                continue  # the subject of the cue says it, or nobody
            value = self._common(cue, source) + _LINK * (link - _CHANCE)
            if owner is not None and source.first <= owner.i < source.last:
                value += 2 * _SYNTAX
            if value >= _SOURCE_AT_LEAST and (best is None or value > best[0]):
                best = (value, source.first, source)
        # «rejecting Russian claims that …»: the claims are theirs, whoever else is near
        theirs = pos == "NOUN" and owner is not None and owner.head == head and owner.i < head.i
        if theirs and owner is not None and not (best and best[2].first <= owner.i < best[2].last):
            return owner.i, owner.i + 1
        if best is None:
            return self._unmarked(owner)
        return trim(self.doc, (best[2].first, best[2].last))

    def _unmarked(self, owner: Token | None) -> Range | None:
        """The owner that the parse gives, where the encoder holds it possible that it is a source."""
        if owner is None or float(self.tags.attribution[owner.i, 1:3].sum()) < _POSSIBLE_SOURCE:
            return None
        return phrase(owner)


def _above(token: Token, other: Token) -> bool:
    """Does ``token`` govern ``other``, through at most six arcs?"""
    for _ in range(6):
        if other.head == other:
            return False
        other = other.head
        if other == token:
            return True
    return False


def _sample(segment: Segment) -> list[int]:
    """Up to five tokens spread over a segment."""
    return list(range(segment.first, segment.last, max(1, (segment.last - segment.first) // 4)))
