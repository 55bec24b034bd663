"""The report format: schema, kinds, what the models refuse, helpers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from whosays.model import Event, Measure, Report, json_schema, kinds

DOCUMENT = {"id": "0" * 16, "text_id": "0" * 16, "text": "Russia struck Kyiv. The strike killed two, Kyiv said."}


def report(**parts: Any) -> Report:
    return Report.model_validate({"generator": {"version": "1"}, "document": DOCUMENT, **parts})


def event(id: str, span: tuple[int, int], **fields: Any) -> dict[str, Any]:
    text = DOCUMENT["text"][slice(*span)]
    return {
        "id": id,
        "kind": "attack.air",
        "trigger": {"span": span, "text": text},
        "sentence": 0,
        "status": "happened",
    } | fields


def test_schema_names_every_part_of_the_public_format() -> None:
    schema = json_schema()
    assert set(schema["properties"]) >= {
        "format", "generator", "document", "sentences", "times", "places", "actors", "measures", "events", "claims",
        "relations", "checks",
    }  # fmt: skip
    definitions = schema["$defs"]
    assert {"from", "includes", "derived", "bound", "who", "side"} <= set(definitions["Measure"]["properties"])
    assert {"from", "to", "kind", "span", "why"} == set(definitions["Relation"]["properties"])
    assert definitions["Event"]["properties"]["kind"]["enum"] == list(kinds())
    assert "from_" not in json.dumps(schema)


def test_every_kind_has_words_and_codes_from_known_codebooks() -> None:
    table = kinds()
    assert len(table) == 42
    for name, kind in table.items():
        assert kind.name == name
        assert kind.label
        assert kind.meaning
        assert kind.plover is None or kind.plover.isupper()
        assert kind.cameo is None or kind.cameo.isdigit()
    assert table["attack.missile"].codes.acled == ("Explosions/Remote violence", "Shelling/artillery/missile attack")
    assert table["statement.denial"].codes.plover is None


def test_from_is_written_as_the_format_has_it() -> None:
    measure = Measure.model_validate(
        {
            "id": "m3",
            "role": "hit",
            "unit": "missile",
            "bound": "exact",
            "value": 2,
            "derived": True,
            "from": ["m1", "m2"],
        }
    )
    assert measure.from_ == ("m1", "m2")
    assert measure.to_dict()["from"] == ["m1", "m2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "m1", "role": "killed", "unit": "person", "bound": "exact", "value": 2},
        {"id": "m1", "span": (0, 3), "text": "two", "role": "slain", "unit": "person", "bound": "exact"},
        {"id": "m1", "span": (-1, 3), "text": "two", "role": "killed", "unit": "person", "bound": "exact"},
    ],
)
def test_measures_without_evidence_or_with_unknown_words_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Measure.model_validate(wrong)


def test_items_are_frozen_and_keep_fields_that_are_new() -> None:
    made = Event.model_validate(event("e1", (7, 13), later="field"))
    assert made.to_dict()["later"] == "field"
    with pytest.raises(ValidationError):
        made.kind = "clash"  # type: ignore[misc]


def test_helpers_find_words_groups_and_claims() -> None:
    made = report(
        events=[event("e1", (7, 13)), event("e2", (24, 30)), event("e3", (31, 37))],
        relations=[{"kind": "same_as", "from": "e2", "to": "e1"}],
        claims=[
            {
                "id": "c1",
                "source": {"kind": "anonymous", "span": (43, 47), "text": "Kyiv"},
                "cue": {"span": (48, 52), "text": "said", "lemma": "say"},
                "content": [(0, 6), (31, 41)],
                "quote": "indirect",
                "stance": "assert",
                "about": ["e3"],
            }
        ],
    )
    assert made.quote(made.events[0]) == "struck"
    assert made.quote(made.claims[0]) == "Russia … killed two"
    assert made.quote((14, 18)) == "Kyiv"
    assert made.item("e2") is made.events[1]
    assert [[e.id for e in group] for group in made.event_groups()] == [["e1", "e2"], ["e3"]]
    assert [c.id for c in made.claims_about("e3")] == ["c1"]
    with pytest.raises(KeyError):
        made.item("e9")


def test_a_report_without_its_text_has_no_quotes() -> None:
    made = report(document={**DOCUMENT, "text": None})
    with pytest.raises(ValueError, match="no text"):
        made.quote((0, 3))
