"""The actors of a document while it is read: what is known of each, and named mentions finding theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from whosays.model import Actor, Mention
from whosays.model.report import ActorKind
from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.nouns import stem
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.reasons import ActorReasons
from whosays.reading.actors.words import GOVERNMENT_OF, Words, government_of
from whosays.reading.parse import Parsed

_ARMED: frozenset[str] = frozenset({"armed_group", "political_group"})


@dataclass
class Entity:
    """One actor while the document is read.

    names, nouns, modifiers, titles: by which words it was mentioned; template: the body of a state that it
    is; generic: no name given yet; unnamed: only described; same: merged into; speaks_for: the body that a
    person speaks for; touched: token index of a title that spoke of it («the Taliban's spokesman»).
    """

    name: str
    kind: ActorKind
    country: str | None = None
    mentions: list[Candidate] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    gender: str | None = None
    plural: bool = False
    template: str | None = None
    generic: bool = False
    unnamed: bool = False
    same: Entity | None = None
    speaks_for: Entity | None = None
    touched: int = -1

    @property
    def last(self) -> int:
        """Token index of the last mention's head, or of the title that spoke of it; -1 where there is none."""
        return max(self.mentions[-1].head.i if self.mentions else -1, self.touched)

    @property
    def root(self) -> Entity:
        """The entity that this one was found to be the same as, or itself."""
        return self.same.root if self.same is not None else self

    def covers(self, index: int) -> bool:
        """Is the token inside one of the mentions?"""
        token = self.mentions[0].head.doc[index] if self.mentions else None
        return token is not None and any(c.start <= token.idx < c.end for c in self.mentions)

    @property
    def title_words(self) -> set[str]:
        """The last words of the titles («minister»)."""
        return {t.rsplit(" ", 1)[-1] for t in self.titles}

    @property
    def person(self) -> bool:
        """Is it a single person?"""
        return self.kind == "person" and not self.plural


class Registry:
    """All actors of a document so far, and the rules by which a new mention finds its actor."""

    def __init__(self, parsed: Parsed, words: Words) -> None:
        self.parsed, self.words = parsed, words
        self.all: list[Entity] = []
        self.by_key: dict[tuple[str, ...], Entity] = {}
        self._full_names: dict[str, list[str]] = {}
        self.offices: list[tuple[Candidate, set[str], str | None]] = []
        self.bodies: dict[str, list[str]] = {}
        self.states: list[str] = []
        self.governments: list[tuple[int, str]] = []
        self.expected: set[str] = set()

    def expect(self, candidates: list[Candidate]) -> None:
        """Look ahead over all candidates: full names, offices of persons, states whose bodies are spoken of.

        So a surname in the headline finds its person, and «the government» the one that is named later.
        """
        for c in candidates:
            if c.type == "person":
                name = self._bare_name(c.name)
                parts = name.split()
                if len(parts) > 1:
                    held = self._full_names.setdefault(self._surname(parts).lower(), [])
                    if name not in held:
                        held.append(name)
                titles = {c.title.words} if c.title else set()
                country = c.country
                if c.figure is not None:
                    titles |= set(c.figure.titles)
                    country = country or c.figure.country
                if titles:
                    self.offices.append((c, titles, country))
            elif c.type == "body" and c.country and c.body is not None:
                self.bodies.setdefault(c.body.name, []).append(c.country)
                if c.government or (c.body.name == GOVERNMENT_OF and not c.body.people):
                    self.governments.append((c.start, c.country))
            elif c.type == "known":
                self.expected.add(c.name)
            if c.country and c.type in {"state", "body"}:
                self.states.append(c.country)

    def add(self, entity: Entity, c: Candidate) -> None:
        """Book the mention."""
        entity.mentions.append(c)
        if c.group is not None:
            entity.nouns.add(c.group.noun)
            entity.gender = entity.gender or c.group.gender
        if c.type in {"group", "body"}:
            entity.nouns.add(c.head.lemma_.lower())
            entity.modifiers |= c.modifiers
            entity.nouns |= {m for m in c.modifiers if m in self.words.groups}
        elif c.type == "known" and c.kind in _ARMED:
            entity.modifiers |= {stem(w) for w in self.parsed.clean[c.start : c.end].lower().split()}
        if c.title is not None:
            entity.titles.add(c.title.words)
            entity.gender = entity.gender or c.title.gender
        if entity.kind == "person" and entity.speaks_for is None:
            entity.speaks_for = self._office_of(entity, c)
        if c.alias and c.alias.lower() not in entity.names:
            entity.names.add(c.alias.lower())
            self.by_key[("name", c.alias.lower())] = entity
        if c.country and entity.country is None and entity.kind == "person":
            entity.country = c.country

    def _office_of(self, person: Entity, c: Candidate) -> Entity | None:
        """Whom a person speaks for: the body in the title («SDF commander»), a government for its ministers."""
        if c.owner is not None:
            body = self.by_hit(c.owner)
            body.touched = c.head.i
            return body
        country = c.country or person.country
        official = c.title is not None and (
            c.title.office == "government" or c.title.words in self.parsed.lexicon.words("spokesman")
        )
        if country and (official or c.figure is not None):
            return self.state(country, self.words.state_name(country))
        return None

    def actors(self, idle: Callable[[Candidate], bool]) -> list[Actor]:
        """All entities that have a mention which is not idle, by first mention, as the report has them."""
        for e in self.all:
            e.mentions = sorted((c for c in e.mentions if not idle(c)), key=lambda c: (c.start, c.end))
        used = [e for e in self.all if e.mentions and any(c.type != "pronoun" for c in e.mentions)]
        used.sort(key=lambda e: (e.mentions[0].start, e.mentions[0].end))
        reasons = ActorReasons(self.words, self.parsed.lexicon) if self.parsed.explain else None
        return [
            Actor(
                id=f"a{n}",
                name=e.name,
                kind=e.kind,
                country=e.country,
                mentions=tuple(
                    Mention(span=(c.start, c.end), text=self.parsed.text[c.start : c.end], via=c.via)
                    for c in e.mentions
                ),
                why=reasons.of(e.mentions) if reasons else (),
            )
            for n, e in enumerate(used, 1)
        ]

    # ------------------------------------------------------------------ named

    def make(self, key: tuple[str, ...], name: str, kind: ActorKind, country: str | None = None) -> Entity:
        entity = self.by_key.get(key)
        if entity is None:
            entity = Entity(name, kind, country)
            self.all.append(entity)
            self.by_key[key] = entity
        return entity

    def known(self, c: Candidate) -> Entity:
        if c.country and c.name.startswith("Government of "):
            return self.state(c.country, self.words.state_name(c.country))
        introduced = self.by_key.get(("name", c.hit.entry.form.lower())) if c.hit is not None else None
        return introduced or self.make(("name", c.name.lower()), c.name, c.kind, c.country)

    def state(self, country: str | None, name: str) -> Entity:
        label = government_of(name)
        return self.make(("state", country or name.lower()), label, "government", country)

    def _bare_name(self, name: str) -> str:
        """The name without «Mr» and the like."""
        first, _, rest = name.partition(" ")
        return rest.lstrip() if rest and first.lower().rstrip(".") in self.parsed.lexicon.words("honorific") else name

    def _surname(self, parts: list[str]) -> str:
        """The last word of a name, past «Jr.» and the like."""
        suffixes = self.parsed.lexicon.words("name_suffix")
        last = next((p for p in reversed(parts) if p.lower().rstrip(".") not in suffixes), None)
        if last is None:
            return parts[-1] if parts else ""
        return re.sub(r"^(?:al|el)-", "", last, flags=re.I)

    def person(self, c: Candidate) -> Entity:
        full = self._bare_name(c.name)
        parts = full.split()
        if len(parts) == 1:
            options = self._full_names.get(self._surname(parts).lower(), [])
            if options:
                made = [self.by_key[("person", o.lower())] for o in options if ("person", o.lower()) in self.by_key]
                if made:
                    return max(made, key=lambda e: (len(e.mentions), e.last))
                full = options[0]
            else:
                for e in reversed(self.all):
                    if e.kind == "person" and full.lower() in {w.lower() for w in e.name.split()}:
                        return e
        key = ("person", full.lower())
        if key not in self.by_key:
            surname = self._surname(parts).lower()
            for e in self.all:
                if e.kind == "person" and e.name and _same_person(e.name, full) and surname:
                    self.by_key[key] = e
                    return e
        entity = self.make(key, full, "person", c.figure.country if c.figure else c.country)
        if c.figure is not None:
            entity.gender, entity.titles = c.figure.gender, set(c.figure.titles)
        if c.title is not None and not entity.mentions:
            earlier = self._office_holder(c)
            if earlier is not None and earlier.generic:
                earlier.generic, earlier.name = False, full
                self.all.remove(entity)
                self.by_key[key] = earlier
                return earlier
        return entity

    def _office_holder(self, c: Candidate) -> Entity | None:
        """The person that a title with the same state was used of before the name was given."""
        if c.title is None or c.country is None:
            return None
        return self.by_key.get(("role", c.title.words, c.country))

    def org(self, c: Candidate) -> Entity:
        lowered = c.name.lower()
        for key in (lowered, (c.alias or "").lower()):
            if key and ("name", key) in self.by_key:
                return self.by_key[("name", key)]
        for e in reversed(self.all):  # «Grand Prairie Police Department», then «the Police Department»
            if e.names and any(n.endswith(" " + lowered) or n.startswith(lowered + " ") for n in e.names):
                return e
        kind = self.words.organisation_kind(c.name)
        nameless = self.by_key.get(("body", "Police of {state}"))
        if kind == "police" and nameless is not None:
            entity = self.rename(nameless, c.name, kind)
        else:
            entity = self.make(("name", lowered), c.name, kind, c.country)
        entity.names.add(lowered)
        return entity

    def by_hit(self, hit: Hit) -> Entity:
        entry = hit.entry
        if entry.country and entry.name.startswith("Government of "):
            return self.state(entry.country, self.words.state_name(entry.country))
        entity = self.by_key.get(("name", entry.name.lower()))
        if entity is None:
            entity = self.make(("name", entry.name.lower()), entry.name, entry.kind, entry.country)
        return entity

    def rename(self, entity: Entity, name: str, kind: ActorKind) -> Entity:
        """A body that had no name yet («police») has one from here on."""
        if entity.generic:
            entity.name, entity.kind, entity.generic = name, kind, False
            self.by_key[("name", name.lower())] = entity
            return entity
        return self.make(("name", name.lower()), name, kind)

    def merge(self, old: Entity, new: Entity) -> None:
        """All that was said of ``old`` was said of ``new``."""
        new.mentions += old.mentions
        new.nouns |= old.nouns
        new.modifiers |= old.modifiers
        new.country = new.country or old.country
        old.mentions, old.same = [], new
        self.all.remove(old)
        for key, entity in self.by_key.items():
            if entity is old:
                self.by_key[key] = new


def has_name(entity: Entity, word: str) -> bool:
    return word in {w.lower() for w in entity.name.split()}


def _same_person(a: str, b: str) -> bool:
    """One name holds all words of the other, or surnames agree and given names do by initial."""
    x, y = a.lower().split(), b.lower().split()
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    return x[-1] == y[-1] and (x[0][:1] == y[0][:1]) and (len(x[0].rstrip(".")) == 1 or len(y[0].rstrip(".")) == 1)
