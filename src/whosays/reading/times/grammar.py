"""The grammar of time expressions: patterns over classes of words, read from a table, and what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whosays.errors import LexiconError
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.times.words import Atom, Vocabulary, vocabulary

PATTERNS = TableSpec("times_patterns", ("rule", "pattern"))

_PLAIN_GROUP = re.compile(r"\((?!\s*\?)")
_RUN = re.compile("[^ ]+")  # no pattern crosses an atom without a class
# Classes of words and marks that by themselves make no time.
_SMALL = frozenset(
    """
    ON IN AT BY OF THE AND OR TO INTO UNTIL SINCE FROM BETWEEN DURING WITHIN FOR COMMA DOT DASH LPAR RPAR SLASH POSS
    A APPROX NEARLY GOESON SPENT COUNTED PLAN TELL MORE OTHER ENDED LONG
    """.split()  # noqa: SIM905
)
_PART = re.compile(r"\{([A-Z]+)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern found: its rule, the atoms [first, last] of the document, and its named parts."""

    rule: str
    atoms: list[Atom]
    first: int
    last: int
    parts: dict[str, tuple[int, int]]

    def has(self, name: str) -> bool:
        """Is the named part there?"""
        return name in self.parts

    def part(self, name: str) -> list[Atom]:
        """The atoms of a named part; none where it is not there."""
        start, end = self.parts.get(name, (0, 0))
        return self.atoms[start:end]

    def value(self, name: str, *classes: str) -> str | None:
        """Value of the first atom of the part that has one of the classes."""
        for atom in self.part(name):
            for wanted in classes:
                if wanted in atom.values:
                    return atom.values[wanted]
        return None

    def led_by(self, *classes: str) -> bool:
        """Has the atom before the expression one of the classes?"""
        atom = self.before()
        return atom is not None and any(c in atom.values for c in classes)

    def followed_by(self, *classes: str) -> bool:
        """Has the atom after the expression one of the classes?"""
        atom = self.after()
        return atom is not None and any(c in atom.values for c in classes)

    def is_which(self, *classes: str) -> bool:
        """Is the word that says which one («last», «next», «that») of one of the classes?"""
        return any(c in atom.values for atom in self.part("which") for c in classes)

    def before(self, back: int = 1) -> Atom | None:
        """The atom ``back`` places before the expression."""
        i = self.first - back
        return self.atoms[i] if i >= 0 else None

    def after(self, on: int = 1) -> Atom | None:
        """The atom ``on`` places after the expression."""
        i = self.last + on
        return self.atoms[i] if i < len(self.atoms) else None


class Grammar:
    """All patterns, compiled for the letters of one vocabulary."""

    def __init__(self, words: Vocabulary, rows: list[dict[str, str]]) -> None:
        self.rules: list[tuple[str, re.Pattern[str]]] = []
        self._core = re.compile(f"[{words.letters_beyond(_SMALL)}]")
        parts: dict[str, str] = {}
        for row in rows:
            name, source = row["rule"], row["pattern"]
            try:
                source = _PART.sub(lambda m: f"({parts[m[1]]})", source)
            except KeyError as error:
                raise LexiconError(f"times_patterns: the part {error} of the rule '{name}' is not known") from error
            if name.startswith("="):
                parts[name[1:]] = source
                continue
            try:
                self.rules.append((name, re.compile(_compile(source, words))))
            except re.error as error:
                raise LexiconError(f"times_patterns: a pattern of the rule '{name}' is wrong: {error}") from error

    def find(self, atoms: list[Atom], letters: str) -> list[Found]:
        """Everything that any pattern finds, by place, the longer and the earlier in the table first."""
        found: list[tuple[int, int, int, Found]] = []
        for run in _RUN.finditer(letters):
            if not self._core.search(letters, run.start(), run.end()):
                continue
            for order, (rule, pattern) in enumerate(self.rules):
                for m in pattern.finditer(letters, run.start(), run.end()):
                    parts = {k: m.span(k) for k in m.groupdict() if m.start(k) >= 0 and m.end(k) > m.start(k)}
                    found.append((m.start(), -m.end(), order, Found(rule, atoms, m.start(), m.end() - 1, parts)))
        found.sort(key=lambda f: f[:3])
        return [f[3] for f in found]


def _compile(source: str, words: Vocabulary) -> str:
    """A pattern of the table as a regular expression over letters."""
    pattern = _PLAIN_GROUP.sub("(?:", source).replace(">", ")")
    pieces, at = [], 0
    for m in re.finditer(r"<([a-z]\w*):|[A-Z]+", pattern):
        pieces.append(pattern[at : m.start()])
        if m[1]:
            pieces.append(f"(?P<{m[1]}>")
        else:
            letters = words.letters_of(m.group())
            if not letters:
                raise LexiconError(f"times_patterns: no word has the class {m.group()}")
            pieces.append(f"[{letters}]")
        at = m.end()
    return "".join([*pieces, pattern[at:]]).replace(" ", "")


@lru_cache(maxsize=16)
def grammar(lexicon: Lexicon) -> Grammar:
    """The grammar of a lexicon, built once."""
    return Grammar(vocabulary(lexicon), lexicon.rows(PATTERNS))
