"""The ledger is a function of the set of documents and decisions, however they came in."""

from __future__ import annotations

import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_ledger
from whosays.ledger import Ledger
from whosays.model import Report
from whosays.reconcile import Publisher, reconcile, tell

KINDS = ("attack.missile", "attack.drone", "attack.other", "clash", "protest")
DAYS = ("2031-03-10", "2031-03-11", "2031-03-12", ("2031-03-11", "2031-03-12"), None)
SPOTS = ("Arda", "Brezno", "Ukraine", None)
SPEAKERS = ("the mayor", "the hospital", "the Front", "Russian Defence Ministry", None)
BODY = (
    "In the early hours people in the valley heard the sound of engines over the river and then a row of heavy blows "
    "that shook the windows of the school and the town hall while the baker opened his shop as on any other morning"
)

event = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "on": st.sampled_from(DAYS),
        "at": st.sampled_from(SPOTS),
        "says": st.sampled_from(SPEAKERS),
        "stance": st.sampled_from(("assert", "assert", "admit", "deny", "allege")),
        "by": st.sampled_from((None, "Russia", "the Front")),
        "killed": st.sampled_from((None, 2, 3, 5)),
        "bound": st.sampled_from((None, "at_least", "vague")),
    }
)
document = st.fixed_dictionaries(
    {
        "events": st.lists(event, min_size=1, max_size=2),
        "publisher": st.sampled_from(("Daily Wire", "Other Post", "Third Radio")),
        "published": st.sampled_from(("2031-03-11", "2031-03-12", "2031-03-14", None)),
        "wire": st.booleans(),
    }
)


def report_of(number: int, d: dict[str, Any]) -> Report:
    """A report of a drawn document; those of the «wire» share a long text, so that they are copies."""
    words, events = [], []
    for n, e in enumerate(d["events"]):
        words.append(f"word{number if not d['wire'] else 0}x{n} told {e['killed'] or 0} dead{n}")
        row = {k: e[k] for k in ("kind", "on", "at", "says", "stance", "by")} | {"words": words[-1].split()[0]}
        if e["killed"]:
            row["numbers"] = [(f"{e['killed']} dead{n}", "killed", "person", e["killed"], e["bound"], None)]
        events.append(row)
    text = ". ".join(words) + ". " + (BODY if d["wire"] else f"Report {number} of the day ends here")
    return make(text, events, publisher=d["publisher"], published=d["published"])


def whole(reports: list[Report], decisions: list[Any] = ()) -> dict[str, Any]:
    return reconcile([tell(r, Publisher(name=r.document.publisher)) for r in reports], decisions).to_dict()


def comparable(answer: dict[str, Any]) -> str:
    return json.dumps(answer, sort_keys=True)


