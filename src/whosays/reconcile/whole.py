"""All of reconciling for a set of documents at once: what the ledger must give, however its documents came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from whosays.model.incidents import Incident, IncidentRelation, Incidents, LedgerDocument, NotIncident
from whosays.reconcile import copies
from whosays.reconcile.assemble import assemble, has_happened, only_denied, same_text
from whosays.reconcile.blocking import lookup_keys, stored_keys
from whosays.reconcile.checks import check_all
from whosays.reconcile.cluster import cluster, components
from whosays.reconcile.decisions import Decision, constraints, standing
from whosays.reconcile.facts import Facts, Telling
from whosays.reconcile.scoring import compare
from whosays.reconcile.succession import carried, successors


def reconcile(
    facts: Iterable[Facts], decisions: Sequence[Decision] = (), newest: Mapping[str, str] | None = None
) -> Incidents:
    """The incidents of a set of documents (given twice, a document counts once) under a person's decisions.

    newest: the newest version of each document that is an earlier one; those tell nothing of their own.
    """
    newest = newest or {}
    every = {f.document: f for f in facts}
    every = {d: every[d] for d in sorted(every)}
    valid = standing(list(decisions))
    outlines = {d: copies.outline(f) for d, f in every.items()}
    copy_of = copies_among(outlines, copy_pairs(outlines), valid, newest)
    documents = {d: f for d, f in every.items() if d not in newest}
    if newest:
        decisions = carried(decisions, successors(every, newest))
        valid = standing(decisions)
    tellings = {t.id: t for f in documents.values() for t in f.tellings}
    wanted = constraints(list(decisions))
    links = list(linked_pairs(tellings, copy_of)) + [k for k, v in wanted.items() if v and set(k) <= set(tellings)]
    groups = [g for part in components(tellings, links) for g in grouped(part, tellings, links, wanted, copy_of)]
    incidents = [assemble(group, copy_of, concerning(group, valid)) for group in groups if has_happened(group)]
    denied = [n for group in groups if not has_happened(group) for n in not_happened(group)]
    home = {
        t.id: i.id for group, i in zip([g for g in groups if has_happened(g)], incidents, strict=True) for t in group
    }
    incidents = [with_relations(i, group, home) for i, group in _beside(incidents, groups)]
    return Incidents(
        documents={d: document_row(f, copy_of, newest) for d, f in every.items()},
        copies=tuple(sorted((o, c) for c, o in copy_of.items())),
        checks=check_all(documents, tellings, home, incidents, copy_of),
        not_incidents=tuple(unreal_rows(documents.values(), denied)),
        incidents=tuple(sorted(incidents, key=lambda i: (i.start or "9999", i.id))),
    )


def _beside(incidents: list[Incident], groups: list[list[Telling]]) -> list[tuple[Incident, list[Telling]]]:
    return list(zip(incidents, [g for g in groups if has_happened(g)], strict=True))


def document_row(facts: Facts, copy_of: Mapping[str, str], newest: Mapping[str, str]) -> LedgerDocument:
    """A document as the answer refers to it."""
    return LedgerDocument(
        external_id=facts.external_id,
        uri=facts.uri,
        publisher=facts.publisher.name,
        side=facts.publisher.side,
        published=facts.published,
        title=facts.title,
        copy_of=copy_of.get(facts.document),
        superseded_by=newest.get(facts.document),
    )


def copy_pairs(outlines: Mapping[str, copies.Outline]) -> set[tuple[str, str]]:
    """Pairs of documents (smaller id first) that are one text brought out twice."""
    index: dict[int | str, list[str]] = {}
    for d, own in outlines.items():
        keys: tuple[int | str, ...] = (own.text_id, *copies.index_keys(own.signature))
        for key in keys:
            index.setdefault(key, []).append(d)
    shared = Counter((a, b) for found in index.values() for i, a in enumerate(found) for b in found[i + 1 :])
    near = {(a, b) for (a, b), n in shared.items() if copies.worth_comparing(outlines[a], outlines[b], n)}
    return {(a, b) for a, b in near if copies.is_copy(outlines[a], outlines[b])}


def copies_among(
    documents: Mapping[str, copies.Outline],
    pairs: Iterable[tuple[str, str]],
    valid: Sequence[Decision],
    newest: Mapping[str, str],
) -> dict[str, str]:
    """The original of each copied document; a person's word on a document outranks what was found.

    newest: the newest version of each document that is an earlier one.
    """
    decided = {
        newest.get(d.left[0], d.left[0]): (newest.get(d.right[0], d.right[0]) if d.right else None)
        for d in valid
        if d.action == "copy" and d.left
    }
    pairs = [(a, b) for a, b in pairs if newest.get(a, a) not in decided and newest.get(b, b) not in decided]
    out = copies.originals(documents, pairs)
    for copy, named in sorted(decided.items()):
        if named is not None and copy in documents and named in documents:
            out[copy] = out.get(named, named)
    return _through_versions(out, newest) if newest else out


def _through_versions(copy_of: Mapping[str, str], newest: Mapping[str, str]) -> dict[str, str]:
    """A copy of an earlier version is a copy of the document as it now stands; an earlier version is a copy of none."""
    now = {c: newest.get(o, o) for c, o in copy_of.items() if c not in newest and newest.get(o, o) != c}
    out: dict[str, str] = {}
    for copy in sorted(now):
        path = [copy]
        while path[-1] in now and now[path[-1]] not in path:
            path.append(now[path[-1]])
        last = path[-1]
        if last in now:  # they copy each other in a ring: the first of them is the original
            last = min(path[path.index(now[last]) :])
        if last != copy:
            out[copy] = last
    return out


def linked_pairs(tellings: Mapping[str, Telling], copy_of: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Pairs of tellings that meet by blocking and that scoring links."""
    stored: dict[str, list[str]] = {}
    for i, t in tellings.items():
        for key in stored_keys(t):
            stored.setdefault(key, []).append(i)
    seen: set[tuple[str, str]] = set()
    for i in sorted(tellings):
        for j in {j for key in lookup_keys(tellings[i]) for j in stored.get(key, ())}:
            pair = (min(i, j), max(i, j))
            if i != j and pair not in seen:
                seen.add(pair)
                a, b = tellings[pair[0]], tellings[pair[1]]
                if compare(a, b, same_text(copy_of, a.document, b.document)).linked:
                    yield pair


