"""Reports made by hand for the ledger's tests: a text, and events placed on words of it."""

from __future__ import annotations

import hashlib
from typing import Any

from whosays.model import Report
from whosays.reconcile import Publisher

PLACES = {
    "Arda": {"country": "UKR", "lat": 48.0, "lon": 36.0, "precision": "settlement", "kind": "settlement"},
    "Brezno": {"country": "UKR", "lat": 50.4, "lon": 30.5, "precision": "settlement", "kind": "settlement"},
    "Corva": {"country": "SDN", "lat": 13.6, "lon": 25.3, "precision": "settlement", "kind": "settlement"},
    "Ukraine": {"country": "UKR", "lat": 49.0, "lon": 32.0, "precision": "country", "kind": "country"},
}
ACTORS = {
    "Russia": {"kind": "state", "country": "RUS", "name": "Government of Russia"},
    "Ukraine's army": {"kind": "military", "country": "UKR", "name": "Armed Forces of Ukraine"},
    "Russian Defence Ministry": {"kind": "military", "country": "RUS", "name": "Ministry of Defence of Russia"},
    "the mayor": {"kind": "government", "country": "UKR", "name": "Mayor of Arda"},
    "the hospital": {"kind": "other", "name": "Central Hospital"},
    "the Arda Committee": {"kind": "ngo", "name": "Arda Committee"},
    "the Front": {"kind": "armed_group", "name": "Liberation Front"},
    "Governor Ana Brod": {"kind": "person", "country": "UKR", "name": "Ana Brod"},
    "Mayor Ivo Cvet": {"kind": "person", "country": "UKR", "name": "Ivo Cvet"},
    "the governor": {"kind": "government", "country": "UKR", "name": "the governor"},
    "the army": {"kind": "military", "country": "SDN", "name": "Army of Sudan"},
}


def make(
    text: str,
    events: list[dict[str, Any]],
    publisher: str | None = "Daily Wire",
    published: str | None = "2031-03-12",
    external_id: str | None = None,
    relations: list[tuple[str, int, int]] = (),
    checks: list[dict[str, Any]] = (),
    version: str = "0.1.0",
    places: dict[str, dict[str, Any]] = PLACES,
    actors: dict[str, dict[str, Any]] = ACTORS,
    title: str | None = None,
) -> Report:
    """A report. Each event: words (its trigger), kind, and optionally on (an ISO day or (first, last)), at (a place of
    PLACES), by (a doer of ACTORS), of (target words), says (a source of ACTORS, or None for the narrator), stance,
    status, and numbers: (words, role, unit, value, bound, who)."""
    items: dict[str, list[dict[str, Any]]] = {
        k: [] for k in ("times", "places", "actors", "measures", "events", "claims")
    }

    def span(words: str) -> list[int]:
        start = text.index(words)
        return [start, start + len(words)]

    def put(kind: str, row: dict[str, Any]) -> str:
        row["id"] = f"{kind[0]}{len(items[kind]) + 1}"
        items[kind].append(row)
        return str(row["id"])

    def actor(words: str) -> str:
        for row in items["actors"]:
            if row["name"] == actors[words]["name"]:
                return str(row["id"])
        mention = {"span": span(words) if words in text else [0, 1], "text": words, "via": "name"}
        return put("actors", {**actors[words], "mentions": [mention]})

    for e in events:
        s = span(e["words"])
        roles = []
        time = place = None
        if e.get("on"):
            first, last = e["on"] if isinstance(e["on"], tuple) else (e["on"], e["on"])
            time = put("times", {"span": s, "text": e["words"], "kind": "DATE", "value": first, "start": first,
                                 "end": last, "anchor": e.get("anchor", "explicit")})  # fmt: skip
        if e.get("at"):
            p = places[e["at"]]
            place = put("places", {"span": s, "text": e["words"], "name": e["at"], **p})
        if e.get("by"):
            roles.append({"role": "agent", "span": s, "text": e["by"], "ref": actor(e["by"])})
        if e.get("of"):
            roles.append({"role": "target", "span": s, "text": e["of"], "ref": None})
        event = put("events", {"kind": e["kind"], "trigger": {"span": s, "text": e["words"]}, "sentence": 0,
                               "status": e.get("status", "happened"), "roles": roles, "time": time, "place": place,
                               "measures": []})  # fmt: skip
        numbers = []
        for words, role, unit, value, *rest in e.get("numbers", ()):
            bound, who = (*rest, None, None)[:2]
            low = None if bound == "at_most" else value
            high = None if bound in ("at_least", "vague") else value
            numbers.append(put("measures", {"span": span(words), "text": words, "role": role, "unit": unit, "who": who,
                                            "value": None if bound == "vague" else value, "low": low, "high": high,
                                            "bound": bound or "exact", "event": event}))  # fmt: skip
        items["events"][-1]["measures"] = numbers
        source: dict[str, Any] = {"kind": "narrator"}
        if e.get("says"):
            source = {"kind": "actor", "ref": actor(e["says"]), "span": s, "text": e["says"]}
        put("claims", {"source": source, "cue": None, "content": [[0, len(text)]], "quote": "indirect",
                       "stance": e.get("stance", "assert"), "about": [event, *numbers]})  # fmt: skip
    ids = [hashlib.sha256("\x1f".join(x).encode()).hexdigest()[:16] for x in ((text, "", publisher or ""), (text,))]
    return Report.model_validate(
        {
            "generator": {"name": "whosays", "version": version, "models": []},
            "document": {"id": ids[0], "text_id": ids[1], "external_id": external_id, "publisher": publisher,
                         "title": title or text.split("\n")[0], "published": published, "text": text},
            "sentences": [[0, len(text)]],
            "relations": [{"kind": k, "from": f"e{a}", "to": f"e{b}"} for k, a, b in relations],
            "checks": list(checks),
            **items,
        }
    )  # fmt: skip


def sided(report: Report, side: str | None = None, kind: str | None = None) -> tuple[Report, Publisher]:
    """The report with its publisher's side."""
    return report, Publisher(name=report.document.publisher, side=side, kind=kind)
