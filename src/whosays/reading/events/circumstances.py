"""When and where: the time and the place that the sentence gives for an event, the nearest in the parse first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from whosays.model import Place, Time
from whosays.reading import syntax
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.tables import Tables
from whosays.reading.layout import Dateline

if TYPE_CHECKING:
    from spacy.tokens import Token

Located = TypeVar("Located", Time, Place)

_SPEECH = ("statement", "request", "rejection", "meeting", "agreement")
_CLAUSAL = frozenset({"ccomp", "advcl", "relcl", "acl", "parataxis", "csubj"})
_PLACE_RANK = {
    "facility": 0,
    "settlement": 1,
    "other": 2,
    "district": 3,
    "water": 3,
    "region": 4,
    "admin1": 4,
    "country": 6,
}
_BEFORE = frozenset({"compound", "nummod", "nmod", "amod", "npadvmod"})
_STRETCH = frozenset({"between", "from"})
_NEAR = 12  # code points between two dates of one list
_SPEECH_REACH = 1.3
_SPOKEN = ("statement", "request", "rejection", "sanction")
_LONGEST_PATH = 39
_FAR = 9.0
_OTHER = 2.0
_CROSSED = 2.5  # what the trigger of a «when» clause adds to the way
_TIME_REACH = 4.0
_PLACE_REACH = 4.5


def settle(drafts: list[Draft], context: Context) -> None:
    """Fill ``time``, ``place`` and ``instances`` of the drafts (in text order)."""
    tokens = {draft.token.i for draft in drafts}
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.token.sent.start, []).append(draft)
    times = _heads(context.times, context)
    places = _heads(context.places, context)
    dateline = context.parsed.dateline
    for start, group in by_sentence.items():
        here_times = [(t, h) for t, h in times.get(start, ()) if not _in_dateline(t, dateline)]
        here_places = [(p, h) for p, h in places.get(start, ()) if not _in_dateline(p, dateline)]
        for draft in group:
            found_time = _best_time(draft, here_times, tokens, context)
            draft.time = found_time.id if found_time else None
            found_place = _best_place(draft, here_places, tokens, context)
            draft.place = found_place.id if found_place else None
            draft.more_places = _listed(found_place, here_places) if found_place else []
        _left_over(group, here_times)
        _distribute(group, here_times, context)
    _number_instances(drafts, context)


def _left_over(group: list[Draft], times: list[tuple[Time, Token]]) -> None:
    """«On Monday jailed him for the killing of two men in 2018»: a verb has one date, the deed before it the other."""
    for draft in group:
        if draft.time is not None or draft.token.pos_ != "NOUN":
            continue
        for time, head in times:
            verb = syntax.governor(head)
            between = verb is not None and verb.pos_ == "VERB" and verb.i < draft.token.i < head.i
            own = next((d for d in group if between and verb is not None and d.token.i == verb.i), None)
            alone = not any(draft.token.i < d.token.i < head.i for d in group)
            if own is not None and own.time not in {None, time.id} and alone and head.dep_ == "pobj" and time.start:
                draft.time = time.id


def _heads(items: list[Located], context: Context) -> dict[int, list[tuple[Located, Token]]]:
    """Items with the head of each, by the first token of their sentence."""
    out: dict[int, list[tuple[Located, Token]]] = {}
    for item in items:
        head = syntax.head(list(context.parsed.tokens_in(item.span)))
        out.setdefault(head.sent.start, []).append((item, head))
    return out


def _in_dateline(item: Time | Place, dateline: Dateline | None) -> bool:
    return dateline is not None and item.span[0] < dateline.end


def _path(token: Token) -> list[Token]:
    """The token and those above it, to the root of its sentence."""
    return [token, *islice(token.ancestors, _LONGEST_PATH)]


def distance(trigger: Token, other: Token, tokens: set[int]) -> float:
    """Cost of the way through the parse from an item to a trigger: clause borders and other triggers cost more."""
    down, up = _path(trigger), _path(other)
    index = {t.i: n for n, t in enumerate(down)}
    cost = 0.0
    for step, token in enumerate(up):
        if token.i in index:
            meeting = token
            break
        if step and token.i in tokens and token.i != trigger.i:
            cost += 2.5
        if token.dep_ in _CLAUSAL:
            cost += 1.5
        cost += 0.4 if token.dep_ in {"prep", "pobj", "compound", "appos", "nmod", "poss"} else 0.8
    else:
        return _FAR * 2
    if meeting.i != trigger.i and meeting.i in tokens:
        cost += 1.5
    for token in down[: index[meeting.i]]:
        if token.dep_ == "relcl":
            cost += 1.5
        elif token.dep_ in {"ccomp", "parataxis"}:
            cost += 2.0
        elif token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"}:
            cost += 0.9 if other.i > token.i or other.i > meeting.i else 0.5
        else:
            cost += 0.4
    return cost


def _best_time(draft: Draft, times: list[tuple[Time, Token]], tokens: set[int], context: Context) -> Time | None:
    best: tuple[float, int] | None = None
    found = None
    for time, head in times:
        cost = distance(draft.token, head, tokens)
        holder = _holder(head)
        if (
            _as_of(head)
            or _since(draft, head)
            or (holder is not None and _of_the_saying(draft, head, holder, context.tables))
        ):
            continue
        if holder is not None and _since_then(draft, holder, time):
            cost -= _CROSSED
        elif holder is not None and not _shares(draft, head, holder, tokens, context):
            cost += _OTHER if holder.i not in tokens else 2 * _OTHER
        if holder is not None and _when_clause_of(draft, holder, context):
            cost -= _CROSSED
        if time.kind == "SET":
            cost += 1
        if time.value.endswith("_REF") or (time.kind == "DURATION" and not time.start and not _spans(head, draft)):
            continue
        if cost < _TIME_REACH and (best is None or (cost, head.i) < best):
            best, found = (cost, head.i), time
    return found


def _holder(head: Token) -> Token | None:
    """The word that the phrase hangs on: the noun it stands before («the 2015 attack»), past «late on», «early on»."""
    if head.dep_ in _BEFORE and head.i < head.head.i:
        return head.head
    holder = syntax.governor(head)
    while holder is not None and holder.pos_ == "ADV" and holder.dep_ == "advmod" and holder.head.i != holder.i:
        holder = holder.head
    return holder


def _when_clause_of(draft: Draft, holder: Token, context: Context) -> bool:
    """«Killed 35 people when they overran a town on Saturday»: on the day on which that happened."""
    own = {draft.token.i, *(t.i for t in draft.absorbed)}
    return holder.dep_ == "advcl" and holder.head.i in own and _opened(holder, context)


def _since_then(draft: Draft, holder: Token, time: Time) -> bool:
    """«Since he took office in May, police have arrested 900 people»: all that time, where the time says how long."""
    own = {draft.token.i, *(t.i for t in draft.absorbed)}
    lasting = time.start is not None and time.start != time.end
    return lasting and holder.dep_ == "advcl" and holder.head.i in own and syntax.since_clause(holder)


def _of_the_saying(draft: Draft, time: Token, holder: Token, tables: Tables) -> bool:
    """«Rebels killed two men, residents said on Monday»: when it was said; not «said they fired on Monday»."""
    said = tables.is_a("saying", holder.lemma_) and holder.i < time.i and not draft.kind.startswith(_SPEECH)
    return said and not holder.i < draft.token.i < time.i


def _as_of(time: Token) -> bool:
    """«25 were dead as of Monday»: the day of the count."""
    preposition = time.head
    return preposition.lower_ in {"of", "at"} and preposition.head.lower_ == "as" and preposition.head.dep_ == "prep"


def _since(draft: Draft, time: Token) -> bool:
    """«The deadliest strike since the spring»: the day of an earlier one, with which this one is compared."""
    return (
        time.head.lower_ == "since"
        and draft.token.pos_ == "NOUN"
        and any(c.tag_ == "JJS" for c in draft.token.children)
    )


def _spans(time: Token, draft: Draft) -> bool:
    """«Three days of shelling», «a decades-long insurgency»: the duration is the event's own."""
    above = syntax.governor(draft.token)
    through = syntax.first_conjunct(draft.token).head.lower_  # «jailed for 22 years over a massacre»
    lasted = above is not None and above.i == time.i and through not in {"over", "for"}
    return time.head.i == draft.token.i or lasted


