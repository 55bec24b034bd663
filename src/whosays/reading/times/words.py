"""The words of time of a language, and a text cut into atoms that carry their classes.

An atom is a word, a number, a mark or a whole phrase of the table. Every set of classes has one letter, so
that a text is also a string of letters, one an atom, on which the patterns of the grammar are searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whosays.reading.lexicon import Lexicon, TableSpec

CLASSES = frozenset(
    """
    MONTH MABBR WEEKDAY WABBR WEEKDAYS SEASON HOLIDAY UNIT UNITS YEARWORD WEEKWORD QUARTERWORD CENTURYWORD WEEKENDWORD
    WEEKENDS PART PARTS NOON DEIXIS NEWYEAR TONIGHT OVERNIGHT DECADEWORD FISCAL PERIOD TIME YEARHEAD TENS HUNDRED
    MILLION ZONE HOURS OCLOCK CLOCKPAST
    REF CURRENT RECENT FUTURE PASTWORD OFTEN KIND SPELL TIMES EACH PER
    NUM ORD FEW HALF HALFA A MORE STRAIGHT OTHER ALONE LONG OLD AGED APPROX NEARLY
    LAST PREVIOUS NEXT COMING FOLLOWING THIS THAT LATEST MOD EDGE
    AGO LATER EARLIER BEFORE AFTER FROMNOW
    ON IN AT BY OF THE AND OR TO INTO UNTIL SINCE FROM BETWEEN DURING WITHIN FOR
    PLAN TELL DOUBTFUL COUNTED SPENT ENDED GOESON
    COMMA DOT DASH LPAR RPAR SLASH POSS
    """.split()  # noqa: SIM905
)
WORDS = TableSpec("times_words", ("word", "class"), ("value",), allowed={"class": CLASSES})

_ATOM = re.compile(
    r"(?=[\d'])(?:(?P<ISO>\d{4}-\d\d-\d\d(?:t\d\d:\d\d(?::\d\d)?z?)?(?![\d-]))"
    r"|(?P<YMD>(?:19|20)\d\d(?P<mark>[/.])\d{1,2}(?P=mark)\d{1,2}(?![\d/]))"
    r"|(?P<NUMDATE>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d\d)(?![\d/]))"
    r"|(?P<FRACTION>[1-9]/[2-9](?![\d/]))"
    r"|(?P<CLOCK>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])|(?:[01]?\d|2[0-4])h[0-5]\d\b)"
    r"|(?P<DECADE>(?:1\d|20)\d0'?s\b|'?[1-9]0'?s\b)"
    r"|(?P<YY>'\d\d\b(?!'))"
    r"|(?P<ORDN>\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<NUMBER>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r")|(?P<AMPM>[ap]\.\s?m\b\.?|[ap]m\b)"
    r"|(?P<QUARTER>q[1-4]\b)"
    r"|(?P<WORD>o'clock|[^\W\d_]+)"
    r"|(?P<POSS>'s\b)"
    r"|(?P<BREAK>\n\s*\n)"
    r"|(?P<MARK>[^\s\w])"
)
_Raw = tuple[int, int, str, dict[str, str]]  # start, end, word in lower case, value by class
_MONTHS = frozenset({"MONTH", "MABBR"})
_NUMERIC = ("ISO", "YMD", "NUMDATE", "FRACTION", "CLOCK", "DECADE", "YY", "AMPM", "QUARTER")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, number, mark or phrase: [start, end) in the text, lower-case text, its value by class."""

    start: int
    end: int
    text: str
    values: dict[str, str]


