"""The words of the language that reports are written in, as reconciling needs them.

They stand in ``reading/languages/<language>/ledger/``, beside the words of reading, and are validated when they are
loaded: phrases (regular expressions by class), sets of words, names of bodies, kinship, weapons and the like.
"""

from __future__ import annotations

import re
from functools import cache

from whosays.errors import LexiconError
from whosays.reading.lexicon import Lexicon, Row, TableSpec

LANGUAGE = "en"
# tables of phrases: a class is asked for by its name alone, whichever table it stands in
PHRASES = ("phrases", "days", "speakers", "numbers", "victims")
_PART = re.compile(r"\{([A-Z]+)\}")
# numbers up to here are written out in lists and counts of days
_SMALL = 12
# the month in which a season begins
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def _check_pattern(row: Row) -> str | None:
    try:
        re.compile(row["pattern"])
    except re.error as error:
        return f"'{row['pattern']}' is no regular expression ({error})"
    return None


_WORDS = TableSpec("ledger/words", ("class", "words"))
_NUMBERS = TableSpec("numbers", ("word", "kind"), ("value", "low"))
_TIMES = TableSpec("times_words", ("word", "class"), ("value",))
_KIN = TableSpec("ledger/kin", ("word",), ("who",), allowed={"who": frozenset(("child", "woman", "man"))})
BODIES = TableSpec("ledger/bodies", ("class", "authority", "group", "pattern"), check=_check_pattern)
PUBLISHERS = TableSpec(
    "ledger/publishers",
    ("kind", "pattern"),
    allowed={"kind": frozenset(("media", "party", "body", "igo"))},
    check=_check_pattern,
)
NAMES = TableSpec("ledger/names", ("pattern", "full"), check=_check_pattern)
SPELLINGS = TableSpec("ledger/spellings", ("word", "same"))
OBJECTS = TableSpec("ledger/objects", ("class", "words"))
WEAPONS = TableSpec("ledger/weapons", ("word", "kind"))
WORDINGS = TableSpec("ledger/wordings", ("word", "group"))
GIVEN_NAMES = TableSpec("ledger/given_names", ("sex", "names"), allowed={"sex": frozenset(("woman", "man"))})
LOSSES = TableSpec(
    "ledger/losses", ("class", "word"), ("means",), allowed={"class": frozenset(("harm", "who", "thing"))}
)
TOLL_WORDS = TableSpec(
    "ledger/toll_words",
    ("sort", "where", "pattern"),
    allowed={
        "sort": frozenset(("part", "more", "group", "far")),
        "where": frozenset(("in", "before", "after")),
    },
    check=_check_pattern,
)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(LANGUAGE)


def rows(spec: TableSpec) -> list[dict[str, str]]:
    """The rows of a table of the language. Raises LexiconError."""
    return _lexicon().rows(spec)


@cache
def phrases(name: str) -> re.Pattern[str]:
    """The phrases of a class as one pattern, upper and lower case alike. Raises LexiconError."""
    return _compiled(name, "|".join(f"(?:{pattern})" for pattern in _patterns(name)))


@cache
def phrase_rows(name: str) -> tuple[re.Pattern[str], ...]:
    """The phrases of a class, each as a pattern of its own. Raises LexiconError."""
    return tuple(_compiled(name, pattern) for pattern in _patterns(name))


def phrases_with(name: str, **fillings: str) -> re.Pattern[str]:
    """The phrases of a class around words of the text, which stand for <KEY> in a row. Raises LexiconError."""
    pattern = phrases(name).pattern
    for key, filling in fillings.items():
        pattern = pattern.replace(f"<{key}>", re.escape(filling))
    return _compiled(name, pattern)


def phrase_classes() -> frozenset[str]:
    """The names of all classes of phrases."""
    return frozenset(_phrases())


def _compiled(name: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise LexiconError(f"the phrases of class '{name}' are no regular expressions ({error}): {pattern}") from error


def _patterns(name: str) -> list[str]:
    try:
        return _phrases()[name]
    except KeyError:
        raise LexiconError(f"no table of phrases has the class '{name}' (language {LANGUAGE})") from None


@cache
def _phrases() -> dict[str, list[str]]:
    """Class -> patterns, the parts in braces filled in."""
    out: dict[str, list[str]] = {}
    for table in PHRASES:
        parts = {
            "NUMBERS": "|".join(small_numbers()),
            "AGES": "|".join(sorted(ages(), key=len, reverse=True)),
            "KIN": "|".join(sorted(kin(), key=len, reverse=True)),
            "MONTHS": "|".join(month.title() for month in months()),
            "HARM": "|".join(sorted(row["word"] for row in rows(LOSSES) if row["class"] == "harm")),
        }
        known = frozenset(out)
        for row in rows(TableSpec(f"ledger/{table}", ("class", "pattern"))):
            name, where = row["class"], f"ledger/{table}.tsv, class '{row['class']}'"
            missing = [p for p in _PART.findall(row["pattern"]) if p not in parts]
            if missing:
                raise LexiconError(f"{where}: no part is named {missing[0]}; a part stands above the rows that use it")
            pattern = _PART.sub(lambda m, p=parts: f"(?:{p[m[1]]})", row["pattern"])  # type: ignore[misc]
            if name.startswith("="):
                parts[name[1:]] = pattern
            elif name in known:
                raise LexiconError(f"{where}: another table has this class")
            else:
                out.setdefault(name, []).append(pattern)
    return out


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a class (see ledger/words.tsv). Raises LexiconError."""
    found = frozenset(w for row in rows(_WORDS) if row["class"] == name for w in row["words"].split())
    if not found:
        raise LexiconError(f"ledger/words.tsv has no class '{name}' (language {LANGUAGE})")
    return found


@cache
def small_numbers() -> dict[str, int]:
    """Numbers that are written out in lists and counts of days, by word."""
    found = {row["word"]: int(row["value"]) for row in rows(_NUMBERS) if row["kind"] == "unit"}
    return {word: value for word, value in found.items() if 0 < value <= _SMALL}


@cache
def ages() -> dict[str, int]:
    """Ages that are written out («eight», «thirty-two»), by word."""
    units = {row["word"]: int(row["value"]) for row in rows(_NUMBERS) if row["kind"] == "unit"}
    tens = {row["word"]: int(row["value"]) for row in rows(_NUMBERS) if row["kind"] == "ten"}
    digits = {word: value for word, value in units.items() if 0 < value < 10}
    return units | tens | {f"{t}-{d}": tens[t] + digits[d] for t in tens for d in digits}


@cache
def months() -> dict[str, int]:
    """The names of the months, in lower case, with their numbers."""
    return {row["word"]: int(row["value"]) for row in rows(_TIMES) if row["class"] == "MONTH"}


@cache
def seasons() -> dict[str, int]:
    """The names of the seasons, in lower case, with the month in which each begins."""
    return {row["word"]: _SEASONS[row["value"]] for row in rows(_TIMES) if row["class"] == "SEASON"}


@cache
def kin() -> dict[str, str]:
    """Words of kinship: child, woman, man or an empty string, by word (see ledger/kin.tsv)."""
    return {row["word"]: row.get("who", "") for row in rows(_KIN)}
