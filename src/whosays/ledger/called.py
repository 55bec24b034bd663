"""Names of those who speak and act as people ask for them: a part of the name, or another name of it («JNIM»).

Short words in capitals are taken as acronyms: they stand for a whole word of a name and for the full name that they
are short for, never for letters inside another word («UN» in «Council», «IS» in «Ministry»).
"""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from whosays.reading.lexicon import Lexicon, TableSpec

_ACTORS = TableSpec("actors", ("name", "kind"), ("country", "aliases"))
_ACRONYM = 4  # letters; longer words in capitals are acronyms only where they are known as such
_BETWEEN = "(),;"


def is_called(name: str, asked: str) -> bool:
    """Does somebody who asks so mean this name?"""
    parts, words = _wanted(asked)
    spaced = f" {_spaced(name)} ".casefold()
    return any(p.casefold() in name.casefold() for p in parts) or any(f" {w.casefold()} " in spaced for w in words)


def called(column: sa.ColumnElement[str], asked: str) -> sa.ColumnElement[bool]:
    """`is_called` in SQL, for a column that holds one name or several."""
    parts, words = _wanted(asked)
    spaced: sa.ColumnElement[str] = column
    for mark in _BETWEEN:
        spaced = sa.func.replace(spaced, mark, " ")
    spaced = sa.literal(" ").concat(spaced).concat(" ")
    return sa.or_(
        *(column.ilike(f"%{escaped(p)}%", escape="\\") for p in parts),
        *(spaced.ilike(f"% {escaped(w)} %", escape="\\") for w in words),
    )


def full_name(asked: str) -> str | None:
    """The name that another name, an acronym say, stands for; None where none is known."""
    return _full_names().get(asked.strip().casefold())


def escaped(text: str) -> str:
    """A text as part of a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _wanted(asked: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parts of names, and whole words of names, that the words somebody asks for stand for."""
    asked = asked.strip()
    full = full_name(asked)
    others = (full,) if full is not None else ()
    if asked.isupper() and asked.isalnum() and (len(asked) <= _ACRONYM or full is not None):
        return others, (asked,)
    return (asked, *others), ()


def _spaced(name: str) -> str:
    return "".join(" " if c in _BETWEEN else c for c in name)


@cache
def _full_names() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in Lexicon().rows(_ACTORS):
        for alias in row["aliases"].split("|"):
            if alias.strip():
                out.setdefault(alias.strip().casefold(), row["name"])
    return out
