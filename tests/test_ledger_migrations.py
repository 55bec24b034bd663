"""A ledger made at an earlier step opens, keeps what it holds, and takes new reports as if it had been made today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_location
from whosays.ledger import Filter, Ledger
from whosays.ledger import schema as t
from whosays.ledger.database import KNOWN, Database
from whosays.ledger.overview import overview
from whosays.model import Report

DAY = "2031-03-11"
WORDS = ("mill", "bridge", "school", "market", "station", "library", "harbour", "theatre")
BODY = " ".join(f"The {w} of the town was closed on that morning and nobody knew why." for w in WORDS)


def story(publisher: str, published: str | None = "2031-03-12", end: str = "") -> Report:
    event = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "says": "the mayor",
             "numbers": [("3 people", "killed", "person", 3)]}  # fmt: skip
    text = f"Missiles hit Arda on Tuesday, killing 3 people, the mayor said. {BODY}{end}"
    return make(text, [event], publisher=publisher, published=published)


def at_step(step: str, source: Ledger, location: str) -> None:
    """Make a ledger as it was at a step, with the source's rows (those of columns that were there then)."""
    empty = object.__new__(Database)  # opened, but not brought up to date
    empty.location, empty.is_sqlite, empty.read_only = location, "://" not in location, False
    empty.engine = empty._sqlite(Path(location), True) if empty.is_sqlite else empty._postgresql(location)
    config = Config()
    config.set_main_option("script_location", "whosays.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with empty.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
    with source.database.reading() as have, empty.writing() as connection:
        inspector = sa.inspect(connection)
        for table in t.metadata.sorted_tables:
            if not inspector.has_table(table.name):
                continue
            counted = {c.name for c in table.columns if c.autoincrement is True}  # given anew by the database
            names = {c["name"] for c in inspector.get_columns(table.name)} - counted
            old = sa.table(table.name, *(sa.column(c) for c in sorted(names)))
            rows = [
                {k: v for k, v in r._mapping.items() if k in names} for r in have.execute(sa.select(table)).fetchall()
            ]
            if rows:
                connection.execute(sa.insert(old), rows)
    empty.close()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("step", KNOWN[:-1])
def test_a_ledger_of_an_earlier_step_keeps_what_it_holds(backend: str, step: str, tmp_path: Path) -> None:
    held = [story("Andes Wire"), story("Undated Post", None, " (Andes Wire)")]
    with Ledger(new_location("sqlite", tmp_path)) as source:
        source.add(held)
        before = source.answer()
        old = new_location(backend, tmp_path)
        at_step(step, source, old)
        source.add(story("Herald", "2031-03-13", " Nothing else is known."))
        after = source.answer()
    with Ledger(old) as ledger:
        assert ledger.answer() == before
        ledger.add(story("Herald", "2031-03-13", " Nothing else is known."))
        assert ledger.answer() == after
        assert len(after.copies) == 2
    with Ledger(old) as ledger:
        assert ledger.answer() == after


def test_a_field_that_is_gone_since_is_passed_over(tmp_path: Path) -> None:
    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add([story("Andes Wire"), story("Herald", "2031-03-13", " Nothing else is known.")])
        before = ledger.answer()
        with ledger.database.writing() as connection:
            for row in connection.execute(sa.select(t.telling)).fetchall():
                data = json.loads(row.data)
                data["weight_of_old"] = data["voices"][0]["weight_of_old"] = 1
                connection.execute(sa.update(t.telling).where(t.telling.c.id == row.id).values(data=json.dumps(data)))
    with Ledger(tmp_path / "war.db") as ledger:
        with overview(ledger, Filter()) as seen:
            assert [i.id for i in seen.page(limit=5).incidents] == [i.id for i in before.incidents]
        ledger.add(story("Gazette", "2031-03-13", " It was loud."))
        assert len(ledger.answer().incidents) == len(before.incidents)
