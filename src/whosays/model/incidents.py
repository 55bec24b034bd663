"""The ledger's format `whosays-incidents/1` as typed, frozen models.

What reports of many documents say, reconciled into incidents: accounts side by side, figures as low/best/high.
Dates are ISO 8601, places WGS 84 degrees, sides ISO 3166-1 alpha-3; spans are ``(start, end)``, half open, in
Unicode code points of the named document's text.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from whosays.model.report import CheckResult, Item, MeasureRole, Precision, Span, Stance, Who

INCIDENTS_FORMAT: Literal["whosays-incidents/1"] = "whosays-incidents/1"

Standing = Literal["single_source", "corroborated", "admitted", "contested", "denied"]
Clarity = Literal["single", "summary"]
Review = Literal["unreviewed", "accepted", "corrected", "rejected"]
Number = float | int


class LedgerDocument(Item):
    """A document of the ledger, as the incidents refer to it. ``superseded_by``: the newest version of the same story,
    where this is an earlier one, which is kept and counts for nothing.
    """

    external_id: str | None = None
    uri: str | None = None
    publisher: str | None = None
    side: str | None = None
    published: str | None = None
    title: str | None = None
    copy_of: str | None = None
    superseded_by: str | None = None


class IncidentPlace(Item):
    """Where an incident happened, as precisely as its accounts say."""

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: Precision
    radius_km: float | None = None
    admin1: str | None = None


class Quote(Item):
    """Words of a document: ``text[span[0]:span[1]] == quote``."""

    document: str
    span: Span
    quote: str


class AccountMeasure(Item):
    """One source's number. ``low``/``high`` are None where open («at least 12»: 12, 12, None)."""

    role: MeasureRole
    unit: str
    who: Who | None = None
    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    bound: str = "exact"
    side: str | None = None
    document: str | None = None
    published: str | None = None
    since: str | None = None
    authority: int | None = None
    derived: bool = False


class Account(Item):
    """What one source says of an incident, over all documents. ``superseded`` holds its earlier numbers."""

    source: str
    kind: str | None = None
    side: str | None = None
    stance: Stance
    independent: bool = True
    authority: int
    documents: tuple[str, ...]
    evidence: tuple[Quote, ...] = ()
    measures: tuple[AccountMeasure, ...] = ()
    superseded: tuple[AccountMeasure, ...] = ()
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Figure(Item):
    """A number of an incident over its sources, low and high by number said, best by authority."""

    role: MeasureRole
    unit: str
    who: Who | None = None
    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    sources: int
    derived: bool = False
    best_source: str | None = None


class ContestedValue(Item):
    """What one source gives for a contested field."""

    source: str
    who: Who | None = None
    value: Any = None


class Contested(Item):
    """A field on which current accounts cannot both be true."""

    field: str
    values: tuple[ContestedValue, ...]


class IncidentRelation(Item):
    """How an incident stands to another; ``evidence`` are the words that say so."""

    kind: Literal["in_response_to", "part_of"]
    to: str
    evidence: tuple[Quote, ...] = ()


