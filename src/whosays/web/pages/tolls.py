"""How the numbers of an incident moved: each source's figures over time as steps, laid out for an SVG."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from whosays.model.incidents import Account, AccountMeasure, Incident
from whosays.reconcile.when import day
from whosays.web.wording import date_words, figure_name, number, said

WIDTH, HEIGHT = 780, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 250, 14, 26
_LEAST_LABEL = 15


@dataclass(frozen=True)
class Dot:
    """A figure that a source gave on a day. open: its upper end is not said."""

    x: float
    y: float
    open: bool
    words: str


@dataclass(frozen=True)
class Line:
    """One source: its steps as an SVG path, its dots, and where its name stands."""

    source: str
    group: str
    path: str
    dots: tuple[Dot, ...]
    label_y: float
    last: str


@dataclass(frozen=True)
class Toll:
    """The history of one figure. rows: (source, [(day, number in words)]) for the table beside it."""

    name: str
    lines: tuple[Line, ...]
    ticks_x: tuple[tuple[float, str], ...]
    ticks_y: tuple[tuple[float, str], ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def tolls(incident: Incident) -> list[Toll]:
    """A history for each figure of people that any source changed, or that several sources give on several days."""
    out = []
    ranked = sorted(incident.figures, key=lambda f: (f.role != "killed", f.who is not None))
    for figure in ranked:
        told = [(a, _series(a, (figure.role, figure.unit, figure.who))) for a in incident.accounts]
        told = [(a, s) for a, s in told if s]
        days = {d for _, s in told for d, _ in s}
        if len(days) > 1 and (len(told) > 1 or any(len(s) > 1 for _, s in told)):
            out.append(_toll(figure_name(figure), told))
    return out


def _series(account: Account, key: tuple[str, str, str | None]) -> list[tuple[datetime.date, AccountMeasure]]:
    """What a source said, by day; of one day the last word."""
    found: dict[datetime.date, AccountMeasure] = {}
    for m in (*account.superseded, *account.measures):
        published = day(m.published)
        if (m.role, m.unit, m.who) == key and published and _value(m) is not None:
            found[published] = m
    return sorted(found.items())


def _value(m: AccountMeasure) -> float | None:
    return next((v for v in (m.best, m.low, m.high) if v is not None), None)


def _toll(name: str, told: Sequence[tuple[Account, list[tuple[datetime.date, AccountMeasure]]]]) -> Toll:
    days = sorted({d for _, s in told for d, _ in s})
    first, length = days[0], max(1, (days[-1] - days[0]).days)
    most = max(_value(m) or 0 for _, s in told for _, m in s) or 1
    step = nice_step(most)
    top = step * -(-most // step)

    def x(d: datetime.date) -> float:
        return round(LEFT + (d - first).days / length * (WIDTH - RIGHT - LEFT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for n, (account, series) in enumerate(told):
        path, before = "", None
        dots = []
        for d, m in series:
            value = _value(m) or 0
            path += f"M{x(d)},{y(value)}" if before is None else f"H{x(d)}V{y(value)}"
            before = value
            dots.append(
                Dot(x(d), y(value), m.high is None, f"{account.source}, {date_words(d.isoformat())}: {said(m)}")
            )
        path += f"H{WIDTH - RIGHT + 6}"
        lines.append(Line(account.source, f"g{n % 5 + 1}", path, tuple(dots), y(before or 0) + 4, said(series[-1][1])))
    shown = days if len(days) <= 4 else [days[0], days[len(days) // 2], days[-1]]
    return Toll(
        name=name,
        lines=tuple(_apart(lines)),
        ticks_x=tuple((x(d), date_words(d.isoformat())) for d in shown),
        ticks_y=tuple((y(v), number(v)) for v in _ticks(top, step)),
        rows=tuple((a.source, tuple((date_words(d.isoformat()), said(m)) for d, m in s)) for a, s in told),
    )


def nice_step(most: float, steps: int = 4) -> float:
    """A round distance between about so many ticks: 1, 2, 5, 10, 20 …, at least 1."""
    size = 1.0
    while True:
        for factor in (1, 2, 5):
            if most / (size * factor) <= steps:
                return size * factor
        size *= 10


def _ticks(top: float, step: float) -> list[float]:
    return [n * step for n in range(round(top / step) + 1)]


def _apart(lines: list[Line]) -> list[Line]:
    """The lines with their names moved so that none covers another."""
    out: list[Line] = []
    for line in sorted(lines, key=lambda x: x.label_y):
        y = max(line.label_y, out[-1].label_y + _LEAST_LABEL) if out else line.label_y
        out.append(Line(line.source, line.group, line.path, line.dots, y, line.last))
    over = out[-1].label_y - (HEIGHT - BOTTOM) if out else 0
    if over > 0:
        out = [Line(o.source, o.group, o.path, o.dots, o.label_y - over, o.last) for o in out]
    return out
