"""What is wrong with one report of each set, by the matching of the set's own scorer."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.counts import classes_of

Json = dict[str, Any]
Span = tuple[int, int]
_LONGEST = 260  # characters of an error's words that are shown


@dataclass(frozen=True)
class Error:
    """One error. ``group``: what to count errors of one kind by; ``span``: in ``text``, None where it has no words."""

    kind: str
    document: str
    detail: str
    group: str = ""
    span: Span | None = None
    text: str = ""

    def around(self, width: int) -> str:
        """The words with what stands on either side, the words themselves between »« marks."""
        if self.span is None:
            return ""
        start, end = self.span
        words = self.text[start:end] if end - start <= _LONGEST else self.text[start : start + _LONGEST] + " …"
        parts = (self.text[max(0, start - width) : start], words, self.text[end : end + width])
        before, words, after = (" ".join(p.split("\n")) for p in parts)
        return f"…{before}»{words}«{after}…"


def _span(item: Json | None) -> Span | None:
    span = (item or {}).get("span")
    return (span[0], span[1]) if span else None


def articles(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Whole documents: events, their time, place and status, measures, claims."""
    text = gold["text"]
    golds, made = s.listing(gold, "events"), s.listing(report, "events")
    found = s.match_events(gold, report, gold["sentences"], False)

    def error(kind: str, item: Json, detail: str, group: str = "") -> Error:
        return Error(kind, key, detail, group, _span(item.get("trigger") or item), text)

    for i, event in enumerate(golds):
        if i not in found and not event.get("optional"):
            yield error("missed event", event, event["kind"], event["kind"])
    for j, event in enumerate(made):
        if j not in found.values():
            yield error("false event", event, f"{event['kind']} ({event['status']})", event["kind"])
    yield from _attributes(s, key, gold, report, found)
    pairs = [
        (s.share(_span(g), _span(p)), i, j)
        for i, g in enumerate(s.listing(gold, "measures")) for j, p in enumerate(s.listing(report, "measures"))
        if not g.get("derived") and not p.get("derived") and s.overlap(_span(g), _span(p))
        and s.ok(g, "role", p.get("role")) and s.same_number(g, p)
    ]  # fmt: skip
    matched = s.greedy(pairs)
    for i, m in enumerate(s.listing(gold, "measures")):
        if i not in matched and not m.get("optional") and not m.get("derived"):
            yield error("missed measure", m, _number(m), m["role"])
    for j, m in enumerate(s.listing(report, "measures")):
        if j not in matched.values() and not m.get("derived"):
            yield error("false measure", m, _number(m), m["role"])
    errs: list[tuple[Any, ...]] = []
    s.score_claims(gold, report, s.tokens(text), s.Count(), errs)
    s.score_relations(gold, report, s.match_events(gold, report, gold["sentences"], True), s.Count(), errs)
    for kind, *rest in errs:
        name = {"spurious claim": "false claim", "spurious relation": "false relation", "stance": "wrong stance"}
        words = " ".join(str(x) for x in rest if x is not None)
        at = text.find(str(rest[0])) if rest and rest[0] else -1
        span = (at, at + len(str(rest[0]))) if at >= 0 else None
        yield Error(name.get(kind, kind), key, words, str(rest[-1]) if kind == "stance" else "", span, text)


def _number(m: Json) -> str:
    return (
        f"{m['role']} {m.get('value')} [{m.get('low')}, {m.get('high')}] {m.get('bound')} {m.get('who') or ''}".strip()
    )


