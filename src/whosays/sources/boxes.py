"""Pages made of headed boxes (a record of one incident, a fact sheet): the narrative is kept, the data boxes go.

Such a page puts beside its narrative a summary of figures, a list of sources, a list of names, notes on the map: each
in a box of its own with a heading. Read as running text, the lists repeat the narrative's figures and names without
their context, so that they would be counted twice. What is a data box is told by its structure: hardly any of its
words stand in whole sentences. Nothing is taken out of a page that is not built like this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_BOXES = {"div", "section", "article", "aside", "details", "figure"}
_LEAVES = {"p", "li", "dd", "blockquote", "td", "div", "section", "article", "figcaption"}
_UNSEEN = {"script", "style", "template", "noscript", "svg", "iframe", "form", "select", "button", "nav", "head"}
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_SENTENCE_WORDS = 8  # words with an end of sentence: running text, not a label
_NARRATIVE_WORDS = 40  # words of running text that a page's narrative has at least
_RUNNING = 0.7  # share of words in sentences above which a box is narrative
_DATA = 0.5  # and below which it is data
_MAIN = 0.67  # share of the running text (without data and furniture) that the narrative has
_FURNITURE = re.compile(
    r"(?:\w+ )?(?:notes?|methodology|references|sources|credits|further reading|see also|related(?: \w+)?|"
    r"read more|more stories|newsletters?|about us|corrections?|share this\w*)\W*(?:\(\d+\))?\W*(?:\[?\s*\w+\s*\]?)?",
    re.I,
)


@dataclass
class _Words:
    """Words of an element: all of them, and those in whole sentences."""

    all: int = 0
    running: int = 0

    @property
    def share(self) -> float:
        return self.running / self.all if self.all else 0.0


def keep_narrative(root: Any) -> tuple[str, ...]:
    """Take all but the narrative out of a page of headed boxes, in place.

    The headings of the boxes that were taken out are returned, none if the page is not built like this. Beside the
    data boxes small ones with running text go as well: such pages reproduce the statements of others there, which
    are not the page's own words. Where several boxes have much to say, the page is left as it is.
    """
    words = _counted(root)
    inside, narrative = root, None
    gone: dict[str, None] = {}
    while (found := _narrative(inside, words)) is not None:  # a column of the page may be such a row of boxes itself
        for box in _others(found, words):
            gone.update(dict.fromkeys(_labels(box)))
            box.getparent().remove(_without_tail(box))
        inside = narrative = found
    if narrative is not None and (label := _heading(narrative)) is not None:
        label.getparent().remove(_without_tail(label))
    return tuple(gone)


def _narrative(root: Any, words: dict[Any, _Words]) -> Any | None:
    """The box with the narrative, in a row of headed boxes inside an element; None where there is no such row."""
    best = None
    for parent in root.iter("div", "section", "article", "main", "body"):
        boxes = [child for child in parent if child.tag in _BOXES and _heading(child) is not None]
        if len(boxes) < 3:
            continue
        data = [box for box in boxes if words[box].all >= 3 and words[box].share < _DATA]
        narrative = max(boxes, key=lambda box: words[box].running)
        if len(data) < 2 or words[narrative].running < _NARRATIVE_WORDS or words[narrative].share < _RUNNING:
            continue
        beside = {*data, *(box for box in boxes if _FURNITURE.fullmatch(_label(box)))}
        text = words[root].running - sum(words[box].running for box in beside)
        if narrative in beside or words[narrative].running < _MAIN * text:
            continue
        if best is None or words[narrative].running > words[best].running:
            best = narrative
    return best


def _others(narrative: Any, words: dict[Any, _Words]) -> list[Any]:
    """The boxes beside the narrative, and columns of data beside what is around it, up to the page's main part."""
    others = [box for box in narrative.getparent() if box is not narrative and box.tag in _BOXES]
    element = narrative.getparent()
    while (parent := element.getparent()) is not None and element.tag not in {"main", "article", "body"}:
        others += [
            box
            for box in parent
            if box is not element and box.tag in _BOXES and words[box].all and words[box].share < _DATA
        ]
        element = parent
    return [box for box in others if words[box].all]


def _labels(box: Any) -> list[str]:
    """The headings in a box, short enough for a message."""
    return [" ".join(h.text_content().split())[:60] for h in list(box.iter(*_HEADINGS))[:3]]


def _label(box: Any) -> str:
    heading = _heading(box)
    return " ".join(heading.text_content().split())[:100] if heading is not None else ""


def _heading(box: Any) -> Any | None:
    """The heading that a box begins with; one box may be wrapped around it."""
    for depth, element in enumerate(box.iter()):
        if not isinstance(element.tag, str) or element is box:
            if element is box and (box.text or "").strip():
                return None
            continue
        if element.tag in _HEADINGS:
            return element
        if depth > 4 or (element.text or "").strip() or element.tag not in (*_BOXES, "header", "hgroup", "a", "span"):
            return None
    return None


def _without_tail(element: Any) -> Any:
    """The element, its tail handed to what stands before it, so that removing it loses no text outside it."""
    if element.tail and element.tail.strip():
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    return element


def _counted(root: Any) -> dict[Any, _Words]:
    """The words of every element, counted once from the leaves up; a text that comes again is no narrative."""
    from lxml import etree

    counts: dict[Any, _Words] = {}
    told: set[str] = set()
    unseen = 0
    for action, element in etree.iterwalk(root, events=("start", "end")):
        hidden = not isinstance(element.tag, str) or element.tag in _UNSEEN
        if action == "start":
            unseen += hidden
            counts[element] = _Words()
            continue
        unseen -= hidden
        count = counts[element]
        if not unseen and not hidden:
            own = [element.text or "", *(child.tail or "" for child in element)]
            count.all += sum(len(text.split()) for text in own)
            if count.all >= _SENTENCE_WORDS and _is_leaf(element):
                text = " ".join(element.text_content().split())
                if text not in told and _SENTENCE_END.search(text[-50:]):
                    count.running = count.all
                told.add(text)
        parent = element.getparent()
        if parent is not None and parent in counts and not hidden:
            counts[parent].all += count.all
            counts[parent].running += count.running
    return counts


def _is_leaf(element: Any) -> bool:
    """A block without blocks in it: a paragraph, a list item, a cell."""
    return element.tag in _LEAVES and not any(
        isinstance(child.tag, str) and child.tag in _BLOCKS_INSIDE for child in element.iterdescendants()
    )


_BLOCKS_INSIDE = {
    "p", "div", "li", "ul", "ol", "table", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
    "dl", "dd", "td", "figure", "aside",
}  # fmt: skip
