"""Whole reports read as a coder would: the essentials of each text in golden/ stand in the JSON beside it.

A JSON file names what must be found: events (by trigger; time is the TIMEX value, place the name), measures, claims
(content: words that it must hold), and pairs of triggers that must stay apart. What else is read is left open.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
Item = dict[str, Any]


def found(report: Report) -> dict[str, list[Item]]:
    """The report's items in the words of the golden files."""
    text = report.document.text or ""
    times = {t.id: t.value for t in report.times}
    places = {p.id: p.name for p in report.places}
    return {
        "events": [
            {"trigger": e.trigger.text, "kind": e.kind, "status": e.status, "time": times.get(e.time or ""),
             "place": places.get(e.place or "")}
            for e in report.events
        ],
        "measures": [
            {"text": m.text, "role": m.role, "value": m.value, "bound": m.bound} for m in report.measures
        ],
        "claims": [
            {"cue": c.cue.text, "source": c.source.text, "kind": c.source.kind, "stance": c.stance,
             "content": " … ".join(text[a:b] for a, b in c.content)}
            for c in report.claims
            if c.cue
        ],
    }  # fmt: skip


def fits(want: Item, item: Item) -> bool:
    return all(v in item[k] if k == "content" else v == item[k] for k, v in want.items())


def likest(want: Item, items: list[Item]) -> Item | None:
    """The item that agrees with most of what is wanted, for the message."""
    return max(items, key=lambda i: sum(fits({k: v}, i) for k, v in want.items()), default=None)


def merged(report: Report) -> list[set[str]]:
    """Triggers of the events that are told to be the same, by event."""
    trigger = {e.id: e.trigger.text for e in report.events}
    groups: dict[str, set[str]] = {}
    for r in report.relations:
        if r.kind == "same_as":
            groups.setdefault(r.to, {trigger[r.to]}).add(trigger[r.from_])
    return list(groups.values())


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_the_essentials_are_read(reader: Reader, path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf8"))
    text = path.with_suffix(".txt").read_text(encoding="utf8")
    report = reader.read(Document(text, published=golden["published"]))
    items = found(report)
    wrong = []
    for part in ("events", "measures", "claims"):
        for want in golden[part]:
            if not any(fits(want, item) for item in items[part]):
                wrong.append(f"- {part}: {want}\n+ likest: {likest(want, items[part])}")
    for one, other in golden["apart"]:
        if any({one, other} <= group for group in merged(report)):
            wrong.append(f"- apart: {one!r}, {other!r}\n+ told to be the same")
    assert not wrong, f"{path.stem}:\n" + "\n".join(wrong)