class Vocabulary:
    """The table of words, and the letters of all class sets that an atom may have."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.words: dict[str, dict[str, str]] = {}
        self.phrases: dict[
            tuple[str, str], list[tuple[tuple[str, ...], dict[str, str]]]
        ] = {}  # by their first two words
        grouped: dict[tuple[str, ...], dict[str, str]] = {}
        for row in rows:
            key = tuple(m.group() for m in _ATOM.finditer(row["word"].lower()))
            grouped.setdefault(key, {}).setdefault(row["class"], row.get("value", ""))
        for key, values in grouped.items():
            if len(key) == 1:
                self.words[key[0]] = values
            else:
                self.phrases.setdefault((key[0], key[1]), []).append((key, values))
        for entries in self.phrases.values():
            entries.sort(key=lambda e: -len(e[0]))
        self._letters: dict[frozenset[str], str] = {}
        sets = [frozenset(v) for v in self.words.values()]
        sets += [frozenset(v) for entries in self.phrases.values() for _, v in entries]
        sets += [frozenset({name}) for name in _NUMERIC]
        sets += [frozenset(_number_values(text)) for text in _number_shapes()]
        sets += [frozenset(_ordinal_values(text)) for text in ("1st", "45th")]
        for classes in sets:
            self._letters.setdefault(classes, chr(0xE000 + len(self._letters)))

    def of_class(self, name: str) -> frozenset[str]:
        """The single words that have a class."""
        return frozenset(word for word, values in self.words.items() if name in values)

    def letter(self, values: dict[str, str]) -> str:
        """The letter of a set of classes; a blank for an atom of no class."""
        return self._letters.get(frozenset(values), " ")

    def letters_of(self, name: str) -> str:
        """All letters whose set holds the class, as the inside of a regular-expression set."""
        return "".join(sorted(letter for classes, letter in self._letters.items() if name in classes))

    def letters_beyond(self, names: frozenset[str]) -> str:
        """All letters whose set holds a class besides these, as the inside of a regular-expression set."""
        return "".join(sorted(letter for classes, letter in self._letters.items() if classes - names))

    def atoms(self, text: str) -> tuple[list[Atom], str]:
        """The text in atoms, and its string of letters. An empty line is a break that no pattern crosses."""
        raw: list[_Raw] = []
        for m in _ATOM.finditer(lower(text)):
            kind, word = m.lastgroup or "", m.group()
            if kind in ("WORD", "MARK", "POSS"):
                values = self.words.get(word, {})
            elif kind == "NUMBER":
                values = _number_values(word)
            elif kind == "ORDN":
                values = _ordinal_values(word)
            elif kind == "BREAK":
                values = {}
            else:
                values = self.words.get(word) or {kind: word}
            raw.append((m.start(), m.end(), word, values))
        raw = self._two_days(raw)
        atoms: list[Atom] = []
        letters: list[str] = []
        known: dict[int, str] = {}
        i = 0
        while i < len(raw):
            start, end, word, values = raw[i]
            step = 1
            pair = (word, raw[i + 1][2] if i + 1 < len(raw) else "")
            for key, phrase_values in self.phrases.get(pair, ()):
                if len(raw) - i >= len(key) and all(raw[i + k][2] == key[k] for k in range(2, len(key))):
                    step, values = len(key), phrase_values
                    end = raw[i + step - 1][1]
                    word = " ".join(key)
                    break
            atoms.append(Atom(start, end, word, values))
            letter = known.get(id(values)) if step == 1 and values else None
            letters.append(letter or (self.letter(values) if values else " "))
            i += step
        return atoms, "".join(letters)

    def _two_days(self, raw: list[_Raw]) -> list[_Raw]:
        """«5/6 March», «March 5/6»: two days, and no fraction."""
        out: list[_Raw] = []
        for i, (start, end, word, values) in enumerate(raw):
            beside = [raw[k][3] for k in (i - 1, i + 1) if 0 <= k < len(raw)]
            if "FRACTION" not in values or not any(_MONTHS & set(v) for v in beside):
                out.append((start, end, word, values))
                continue
            out.append((start, start + 1, word[0], _number_values(word[0])))
            out.append((start + 1, start + 2, "/", self.words.get("/", {})))
            out.append((start + 2, end, word[2:], _number_values(word[2:])))
        return out


@lru_cache(maxsize=16)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of a lexicon, built once."""
    return Vocabulary(lexicon.rows(WORDS))


def lower(text: str) -> str:
    """The text in lower case, of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _number_values(text: str) -> dict[str, str]:
    """Classes of a number in digits: what it could be besides a count."""
    plain = text.replace(",", "")
    values = {"NUM": plain}
    if not text.isdigit():
        whole, _, part = text.partition(".")
        if whole.isdigit() and len(whole) < 3 and int(whole) < 24 and len(part) == 2 and int(part) < 60:
            values["DECCLOCK"] = f"{whole}:{part}"
        return values
    number = int(text) if len(text) < 5 else 0
    if len(text) <= 2:
        if 1 <= number <= 31:
            values["DOM"] = text
        if 1 <= number <= 12 and text[0] != "0":
            values["HOUR"] = text
        if len(text) == 2:
            values["NN"] = text
    elif len(text) == 4:
        if 1500 <= number <= 2100:
            values["YEAR"] = text
        if number // 100 <= 24 and number % 100 < 60:
            values["HHMM"] = text
    return values


def _number_shapes() -> list[str]:
    """One number for every set of classes that a number can have."""
    small = ["0", "5", "05", "11", "25", "77", "00", "123", "1,000", "3.5", "3.15"]
    return [*small, "1999", "1930", "2055", "0630", "2330", "3000", "2100"]


def _ordinal_values(text: str) -> dict[str, str]:
    number = text[:-2]
    return {"ORD": number, "ORDN": number} if 1 <= int(number) <= 31 else {"ORD": number}
