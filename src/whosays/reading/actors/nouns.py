"""Phrases headed by a common noun of the tables: bodies of a state, offices, groups and unnamed people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from whosays.reading import syntax
from whosays.reading.actors.candidates import NOUN_TAGS, Candidate, Context
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import Body, Group, Title

if TYPE_CHECKING:
    from spacy.tokens import Token

_INNER = frozenset({"compound", "nmod", "amod"})
_PEOPLE_SUFFIX = re.compile(r"(?:ish|ic|s)$")
_OWNED = frozenset({"military", "armed_group", "government", "police", "civilian"})


class _Looked(NamedTuple):
    phrase: str
    body: Body | None
    title: Title | None
    group: Group | None


class _Facts(NamedTuple):
    definite: bool
    indefinite: bool
    counted: bool
    modifiers: frozenset[str]
    telling: frozenset[str]


class _Whose(NamedTuple):
    country: str | None
    owner: Hit | None
    holder: str | None
    government: bool


def read_noun(context: Context, token: Token) -> Candidate | None:
    """The mention headed by the noun, or None."""
    if token.dep_ in _INNER and token.head.i > token.i and token.head.tag_ in NOUN_TAGS:
        return _read_inner(context, token)
    if noun_of(token) not in context.words.heads:
        return None
    looked = _look_up(context, token)
    if looked.body is None and looked.title is None and looked.group is None:
        return None
    if _named_by_apposition(context, token):
        return None
    if _belongs_to_named(context, token):
        return None
    if any(child.dep_ == "det" and child.lower_ == "no" for child in token.lefts):
        return None  # «no group has claimed it»
    if syntax.is_asked_for(token):
        return None
    start, end = _phrase(context, token, looked)
    facts = _facts(context, token)
    if looked.group is None:  # «the security service»: the words of the table set no other body apart
        facts = facts._replace(telling=facts.telling - {stem(word) for word in looked.phrase.split()})
    whose = _whose(context, token, start, end)
    plural = token.tag_ in {"NNS", "NNPS"} or token.lower_ in context.parsed.lexicon.words("hurt")
    c = Candidate(
        "group", start, end, token, "description", looked.phrase, None, "other", whose.country, None, whose.owner,
        whose.holder, group=looked.group, modifiers=facts.modifiers, telling=facts.telling,
        definite=facts.definite, indefinite=facts.indefinite, plural=plural, counted=facts.counted,
        government=whose.government,
    )  # fmt: skip
    c.end, c.alias = context.bracket(end)
    if token.dep_ == "appos" and token.head.i < token.i:
        c.apposed = token.head.i
    _take_kind_of_modifier(context, c)
    c.member_of = _member_of(context, c)
    _name_by_apposition(context, c)
    return _decided(c, looked, whose)


def _decided(c: Candidate, looked: _Looked, whose: _Whose) -> Candidate | None:
    """Body, office or group? None where the words alone name nobody."""
    body, title, group = looked.body, looked.title, looked.group
    somebodys = bool(whose.country or whose.owner or whose.holder or whose.government)
    single = not c.plural and not (group is not None and group.collective)
    if title is not None and single and title.before and not c.indefinite and (c.definite or group is None):
        c.type, c.title, c.via, c.kind, c.body = "role", title, "role", "person", body
        return c
    one_member = body is not None and group is not None and single and not whose.owner
    bare = body is not None and body.bare and not _differs(c) and (not body.people or group is None)
    if body is not None and not one_member and (somebodys or bare):
        c.type, c.body, c.kind = "body", body, body.kind
        of_the_state = whose.country is not None and whose.owner is None and whose.holder is None
        whole = not body.people and (group.collective if group is not None else not c.plural)
        if of_the_state and whole and not (c.telling or c.counted or c.indefinite):
            c.via = "name"  # «the Turkish army»
        return c
    if group is not None:
        c.kind = (c.group or group).kind
        if c.kind == "military" and c.telling and not somebodys:
            c.kind = "armed_group"
        return c
    if title is not None and (whose.owner or whose.country):
        c.group, c.kind = Group(title.words, "person", title.gender, False), "person"
        return c
    return None


def _differs(c: Candidate) -> bool:
    """Do its modifiers set it apart from the body of that name («Kurdish forces», «rebel army»)?"""
    return bool(c.telling) or (c.group is not None and c.group.noun != c.head.lemma_.lower())


def _take_kind_of_modifier(context: Context, c: Candidate) -> None:
    """«rebel forces», «militant leaders»: the modifier says what sort of group it is."""
    for child in c.head.lefts:
        inner = context.words.groups.get(child.lemma_.lower()) if child.dep_ in _INNER else None
        if inner is not None and c.group is not None and inner.kind in {"armed_group", "police"}:
            c.group = Group(inner.noun, inner.kind, c.group.gender, c.group.collective)
            return


def _member_of(context: Context, c: Candidate) -> Group | None:
    """«members of the group», «the group's fighters»: the noun for the body that they belong to."""
    for child in c.head.children:
        below = [child] if child.dep_ == "poss" else [p for p in child.children if p.dep_ == "pobj"]
        if child.dep_ != "poss" and child.lower_ != "of":
            continue
        for noun in below:
            group = context.words.groups.get(noun.lemma_.lower())
            bare = {t.lower_ for t in noun.lefts} <= {"the", "this", "that"}
            if group is not None and group.collective and bare and noun.tag_ == "NN":
                return group
    return None


