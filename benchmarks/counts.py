"""What each document adds to a set's measures: counts that sum up to the scorer's own figures.

`of_documents` gives one dictionary of counts for each document, by the functions of the set's own scorer; `figures`
makes of their sum an object like the scorer's last line. So any sample of the documents can be scored in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.reports import LEDGERS
from benchmarks.scorers import Json, pairs, scorer

Counts = dict[str, float]


def of_documents(name: str, reports: Path) -> list[Counts]:
    """Counts of each document of a set that has a report, in the order of the gold."""
    if name in LEDGERS:
        return list(_ledgers(scorer(name), reports))
    count = _COUNT[name]
    return [
        count(scorer(name), gold | {"path": reports / f"{key}.json"}, report)
        for key, gold, report in pairs(name, reports)
    ]


def figures(name: str, total: Counts) -> Json:
    """The figures of summed counts, under the same keys as in the scorer's last line."""
    return _FIGURES[name](scorer(name), total)


def _f1(total: Counts, name: str) -> float:
    both = total.get(f"{name}.said", 0) + total.get(f"{name}.gold", 0)
    return 2 * total.get(f"{name}.hit", 0) / both if both else 0.0


def _share(total: Counts, name: str) -> float:
    n = total.get(f"{name}.n", 0)
    return total.get(f"{name}.hit", 0) / n if n else 0.0


def _articles(s: ModuleType, gold: Json, report: Json) -> Counts:
    counts = s.Count()
    s.score_article(gold, report, counts)
    return dict(counts)


def _articles_figures(s: ModuleType, total: Counts) -> Json:
    return dict(s.figures(s.Count(total)))


def _attribution(s: ModuleType, gold: Json, report: Json) -> Counts:
    tokens = s.Tokens(gold["text"])
    skip = tokens.ids(s.as_spans(gold.get("ignore")))
    want = [s.make(tokens, *(s.as_spans(a[r]) for r in s.ROLES)) for a in gold["attributions"]]
    said = [p for p in s.outermost(s.claims_of(report, tokens)) if not (p["cue"] and p["cue"] <= skip)]
    out: Counts = {}
    for role in s.ROLES:
        g = frozenset().union(*(a[role] for a in want)) - skip
        p = frozenset().union(*(a[role] for a in said)) - skip
        out |= {f"token_{role}.hit": len(g & p), f"token_{role}.said": len(p), f"token_{role}.gold": len(g)}
    used, _ = s.match(want, said, s.TESTS["relation"])
    return out | {"relation.hit": len(used), "relation.said": len(said), "relation.gold": len(want)}


def _attribution_figures(s: ModuleType, total: Counts) -> Json:
    return {n: {"f1": _f1(total, n)} for n in ("relation", *(f"token_{r}" for r in s.ROLES))}


def _time(s: ModuleType, gold: Json, report: Json) -> Counts:
    _, items = s.read_system(gold["path"])
    hit = 0
    for g in gold["times"]:
        exact = [t for t in items if t["span"] == tuple(g["span"])]
        found = exact or [t for t in items if s.overlap(t["span"], g["span"])]
        hit += bool(found) and found[0]["value"] == g["value"]
    return {"value.hit": hit, "value.said": len(items), "value.gold": len(gold["times"])}


def _time_figures(s: ModuleType, total: Counts) -> Json:
    return {"value": {"f1": _f1(total, "value")}}


def _places(s: ModuleType, gold: Json, report: Json) -> Counts:
    counts = s.new()
    s.add(counts, gold, s.load_report(str(gold["path"]), gold))
    return {"near.hit": counts["near"], "near.n": counts["gold"]}


def _places_figures(s: ModuleType, total: Counts) -> Json:
    return {"overall": {"resolution_of_all": {"acc161": 100 * _share(total, "near")}}}


def _muc4(s: ModuleType, gold: Json, report: Json) -> Counts:
    *_, hit, said, want = s.score({"": gold["roles"]}, {"": s.fillers(report)})["micro"]
    return {"micro.hit": hit, "micro.said": said, "micro.gold": want}


def _muc4_figures(s: ModuleType, total: Counts) -> Json:
    return {"micro_f1": _f1(total, "micro")}


def _events_cameo(s: ModuleType, gold: Json, report: Json) -> Counts:
    want, said = s.uniq([e["roots"] for e in gold["events"]]), s.uniq([d[0] for d in s.dyads(report)])
    hit = s.greedy(want, said, lambda e, d: d in e)
    parts = {"hit": hit, "said": len(said), "gold": len(want)}
    return {f"{part}.{k}": v for part in ("root", gold["set"]) for k, v in parts.items()}


def _events_cameo_figures(s: ModuleType, total: Counts) -> Json:
    return {
        "root_f1": _f1(total, "root"),
        "unit": {"root_f1": _f1(total, "unit")},
        "gsr": {"root_f1": _f1(total, "gsr")},
    }


_CLASS_ENDS = (2, 5, 8, 13, 20)
"""Last CAMEO root of each class of the pentacode, as the scorer has them."""


def classes_of(s: ModuleType, report: Json) -> list[int]:
    """The classes of a report's events in CAMEO's pentacode, 0 to 4, in order."""
    roots = [int(d[0]) if d[0].isdigit() else 0 for d in s.dyads(report)]
    return [next(k for k, last in enumerate(_CLASS_ENDS) if root <= last) for root in roots]


def _cameo_quad(s: ModuleType, gold: Json, report: Json) -> Counts:
    said = classes_of(s, report)
    out: Counts = {"any.hit": gold["quad"] in said, "any.n": 1, f"{gold['quad']}.gold": 1}
    for first in said[:1]:
        out[f"{first}.said"] = 1
        out[f"{first}.hit"] = first == gold["quad"]
    return out


