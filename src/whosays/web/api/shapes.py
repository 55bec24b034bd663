"""The shapes of the API's answers and requests that are no parts of the public formats."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from whosays.model.incidents import Account, Incident, LedgerCheck
from whosays.web.tokens import Role

Next = Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]
Three = Annotated[list[float], Field(min_length=3, max_length=3)]
DecisionAction = Literal["accept", "reject", "edit", "merge", "split", "copy", "note"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class IncidentPage(BaseModel):
    """Incidents, the newest first. total: of all pages."""

    items: list[Incident]
    next: Next
    total: int


class Told(BaseModel):
    """What one source tells of one incident."""

    incident: str
    kind: str
    start: str | None
    end: str | None
    place: str | None
    country: str | None
    standing: str
    account: Account


class ToldPage(BaseModel):
    """Accounts, by incident, the newest first."""

    items: list[Told]
    next: Next


class DocumentRow(BaseModel):
    """A document of the ledger without its text."""

    id: str
    external_id: str | None
    uri: str | None
    publisher: str | None
    side: str | None
    published: str | None
    title: str | None
    language: str | None
    words: int
    added_at: str
    copy_of: str | None
    superseded_by: str | None


class DocumentPage(BaseModel):
    """Documents, the last added first."""

    items: list[DocumentRow]
    next: Next


class TextIn(BaseModel):
    """A text to be read. keep: put it into the ledger; without, it is only read."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=400_000)]
    published: Annotated[str, Field(max_length=40, description="ISO 8601")] | None = None
    publisher: Name | None = None
    title: Annotated[str, Field(max_length=1000)] | None = None
    uri: Annotated[str, Field(max_length=2000)] | None = None
    external_id: Name | None = None
    side: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    keep: bool = True


class ReportIn(BaseModel):
    """A report that was read elsewhere (whosays-report/1), with its text."""

    model_config = ConfigDict(extra="forbid")

    report: dict[str, Any]
    side: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None


class AddedDocument(BaseModel):
    """What came of adding. outcome: new, known, revised, or read where it was not to be kept."""

    id: str
    outcome: Literal["new", "known", "revised", "read"]
    copy_of: str | None
    incidents: list[str]
    report: dict[str, Any] | None


class TallyRow(BaseModel):
    """Sums of one figure over the incidents of a group."""

    group: str
    role: str
    unit: str
    who: str | None
    low: float
    best: float
    high: float
    incidents: int
    sources: int
    without_best: int


class TallyAnswer(BaseModel):
    """A tally. by: what the groups are."""

    by: str
    items: list[TallyRow]


class HitRow(BaseModel):
    """A document that holds the words. snippet: the words around, found ones in « »."""

    document: str
    title: str | None
    publisher: str | None
    published: str | None
    snippet: str
    incidents: list[str]


class HitAnswer(BaseModel):
    """Documents that hold all the words, the best first."""

    items: list[HitRow]


class CheckPage(BaseModel):
    """Statements tried against the ledger."""

    items: list[LedgerCheck]
    next: Next


class DecisionRow(BaseModel):
    """A decision. incident: the one it was about when it was made; stands: it has not been undone."""

    number: int
    action: str
    incident: str | None
    field: str | None
    value: Any
    by: str | None
    at: str | None
    reason: str | None
    stands: bool


class DecisionPage(BaseModel):
    """Decisions, the last first."""

    items: list[DecisionRow]
    next: Next


class DecisionIn(BaseModel):
    """A decision to be recorded.

    subjects: as on the command line (an incident; two to merge; an incident and documents or another incident to
    split; a document and its original). revisions: the revision of each incident that the decision was made on; where
    one has changed the answer is 409 with the incident as it is now.
    """

    model_config = ConfigDict(extra="forbid")

    action: DecisionAction
    subjects: Annotated[list[Name], Field(min_length=1, max_length=50)]
    revisions: dict[str, int] = Field(default_factory=dict, max_length=50)
    field: Annotated[str, Field(max_length=100)] | None = None
    value: str | int | float | bool | list[str] | None = None
    reason: Annotated[str, Field(max_length=2000)] | None = None


class UndoIn(BaseModel):
    """Taking a decision back. revisions: as in a decision; empty for «whatever has happened since»."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(max_length=2000)] | None = None
    revisions: dict[str, int] = Field(default_factory=dict, max_length=50)


class Decided(BaseModel):
    """The decision that was recorded, and the incidents that it left."""

    decision: DecisionRow
    incidents: list[Incident]


class ItemRow(BaseModel):
    """One thing to decide."""

    key: str
    matter: Literal["contested", "merge", "split", "doubtful"]
    incidents: list[str]
    revisions: list[int]
    effect: float
    words: str
    documents: list[str]
    score: float | None
    reasons: list[str]


class QueuePage(BaseModel):
    """What a person should look at first."""

    items: list[ItemRow]
    next: Next
    unreviewed: int
    contested: int
    decided: int


class ChainAnswer(BaseModel):
    """What an incident answered, and what answered it; nearest first."""

    incident: Incident
    answered: list[Incident]
    answered_by: list[Incident]


class Pair(BaseModel):
    """Two tellings compared."""

    a: str
    b: str
    score: float
    reasons: list[str]
    forbidden: str | None


class WhyAnswer(BaseModel):
    """Why two incidents are one or two."""

    a: str
    b: str
    merged: bool
    pairs: list[Pair]
    decisions: list[DecisionRow]


class TotalsAnswer(BaseModel):
    """What a selection comes to; numbers as (low, best, high)."""

    incidents: int
    killed: Three
    injured: Three
    killed_open: int
    sources: int
    contested: int
    single_source: int
    without_place: int
    without_date: int
    first: str | None
    last: str | None
    words: str


class BarRow(BaseModel):
    """Incidents of one kind family in one day, month or year."""

    start: str
    family: str
    count: int
    single: int
    killed: float


class TimelineAnswer(BaseModel):
    """Bars in order."""

    bucket: Literal["day", "month", "year"]
    items: list[BarRow]


class CellRow(BaseModel):
    """Incidents close together on the map."""

    lat: float
    lon: float
    count: int
    ids: list[str]
    coarse: bool
    contested: int
    killed: float
    west: float
    south: float
    east: float
    north: float
    kind: str
    place: str | None
    precision: str | None


class CellAnswer(BaseModel):
    """Cells of the map, the largest first."""

    zoom: int
    items: list[CellRow]


class FacetRow(BaseModel):
    """A value, and how many incidents it would leave."""

    value: str
    count: int


class SourceRow(BaseModel):
    """A source, and how many incidents it tells of."""

    source: str
    incidents: int


class SourcePage(BaseModel):
    """Sources, those of the most incidents first."""

    items: list[SourceRow]
    next: Next


class BesideRow(BaseModel):
    """A source's figures beside those of others."""

    role: str
    unit: str
    incidents: int
    lower: int
    within: int
    higher: int
    own: float
    others_low: float
    others_high: float


class SourceAnswer(BaseModel):
    """The record of one source."""

    name: str
    side: str | None
    kind: str | None
    incidents: int
    first: str | None
    last: str | None
    documents: int
    independent: int
    stances: dict[str, int]
    standings: dict[str, int]
    corroborated: int
    denied_by_others: int
    contested: int
    revised: int
    figures: list[BesideRow]


class Me(BaseModel):
    """Who asks."""

    name: str
    role: Role
