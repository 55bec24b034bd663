"""Rules: which notices come of what documents have changed in the ledger. Each thing is told once, however often it is
asked about; what was there before a rule is told never.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from whosays.ledger import Ledger
from whosays.ledger.answers import fits
from whosays.ledger.following import Followed
from whosays.model.incidents import Figure, Incident, LedgerCheck
from whosays.watch.config import Rule
from whosays.watch.state import Notice, State

FORMAT = "whosays-notice/1"
_FOLLOWED = ("killed", "injured", "missing", "captured", "displaced")


def begin(rules: Sequence[Rule], state: State, ledger: Ledger) -> None:
    """Remember what the ledger holds before a rule that is new, so that none of it is told as news."""
    new = [r for r in rules if not state.knows_rule(r.key)]
    if not new:
        return
    base = ledger.baseline()
    with state.step():
        state.put_level((code, _key(role, unit, who), value) for code, role, unit, who, value in base.figures)
        for rule in new:
            state.put_rule(rule.key)
            if rule.when == "new_incident":
                state.put_told(rule.key, base.ids)
            elif rule.when == "contested":
                state.put_told(rule.key, (f"{i} {field}" for i, field in base.contested))
            elif rule.when == "admitted":
                state.put_told(rule.key, (f"{i} {source}" for i, source in base.admitted))


def judge(rules: Sequence[Rule], documents: Sequence[str], state: State, ledger: Ledger, now: float) -> list[Notice]:
    """Ask the rules about documents that the ledger has got; the notices are put in the queue, each once."""
    found = ledger.touched(documents) if rules else []
    checks: tuple[LedgerCheck, ...] = ()
    if any(r.when == "record_fails" for r in rules):
        checks = ledger.checks_in([f.incident for f in found])
    out: list[Notice] = []
    with state.step():
        for one in found:
            for rule in rules:
                out.extend(n for n in _notices(rule, one, state) if state.put_notice(n, now))
            state.put_level((one.incident.id, _key(f.role, f.unit, f.who), v) for f, v in _values(one.incident))
        by_id = {f.incident.id: f.incident for f in found}
        for rule in rules:
            if rule.when == "record_fails":
                out.extend(n for n in _failed_records(rule, checks, by_id, state) if state.put_notice(n, now))
        state.judged(documents)
    return out


def _notices(rule: Rule, one: Followed, state: State) -> Iterable[Notice]:
    """The notices of one rule on one incident, and what is to be remembered of it."""
    i = one.incident
    if rule.when == "record_fails" or not fits(i, rule.wanted):
        return
    if rule.when == "new_incident":
        if not state.told(rule.key, one.codes):
            yield _notice(rule, i, i.id, f"{i.kind} {_where(i)}: told by {_sources(i)}")
        state.put_told(rule.key, one.codes)
    elif rule.when == "figure_rose":
        for figure, value in _values(i):
            before = state.level(one.codes, _key(figure.role, figure.unit, figure.who))
            if figure.role in rule.figures and before is not None and value > before:
                what = " ".join(x for x in (figure.role, figure.who, figure.unit) if x and x != "person")
                words = f"{what} {before:g} → {value:g} {_where(i)}"
                change = {"figure": figure.model_dump(mode="json"), "before": before, "after": value}
                yield _notice(rule, i, f"{i.id} {figure.role} {figure.unit} {figure.who} {value:g}", words, **change)
    else:
        found = (
            {c.field: f"{c.field} is contested {_where(i)}: " + ", ".join(f"{v.source} {v.value}" for v in c.values)
             for c in i.contested}
            if rule.when == "contested"
            else {a.source: f"{a.source} admits it {_where(i)}" for a in i.accounts if a.stance == "admit"}
        )  # fmt: skip
        for what, words in found.items():
            marks = [f"{code} {what}" for code in sorted(one.codes)]
            if not state.told(rule.key, marks):
                yield _notice(rule, i, f"{i.id} {what}", words)
            state.put_told(rule.key, marks)


def _failed_records(
    rule: Rule, checks: Iterable[LedgerCheck], by_id: dict[str, Incident], state: State
) -> Iterable[Notice]:
    for check in checks:
        concerned = [by_id[i] for i in check.items if i in by_id]
        concerned = concerned or [i for i in by_id.values() if check.document in i.documents]
        fitting = [i for i in concerned if fits(i, rule.wanted)]
        if check.kind != "superlative" or check.result != "inconsistent" or not fitting:
            continue
        mark = " ".join(check.claim.casefold().split())
        if not state.told(rule.key, [mark]):
            yield _notice(rule, fitting[0], mark, check.message, check=check.model_dump(mode="json"))
        state.put_told(rule.key, [mark])


def _notice(rule: Rule, incident: Incident, thing: str, words: str, **more: Any) -> Notice:
    key = hashlib.sha256(f"{rule.name}\x1f{rule.when}\x1f{thing}".encode()).hexdigest()[:16]
    body = {
        "format": FORMAT, "id": key, "rule": rule.name, "when": rule.when, "words": words, **more,
        "incident": incident.to_dict(),
    }  # fmt: skip
    return Notice(key, rule.name, body)


def _values(incident: Incident) -> list[tuple[Figure, float]]:
    """The figures that are followed, each with the number by which it is compared."""
    out = []
    for figure in incident.figures:
        value = figure.best if figure.best is not None else figure.low
        if figure.role in _FOLLOWED and value is not None:
            out.append((figure, float(value)))
    return out


def _key(role: str, unit: str, who: str | None) -> str:
    return " ".join(x for x in (role, who, unit) if x)


def _where(incident: Incident) -> str:
    place = f"in {incident.place.name}" if incident.place else "somewhere"
    return f"{place} on {incident.start}" if incident.start else place


def _sources(incident: Incident) -> str:
    names = [a.source for a in incident.accounts]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