def _cameo_quad_figures(s: ModuleType, total: Counts) -> Json:
    classes = [_f1(total, str(k)) for k in range(len(_CLASS_ENDS))]
    return {"macro_f1": sum(classes) / len(classes), "recall_any": _share(total, "any")}


def _plover(s: ModuleType, gold: Json, report: Json) -> Counts:
    labels = s.labels(report)
    return {"any.hit": gold["label"] in labels, "any.n": 1, "main.hit": labels[:1] == [gold["label"]], "main.n": 1}


def _plover_figures(s: ModuleType, total: Counts) -> Json:
    return {"recall_any": _share(total, "any"), "accuracy_main": _share(total, "main")}


def _plover_gsr(s: ModuleType, gold: Json, report: Json) -> Counts:
    want = s.CURRENT.get(gold["plover"], gold["plover"])
    events = sorted(report.get("events", []), key=lambda e: e["trigger"]["span"][0])
    codes = [c for e in events if (c := (e.get("codes") or {}).get("plover"))]
    return {"any.hit": want in codes, "any.n": 1, "main.hit": codes[:1] == [want], "main.n": 1}


def _plover_gsr_figures(s: ModuleType, total: Counts) -> Json:
    return {"any": _share(total, "any"), "main": _share(total, "main")}


def _indiapolice(s: ModuleType, gold: Json, report: Json) -> Counts:
    made: list[set[str]] = [set() for _ in gold["sentences"]]
    for at, labels in s.labels(report):
        for n, sentence in enumerate(gold["sentences"]):
            if sentence["span"][0] <= at < sentence["span"][1]:
                made[n] |= labels
    out: Counts = {}
    for label in s.LABELS:
        want = [label in sentence["labels"] for sentence in gold["sentences"]]
        said = [label in labels for labels in made]
        hit = sum(g and p for g, p in zip(want, said, strict=True))
        out |= {f"{label}.hit": hit, f"{label}.said": sum(said), f"{label}.gold": sum(want)}
    return out


def _indiapolice_figures(s: ModuleType, total: Counts) -> Json:
    return {"sentence_macro_f1": sum(_f1(total, label) for label in s.LABELS) / len(s.LABELS)}


def _incidents(s: ModuleType, gold: Json, report: Json) -> Counts:
    said, want = s.read(report), gold["gold"]
    out: Counts = {"date_exact.n": 1, "date_exact.hit": said["date"] == date.fromisoformat(want["date"])}
    for role in ("killed", "injured"):
        if want[role] is not None:
            p, g = said[role]["total"], want[role]
            right = {
                "exact": p == tuple(g),
                "min": p is not None and p[0] == g[0],
                "max": p is not None and p[1] == g[1],
            }
            out |= {f"{role}_{k}.hit": v for k, v in right.items()} | {f"{role}_{k}.n": 1 for k in right}
    for group in s.GROUPS:
        g = want[f"killed_{group}"]
        if want["killed"] is not None and g is not None:
            out |= {f"{group}_exact.hit": said["killed"][group] == tuple(g), f"{group}_exact.n": 1}
    if want["lat"] is not None:
        near = said["point"] is not None and s.km((want["lat"], want["lon"]), said["point"]) <= 1
        out |= {"place_1km.hit": near, "place_1km.n": 1}
    return out


def _incidents_figures(s: ModuleType, total: Counts) -> Json:
    names = [f"{r}_{k}" for r in ("killed", "injured") for k in ("exact", "min", "max")]
    names += [f"{group}_exact" for group in s.GROUPS] + ["date_exact", "place_1km"]
    return {name: _share(total, name) for name in names}


def _ledgers(s: ModuleType, reports: Path) -> Iterator[Counts]:
    import json

    for pack in sorted(p.parent for p in Path(str(s.__file__)).parent.glob("*/gold.json")):
        path = reports / f"{pack.name}.json"
        counts: dict[str, list[float]] = {}
        answer = json.loads(path.read_text(encoding="utf8")) if path.exists() else {}
        s.score_pack(s.Pack(str(pack)), answer, counts, lambda line: None)
        yield {f"{k}|{i}": v for k, values in counts.items() for i, v in enumerate(values)}


def _ledgers_figures(s: ModuleType, total: Counts) -> Json:
    counts: dict[str, list[float]] = {}
    for key in sorted(total, key=lambda k: (k.split("|")[0], int(k.split("|")[1]))):
        counts.setdefault(key.split("|")[0], []).append(total[key])
    return dict(s.numbers(counts))


_COUNT: dict[str, Callable[[ModuleType, Json, Json], Counts]] = {
    "articles": _articles, "undated": _articles, "attribution": _attribution, "time": _time, "places": _places,
    "muc4": _muc4, "events_cameo": _events_cameo, "cameo_quad": _cameo_quad, "plover": _plover,
    "plover_gsr": _plover_gsr, "indiapolice": _indiapolice, "incidents": _incidents,
}  # fmt: skip
_FIGURES: dict[str, Callable[[ModuleType, Counts], Json]] = {
    "articles": _articles_figures, "undated": _articles_figures, "attribution": _attribution_figures,
    "time": _time_figures, "places": _places_figures, "muc4": _muc4_figures, "events_cameo": _events_cameo_figures,
    "cameo_quad": _cameo_quad_figures,
    "plover": _plover_figures, "plover_gsr": _plover_gsr_figures, "indiapolice": _indiapolice_figures,
    "incidents": _incidents_figures, "scenarios": _ledgers_figures,
}  # fmt: skip


def value(result: Json, key: str) -> float | None:
    """The figure at a dotted path, in percent (a key that ends in «%» names one that already is); None if not there."""
    node: Any = result
    for part in key.removesuffix("%").split("."):
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return None if node is None else float(node) * (1 if key.endswith("%") else 100)
