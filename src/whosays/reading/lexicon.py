"""The words of a language as data: tables under ``reading/languages/<lang>/``, validated when loaded.

A table is a tab-separated file: lines starting with ``#`` are comments, the first other line names the
columns. A user's own words come from a TOML file with one array of tables per table name, with the same
columns (``whosays read --lexicon FILE``)::

    [[triggers]]
    lemma = "airdrop"
    pos = "NOUN VERB"
    kind = "aid"

Each stage declares the tables that it reads as :class:`TableSpec` objects and gets rows as plain dicts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from whosays.errors import LexiconError

Row = Mapping[str, str]


@dataclass(frozen=True)
class TableSpec:
    """What a table must look like.

    name: file name without ``.tsv``; required / optional: column names;
    allowed: for some columns the values that may stand there (a cell may hold several, space-separated,
    where the column is listed in ``many``); check: a further test of a row, which returns a message or None.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    many: frozenset[str] = frozenset()
    check: Callable[[Row], str | None] | None = None

    def validate(self, row: Row, where: str) -> None:
        """Raise LexiconError if the row does not fit; ``where`` names file and line."""
        for column in self.required:
            if not row.get(column, "").strip():
                raise LexiconError(f"{where}: the column '{column}' is empty")
        for column in row:
            if column not in self.required and column not in self.optional:
                known = ", ".join((*self.required, *self.optional))
                raise LexiconError(f"{where}: unknown column '{column}' (table {self.name} has: {known})")
        for column, values in self.allowed.items():
            cell = row.get(column, "")
            for value in cell.split() if column in self.many else [cell]:
                if value and value not in values:
                    raise LexiconError(f"{where}: '{value}' is no {column}; one of: {', '.join(sorted(values))}")
        problem = self.check(row) if self.check else None
        if problem:
            raise LexiconError(f"{where}: {problem}")


class Lexicon:
    """All tables of one language, with a user's rows laid over them (they come first)."""

    _GRAMMAR = TableSpec("grammar", required=("class", "words"))

    def __init__(self, language: str = "en", user_file: str | Path | None = None) -> None:
        self.language = language
        self._user: dict[str, list[dict[str, str]]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self.user_file = str(user_file) if user_file else None
        if user_file is not None:
            self._user = _read_user_file(Path(user_file))

    def rows(self, spec: TableSpec) -> list[dict[str, str]]:
        """The rows of one table, the user's first; each validated. Raises LexiconError."""
        out: list[dict[str, str]] = []
        for n, row in enumerate(self._user.get(spec.name, []), 1):
            spec.validate(row, f"{self.user_file}: [[{spec.name}]] entry {n}")
            out.append(row)
        path = resources.files("whosays.reading.languages").joinpath(self.language, f"{spec.name}.tsv")
        header: list[str] | None = None
        for n, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [c.strip() for c in line.split("\t")]
            if header is None:
                header = cells
                continue
            if len(cells) > len(header):
                raise LexiconError(f"{spec.name}.tsv:{n}: {len(cells)} cells under {len(header)} columns")
            row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
            spec.validate(row, f"{spec.name}.tsv:{n}")
            out.append(row)
        return out

    def words(self, name: str) -> frozenset[str]:
        """The words of a class of grammar.tsv, which any stage may ask for. Raises LexiconError."""
        if not self._words:
            found: dict[str, set[str]] = {}
            for row in self.rows(self._GRAMMAR):
                found.setdefault(row["class"], set()).update(row["words"].split())
            self._words = {key: frozenset(words) for key, words in found.items()}
        try:
            return self._words[name]
        except KeyError:
            raise LexiconError(f"grammar.tsv has no class '{name}' (language {self.language})") from None

    def home(self, table: str, **cells: str) -> str:
        """The file in which a table's row with these cells stands: the user's, or the table's own."""
        own = self._user.get(table, ())
        if any(all(_holds(row.get(column, ""), cell) for column, cell in cells.items()) for row in own):
            return self.user_file or f"{table}.tsv"
        return f"{table}.tsv"

    def unknown_user_tables(self) -> list[str]:
        """Tables in the user's file that the language does not have (a misspelt name)."""
        folder = resources.files("whosays.reading.languages").joinpath(self.language)
        return sorted(name for name in self._user if not folder.joinpath(f"{name}.tsv").is_file())


def _holds(cell: str, word: str) -> bool:
    """Is the word the cell, or one of those in it?"""
    return word in (cell, *cell.split("|"), *cell.split())


def _read_user_file(path: Path) -> dict[str, list[dict[str, str]]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf8"))
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: not a TOML file ({error})") from error
    tables: dict[str, list[dict[str, str]]] = {}
    for name, rows in data.items():
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise LexiconError(f"{path}: '{name}' must be written as [[{name}]] entries")
        tables[name] = [{k: str(v) for k, v in row.items()} for row in rows]
    return tables
