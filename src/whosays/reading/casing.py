"""Capitals put right: lines all in capitals and headings in Title Case, so that a tagger can read them.

The length never changes. Who is a name is told by the rest of the document (how it writes the word in the
middle of its sentences), by the tables of states, peoples, parties and months, and by the pipeline's own
list of English words: what no list knows is a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from whosays.reading.lexicon import Lexicon, TableSpec

FUNCTION_WORDS = TableSpec("function_words", required=("word",))
_NAMES = (
    TableSpec("states", ("country", "name"), ("aliases", "seats")),
    TableSpec("demonyms", ("demonym", "country")),
    TableSpec("actors", ("name", "kind"), ("country", "aliases")),
)
_CAPITALISED = TableSpec("capitalised", required=("words",))
_NAME_COLUMNS = ("name", "aliases", "seats", "demonym")
_CALENDAR = TableSpec("times_words", ("word", "class"), ("value",))
_CALENDAR_CLASSES = frozenset({"MONTH", "MABBR", "WEEKDAY"})
_TITLES = TableSpec("titles", ("title",), ("before", "gender", "office", "leads"))

_WORD = re.compile(r"[^\W\d_]+(?:['’](?=[^\W\d_])[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|(?<![\s.(][A-Za-z])[.!?:]['\")\]]*\s|^\W*|\s[-–—]{1,2})\s*['\"(\[]*$")
_BRACKETED = re.compile(r"\(([A-Z][A-Z-]{1,11})\)")
_MIN_LETTERS = 12  # a shorter line in capitals may be an acronym or a label
_CAPITALS = 0.8
_HEADING_WORDS = 4


def is_capitals(line: str) -> bool:
    """Is nearly all of a line in capitals?"""
    letters = [c for c in line if c.isalpha()]
    return len(letters) > _MIN_LETTERS and sum(c.isupper() for c in letters) > _CAPITALS * len(letters)


def is_title_case(line: str) -> bool:
    """Does a line of several words begin nearly all of them, short ones aside, with a capital?"""
    words = [w for w in _WORD.findall(line) if len(w) > 3]
    return len(words) >= _HEADING_WORDS and sum(w[0].isupper() for w in words) > 0.75 * len(words)


@dataclass(frozen=True)
class _Evidence:
    """How the running text of one document writes its words (all in lower case here)."""

    lower: frozenset[str]
    names: frozenset[str]
    acronyms: frozenset[str]


class Casing:
    """Puts the capitals of lines right. ``is_word``: is a form in lower case a common English word?"""

    def __init__(self, lexicon: Lexicon, is_word: Callable[[str], bool]) -> None:
        self._is_word = is_word
        self._function = frozenset(row["word"] for row in lexicon.rows(FUNCTION_WORDS))
        self._titles = (
            frozenset(w for row in lexicon.rows(_TITLES) for w in _WORD.findall(row["title"])) - self._function
        )
        self._calendar = frozenset(row["word"] for row in lexicon.rows(_CALENDAR) if row["class"] in _CALENDAR_CLASSES)
        phrases = {
            name.lower()
            for table in _NAMES
            for row in lexicon.rows(table)
            for column in _NAME_COLUMNS
            for name in row.get(column, "").split("|")
        }
        parts = {word for name in phrases for word in _WORD.findall(name) if not is_word(word)}
        written_so = {word for row in lexicon.rows(_CAPITALISED) for word in row["words"].split()}
        self._names = (phrases | parts | written_so) - self._function
        self._phrases: dict[str, list[list[str]]] = {}
        for name in sorted(phrases):
            words = _WORD.findall(name)
            if len(words) > 1:
                self._phrases.setdefault(words[0], []).append(words)

    def fix(self, text: str, running: list[tuple[int, int]], capitals: list[tuple[int, int]]) -> str:
        """The text with the lines ``capitals`` put right; ``running``: the spans that show how names are written."""
        if not capitals:
            return text
        evidence = _evidence(text, running)
        out = list(text)
        for start, end in capitals:
            line = text[start:end]
            fixed = self._capitals(line, evidence) if is_capitals(line) else self._title_case(line, evidence)
            out[start:end] = fixed
        return "".join(out)

    def _capitals(self, line: str, evidence: _Evidence) -> str:
        words = list(_WORD.finditer(line))
        forms = [self._form(m.group(), line, m.start(), m.end(), evidence) for m in words]
        lowered = [form.lower() for form in forms]
        for n, word in enumerate(lowered):
            for phrase in self._phrases.get(word, ()):
                if lowered[n : n + len(phrase)] == phrase:
                    for k in range(n, n + len(phrase)):
                        forms[k] = forms[k] if forms[k] in self._function else _capitalised(forms[k])
        out = list(line)
        for n, m in enumerate(words):
            form = forms[n]
            if form.islower():
                title = form in self._titles and n + 1 < len(forms) and forms[n + 1][:1].isupper()
                if (title and line[m.end() : words[n + 1].start()] == " ") or _SENTENCE_END.search(line[: m.start()]):
                    form = _capitalised(form)
            out[m.start() : m.end()] = form
        return "".join(out)

    def _form(self, word: str, line: str, start: int, end: int, evidence: _Evidence) -> str:
        lower = _lowered(word)
        if lower in evidence.acronyms or (line[end : end + 1] == "." and len(word) == 1):
            return word
        base, mark, tail = _possessive(lower)
        if base in self._calendar:
            near = line[max(0, start - 4) : start] + line[end : end + 4]
            is_date = not (base in self._function or self._is_word(base + "es")) or any(c.isdigit() for c in near)
            return _capitalised(lower) if is_date else lower
        if base in evidence.lower or base in self._function:
            return lower
        if base in evidence.names or base in self._names:
            return _capitalised(lower)
        if self._is_word(base):
            return lower
        if len(base) <= 5 and not any(c in "aeiouy" for c in base):
            return word[: len(base)] + mark + tail
        return _capitalised(lower)

    def _title_case(self, line: str, evidence: _Evidence) -> str:
        out = list(line)
        for n, m in enumerate(_WORD.finditer(line)):
            word = m.group()
            lower = _lowered(word)
            base, *_ = _possessive(lower)
            if n == 0 or not word[0].isupper() or (len(word) > 1 and word[1:2].isupper()):
                continue
            if base in evidence.names or base in self._names or base in self._calendar:
                continue
            if _SENTENCE_END.search(line[: m.start()]) and line[: m.start()].strip():
                continue
            if base in evidence.lower or base in self._function or self._is_word(base):
                out[m.start() : m.end()] = lower
        return "".join(out)


def _evidence(text: str, running: list[tuple[int, int]]) -> _Evidence:
    lower: set[str] = set()
    names: set[str] = set()
    acronyms = {w.lower() for m in _BRACKETED.finditer(text) for w in m.group(1).split("-")}
    for start, end in running:
        line = text[start:end]
        for m in _WORD.finditer(line):
            word = m.group()
            if word.islower():
                lower.add(_possessive(word)[0])
            elif word.isupper() and len(word) > 1:
                acronyms.add(word.lower())
            elif word[0].isupper() and not _SENTENCE_END.search(line[max(0, m.start() - 8) : m.start()]):
                names.add(_possessive(_lowered(word))[0])
    return _Evidence(frozenset(lower - names), frozenset(names), frozenset(acronyms))


def _possessive(word: str) -> tuple[str, str, str]:
    """«russia's» -> («russia», «'», «s»)."""
    for mark in "'’":
        if mark in word:
            base, _, tail = word.rpartition(mark)
            return base, mark, tail
    return word, "", ""


def _lowered(word: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)


def _capitalised(word: str) -> str:
    first = word[0].upper()
    return (first if len(first) == 1 else word[0]) + word[1:]
