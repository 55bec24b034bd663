"""Whose mention is it? Candidates in text order become entities: named ones by name, described ones by what
fits the words and was mentioned last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from whosays.model import Actor, Mention
from whosays.model.report import ActorKind
from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.nouns import stem
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import Words, government_of, with_article
from whosays.reading.parse import Parsed

_ARMED: frozenset[str] = frozenset({"armed_group", "political_group"})
_GOVERNMENT, _FORCES_OF = "Government of {state}", "Armed Forces of {state}"
_LEADERS = frozenset({"leader", "ruler", "strongman", "dictator", "head", "boss"})
_HEADS = frozenset({"president", "prime minister", "chancellor", "king", "leader", "crown prince", "emir"})
_SPOKESMEN = frozenset({"spokesman", "spokeswoman", "spokesperson", "official"})
_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|miss|dr|sir|lord|lady|president)\.?\s+", re.I)


@dataclass
class Entity:
    """One actor while the document is read. ``last``: token index of the last mention."""

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

    @property
    def last(self) -> int:
        """Token index of the last mention's head (-1 where there is none)."""
        return self.mentions[-1].head.i if self.mentions else -1

    @property
    def root(self) -> Entity:
        """The entity that this one was found to be the same as, or itself."""
        return self.same.root if self.same is not None else self

    @property
    def title_words(self) -> set[str]:
        """The last words of the titles («minister»)."""
        return {t.rsplit(" ", 1)[-1] for t in self.titles}

    @property
    def person(self) -> bool:
        """Is it a single person?"""
        return self.kind == "person" and not self.plural


