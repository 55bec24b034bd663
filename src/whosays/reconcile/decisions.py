"""A person's decisions as reconciling sees them: append-only, in order, each anchored to tellings."""

from __future__ import annotations

from typing import Any, Literal

from whosays.reconcile.facts import Fact

Action = Literal["accept", "reject", "edit", "merge", "split", "copy", "note", "undo"]
ACTIONS: tuple[Action, ...] = ("accept", "reject", "edit", "merge", "split", "copy", "note", "undo")


class Decision(Fact):
    """One decision. ``number`` is its place in the log; a later one outranks an earlier one on the same thing.

    left, right: telling ids. accept, reject, edit, note: ``left`` anchors the incident. merge: ``left`` and ``right``
    belong together. split: none of ``left`` belongs with any of ``right``. copy: ``left`` is (copy,) and ``right``
    (original,) as document ids, or () for «is no copy». undo: ``value`` is the number undone.
    """

    number: int
    action: Action
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    field: str | None = None
    value: Any = None
    by: str | None = None
    at: str | None = None
    reason: str | None = None


def standing(decisions: list[Decision]) -> list[Decision]:
    """The decisions that have not been undone, in order (an undo can itself be undone)."""
    undone: set[int] = set()
    for d in sorted(decisions, key=lambda d: -d.number):
        if d.action == "undo" and d.number not in undone:
            undone.add(int(d.value))
    return [d for d in sorted(decisions, key=lambda d: d.number) if d.number not in undone and d.action != "undo"]


def constraints(decisions: list[Decision]) -> dict[tuple[str, str], bool]:
    """Pairs of tellings (smaller id first) that must be together (True) or apart (False); the latest decides."""
    pairs: dict[tuple[str, str], bool] = {}
    for d in standing(decisions):
        if d.action == "merge":
            both = sorted(set(d.left) | set(d.right))
            pairs.update({(a, b): True for i, a in enumerate(both) for b in both[i + 1 :]})
        elif d.action == "split":
            pairs.update({(min(a, b), max(a, b)): False for a in d.left for b in d.right if a != b})
    return pairs
