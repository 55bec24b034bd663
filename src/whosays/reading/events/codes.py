"""The codes of an event in other codebooks: the kind's, or finer ones by its word and its status.

The CAMEO manual codes a cooperative act that is only intended as intent to cooperate (03), a conflictual act that
somebody threatens or means to do as a threat (13), and a cooperative act that is refused as a rejection (12); so does
PLOVER. What is only asked for or hoped for has no code of its own: that of the request tells it.

CAMEO codes who did what to whom. An act that nobody is said to have done, named in passing beside one that somebody
did («met after the violence», «freed the man jailed a year ago»), has no code of it; PLOVER's records need no actors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.model import kinds
from whosays.model.kinds import plover_of
from whosays.model.report import Codes
from whosays.reading.events.draft import Draft
from whosays.reading.events.tables import Tables

if TYPE_CHECKING:
    from spacy.tokens import Token

_INTENDED = {"04": "036", "05": "032", "06": "031", "07": "033", "08": "035"}
_THREATENED = {"14": "133", "15": "138", "16": "131", "17": "132", "18": "138", "19": "138", "20": "138"}
_REFUSED = {"03": "120", "04": "125", "05": "120", "06": "121", "07": "121", "08": "124"}
"""CAMEO code by the root of the act itself, where the act is planned, threatened, denied."""
_TROOPS_OFFERED = {"15": "033"}
_CONSIDERED = "014"
"""A policy that is weighed is a comment in CAMEO, not yet an intent."""
_UNREAL = frozenset({"possible", "planned", "denied"})
_MODIFYING = frozenset({"acl", "relcl", "amod", "advcl", "pcomp"})
_DOERS = frozenset({"agent", "participant"})
_SPEECH = ("request", "statement", "rejection")
_BETWEEN = frozenset({"xcomp", "dobj", "prep", "pcomp", "pobj", "ccomp", "conj"})


@dataclass(frozen=True)
class Around:
    """What the document has besides an event: tokens that name acts of speech, and agreements (indices); sentences (by
    their first token's) that tell of an act and who did it; the words of the classes of verbs that are asked for."""

    asked: frozenset[int]
    agreed: frozenset[int]
    acted: frozenset[int]
    tables: Tables


def around(drafts: list[Draft], tables: Tables) -> Around:
    """What stands around each of the events."""
    return Around(
        asked=_tokens_of(drafts, *_SPEECH),
        agreed=_tokens_of(drafts, "agreement"),
        acted=frozenset(d.token.sent.start for d in drafts if kinds()[d.kind].codes.cameo and _is_done(d)),
        tables=tables,
    )


def codes_of(draft: Draft, beside: Around) -> Codes:
    """The codes of the event; none for what is only spoken of in the act of speech above it."""
    codes = _codes_of(draft, beside)
    token = draft.token
    in_passing = token.pos_ != "VERB" or token.dep_ in _MODIFYING
    if in_passing and not _is_done(draft) and token.sent.start in beside.acted:
        return codes.model_copy(update={"cameo": None})
    return codes


def _is_done(draft: Draft) -> bool:
    return any(p.role in _DOERS for p in draft.phrases)


def _codes_of(draft: Draft, beside: Around) -> Codes:
    own = kinds()[draft.kind].codes
    if draft.status in _UNREAL and _is_part_of(draft, beside.asked):
        return own.model_copy(update={"cameo": None, "plover": None})
    row = draft.row
    if row is not None and row.cameo and row.kind == draft.kind:
        own = own.model_copy(update={"cameo": row.cameo, "plover": plover_of(row.cameo)})
    root = (own.cameo or "")[:2]
    cameo = _turned(draft, beside.tables).get(root)
    if draft.status == "possible" and root in _INTENDED and _under(draft, "considering", beside.tables):
        cameo = _CONSIDERED
    if cameo is None:
        return own
    if cameo.startswith("03") and _is_part_of(draft, beside.agreed):
        # «agreed to lift the curfew»: PLOVER's AGREE is told already
        return own.model_copy(update={"cameo": cameo})
    return own.model_copy(update={"cameo": cameo, "plover": plover_of(cameo)})


def _tokens_of(drafts: list[Draft], *kinds_of_them: str) -> frozenset[int]:
    """Tokens of the events of kinds that begin so."""
    return frozenset(d.token.i for d in drafts if d.kind.startswith(kinds_of_them))


def _turned(draft: Draft, tables: Tables) -> Mapping[str, str]:
    """The code that the status makes of each root: «planned talks» are talks, «will meet» is an intent."""
    verb = draft.token.pos_ == "VERB"
    may = verb and any(c.lower_ in tables.modality["maybe"] for c in draft.token.children)
    threat = _THREATENED if any(p.role == "agent" for p in draft.phrases) else {}
    match draft.status:
        case "threatened":
            return _THREATENED
        case "denied":
            return _REFUSED
        case "possible" if may:  # «may strike»
            return threat
        case "planned" if verb and _under(draft, "attempting", tables):
            return _INTENDED
        case "planned" if verb and _under(draft, "offering", tables):
            return _INTENDED | threat | _TROOPS_OFFERED
        case "planned" if verb and _under(draft, "deciding", tables):  # who decides to ease a ban yields already
            return threat
        case "planned" if verb:
            return _INTENDED | threat
    return {}


def _under(draft: Draft, name: str, tables: Tables) -> bool:
    """Is the event what a word of the class speaks of («is considering sending aid», «tried to kill»)?"""
    return any(tables.is_a(name, t.lemma_.lower()) for t in _above(draft.token))


def _is_part_of(draft: Draft, tokens: frozenset[int]) -> bool:
    """Is the event what one of these tokens speaks of?"""
    return any(t.i in tokens for t in _above(draft.token))


def _above(token: Token) -> Iterator[Token]:
    while token.dep_ in _BETWEEN and token.head.i != token.i:
        token = token.head
        yield token