class Entities:
    """All actors of a document so far, and the rules by which a new mention finds its actor."""

    def __init__(self, parsed: Parsed, words: Words) -> None:
        self.parsed, self.words = parsed, words
        self.all: list[Entity] = []
        self._by_key: dict[tuple[str, ...], Entity] = {}
        self._full_names: dict[str, list[str]] = {}
        self._offices: list[tuple[Candidate, set[str], str | None]] = []
        self._bodies: dict[str, list[str]] = {}
        self._states: list[str] = []
        self._governments: list[tuple[int, str]] = []
        self._expected: set[str] = set()

    def expect(self, candidates: list[Candidate]) -> None:
        """Look ahead over all candidates: full names, offices of persons, states whose bodies are spoken of.

        So a surname in the headline finds its person, and «the government» the one that is named later.
        """
        for c in candidates:
            if c.type == "person":
                name = _HONORIFIC.sub("", c.name)
                parts = name.split()
                if len(parts) > 1:
                    held = self._full_names.setdefault(_surname(parts).lower(), [])
                    if name not in held:
                        held.append(name)
                titles = {c.title.words} if c.title else set()
                country = c.country
                if c.figure is not None:
                    titles |= set(c.figure.titles)
                    country = country or c.figure.country
                if titles:
                    self._offices.append((c, titles, country))
            elif c.type == "body" and c.country and c.body is not None:
                self._bodies.setdefault(c.body.name, []).append(c.country)
                if c.government or (c.body.name == _GOVERNMENT and not c.body.people):
                    self._governments.append((c.start, c.country))
            elif c.type == "known":
                self._expected.add(c.name)
            if c.country and c.type in {"state", "body"}:
                self._states.append(c.country)

    def resolve(self, c: Candidate) -> Entity | None:
        """The entity of the candidate (made if need be), or None where it is nobody's mention."""
        if c.type == "known":
            return self._known(c)
        if c.type == "state":
            return self._state(c.country, c.name)
        if c.type == "person":
            return self._person(c)
        if c.type == "org":
            return self._org(c)
        if c.type == "role":
            return self._role(c)
        if c.type == "body":
            return self._body(c)
        return self._group(c)

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
            self._by_key[("name", c.alias.lower())] = entity
        if c.country and entity.country is None and entity.kind == "person":
            entity.country = c.country

    def _office_of(self, person: Entity, c: Candidate) -> Entity | None:
        """Whom a person speaks for: the body in the title («SDF commander»), a government for its ministers."""
        if c.owner is not None:
            return self._by_hit(c.owner)
        country = c.country or person.country
        official = c.title is not None and (c.title.office == "government" or c.title.words in _SPOKESMEN)
        if country and (official or c.figure is not None):
            return self._state(country, self.words.state_name(country))
        return None

    def actors(self) -> list[Actor]:
        """All entities that have a mention, by first mention, as the report has them."""
        used = [e for e in self.all if e.mentions]
        for e in used:
            e.mentions.sort(key=lambda c: (c.start, c.end))
        used.sort(key=lambda e: (e.mentions[0].start, e.mentions[0].end))
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
            )
            for n, e in enumerate(used, 1)
        ]

    # ------------------------------------------------------------------ named

    def _make(self, key: tuple[str, ...], name: str, kind: ActorKind, country: str | None = None) -> Entity:
        entity = self._by_key.get(key)
        if entity is None:
            entity = Entity(name, kind, country)
            self.all.append(entity)
            self._by_key[key] = entity
        return entity

    def _known(self, c: Candidate) -> Entity:
        if c.country and c.name.startswith("Government of "):
            return self._state(c.country, self.words.state_name(c.country))
        return self._make(("name", c.name.lower()), c.name, c.kind, c.country)

    def _state(self, country: str | None, name: str) -> Entity:
        label = government_of(name)
        return self._make(("state", country or name.lower()), label, "government", country)

    def _person(self, c: Candidate) -> Entity:
        full = _HONORIFIC.sub("", c.name)
        parts = full.split()
        if len(parts) == 1:
            options = self._full_names.get(_surname(parts).lower(), [])
            if options:
                made = [self._by_key[("person", o.lower())] for o in options if ("person", o.lower()) in self._by_key]
                if made:
                    return max(made, key=lambda e: e.last)
                full = options[0]
            else:
                for e in reversed(self.all):
                    if e.kind == "person" and full.lower() in {w.lower() for w in e.name.split()}:
                        return e
        key = ("person", full.lower())
        if key not in self._by_key:
            surname = _surname(parts).lower()
            for e in self.all:
                if e.kind == "person" and e.name and _same_person(e.name, full) and surname:
                    self._by_key[key] = e
                    return e
        entity = self._make(key, full, "person", c.figure.country if c.figure else c.country)
        if c.figure is not None:
            entity.gender, entity.titles = c.figure.gender, set(c.figure.titles)
        if c.title is not None and not entity.mentions:
            earlier = self._office_holder(c)
            if earlier is not None and earlier.generic:
                earlier.generic, earlier.name = False, full
                self.all.remove(entity)
                self._by_key[key] = earlier
                return earlier
        return entity

    def _office_holder(self, c: Candidate) -> Entity | None:
        """The person that a title with the same state was used of before the name was given."""
        if c.title is None or c.country is None:
            return None
        return self._by_key.get(("role", c.title.words, c.country))

    def _org(self, c: Candidate) -> Entity:
        lowered = c.name.lower()
        for key in (lowered, (c.alias or "").lower()):
            if key and ("name", key) in self._by_key:
                return self._by_key[("name", key)]
        for e in reversed(self.all):  # «Grand Prairie Police Department», then «the Police Department»
            if e.names and any(n.endswith(" " + lowered) or n.startswith(lowered + " ") for n in e.names):
                return e
        entity = self._make(("name", lowered), c.name, _organisation_kind(c.name, self.words), c.country)
        entity.names.add(lowered)
        return entity

    # ------------------------------------------------------------------ offices

    def _role(self, c: Candidate) -> Entity | None:
        assert c.title is not None
        title, country = c.title.words, c.country
        fitting = [
            e for e in self.all
            if e.kind == "person" and e.mentions and _holds(e.titles, title) and country in {None, e.country}
        ]  # fmt: skip
        if fitting:
            return max(fitting, key=lambda e: e.last)
        for later, titles, state in self._offices:
            if _holds(titles, title) and country in {None, state} and (country or later.start > c.start):
                return self._person(later)
        if title in _LEADERS and country:
            heads = [e for e in self.all if e.mentions and e.country == country and e.titles & _HEADS]
            if heads:
                return max(heads, key=lambda e: e.last)
        if not country and not c.owner:
            loose = [e for e in self.all if e.kind == "person" and e.mentions and e.title_words & {title.split()[-1]}]
            if loose:
                return max(loose, key=lambda e: e.last)
            if c.group is not None:
                return self._group(c)
        owner = c.owner.entry.name if c.owner else self.words.state_name(country) if country else ""
        label = title.capitalize() + (f" of {with_article(owner)}" if owner else "")
        entity = self._make(("role", title, country or owner.lower()), label, "person", country)
        entity.generic = True
        return entity

    # ------------------------------------------------------------------ bodies of a state

    def _body(self, c: Candidate) -> Entity | None:
        assert c.body is not None
        if c.owner is not None:
            return self._by_hit(c.owner)
        template = c.body.name
        country = c.country
        if country is None and c.holder is not None:
            holder = next((e for e in reversed(self.all) if e.kind == "person" and _has_name(e, c.holder)), None)
            country = holder.country if holder else None
        if country is None:
            country = self._possessor_country(c)
        if country is None:
            country = self._implied_country(c)
        if country is not None:
            return self._state_body(template, c.body.kind, country)
        same = [e for e in self.all if e.template == template and e.mentions]
        if same:
            return max(same, key=lambda e: e.last)
        label = template.replace(" of {state}", "")
        for name in sorted(self._expected):
            if name.startswith(label + " of "):
                return self._make(("name", name.lower()), name, c.body.kind)
        entity = self._make(("body", template), label, c.body.kind)
        entity.template, entity.generic = template, True
        return entity

    def _implied_country(self, c: Candidate) -> str | None:
        """«the government», «regime forces», «the army»: of the state last spoken of in such words."""
        assert c.body is not None
        template = c.body.name
        if c.telling:
            return None
        if c.government or (template == _GOVERNMENT and not c.body.people):
            before = [country for start, country in self._governments if start < c.start]
            if before or self._governments:
                return before[-1] if before else self._governments[0][1]
            if template != _GOVERNMENT or c.definite:
                return max(sorted(set(self._states)), key=self._states.count, default=None)
            return None
        spoken = [e for e in self.all if e.country and e.mentions and e.template == template]
        if spoken:
            return max(spoken, key=lambda e: e.last).country
        named = self._bodies.get(template)
        return max(sorted(set(named)), key=named.count) if named else None

    def _possessor_country(self, c: Candidate) -> str | None:
        """«its army»: the country of the last state or government before."""
        for child in c.head.children:
            if child.dep_ == "poss" and child.lower_ in {"its", "their", "his", "her"}:
                states = [e for e in self.all if e.country and e.mentions and e.mentions[-1].start < c.start]
                if states:
                    return max(states, key=lambda e: e.last).country
        return None

    def _state_body(self, template: str, kind: ActorKind, country: str) -> Entity:
        state = self.words.state_name(country)
        if template == _GOVERNMENT:
            entity = self._state(country, state)
            entity.template = template
            return entity
        entity = self._make(
            ("body", template, country), template.replace("{state}", with_article(state)), kind, country
        )
        entity.template = template
        return entity

    def _by_hit(self, hit: Hit) -> Entity:
        entry = hit.entry
        if entry.country and entry.name.startswith("Government of "):
            return self._state(entry.country, self.words.state_name(entry.country))
        entity = self._by_key.get(("name", entry.name.lower()))
        if entity is None:
            entity = self._make(("name", entry.name.lower()), entry.name, entry.kind, entry.country)
        return entity

    # ------------------------------------------------------------------ groups and unnamed people

    def _group(self, c: Candidate) -> Entity | None:
        if c.owner is not None and (c.plural or c.group is not None and c.group.collective):
            return self._by_hit(c.owner)
        if c.hit is not None:
            return self._named_group(c, c.hit) if c.hit.entry.type == "actor" else self._people_of_state(c)
        noun = c.group.noun if c.group else c.head.lemma_.lower()
        collective = c.group is not None and c.group.collective
        if c.member_of is not None:
            back = self._last_collective(replace(c, group=c.member_of, kind=c.member_of.kind), c.member_of.noun)
            if back is not None:
                return back
        if collective and not c.plural and c.definite and not c.telling and c.country is None:
            back = self._last_collective(c, c.head.lemma_.lower())
            if back is not None:
                return back
        if c.kind == "police" and (c.plural or collective) and not c.counted:
            police = [e for e in self.all if e.mentions and e.kind == "police" and not (c.telling - e.modifiers)]
            if police:
                return max(police, key=lambda e: e.last)
        same = [
            e for e in self.all
            if e.mentions and (noun in e.nouns or bool(c.modifiers & e.nouns)) and e.plural == c.plural and _fits(e, c)
        ]  # fmt: skip
        if same and (c.definite or (c.plural and not c.counted and not c.indefinite) or collective):
            return max(same, key=lambda e: e.last)
        if c.kind in _ARMED and c.telling and (c.plural or collective):
            armed = [e for e in self.all if e.mentions and e.kind in _ARMED and c.telling <= e.modifiers]
            if armed:
                return max(armed, key=lambda e: e.last)
        if c.definite and c.plural and c.kind == "armed_group" and c.country is None and not c.counted and not c.telling:
            armed = [e for e in self.all if e.mentions and e.kind == "armed_group"]
            if armed:
                return max(armed, key=lambda e: e.last)
        return self._new_group(c)

    def _named_group(self, c: Candidate, hit: Hit) -> Entity:
        """«the Kurdish militia, the YPG»: the named one, with what was said of it in other words before."""
        entity = self._by_hit(hit)
        if c.telling:
            for e in list(self.all):
                if e is not entity and e.mentions and e.kind in _ARMED and e.unnamed and c.telling <= e.modifiers:
                    self._merge(e, entity)
        return entity

    def _merge(self, old: Entity, new: Entity) -> None:
        """All that was said of ``old`` was said of ``new``."""
        new.mentions += old.mentions
        new.nouns |= old.nouns
        new.modifiers |= old.modifiers
        new.country = new.country or old.country
        old.mentions, old.same = [], new
        self.all.remove(old)
        for key, entity in self._by_key.items():
            if entity is old:
                self._by_key[key] = new

    def _last_collective(self, c: Candidate, noun: str) -> Entity | None:
        """«the group», «the ministry», «the organisation»: the last named body of that sort."""
        kinds: frozenset[str]
        if c.kind == "armed_group" or noun in {"movement", "organisation", "organization"}:
            kinds = frozenset({"armed_group", "political_group", "ngo", "other"})
        elif c.kind == "political_group":
            kinds = frozenset({"political_group"})
        else:
            kinds = frozenset({c.kind})
        fits = [e for e in self.all if e.mentions and e.kind in kinds and not e.plural]
        named = [e for e in fits if noun in e.name.lower() or noun in e.nouns]
        if not fits:
            later = [n for n in sorted(self._expected) if n.lower().endswith(" " + noun)]
            if len(later) == 1:
                return self._by_key.get(("name", later[0].lower())) or self._make(
                    ("name", later[0].lower()), later[0], c.kind
                )
        return max(named or fits, key=lambda e: e.last) if fits else None

    def _people_of_state(self, c: Candidate) -> Entity:
        state = c.name
        if c.definite and c.plural and not c.counted:
            return self._state(c.country, state)
        assert c.hit is not None
        if c.plural:
            form = c.hit.entry.form
            entity = self._make(
                ("people", c.country or ""), form if form.endswith("s") else form + "s", "civilian", c.country
            )
            entity.plural = True
            return entity
        entity = Entity(f"{c.hit.entry.form} person", "person", c.country)
        self.all.append(entity)
        return entity

    def _new_group(self, c: Candidate) -> Entity:
        text = " ".join(self.parsed.text[c.start : c.end].split())
        label = re.sub(r"^(?:the|a|an|these|those|this|some|several)\s+", "", text, flags=re.I)
        kind: ActorKind = c.kind
        if not c.plural and not (c.group and c.group.collective) and kind not in {"media"}:
            kind = "person"
        entity = Entity(label, kind, c.country, plural=c.plural, unnamed=True)
        self.all.append(entity)
        return entity


