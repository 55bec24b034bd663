"""PLOVER JSON lines and CAMEO-coded TSV (as GDELT lays them out): who did what to whom, with sources and words.

Sources: PLOVER manual (16 types, 2018; conversion of 2021), CAMEO codebook 1.1b3, GDELT event codebook 2.0. Left empty
because reports cannot say it: Goldstein scores, tone, article counts over the web, religion and ethnicity codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whosays.export.common import Entry, Skipped, number
from whosays.model import kinds
from whosays.model.incidents import Figure
from whosays.reconcile.words import body_of

CAMEO_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "Actor1Name", "Actor1CountryCode", "Actor1Type1Code",
    "Actor2Name", "Actor2CountryCode", "Actor2Type1Code", "IsRootEvent", "EventCode", "EventBaseCode",
    "EventRootCode", "QuadClass", "NumMentions", "NumSources", "NumArticles", "ActionGeo_Type", "ActionGeo_FullName",
    "ActionGeo_CountryCode", "ActionGeo_Lat", "ActionGeo_Long", "DATEADDED", "SOURCEURL",
    "whosays_standing", "whosays_sources", "whosays_evidence",
)  # fmt: skip

_MILITARY = ("attack", "clash", "interception", "territory")
_TYPE = {
    "state": "MIL",
    "civil": "GOV",
    "armed": "REB",
    "igo": "IGO",
    "ngo": "NGO",
    "company": "BUS",
    "hospital": "HLH",
}
# GDELT: 1 country, 3 US city, 4 world city, 5 world state or province
_GEO = {"exact": 4, "settlement": 4, "near": 4, "district": 5, "admin1": 5, "line": 5, "country": 1, "vague": 1}
_MODE = {
    "attack.missile": "heavy-weapons", "attack.artillery": "heavy-weapons", "attack.air": "aerial",
    "attack.drone": "drone", "attack.bombing": "explosives", "attack.suicide": "suicide-attack",
    "attack.shooting": "firearms", "attack.raid": "firearms", "clash": "firearms", "killing": "execute",
    "torture": "torture", "sexual_violence": "sexual", "abduction": "abduct", "territory.capture": "seize",
    "territory.withdrawal": "withdraw", "detention": "arrest", "release": "release", "sabotage": "destroy",
    "ceasefire": "ceasefire", "protest": "demo", "riot": "riot", "mobilization": "troops",
}  # fmt: skip


def plover_rows(entries: Iterable[Entry], skipped: list[Skipped]) -> Iterator[dict[str, Any]]:
    """One PLOVER record an incident; kinds that PLOVER has no type for go to ``skipped``."""
    for entry in entries:
        incident = entry.incident
        kind = kinds()[incident.kind].plover
        if kind is None:
            skipped.append((incident.id, f"PLOVER has no type for {incident.kind}"))
            continue
        place = incident.place
        killed, injured = incident.count("killed"), incident.count("injured")
        yield {
            "id": incident.id,
            "date": incident.start,
            "end_date": incident.end,
            "event_type": kind,
            "mode": _MODE.get(incident.kind),
            "context": ["military"] if incident.kind.startswith(_MILITARY) else [],
            "source": [{"name": a, "sector": _sector(a)} for a in incident.agents],
            "target": [{"text": x} for x in incident.targets],
            "location": None if place is None else {
                "name": place.name, "country": place.country, "admin1": place.admin1, "lat": place.lat,
                "lon": place.lon, "precision": place.precision,
            },
            "magnitude": {
                "dead": None if killed is None else _ends(killed),
                "injured": None if injured is None else _ends(injured),
            },
            "reported_by": entry.sources,
            "claimed_by": entry.said_by,
            "independent_sources": incident.independent_sources,
            "standing": incident.standing,
            "contested": [c.field for c in incident.contested],
            "evidence": entry.evidence(),
        }  # fmt: skip


def _ends(figure: Figure) -> dict[str, float | int | None]:
    return {"low": figure.low, "best": figure.best, "high": figure.high}


def _sector(name: str) -> str | None:
    body = body_of(name)
    return _TYPE.get(body.group) if body else None


def cameo_rows(entries: Iterable[Entry], skipped: list[Skipped]) -> Iterator[dict[str, str]]:
    """One CAMEO event an incident."""
    for entry in entries:
        incident = entry.incident
        code = kinds()[incident.kind].cameo
        if code is None or incident.start is None:
            reason = "no date in the reports" if code else f"CAMEO has no code for {incident.kind}"
            skipped.append((incident.id, reason))
            continue
        place = incident.place
        agent = incident.agents[0] if incident.agents else ""
        target = incident.targets[0] if incident.targets else ""
        sides = {a.source: a.side for a in incident.accounts}
        added = max((d.published or "" for d in entry.documents.values()), default="")
        yield {
            "GLOBALEVENTID": incident.id,
            "SQLDATE": incident.start.replace("-", ""),
            "MonthYear": incident.start.replace("-", "")[:6],
            "Year": incident.start[:4],
            "Actor1Name": agent.upper(),
            "Actor1CountryCode": sides.get(agent) or "",
            "Actor1Type1Code": _sector(agent) or "",
            "Actor2Name": target.upper(),
            "IsRootEvent": "1",
            "EventCode": code,
            "EventBaseCode": code[:3],
            "EventRootCode": code[:2],
            "QuadClass": str(_quad(int(code[:2]))),
            "NumMentions": str(len(entry.evidence())),
            "NumSources": str(incident.independent_sources),
            "NumArticles": str(len(entry.documents)),
            "ActionGeo_Type": str(_GEO[place.precision]) if place else "",
            "ActionGeo_FullName": place.name if place else "",
            "ActionGeo_CountryCode": (place.country or "") if place else "",
            "ActionGeo_Lat": number(place.lat) if place else "",
            "ActionGeo_Long": number(place.lon) if place else "",
            "DATEADDED": added[:10].replace("-", ""),
            "SOURCEURL": next((d.uri for d in entry.originals if d.uri), ""),
            "whosays_standing": incident.standing,
            "whosays_sources": "; ".join(entry.sources),
            "whosays_evidence": entry.evidence_text(),
        }


def _quad(root: int) -> int:
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (by CAMEO root code)."""
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4
