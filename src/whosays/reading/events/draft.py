"""An event in the making: what the steps of this stage pass to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whosays.reading.events.tables import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass
class Phrase:
    """A part in an event: role, head token of the phrase, span in code points, where it stands («subj», «of»).

    why: what gave it the part, where that is asked for.
    """

    role: str
    head: Token
    span: tuple[int, int]
    slot: str = ""
    why: str = ""


@dataclass
class Draft:
    """A candidate event.

    token: head of the trigger; span: the trigger's, in code points; score: 0 to 1; row: the row of
    triggers.tsv that it comes from, if any; said: the kind is told by the words (not the row's fallback);
    absorbed: harm words that tell what the event did («killing two»); weak: below the threshold, kept only
    as a harm word that an event may absorb; more_times: further dates, of the second and later instances;
    more_places: those named in one list with the place («in Nondin and Soro»);
    after: the event whose second effect this is; why: the reasons, where they are asked for.
    """

    token: Token
    span: tuple[int, int]
    kind: str
    score: float
    row: Trigger | None
    said: bool = False
    status: str = "happened"
    phrases: list[Phrase] = field(default_factory=list)
    absorbed: list[Token] = field(default_factory=list)
    time: str | None = None
    more_times: list[str] = field(default_factory=list)
    place: str | None = None
    more_places: list[str] = field(default_factory=list)
    instances: int | None = None
    weak: bool = False
    after: Draft | None = None
    why: tuple[str, ...] = ()

    @property
    def is_harm(self) -> bool:
        """Bare harm («two people were killed»), which an attack in the sentence may take in."""
        if self.row is None or self.row.frame not in {"harm", "die", "lose"}:
            return False
        return self.kind.startswith("attack") or self.row.frame == "die"

    @property
    def frame(self) -> str:
        return self.row.frame if self.row else ""
