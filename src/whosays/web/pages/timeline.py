"""The timeline as stacked bars for an SVG: groups of kinds on top of each other, single sources hollow."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whosays.ledger.overview import Bar, Bucket
from whosays.reconcile.when import day
from whosays.web.pages.tolls import nice_step
from whosays.web.wording import GROUPS, count, date_words, group_of

HEIGHT = 100
_LEAST_DAYS = 29
_WIDTH = 10  # of one bar's place; the drawing is stretched to the page's width


@dataclass(frozen=True)
class Block:
    """A rectangle: incidents of one group in one bar; hollow: told by one source only."""

    group: str
    hollow: bool
    y: float
    height: float


@dataclass(frozen=True)
class Stack:
    """One day, month or year. since, until: its first and last day; words: what it holds."""

    x: float
    since: str
    until: str
    words: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Timeline:
    """All bars with the drawing's width; most: incidents at the top line; labels: what is written below."""

    stacks: tuple[Stack, ...]
    width: int
    most: int
    labels: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    bucket: Bucket
    height: int = HEIGHT
    bar: float = _WIDTH * 0.8


def timeline(bars: Sequence[Bar], bucket: Bucket) -> Timeline | None:
    """The bars in order, with the empty days between them; None where nothing has a date."""
    if not bars:
        return None
    heights: dict[str, dict[tuple[str, bool], int]] = {}
    for b in bars:
        group = group_of(b.family)
        row = heights.setdefault(b.start, {})
        row[group, False] = row.get((group, False), 0) + b.count - b.single
        row[group, True] = row.get((group, True), 0) + b.single
    starts = list(_all(*_wide(min(heights), max(heights), bucket), bucket))
    highest = max(sum(row.values()) for row in heights.values())
    step = int(nice_step(highest, 3))
    top = step * -(-highest // step)
    stacks = []
    for n, start in enumerate(starts):
        blocks, y = [], float(HEIGHT)
        row = heights.get(start, {})
        for group in GROUPS:
            for hollow in (False, True):
                if row.get((group, hollow)):
                    height = round(row[group, hollow] / top * HEIGHT, 2)
                    y -= height
                    blocks.append(Block(group, hollow, round(y, 2), height))
        said = ", ".join(f"{row.get((g, False), 0) + row.get((g, True), 0)} {words}" for g, words in GROUPS.items()
                         if row.get((g, False), 0) + row.get((g, True), 0))  # fmt: skip
        words = f"{date_words(start)}: {count(sum(row.values()), 'incident')}" + (f" ({said})" if said else "")
        last = day(start, last=True)
        stacks.append(Stack(n * _WIDTH, start, last.isoformat() if last else start, words, tuple(blocks)))
    used = {b.group for s in stacks for b in s.blocks}
    labels = [starts[0], starts[len(starts) // 2], starts[-1]] if len(starts) > 2 else starts
    return Timeline(
        tuple(stacks), len(starts) * _WIDTH, top, tuple(date_words(s) for s in labels),
        tuple((g, w) for g, w in GROUPS.items() if g in used), bucket,
    )  # fmt: skip


def _wide(first: str, last: str, bucket: Bucket) -> tuple[str, str]:
    """The first and last bar; few days are shown among their neighbours, so that one day is not a wall."""
    a, b = day(first), day(last)
    if bucket != "day" or a is None or b is None:
        return first, last
    more = max(0, _LEAST_DAYS - (b - a).days - 1)
    try:
        return (a - datetime.timedelta(more // 2)).isoformat(), (b + datetime.timedelta(more - more // 2)).isoformat()
    except OverflowError:
        return first, last


def _all(first: str, last: str, bucket: Bucket) -> Iterator[str]:
    """Every day, month or year from the first to the last, as the bars name them."""
    if bucket == "year":
        yield from (f"{y:04d}" for y in range(int(first[:4]), int(last[:4]) + 1))
    elif bucket == "month":
        y, m = int(first[:4]), int(first[5:7] or 1)
        while f"{y:04d}-{m:02d}" <= last[:7]:
            yield f"{y:04d}-{m:02d}"
            y, m = (y, m + 1) if m < 12 else (y + 1, 1)
    else:
        at, end = day(first), day(last)
        while at and end and at <= end:
            yield at.isoformat()
            at += datetime.timedelta(days=1)
