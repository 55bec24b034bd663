"""The REST API over a small ledger: the same answers as Python gives, pages by cursor, tags, locks, live changes."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_location
from tests.web_ledgers import client, fill, served, told
from whosays.ledger import Ledger
from whosays.web.live import parse_id

API = "/api/v1"


@pytest.fixture(params=BACKENDS)
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[TestClient, Ledger]]:
    """A client, and the same ledger opened beside it."""
    place = fill(new_location(request.param, tmp_path))
    with client(place) as found, Ledger(place) as ledger:
        yield found, ledger


def get(found: TestClient, path: str, **query: Any) -> Any:
    answer = found.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def all_pages(found: TestClient, path: str, **query: Any) -> list[Any]:
    items, cursor = [], None
    while True:
        page = get(found, path, **query, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


def test_the_api_says_what_the_ledger_says(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    incidents = ledger.incidents()
    assert get(found, "/incidents", order="oldest")["items"] == [i.to_dict() for i in incidents]
    assert get(found, "/incidents")["total"] == len(incidents) == 3
    for i in incidents:
        assert get(found, f"/incidents/{i.id}") == i.to_dict()
        assert [r["account"]["source"] for r in get(found, f"/incidents/{i.id}/accounts")["items"]] == [
            a.source for a in i.accounts
        ]
    for id in ledger.documents():
        assert found.get(f"{API}/documents/{id}/text").text == ledger.text(id)
        assert get(found, f"/documents/{id}/report") == ledger.report(id).to_dict()
    assert {r["external_id"] for r in get(found, "/documents")["items"]} == {"a1", "a2", "a3", "b1", "c1"}
    assert sum(r["copy_of"] is not None for r in get(found, "/documents")["items"]) == 1
    claims = get(found, "/claims", by="mayor")["items"]
    assert [(r["incident"], r["account"]["source"]) for r in claims] == [
        (i.id, a.source) for i, a in ledger.claims("mayor")
    ]
    assert [r["low"] for r in get(found, "/tally", role="killed")["items"]] == [
        r.low for r in ledger.tally(roles=["killed"])
    ]
    assert [h["document"] for h in get(found, "/search", q="bridge river")["items"]] == [
        h.document for h in ledger.search("bridge river")
    ]
    assert [c["claim"] for c in all_pages(found, "/checks", limit=1)] == [c.claim for c in ledger.checks()]


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 3), ({"kind": "attack"}, 2), ({"kind": "attack.missile,clash"}, 2), ({"country": "ukr"}, 2),
     ({"since": "2031-03-14"}, 2), ({"until": "2031-03"}, 2), ({"place": "arda"}, 1), ({"near": "48,36,50"}, 1),
     ({"bbox": "20,45,40,55"}, 2), ({"bbox": "20,55,40,45"}, 2), ({"bbox": "40,45,20,55"}, 0),
     ({"standing": "contested"}, 1), ({"source": "hospital"}, 1), ({"side": "UKR"}, 1), ({"text": "Shells Brezno"}, 1),
     ({"text": '"river as well"'}, 1), ({"text": "nothing of that"}, 0), ({"precision": "settlement"}, 3),
     ({"precision": "none"}, 0), ({"min_killed": "4"}, 0), ({"min_killed": "3"}, 1), ({"actor": "Russia"}, 1),
     ({"as_of": "2031-03-14"}, 1), ({"as_of": "2031-03-14", "text": "Shells"}, 0), ({"since": "", "kind": ""}, 3)],
)  # fmt: skip
def test_filters(held: tuple[TestClient, Ledger], query: dict[str, str], count: int) -> None:
    found, _ = held
    assert get(found, "/incidents", **query)["total"] == count
    assert len(get(found, "/incidents", **query)["items"]) == count
    assert get(found, "/totals", **query)["incidents"] == count
    assert sum(b["count"] for b in get(found, "/timeline", **query)["items"]) == count
    assert sum(c["count"] for c in get(found, "/cells", **query)["items"]) == count
    if count:
        own = get(found, "/facets", **{k: v for k, v in query.items() if k != "country"})["country"]
        assert sum(row["count"] for row in own) >= count


@pytest.mark.parametrize(
    ("query", "words"),
    [({"since": "yesterday"}, "2024-11-26"), ({"since": "2031-02-30"}, "since"), ({"kind": "party"}, "attack"),
     ({"near": "1,2"}, "LAT,LON,KM"), ({"bbox": "1,2,3"}, "WEST"), ({"standing": "true"}, "contested"),
     ({"country": "Ukraine"}, "ISO 3166"), ({"limit": "0"}, "limit"), ({"min_killed": "some"}, "whole number")],
)  # fmt: skip
def test_values_that_cannot_be_used_are_named(
    held: tuple[TestClient, Ledger], query: dict[str, str], words: str
) -> None:
    answer = held[0].get(f"{API}/incidents", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert words in problem["detail"]
    assert problem["errors"][0]["name"] == next(iter(query))


def test_a_misspelt_filter_is_refused_and_the_others_are_named(held: tuple[TestClient, Ledger]) -> None:
    for path in ("/incidents", "/totals", "/export", "/claims?by=mayor"):
        answer = held[0].get(f"{API}{path}", params={"kid": "attack", **({"by": "mayor"} if "?" in path else {})})
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith("kid: there is no such parameter; these are: ")
        assert "kind" in answer.json()["detail"]


def test_a_body_that_is_no_json_is_told_so(held: tuple[TestClient, Ledger]) -> None:
    answer = held[0].post(f"{API}/decisions", content="{", headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("body: this is no JSON")


def test_what_is_not_there_is_404(held: tuple[TestClient, Ledger]) -> None:
    for path in ("/incidents/none", "/documents/none", "/documents/none/text", "/sources/nobody", "/nothing"):
        answer = held[0].get(API + path)
        assert answer.status_code == 404
        assert answer.json()["title"] == "Not Found"


def test_pages_hold_everything_once_in_a_stable_order(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    whole = [i["id"] for i in get(found, "/incidents")["items"]]
    assert [i["id"] for i in all_pages(found, "/incidents", limit=1)] == whole
    oldest = [i["id"] for i in all_pages(found, "/incidents", limit=1, order="oldest")]
    assert oldest == whole[::-1]
    assert len(all_pages(found, "/documents", limit=2)) == 5
    assert len(all_pages(found, "/accounts", limit=1)) == sum(len(i.accounts) for i in ledger.incidents())
    assert len({r["source"] for r in all_pages(found, "/sources", limit=1)}) == len(all_pages(found, "/sources"))
    assert {i["key"] for i in all_pages(found, "/queue", limit=1)} == {
        i["key"] for i in get(found, "/queue", limit=50)["items"]
    }


def test_what_comes_in_between_pages_moves_nothing(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    first = get(found, "/incidents", limit=2)
    late = make("Missiles hit Brezno.", [{"words": "hit", "kind": "attack.missile", "on": "2031-05-01", "at": "Brezno",
                                         "says": None}], published="2031-05-02")  # fmt: skip
    ledger.add(late)
    rest = get(found, "/incidents", limit=2, cursor=first["next"])
    ids = [i["id"] for i in first["items"] + rest["items"]]
    assert len(ids) == len(set(ids)) == 3
    assert rest["next"] is None


def test_a_cursor_is_for_its_own_query(held: tuple[TestClient, Ledger]) -> None:
    found, _ = held
    cursor = get(found, "/incidents", limit=1)["next"]
    for query in ({"cursor": cursor, "kind": "attack"}, {"cursor": "abc"}, {"cursor": cursor[:-2]}):
        assert found.get(f"{API}/incidents", params=query).status_code in (404, 422)
    assert found.get(f"{API}/decisions", params={"cursor": cursor}).status_code == 404


def test_an_answer_is_sent_once_until_the_ledger_changes(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    for path in ("/incidents", "/totals?kind=attack", "/documents", "/queue", "/decisions"):
        tag = found.get(API + path).headers["etag"]
        again = found.get(API + path, headers={"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    tag = found.get(f"{API}/totals").headers["etag"]
    assert found.get(f"{API}/totals?kind=attack").headers["etag"] != tag
    ledger.decide("reject", ledger.incidents()[0].id, by="ana")
    after = found.get(f"{API}/totals", headers={"if-none-match": tag})
    assert after.status_code == 200
    assert after.json()["incidents"] == 2


def decide(found: TestClient, action: str, *subjects: str, **more: Any) -> httpx.Response:
    revisions = {
        i["id"]: i["revision"] for i in get(found, "/incidents", rejected=True)["items"] if i["id"] in subjects
    }
    body = {"action": action, "subjects": list(subjects), "revisions": revisions, **more}
    return found.post(f"{API}/decisions", json=body)


def test_decisions_and_their_undoing(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    one, two, three = (i.id for i in ledger.incidents())
    made = decide(found, "edit", one, field="place.name", value="Arda North", reason="seen on the map").json()
    assert made["incidents"][0]["place"]["name"] == "Arda North"
    assert made["decision"]["action"] == "edit"
    merged = decide(found, "merge", one, two).json()
    assert len(merged["incidents"]) == 1
    assert get(found, "/totals")["incidents"] == 2
    undone = found.post(f"{API}/decisions/{merged['decision']['number']}/undo", json={}).json()
    assert {i["id"] for i in undone["incidents"]} == {one, two}
    again = found.post(f"{API}/decisions/{merged['decision']['number']}/undo", json={})
    assert again.status_code == 409
    log = get(found, "/decisions")["items"]
    assert [(d["action"], d["stands"]) for d in log] == [("undo", True), ("merge", False), ("edit", True)]
    assert decide(found, "accept", three).status_code == 201
    assert get(found, f"/incidents/{three}")["review"] == "accepted"
    assert found.post(f"{API}/decisions/99/undo", json={}).status_code in (404, 409)


def test_two_incidents_can_be_said_to_be_two(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    one, two, _ = (i.id for i in ledger.incidents())
    apart = decide(found, "split", one, two)
    assert apart.status_code == 201, apart.text
    assert {i["id"] for i in apart.json()["incidents"]} == {one, two}
    why = get(found, f"/incidents/{one}/why", other=two)
    assert why["merged"] is False
    assert [d["action"] for d in why["decisions"]] == ["split"]


def test_the_later_of_two_reviewers_is_told(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    incident = ledger.incidents()[0]
    body = {"action": "accept", "subjects": [incident.id], "revisions": {incident.id: incident.revision}}
    ledger.decide("note", incident.id, value="looked at", by="ana")
    answer = found.post(f"{API}/decisions", json=body)
    assert answer.status_code == 409
    now = answer.json()["current"][incident.id]
    assert now["revision"] == incident.revision + 1
    assert now["notes"]
    assert len(ledger.log()) == 1, "nothing was recorded"
    body["revisions"] = {incident.id: now["revision"]}
    assert found.post(f"{API}/decisions", json=body).status_code == 201
    missing = found.post(f"{API}/decisions", json={**body, "revisions": {}})
    assert missing.status_code == 422
    assert "revision" in missing.json()["detail"]


def test_of_reviewers_at_once_one_is_heard(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    incident = ledger.incidents()[0]
    body = {"subjects": [incident.id], "revisions": {incident.id: incident.revision}}
    codes: list[int] = []

    def press(action: str) -> None:
        codes.append(found.post(f"{API}/decisions", json={**body, "action": action}).status_code)

    threads = [threading.Thread(target=press, args=(a,)) for a in ("accept", "reject", "accept", "reject")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201, 409, 409, 409]
    assert len(ledger.log()) == 1


def test_a_text_is_read_and_added(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    body = {"text": "Two people were killed when a drone hit a depot in Kharkiv on 3 March 2031, the governor said.",
            "published": "2031-03-04", "publisher": "Andes Wire", "keep": False}  # fmt: skip
    read = found.post(f"{API}/documents", json=body).json()
    assert (read["outcome"], read["incidents"]) == ("read", [])
    assert read["report"]["events"]
    assert read["id"] not in ledger.documents()
    added = found.post(f"{API}/documents", json=body | {"keep": True}).json()
    assert (added["outcome"], added["id"]) == ("new", read["id"])
    assert added["incidents"]
    assert found.post(f"{API}/documents", json=body | {"keep": True}).json()["outcome"] == "known"
    bad = found.post(f"{API}/documents", json=body | {"published": "soon"})
    assert bad.status_code == 422


def test_a_report_is_taken_or_refused_in_words(held: tuple[TestClient, Ledger]) -> None:
    found, ledger = held
    report = make("Shells fell on Corva.", [{"words": "fell", "kind": "attack.artillery", "on": "2031-06-01",
                                             "at": "Corva", "says": None}], published="2031-06-02")  # fmt: skip
    assert found.post(f"{API}/documents", json={"report": report.to_dict()}).json()["outcome"] == "new"
    assert report.document.id in ledger.documents()
    broken = report.to_dict()
    broken["document"]["id"] = "0" * 16
    broken["events"][0]["trigger"]["span"] = [5, 5000]
    lost = json.loads(json.dumps(broken).replace("5000", "8").replace('"p1"', '"p9"'))
    deep: dict[str, Any] = {}
    for _ in range(200):
        deep = {"a": deep}
    for bad in (
        deep,
        report.to_dict() | {"more": deep},
        {},
        {"format": "whosays-report/9"},
        broken,
        {**report.to_dict(), "document": {"id": "x"}},
    ):
        answer = found.post(f"{API}/documents", json={"report": bad})
        assert answer.status_code == 422, answer.text
    assert found.post(f"{API}/documents", json={"report": lost}).status_code in (201, 422)
    neither = found.post(f"{API}/documents", json={"keep": True})
    assert neither.status_code == 422


def test_exports_are_the_files_of_the_command_line(held: tuple[TestClient, Ledger], tmp_path: Path) -> None:
    found, ledger = held
    for name in ("csv", "jsonl", "geojson", "acled", "ucdp", "plover", "cameo"):
        target = io.StringIO()
        ledger.export(name, target, kind="attack")
        answer = found.get(f"{API}/export", params={"format": name, "kind": "attack"})
        assert answer.text == target.getvalue(), name
        assert f"whosays-{name}" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(found.get(f"{API}/export").text)))
    assert len(rows) == 3
    whole = found.get(f"{API}/export", params={"format": "parquet"})
    assert whole.content[:4] == b"PAR1"
    assert found.get(f"{API}/export", params={"format": "xlsx"}).status_code == 422
    early = list(csv.DictReader(io.StringIO(found.get(f"{API}/export", params={"as_of": "2031-03-14"}).text)))
    assert len(early) == 1


def test_the_record_of_a_source(held: tuple[TestClient, Ledger]) -> None:
    found, _ = held
    record = get(found, "/sources/central hospital")
    assert (record["name"], record["incidents"], record["contested"]) == ("Central Hospital", 1, 1)
    [killed] = [f for f in record["figures"] if f["role"] == "killed"]
    assert (killed["own"], killed["others_low"], killed["higher"]) == (5, 3, 1)


def test_live_changes_come_as_they_happen_and_are_made_up_for(tmp_path: Path) -> None:
    location = fill(str(tmp_path / "war.db"))
    with served(location) as address, Ledger(location) as ledger:
        seen: list[tuple[str, str, dict[str, Any]]] = []
        with httpx.stream("GET", f"{address}{API}/live", timeout=30) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            events = read_events(answer)
            seen.append(next(events))
            late = make("Missiles hit Brezno.", [{"words": "hit", "kind": "attack.missile", "on": "2031-05-01",
                                                 "at": "Brezno", "says": None}], published="2031-05-02")  # fmt: skip
            ledger.add(late)
            incident = ledger.incidents()[0]
            ledger.decide("accept", incident.id, by="ana")
            while [name for name, _, _ in seen].count("decision") < 1:
                seen.append(next(events))
        names = [name for name, _, _ in seen]
        assert names[0] == "hello"
        assert [d["id"] for n, _, d in seen if n == "document"] == [late.document.id]
        assert [(d["action"], d["by"]) for n, _, d in seen if n == "decision"] == [("accept", "ana")]
        with httpx.stream("GET", f"{address}{API}/live", headers={"last-event-id": seen[0][1]}, timeout=30) as answer:
            missed = read_events(answer)
            names = [next(missed)[0] for _ in range(4)]
        assert names == ["hello", "document", "decision", "change"]


def read_events(answer: httpx.Response) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, id and data of each event."""
    fields: dict[str, str] = {}
    for line in answer.iter_lines():
        if not line and "data" in fields:
            yield fields["event"], fields["id"], json.loads(fields["data"])
            fields = {}
        elif ": " in line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


@pytest.mark.parametrize("text", [None, "", "1", "1-2", "a-b-c", "1-2-3-4", "-1-2-3", "9" * 20 + "-1-1"])
def test_ids_of_events_that_are_none_of_ours(text: str | None) -> None:
    assert parse_id(text) is None


def test_many_readers_while_somebody_writes(tmp_path: Path) -> None:
    location = fill(str(tmp_path / "war.db"))
    failed: list[str] = []
    with served(location) as address, Ledger(location) as ledger:

        def look() -> None:
            with httpx.Client(base_url=address, timeout=60) as found:
                for path in ("/api/v1/incidents", "/api/v1/facets", "/"):
                    answer = found.get(path)
                    if answer.status_code != 200:
                        failed.append(answer.text)

        threads = [threading.Thread(target=look) for _ in range(20)]
        for thread in threads:
            thread.start()
        for number in range(5):
            ledger.add(make(f"Shells fell on Corva, part {number}.", [], published="2031-06-02"))
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(told()) == 5