def _attributes(s: ModuleType, key: str, gold: Json, report: Json, found: dict[int, int]) -> Iterator[Error]:
    """Status, time, place and roles of the events that were found."""
    text = gold["text"]
    by_id = [{x["id"]: x for part in ("times", "places") for x in s.listing(r, part)} for r in (gold, report)]
    places = {p["id"]: p for p in s.listing(report, "places")}
    same = {"time": s.same_time, "place": lambda a, b: s.same_place(a, b, places)}
    gold_actors, made_actors = s.actor_index(gold), s.actor_index(report)
    links = [(r["from"], r["to"]) for r in s.listing(gold, "relations") if r["kind"] == "same_as"]
    cluster = s.clusters([e["id"] for e in s.listing(gold, "events")], links)
    shared: dict[tuple[str, str], list[str | None]] = {}
    for e in s.listing(gold, "events"):
        for field in ("time", "place"):
            shared.setdefault((field, cluster[e["id"]]), []).extend([e.get(field), *e.get(field + "_ok", [])])
    for i, j in sorted(found.items()):
        g, p = s.listing(gold, "events")[i], s.listing(report, "events")[j]
        span = _span(g["trigger"])
        if not s.ok(g, "status", p.get("status")):
            change = f"{p.get('status')} for {g['status']}"
            yield Error("wrong status", key, change, change, span, text)
        for field in ("time", "place"):
            mine = by_id[0].get(g.get(field))
            want = [by_id[0][x] for x in [g.get(field), *shared[field, cluster[g["id"]]]] if x in by_id[0]]
            got = by_id[1].get(p.get(field))
            if got is None and (mine is None or (mine.get("kind") == "DURATION" and not mine.get("start"))):
                continue
            if not any(same[field](w, got) for w in want):
                words = f"{(got or {}).get('text')!r} for {(want[0] if want else {}).get('text')!r}"
                yield Error(f"wrong {field}", key, words, "none" if got is None else "other", span, text)
        roles = [(r, "missed role", p) for r in g.get("roles", [])] + [(r, "false role", g) for r in p.get("roles", [])]
        for role, kind, other in roles:
            if role["role"] in ("time", "place") or g.get("optional"):
                continue
            twins = [q for q in other.get("roles", []) if q["role"] == role["role"]]
            if kind == "missed role":
                refs = [s.same_actor(role.get("ref"), q.get("ref"), gold_actors, made_actors) for q in twins]
            else:
                refs = [s.same_actor(q.get("ref"), role.get("ref"), gold_actors, made_actors) for q in twins]
            if not any(refs) and not any(s.overlap(_span(role), _span(q)) for q in twins):
                yield Error(
                    kind, key, f"{role['role']} of «{g['trigger']['text']}»", role["role"], _span(role), text
                )  # fmt: skip


