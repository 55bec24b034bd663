"""Candidate mentions: every noun phrase or name that could be an actor, with what it says of that actor.

Nothing is resolved here: a candidate holds its span, its head and the clues (name, state, title, noun,
modifiers) by which ``entities`` finds out whose mention it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from whosays.model.report import ActorKind, MentionVia
from whosays.reading import syntax
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import Body, Group, Title, Words
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

CandidateType = Literal["known", "state", "body", "person", "role", "org", "group", "pronoun"]


@dataclass(slots=True)
class Candidate:
    """A possible mention at [start, end) code points, headed by ``head``.

    name: the proper name in it (a person's or organisation's), without title; alias: an acronym in brackets;
    country: ISO alpha-3 of the state in it; owner: a known actor among its modifiers («YPG fighters»);
    holder: surname of a person among its modifiers («Assad's army»);
    modifiers: its telling adjectives, lower case; definite: «the», «this», a possessor, or a plain plural again.
    """

    type: CandidateType
    start: int
    end: int
    head: Token
    via: MentionVia
    name: str = ""
    alias: str | None = None
    kind: ActorKind = "other"
    country: str | None = None
    hit: Hit | None = None
    owner: Hit | None = None
    holder: str | None = None
    body: Body | None = None
    title: Title | None = None
    group: Group | None = None
    modifiers: frozenset[str] = field(default_factory=frozenset)
    definite: bool = False
    plural: bool = False
    counted: bool = False


_PERSONAL = frozenset(
    ["he", "she", "him", "her", "his", "hers", "himself", "herself", "they", "them", "their", "theirs", "themselves", "it", "its", "itself", "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"]
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_INDEFINITE = frozenset({"a", "an", "another", "one", "some", "several", "many", "other", "no", "any", "more"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_INNER = frozenset({"compound", "nmod", "amod"})
# Adjectives that say nothing of who a group is.
_PLAIN = frozenset(
    ["young", "old", "new", "former", "more", "most", "other", "many", "several", "few", "local", "senior", "top", "first", "last", "same", "own", "late", "high", "big", "small", "large", "main", "such", "latest", "early", "next", "foreign", "heavy", "alleged", "suspected", "unidentified"]
)


def find_candidates(parsed: Parsed, words: Words, hits: list[Hit | None]) -> list[Candidate]:
    """All candidates in text order; of overlapping ones the outermost phrase that says who it is."""
    people = _person_entities(parsed, hits)
    orgs = _organisations(parsed, hits)
    finder = _Finder(parsed, words, hits, people, orgs)
    out: list[Candidate] = []
    for token in parsed.doc:
        candidate = finder.candidate(token)
        if candidate is not None:
            out.append(candidate)
    return _without_overlaps(out)


def _person_entities(parsed: Parsed, hits: list[Hit | None]) -> dict[int, tuple[int, int]]:
    """token -> (first, last) of the person's name that covers it."""
    out: dict[int, tuple[int, int]] = {}
    doc = parsed.doc
    for ent in doc.ents:
        if ent.label_ != "PERSON":
            continue
        first, last = ent.start, ent.end - 1
        while last > first and (doc[last].tag_ == "POS" or not doc[last].text[:1].isalnum()):
            last -= 1
        while first < last and not doc[first].text[:1].isalnum():
            first += 1
        if not doc[last].text[:1].isalpha() or doc[last].is_space:
            continue
        known = [hits[k] for k in range(first, last + 1)]
        if any(h is not None and h.entry.type == "actor" for h in known) or known[-1] is not None:
            continue
        for k in range(first, last + 1):
            out[k] = (first, last)
    return out


def _organisations(parsed: Parsed, hits: list[Hit | None]) -> dict[int, tuple[int, int]]:
    """token -> (first, last) of the unknown organisation's name that covers it."""
    out: dict[int, tuple[int, int]] = {}
    doc = parsed.doc
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        first, last = ent.start, ent.end - 1
        while first < last and doc[first].lower_ in {"the", "a", "an"}:
            first += 1
        while last > first and (doc[last].tag_ == "POS" or not doc[last].text[:1].isalnum()):
            last -= 1
        if not any(c.isupper() for c in parsed.text[doc[first].idx : doc[last].idx + len(doc[last])]):
            continue
        if hits[last] is not None or not doc[last].text[:1].isalnum():
            continue
        for k in range(first, last + 1):
            out[k] = (first, last)
    return out


class _Finder:
    """Looks at one token after the other: is it the head of a mention, and of what kind?"""

    def __init__(
        self,
        parsed: Parsed,
        words: Words,
        hits: list[Hit | None],
        people: dict[int, tuple[int, int]],
        orgs: dict[int, tuple[int, int]],
    ) -> None:
        self.parsed, self.words, self.hits = parsed, words, hits
        self.doc, self.people, self.orgs = parsed.doc, people, orgs

    def candidate(self, token: Token) -> Candidate | None:
        """The candidate headed by the token, or None."""
        tag = token.tag_
        if tag in {"PRP", "PRP$"}:
            return self._pronoun(token)
        hit = self.hits[token.i]
        if hit is not None:
            if token.i != self._head_of(hit.first, hit.last).i:
                return None
            return self._of_hit(token, hit)
        span = self.people.get(token.i)
        if span is not None:
            return self._person(token, span) if token.i == self._head_of(*span).i else None
        if tag in _NOUN_TAGS or (tag.startswith("JJ") and token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"}):
            found = self._common(token)
            if found is not None:
                return found
        span = self.orgs.get(token.i)
        if span is not None and token.i == self._head_of(*span).i:
            return self._organisation(token, span)
        return None

    def _head_of(self, first: int, last: int) -> Token:
        if first == last:
            return self.doc[first]
        return syntax.head([self.doc[k] for k in range(first, last + 1)])

    # ------------------------------------------------------------------ pronouns

    def _pronoun(self, token: Token) -> Candidate | None:
        if token.lower_ not in _PERSONAL or token.dep_ == "expl":
            return None
        return Candidate("pronoun", token.idx, token.idx + len(token), token, "pronoun")

    # ------------------------------------------------------------------ names of the tables

    def _of_hit(self, token: Token, hit: Hit) -> Candidate | None:
        entry = hit.entry
        start, end = hit.start, hit.end
        inner = token.dep_ in _INNER and token.head.i > hit.last
        if entry.type == "actor":
            if not inner:
                start, end = self._widen(token, start, end)
            end, alias = self._bracket(end)
            via: MentionVia = "alias" if entry.alias else "name"
            return Candidate(
                "known", start, end, token, via, entry.name, alias, entry.kind, entry.country, hit,
            )  # fmt: skip
        if entry.type == "demonym" and not inner:
            return self._people_of_state(token, hit)
        via = "metonym" if entry.type != "state" else "name"
        return Candidate("state", start, end, token, via, entry.name, None, entry.kind, entry.country, hit)

    def _people_of_state(self, token: Token, hit: Hit) -> Candidate | None:
        """«the Russians», «two Americans», «a Libyan»."""
        if token.dep_ == "ROOT" and token.tag_.startswith("JJ"):
            return None
        start, end = self._widen(token, hit.start, hit.end)
        facts = self._facts(token, start)
        plural = token.tag_ in {"NNS", "NNPS"} or parsed_plural(token)
        group = Group("people", "civilian", None, False)
        return Candidate(
            "group", start, end, token, "description", hit.entry.name, None, "civilian", hit.entry.country, hit,
            group=group, definite=facts.definite, plural=plural, counted=facts.counted,
        )  # fmt: skip

    def _widen(self, token: Token, start: int, end: int) -> tuple[int, int]:
        """The name with its article and modifiers, but without an owner («Syria's White Helmets»)."""
        left, right = syntax.noun_phrase(token, prepositions="none")
        for child in token.children:
            if child.dep_ == "poss" and child.idx < start:
                left = max(left, min(start, child.right_edge.idx + len(child.right_edge) + 1))
        while left < start and self.parsed.clean[left] in " \"'":
            left += 1
        return min(left, start), max(end, right)

    def _bracket(self, end: int) -> tuple[int, str | None]:
        """«… Units (YPG)»: the end after the bracket, and the acronym in it."""
        text = self.parsed.clean
        if text[end : end + 2] != " (":
            return end, None
        close = text.find(")", end + 2, end + 90)
        if close < 0:
            return end, None
        inside = self.parsed.text[end + 2 : close]
        if "(" in inside or not inside or not (inside[0].isupper() or inside[0] == "@"):
            return end, None
        words = inside.split()
        acronym = len(words) == 1 and sum(c.isupper() for c in inside) >= 2
        spelled = len(words) > 2 and sum(w[0].isupper() for w in words) >= len(words) - 1
        if acronym or spelled:
            return close + 1, inside
        return end, None

    # ------------------------------------------------------------------ persons

    def _person(self, token: Token, span: tuple[int, int]) -> Candidate | None:
        first, last = span
        start, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        title_words: list[str] = []
        while first < last and self.doc[first].lower_ in self.words.titles:
            title_words.append(self.doc[first].lower_)
            first += 1
        name = self.parsed.text[self.doc[first].idx : end]
        inner = token.dep_ in _INNER and token.head.i > last
        candidate = Candidate("person", start, end, token, "name", name, kind="person")
        if inner:
            above = token.head
            if above.lemma_.lower() in self.words.titles and above.i - last <= 2:
                return None
            return candidate
        left, _ = self._widen(token, start, end)
        self._title_before(candidate, left, first, title_words)
        candidate.start = left
        self._apposition(candidate, token)
        return candidate

    def _title_before(self, candidate: Candidate, left: int, first: int, given: list[str]) -> None:
        """What stands before the name in its phrase: title, state, organisation."""
        tokens = [t for t in self.parsed.tokens_in((left, left + 1)).doc[self.parsed.token_at(left).i : first]]
        candidate.title = self._title_in([t.lower_ for t in tokens] + given)
        self._read_modifiers(candidate, [t.i for t in tokens])

    def _title_in(self, lowers: list[str]) -> Title | None:
        """The last title among the words, as long as it can be («prime minister», not «minister»)."""
        titles = self.words.titles
        for k in range(len(lowers), 0, -1):
            for n in (3, 2, 1):
                if k >= n and " ".join(lowers[k - n : k]) in titles:
                    return titles[" ".join(lowers[k - n : k])]
        return None

    def _apposition(self, candidate: Candidate, token: Token) -> None:
        """«, Turkey's president» after the name, and «the president,» before it, belong to the mention."""
        for child in token.children:
            if child.dep_ == "appos" and child.i > token.i and self._near(candidate.end, child):
                if child.i in self.people or not self._describes_person(child):
                    if child.like_num:
                        continue
                    break
                start, end = syntax.noun_phrase(child)
                candidate.end = max(candidate.end, end)
                tokens = self.parsed.tokens_in((start, end))
                candidate.title = candidate.title or self._title_in([t.lower_ for t in tokens if t.i <= child.i])
                self._read_modifiers(candidate, [t.i for t in tokens])
                break
        head = token.head
        if token.dep_ == "appos" and head.i < token.i and head.i not in self.people and self._describes_person(head):
            start, end = syntax.noun_phrase(head)
            gap = self.parsed.clean[end : candidate.start].strip()
            if candidate.start > start and gap in {"", ",", "-", "--"} and head.tag_ in _NOUN_TAGS:
                tokens = self.parsed.tokens_in((start, end))
                candidate.title = candidate.title or self._title_in([t.lower_ for t in tokens if t.i <= head.i])
                candidate.start = start
                self._read_modifiers(candidate, [t.i for t in tokens])

    def _near(self, end: int, child: Token) -> bool:
        start, _ = syntax.noun_phrase(child)
        return 0 <= start - end <= 4

    def _describes_person(self, token: Token) -> bool:
        """Is it a noun that can describe one person (a title, or a noun for people in the singular)?"""
        if token.tag_ in {"NNS", "NNPS"}:
            return False
        lemma = token.lemma_.lower()
        group = self.words.groups.get(lemma)
        return lemma in self.words.titles or (group is not None and not group.collective)

    def _read_modifiers(self, candidate: Candidate, indices: list[int]) -> None:
        for i in indices:
            hit = self.hits[i]
            if hit is None:
                continue
            if hit.entry.type == "actor":
                candidate.owner = candidate.owner or hit
            candidate.country = candidate.country or hit.entry.country

    # ------------------------------------------------------------------ common nouns

    def _common(self, token: Token) -> Candidate | None:
        """A phrase headed by a noun of the tables: a body, an office, a group of people."""
        if token.dep_ in _INNER and token.head.i > token.i and token.head.tag_ in _NOUN_TAGS:
            if not self._inner_group(token):
                return None
            return self._inner(token)
        words, body, title, group = self._lookup(token)
        if body is None and title is None and group is None:
            return None
        if self._names_a_person(token):
            return None
        start, end = syntax.noun_phrase(token)
        facts = self._facts(token, start)
        country, owner, holder = self._whose(token, start, end)
        plural = token.tag_ in {"NNS", "NNPS"}
        common = Candidate(
            "group", start, end, token, "description", words, None, "other", country, None, owner, holder,
            modifiers=facts.modifiers, definite=facts.definite, plural=plural, counted=facts.counted,
        )  # fmt: skip
        common.end, common.alias = self._bracket(end)
        if token.i in self.orgs and owner is None and country is None and body is not None:
            first, last = self.orgs[token.i]
            if last > first:
                return self._organisation(token, (first, last))
        if title is not None and not plural and (facts.definite or (body is None and group is None)) \
                and not facts.indefinite and title.before:  # fmt: skip
            common.type, common.title, common.via = "role", title, "role"
            common.kind = "person"
            common.body, common.group = body, group
            return common
        if (
            body is not None
            and (country or owner or holder or body.bare)
            and not (
                group is not None and not country and not owner and not holder and (facts.indefinite or body.people)
            )
        ):
            common.type, common.body, common.kind = "body", body, body.kind
            common.group = group
            return common
        if group is not None:
            common.group, common.kind = group, group.kind
            return common
        if title is not None and (owner or country):
            common.group = Group(title.words, "person", title.gender, False)
            common.kind = "person"
            return common
        return None

    def _lookup(self, token: Token) -> tuple[str, Body | None, Title | None, Group | None]:
        """The longest phrase ending at (or, with «of», starting at) the token that the tables hold."""
        lemma = token.lemma_.lower()
        words = self.words
        before = []
        k = token.i - 1
        while k >= 0 and len(before) < 2 and self.doc[k].dep_ != "det" and self.doc[k].head.i in {token.i, token.i - 1}:
            if self.doc[k].is_punct or self.doc[k].tag_ == "POS":
                break
            before.insert(0, self.doc[k].lower_)
            k -= 1
        after = ""
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of" and child.i == token.i + 1:
                after = " ".join(
                    t.lower_ for t in self.doc[child.i : min(len(self.doc), child.i + 3)] if t.lower_ != "the"
                )
        body = title = None
        phrase = lemma
        trials = [f"{lemma} {after}", f"{lemma} {after.rsplit(' ', 1)[0]}"] if after else []
        for n in (2, 1, 0):
            if len(before) >= n:
                trials.append(" ".join([*before[len(before) - n :], lemma]))
        for trial in trials:
            if body is None and trial in words.bodies:
                body, phrase = words.bodies[trial], trial
            if title is None and trial in words.titles:
                title, phrase = words.titles[trial], trial if body is None else phrase
        return phrase, body, title, words.groups.get(lemma)

    def _names_a_person(self, token: Token) -> bool:
        """Does an apposition name the person («the minister, Ann Lee»)? Then the name has the mention."""
        for child in token.children:
            if child.dep_ == "appos" and child.i > token.i:
                where = self.people.get(child.i)
                if where is not None and self._describes_person(token):
                    return True
                hit = self.hits[child.i]
                if hit is not None and hit.entry.type == "actor":
                    return False
        return False

    @dataclass(slots=True)
    class _NounFacts:
        definite: bool
        indefinite: bool
        counted: bool
        modifiers: frozenset[str]

    def _facts(self, token: Token, start: int) -> _NounFacts:
        definite = indefinite = counted = False
        modifiers: set[str] = set()
        for child in token.lefts:
            dep, lower = child.dep_, child.lower_
            if dep in {"det", "predet"}:
                definite = definite or lower in _DEFINITE
                indefinite = indefinite or lower in _INDEFINITE
            elif dep == "poss":
                definite = True
            elif dep == "nummod":
                counted = True
            elif dep in {"amod", "compound", "nmod"} and lower not in _PLAIN:
                if lower in _INDEFINITE:
                    indefinite = True
                else:
                    modifiers.add(lower)
        return self._NounFacts(definite, indefinite, counted, frozenset(modifiers))

    def _whose(self, token: Token, start: int, end: int) -> tuple[str | None, Hit | None, str | None]:
        """(country, known actor, person's surname) among the modifiers of the phrase [start, end)."""
        country: str | None = None
        owner: Hit | None = None
        holder: str | None = None
        first, last = self.parsed.token_at(start).i, self.parsed.token_at(max(start, end - 1)).i
        for i in range(first, last + 1):
            if i == token.i:
                continue
            hit = self.hits[i]
            if hit is not None:
                if hit.entry.type == "actor":
                    owner = owner or hit
                elif hit.entry.type != "seat" or self.doc[hit.last].dep_ == "poss":
                    country = country or hit.entry.country
            elif i in self.people and i < token.i and holder is None:
                holder = self.doc[self.people[i][1]].lower_
        if country is None and owner is None:
            for child in token.children:  # «forces loyal to Assad», «authorities in Kenya»
                if child.dep_ == "prep" and child.lower_ in {"in", "from"} and child.i == token.i + 1:
                    for noun in child.children:
                        hit = self.hits[noun.i]
                        if noun.dep_ == "pobj" and hit is not None and hit.entry.type == "state":
                            country = hit.entry.country
        return country, owner, holder

    def _inner_group(self, token: Token) -> bool:
        """«rebel siege», «police sources», «government buses»: a body or group used as a modifier."""
        lemma = token.lemma_.lower()
        return (lemma in self.words.groups or lemma in self.words.bodies) and token.dep_ in {"compound", "nmod"}

    def _inner(self, token: Token) -> Candidate | None:
        above = token.head
        lemma = above.lemma_.lower()
        if lemma in self.words.groups or lemma in self.words.titles or lemma in self.words.bodies:
            return None
        if above.ent_type_ == "PERSON" or above.i in self.people or self.hits[above.i] is not None:
            return None
        words, body, _, group = self._lookup(token)
        if group is None and body is None:
            return None
        country = None
        if token.i and self.hits[token.i - 1] is not None:
            hit = self.hits[token.i - 1]
            country = hit.entry.country if hit is not None and hit.entry.type != "actor" else None
        candidate = Candidate(
            "group", token.idx, token.idx + len(token), token, "description", words, None,
            group.kind if group else "other", country, group=group, definite=True, plural=True,
        )  # fmt: skip
        if body is not None and (body.bare or country):
            candidate.type, candidate.body, candidate.kind = "body", body, body.kind
            if country and token.i:
                candidate.start = self.doc[token.i - 1].idx
        elif group is None:
            return None
        return candidate

    # ------------------------------------------------------------------ unknown organisations

    def _organisation(self, token: Token, span: tuple[int, int]) -> Candidate | None:
        first, last = span
        start, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        name = self.parsed.text[start:end]
        country = None
        for k in range(first, last + 1):
            hit = self.hits[k]
            if hit is not None and hit.entry.type != "actor":
                country = hit.entry.country
        inner = token.dep_ in _INNER and token.head.i > last
        if not inner:
            start, end = self._widen(token, start, end)
        end, alias = self._bracket(end)
        return Candidate("org", start, end, token, "name", name, alias, "other", country)


def parsed_plural(token: Token) -> bool:
    """Plural by its number feature or its determiner («the French», «two Swiss»)."""
    return "Plur" in token.morph.get("Number") or any(c.lower_ in {"the", "two", "many"} for c in token.children)


def _without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """The outermost of nested candidates; pronouns and possessors inside a group's phrase give way to it."""
    ordered = sorted(candidates, key=lambda c: (c.start, -(c.end - c.start)))
    out: list[Candidate] = []
    for candidate in ordered:
        if out and candidate.start < out[-1].end:
            if out[-1].type == "org" and candidate.type in {"known", "person"} and candidate.end >= out[-1].end:
                out[-1] = candidate
            continue
        out.append(candidate)
    return out