def _fits(entity: Entity, c: Candidate) -> bool:
    """Can a described group be this one: no other state, and no telling word that it lacks?"""
    if c.country and c.country != entity.country:
        return False
    return c.telling <= entity.modifiers


def _holds(titles: set[str], title: str) -> bool:
    """Is the title among these, or the short form of one («minister» of «foreign minister»)?"""
    return title in titles or any(
        t.endswith(" " + title) and not t.startswith(("vice ", "deputy ", "former ")) for t in titles
    )


def _surname(parts: list[str]) -> str:
    """The last word of a name, past «Jr.» and the like."""
    for part in reversed(parts):
        if part.lower().rstrip(".") not in {"jr", "sr", "ii", "iii", "iv"}:
            return re.sub(r"^(?:al|el)-", "", part, flags=re.I)
    return parts[-1] if parts else ""


def _has_name(entity: Entity, word: str) -> bool:
    return word in {w.lower() for w in entity.name.split()}


def _same_person(a: str, b: str) -> bool:
    """One name holds all words of the other, or surnames agree and given names do by initial."""
    x, y = a.lower().split(), b.lower().split()
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    return x[-1] == y[-1] and (x[0][:1] == y[0][:1]) and (len(x[0].rstrip(".")) == 1 or len(y[0].rstrip(".")) == 1)