def _shares(draft: Draft, time: Token, holder: Token, tokens: set[int], context: Context) -> bool:
    """Is the time that hangs on ``holder`` the event's own?

    It is where the holder is the trigger or its harm, stands in the trigger's phrase, is coordinated with it,
    carries it («launched the strike on Monday») or is the clause that a participle or infinitive belongs to.
    """
    own = {draft.token.i, *(t.i for t in draft.absorbed)}
    if holder.i in own or syntax.first_conjunct(holder).i == syntax.first_conjunct(draft.token).i:
        return True
    if any(t.i in own for t in holder.ancestors) and (
        holder.pos_ not in {"VERB", "AUX"}
        or (holder.dep_ == "advcl" and holder.head.i in own and _opened(holder, context))
    ):
        return True
    if holder.dep_ in {"relcl", "acl"} and holder.head.i in own and context.tables.light_parts(holder):
        return True  # «the strikes, which occurred on Monday»
    if any(t.i == time.i for t in draft.token.ancestors):  # «in 2003, when X refused»
        return True
    light = context.tables.light
    for start in (draft.token, *draft.absorbed):
        token = syntax.first_conjunct(start)
        inside = False
        for _ in range(6):
            head, dep = token.head, token.dep_
            if head.i == token.i:
                break
            verbal = head.pos_ in {"VERB", "AUX"}
            if verbal and token.pos_ in {"VERB", "AUX"}:
                joined = dep in {"xcomp", "conj"} or (
                    dep == "advcl" and (token.tag_ == "VBG" or _opened(token, context))
                )
                if dep == "ccomp" and head.i == holder.i:  # «On Monday, X said that …»
                    joined = all(c.i > time.i for c in head.children if c.dep_ in {"nsubj", "nsubjpass"})
            elif verbal:
                joined = head.pos_ == "AUX" or (dep in {"nsubj", "nsubjpass"} and not inside)
                joined = joined or (head.lemma_ in light and (dep == "dobj" or head.i not in tokens))
                joined = joined or (dep == "dobj" and head.i not in tokens)
            else:
                joined = dep in {"prep", "pobj", "compound", "conj", "poss", "nmod", "amod"}
                inside = inside or (
                    dep == "prep" and token.lower_ == "from"
                )  # «evidence from the raid arrived on Monday»
            if not joined:
                break
            if head.i == holder.i:
                return True
            token = head
    return False


