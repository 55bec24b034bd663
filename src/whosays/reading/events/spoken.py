"""Who «we» are: «"We picked the man up," police said». The body that speaks did it.

A person who says «we» speaks for others whom the text need not name, so only bodies are taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosays.model import Actor, Claim, Event, Role

_BODIES = frozenset({"state", "government", "military", "police", "armed_group", "political_group", "igo", "ngo"})

_Spoken = list[tuple[tuple[int, int], str | None]]


def name_speakers(
    events: Sequence[Event], claims: Sequence[Claim], actors: Sequence[Actor], we: frozenset[str]
) -> list[Event]:
    """The events, with the speaker's id as the ``ref`` of each «we» that a claim of a body holds."""
    bodies = {a.id for a in actors if a.kind in _BODIES}
    spoken: _Spoken = [
        (span, claim.source.ref)
        for claim in claims
        if claim.cue is not None and claim.source.ref in bodies
        for span in claim.content
    ]
    if not spoken:
        return list(events)
    return [_named(event, spoken, we) for event in events]


def _named(event: Event, spoken: _Spoken, we: frozenset[str]) -> Event:
    if not any(_is_we(role, we) for role in event.roles):
        return event
    roles = tuple(
        role.model_copy(update={"ref": _speaker(role, spoken)}) if _is_we(role, we) else role for role in event.roles
    )
    return event.model_copy(update={"roles": roles})


def _is_we(role: Role, we: frozenset[str]) -> bool:
    return role.ref is None and role.text.lower() in we


def _speaker(role: Role, spoken: _Spoken) -> str | None:
    """The source of the shortest claim around the word."""
    start, end = role.span
    around = [(b - a, ref) for (a, b), ref in spoken if a <= start and end <= b]
    return min(around)[1] if around else None
