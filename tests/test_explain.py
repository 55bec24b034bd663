"""``--explain``: each item says which rule, table row or model made it, and nothing else of the report changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import whosays
from whosays.cli.app import run
from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader

TEXTS = {
    "strike": (
        "KHERSON, Ukraine (June 4, 2024) - A Russian missile strike on a grain store in Kherson killed at least nine "
        "people, including two children, on Monday night, the regional governor said.\n\n"
        "Ukraine's air force shot down four of the six drones fired at the port of Odesa. It was the deadliest attack "
        "since March, officials in Kyiv said. Russia's defence ministry denied hitting civilians and vowed to respond. "
        "The raid came in response to the shelling of Belgorod last week.\n"
    ),
    "raid": (
        "Gunmen killed three soldiers in an ambush near Timbuktu on Tuesday, an army spokesman said. About 40 people "
        "fled to the town of Goundam. The army said it had captured five of the attackers two days later, and "
        "reportedly plans to attack a camp of the rebels. According to residents, dozens were hurt. "
        "The ambush lasted an hour.\n"
    ),
    "toll": (
        "The health ministry raised its death toll from the flood of shells on Rafah to 31 on 12 May 2024. "
        "«We will not stop,» the minister told reporters. He threatened to expel the delegation. Protesters burned two "
        "police cars in the capital, and the police arrested 12 men.\n"
    ),
}
PARTS = ("times", "places", "actors", "measures", "events", "claims", "relations", "checks")
NAMED = re.compile(r"(\w+\.tsv): (.+)")
TABLES = resources.files("whosays.reading.languages").joinpath("en")


def document(name: str) -> Document:
    return Document(TEXTS[name], published="2024-06-05")


@pytest.fixture(scope="module")
def explained(reader: Reader) -> dict[str, Report]:
    return {name: reader.explaining().read(document(name)) for name in TEXTS}


def reasons(report: Report) -> Iterator[str]:
    for part in PARTS:
        for item in getattr(report, part):
            yield from item.why


def rows_of(table: str) -> set[str]:
    """Every cell of a table, and every form in a cell that holds several."""
    lines = TABLES.joinpath(table).read_text(encoding="utf8").splitlines()
    cells = {c.strip() for line in lines if not line.startswith("#") for c in line.split("\t")}
    words = cells | {w for c in cells for w in c.split("|")} | {w for c in cells for w in re.split(r"[\s|]", c)}
    return {w.lower().replace("-", " ") for w in words if w.strip("-")}


@pytest.mark.parametrize("part", PARTS)
def test_every_item_has_a_reason(explained: dict[str, Report], part: str) -> None:
    items = [item for report in explained.values() for item in getattr(report, part)]
    assert items
    assert [item for item in items if not item.why] == []
    assert all(reason.strip() == reason and "\n" not in reason for item in items for reason in item.why)


def test_a_table_that_is_named_exists_and_has_the_word(explained: dict[str, Report]) -> None:
    known: dict[str, set[str]] = {}
    seen = set()
    for report in explained.values():
        for reason in reasons(report):
            for table in re.findall(r"\w+\.tsv", reason):
                assert TABLES.joinpath(table).is_file(), reason
            for table, said in NAMED.findall(reason):
                seen.add(table)
                forms = known.setdefault(table, rows_of(table))
                said = said.lower().replace("-", " ")
                assert any(re.match(rf"{re.escape(form)}(?!\w)", said) for form in forms), reason
    assert seen >= {
        "triggers.tsv", "classes.tsv", "frames.tsv", "modality.tsv", "cues.tsv", "toll_verbs.tsv", "measure_roles.tsv",
        "people.tsv", "units.tsv", "numbers.tsv", "bounds.tsv", "times_patterns.tsv", "places_weights.tsv",
        "places_types.tsv", "connectives.tsv", "superlatives.tsv", "calibration.tsv", "titles.tsv", "actor_groups.tsv",
        "state_bodies.tsv",
    }  # fmt: skip


def of(report: Report, words: str, part: str = "events") -> tuple[str, ...]:
    """The reasons of the first item with these words."""
    return next(x.why for x in getattr(report, part) if words in report.quote(x))


def test_what_decided_is_named(explained: dict[str, Report]) -> None:
    strike, raid, toll = explained["strike"], explained["raid"], explained["toll"]
    assert of(strike, "strike")[0].startswith("triggers.tsv: strike (NOUN) →")
    assert any(r.startswith("classes.tsv: missile,") for r in of(strike, "strike"))
    assert any("takes in «killed», triggers.tsv: kill (VERB)" in r for r in of(strike, "strike"))
    assert any(r.startswith("modality.tsv: deny → denied") for r in of(strike, "hitting"))
    assert of(strike, "grain store", "claims")[0] == "cues.tsv: say (VERB, assert)"
    assert of(strike, "two children", "measures")[0] == "measure_roles.tsv: kill (object) → killed"
    assert "bounds.tsv: at least → at_least" in of(strike, "at least nine", "measures")
    assert of(strike, "Monday night", "times")[:2] == (
        "times_patterns.tsv: weekday",
        "counted from the publication, 2024-06-05",
    )
    assert any("geonames:" in r for r in of(strike, "Odesa", "places"))
    assert strike.relations[0].why == ("connectives.tsv: in response to (prep)",)
    assert of(raid, "Gunmen", "actors")[0] == "actor_groups.tsv: gunman → armed_group"
    assert any(r.startswith("modality.tsv: plan → planned") for r in of(raid, "attack"))
    narrated = [c for c in raid.claims + toll.claims if c.source.kind == "narrator"]
    assert narrated and all(c.why[0].startswith("narrator: ") for c in narrated)
    assert any(c.why[0] == "toll_verbs.tsv: raise (set)" for c in toll.claims)


def without_why(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_why(v) for k, v in value.items() if k != "why"}
    return [without_why(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_else_changes(reader: Reader, explained: dict[str, Report], name: str) -> None:
    plain = reader.read(document(name))
    assert list(reasons(plain)) == []
    written = json.dumps(plain.to_dict(), ensure_ascii=False)
    assert '"why"' not in written and '"why"' not in plain.model_dump_json(by_alias=True)
    assert json.dumps(without_why(explained[name].to_dict()), ensure_ascii=False) == written
    assert Report.model_validate(explained[name].to_dict()) == explained[name]


def test_a_reader_stays_as_it_was(reader: Reader) -> None:
    other = reader.explaining()
    assert other.explain and not reader.explain
    assert other.nlp is reader.nlp and other.tagger is reader.tagger


def test_a_word_of_ones_own_names_ones_own_file(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('[[triggers]]\nlemma = "zorble"\npos = "VERB"\nkind = "attack.raid"\nsure = "0.95"\n', "utf8")
    report = whosays.read("Rebels zorbled the army base on Monday and killed two soldiers.", lexicon=own, explain=True)
    why = of(report, "zorbled")
    assert why[0] == f"{own}: zorble (VERB) → attack.raid, sure 0.95"
    assert any("triggers.tsv: kill (VERB)" in r for r in reasons(report))


def test_the_command_line_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "raid.txt"
    text.write_text(TEXTS["raid"], encoding="utf8")
    options = ["read", str(text), "--published", "2024-06-05", "--quiet", "--jobs", "1"]
    assert run([*options, "--explain", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert all(item["why"] for part in ("events", "claims", "places") for item in report[part])
    assert run([*options, "--explain", "--format", "text"]) == 0
    sheet = " ".join(capsys.readouterr().out.split())
    assert "why “killed”: · triggers.tsv: kill (VERB)" in sheet or "why “ambush”: · triggers.tsv: ambush" in sheet
    assert "· cues.tsv: say (VERB, assert)" in sheet
    assert "ALSO READ" in sheet and "Gunmen party, armed group · actor_groups.tsv: gunman" in sheet
    assert run([*options, "--format", "text"]) == 0
    sheet = capsys.readouterr().out
    assert ".tsv" not in sheet and "ALSO READ" not in sheet


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_are_explained_too(tmp_path: Path, jobs: int) -> None:
    lines = [json.dumps({"id": str(n), "text": TEXTS["raid"], "published": "2024-06-05"}) for n in range(14)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf8")
    found = list(whosays.read_many([tmp_path / "many.jsonl"], jobs=jobs, explain=True))
    assert len(found) == 14 and all(event.why for report in found for event in report.events)
    plain = next(iter(whosays.read_many([tmp_path / "many.jsonl"])))
    assert not any(reasons(plain))
