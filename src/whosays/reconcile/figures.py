"""Numbers of one incident: each source's current one, low, best and high over sources, and what cannot both be true.

The rules: a source's latest number is its current one, earlier ones are superseded; low is the lowest and high the
highest number said by any source (a bound counts with the number that was said); best is the number of the highest
authority, among equals the latest to be given first, then the lower; words like «dozens» count only where nobody
gives a number. Nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whosays.model.incidents import Account, AccountMeasure, Contested, ContestedValue, Figure
from whosays.reconcile.facts import Quantity

# «some 40» is true of anything from 36 to 44
ABOUT = 0.1

Key = tuple[str, str, str | None]


@dataclass(frozen=True)
class Dated:
    """A number with the document that gives it and the authority with which its source does."""

    quantity: Quantity
    document: str
    published: str
    authority: int


def measure(dated: Dated, since: str | None = None) -> AccountMeasure:
    """A number as an account shows it: low and high None where open."""
    q = dated.quantity
    low, best, high = q.low, q.value, q.high
    if q.bound in ("exact", "about"):
        best = q.value if q.value is not None else q.low
        low, high = best, best
    elif q.bound == "at_least":
        low = q.value if q.value is not None else q.low
        best, high = low, None
    elif q.bound == "at_most":
        high = q.value if q.value is not None else q.high
        low, best = None, high
    elif q.bound == "vague":
        best, high = None, q.high
    elif best is None:
        best = low
    return AccountMeasure(
        role=q.role,  # type: ignore[arg-type]
        unit=q.unit,
        who=q.who,  # type: ignore[arg-type]
        low=low,
        best=best,
        high=high,
        bound=q.bound,
        side=q.side,
        document=dated.document,
        published=dated.published or None,
        since=since or dated.published or None,
        authority=dated.authority,
        derived=q.derived,
    )


def current(numbers: Iterable[Dated]) -> tuple[tuple[AccountMeasure, ...], tuple[AccountMeasure, ...]]:
    """Of one source's numbers those that stand now, and those that are superseded (in the order of time).

    Of several numbers for one thing in one document the largest counts: a toll is told with what it was before.
    """
    by_key: dict[Key, list[Dated]] = {}
    for n in numbers:
        if n.quantity.value is not None or n.quantity.low is not None or n.quantity.high is not None:
            by_key.setdefault(n.quantity.key, []).append(n)
    now: list[AccountMeasure] = []
    before: list[AccountMeasure] = []
    for key in sorted(by_key, key=lambda k: (k[0], k[1], k[2] or "")):
        best_of: dict[tuple[str, str], Dated] = {}
        for n in sorted(by_key[key], key=_size):
            best_of[n.published[:10], n.document] = n
        line = [best_of[k] for k in sorted(best_of)]
        definite = [n for n in line if n.quantity.bound != "vague"]
        last = definite[-1] if definite else line[-1]
        since = min(n.published for n in line if _says(n) == _says(last))
        now.append(measure(last, since))
        earlier = [n for n in line if n.document != last.document and _says(n) != _says(last)]
        before.extend(measure(n) for n in earlier)
    return tuple(now), tuple(before)


def _size(n: Dated) -> tuple[bool, float, bool, str]:
    """Sorts numbers of one document: vague ones first, then by size; «at least six» after a mere «the six»."""
    q = n.quantity
    number = q.value if q.value is not None else q.low if q.low is not None else q.high
    return q.bound != "vague", float(number or 0), q.bound != "exact", q.bound


def _says(n: Dated) -> tuple[object, ...]:
    q = n.quantity
    return q.value, q.low, q.high, q.bound


def figures(accounts: Sequence[Account]) -> tuple[Figure, ...]:
    """Low, best and high of each thing counted, over the accounts that stand."""
    by_key: dict[Key, list[tuple[Account, AccountMeasure]]] = {}
    for account in accounts:
        for m in account.measures:
            by_key.setdefault((m.role, m.unit, m.who), []).append((account, m))
    out = []
    for key in sorted(by_key, key=lambda k: (k[0], k[1], k[2] or "")):
        rows = by_key[key]
        definite = [(a, m) for a, m in rows if m.bound != "vague" and said(m) is not None]
        rows = definite or rows
        low: float | int | None
        best: float | int | None = None
        high: float | int | None = None
        best_source: str | None = None
        if definite:
            lows = [m.low if m.bound == "range" and m.low is not None else said(m) for _, m in rows]
            highs = [m.high if m.bound == "range" and m.high is not None else said(m) for _, m in rows]
            order = [(m.authority or 9, _later(m.since), said(m) or 0, a.source, m) for a, m in rows]
            _, _, _, best_source, chosen = min(order, key=lambda o: o[:4])
            low, high = min(v for v in lows if v is not None), max(v for v in highs if v is not None)
            best = said(chosen)
        else:
            low = min((m.low for _, m in rows if m.low is not None), default=None)
        out.append(
            Figure(
                role=key[0],  # type: ignore[arg-type]
                unit=key[1],
                who=key[2],  # type: ignore[arg-type]
                low=low,
                best=best,
                high=high,
                sources=len({a.source for a, _ in rows}),
                derived=all(m.derived for _, m in rows),
                best_source=best_source,
            )
        )
    return tuple(out)


def said(m: AccountMeasure) -> float | int | None:
    """The number that was said."""
    return next((v for v in (m.best, m.low, m.high) if v is not None), None) if m.bound != "vague" else None


def _later(since: str | None) -> tuple[int, ...]:
    """Sorts later dates first."""
    return tuple(-ord(c) for c in (since or "")[:10])


def contested_figures(accounts: Sequence[Account]) -> tuple[Contested, ...]:
    """Roles for which two sources' current numbers cannot both be true, with all that is said of them."""
    by_key: dict[Key, list[tuple[str, AccountMeasure]]] = {}
    for account in accounts:
        for m in account.measures:
            by_key.setdefault((m.role, m.unit, m.who), []).append((account.source, m))
    fields: dict[str, list[ContestedValue]] = {}
    for key in sorted(by_key, key=lambda k: (k[0], k[1], k[2] or "")):
        rows = sorted(by_key[key], key=lambda r: r[0])
        if any(excludes(x, y) for i, (_, x) in enumerate(rows) for _, y in rows[i + 1 :]):
            values = [ContestedValue(source=s, who=m.who, value=said(m)) for s, m in rows if said(m) is not None]
            fields.setdefault(f"figures.{key[0]}", []).extend(values)
    return tuple(Contested(field=f, values=tuple(v)) for f, v in sorted(fields.items()))


def excludes(a: AccountMeasure, b: AccountMeasure) -> bool:
    """True where the two numbers cannot both be true."""
    if "vague" in (a.bound, b.bound):
        return False
    (low_a, high_a), (low_b, high_b) = _span(a), _span(b)
    return high_a < low_b or high_b < low_a


def _span(m: AccountMeasure) -> tuple[float, float]:
    number = float(said(m) or 0)
    if m.bound == "about":
        return number * (1 - ABOUT), number * (1 + ABOUT)
    low = float(m.low) if m.low is not None else 0.0
    high = float(m.high) if m.high is not None else float("inf")
    return low, high
