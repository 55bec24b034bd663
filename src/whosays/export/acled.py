"""ACLED-like CSV: the 31 columns of the export since 2023 in their order, and three of our own after them.

Sources: ACLED codebook (2023), acledR. Left empty because reports cannot say it: assoc_actor_2, admin3, region where
not known, source_scale, timestamp, tags other than our own; assoc_actor_1 but for who stands behind a protest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whosays.export.common import Entry, Skipped, countries, country_name, days, killed, number
from whosays.model import kinds
from whosays.model.incidents import Incident
from whosays.reconcile.words import body_of

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
    "whosays_id", "whosays_standing", "whosays_evidence",
)  # fmt: skip

_GEO = {"exact": 1, "settlement": 1, "near": 2, "district": 2, "admin1": 3, "line": 3, "country": 3, "vague": 3}
_DISORDER = {
    "Battles": "Political violence", "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence", "Protests": "Demonstrations", "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}  # fmt: skip
# ACLED names crowds by what they do and where
_CROWDS = {"protest": ("Protesters", 6), "riot": ("Rioters", 5)}
_LONGEST_DAYS = 31


def rows(entries: Iterable[Entry], skipped: list[Skipped]) -> Iterator[dict[str, str]]:
    """One row an incident; what ACLED has no event for goes to ``skipped`` with the reason."""
    for entry in entries:
        reason = _unfit(entry.incident)
        if reason:
            skipped.append((entry.incident.id, reason))
        else:
            yield _row(entry)


def _unfit(incident: Incident) -> str | None:
    if kinds()[incident.kind].acled is None:
        return f"ACLED has no event for {incident.kind}"
    if incident.start is None:
        return "no date in the reports"
    if (days(incident) or 0) > _LONGEST_DAYS:
        return "dated to more than a month"
    if incident.review == "rejected":
        return "rejected by a person"
    return None


def _row(entry: Entry) -> dict[str, str]:
    incident = entry.incident
    place = incident.place
    kind, sub = kinds()[incident.kind].acled or ("", "")
    actors = list(incident.agents)
    inter1 = _inter(actors[0], incident) if actors else 0
    second, inter2 = _second(incident)
    if incident.kind == "clash" and len(actors) > 1:
        second, inter2 = actors[1], _inter(actors[1], incident)
    bodies = ""
    if incident.kind in _CROWDS and place and place.country:
        bodies = "; ".join(a for a in actors if a[:1].isupper() and body_of(a) is not None)
        crowd, inter1 = _CROWDS[incident.kind]
        actors = [f"{crowd} ({country_name(place.country)})"]
    if incident.kind == "territory.capture" and inter1 not in (0, 1):
        sub = "Non-state actor overtakes territory"
    pair = sorted(x for x in (inter1, inter2) if x)
    country = place.country if place else None
    return {
        "event_id_cnty": f"{country or 'XXX'}{incident.id}",
        "event_date": incident.start or "",
        "year": (incident.start or "")[:4],
        "time_precision": str(_time(days(incident) or 1)),
        "disorder_type": _DISORDER.get(kind, ""),
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": actors[0] if actors else "",
        "assoc_actor_1": bodies,
        "inter1": str(inter1) if inter1 else "",
        "actor2": second,
        "inter2": str(inter2) if inter2 else "",
        "interaction": "" if not pair else f"{pair[0]}{pair[1] if len(pair) > 1 else 0}",
        "civilian_targeting": "Civilian targeting" if inter2 == 7 else "",
        "iso": str(int(countries()[country]["isonumeric"])) if country in countries() else "",
        "country": country_name(country),
        "admin1": (place.admin1 or "") if place else "",
        "location": place.name if place else "",
        "latitude": number(place.lat) if place else "",
        "longitude": number(place.lon) if place else "",
        "geo_precision": str(_GEO[place.precision]) if place else "",
        "source": "; ".join(entry.sources),
        "notes": entry.notes(),
        "fatalities": number(fatalities(incident)),
        "whosays_id": incident.id,
        "whosays_standing": incident.standing,
        "whosays_evidence": entry.evidence_text(),
    }


def fatalities(incident: Incident) -> float | int | None:
    """ACLED's one number, the most conservative: the lowest count; «dozens» 12, «hundreds» 100, «tens» 10; None where
    nobody gives more than a ceiling («up to 60»)."""
    figure = killed(incident)
    ceilings = {f.high for f in incident.figures if f.role == "killed" and incident.is_ceiling(f)}
    if figure is None or (figure.low == 0 and figure.high in ceilings):
        return None
    if figure.best is None and figure.high is None and figure.low is not None:
        return 100 if figure.low >= 200 else 12 if figure.low >= 24 else 10 if figure.low >= 20 else figure.low
    return figure.low if figure.low is not None else figure.best


def _time(length: int) -> int:
    return 1 if length <= 2 else 2 if length <= 7 else 3


def _inter(name: str, incident: Incident) -> int:
    """1 state forces, 2 rebel groups, 0 not known: other classes (militias, mobs) cannot be told from reports."""
    body = body_of(name)
    if body is None and any(a.source == name and a.kind == "armed_group" for a in incident.accounts):
        return 2
    if body is None:
        return 0
    return {"state": 1, "civil": 1 if body.name == "police" else 0, "armed": 2}.get(body.group, 0)


def _second(incident: Incident) -> tuple[str, int]:
    """Who was hit: civilians where all the dead and injured that are described are; else what the reports name."""
    groups = {f.who for f in incident.figures if f.role in ("killed", "injured") and f.best and f.who}
    if groups and groups <= {"civilian", "child", "woman"}:
        return "Civilians", 7
    # an actor that nobody names has no class of its own: readers of the file take both or neither
    hit = {m.side for a in incident.accounts for m in a.measures if m.role in ("killed", "injured") and m.side}
    if "military" in groups and len(hit) == 1 and hit <= set(countries()):
        return f"Armed Forces of {country_name(*hit)}", 1
    return "", 0
