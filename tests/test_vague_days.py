"""Tellings that name only a month or a year, and where a thing that was hit stands."""

from __future__ import annotations

import pytest

from whosays.model.incidents import Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell

Row = tuple[str, str, str]


def told(reader: Reader, *rows: Row) -> Incidents:
    facts = []
    for publisher, published, text in rows:
        report = reader.read(Document(text=text, published=published, publisher=publisher))
        facts.append(tell(report, Publisher(name=publisher)))
    return reconcile(facts)


CLINIC = ("Plain Wire", "2031-01-30", "A bomb tore through the abortion clinic in Duluth on Thursday, 29 January, "
          "killing an off-duty policeman and wounding a nurse, the mayor said.")  # fmt: skip
MONTH = ("North Post", "2032-05-07", "The suspect has been on the run since the January 2031 bombing of an abortion "
         "clinic in Duluth that killed an off-duty policeman.")  # fmt: skip
YEAR = ("East Post", "2032-10-24", "A nurse who was wounded in the 2031 bombing of the abortion clinic in Duluth was "
        "among those who came to the service.")  # fmt: skip


@pytest.mark.parametrize("rows", [(CLINIC, MONTH), (YEAR, CLINIC), (MONTH, YEAR, CLINIC)])
def test_who_names_only_the_month_or_year_tells_of_the_same(reader: Reader, rows: tuple[Row, ...]) -> None:
    found = told(reader, *rows)
    assert [(i.kind, i.start, i.end) for i in found.incidents] == [("attack.bombing", "2031-01-29", "2031-01-29")]


def test_a_month_alone_joins_no_shelling_of_its_town(reader: Reader) -> None:
    shelled = (
        "Plain Wire",
        "2031-03-13",
        "Shells hit the market of Kramatorsk on Wednesday, killing nine, the governor said.",
    )
    vague = (
        "Post",
        "2031-06-22",
        "In March, Kramatorsk was shelled. The mayor spoke of the need for shelters on Friday.",
    )
    assert len(told(reader, shelled, vague).incidents) == 2


def test_a_hospital_that_was_hit_is_where_it_happened(reader: Reader) -> None:
    row = ("Plain Wire", "2031-03-22", "Shells hit a hospital in Kramatorsk on Friday. The wounded were taken to a "
           "hospital in Dnipro, the governor said.")  # fmt: skip
    [incident] = told(reader, row).incidents
    assert incident.place is not None
    assert incident.place.name == "Kramatorsk"