def attribution(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Attributions: found or not, and those whose source is wrong."""
    text = gold["text"]
    tokens = s.Tokens(text)
    want = [s.make(tokens, *(s.as_spans(a[r]) for r in s.ROLES)) for a in gold["attributions"]]
    said = s.outermost(s.claims_of(report, tokens))
    skip = tokens.ids(s.as_spans(gold.get("ignore")))
    said = [p for p in said if not (p["cue"] and p["cue"] <= skip)]
    right, used = s.match(want, said, s.TESTS["relation"])
    content, content_used = s.match(want, said, s.TESTS["content_only"])

    def words(ids: frozenset[int]) -> str:
        return text[tokens.spans[min(ids)][0] : tokens.spans[max(ids)][1]] if ids else "–"

    def place(item: Json) -> Span | None:
        ids = item["cue"] or item["content"]
        return (tokens.spans[min(ids)][0], tokens.spans[max(ids)][1]) if ids else None

    for i, g in enumerate(want):
        if i not in right:
            kind = "wrong source" if i in content else "missed attribution"
            detail = f"source {words(g['source'])!r}, cue {words(g['cue'])!r}"
            yield Error(kind, key, detail, words(g["cue"]).lower(), place(g), text)
    for j, p in enumerate(said):
        if j not in used and j not in content_used:
            detail = f"source {words(p['source'])!r}, cue {words(p['cue'])!r}"
            yield Error("false attribution", key, detail, words(p["cue"]).lower(), place(p), text)


def time(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Time expressions: missed, false, and those with another value or kind."""
    text, made = gold["text"], report.get("times") or []
    for t in made:
        if not any(s.overlap(t["span"], g["span"]) for g in gold["times"]):
            yield Error("false time", key, f"{t['kind']} {t['value']}", t["kind"], _span(t), text)
    for g in gold["times"]:
        exact = [t for t in made if t["span"] == g["span"]] or [t for t in made if s.overlap(t["span"], g["span"])]
        if not exact:
            yield Error("missed time", key, f"{g['kind']} {g['value']}", g["kind"], _span(g), text)
        elif exact[0]["value"] != g["value"]:
            detail = f"{exact[0]['value']} for {g['value']} (published {gold['published']})"
            yield Error("wrong value", key, detail, g["kind"], _span(g), text)
        elif exact[0]["kind"] != g["kind"]:
            yield Error("wrong kind", key, f"{exact[0]['kind']} for {g['kind']}", g["kind"], _span(g), text)


def places(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Places: not recognised, without a point, too far away, and names that are no places."""
    text, made = gold["text"], [p for p in report.get("places") or [] if p.get("span") and not p.get("derived_from")]
    found = s.match([g["span"] for g in gold["places"]], [p["span"] for p in made])
    for i, g in enumerate(gold["places"]):
        p = made[found[i]] if i in found else None
        if p is None:
            yield Error("missed place", key, g["text"], g.get("code") or "", _span(g), text)
        elif p.get("lat") is None:
            yield Error("no coordinates", key, g["text"], g.get("code") or "", _span(g), text)
        elif p.get("gazetteer_id") != f"geonames:{g.get('geonameid')}":
            far = s.km(g["lat"], g["lon"], p["lat"], p["lon"])
            if far > s.KM:
                detail = f"{far:.0f} km off: {p['name']}, {p.get('country')} ({g.get('country')})"
                yield Error("wrong place", key, detail, g.get("code") or "", _span(g), text)
    for j, p in enumerate(made):
        if j not in found.values() and not any(s.overlap(p["span"], x) > 0 for x in gold.get("ignore", [])):
            yield Error("false place", key, f"{p['name']} ({p['kind']})", p["kind"], _span(p), text)


def muc4(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Role fillers: missed and false, by role."""
    text, made = gold["text"], s.fillers(report)
    lower = text.lower()

    def place(words: str) -> Span | None:
        at = lower.find(words.lower())
        return (at, at + len(words)) if at >= 0 else None

    for role in s.ROLES + s.EXTRA:
        want = [[s.norm(m) for m in e] for e in gold["roles"].get(role, []) if e]
        said = [(e[0], s.norm(e[0])) for e in made.get(role, [])]
        for entity, names in zip([e for e in gold["roles"].get(role, []) if e], want, strict=True):
            if not any(n in names for _, n in said):
                yield Error(f"missed {role}", key, " / ".join(entity), "", place(entity[0]), text)
        for words, name in said:
            if not any(name in names for names in want):
                yield Error(f"false {role}", key, words, "", place(words), text)


def events_cameo(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Root codes of who did what to whom: missed and false."""
    made = [e for e in report.get("events") or [] if (e.get("codes") or {}).get("cameo")]
    roots = {str(e["codes"]["cameo"])[:2]: _span(e["trigger"]) for e in made}
    want = s.uniq([e["roots"] for e in gold["events"]])
    for roots_of_one in want:
        if not set(roots_of_one) & set(roots):
            detail = f"root {'/'.join(roots_of_one)}, said {' '.join(sorted(roots)) or 'nothing'}"
            yield Error("missed root", key, detail, roots_of_one[0], (0, len(gold["text"])), gold["text"])
    for root, span in sorted(roots.items()):
        if not any(root in w for w in want):
            detail = f"root {root}, wanted {' '.join('/'.join(w) for w in want) or 'nothing'}"
            yield Error("false root", key, detail, root, span, gold["text"])


def cameo_quad(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """The class of a sentence by its first event: not there at all, or not the first."""
    said, want = classes_of(s, report), gold["quad"]
    if said[:1] != [want]:
        kind = "wrong first class" if want in said else "missed class"
        detail = f"class {want}, said {' '.join(map(str, said)) or 'nothing'}"
        yield Error(kind, key, detail, f"{said[0] if said else '-'} for {want}", (0, len(gold["text"])), gold["text"])


def plover(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """The category of a document: not there at all, or not the first."""
    labels, want = s.labels(report), gold["label"]
    if want not in labels:
        detail = f"{want}, said {' '.join(dict.fromkeys(labels)) or 'nothing'}"
        yield Error("missed label", key, detail, want, (0, 160), gold["text"])
    elif labels[0] != want:
        first = next(e for e in report["events"] if (e.get("codes") or {}).get("plover") == labels[0])
        detail = f"{labels[0]} for {want}"
        yield Error("wrong main label", key, detail, detail, _span(first["trigger"]), gold["text"])


def plover_gsr(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """The category of a record: not there at all, or not the first."""
    want = s.CURRENT.get(gold["plover"], gold["plover"])
    events = sorted(report.get("events", []), key=lambda e: e["trigger"]["span"][0])
    codes = [c for e in events if (c := (e.get("codes") or {}).get("plover"))]
    whole = (0, len(gold["text"]))
    if want not in codes:
        detail = f"{want} ({gold['trigger']}), said {' '.join(codes) or 'nothing'}"
        yield Error("missed label", key, detail, want, whole, gold["text"])
    elif codes[0] != want:
        yield Error("wrong main label", key, f"{codes[0]} for {want}", f"{codes[0]} for {want}", whole, gold["text"])


def indiapolice(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """What the police did, by sentence."""
    made: list[set[str]] = [set() for _ in gold["sentences"]]
    for at, labels in s.labels(report):
        for n, sentence in enumerate(gold["sentences"]):
            if sentence["span"][0] <= at < sentence["span"][1]:
                made[n] |= labels
    for sentence, labels in zip(gold["sentences"], made, strict=True):
        start, end = sentence["span"]
        events = [e["kind"] for e in report.get("events") or [] if start <= e["trigger"]["span"][0] < end]
        for label in s.LABELS:
            if (label in sentence["labels"]) != (label in labels):
                kind = f"{'false' if label in labels else 'missed'} {label}"
                yield Error(kind, key, ", ".join(events) or "no event", ", ".join(events), (start, end), gold["text"])


def incidents(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """Ranges of one incident: too low, too high, not said."""
    made, want, text = s.read(report), gold["gold"], gold["text"]
    lead = (0, len(text.split("\n\n")[0]))
    pairs = [
        ("killed", made["killed"]["total"], want["killed"]),
        ("injured", made["injured"]["total"], want["injured"]),
    ]
    if want["killed"] is not None:
        pairs += [(k, made["killed"][k], want[f"killed_{k}"]) for k in s.GROUPS if want[f"killed_{k}"] is not None]
    for name, said, right in pairs:
        if right is None:
            if said is not None and said[1] > 0:
                yield Error(f"{name}: said where unknown", key, f"{list(said)}", "", lead, text)
        elif said is None:
            yield Error(f"{name}: nothing said", key, f"wanted {right}", "", lead, text)
        else:
            for end, label in ((0, "least"), (1, "most")):
                if said[end] != right[end]:
                    kind = f"{name}: {label} too {'low' if said[end] < right[end] else 'high'}"
                    where = want["killed_stated"] or ""
                    yield Error(kind, key, f"{list(said)} for {right}", f"stated {where}", lead, text)
    if str(made["date"]) != want["date"]:
        yield Error("wrong date", key, f"{made['date']} for {want['date']}", "", lead, text)
    if want["lat"] is not None:
        off = s.km((want["lat"], want["lon"]), made["point"]) if made["point"] else math.inf
        if off > 1:
            point = (report.get("incident") or {}).get("place") or {}
            yield Error("place off", key, f"{off:.1f} km: {point.get('name')} for {want['place_name']}", "", lead, text)


def scenarios(s: ModuleType, key: str, gold: Json, report: Json) -> Iterator[Error]:
    """What the scorer itself says of each pack of reports."""
    for pack in sorted(p.parent for p in Path(str(s.__file__)).parent.glob("*/gold.json")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            s.main(["", str(pack.parent), gold["folder"]])
        name = ""
        for line in printed.getvalue().splitlines():
            if line and not line.startswith((" ", "{")) and ":" in line:
                name = line.split(":")[0]
            elif line.startswith("  ") and name == pack.name:
                what = line.split()[0]
                yield Error(f"{what} incident" if what in ("missed", "extra") else what, pack.name, line.strip())


KINDS_OF: dict[str, Callable[[ModuleType, str, Json, Json], Iterator[Error]]] = {
    "articles": articles, "undated": articles, "articles-train": articles, "attribution": attribution, "time": time,
    "places": places, "muc4": muc4, "events_cameo": events_cameo, "cameo_quad": cameo_quad, "plover": plover,
    "plover_gsr": plover_gsr, "indiapolice": indiapolice, "incidents": incidents, "scenarios": scenarios,
}  # fmt: skip
