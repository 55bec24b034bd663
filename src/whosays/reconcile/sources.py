"""Who speaks, and who acts: the same party gets the same key in every document."""

from __future__ import annotations

import re

from whosays.model import Actor, Claim
from whosays.reconcile.facts import Party, Publisher
from whosays.reconcile.language import phrases, phrases_with, words_of
from whosays.reconcile.words import Body, body_of, body_of_class, full_words, plain, publisher_kind, telling_words

# «our units» as a doer: whoever brings the text out, filled in when the publisher is known
OURSELVES = Party(key="self", name="we", kind="other")
# bodies that speak for a state; hospitals, the UN, NGOs, companies and armed groups speak for themselves
_STATE_GROUPS = frozenset(("state", "civil", "health"))
# bodies of one state that speak of the same with one voice
_SAME_VOICE = ({"army", "defence_ministry"}, {"army", "general_staff"})
_OWN_VOICE = frozenset(("igo", "ngo", "hospital", "company"))
_STATE_KINDS = frozenset(("state", "government", "military", "police"))
# who a publisher may be when it quotes itself by name
_OUTLETS = frozenset(("media", "ngo", "igo", "company", "other"))
_CAPITAL = re.compile(r"\b[A-Z]")
# a name behind the words for a person: «a senior officer, General Ana Petrova»
_PROPER = re.compile(r"[a-z],? (?:[A-Z][a-z]+ )+[A-Z][a-z]+$")
_GROUP_KINDS = frozenset(("armed_group", "political_group"))
_MILITARY = frozenset(("defence_ministry", "general_staff", "air_force", "navy", "army", "government"))


def acting_party(actor: Actor) -> Party:
    """An actor as the doer of something: all arms of a state are one party, a group is itself."""
    if actor.country and actor.kind in _STATE_KINDS:
        return Party(key=f"state:{actor.country}", name=actor.name, kind=actor.kind, side=actor.country)
    return Party(key="name:" + " ".join(sorted(telling_words(actor.name))), name=actor.name, kind=actor.kind)


def nameless(party: Party) -> bool:
    """True for a doer of whom no more is said than that he was armed: gunmen may be of any group."""
    return is_nameless(party.name)


def is_nameless(name: str) -> bool:
    """True for the name of a doer that says no more than that he was armed."""
    return telling_words(name) <= telling_words(" ".join(words_of("nameless")))


def party_by_words(text: str) -> Party:
    """A doer or a source of whom no more is known than words."""
    body = body_of(text)
    return Party(
        key="name:" + " ".join(sorted(telling_words(text))),
        name=_tidy(text),
        kind=body.group if body else "other",
    )


def publisher_party(publisher: Publisher) -> Party:
    """The publisher as a source: an outlet, or a body that speaks for itself."""
    name = publisher.name or "narrator"
    kind = publisher.kind or publisher_kind(name)
    if kind != "media":
        name = phrases("own_office").sub("", name) or name
    if kind == "media":
        return Party(
            key="outlet:" + " ".join(sorted(telling_words(name))),
            name=name,
            kind="media",
            side=publisher.side,
        )
    party = _body_party(body_of(name), name, name, publisher.side, None, publisher.side)
    bears_arms = publisher.kind == "party" and party.kind == "other" and publisher.side is None
    return party.model_copy(update={"kind": "armed_group"}) if bears_arms else party


def own_staff(words: str, publisher: Publisher) -> bool:
    """True where words tell what the publisher's own people saw («a reporter of this newspaper heard», «our count»)."""
    text, name = plain(words), plain(publisher.name or "") or "\0"
    found = phrases("own_staff").search(text)
    ours = found is not None and phrases_with("own_staff_words", WHO=found[0], NAME=name).search(text)
    return bool(ours or phrases_with("seen_by", NAME=name).search(text))


def speaks_for_itself(publisher: Publisher) -> bool:
    """True where the publisher's own voice is that of a party, body or organisation, not of an outlet."""
    return (publisher.kind or publisher_kind(publisher.name or "")) != "media"