FEW = settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@FEW
@given(st.lists(document, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(documents: list[dict[str, Any]], chance: Any) -> None:
    reports = [report_of(n, d) for n, d in enumerate(documents)]
    expected = comparable(whole(reports))
    shuffled = list(reports)
    chance.shuffle(shuffled)
    assert comparable(whole(shuffled)) == expected
    assert comparable(whole(shuffled + reports[:2])) == expected


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_ledger_built_in_any_way_gives_what_the_whole_gives(backend: str) -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(FEW, max_examples=8)
        @given(st.lists(document, min_size=1, max_size=6), st.randoms(use_true_random=False), st.integers(1, 3))
        def check(documents: list[dict[str, Any]], chance: Any, batch: int) -> None:
            reports = list({r.document.id: r for r in (report_of(n, d) for n, d in enumerate(documents))}.values())
            order = [*reports, chance.choice(reports)]
            chance.shuffle(order)
            gone = {r.document.id for r in reports if chance.random() < 0.3}
            with new_ledger(backend, Path(folder)) as ledger:
                list(ledger.adding(((r, None) for r in order), batch=batch))
                assert comparable(ledger.answer().to_dict()) == comparable(whole(reports))
                for d in sorted(gone):
                    ledger.forget(d)
                left = [r for r in reports if r.document.id not in gone]
                assert comparable(ledger.answer().to_dict()) == comparable(whole(left))

        check()


@pytest.mark.parametrize("backend", BACKENDS)
def test_decisions_hold_whatever_comes_after_them(backend: str) -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(FEW, max_examples=8)
        @given(st.lists(document, min_size=2, max_size=6), st.randoms(use_true_random=False))
        def check(documents: list[dict[str, Any]], chance: Any) -> None:
            reports = list({r.document.id: r for r in (report_of(n, d) for n, d in enumerate(documents))}.values())
            half = max(1, len(reports) // 2)
            with new_ledger(backend, Path(folder)) as ledger:
                ledger.add(reports[:half])
                for _ in range(3):
                    decide_something(ledger, chance)
                ledger.add(reports[half:])
                decide_something(ledger, chance)
                decisions = [d for d, _ in ledger.log()]
                assert comparable(ledger.answer(rejected=True).to_dict()["incidents"]) == comparable(
                    whole(reports, decisions)["incidents"]
                )
                ledger.rebuild()
                assert comparable(ledger.answer().to_dict()) == comparable(without_rejected(whole(reports, decisions)))

        check()


def without_rejected(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"incidents": [i for i in answer["incidents"] if i["review"] != "rejected"]}


def decide_something(ledger: Ledger, chance: Any) -> None:
    incidents = ledger.incidents()
    if not incidents:
        return
    one = chance.choice(incidents)
    action = chance.choice(("accept", "reject", "edit", "merge", "split", "copy", "note", "undo"))
    documents = sorted({t.document for t in ledger.tellings(one.id)})
    if action == "edit":
        ledger.decide("edit", one.id, field="figures.killed.best", value=str(chance.randint(0, 9)))
    elif action == "note":
        ledger.decide("note", one.id, value="asked")
    elif action == "merge":
        if len(incidents) > 1:
            ledger.decide("merge", one.id, chance.choice([i.id for i in incidents if i.id != one.id]))
    elif action == "split":
        if len(documents) > 1:
            ledger.decide("split", one.id, chance.choice(documents))
    elif action == "copy":
        every = sorted(ledger.documents())
        pair = chance.sample(every, min(2, len(every)))
        ledger.decide("copy", *pair)
    elif action == "undo":
        if any(stands for _, stands in ledger.log()):
            ledger.decide("undo")
    else:
        ledger.decide(action, one.id)


def test_every_order_of_three_documents_and_a_forgotten_fourth() -> None:
    """Small but complete: all orders, with a document that comes and goes in between."""
    base = {"publisher": "Daily Wire", "published": "2031-03-11", "wire": False}
    row = {"says": "the mayor", "stance": "assert", "by": None, "bound": None}
    drawn = [
        base | {"events": [row | {"kind": "attack.missile", "on": "2031-03-10", "at": "Arda", "killed": 2}]},
        base | {"events": [row | {"kind": "attack.other", "on": "2031-03-10", "at": "Ukraine", "killed": 3}]},
        base | {"events": [row | {"kind": "attack.missile", "on": "2031-03-11", "at": "Arda", "killed": 2}]},
        base | {"events": [row | {"kind": "attack.missile", "on": ("2031-03-10", "2031-03-11"), "at": "Arda",
        "killed": 5}]},
    ]  # fmt: skip
    reports = [report_of(n, d) for n, d in enumerate(drawn)]
    expected = comparable(whole(reports[:3]))
    with tempfile.TemporaryDirectory() as folder:
        for order in itertools.permutations(reports):
            with new_ledger("sqlite", Path(folder)) as ledger:
                for report in order:
                    ledger.add([report])
                ledger.forget(reports[3].document.id)
                assert comparable(ledger.answer().to_dict()) == expected