def _belongs_to_named(context: Context, token: Token) -> bool:
    """«Members of Hamas»: no actor beside Hamas."""
    if token.tag_ != "NNS" or token.lemma_.lower() not in context.parsed.lexicon.words("belonging"):
        return False
    hits = (context.hits[t.i] for t in syntax.prepositional(token, "of"))
    return any(hit is not None and hit.entry.type == "actor" and hit.entry.kind == "armed_group" for hit in hits)


def _phrase(context: Context, token: Token, looked: _Looked) -> tuple[int, int]:
    """Span of the phrase; «of» somebody else is left out of it («critics of the president»)."""
    belongs = looked.body is not None or (looked.group is not None and looked.group.kind in _OWNED)
    if not belongs:
        start, end = syntax.noun_phrase(token)
        for child in token.children:
            if not any(t.i in context.people or context.hits[t.i] is not None for t in child.subtree):
                continue
            if child.dep_ == "prep" and child.lower_ == "of" and child.i > token.i:
                end = syntax.noun_phrase(token, prepositions="none")[1]
            elif child.dep_ == "poss" and child.i in context.people:
                start = context.doc[min(child.right_edge.i + 1, token.i)].idx
        return start, end
    return syntax.noun_phrase(token)


def _look_up(context: Context, token: Token) -> _Looked:
    """The longest phrase ending at (or, with «of», starting at) the token that the tables hold."""
    words, doc = context.words, context.doc
    lemma = noun_of(token)
    before: list[str] = []
    k = token.i - 1
    while k >= 0 and len(before) < 2 and doc[k].dep_ != "det":
        if doc[k].text != "-":
            if doc[k].is_punct or doc[k].tag_ == "POS" or not token.i >= doc[k].head.i > k:
                break
            before.insert(0, doc[k].lower_)
        k -= 1
    trials: list[str] = []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == token.i + 1:
            after = [t.lower_ for t in doc[child.i : child.i + 4] if t.lower_ != "the"]
            trials += [" ".join([lemma, *after[:n]]) for n in (3, 2)]
    trials += [" ".join([*before[len(before) - n :], lemma]) for n in (2, 1, 0) if len(before) >= n]
    body = next((words.bodies[t] for t in trials if t in words.bodies), None)
    title = next((words.titles[t] for t in trials if t in words.titles), None)
    phrase = next((t for t in trials if t in words.bodies or t in words.titles), lemma)
    group = next((words.groups[t] for t in trials if t in words.groups), None)
    return _Looked(phrase, body, title, group)


def _named_by_apposition(context: Context, token: Token) -> bool:
    """Does an apposition name the person («the minister, Ann Lee»)? Then the name has the mention."""
    beside = [c for c in token.children if c.dep_ == "appos" and c.i > token.i]
    for child in token.children:  # «the governor of Orlu, Ann Lee», hung on the place
        if child.dep_ == "prep" and child.lower_ == "of":
            beside += [c for place in child.children for c in place.children if c.dep_ == "appos" and c.i > place.i]
    return any(c.i in context.people for c in beside) and context.describes_person(token)


def _name_by_apposition(context: Context, c: Candidate) -> None:
    """«the Kurdish militia, the YPG»: one mention, and the name says whose."""
    for child in c.head.children:
        if child.dep_ != "appos" or child.i < c.head.i:
            continue
        hit = context.hits[child.i]
        start, end = syntax.noun_phrase(child, prepositions="none")
        listed = any(t.dep_ in {"conj", "cc", "appos"} for t in child.children) or c.plural
        if hit is not None and hit.entry.type == "actor" and 0 <= start - c.end <= 3 and not listed:
            c.end = max(end, hit.end)
            c.end, c.alias = context.bracket(c.end)
            c.hit = hit
            return


