"""Exports: the columns others use, numbers by their rules, sources and words always there, names left out on demand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.ledger_reports import make
from tests.test_ledger import DAY, counted, first, later
from whosays.export import FORMATS
from whosays.export.acled import fatalities
from whosays.export.common import priogrid
from whosays.export.redact import redact, redactor
from whosays.export.ucdp import deaths
from whosays.ledger import Ledger
from whosays.model.incidents import Figure, Incident


@pytest.fixture
def book(tmp_path: Path) -> Any:
    dozens = make(
        "Dozens died when a bomb went off in Corva in the spring of 2031, the Front said.",
        [{"words": "bomb", "kind": "attack.bombing", "on": ("2031-03-01", "2031-05-31"), "at": "Corva",
          "says": "the Front",
          "numbers": [("Dozens", "killed", "person", 24, "vague")]}],
    )  # fmt: skip
    march = make(
        "Thousands marched in Brezno on Tuesday.",
        [{"words": "marched", "kind": "protest", "on": DAY, "at": "Brezno"}],
    )
    with Ledger(tmp_path / "x.db") as ledger:
        ledger.add([first(), later(), counted(), dozens, march])
        yield ledger


def exported(ledger: Ledger, format: str, **options: Any) -> str:
    stream = io.StringIO()
    ledger.export(format, stream, **options)
    return stream.getvalue()


def table(ledger: Ledger, format: str, **options: Any) -> list[dict[str, str]]:
    text = exported(ledger, format, **options)
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if format == "cameo" else ","))


def test_acled_has_the_columns_in_order_and_its_rules(book: Ledger) -> None:
    header = exported(book, "acled").splitlines()[0].split(",")
    assert header[:5] == ["event_id_cnty", "event_date", "year", "time_precision", "disorder_type"]
    assert header[28:31] == ["fatalities", "tags", "timestamp"]
    assert len(header) == 34
    rows = {r["location"]: r for r in table(book, "acled")}
    arda = rows["Arda"]
    assert (arda["event_type"], arda["sub_event_type"]) == (
        "Explosions/Remote violence", "Shelling/artillery/missile attack",
    )  # fmt: skip
    assert (arda["fatalities"], arda["iso"], arda["geo_precision"], arda["time_precision"]) == ("5", "804", "1", "1")
    assert arda["source"] == "Daily Wire; Other Post"
    assert "Mayor of Arda" in arda["notes"]
    assert "killing 3 people" in arda["whosays_evidence"]
    assert rows["Brezno"]["event_type"] == "Protests"
    assert "Corva" not in rows


def test_what_a_codebook_has_no_row_for_is_named(book: Ledger, tmp_path: Path) -> None:
    done = book.export("ucdp", tmp_path / "ged.csv")
    assert done.rows == 2
    assert [reason for _, reason in done.skipped] == ["protest is no event of armed violence"]
    assert "dated to more than a month" in [r for _, r in book.export("acled", tmp_path / "a.csv").skipped]


def test_ucdp_orders_low_best_high_and_keeps_lists_of_equal_length(book: Ledger) -> None:
    rows = {r["where_coordinates"]: r for r in table(book, "ucdp")}
    arda = rows["Arda"]
    assert (arda["low"], arda["best"], arda["high"]) == ("5", "6", "6")
    assert int(arda["deaths_civilians"]) + int(arda["deaths_unknown"]) == int(arda["best"])
    assert arda["deaths_a"] == arda["deaths_b"] == arda["gwnoa"] == ""
    lengths = {len(arda[c].split(";")) for c in ("source_article", "source_office", "source_date", "source_headline")}
    assert lengths == {3}
    assert (arda["where_prec"], arda["date_prec"], arda["event_clarity"]) == ("1", "1", "1")
    assert (rows["Corva"]["date_prec"], rows["Corva"]["event_clarity"], rows["Corva"]["best"]) == ("5", "1", "24")


def test_geojson_says_how_far_off_a_point_may_be(book: Ledger) -> None:
    found = json.loads(exported(book, "geojson"))
    assert "crs" not in found
    feature = next(f for f in found["features"] if f["properties"]["place"] == "Arda")
    assert feature["geometry"] == {"type": "Point", "coordinates": [36.0, 48.0]}
    assert feature["properties"]["radius_km"] == 10.0
    assert feature["properties"]["evidence"][0]["quote"]


def test_plover_cameo_jsonl_and_csv_hold_sources_and_words(book: Ledger) -> None:
    plover = [json.loads(line) for line in exported(book, "plover", kind="attack").splitlines()]
    assert {r["event_type"] for r in plover} == {"ASSAULT"}
    assert all(r["evidence"] and r["reported_by"] for r in plover)
    cameo = {r["ActionGeo_FullName"]: r for r in table(book, "cameo")}
    assert (cameo["Arda"]["EventCode"], cameo["Arda"]["QuadClass"], cameo["Arda"]["SQLDATE"]) == (
        "194",
        "4",
        "20310311",
    )
    assert cameo["Brezno"]["EventCode"] == "141"
    lines = [json.loads(line) for line in exported(book, "jsonl").splitlines()]
    assert sum(len(r["documents"]) for r in lines) == 5
    rows = table(book, "csv", place="Arda")
    assert [r["publishers"] for r in rows] == ["Daily Wire; Other Post"]


def test_parquet_has_typed_columns(book: Ledger, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    book.export("parquet", tmp_path / "x.parquet")
    rows = {r["place"]: r for r in parquet.read_table(tmp_path / "x.parquet").to_pylist()}
    assert rows["Arda"]["killed_best"] == 6.0
    assert rows["Brezno"]["killed_best"] is None
    assert rows["Arda"]["documents"] == 3


def test_an_export_is_the_same_bytes_each_time(book: Ledger) -> None:
    for format, kind in FORMATS.items():
        if kind.layout != "parquet":
            assert exported(book, format) == exported(book, format)


def test_names_of_persons_are_left_out_everywhere(tmp_path: Path) -> None:
    text = "Olena Kovalchuk, 34, a teacher, was killed in Arda on Tuesday, her brother Petro Kovalchuk said."
    report = make(text, [{"words": "killed", "kind": "attack.other", "on": DAY, "at": "Arda", "of": "Olena Kovalchuk"}])
    data = report.to_dict()
    data["actors"].append({"id": "a9", "name": "Petro Kovalchuk", "kind": "person", "mentions": []})
    data["claims"][0]["source"] = {"kind": "actor", "ref": "a9", "span": [76, 91], "text": "Petro Kovalchuk"}
    with Ledger(tmp_path / "x.db") as ledger:
        ledger.add(type(report).model_validate(data))
        for format, kind in FORMATS.items():
            if kind.layout == "parquet" or format == "ucdp":  # without a count of the dead there is no row in UCDP
                continue
            assert "Kovalchuk" in exported(ledger, format), format
            redacted = exported(ledger, format, redact_persons=True)
            assert "Kovalchuk" not in redacted, format
            assert "Olena" not in redacted, format
            assert "teacher" in redacted or format == "acled"


def test_redaction_takes_surnames_alone_and_leaves_other_words() -> None:
    pattern = redactor({"Olena Kovalchuk"})
    assert redact({"a": ["Kovalchuk's house, Kovalchukivka"]}, pattern) == {"a": ["[name]'s house, Kovalchukivka"]}
    assert redact("The Petro Kovalchuk school, Mayor Kovalchuk said", pattern) == "The [name] school, Mayor [name] said"
    assert redact("nobody", redactor(())) == "nobody"


@pytest.mark.parametrize(
    ("low", "best", "high", "acled", "ucdp"),
    [
        (12, 12, None, 12, (12, 12, 12)),
        (5, 12, 12, 5, (5, 12, 12)),
        (24, None, None, 12, (24, 24, 24)),
        (200, None, None, 100, (200, 200, 200)),
        (None, 7, 7, 7, (7, 7, 7)),
        (3, 9, 5, 3, (3, 9, 9)),
    ],
)
def test_one_figure_in_each_codebook(
    low: float | None, best: float | None, high: float | None, acled: float, ucdp: tuple[float, float, float]
) -> None:
    figure = Figure(role="killed", unit="person", low=low, best=best, high=high, sources=1)
    incident = Incident(id="i", kind="attack.other", standing="single_source", figures=(figure,))
    assert fatalities(incident) == acled
    assert deaths(incident) == ucdp


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(-90, -180, 1), (89.9, 179.9, 259200), (0.1, 0.1, 129961), (None, 3, None)]
)
def test_priogrid(lat: float | None, lon: float | None, cell: int | None) -> None:
    assert priogrid(lat, lon) == cell


def _soldiers(tmp_path: Path, *bounds: str | None) -> Ledger:
    """A ledger of one strike; for each bound a source that counts the dead soldiers so: «up to 60», 60."""
    ledger = Ledger(tmp_path / "soldiers.db")
    for n, bound in enumerate(bounds):
        words = "up to 60 soldiers" if bound else "60 soldiers"
        strike = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "by": "Russia",
                  "says": ("Russian Defence Ministry", "the hospital")[n],
                  "numbers": [(words, "killed", "person", 60, bound)]}  # fmt: skip
        ledger.add(make(f"Missiles hit a barracks in Arda, killing {words}.", [strike], f"Outlet {n}"))
    return ledger


def test_a_ceiling_is_no_count_of_the_dead(tmp_path: Path) -> None:
    with _soldiers(tmp_path, "at_most") as ledger:
        [incident] = ledger.incidents()
        assert incident.figure("killed").low == 60  # type: ignore[union-attr]  # the number that was said
        assert table(ledger, "acled")[0]["fatalities"] == ""
        assert [table(ledger, "ucdp")[0][c] for c in ("low", "best", "high")] == ["0", "60", "60"]
        row = table(ledger, "csv")[0]
        assert (row["killed_low"], row["killed_high"], row["figures"]) == ("0", "60", "killed person 0/60/60")
        assert [(r.low, r.high) for r in ledger.tally()] == [(0, 60)]
        assert ledger.incidents(min_killed=1) == []
        assert ledger.incidents(min_killed=1, as_of="2031-12-31") == []
        ledger.decide("edit", incident.id, field="figures.killed.low", value="12")
        assert table(ledger, "acled")[0]["fatalities"] == "12"
        assert len(ledger.incidents(min_killed=12)) == 1


def test_a_ceiling_beside_a_count_is_a_number_like_others(tmp_path: Path) -> None:
    with _soldiers(tmp_path, "at_most", None) as ledger:
        assert table(ledger, "acled")[0]["fatalities"] == "60"
        assert [r.low for r in ledger.tally()] == [60]


def test_an_address_in_cameo_is_that_of_the_original(tmp_path: Path) -> None:
    strike = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "by": "Russia", "says": "the mayor"}
    text = "Missiles hit the mill of Arda on Tuesday, the mayor said, and the bridge, the market and the old harbour."
    first_, copy = make(text, [strike], "Andes Wire", "2031-03-12"), make(text, [strike], "Herald", "2031-03-13")
    with Ledger(tmp_path / "x.db") as ledger:
        ledger.add(
            r.model_copy(update={"document": r.document.model_copy(update={"uri": f"https://{n}.example/mill"})})
            for n, r in (("wire", first_), ("herald", copy))
        )
        assert table(ledger, "cameo")[0]["SOURCEURL"] == "https://wire.example/mill"


def test_who_was_hit_has_a_class_only_with_a_name(tmp_path: Path) -> None:
    strike = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "says": "the mayor",
              "numbers": [("six soldiers", "killed", "person", 6, None, "military")]}  # fmt: skip
    report = make("Missiles hit Arda, killing six soldiers, the mayor said.", [strike])
    sided = report.model_copy(update={"measures": tuple(m.model_copy(update={"side": "UKR"}) for m in report.measures)})
    for n, (given, expected) in enumerate(((report, ("", "")), (sided, ("Armed Forces of Ukraine", "1")))):
        with Ledger(tmp_path / f"{n}.db") as ledger:
            ledger.add(given)
            row = table(ledger, "acled")[0]
            assert (row["actor2"], row["inter2"]) == expected


def test_crowds_and_groups_have_the_names_and_classes_of_acled(tmp_path: Path) -> None:
    march = make(
        "Thousands marched in Brezno, and the Liberation Front said its fighters had taken Corva.",
        [
            {"words": "marched", "kind": "protest", "on": DAY, "at": "Brezno", "by": "Ukraine's army"},
            {"words": "taken", "kind": "territory.capture", "on": DAY, "at": "Corva", "by": "the Front",
             "says": "the Front"},
        ],
    )  # fmt: skip
    with Ledger(tmp_path / "x.db") as ledger:
        ledger.add(march)
        rows = {r["event_type"]: r for r in table(ledger, "acled")}
    protest, battle = rows["Protests"], rows["Battles"]
    assert (protest["actor1"], protest["inter1"]) == ("Protesters (Ukraine)", "6")
    assert protest["assoc_actor_1"] == "Armed Forces of Ukraine"
    assert (battle["actor1"], battle["inter1"]) == ("Liberation Front", "2")
    assert battle["sub_event_type"] == "Non-state actor overtakes territory"


def test_where_nobody_counts_all_the_largest_group_stands_for_them(tmp_path: Path) -> None:
    told = make(
        "Shells fell on Arda and killed nine men and two children, the mayor said.",
        [{"words": "fell", "kind": "attack.artillery", "on": DAY, "at": "Arda", "says": "the mayor",
          "numbers": [("nine men", "killed", "person", 9, "at_least", "man"),
                      ("two children", "killed", "person", 2, "exact", "child")]}],
    )  # fmt: skip
    with Ledger(tmp_path / "x.db") as ledger:
        ledger.add(told)
        [incident] = ledger.incidents()
        assert incident.figure("killed") is None
        assert (incident.count("killed").low, incident.count("killed").derived) == (9, True)
        [row] = table(ledger, "acled")
        assert row["fatalities"] == "9"
        assert "killed at least 9 men" in row["notes"]
        assert "killed 2 children" in row["notes"]
        [total] = ledger.tally(roles=["killed"])
        assert (total.low, total.best, total.high) == (9, 9, 9)
