"""What the commands over a ledger print: text for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from whosays.cli import ledger_sheet as sheet
from whosays.errors import UsageError
from whosays.export.plain import COLUMNS, csv_rows
from whosays.export.write import entries
from whosays.export.write import export as write_export
from whosays.ledger import Filter, Ledger


def _open(location: str) -> Ledger:
    return Ledger(location, create=False)


def _format(wanted: str | None) -> str:
    return wanted or ("text" if sys.stdout.isatty() else "json")


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: "" if v is None else v for k, v in row.items()})


def incidents(location: str, wanted: dict[str, Any], format: str | None) -> None:
    """`whosays incidents`."""
    with _open(location) as ledger:
        if _format(format) == "text":
            total = ledger.count(**{k: v for k, v in wanted.items() if k != "limit"})
            sheet.incident_list(ledger.incidents(**wanted), total, Filter(**wanted).in_words())
            return
        answer = ledger.answer(**wanted)
    if _format(format) == "json":
        _json(answer.to_dict())
    else:
        _csv(COLUMNS, csv_rows(entries(answer), []))


def show(location: str, incident: str, format: str | None) -> None:
    """`whosays show`."""
    with _open(location) as ledger:
        found = ledger.show(incident)
        if _format(format) == "text":
            sheet.incident_page(found, ledger)
        elif _format(format) == "json":
            _json(found.to_dict())
        else:
            raise UsageError("show: an incident is no table; use --format json")


def claims(location: str, by: str, wanted: dict[str, Any], format: str | None) -> None:
    """`whosays claims`."""
    with _open(location) as ledger:
        found = ledger.claims(by, **wanted)
    if _format(format) == "text":
        sheet.claim_list(found, by)
        return
    rows = [
        {
            "incident": i.id, "kind": i.kind, "start": i.start, "place": i.place.name if i.place else None,
            "standing": i.standing, **a.model_dump(mode="json"),
        }
        for i, a in found
    ]  # fmt: skip
    if _format(format) == "json":
        _json(rows)
        return
    flat = [
        {**row, **m, "document": m["document"], "current": current}
        for row in rows
        for current, key in ((1, "measures"), (0, "superseded"))
        for m in row[key]
    ]
    _csv(
        ("incident", "kind", "start", "place", "source", "side", "stance", "role", "unit", "who", "low", "best", "high",
         "bound", "current", "published", "document"),
        flat,
    )  # fmt: skip


def tally(
    location: str, by: str, roles: Sequence[str], who: str | None, wanted: dict[str, Any], format: str | None
) -> None:
    """`whosays tally`."""
    with _open(location) as ledger:
        rows = ledger.tally(by, roles, who, **wanted)
        shares = ledger.interception(**wanted)
    if _format(format) == "text":
        sheet.tally_table(rows, shares, by)
    elif _format(format) == "json":
        _json(
            {
                "by": by,
                "rows": [asdict(r) for r in rows],
                "interception": [{**asdict(s), "share": s.share} for s in shares],
            }
        )
    else:
        columns = ("group", "role", "unit", "who", "low", "best", "high", "incidents", "sources", "without_best")
        _csv(columns, [asdict(r) for r in rows])


def chain(location: str, incident: str, format: str | None) -> None:
    """`whosays chain`."""
    with _open(location) as ledger:
        found = ledger.chain(incident)
    if _format(format) == "text":
        sheet.chain_page(found)
    else:
        _json(
            {
                "incident": found.incident.to_dict(),
                "answered": [i.to_dict() for i in found.answered],
                "answered_by": [i.to_dict() for i in found.answered_by],
            }
        )


def search(location: str, words: Sequence[str], limit: int, format: str | None) -> None:
    """`whosays search`."""
    phrase = " ".join(f'"{w}"' if " " in w else w for w in words)
    with _open(location) as ledger:
        hits = ledger.search(phrase, limit)
    if _format(format) == "text":
        sheet.hit_list(hits)
    elif _format(format) == "json":
        _json([asdict(h) for h in hits])
    else:
        _csv(("document", "title", "publisher", "published", "snippet", "incidents"), [
            {**asdict(h), "incidents": "; ".join(h.incidents)} for h in hits
        ])  # fmt: skip


def check(location: str, wanted: dict[str, Any], result: str | None, format: str | None) -> int:
    """`whosays check`; returns how many statements are inconsistent."""
    if result not in (None, "consistent", "inconsistent", "unverifiable"):
        raise UsageError(f"--result: '{result}' is none of consistent, inconsistent, unverifiable")
    with _open(location) as ledger:
        found = ledger.checks(**wanted)
        documents = ledger.answer(**wanted).documents
    shown = [c for c in found if result in (None, c.result)]
    if _format(format) == "text":
        sheet.check_list(shown, documents)
    elif _format(format) == "json":
        _json([c.model_dump(mode="json") for c in shown])
    else:
        _csv(("kind", "result", "document", "claim", "message", "items"), [
            {**c.model_dump(mode="json"), "items": "; ".join(c.items)} for c in shown
        ])  # fmt: skip
    return sum(c.result == "inconsistent" for c in found)


def why(location: str, one: str, other: str | None, format: str | None) -> None:
    """`whosays why`."""
    with _open(location) as ledger:
        found = ledger.why(one, other)
    if _format(format) == "text":
        sheet.explanation(found)
    else:
        pairs = [asdict(c) | {"linked": c.linked} for c in found.pairs]
        decisions = [d.model_dump(mode="json") for d in found.decisions]
        _json({"a": found.a, "b": found.b, "merged": found.merged, "pairs": pairs, "decisions": decisions})


def decide(
    location: str, action: str, subjects: Sequence[str], by: str | None, reason: str | None, format: str | None
) -> None:
    """`whosays decide`."""
    field: str | None = None
    value: Any = None
    given = list(subjects)
    if action == "edit":
        if len(given) != 2 or "=" not in given[1]:
            raise UsageError("edit: give an incident and field=value, as in: decide edit i5c6se place.name=Arda")
        field, value = given.pop().split("=", 1)
        value = None if value in ("", "null") else value
    elif action == "note":
        if len(given) < 2:
            raise UsageError('note: give an incident and the words, as in: decide note i5c6se "asked the hospital"')
        given, value = given[:1], " ".join(given[1:])
    with _open(location) as ledger:
        made = ledger.decide(action, *given, field=field, value=value, by=by, reason=reason)
    if _format(format) == "text":
        print(sheet.decision_line(made, True))
    else:
        _json(made.model_dump(mode="json"))


def log(location: str, incident: str | None, format: str | None) -> None:
    """`whosays log`."""
    with _open(location) as ledger:
        found = ledger.log()
        if incident is not None:
            own = {x.id for x in ledger.tellings(incident)}
            numbers = {d.number for d, _ in found if own & {*d.left, *d.right}}
            found = [(d, s) for d, s in found if d.number in numbers or (d.action == "undo" and d.value in numbers)]
    if _format(format) == "text":
        for d, stands in found:
            print(sheet.decision_line(d, stands))
        if not found:
            print("no decisions")
        return
    rows = [{**d.model_dump(mode="json"), "stands": stands} for d, stands in found]
    if _format(format) == "json":
        _json(rows)
    else:
        _csv(("number", "at", "by", "action", "field", "value", "reason", "stands", "left", "right"), [
            {**r, "left": "; ".join(r["left"]), "right": "; ".join(r["right"])} for r in rows
        ])  # fmt: skip


def export(location: str, format: str, output: Path | None, redact_persons: bool, wanted: dict[str, Any]) -> None:
    """`whosays export`."""
    with _open(location) as ledger:
        done = write_export(ledger, format, output or sys.stdout, redact_persons, **wanted)
    reasons: dict[str, int] = {}
    for _, reason in done.skipped:
        reasons[reason] = reasons.get(reason, 0) + 1
    print(f"{done.rows} written" + (f" to {output}" if output else ""), file=sys.stderr)
    for reason, n in sorted(reasons.items()):
        print(f"{n} left out: {reason}", file=sys.stderr)


def info(location: str, format: str | None) -> None:
    """`whosays info`."""
    with _open(location) as ledger:
        found = ledger.info()
    if _format(format) == "text":
        sheet.info_page(found)
    else:
        _json(found)


def forget(location: str, documents: Sequence[str]) -> None:
    """`whosays forget`."""
    with _open(location) as ledger:
        for document in documents:
            print(f"forgotten: {ledger.forget(document)}")
