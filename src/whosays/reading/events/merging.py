"""One act, one event: harm goes to the attack that did it, light verbs to their nouns, doublets away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model import Measure

_VIOLENT = ("attack", "clash", "riot", "killing", "sabotage", "protest", "torture", "interception")
_ENDED = frozenset({
    "sanction", "disruption", "meeting", "aid", "ceasefire", "protest", "agreement", "request", "deployment",
})  # fmt: skip
"""Kinds of acts that a verb with them as its object ends, refuses or puts off."""
_ENDED_IN = frozenset({"obj", "of", "from", "out", "to"})
_GOES_ON = 0.6
"""Share of an attack's score that harm told right behind it has at least."""
_APART = frozenset({"after", "before", "since"})
_AIMED_AT = ("on", "at", "against", "of")
_SUBORDINATE = frozenset({"advcl", "acl", "relcl", "conj", "xcomp", "ccomp", "pcomp"})


def merge(drafts: list[Draft], context: Context) -> list[Draft]:
    """The drafts that stay, in text order; those merged into others have left their words in ``absorbed``."""
    by_token = {draft.token.i: draft for draft in drafts}
    gone: set[int] = set()
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.token.sent.start, []).append(draft)
    for draft in drafts:
        if draft.is_harm or _damages(draft):
            host = _host(draft, by_token, gone, context)
            if host is not None and not (_damages(draft) and _stands_apart(draft, host)):
                _take_in(host, draft, gone)
                if not host.said and draft.said:
                    host.kind = draft.kind
    for draft in drafts:  # «five were killed and two injured in an airstrike»
        if (draft.is_harm or _damages(draft)) and draft.token.i not in gone:
            partner = _coordinated_host(draft, by_sentence[draft.token.sent.start], gone)
            if partner is not None and not (_damages(draft) and _stands_apart(draft, partner)):
                _take_in(partner, draft, gone)
    for draft in drafts:
        if draft.token.i not in gone:
            for noun in _spoken_of(draft, by_token, gone, context):
                _take_in(draft, noun, gone)
    for draft in drafts:
        if draft.token.i not in gone:
            host = _fired_in(draft, by_token, gone) or _carried(draft, by_token, gone, context)
            if host is not None:
                _take_in(host, draft, gone)
    for draft in drafts:
        if _damages(draft):
            _second_effect(draft, by_token, by_sentence[draft.token.sent.start], gone)
    _told_after(drafts, gone, context)
    _count_in(drafts, gone, context)
    kept = [draft for draft in drafts if draft.token.i not in gone and not draft.weak]
    _name_again(kept)
    return kept


def _told_after(drafts: list[Draft], gone: set[int], context: Context) -> None:
    """«A strike hit the house. His wife died»: harm that alone would be no event goes on with the attack before it."""
    held = [d for d in drafts if d.token.i not in gone]
    dated = {head.sent.start for time in context.times for head in context.parsed.tokens_in(time.span)}
    for n, draft in enumerate(held):
        sentence = draft.token.sent
        if not draft.weak or not draft.is_harm or draft.token.pos_ == "NOUN" or sentence.start in dated:
            continue
        first = next((d for d in reversed(held[:n]) if not d.weak), None)
        if first is None or first.token.sent.end != sentence.start or not first.kind.startswith("attack"):
            continue
        slots = context.slots(draft.token)
        hurt = slots.get("subj" if draft.frame == "die" else "obj", ())
        if any("people" in context.phrase_classes(t) for t in hurt) and context.parsed.same_paragraph(
            first.token.idx, draft.token.idx
        ):
            draft.weak, draft.kind, draft.said, draft.after = False, first.kind, first.said, first
            draft.score = max(draft.score, round(_GOES_ON * first.score, 3))