def claim_source(
    claim: Claim, actors: dict[str, Actor], publisher: Publisher, near: str | None = None
) -> tuple[Party, bool, bool, int]:
    """The source of a claim: party, nameless or not, the outlet's own voice or not, authority 1 to 6.

    near: the country of a place named within or right after the source («the Defence Ministry in Moscow»).
    """
    text = claim.source.text or ""
    if phrases("we").match(text) and not phrases("own_staff").search(plain(text)) and speaks_for_itself(publisher):
        party = publisher_party(publisher)
        return party, False, False, _authority(body_of(party.name), party)
    if claim.source.kind == "narrator":
        party = publisher_party(publisher)
        body = body_of(party.name) if speaks_for_itself(publisher) else None
        return party, False, not speaks_for_itself(publisher), _authority(body, party)
    actor = actors.get(claim.source.ref or "")
    if actor is not None and actor.kind in _GROUP_KINDS and is_bare_arms(actor.name) and (near or publisher.side):
        actor = None
    if phrases("own_staff").search(plain(text)) and (actor is None or actor.kind in ("media", "person", "other")):
        return publisher_party(publisher), False, False, 3
    if actor is not None and publisher.name and _is_publisher(actor, publisher):
        party = publisher_party(publisher)
        return party, False, False, _authority(body_of(party.name), party)
    unnamed = claim.source.kind == "anonymous" and not (_names_a_party(text) or is_proper(text))
    if unnamed or is_unnamed(text):
        body = body_of(text)
        side = actor.country if actor and actor.country else None
        if body is not None and body.authority in (1, 2, 3) and body.group != "person":
            return _body_party(body, text, text, side, actor), False, False, body.authority or 3
        words = " ".join(sorted(telling_words(text)))
        name = f"anonymous: {_tidy(text)}" if text else "anonymous"
        return Party(key=f"anonymous:{words}", name=name, kind="person", side=side), True, False, 6
    named = actor.name if actor else text
    body = body_of(text) if actor is None or actor.kind in ("person", "state", "government", "civilian") else None
    body = body or body_of(named)
    if body is None and actor is not None and actor.kind in _STATE_KINDS:
        body = body_of_class("government")
    country = (actor.country if actor else None) or near or publisher.side
    party = _body_party(body, _best_name(named, text, actor, body), text, country, actor)
    return party, False, False, _authority(body, party)


def _is_publisher(actor: Actor, publisher: Publisher) -> bool:
    """True where a source is who brings the text out, by its name."""
    name = publisher.name or ""
    if speaks_for_itself(publisher) and full_words(actor.name) == full_words(name):
        return True
    return actor.kind in _OUTLETS and _same_words(actor.name, name)


def _names_a_party(text: str) -> bool:
    """True for words that name a body of a state or an armed group («the General Staff»), not a person in it."""
    body = body_of(text)
    return body is not None and body.authority is None and not _is_person(text)


def is_proper(text: str) -> bool:
    """True for a name that is nothing but a name: «the Men of Dignity», «SNAI»."""
    words = phrases("article").sub("", text).split()
    if len(words) == 1:
        return len(words[0]) > 1 and words[0].isupper()
    named = [w for w in words if w not in words_of("inside_names")]
    return len(named) > 1 and all(w[:1].isupper() for w in named)


def is_unnamed(text: str) -> bool:
    """True for «a senior military officer», «two security sources»: somebody in a body who is not named."""
    return bool(phrases("somebody_in").match(plain(text))) and _is_person(text) and not _PROPER.search(text)


def is_described(text: str) -> bool:
    """True for a source without any name («the army», «security forces»)."""
    bare = text[:1].islower() and not any(w[:1].isupper() for w in text.split()[1:])
    return bare or phrases("body_at_start").match(text) is not None


def _is_person(text: str) -> bool:
    return phrases("nameless_person").search(plain(text)) is not None


def is_bare_arms(text: str) -> bool:
    """True for «the Army», «Armed Forces»: arms of a state that is not named."""
    return bool(telling_words(text)) and telling_words(text) <= telling_words(" ".join(words_of("arms")))


def is_bare_state(key: str) -> bool:
    """True for the key of a state's name alone («Moscow said»), not of an office or person in its government."""
    return key.startswith("government:") and key.count(":") == 1


def _body_party(
    body: Body | None, name: str, text: str, country: str | None, actor: Actor | None, side: str | None = None
) -> Party:
    """A body as a source. side: the state it is known to speak for, whatever it is."""
    stately = body is not None and body.group in _STATE_GROUPS
    if stately and body is not None and _a_group(body, name, country, actor):
        return Party(key="name:" + " ".join(sorted(telling_words(name))), name=_tidy(name), kind="armed_group")
    if side is None:
        of_state = actor is not None and actor.kind in _STATE_KINDS and (body is None or body.group not in _OWN_VOICE)
        side = country if stately or of_state else None
    if actor is not None and actor.kind in _GROUP_KINDS and (body is None or body.group in ("armed", "state")):
        side = None
        return Party(key="name:" + " ".join(sorted(telling_words(actor.name))), name=actor.name, kind="armed_group")
    key = _body_key(body, side, name, office=bool(phrases("office").search(plain(text))))
    return Party(key=key, name=_tidy(name), kind=_kind(body, actor), side=side)