def _opened(clause: Token, context: Context) -> bool:
    """«When a bomb exploded», «as rebels advanced»: at the time of the clause above."""
    return any(c.dep_ in {"mark", "advmod"} and c.lower_ in context.words("at_the_time") for c in clause.children)


def _of_saying(holder: Token, context: Context) -> bool:
    """«Said in Minsk that …», and «a spokesman in Minsk said that …»: where it was said.

    Not «police in Minsk said that …»: they tell what happened there.
    """
    desk = holder.dep_ == "nsubj" and "desk" in context.classes(holder)
    return _is_saying(holder.head if desk else holder, context)


def _is_saying(verb: Token, context: Context) -> bool:
    return verb.pos_ == "VERB" and any(c.dep_ in {"ccomp", "parataxis"} for c in verb.children)


def _best_place(draft: Draft, places: list[tuple[Place, Token]], tokens: set[int], context: Context) -> Place | None:
    best: tuple[float, int] | None = None
    found = None
    parts = {p.head.i: p.role for p in draft.phrases}
    spans = {(p.span, p.role) for p in draft.phrases}
    for place, head in places:
        if parts.get(head.i) in {"agent", "participant", "instrument"} or not _locates(head, place, draft, context):
            continue
        own = [t for t in draft.absorbed if t.dep_ == "acl" and t.head.i == draft.token.i]  # «strikes targeting X»
        cost = min(distance(t, head, tokens) for t in (draft.token, *own))
        holder = _holder(head)
        if holder is not None and _of_saying(holder, context) and not draft.kind.startswith(_SPEECH):
            cost += 3
        inside = {role for span, role in spans if span[0] <= head.idx < span[1]}
        if inside & {"agent", "instrument", "topic"} and not (inside & {"target", "victim", "origin"}):
            cost += 3
        if "origin" in inside and not draft.kind.startswith(("displacement", "territory.withdrawal", "release")):
            cost += 2
        if "target" in inside:
            cost -= 0.8
        if head.dep_ == "pobj" and head.head.lower_ in context.words("at_place"):
            cost -= 0.6
        elif head.dep_ == "pobj" and head.head.lower_ in context.words("of_place") and not inside:
            cost += 0.6
        if any(t.dep_ == "acl" and parts.get(t.head.i) == "instrument" for t in _path(head)):
            cost -= 1.5  # «a bomb hidden in a lorry in Minsk went off»
        if head.dep_ == "poss" or (head.dep_ in {"nsubj", "nsubjpass"} and place.kind == "country"):
            cost += 1.5
        cost += 0.12 * _PLACE_RANK.get(place.kind, 3)
        if cost < (_SPEECH_REACH if draft.kind.startswith(_SPOKEN) else _PLACE_REACH) and (
            best is None or (cost, head.i) < best
        ):
            best, found = (cost, head.i), place
    return found


