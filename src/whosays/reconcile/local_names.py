"""Names in the words of an event that stand for a spot the gazetteer may not know: hamlets, markets, ships, plants.

Two mentions with such a name in common are of one place, whether or not anybody knows where that is.
"""

from __future__ import annotations

import re

from whosays.model import Event, Report
from whosays.reconcile.facts import Where
from whosays.reconcile.language import phrases, words_of
from whosays.reconcile.where import named_only, where
from whosays.reconcile.words import plain

_NAME = re.compile(r"(?<![\w-])[A-Z][\w'’]*[a-z][\w'’]*(?![\w'’]|-[a-z])(?:(?:[ -]| [a-z]{2,3} )[A-Z][\w'’]*)*")
_BEFORE_CHARS = 8
_HEADING = re.compile(
    r"(?:\d{1,2}[.)] |[-–—•*] )?(?P<name>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3})(?:[.:]|(?<=[a-z]) [-–—]) (?=\S)"
)
# a name of these says nothing of one spot among others
_WIDE = frozenset(("country", "admin1", "region", "water"))
# an unknown hamlet or ship may be taken for an actor of one of these kinds
_UNSURE = frozenset(("other", "person", "civilian"))


class LocalNames:
    """The local names of the event mentions of one report (``text``: the document's)."""

    def __init__(self, report: Report, text: str) -> None:
        self._text = text
        acting = [a for a in report.actors if a.kind not in _UNSURE]
        parties = {w for a in acting for m in a.mentions if m.via != "pronoun" for w in _words(m.text)}
        parties |= {w for a in acting for w in _words(a.name)}
        wide = {w for p in report.places if p.kind in _WIDE for w in _words(p.text)}
        here = {w for p in report.places if p.kind not in _WIDE for w in _words(p.text)}
        self._others = (parties | wide) - here
        self._known = {p.span[0]: p for p in report.places if p.kind != "water"}
        self._first = {s for s, _ in report.sentences} - {p.span[0] for p in report.places}

    def of(self, event: Event) -> frozenset[str]:
        """The names in the words of what was hit and where, and right behind the event's own word."""
        spans = [r.span for r in event.roles if r.role in ("target", "place")]
        named = [m for s, e in spans for m in _NAME.finditer(self._text, s, min(e, s + 120))]
        found = [m[0] for m in named if m.start() not in self._first or " " in m[0]]
        beside = phrases("beside").match(self._text, event.trigger.span[1])
        if beside is not None:
            found.append(beside["name"])
        return frozenset(n for n in map(self._tidy, found) if n)

    def spot(self, event: Event) -> Where | None:
        """The place right behind the event's own word, where reading has none for it: «the raid on Kelmi»."""
        beside = phrases("spot").match(self._text, event.trigger.span[1])
        if beside is None:
            return None
        known = self._known.get(beside.start("name"))
        if known is not None:
            return where(known) if known.kind not in _WIDE else None
        if not self._tidy(beside["name"]) or not phrases("after_spot").match(self._text, beside.end()):
            return None
        return named_only(beside["name"]).model_copy(update={"unknown": True})

    def heading(self, event: Event) -> Where | None:
        """The place that heads the event's paragraph, as in a round-up: «Kelmi. A drone struck a house …»."""
        at = event.trigger.span[0]
        start = self._text.rfind("\n", 0, at) + 1
        head = _HEADING.match(self._text, start, at)
        if head is None:
            return None
        known = self._known.get(head.start("name"))
        if known is not None:
            return where(known) if known.kind not in _WIDE else None
        name = head["name"].title() if head["name"].isupper() else head["name"]
        if not self._named_again(name) or not self._tidy(name):
            return None
        return named_only(name).model_copy(update={"unknown": True})

    def _named_again(self, name: str) -> bool:
        """True where the name stands somewhere in the text as a place does: «near Kelmi»."""
        before = phrases("before_spot")
        found = (m.start() for m in re.finditer(rf"\b{re.escape(name)}\b", self._text))
        return any(before.search(self._text[max(0, at - _BEFORE_CHARS) : at]) for at in found)

    def _tidy(self, name: str) -> str:
        words = [w for w in re.findall(r"[^\W_]+", plain(name)) if w not in words_of("beside_a_spot")]
        return "" if not words or set(words) <= self._others else " ".join(words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", plain(text)))
