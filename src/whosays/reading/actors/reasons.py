"""Why an actor was read, in words: the table row, or the tagger, behind each sort of its mentions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from whosays.reading.actors.words import METONYMS
from whosays.reading.reasons import row

if TYPE_CHECKING:
    from whosays.reading.actors.candidates import Candidate
    from whosays.reading.actors.words import Words
    from whosays.reading.lexicon import Lexicon

_MOST = 4
_COLUMN = {"state": "aliases", "seat": "seats", "figure": "aliases", "actor": "aliases"}
_TABLE = {"state": "states", "seat": "states", "figure": "public_figures", "actor": "actors"}


class ActorReasons:
    """Tells of the actors of one document."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self.words, self.lexicon = words, lexicon
        self.metonyms = {r["phrase"] for r in lexicon.rows(METONYMS)}

    def of(self, mentions: Iterable[Candidate]) -> tuple[str, ...]:
        """The reasons of an actor's mentions, each once, the first ones."""
        told = dict.fromkeys(said for c in mentions for said in self._of(c))
        return tuple(told)[:_MOST]

    def _of(self, c: Candidate) -> list[str]:
        out: list[str] = []
        if c.hit is not None:
            out.append(self._of_hit(c))
        if c.body is not None:
            out.append(row(self.lexicon, "state_bodies", f"{c.body.name} ({c.body.kind})", name=c.body.name))
        if c.figure is not None:
            out.append(row(self.lexicon, "public_figures", c.figure.name, name=c.figure.name))
        if c.title is not None:
            out.append(row(self.lexicon, "titles", f"{c.title.words} ({c.title.office})", title=c.title.words))
        if c.type == "group" and c.group is not None and c.group.noun in self.words.groups:
            out.append(row(self.lexicon, "actor_groups", f"{c.group.noun} → {c.group.kind}", noun=c.group.noun))
        if c.type == "org":
            out.append(self._of_organisation(c))
        if c.type == "person" and not out:
            out.append("tagger: the name of a person")
        if c.type != "pronoun" and not out:
            out.append(
                "parse: takes up a name given elsewhere in the text" if c.backward else "parse: a noun for people"
            )
        return out

    def _of_hit(self, c: Candidate) -> str:
        assert c.hit is not None
        entry = c.hit.entry
        if entry.type == "demonym":
            form = entry.form
            word = form[:-3] + "man" if form.endswith("men") else form.removesuffix("s")
            return row(self.lexicon, "demonyms", f"{word} → {entry.country}", demonym=word)
        if entry.form in self.metonyms:
            return row(self.lexicon, "metonyms", f"{entry.form} → {entry.name}", phrase=entry.form)
        said = entry.form if entry.form == entry.name else f"{entry.form} → {entry.name}"
        cells = {_COLUMN[entry.type] if entry.alias else "name": entry.form}
        return row(self.lexicon, _TABLE[entry.type], said, **cells)

    def _of_organisation(self, c: Candidate) -> str:
        kind = self.words.organisation_kind(c.name)
        padded = f" {c.name.lower()} "
        word = next((w for w, k in self.words.organisations.items() if k == kind and f" {w} " in padded), None)
        if word is None:
            return "tagger: the name of an organisation, of a kind that no table tells"
        return row(self.lexicon, "organisation_words", f"{word} → {kind}", word=word)
