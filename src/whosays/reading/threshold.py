"""A report without what is less sure than a user wants (`--min-confidence`), and without what hangs on it."""

from __future__ import annotations

from whosays.errors import UsageError
from whosays.model import Report


def at_least(report: Report, least: float) -> Report:
    """The events, claims and places of this confidence and more, with all references to the others taken out.

    A measure stays without its event: the number was read all the same. Raises UsageError for a least that is no share.
    """
    if not 0 <= least <= 1:
        raise UsageError(f"--min-confidence: {least:g} is no share; write a number from 0 to 1, as 0.6")
    events = [e for e in report.events if e.confidence is None or e.confidence >= least]
    places = [p for p in report.places if p.confidence is None or p.confidence >= least]
    claims = [c for c in report.claims if c.confidence is None or c.confidence >= least]
    left_out = {e.id for e in report.events} | {p.id for p in report.places} | {c.id for c in report.claims}
    left_out -= {e.id for e in events} | {p.id for p in places} | {c.id for c in claims}
    if not left_out:
        return report
    gone = left_out.__contains__
    return report.model_copy(
        update={
            "places": tuple(
                p.model_copy(update={"derived_from": None}) if p.derived_from and gone(p.derived_from) else p
                for p in places
            ),
            "events": tuple(
                e.model_copy(
                    update={
                        "place": None if e.place and gone(e.place) else e.place,
                        "roles": tuple(
                            r.model_copy(update={"ref": None}) if r.ref and gone(r.ref) else r for r in e.roles
                        ),
                    }
                )
                for e in events
            ),
            "claims": tuple(
                c.model_copy(
                    update={
                        "about": tuple(i for i in c.about if not gone(i)),
                        "via": None if c.via and gone(c.via) else c.via,
                    }
                )
                for c in claims
            ),
            "measures": tuple(
                m.model_copy(update={"event": None}) if m.event and gone(m.event) else m for m in report.measures
            ),
            "relations": tuple(r for r in report.relations if not gone(r.from_) and not gone(r.to)),
            "checks": tuple(c for c in report.checks if not any(gone(i) for i in c.items)),
        }
    )