def _count_in(drafts: list[Draft], gone: set[int], context: Context) -> None:
    """Where a report of violence counts dead in a sentence without another word for it («31 villagers lost their lives
    when hordes came»), the word for their death is the event, however little it says alone.
    """
    strong = {
        d.token.sent.start for d in drafts if d.kind.startswith(_VIOLENT) and not d.weak and d.token.i not in gone
    }
    if not strong and not any(a.kind == "armed_group" for a in context.actors):
        return
    dead = {context.parsed.doc[i].sent.start for i, found in context.measure_at.items() for m in found if _is_dead(m)}
    for draft in drafts:
        start = draft.token.sent.start
        if draft.weak and draft.is_harm and draft.token.i not in gone and start in dead and start not in strong:
            draft.weak = False
            strong.add(start)
            if draft.why:
                draft.why += ("kept for the dead that its sentence counts",)


def _is_dead(measure: Measure) -> bool:
    return measure.role == "killed" and measure.unit == "person" and (measure.value or measure.low or 0) >= 1


def _name_again(drafts: list[Draft]) -> None:
    """«The strikes», «the second strike»: of the kind of the last attack whose weapon was named; «the strikes on the
    depot»: of the last such attack that was told with a depot.
    """
    told: list[Draft] = []
    for draft in drafts:
        if not draft.kind.startswith("attack") or draft.row is None or not draft.row.means:
            continue
        definite = any(c.dep_ == "det" and c.lower_ != "a" for c in draft.token.children)
        if draft.said:
            told.append(draft)
        elif told and definite and draft.row.kind != "attack.other":
            hit = {t.lemma_ for t in syntax.prepositional(draft.token, *_AIMED_AT) if t.pos_ == "NOUN"}
            of_it = [d for d in told if hit and any(t.lemma_ in hit for t in d.token.sent if t.pos_ == "NOUN")]
            draft.kind = (of_it or told)[-1].kind
            if draft.why:
                draft.why += (f"kind {draft.kind} of the attack named before",)


def _take_in(host: Draft, draft: Draft, gone: set[int]) -> None:
    gone.add(draft.token.i)
    host.absorbed += [draft.token, *draft.absorbed]
    if draft.why:
        host.why += (f"takes in «{draft.token.text}», {draft.why[0]}",)


def _damages(draft: Draft) -> bool:
    return draft.frame == "damage"


def _coordinated_host(harm: Draft, drafts: list[Draft], gone: set[int]) -> Draft | None:
    """The event that took in a harm word coordinated with this one."""
    group = {t.i for t in syntax.conjuncts(syntax.first_conjunct(_coordinated(harm.token)))}
    if len(group) < 2:
        return None
    for host in drafts:
        if host.token.i not in gone and host is not harm and any(_sufferer(t).i in group for t in host.absorbed):
            return host
    for host in drafts:  # «three were killed and two wounded»: one event
        if host.token.i in group and host.token.i < harm.token.i and host.is_harm and host.token.i not in gone:
            return host
    return None


def _coordinated(harm: Token) -> Token:
    """«One was killed and six others injured»: where the parse takes the second part for a noun, that noun."""
    noun = harm.head
    return noun if harm.dep_ in {"acl", "amod"} and noun.dep_ == "conj" else harm


def _sufferer(harm: Token) -> Token:
    """«Left one dead and six others injured»: the noun that the word of harm stands with, else the word."""
    return harm.head if harm.dep_ in {"acl", "amod"} else harm


def _stands_apart(draft: Draft, host: Draft) -> bool:
    """«Hit the base and damaged a radar», «while seven were destroyed»: a clause of its own, a second event."""
    token = draft.token
    if any(c.dep_ in {"nsubj", "nsubjpass"} and c.i != host.token.i for c in token.children):
        return token.dep_ in {"conj", "advcl", "ccomp"} and token.head.i != token.i
    return token.dep_ == "conj" and token.tag_ in {"VBD", "VBN"} and token.head.pos_ == "VERB"


