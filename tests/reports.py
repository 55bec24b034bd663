"""What must hold for every report, whatever the text: used by the tests of reader, command line and examples."""

from __future__ import annotations

from typing import Any

from whosays.model import Report


def check_report(report: Report) -> None:
    """Assert that spans give their words, ids are unique, references lead somewhere, every event has a claim."""
    data = report.to_dict()
    text = data["document"]["text"]
    ids = [item["id"] for part in _PARTS for item in data[part]]
    assert len(ids) == len(set(ids))
    known = set(ids)
    for span in data["sentences"]:
        assert 0 <= span[0] < span[1] <= len(text)
    for item in _walk({part: data[part] for part in (*_PARTS, "relations")}):
        span = item.get("span")
        if span is not None:
            assert 0 <= span[0] < span[1] <= len(text), item
            if item.get("text") is not None:
                assert text[span[0] : span[1]] == item["text"], item
    for claim in data["claims"]:
        assert claim["content"], claim
        assert all(0 <= start < end <= len(text) for start, end in claim["content"])
        assert {*claim["about"], *_some(claim["via"]), *_some(claim["source"]["ref"])} <= known, claim
        assert (claim["cue"] is None) == (claim["source"]["kind"] == "narrator"), claim
    for event in data["events"]:
        assert 0 <= event["sentence"] < len(data["sentences"])
        refs = {*event["measures"], *_some(event["time"]), *_some(event["place"])}
        assert refs | {r["ref"] for r in event["roles"] if r["ref"]} <= known, event
        assert any(event["id"] in claim["about"] for claim in data["claims"]), event
    for measure in data["measures"]:
        assert {*_some(measure["event"]), *measure["from"], *measure["includes"]} <= known, measure
        assert not measure["derived"] or measure["from"]
    for relation in data["relations"]:
        assert {relation["from"], relation["to"]} <= known
    for check in data["checks"]:
        assert set(check["items"]) <= known
    for part in ("times", "places", "events"):
        assert ids_in_order([item["id"] for item in data[part]]), part


def ids_in_order(ids: list[str]) -> bool:
    """Are the numbers of ids such as e1, e2, e3 rising?"""
    numbers = [int(i.lstrip("abcdefghijklmnopqrstuvwxyz")) for i in ids]
    return numbers == sorted(numbers)


_PARTS = ("times", "places", "actors", "measures", "events", "claims")


def _some(value: str | None) -> set[str]:
    return {value} if value else set()


def _walk(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(d for v in value.values() for d in _walk(v))]
    if isinstance(value, list):
        return [d for v in value for d in _walk(v)]
    return []
