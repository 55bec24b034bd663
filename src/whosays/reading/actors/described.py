"""Mentions that describe: offices, bodies of a state, groups and unnamed people find their actor by what fits
the words and was mentioned last."""

from __future__ import annotations

from dataclasses import replace

from whosays.model.report import ActorKind
from whosays.reading.actors.candidates import Candidate, as_name
from whosays.reading.actors.entities import Entity, Registry, has_name
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import GOVERNMENT_OF, with_article

_ARMED: frozenset[str] = frozenset({"armed_group", "political_group"})
_OFTEN, _SENTENCE = 0.3, 25.0  # a mention more is worth so many sentences of so many tokens
_MOVEMENTS: frozenset[str] = _ARMED | {"ngo", "other"}


class Entities(Registry):
    """All actors of a document so far, and the rules by which a new mention finds its actor."""

    def resolve(self, c: Candidate) -> Entity | None:
        """The entity of the candidate (made if need be), or None where it is nobody's mention."""
        if c.type == "known":
            return self.known(c)
        if c.type == "state":
            return self.state(c.country, c.name)
        if c.type == "person":
            return self.person(c)
        if c.type == "org":
            return self.org(c)
        if c.type == "role":
            return self._role(c)
        if c.type == "body":
            return self._body(c)
        return self._group(c)

    # ------------------------------------------------------------------ offices

    def _role(self, c: Candidate) -> Entity | None:
        assert c.title is not None
        title, country = c.title.words, c.country
        fitting = [
            e for e in self.all
            if e.kind == "person" and e.mentions and self._holds(e.titles, title) and country in {None, e.country}
        ]  # fmt: skip
        if fitting:
            return max(fitting, key=lambda e: e.last)
        for later, titles, state in self.offices:
            if self._holds(titles, title) and country in {None, state} and (country or later.start > c.start):
                return self.person(later)
        if "called" in c.title.leads and country:
            heads = [e for e in self.all if e.mentions and e.country == country and e.titles & self.words.leading]
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
        entity = self.make(("role", title, country or owner.lower()), label, "person", country)
        entity.generic = True
        return entity

    # ------------------------------------------------------------------ bodies of a state

    def _body(self, c: Candidate) -> Entity | None:
        assert c.body is not None
        if c.owner is not None:
            return self.by_hit(c.owner)
        template = c.body.name
        country = c.country
        if country is None and c.holder is not None:
            holder = next((e for e in reversed(self.all) if e.kind == "person" and has_name(e, c.holder)), None)
            country = holder.country if holder else None
        if country is None:
            country = self._possessor_country(c)
        if country is None:
            country = self._implied_country(c)
        if country is not None:
            return self._state_body(template, c.body.kind, country)
        same = [
            e for e in self.all
            if e.mentions and (e.template == template or (e.kind == "police" and c.body.kind == "police"))
        ]  # fmt: skip
        if same:
            return _salient(same, c)
        label = template.replace(" of {state}", "")
        for name in sorted(self.expected):
            if name.startswith(label + " of "):
                return self.make(("name", name.lower()), name, c.body.kind)
        entity = self.make(("body", template), label, c.body.kind)
        entity.template, entity.generic = template, True
        return entity

    def _implied_country(self, c: Candidate) -> str | None:
        """«the government», «regime forces», «the army»: of the state last spoken of in such words."""
        assert c.body is not None
        template = c.body.name
        if c.telling:
            return None
        if c.government or (template == GOVERNMENT_OF and not c.body.people):
            before = [country for start, country in self.governments if start < c.start]
            if before or self.governments:
                return before[-1] if before else self.governments[0][1]
            if template == GOVERNMENT_OF and not c.definite:
                return None
            spoken_of = {e.country for e in self.all if e.mentions}
            return max(sorted(set(self.states) & spoken_of), key=self.states.count, default=None)
        spoken = [e for e in self.all if e.country and e.mentions and e.template == template]
        if spoken:
            return max(spoken, key=lambda e: e.last).country
        named = self.bodies.get(template)
        if named:
            return max(sorted(set(named)), key=named.count)
        countries = {country for held in self.bodies.values() for country in held}
        # the only state whose bodies are spoken of, once it is: foreign troops named later are not «the army» before
        return countries.pop() if len(countries) == 1 and countries <= {e.country for e in self.all} else None

    def _possessor_country(self, c: Candidate) -> str | None:
        """«its army»: the country of the last state or government before."""
        for child in c.head.children:
            if child.dep_ == "poss" and child.lower_ in self.parsed.lexicon.words("possessive_third"):
                states = [e for e in self.all if e.country and e.mentions and e.mentions[-1].start < c.start]
                if states:
                    return max(states, key=lambda e: e.last).country
        return None

    def _state_body(self, template: str, kind: ActorKind, country: str) -> Entity:
        state = self.words.state_name(country)
        if template == GOVERNMENT_OF:
            entity = self.state(country, state)
            entity.template = template
            return entity
        entity = self.make(("body", template, country), template.replace("{state}", with_article(state)), kind, country)
        entity.template = template
        return entity

    # ------------------------------------------------------------------ groups and unnamed people

    def _group(self, c: Candidate) -> Entity | None:
        if c.apposed is not None:
            apposed = next((e for e in reversed(self.all) if e.covers(c.apposed) and not e.person), None)
            if apposed is not None:
                return apposed
        if c.owner is not None and c.kind != "civilian":
            return self.by_hit(c.owner)
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
        nameless = self.by_key.get(("body", "Police of {state}"))
        if c.kind == "police" and c.telling and c.head.lemma_.lower() == "police" and nameless is not None:
            return self.rename(nameless, self._label(as_name(self.parsed, c.start, c.end)), "police")
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
                return _salient(armed, c)
        anew = c.counted or c.indefinite or c.telling or c.country is not None
        if c.plural and c.kind == "armed_group" and not anew and c.definite:
            armed = [
                e for e in self.all
                if e.mentions and e.kind == "armed_group" and not all(m.counted for m in e.mentions)
                and self._ours(c) == self._all_ours(e)
            ]  # fmt: skip
            if armed:
                return _salient(armed, c)
        return None if c.backward else self._new_group(c)

    def _named_group(self, c: Candidate, hit: Hit) -> Entity:
        """«the Kurdish militia, the YPG»: the named one, with what was said of it in other words before."""
        entity = self.by_hit(hit)
        if c.telling:
            for e in list(self.all):
                if e is not entity and e.mentions and e.kind in _ARMED and e.unnamed and c.telling <= e.modifiers:
                    self.merge(e, entity)
        return entity

    def _last_collective(self, c: Candidate, noun: str) -> Entity | None:
        """«the group», «the ministry», «the organisation»: the last named body of that sort."""
        kinds: frozenset[str]
        if c.kind == "armed_group" or noun in self.parsed.lexicon.words("movement"):
            kinds = _ARMED if c.kind == "armed_group" else _MOVEMENTS
        elif c.kind == "political_group":
            kinds = frozenset({"political_group"})
        else:
            kinds = frozenset({c.kind})
        fits = [
            e
            for e in self.all
            if e.last >= 0 and e.kind in kinds and not e.plural and self._ours(c) == self._all_ours(e)
        ]
        named = [e for e in fits if noun in e.name.lower() or noun in e.nouns]
        if not named:  # «the coalition» of the «Election Watch Coalition», whatever it is
            named = [
                e for e in self.all
                if e.last >= 0 and not e.unnamed and not e.plural and e.name.lower().split()[-1:] == [noun]
            ]  # fmt: skip
            fits = fits or named
        if c.backward:
            fits = named = [e for e in self.all if e.mentions and noun in e.name.lower().split()]
        if not fits:
            later = [n for n in sorted(self.expected) if n.lower().endswith(" " + noun)]
            if len(later) == 1:
                return self.by_key.get(("name", later[0].lower())) or self.make(
                    ("name", later[0].lower()), later[0], c.kind
                )
        return _salient(named or fits, c) if fits else None

    def _ours(self, c: Candidate) -> bool:
        """Does the speaker call it his own («our air force»), so that «the enemy militia» is not it?"""
        return self.parsed.clean[c.start : c.end].lower().split()[0] in self.parsed.lexicon.words("possessive_first")

    def _all_ours(self, entity: Entity) -> bool:
        return bool(entity.mentions) and all(self._ours(m) for m in entity.mentions)

    def _people_of_state(self, c: Candidate) -> Entity:
        state = c.name
        if c.definite and c.plural and not c.counted:
            return self.state(c.country, state)
        assert c.hit is not None
        if c.plural:
            form = c.hit.entry.form
            entity = self.make(
                ("people", c.country or ""), form if form.endswith("s") else form + "s", "civilian", c.country
            )
            entity.plural = True
            return entity
        entity = Entity(f"{c.hit.entry.form} person", "person", c.country)
        self.all.append(entity)
        return entity

    def _new_group(self, c: Candidate) -> Entity:
        label = self._label(as_name(self.parsed, c.start, c.end))
        kind: ActorKind = c.kind
        if not c.plural and not (c.group and c.group.collective) and kind not in {"media"}:
            kind = "person"
        entity = Entity(label, kind, c.country, plural=c.plural, unnamed=True)
        self.all.append(entity)
        return entity

    def _label(self, text: str) -> str:
        """The words of a mention as a name: without its article."""
        words = text.split()
        return " ".join(
            words[1:] if len(words) > 1 and words[0].lower() in self.parsed.lexicon.words("before_name") else words
        )

    def _holds(self, titles: set[str], title: str) -> bool:
        """Is the title among these, or the short form of one («minister» of «foreign minister»)?"""
        other = self.parsed.lexicon.words("another_rank")
        return title in titles or any(t.endswith(" " + title) and t.split()[0] not in other for t in titles)


def _salient(entities: list[Entity], c: Candidate) -> Entity:
    """The one that the words take up: mentioned last, or a little before and more often."""
    return max(
        entities,
        key=lambda e: (_OFTEN * min(len(e.mentions), 8) + (not e.unnamed) - (c.head.i - e.last) / _SENTENCE, e.last),
    )


def _fits(entity: Entity, c: Candidate) -> bool:
    """Can a described group be this one: no other state, and no telling word that it lacks?"""
    if c.country and c.country != entity.country:
        return False
    return c.telling <= entity.modifiers
