"""Who is counted (civilian, military, child …) and on whose side, from the words of the phrase and the actors."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.model import Actor
from whosays.model.report import Who
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.measures.words import Words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.measures.phrases import Phrase
    from whosays.reading.parse import Parsed

DEMONYMS = TableSpec("demonyms", ("demonym", "country"))
_WHO_OF_ACTOR: dict[str, Who] = {"military": "military", "police": "police", "armed_group": "militant"}
_ADULT = 18
_ARMED = frozenset({"military", "police", "militant"})
_PERSON_ENDINGS = ("man", "men", "ist", "ists", "ers", "ors", "ian", "ians", "ees", "eers", "ants", "crats")
_CACHE: WeakKeyDictionary[Lexicon, dict[str, str]] = WeakKeyDictionary()


def demonyms_of(lexicon: Lexicon) -> dict[str, str]:
    """Lower-case demonym -> ISO 3166-1 alpha-3."""
    found = _CACHE.get(lexicon)
    if found is None:
        found = {row["demonym"].lower(): row["country"] for row in lexicon.rows(DEMONYMS)}
        _CACHE[lexicon] = found
    return found


class PeopleReader:
    """Answers for the phrases of one document."""

    def __init__(self, parsed: Parsed, actors: list[Actor], words: Words) -> None:
        self.words = words
        self.doc = parsed.doc
        self._text = parsed.clean.lower()
        self._demonyms = demonyms_of(parsed.lexicon)
        mentions = sorted((m.span, n) for n, a in enumerate(actors) for m in a.mentions if m.via != "pronoun")
        self._spans = [s for s, _ in mentions]
        self._owners = [actors[n] for _, n in mentions]
        self._starts = [s[0] for s in self._spans]

    def is_person(self, noun: Token) -> bool:
        """Does a noun that no table knows name people, by what it means or how it ends («Iraqis», «arsonists»)?"""
        lower = noun.lower_
        return self.is_people(noun) or (len(lower) > 5 and lower.endswith(_PERSON_ENDINGS))

    def is_people(self, noun: Token) -> bool:
        """Is a noun that no table knows the name of a people («Iraqis»)?"""
        return noun.ent_type_ in {"NORP", "PERSON"} or self.country(noun) is not None

    def country(self, token: Token) -> str | None:
        """Country of a demonym («Russian», «Iraqis», «Frenchmen»)."""
        lower = token.lower_
        for form in (lower, lower.removesuffix("s"), lower.removesuffix("men"), lower.removesuffix("man")):
            if form in self._demonyms:
                return self._demonyms[form]
        return None

    def who(self, phrase: Phrase) -> Who | None:
        """Who is counted: by the noun, else by the nearest word before it that says so, else by the actor named."""
        noun = phrase.noun
        if noun is None:
            return self._predicate(phrase)
        own = self.words.person(noun)
        if own is not None and own.role and phrase.partitive:  # «two of the dead were children»
            return self._predicate(phrase)
        if phrase.age is not None and phrase.age < _ADULT:
            return "child"
        for token in reversed(phrase.modifiers):
            person = self.words.person(token)
            if person is not None and person.who in _ARMED and not (own is not None and own.who == "child"):
                return person.who
        if own is not None and own.firm:
            return self._complement(noun) or next(
                (p.who for t in phrase.modifiers if (p := self.words.person(t)) is not None), None
            )
        for token in (noun, *reversed(phrase.modifiers)):
            person = self.words.person(token)
            if person is not None and person.who is not None and person.near in self._text:
                return person.who
        if noun.lemma_.lower() == "member" and self._armed(noun):
            return "militant"
        actor = self._actor(phrase.first, noun.i + self._reach(noun))
        return _WHO_OF_ACTOR.get(actor.kind) if actor is not None else None

    def _complement(self, noun: Token) -> Who | None:
        """«the killings of journalists», «the bodies of two women»: who stands under «of»."""
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in child.children:
                    person = self.words.person(inner)
                    if person is not None:
                        return person.who
        return None

    def _predicate(self, phrase: Phrase) -> Who | None:
        """«Nine of those killed were children», «three of them children»: who the words after it say they are."""
        doc, after = self.doc, phrase.last + 1
        while phrase.of_pronoun and after < len(doc) and doc[after].pos_ in {"ADJ", "ADV"}:
            after += 1
        if phrase.of_pronoun and after < len(doc) and doc[after].pos_ == "NOUN":
            person = self.words.person(doc[after])
            return person.who if person is not None and person.near in self._text else None
        verb = phrase.head.head
        if phrase.head.dep_ != "nsubj" or verb.lemma_ != "be" or not phrase.partitive:
            return None
        said = next((c for c in verb.rights if c.dep_ == "attr"), None)
        person = self.words.person(said) if said is not None else None
        return person.who if person is not None and person.near in self._text else None

    def _armed(self, noun: Token) -> bool:
        """«members of the armed group»: does what stands under «of» say that they are fighters?"""
        under = (g for c in noun.rights if c.dep_ == "prep" and c.lower_ == "of" for g in c.rights)
        armed = self.words.small["armed"]
        return any(t.lower_ in armed or t.lemma_.lower() in armed for g in under for t in (g, *g.lefts))

    def side(self, phrase: Phrase) -> str | None:
        """Whose they are: the country of a demonym in the phrase, else the actor that the phrase names."""
        noun = phrase.noun
        if noun is None:
            return None
        countries = {c for t in [*phrase.modifiers, noun] if (c := self.country(t)) is not None}
        if len(countries) == 1:
            return next(iter(countries))
        if countries:
            return None
        actor = self._actor(phrase.first, noun.i)
        if actor is None:
            return None
        return actor.country or (actor.id if actor.kind in _WHO_OF_ACTOR else None)

    def _reach(self, noun: Token) -> int:
        """How many tokens past the noun still name whose they are («members of the Taliban»)."""
        following = self.doc[noun.i + 1].lower_ if noun.i + 1 < len(self.doc) else ""
        return 3 if following == "of" else 0

    def _actor(self, first: int, last: int) -> Actor | None:
        """An actor named inside the tokens first … last."""
        last = min(last, len(self.doc) - 1)
        start, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        k = max(0, bisect_right(self._starts, start) - 1)
        while k < len(self._spans) and self._spans[k][0] < end:
            if self._spans[k][0] >= start and self._spans[k][1] <= end and self._owners[k].kind != "person":
                return self._owners[k]
            k += 1
        return None