class Why(Item):
    """Why a report's telling stands in this incident."""

    with_: str = Field(serialization_alias="with")
    score: float
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The item as the public JSON has it (``with`` rather than ``with_``)."""
        return {"with": self.with_, "score": self.score, "reasons": list(self.reasons)}


class Incident(Item):
    """One happening: a kind, a place, a date or a night, and all that is said of it."""

    id: str
    kind: str
    start: str | None = None
    end: str | None = None
    place: IncidentPlace | None = None
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    figures: tuple[Figure, ...] = ()
    independent_sources: int = 0
    standing: Standing
    contested: tuple[Contested, ...] = ()
    relations: tuple[IncidentRelation, ...] = ()
    clarity: Clarity = "single"
    review: Review = "unreviewed"
    revision: int = 1
    why: tuple[Why, ...] = ()
    mentioned_in: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The incident as the public JSON has it."""
        out = self.model_dump(mode="json")
        out["why"] = [w.to_dict() for w in self.why]
        return out

    @property
    def documents(self) -> tuple[str, ...]:
        """All documents that speak of it, sorted."""
        return tuple(sorted({d for a in self.accounts for d in a.documents} | set(self.mentioned_in)))

    def figure(self, role: str, unit: str = "person", who: str | None = None) -> Figure | None:
        """The figure of this role, unit and group, or None."""
        return next((f for f in self.figures if (f.role, f.unit, f.who) == (role, unit, who)), None)

    def is_ceiling(self, figure: Figure) -> bool:
        """True where nobody gives more than a highest number for it («up to 60»), and no person has set its low."""
        key = (figure.role, figure.unit, figure.who)
        said = [m for a in self.accounts for m in a.measures if (m.role, m.unit, m.who) == key]
        least = min((m.high for m in said if m.high is not None), default=None)
        return bool(said) and all(m.bound == "at_most" for m in said) and figure.low == least

    def counts(self) -> tuple[Figure, ...]:
        """The figures as sums, filters and exports take them.

        The low of a mere ceiling is 0, not the ceiling. Where nobody counts all the dead or injured, or only says that
        there were some, the largest group («nine men») stands for them, marked as derived.
        """
        out = [f.model_copy(update={"low": 0}) if self.is_ceiling(f) else f for f in self.figures]
        for role in _CASUALTIES:
            groups = [f for f in out if (f.role, f.unit) == (role, "person") and f.who is not None]
            largest = max(groups, key=lambda f: (_size(f), f.who or ""), default=None)
            whole = next((f for f in out if (f.role, f.unit, f.who) == (role, "person", None)), None)
            if largest is None or (whole is not None and (whole.best is not None or _size(whole) >= _size(largest))):
                continue
            out = [f for f in out if f is not whole]
            out.append(largest.model_copy(update={"who": None, "derived": True}))
        return tuple(out)

    def count(self, role: str, unit: str = "person", who: str | None = None) -> Figure | None:
        """One of `counts`, or None."""
        return next((f for f in self.counts() if (f.role, f.unit, f.who) == (role, unit, who)), None)


_CASUALTIES: tuple[MeasureRole, ...] = ("killed", "injured")


def _size(figure: Figure) -> Number:
    """The number of a figure to compare it by."""
    return next((v for v in (figure.best, figure.low, figure.high) if v is not None), 0)


class LedgerCheck(Item):
    """A statement tried against what the ledger holds."""

    kind: Literal["superlative", "sum", "self_contradiction"]
    document: str
    claim: str
    span: Span | None = None
    result: CheckResult
    message: str
    items: tuple[str, ...] = ()
    total: Number | None = None
    parts: tuple[Number, ...] = ()


class NotIncident(Item):
    """Something that is told but has not happened: a threat, a plan, a possibility, a denied event."""

    document: str
    span: Span
    status: Literal["threatened", "planned", "possible", "denied"]
    kind: str
    quote: str | None = None


class Incidents(Item):
    """The whole answer of the ledger."""

    format: Literal["whosays-incidents/1"] = INCIDENTS_FORMAT
    documents: dict[str, LedgerDocument] = Field(default_factory=dict)
    copies: tuple[tuple[str, str], ...] = ()
    checks: tuple[LedgerCheck, ...] = ()
    not_incidents: tuple[NotIncident, ...] = ()
    incidents: tuple[Incident, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as the public JSON has it."""
        return {
            "format": self.format,
            "documents": {k: v.model_dump(mode="json") for k, v in sorted(self.documents.items())},
            "copies": [list(pair) for pair in self.copies],
            "checks": [c.model_dump(mode="json") for c in self.checks],
            "not_incidents": [n.model_dump(mode="json") for n in self.not_incidents],
            "incidents": [i.to_dict() for i in self.incidents],
        }
