"""Groups of tellings: agglomeration from the strongest pair on, under constraints.

Two groups become one where a linked pair joins them, no pair of theirs is forbidden (days, places, a decision), and
their pairs are on average not against it. A person's «together» comes first and outranks all but a later «apart».
The order of work is fixed by scores and ids, so the outcome depends on nothing but the tellings and the decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from whosays.reconcile.facts import Telling
from whosays.reconcile.scoring import Comparison, compare

MEAN_AT_LEAST = 0.8

Constraints = Mapping[tuple[str, str], bool]
Copied = Callable[[str, str], bool]


def components(ids: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Connected groups of ids, each sorted, in the order of their first."""
    parent = {i: i for i in ids}

    def find(i: str) -> str:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in links:
        low, high = sorted((find(a), find(b)))
        parent[high] = low
    out: dict[str, list[str]] = {}
    for i in sorted(parent):
        out.setdefault(find(i), []).append(i)
    return [out[k] for k in sorted(out)]


def cluster(
    tellings: Mapping[str, Telling],
    links: Iterable[tuple[str, str]],
    constraints: Constraints,
    copied: Copied,
) -> list[list[str]]:
    """Groups of telling ids, each sorted, in the order of their first; ``links``: pairs that scoring linked."""
    scores: dict[tuple[str, str], Comparison] = {}

    def pair(a: str, b: str) -> Comparison:
        key = (a, b) if a < b else (b, a)
        if key not in scores:
            one, two = tellings[key[0]], tellings[key[1]]
            scores[key] = compare(one, two, copied(one.document, two.document))
        return scores[key]

    def apart(a: str, b: str) -> bool:
        wanted = constraints.get((a, b) if a < b else (b, a))
        return wanted is False or (wanted is None and pair(a, b).forbidden is not None)

    groups: dict[str, list[str]] = {i: [i] for i in sorted(tellings)}
    home = {i: i for i in groups}

    def join(a: str, b: str, decided: bool) -> None:
        one, two = home[a], home[b]
        if one == two:
            return
        cross = [(x, y) for x in groups[one] for y in groups[two]]
        if decided:
            if any(constraints.get((min(x, y), max(x, y))) is False for x, y in cross):
                return
        elif any(apart(x, y) for x, y in cross) or sum(pair(x, y).score for x, y in cross) / len(cross) < MEAN_AT_LEAST:
            return
        low, high = sorted((one, two))
        groups[low] = sorted(groups[low] + groups.pop(high))
        for i in groups[low]:
            home[i] = low

    for a, b in sorted(k for k, together in constraints.items() if together):
        if a in home and b in home:
            join(a, b, decided=True)
    ranked = sorted({(min(a, b), max(a, b)) for a, b in links}, key=lambda k: (-pair(*k).score, k))
    for a, b in ranked:
        join(a, b, decided=False)
    return [groups[k] for k in sorted(groups)]
