"""Other names of those who speak and act: whoever asks for «JNIM» means the group by its full name, too."""

from __future__ import annotations

from functools import cache

from whosays.reading.lexicon import Lexicon, TableSpec

_ACTORS = TableSpec("actors", ("name", "kind"), ("country", "aliases"))


def names_of(asked: str) -> tuple[str, ...]:
    """The words somebody asks for, and the full name of the actor that they are another name of."""
    full = _full_names().get(asked.strip().casefold())
    return (asked,) if full is None or asked.casefold() in full.casefold() else (asked, full)


@cache
def _full_names() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in Lexicon().rows(_ACTORS):
        for alias in row["aliases"].split("|"):
            if alias.strip():
                out.setdefault(alias.strip().casefold(), row["name"])
    return out