def _listed(place: Place, places: list[tuple[Place, Token]]) -> list[str]:
    """«In Nondin and Soro»: the places of one list with it; not «between Goma and Sake»."""
    head = next(h for p, h in places if p.id == place.id)
    first = syntax.first_conjunct(head)
    if first.dep_ == "pobj" and first.head.lower_ in _STRETCH:
        return []
    return [p.id for p, h in places if p.id != place.id and h.i != head.i and syntax.first_conjunct(h).i == first.i]


def _locates(head: Token, place: Place, draft: Draft, context: Context) -> bool:
    """Does the name stand where a place stands, and not for those who act, or before a noun («US troops»)?"""
    token = syntax.first_conjunct(head)
    while token.dep_ == "appos" and token.head.i != token.i:
        token = syntax.first_conjunct(token.head)
    state, dep = place.kind == "country", token.dep_
    if dep in {"compound", "amod", "nmod", "npadvmod"} and token.head.i != token.i:
        if token.head.i == draft.token.i:
            return not state
        return not state and bool(context.classes(token.head) & {"place", "facility"})
    if dep == "pobj":
        return token.head.lower_ in context.tables.local
    if dep == "poss":
        return not state
    if dep in {"dobj", "nsubjpass"}:
        return not state or (token.head.i == draft.token.i and not draft.kind.startswith(_SPOKEN))
    return not state and head.i not in context.actor_at


def _distribute(group: list[Draft], times: list[tuple[Time, Token]], context: Context) -> None:
    """«On November 23 and 25»: two instances of one event."""
    by_id = {time.id: time for time, _ in times}
    for draft in group:
        if draft.time is None:
            continue
        time = by_id[draft.time]
        mates = [t for t, _ in times if t.id != time.id and t.kind == time.kind and _coordinated(time, t, context)]
        plural = draft.token.tag_ in {"NNS", "NNPS"} or draft.token.pos_ == "VERB"
        if time.kind in {"DATE", "TIME"} and mates and plural:
            dates = sorted([time, *mates], key=lambda t: t.span)
            draft.instances = len(dates)
            draft.time, draft.more_times = dates[0].id, [t.id for t in dates[1:]]


def _coordinated(one: Time, other: Time, context: Context) -> bool:
    first, second = (one, other) if one.span < other.span else (other, one)
    between = context.parsed.clean[first.span[1] : second.span[0]].strip(" ,")
    return between in {"and", "and on", ""} and second.span[0] - first.span[1] < _NEAR


def _number_instances(drafts: list[Draft], context: Context) -> None:
    """«The first strike … the second»: dated in the order of the dates told before for events of that sort."""
    ordinals = context.tables.ordinals
    dated: list[Draft] = []
    numbered: list[Draft] = []
    for draft in drafts:
        if draft.instances:
            dated.append(draft)
            continue
        which = next((ordinals[c.lower_] for c in draft.token.children if c.lower_ in ordinals), None)
        if which is None or draft.time is not None or draft.token.pos_ not in {"NOUN", "PROPN"}:
            continue
        for whole in reversed(dated):
            dates = [whole.time, *whole.more_times]
            if whole.kind.split(".")[0] == draft.kind.split(".")[0] and which < len(dates):
                draft.time = dates[which]
                numbered.append(draft)
                break
    for draft in drafts:  # «the rockets of the second salvo were intercepted»
        if draft.time is None:
            parts = [p.head for p in draft.phrases]
            host = next((n for n in numbered if any(a in parts for a in n.token.ancestors)), None)
            draft.time = host.time if host else None
