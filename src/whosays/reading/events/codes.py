"""The codes of an event in other codebooks: the kind's, or finer ones by its word and its status.

The CAMEO manual codes a cooperative act that is only intended as intent to cooperate (03), a conflictual act that
somebody threatens or means to do as a threat (13), and a cooperative act that is refused as a rejection (12); so does
PLOVER.
"""

from __future__ import annotations

from whosays.model import kinds
from whosays.model.kinds import plover_of
from whosays.model.report import Codes
from whosays.reading.events.draft import Draft

_INTENDED = {"04": "036", "05": "032", "06": "031", "07": "033", "08": "035"}
_THREATENED = {"14": "133", "15": "138", "16": "131", "17": "132", "18": "138", "19": "138", "20": "138"}
_REFUSED = {"03": "120", "04": "125", "05": "120", "06": "121", "07": "121", "08": "124"}
"""CAMEO code by the root of the act itself, where the act is planned, threatened, denied."""
_CONSIDERED = "014"
_CONSIDERING = frozenset({"consider", "mull", "weigh", "explore", "contemplate"})
_BETWEEN = frozenset({"xcomp", "dobj", "prep", "pcomp", "pobj", "ccomp", "conj"})


def codes_of(draft: Draft) -> Codes:
    """The codes of the event."""
    own = kinds()[draft.kind].codes
    row = draft.row
    if row is not None and row.cameo and row.kind == draft.kind:
        own = own.model_copy(update={"cameo": row.cameo, "plover": plover_of(row.cameo)})
    planned: dict[str, str] = {}
    if draft.token.pos_ == "VERB":  # «planned talks» are talks, «will meet» is an intent, «will attack» a threat
        planned = _INTENDED | (_THREATENED if any(p.role == "agent" for p in draft.phrases) else {})
    turned = {"planned": planned, "threatened": _THREATENED, "denied": _REFUSED}.get(draft.status, {})
    cameo = turned.get((own.cameo or "")[:2])
    if draft.status == "possible" and (own.cameo or "")[:2] in _INTENDED and _considered(draft):
        cameo = _CONSIDERED
    return own if cameo is None else own.model_copy(update={"cameo": cameo, "plover": plover_of(cameo)})


def _considered(draft: Draft) -> bool:
    """«Is considering sending aid»: a policy weighed is a comment in CAMEO, not yet an intent."""
    token = draft.token
    while token.dep_ in _BETWEEN and token.head.i != token.i:
        token = token.head
        if token.lemma_.lower() in _CONSIDERING:
            return True
    return False
