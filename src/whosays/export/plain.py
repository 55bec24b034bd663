"""Our own columns: CSV and Parquet of incidents, JSON lines of whole incidents, GeoJSON for maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whosays.export.common import Entry, Skipped, number
from whosays.reconcile.where import RADIUS

COLUMNS = (
    "id", "kind", "start", "end", "place", "country", "admin1", "lat", "lon", "precision", "radius_km", "agents",
    "targets", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "figures",
    "independent_sources", "standing", "contested", "clarity", "review", "revision", "documents", "publishers",
    "sources", "evidence", "in_response_to",
)  # fmt: skip
NUMBERS = frozenset(
    ("lat", "lon", "radius_km", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best",
     "injured_high", "independent_sources", "revision", "documents")
)  # fmt: skip


def values(entry: Entry) -> dict[str, Any]:
    """An incident as one row; numbers as numbers, None where nothing is known."""
    i, place = entry.incident, entry.incident.place
    killed, injured = i.count("killed"), i.count("injured")
    return {
        "id": i.id, "kind": i.kind, "start": i.start, "end": i.end, "place": place.name if place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None, "lon": place.lon if place else None,
        "precision": place.precision if place else None, "radius_km": place.radius_km if place else None,
        "agents": "; ".join(i.agents), "targets": "; ".join(i.targets),
        "killed_low": killed.low if killed else None, "killed_best": killed.best if killed else None,
        "killed_high": killed.high if killed else None, "injured_low": injured.low if injured else None,
        "injured_best": injured.best if injured else None, "injured_high": injured.high if injured else None,
        "figures": "; ".join(
            f"{f.role} {f.who or f.unit} {number(f.low) or '?'}/{number(f.best) or '?'}/{number(f.high) or '?'}"
            for f in i.counts()
        ),
        "independent_sources": i.independent_sources, "standing": i.standing,
        "contested": "; ".join(c.field for c in i.contested), "clarity": i.clarity, "review": i.review,
        "revision": i.revision, "documents": len(entry.documents), "publishers": "; ".join(entry.sources),
        "sources": "; ".join(entry.said_by), "evidence": entry.evidence_text(),
        "in_response_to": "; ".join(r.to for r in i.relations if r.kind == "in_response_to"),
    }  # fmt: skip


def csv_rows(entries: Iterable[Entry], _skipped: list[Skipped]) -> Iterator[dict[str, str]]:
    """Rows of text, every incident."""
    for entry in entries:
        row = values(entry)
        yield {k: number(v) if k in NUMBERS else v or "" for k, v in row.items()}


def json_rows(entries: Iterable[Entry], _skipped: list[Skipped]) -> Iterator[dict[str, Any]]:
    """Whole incidents in the ledger's format, each with its documents."""
    for entry in entries:
        documents = {d: row.model_dump(mode="json") for d, row in sorted(entry.documents.items())}
        yield {**entry.incident.to_dict(), "documents": documents}


def features(entries: Iterable[Entry], skipped: list[Skipped]) -> Iterator[dict[str, Any]]:
    """GeoJSON features (RFC 7946: longitude first, WGS 84). The radius says how far off the point it may have been."""
    for entry in entries:
        place = entry.incident.place
        if place is None or place.lat is None or place.lon is None:
            skipped.append((entry.incident.id, "no point on the map in the reports"))
            continue
        row = values(entry)
        row["radius_km"] = max(place.radius_km or 0, RADIUS[place.precision])
        row["evidence"] = entry.evidence()
        yield {
            "type": "Feature",
            "id": entry.incident.id,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {k: v for k, v in row.items() if k not in ("lat", "lon")},
        }