def grouped(
    part: Sequence[str],
    tellings: Mapping[str, Telling],
    links: Iterable[tuple[str, str]],
    wanted: Mapping[tuple[str, str], bool],
    copy_of: Mapping[str, str],
) -> list[list[Telling]]:
    """The incidents' groups within one connected part."""
    if len(part) == 1:
        return [[tellings[part[0]]]]
    inside = set(part)
    own = {i: tellings[i] for i in part}
    found = cluster(
        own,
        [k for k in links if k[0] in inside and k[1] in inside and wanted.get(k) is not False],
        {k: v for k, v in wanted.items() if k[0] in inside and k[1] in inside},
        lambda a, b: same_text(copy_of, a, b),
    )
    return [[tellings[i] for i in group] for group in found]


def concerning(group: Iterable[Telling], valid: Sequence[Decision]) -> list[Decision]:
    """The decisions on this incident, in order."""
    ids = {t.id for t in group}
    return [d for d in valid if d.action != "copy" and ids & (set(d.left) | set(d.right))]


def with_relations(incident: Incident, group: Iterable[Telling], home: Mapping[str, str]) -> Incident:
    """The incident with its relations to the incidents that hold the tellings it refers to."""
    found: dict[tuple[str, str], IncidentRelation] = {}
    for t in group:
        for kind, targets in (("in_response_to", t.responds_to), ("part_of", t.part_of)):
            for target in targets:
                to = home.get(target)
                if to is not None and to != incident.id:
                    found[kind, to] = IncidentRelation(kind=kind, to=to)  # type: ignore[arg-type]
    return incident.model_copy(update={"relations": tuple(found[k] for k in sorted(found))})


def not_happened(group: Iterable[Telling]) -> list[NotIncident]:
    """What is told only to be denied."""
    return [
        NotIncident(document=t.document, span=t.spans[0], status="denied", kind=t.kind, quote=None)
        for t in group
        if t.spans and only_denied(t)
    ]


def unreal_rows(documents: Iterable[Facts], denied: Sequence[NotIncident]) -> list[NotIncident]:
    """All that is told and has not happened, in the order of documents and texts."""
    rows = [
        NotIncident(document=u.document, span=u.span, status=u.status, kind=u.kind, quote=u.quote)  # type: ignore[arg-type]
        for f in documents
        for u in f.unreal
    ]
    return sorted([*rows, *denied], key=lambda n: (n.document, n.span, n.kind))
