"""Events by their trigger tokens: what the later stages (claims, relations) ask of this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.model import Event
from whosays.reading import syntax
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class EventIndex:
    """The events of a document with the head token of each trigger.

    tokens: event id -> token; by_sentence: sentence index -> events in text order.
    """

    tokens: dict[str, Token]
    by_sentence: dict[int, list[Event]]

    def at(self, token: Token) -> Event | None:
        """The event whose trigger is headed by this token, or None."""
        return self._by_token.get(token.i)

    @property
    def _by_token(self) -> dict[int, Event]:
        events = {event.id: event for group in self.by_sentence.values() for event in group}
        return {token.i: events[key] for key, token in self.tokens.items()}


def event_index(parsed: Parsed, events: list[Event]) -> EventIndex:
    """Look-ups for the events of one document."""
    tokens: dict[str, Token] = {}
    by_sentence: dict[int, list[Event]] = {}
    for event in events:
        tokens[event.id] = syntax.head(list(parsed.tokens_in(event.trigger.span)))
        by_sentence.setdefault(event.sentence, []).append(event)
    return EventIndex(tokens, by_sentence)
