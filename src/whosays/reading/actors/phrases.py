"""Where the phrases of the tables stand in a text: names of states, peoples, seats and known actors."""

from __future__ import annotations

from dataclasses import dataclass

from whosays.reading.actors.words import WORD, Entry, Words
from whosays.reading.parse import Parsed

# Characters that may stand between two words of one name.
_JOINTS = frozenset({"", " ", "-", "'", ".", ". ", "/", "’", " & ", "' ", "’ ", "–", ", ", ' "', "s' ", " ("})
# Bodies whose names of several words some papers write without capitals («the security council»).
_PLAIN_NAMES = frozenset({"government", "igo"})
_SHORT = 5
_MIN_LOWERED = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the tables at [start, end) in code points, and at the tokens [first, last]."""

    start: int
    end: int
    first: int
    last: int
    entry: Entry


def find_hits(parsed: Parsed, words: Words) -> list[Hit | None]:
    """For each token, the table phrase that covers it (the longest from the left), or None."""
    found: list[Hit | None] = [None] * len(parsed.doc)
    text = parsed.clean
    spans = [(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(text)]
    phrases = words.phrases
    i = 0
    while i < len(spans):
        entries = phrases.get(spans[i][0])
        step = 1
        if entries:
            for key, entry in entries:
                n = len(key)
                if _matches(spans, i, key, text) and _case_fits(parsed, entry, spans[i][1], spans[i + n - 1][2]):
                    _put(found, parsed, spans[i][1], spans[i + n - 1][2], entry)
                    step = n
                    break
        i += step
    return found


def _matches(spans: list[tuple[str, int, int]], i: int, key: tuple[str, ...], text: str) -> bool:
    if i + len(key) > len(spans):
        return False
    for k, word in enumerate(key):
        if spans[i + k][0] != word:
            return False
        if k and text[spans[i + k - 1][2] : spans[i + k][1]] not in _JOINTS:
            return False
    return True


def _case_fits(parsed: Parsed, entry: Entry, start: int, end: int) -> bool:
    """Acronyms must be capitals; other names must have a capital at their first or last word."""
    clean, original = parsed.clean[start:end], parsed.text[start:end]
    lowered = clean != original or (parsed.lines and _no_capitals(parsed, start))
    letters = entry.form.replace(".", "")
    if len(letters) <= _SHORT and letters.isupper():
        if lowered:
            token = parsed.token_at(start)
            return len(letters) >= _MIN_LOWERED and not token.is_stop
        return clean.isupper()
    if lowered:
        return True
    if len(letters) <= _SHORT and " " not in letters:
        return clean.replace(".", "") == letters
    if any(c.isupper() for c in clean):
        return True
    return entry.type == "actor" and entry.kind in _PLAIN_NAMES and " " in clean


def _no_capitals(parsed: Parsed, position: int) -> bool:
    """Is the sentence at ``position`` written without any capitals (a text in lower case)?"""
    start, end = parsed.sentences[parsed.sentence_at(position)] if parsed.sentences else (0, 0)
    stretch = parsed.text[start:end]
    return stretch.islower() and len(stretch) > 2 * _SHORT


def _put(found: list[Hit | None], parsed: Parsed, start: int, end: int, entry: Entry) -> None:
    if end < len(parsed.clean) and entry.form.endswith(".") and parsed.clean[end] == ".":
        end += 1
    span = parsed.tokens_in((start, end))
    hit = Hit(start, end, span.start, span.end - 1, entry)
    for k in range(span.start, span.end):
        found[k] = hit