def _second_effect(draft: Draft, by_token: dict[int, Draft], near: list[Draft], gone: set[int]) -> None:
    """The kind of a coordinated effect is that of the first («hit … and damaged …»), and so is who did it."""
    first = by_token.get(draft.token.head.i)
    if first is not None and first.token.i in gone:
        first = next((d for d in near if first.token in d.absorbed), None)
    if first is None:  # «the strikes hit the base, and damaged …», where «hit» only carries the strikes
        first = next((by_token[t.i] for t in syntax.doers(draft.token) if t.i in by_token), None)
    if draft.token.i in gone or draft.token.dep_ not in {"conj", "advcl"} or first is None or first.token.i in gone:
        return
    if first.kind.startswith(("attack", "interception")):
        draft.weak = False
        draft.kind, draft.said, draft.after = first.kind, first.said, first
        if draft.why:
            draft.why += (f"second effect of «{first.token.text}», of its kind {first.kind}",)


def _violent(draft: Draft | None, gone: set[int]) -> bool:
    return draft is not None and draft.token.i not in gone and draft.kind.startswith(_VIOLENT)


def _host(harm: Draft, by_token: dict[int, Draft], gone: set[int], context: Context) -> Draft | None:
    """The event of the sentence that did the harm, or None."""
    token = harm.token

    def take(candidate: Token | None) -> Draft | None:
        found = by_token.get(candidate.i) if candidate is not None else None
        if found is None or found is harm or not _violent(found, gone):
            return None
        return found

    found = _doing(token, take) if token.pos_ == "VERB" else None  # «the strike killed five»
    if found:
        return found
    for subject in syntax.doers(token) if token.pos_ == "VERB" else ():
        if token.dep_ == "relcl" and token.head.i == subject.i:  # «the attack on the embassy, which killed five»
            above = syntax.governor(subject)
            while above is not None and above.pos_ in {"NOUN", "PROPN"}:
                found = take(above)
                if found:
                    return found
                above = syntax.governor(above)
    vague: Draft | None = None
    beside = [child for one in (*_listed(token), *_of_one_list(token)) for child in one.children]
    for child in beside:  # «killed in an airstrike», «when a bomb exploded»
        if child.dep_ in {"prep", "agent"} and child.lower_ in context.words("harm_preposition"):
            for inner in child.children:
                for one in syntax.conjuncts(inner):
                    found = take(one) or _first_in_phrase(one, take) or take(syntax.compound_gerund(one))
                    if found and not _vague(found):
                        return found
                    vague = vague or found
        elif child.dep_ == "prep" and child.lower_ == "due":  # «died due to firing»
            for inner in (noun for below in child.children for noun in (below, *below.children)):
                found = take(inner) or take(syntax.compound_gerund(inner))
                if found:
                    return found
        elif child.dep_ == "advcl":
            told = (child, *_resorted_to(child), *syntax.doers(child))  # «… when a strike hit the bus»
            told += tuple(_met_with(child, context))  # «… when their car came under fire»
            found = next((f for t in told if (f := take(t))), None)
            if found and not found.is_harm:
                return found
    if vague is not None:  # «in the violence four were killed and five hurt when police fired»
        clauses = (c for verb in syntax.conjuncts(token)[1:] for c in verb.children if c.dep_ == "advcl")
        return next((f for c in clauses if (f := take(c)) and not f.is_harm), vague)
    which = in_which(token)
    if which is not None:  # «the firing at a crowd in which five were killed»
        above = token.head
        for _ in range(3 if token.dep_ == "relcl" else 0):
            found = take(above) or take(syntax.compound_gerund(above))
            if found:
                return found
            climbed = syntax.governor(above)
            if climbed is None:
                break
            above = climbed
        before = (take(t) for t in reversed(token.doc[token.sent.start : which.i]))
        found = next((f for f in before if f and not f.is_harm), None)
        if found:
            return found
    head = token.head
    if token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _APART for c in token.children):
        if any(_of_the_hurt(t, context) for t in syntax.subjects(token)):  # «rose after two of the wounded died»
            attacks = (take(t) for t in token.sent if t.i < token.i)
            return next((f for f in attacks if f and not f.is_harm), None)
        return None  # «the raid came a day after gunmen had killed two»
    if token.pos_ in {"VERB", "ADJ"} and token.dep_ in _SUBORDINATE and head.i != token.i:  # «hit a house, killing two»
        found = take(head)
        if found and (found.is_harm or token.dep_ != "conj" or _same_subject(token, head)):
            return found
        if found and head.pos_ == "NOUN":
            return found
        if token.dep_ == "advcl" and token.tag_ == "VBG" and "agent" in context.tables.light_parts(head):
            found = next((f for t in syntax.objects(head) if (f := take(t))), None)
            if found:  # «carried out strikes, killing two»
                return found
        coordinate = token.tag_ == "VBG" or (token.dep_ == "conj" and _same_subject(token, head))  # «came under fire …»
        found = next((f for t in _met_with(head, context) if (f := take(t))), None) if coordinate else None
        if found:
            return found
        if token.dep_ == "acl" and token.tag_ == "VBG" and head.dep_ == "dobj":  # «fired 40 rounds killing two»
            found = take(head.head)
            if found:
                return found
        if token.dep_ in {"advcl", "conj", "xcomp", "ccomp", "pcomp"}:
            up = syntax.first_conjunct(head)
            first = syntax.subjects(up)[:1] if up.pos_ in {"VERB", "AUX"} else []
            found = take(first[0]) if first else None
            if found:
                return found
            if token.dep_ == "advcl" and up.i != head.i:
                return take(up)
    if _coordinated(token) is not token:  # «left two dead and five injured»
        verb = syntax.first_conjunct(token.head).head
        found = next((f for t in syntax.doers(verb) if (f := take(t))), None) if verb.pos_ == "VERB" else None
        if found is None and verb.dep_ == "relcl":
            found = take(verb.head)
        if found:
            return found
    if token.pos_ in {"NOUN", "ADJ"}:  # «resulting in casualties», «leaving two dead», «deaths in the strike»
        above = syntax.governor(token)
        steps = 0
        while above is not None and steps < 3:
            found = take(above)
            if found:
                return found
            if above.pos_ == "VERB":
                effect = take(above.head) if above.dep_ == "advcl" else None
                if effect and _damages(effect):  # «the strikes hit the base, and damaged a radar, resulting in deaths»
                    return effect
                found = _doing(above, take) or next((f for t in _met_with(above.head, context) if (f := take(t))), None)
                if found:
                    return found
                if above.dep_ not in _SUBORDINATE:
                    break
                above = above.head
            else:
                above = syntax.governor(above)
            steps += 1
    return None


