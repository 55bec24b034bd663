"""Tallies: what incidents add up to, by period, place, party or kind, with low, best and high kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from whosays.errors import UsageError
from whosays.model.incidents import Account, Figure, Incident
from whosays.model.report import MeasureRole, Who
from whosays.reconcile.figures import said
from whosays.reconcile.when import day

BY = ("total", "day", "week", "month", "year", "place", "admin1", "country", "agent", "kind", "standing")


@dataclass
class Row:
    """One line of a tally. low, best, high: sums over incidents (a number that is open counts with what was said);
    incidents: how many give a number; sources: independent sources over them, summed."""

    group: str
    role: str
    unit: str
    who: str | None
    low: float = 0
    best: float = 0
    high: float = 0
    incidents: int = 0
    sources: int = 0
    without_best: int = 0
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    """How much of what was fired a claimant says was intercepted, over the incidents where it gives both numbers."""

    source: str
    unit: str
    fired: float
    intercepted: float
    incidents: int

    @property
    def share(self) -> float | None:
        """Intercepted by fired, or None where nothing was fired."""
        return self.intercepted / self.fired if self.fired else None


def tally(
    incidents: Sequence[Incident], by: str = "total", roles: Sequence[str] = (), who: str | None = None
) -> list[Row]:
    """Sums of figures. roles: all where empty; who: a group of people («civilian»), None for totals.

    An incident of several days counts in the period it began in. Incidents whose figures are summaries of a longer
    time («over the past week») are left out, so that nothing is counted twice. Raises UsageError.
    """
    if by not in BY:
        raise UsageError(f"--by: '{by}' is none of {', '.join(BY)}")
    for name, given, known in (("role", roles, get_args(MeasureRole)), ("who", (who,) if who else (), get_args(Who))):
        for value in given:
            if value not in known:
                raise UsageError(f"--{name}: '{value}' is none of {', '.join(known)}")
    rows: dict[tuple[str, str, str, str | None], Row] = {}
    for incident in incidents:
        if incident.clarity == "summary":
            continue
        group = group_of(incident, by)
        for f in _counted(incident, roles, who):
            row = rows.setdefault((group, f.role, f.unit, f.who), Row(group, f.role, f.unit, f.who))
            row.low += f.low if f.low is not None else 0
            row.best += f.best if f.best is not None else f.low or 0
            row.high += f.high if f.high is not None else f.best if f.best is not None else f.low or 0
            row.without_best += f.best is None
            row.incidents += 1
            row.sources += incident.independent_sources
            row.ids.append(incident.id)
    return [rows[k] for k in sorted(rows, key=lambda k: (k[0], k[1], k[2], k[3] or ""))]


def _counted(incident: Incident, roles: Sequence[str], who: str | None) -> list[Figure]:
    """The figures of an incident that go into a tally: totals, or those of a group. Parts are never added up, since
    some would be counted twice: where nobody gives a total of the dead or injured, the largest part stands for it."""
    return [f for f in incident.counts() if f.who == who and (not roles or f.role in roles)]


def group_of(incident: Incident, by: str) -> str:
    """The group of a tally an incident falls into."""
    place = incident.place
    if by in ("place", "admin1", "country"):
        value = {"place": place.name, "admin1": place.admin1, "country": place.country}[by] if place else None
    elif by == "agent":
        value = "; ".join(incident.agents)
    else:
        value = {"kind": incident.kind, "standing": incident.standing}.get(by, incident.start)
    return group_named(by, value)


def group_named(by: str, value: str | None) -> str:
    """The group's name from the value that makes it: the day for periods, else a name or None."""
    if by == "total":
        return "all"
    if by in ("day", "week", "month", "year"):
        start = day(value)
        if start is None:
            return "no date"
        if by == "week":
            year, week, _ = start.isocalendar()
            return f"{year}-W{week:02d}"
        return start.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]
    return value or {
        "place": "no place", "admin1": "no province", "country": "no country", "agent": "nobody named",
    }.get(by, "")  # fmt: skip


def shares(incidents: Sequence[Incident]) -> list[Share]:
    """Shares of what was intercepted, for each claimant and kind of weapon."""
    sums: dict[tuple[str, str], list[float]] = {}
    for incident in incidents:
        for account in incident.accounts:
            for unit, fired, stopped in _pairs(account):
                row = sums.setdefault((account.source, unit), [0.0, 0.0, 0.0])
                row[0] += fired
                row[1] += stopped
                row[2] += 1
    return [Share(s, u, f, i, int(n)) for (s, u), (f, i, n) in sorted(sums.items())]


def _pairs(account: Account) -> list[tuple[str, float, float]]:
    fired = {m.unit: said(m) for m in account.measures if m.role == "fired" and m.who is None}
    stopped = {m.unit: said(m) for m in account.measures if m.role == "intercepted" and m.who is None}
    both = sorted(set(fired) & set(stopped))
    return [
        (u, float(fired[u] or 0), float(stopped[u] or 0))
        for u in both
        if fired[u] is not None and stopped[u] is not None
    ]