_COMPANY = re.compile(r"\b(?:inc|corp|corporation|ltd|llc|plc|company|co|group|bank|airlines?)\b\.?$", re.I)
_KIND_WORDS: tuple[tuple[str, ActorKind], ...] = (
    (r"police|sheriff|constabulary", "police"),
    (r"news|newspaper|times|post|tv|television|radio|press|herald|tribune|daily|agency france|gazette|journal|channel", "media"),
    (r"army|navy|air force|brigade|battalion|regiment|division|command|corps|guards?|forces", "military"),
    (r"front|liberation|brigades|mujahideen|jihad|militia|martyrs", "armed_group"),
    (r"party|alliance|congress|coalition|opposition|movement", "political_group"),
    (r"ministry|department|office|agency|council|commission|court|parliament|embassy|city of|county|authority|bureau|state", "government"),
    (r"association|foundation|society|institute|centre|center|university|union|network|organi[sz]ation|committee|rights|relief", "ngo"),
)  # fmt: skip


def _organisation_kind(name: str, words: Words) -> ActorKind:
    """Kind of an organisation that no table knows, by the words of its name."""
    lowered = name.lower()
    for pattern, kind in _KIND_WORDS:
        if re.search(rf"\b(?:{pattern})\b", lowered):
            return kind
    return "company" if _COMPANY.search(lowered) else "other"
