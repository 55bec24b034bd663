"""The report format and the event kinds. Imported by all other parts, imports none of them."""

from whosays.model.kinds import Kind, kinds
from whosays.model.report import (
    FORMAT,
    Actor,
    Check,
    Claim,
    Codes,
    Cue,
    DocumentInfo,
    Event,
    Evidence,
    Generator,
    Measure,
    Mention,
    Place,
    Relation,
    Report,
    Role,
    Source,
    Span,
    Time,
)

__all__ = [
    "FORMAT", "Actor", "Check", "Claim", "Codes", "Cue", "DocumentInfo", "Event", "Evidence", "Generator",
    "Kind", "Measure", "Mention", "Place", "Relation", "Report", "Role", "Source", "Span", "Time", "kinds",
]  # fmt: skip