def _of_the_hurt(some: Token, context: Context) -> bool:
    """«Seven of the wounded»: people named by what befell them."""
    nouns = (n for n in syntax.prepositional(some, "of") if any(c.dep_ == "det" for c in n.children))
    return any(context.tables.frame_name(n) == "harm" for n in nouns)


def _doing(verb: Token, take: Callable[[Token | None], Draft | None]) -> Draft | None:
    """The event among those who do it; of «rioting and firing by troops killed five» the firing, not the riot."""
    riot: Draft | None = None
    for subject in syntax.doers(verb):
        found = take(subject) or _first_in_phrase(subject, take) or take(syntax.compound_gerund(subject))
        if found and found.kind != "riot":
            return found
        riot = riot or found
    return riot


def _met_with(verb: Token, context: Context) -> list[Token]:
    """«Came under fire, leaving two dead»: the act that the verb's subject underwent."""
    if "undergoer" not in context.tables.light_parts(verb):
        return []
    return [*syntax.objects(verb), *syntax.prepositional(verb, "under")]


def _vague(draft: Draft) -> bool:
    """«Violence», «unrest»: no act by itself."""
    return draft.kind == "attack.other" and draft.row is not None and not draft.row.means and not draft.is_harm


def in_which(verb: Token) -> Token | None:
    """The preposition of a clause that opens with «in which»."""
    for child in verb.children:
        inside = child.dep_ == "prep" and child.lower_ in {"in", "during"}
        if inside and any(w.lower_ == "which" for w in child.children):
            return child
    return None


def _listed(harm: Token) -> list[Token]:
    """«One killed, five hurt in police firing»: the word, and those beside it where it is one of a headline's list."""
    if harm.dep_ not in {"acl", "amod"}:
        return [harm]
    mates = [c for c in harm.head.children if c.dep_ in {"conj", "appos"} and c.i > harm.i]
    return [harm, *(t for mate in mates for t in mate.children if t.dep_ in {"acl", "amod"})]