def _a_group(body: Body, name: str, country: str | None, actor: Actor | None) -> bool:
    """True for an army or a force with a name of its own that no state stands behind: «Arakan Army»."""
    stateless = country is None and (actor is None or actor.kind not in _STATE_KINDS)
    return body.name == "army" and stateless and sum(w[:1].isupper() for w in _tidy(name).split()) > 1


def _body_key(body: Body | None, side: str | None, name: str, office: bool = False) -> str:
    words = " ".join(sorted(telling_words(name)))
    if body is None:
        return f"name:{words}"
    if body.name in _MILITARY and side and not (body.name == "government" and office):
        return f"{body.name}:{side}"
    return f"{body.name}:{side or ''}:{words}"


def _kind(body: Body | None, actor: Actor | None) -> str:
    if body is not None:
        return body.group
    return actor.kind if actor is not None else "other"


def _best_name(named: str, text: str, actor: Actor | None, body: Body | None) -> str:
    """The name to show: the body's own, where the text names it more closely than the actor's entry does."""
    if actor is None or not text:
        return named
    closer = body_of(text)
    if actor.kind == "person" and closer is not None and not telling_words(actor.name) & telling_words(text):
        return f"{actor.name}, {_tidy(text)}"
    if closer is not None and body_of(actor.name) != closer and closer.name != "government":
        return text
    described = not any(w[:1].isupper() for w in actor.name.split()[1:])
    fuller = described and telling_words(actor.name) < telling_words(text)
    if fuller or (actor.kind == "military" and closer is not None and closer.name == "army"):  # as reports call it
        return _named_part(text) if _CAPITAL.search(_tidy(text)) else named
    return named


def _named_part(text: str) -> str:
    """«the rights group Sahel Witness» is Sahel Witness; words that link («director of the Aid Committee») stay."""
    text = _tidy(text)
    found = phrases("described_name").match(text)
    return found["name"] if found else text


def _authority(body: Body | None, party: Party) -> int:
    if body is not None:
        return body.authority or 4
    if party.kind in _GROUP_KINDS or party.kind in ("armed", "state", "government", "military"):
        return 4
    return {"media": 3, "ngo": 3, "company": 3, "igo": 1, "police": 2, "person": 6, "civilian": 6}.get(party.kind, 3)


def same_party(a: Party, b: Party) -> bool:
    """True where two names stand for one source: equal keys, or one name is the other said more briefly."""
    if a.key == b.key:
        return True
    if a.side != b.side and a.side and b.side:
        return False
    kind_a, _, _rest_a = a.key.partition(":")
    kind_b, _, _rest_b = b.key.partition(":")
    if "anonymous" in (kind_a, kind_b) or "outlet" in (kind_a, kind_b):
        return False
    office = "government" in (kind_a, kind_b) and not (is_bare_state(a.key) or is_bare_state(b.key))
    if a.side and a.side == b.side and kind_a in _MILITARY and kind_b in _MILITARY and not office:
        return {kind_a, kind_b} & {"government"} != set() or {kind_a, kind_b} in _SAME_VOICE
    words_a, words_b = full_words(a.name), full_words(b.name)
    if not words_a or not words_b:
        return False
    if words_a <= words_b or words_b <= words_a:
        return kind_a == kind_b or "name" in (kind_a, kind_b)
    return initials(a.name) == plain(b.name) or initials(b.name) == plain(a.name)


def initials(name: str) -> str:
    """«Rapid Support Forces» -> «rsf»; empty for names of one word."""
    found = [w for w in re.findall(r"[^\W_]+", plain(name)) if w not in words_of("no_initial")]
    return "".join(w[0] for w in found) if len(found) > 1 else ""


def _same_words(a: str, b: str) -> bool:
    words_a, words_b = telling_words(a), telling_words(b)
    return bool(words_a) and (words_a <= words_b or words_b <= words_a)


def _tidy(text: str) -> str:
    """A source's words as a name: no article, no line breaks."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:")
    return phrases("article").sub("", text)