def noun_of(token: Token) -> str:
    """Lower-case singular of a noun; names of peoples («Kurds») too, whose plural the lemma keeps."""
    lemma: str = token.lemma_.lower()
    return lemma[:-1] if token.tag_ == "NNPS" and lemma.endswith("s") else lemma


def stem(word: str) -> str:
    """One form for the adjective and the noun of a people («Kurdish», «Kurds»)."""
    return _PEOPLE_SUFFIX.sub("", word) if len(word) > 4 else word


def _facts(context: Context, token: Token) -> _Facts:
    definite = indefinite = counted = False
    grammar = context.parsed.lexicon.words
    modifiers: set[str] = set()
    telling: set[str] = set()
    for child in token.lefts:
        dep, lower = child.dep_, child.lower_
        if dep in {"det", "predet"}:
            definite = definite or lower in grammar("definite_noun")
            indefinite = indefinite or lower in grammar("new")
        elif dep == "poss":
            definite = True
        elif dep == "nummod":
            counted = True
        elif dep in {"amod", "compound", "nmod"} and lower not in context.words.plain:
            if lower in grammar("new"):
                indefinite = True
            if lower in grammar("new") or lower in grammar("ruler"):
                continue
            modifiers.add(stem(lower))
            named = child.text[:1].isupper() and context.hits[child.i] is None
            tells = (named and child.i != token.sent.start) or dep != "amod"
            if tells and lower not in context.words.groups and context.state_of(child.i) is None:
                telling.add(stem(lower))
        elif context.backer(child.i):
            telling.add(context.doc[child.i : child.i + 3].text.lower())
    if token.text[:1].isupper() and token.tag_ in {"NNPS", "NNP"} and token.i != token.sent.start:
        telling.add(stem(token.lower_))
        modifiers.add(stem(token.lower_))
    return _Facts(definite, indefinite, counted, frozenset(modifiers), frozenset(telling))


def _whose(context: Context, token: Token, start: int, end: int) -> _Whose:
    """Whose body or people it is: a state, a known actor, a person or «the government» in [start, end)."""
    parsed, doc = context.parsed, context.doc
    country: str | None = None
    owner: Hit | None = None
    holder: str | None = None
    government = False
    first, last = parsed.token_at(start).i, parsed.token_at(max(start, end - 1)).i
    for i in range(first, last + 1):
        hit = context.hits[i]
        if i == token.i:
            continue
        if context.backer(i):
            continue
        if hit is not None and hit.entry.type == "actor":
            owner = owner or hit
        elif hit is not None and hit.entry.type != "figure":
            country = country or context.state_of(i)
        elif i in context.people and i < token.i and holder is None:
            holder = doc[context.people[i][1]].lower_
        elif i == token.i - 1 and doc[i].lower_ in context.parsed.lexicon.words("ruler"):
            government = doc[i].dep_ in {"compound", "nmod", "poss", "amod"}
    if country is None and owner is None:
        country = _located(context, token)
    return _Whose(country, owner, holder, government)


def _located(context: Context, token: Token) -> str | None:
    """«authorities in Kenya»: the country of the place right behind the noun."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"in", "from"} and child.i == token.i + 1:
            for noun in child.children:
                hit = context.hits[noun.i]
                if noun.dep_ == "pobj" and hit is not None and hit.entry.type == "state":
                    return hit.entry.country
    return None


def _read_inner(context: Context, token: Token) -> Candidate | None:
    """«rebel siege», «police sources», «government buses»: a body or group as modifier of another noun."""
    words, above = context.words, token.head
    lemma = token.lemma_.lower()
    if token.dep_ == "amod" or (lemma not in words.groups and lemma not in words.bodies):
        return None
    lemma = above.lemma_.lower()
    if lemma in words.groups or lemma in words.titles or lemma in words.bodies:
        return None
    if above.ent_type_ == "PERSON" or above.i in context.people or context.hits[above.i] is not None:
        return None
    looked = _look_up(context, token)
    country = context.state_of(token.i - 1) if token.i else None
    c = Candidate(
        "group", token.idx, token.idx + len(token), token, "description", looked.phrase,
        kind=looked.group.kind if looked.group else "other", country=country, group=looked.group,
        definite=True, plural=True,
    )  # fmt: skip
    if looked.body is not None and (looked.body.bare or country):
        c.type, c.body, c.kind = "body", looked.body, looked.body.kind
        if country:
            c.start = context.doc[token.i - 1].idx
        return c
    return c if looked.group is not None else None