def _of_one_list(harm: Token) -> list[Token]:
    """«Four were killed and a camp burned in an attack»: the participles that share its auxiliary."""
    if harm.tag_ != "VBN" or not any(c.dep_ == "auxpass" for c in harm.children):
        return []
    shared = [t for t in syntax.conjuncts(harm)[1:] if t.i > harm.i and t.tag_ in {"VBN", "VBD"}]
    return [t for t in shared if not any(c.dep_ in {"aux", "auxpass", "dobj"} for c in t.children)]


def _resorted_to(verb: Token) -> list[Token]:
    """What stands after «to»: «resorted to firing»."""
    return [t for to in verb.children if to.dep_ == "prep" and to.lower_ == "to" for t in to.children]


def _same_subject(token: Token, head: Token) -> bool:
    """«A bomb exploded and killed two»: no subject of its own; «gunmen shot … and two people were killed»: its own."""
    own = [c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if own and all(c.pos_ == "NUM" for c in own):  # «leaving 17 dead and 68 wounded», «shot at the bus and two died»
        return True
    return not own or any(c.dep_ == "nsubjpass" for c in own) or syntax.doers(token) == syntax.doers(head)


def _first_in_phrase(noun: Token, take: Callable[[Token | None], Draft | None]) -> Draft | None:
    """An event noun inside the phrase («a series of attacks», «attack helicopter fire»)."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            for inner in child.children:
                found = take(inner)
                if found:
                    return found
    return None


def _fired_in(draft: Draft, by_token: dict[int, Draft], gone: set[int]) -> Draft | None:
    """«The missiles fired in the first strike», «a missile launched from X hit the port»: a part of the strike."""
    token = draft.token
    if draft.frame != "fire" or token.pos_ != "VERB":
        return None
    above = token.head.head
    if token.dep_ == "acl" and token.tag_ == "VBN" and token.head.dep_ == "nsubj" and above.i in by_token:
        did = by_token[above.i]
        if did.kind.startswith("attack") and above.i not in gone:
            if did.weak:  # «missiles fired at the port damaged a school»
                did.weak, did.kind = False, draft.kind
            did.score = max(did.score, draft.score)
            return did
    for noun in syntax.prepositional(draft.token, "in", "during"):
        host = by_token.get(noun.i)
        if host is not None and host.kind.startswith("attack") and noun.i not in gone:
            return host
    return None


def _spoken_of(verb: Draft, by_token: dict[int, Draft], gone: set[int], context: Context) -> list[Draft]:
    """«Lifted the embargo», «walked out of the talks»: what the verb's row of the table asks for is no second act."""
    if verb.row is None or verb.token.pos_ != "VERB" or not verb.row.cameo:
        return []
    out = []
    slots = context.slots(verb.token)
    for condition in verb.row.when:
        for slot in _ENDED_IN.intersection(condition.slots):
            for noun in slots.get(slot, ()):
                found = by_token.get(noun.i)
                if found is not None and found is not verb and noun.i not in gone and found.kind in _ENDED:
                    out.append(found)
    return out if verb.kind not in {d.kind for d in out} else []


def _carried(draft: Draft, by_token: dict[int, Draft], gone: set[int], context: Context) -> Draft | None:
    """The event noun that a verb only carries («launched a strike», «the strike hit a house»), or None."""
    token = draft.token
    if token.pos_ != "VERB":
        return None
    light = context.tables.light_parts(token)
    if "effect" in light and draft.kind.startswith("attack") and not (_damages(draft) and token.dep_ == "conj"):
        for subject in syntax.doers(token):
            host = by_token.get(subject.i)
            if host is not None and host is not draft and _violent(host, gone):
                return host
    if "agent" in light and draft.kind.startswith(("attack", "territory", "interception", "clash")):
        for noun in syntax.undergoers(token):
            host = by_token.get(noun.i)
            if host is not None and host is not draft and noun.i not in gone:
                return host
    return None
