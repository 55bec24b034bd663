"""Why a number was read as a measure, in words: the rows for its role, what it counts, whom, and its bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.measures.words import PERSON
from whosays.reading.reasons import row

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from spacy.tokens import Token

    from whosays.model.report import MeasureRole, Who
    from whosays.reading.lexicon import Lexicon
    from whosays.reading.measures.phrases import Phrase
    from whosays.reading.measures.roles import RoleReader
    from whosays.reading.measures.words import Words


def of_role(role: MeasureRole | None, phrase: Phrase, reader: RoleReader, lexicon: Lexicon) -> str:
    """The row of measure_roles.tsv or people.tsv that gives a role that the parse and the tables found."""
    if role is None:
        return "parse: nothing says what was done to those counted"
    found = next((word for word, given in reversed(reader.heard or ()) if given == role), None)
    if found is not None:
        word = found.partition(" ")[0]
        return row(lexicon, "measure_roles", f"{found} → {role}", word=word, role=role)
    token = phrase.noun if phrase.noun is not None else phrase.head
    person = reader.words.person(token)
    if person is not None and person.role == role:
        word = _form(token, reader.words.people)
        return row(lexicon, "people", f"{word} → {role}", word=word)
    return f"parse: {role}, by the words around it"


def of_counted(kind: str, unit: str, phrase: Phrase, words: Words, lexicon: Lexicon) -> str:
    """What is counted: the row of people.tsv or units.tsv, or how a noun that no table has was taken."""
    noun = phrase.noun
    if noun is None:
        return f"counts {unit}: the noun is left out"
    if kind == PERSON:
        if words.person(noun) is None:
            return f"counts people: «{noun.text}» is in no table, but names people by its form or the tagger"
        word = _form(noun, words.people)
        return row(lexicon, "people", f"{word} counts people", word=word)
    word = _form(noun, words.units)
    if word not in words.units:
        return f"counts «{unit}»: no table has the noun"
    return row(lexicon, "units", f"{word} → {unit} ({kind})", word=word)


def of_who(who: Who | None, phrase: Phrase, words: Words, lexicon: Lexicon) -> tuple[str, ...]:
    """Who they are: the row of people.tsv that says it, else the rule of the phrase or the actor named in it."""
    if who is None:
        return ()
    for token in (phrase.noun, *reversed(phrase.modifiers)):
        person = words.person(token) if token is not None else None
        if token is not None and person is not None and person.who == who:
            word = _form(token, words.people)
            return (row(lexicon, "people", f"{word} → {who}", word=word),)
    return (f"who {who}: by the age, the actor or the words around it",)


def of_number(phrase: Phrase, words: Words, lexicon: Lexicon) -> tuple[str, ...]:
    """The rows of numbers.tsv and bounds.tsv that a number in words, or one with a bound, was read by."""
    numeral, doc = phrase.numeral, phrase.head.doc
    out = []
    for token in doc[numeral.core_first : numeral.core_last + 1]:
        if token.lower_ in words.single:
            said = f"{token.lower_} ({words.single[token.lower_].kind})"
            out.append(row(lexicon, "numbers", said, word=token.lower_))
    near = " ".join(t.lower_ for t in doc[numeral.first : numeral.last + 1])
    fitting = [
        " ".join(b.words)
        for entries in (*words.before.values(), *words.after.values())
        for b in entries
        if b.bound == numeral.bound and f" {' '.join(b.words)} " in f" {near} "
    ]
    if fitting and not phrase.single:
        said = max(fitting, key=lambda p: (len(p), p))
        out.append(row(lexicon, "bounds", f"{said} → {numeral.bound}", phrase=said))
    return tuple(out)


def _form(token: Token, known: Container[str]) -> str:
    """The form of a noun under which a table has it; its lemma where none does."""
    return next((form for form in _forms(token) if form in known), token.lemma_.lower())


def _forms(token: Token) -> Iterator[str]:
    lower = token.lower_
    yield from (lower, token.lemma_.lower(), lower.removesuffix("s"), lower.rstrip("s"))
    if lower.endswith("men"):
        yield lower[:-3] + "man"
