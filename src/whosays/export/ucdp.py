"""UCDP-GED-like CSV: the 49 columns in their order, and three of our own after them.

Source: UCDP GED codebook. Left empty because it needs UCDP's own registers: relid, conflict, dyad and side numbers,
active_year, country_id, gwnoa, gwnob. deaths_a and deaths_b are filled only where the side of the dead is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whosays.export.common import Entry, Skipped, country_name, days, killed, number, priogrid
from whosays.model.incidents import Incident
from whosays.reconcile.words import body_of, kind_table

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
    "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
    "whosays_id", "whosays_standing", "whosays_evidence",
)  # fmt: skip

_WHERE = {"exact": 1, "settlement": 1, "near": 2, "district": 3, "admin1": 4, "line": 5, "country": 6, "vague": 5}


def rows(entries: Iterable[Entry], skipped: list[Skipped]) -> Iterator[dict[str, str]]:
    """One row an incident of armed violence with at least one dead; the others go to ``skipped``."""
    for entry in entries:
        reason = _unfit(entry.incident)
        if reason:
            skipped.append((entry.incident.id, reason))
        else:
            yield _row(entry)


def _unfit(incident: Incident) -> str | None:
    row = kind_table().get(incident.kind)
    if row is None or row.family not in ("violence", "territory"):
        return f"{incident.kind} is no event of armed violence"
    if incident.start is None:
        return "no date in the reports"
    if incident.review == "rejected":
        return "rejected by a person"
    if not any(f.role == "killed" and (f.best or f.low or f.high) for f in incident.figures):
        return "no dead are reported"
    return None


def _row(entry: Entry) -> dict[str, str]:
    incident = entry.incident
    place = incident.place
    documents = sorted(entry.documents.values(), key=lambda d: (d.published or "9999", d.publisher or ""))
    low, best, high = deaths(incident)
    side_a, side_b = (*incident.agents, "", "")[:2]
    civilians = incident.figure("killed", who="civilian")
    of_civilians = min(civilians.best or 0, best) if civilians is not None else 0
    return {
        "id": incident.id,
        "year": (incident.start or "")[:4],
        "code_status": {"accepted": "Clear", "corrected": "Clear"}.get(incident.review, "Check"),
        "type_of_violence": number(_type(incident)),
        "side_a": side_a,
        "side_b": "Civilians" if not side_b and of_civilians == best else side_b,
        "number_of_sources": str(len(documents)),
        "source_article": ";".join(_cell(d.uri or d.external_id) for d in documents),
        "source_office": ";".join(_cell(d.publisher) for d in documents),
        "source_date": ";".join(_cell(d.published) for d in documents),
        "source_headline": ";".join(_cell(d.title) for d in documents),
        "source_original": ";".join(_cell(s) for s in entry.said_by),
        "where_prec": str(_WHERE[place.precision]) if place else "",
        "where_coordinates": place.name if place else "",
        "where_description": place.name if place else "",
        "adm_1": (place.admin1 or "") if place else "",
        "latitude": number(place.lat) if place else "",
        "longitude": number(place.lon) if place else "",
        "geom_wkt": f"POINT ({place.lon} {place.lat})" if place and place.lat is not None else "",
        "priogrid_gid": number(priogrid(place.lat, place.lon)) if place else "",
        "country": country_name(place.country) if place else "",
        "event_clarity": "2" if incident.clarity == "summary" else "1",
        "date_prec": str(_date(days(incident) or 1)),
        "date_start": incident.start or "",
        "date_end": incident.end or incident.start or "",
        "deaths_civilians": number(of_civilians),
        "deaths_unknown": number(best - of_civilians),
        "best": number(best),
        "high": number(high),
        "low": number(low),
        "whosays_id": incident.id,
        "whosays_standing": incident.standing,
        "whosays_evidence": entry.evidence_text(),
    }


def deaths(incident: Incident) -> tuple[float | int, float | int, float | int]:
    """low, best, high of the dead, in that order of size; where no total is given, the largest group stands for it."""
    figure = killed(incident)
    assert figure is not None  # whose dead are not counted is left out
    known = [v for v in (figure.low, figure.best, figure.high) if v is not None]
    best = figure.best if figure.best is not None else known[0]
    return min([*known, best]), best, max([*known, best])


def _type(incident: Incident) -> int | None:
    """1 state-based (a state against others in arms), 2 between groups, 3 one-sided; None where it cannot be told."""
    groups = {f.who for f in incident.figures if f.role == "killed" and f.who and f.best}
    if groups and groups <= {"civilian", "child", "woman"}:
        return 3
    sides = [b.group for a in incident.agents if (b := body_of(a)) is not None]
    if "state" in sides or groups & {"military"}:
        return 1
    return 2 if len(sides) > 1 else None


def _date(length: int) -> int:
    return 1 if length <= 1 else 2 if length <= 6 else 3 if length == 7 else 4 if length <= 31 else 5


def _cell(text: str | None) -> str:
    """A part of a list joined by «;», so that all lists are of equal length."""
    return (text or "").replace(";", ",").replace("\n", " ")
