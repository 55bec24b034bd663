"""What a new version of a document tells in the place of what an earlier one told, so that decisions hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whosays.reconcile.decisions import Decision
from whosays.reconcile.facts import Facts, Telling
from whosays.reconcile.scoring import compare


def successors(documents: Mapping[str, Facts], newest: Mapping[str, str]) -> dict[str, str]:
    """The telling that stands for each telling of an earlier version: the likest of the newest one, if any is like it.

    documents: with their tellings, by id; newest: the newest version of each document that is an earlier one.
    """
    out: dict[str, str] = {}
    for document in sorted(newest):
        if document in documents and newest[document] in documents:
            for old in documents[document].tellings:
                found = _likest(old, documents[newest[document]].tellings)
                if found is not None:
                    out[old.id] = found
    return out


def read_anew(before: Mapping[str, Facts], after: Mapping[str, Facts]) -> dict[str, str]:
    """Of documents before and after they were read anew: the telling that stands for each that is no longer told."""
    out: dict[str, str] = {}
    for document in sorted(set(before) & set(after)):
        same = {x.id for x in after[document].tellings}
        for old in before[document].tellings:
            found = None if old.id in same else _likest(old, after[document].tellings)
            if found is not None:
                out[old.id] = found
    return out


def _likest(old: Telling, new: Iterable[Telling]) -> str | None:
    pairs = [(compare(old, n, True), n.id) for n in new]
    return min(((-c.score, i) for c, i in pairs if c.linked), default=(0.0, None))[1]


def carried(decisions: Sequence[Decision], now: Mapping[str, str]) -> list[Decision]:
    """The decisions with the tellings that stand for those they were made on. Decisions on copies name documents."""
    out = []
    for d in decisions:
        left, right = ({*side, *(now[i] for i in side if i in now)} for side in (d.left, d.right))
        if d.action != "copy" and (len(left) > len(d.left) or len(right) > len(d.right)):
            d = d.model_copy(update={"left": tuple(sorted(left)), "right": tuple(sorted(right))})
        out.append(d)
    return out
