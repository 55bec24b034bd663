"""Whose figure it is, where no clause is reported: «put the death toll at 27», «the 38 documented by the UN»."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.reading.claims.draft import Draft, runs, subtract
from whosays.reading.claims.syntax import phrase, subject_of, trim, verb_group
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.measures.words import words_of
from whosays.reading.reasons import row

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model import Actor, Measure
    from whosays.reading.parse import Parsed

TOLL_VERBS = TableSpec("toll_verbs", ("lemma", "frame"), (), {"frame": frozenset({"set", "by", "figure", "tell"})})
_SCORE = 0.6
_CLAUSES = frozenset({"conj", "cc", "advcl", "ccomp", "parataxis", "punct", "mark"})
_DONE_TO_PEOPLE = frozenset({"killed", "injured", "missing", "captured", "released", "displaced"})
_REACH = 9  # arcs between a number and the verb that gives it

_TABLES: WeakKeyDictionary[Lexicon, dict[str, frozenset[str]]] = WeakKeyDictionary()


def toll_verbs(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Frame -> lemmas (of the figure: of the nouns that stand for it), read once a lexicon."""
    if lexicon not in _TABLES:
        found: dict[str, set[str]] = {"set": set(), "by": set(), "figure": set(), "tell": set()}
        for row in lexicon.rows(TOLL_VERBS):
            found[row["frame"]].add(row["lemma"].lower())
        _TABLES[lexicon] = {frame: frozenset(lemmas) for frame, lemmas in found.items()}
    return _TABLES[lexicon]


def give_tolls(parsed: Parsed, drafts: list[Draft], actors: list[Actor], measures: list[Measure]) -> list[Draft]:
    """The drafts, and those for figures that somebody gives without a reported clause.

    Whose number «the 38 documented by the UN» is, the participle says: a draft that has it as its cue for other words
    is replaced.
    """
    verbs = toll_verbs(parsed.lexicon)
    named = {i for a in actors for m in a.mentions for i in _tokens(parsed, m.span)}
    cues = {i for d in drafts for i in range(*d.cue)}
    out: dict[int, Draft] = {}
    for measure in measures:
        if measure.span is None:
            continue
        number = parsed.tokens_in(measure.span).root
        given = _given_by(number, verbs["by"])
        if given is not None:
            out[given.head] = given
            _tell(parsed, given, "by")
        found = _set(number, verbs["set"], parsed, named)
        if found is not None and found.head not in cues:
            out.setdefault(found.head, found)
            _tell(parsed, found, "set")
        spoken = _told(number, verbs["tell"]) if measure.role in _DONE_TO_PEOPLE else None
        if spoken is not None and spoken.head not in cues:
            out.setdefault(spoken.head, spoken)
            _tell(parsed, spoken, "tell")
    kept = [d for d in drafts if d.head not in out]
    return sorted([*kept, *out.values()], key=lambda d: (d.start, d.cue))


def _tell(parsed: Parsed, draft: Draft, frame: str) -> None:
    """Give the draft its reason, where that is asked for."""
    if parsed.explain:
        lemma = parsed.doc[draft.head].lemma_.lower()
        draft.why = (row(parsed.lexicon, "toll_verbs", f"{lemma} ({frame})", lemma=lemma, frame=frame),)


def _tokens(parsed: Parsed, span: tuple[int, int]) -> range:
    found = parsed.tokens_in(span)
    return range(found.start, found.end)


def _given_by(number: Token, lemmas: frozenset[str]) -> Draft | None:
    """«the 38 documented by the UN»: the participle on the number or on the noun that stands for it."""
    for token in (number, number.head):
        for child in token.rights:
            if child.dep_ not in ("acl", "relcl") or child.tag_ != "VBN" or child.lemma_.lower() not in lemmas:
                continue
            by = next((c for c in child.rights if c.dep_ in ("agent", "prep") and c.lower_ == "by"), None)
            owner = next((c for c in by.rights if c.dep_ == "pobj"), None) if by is not None else None
            if owner is None or owner.pos_ not in ("NOUN", "PROPN"):
                continue
            content = {t.i for t in number.subtree} - {t.i for t in child.subtree}
            content = {i for i in content if i < child.i}
            if content:
                return Draft(child.i, (child.i, child.i + 1), phrase(owner), runs(content), "assert", _SCORE)
    return None


def _told(number: Token, lemmas: frozenset[str]) -> Draft | None:
    """«Locals spoke of twenty», «the army admitted to seven»: a number under the preposition of a verb of saying."""
    preposition = number.head
    verb = preposition.head
    if number.dep_ != "pobj" or preposition.lower_ not in {"of", "to"} or verb.lemma_.lower() not in lemmas:
        return None
    subject = subject_of(verb) if verb.pos_ == "VERB" else None
    if subject is None or subject.i > verb.i or subject.pos_ not in {"NOUN", "PROPN"}:
        return None
    stance = "admit" if preposition.lower_ == "to" else "assert"
    return Draft(verb.i, verb_group(verb), phrase(subject), runs({t.i for t in number.subtree}), stance, _SCORE)


def _counts_itself(subject: Token, verb: Token, objects: list[Token]) -> bool:
    """«It put the toll at 19», «it raised its count»: whoever counts, and no blast that raised a toll."""
    own = any(c.dep_ == "poss" and c.tag_ == "PRP$" for o in objects for c in o.lefts)
    return subject.tag_ == "PRP" and (own or verb.lemma_.lower() == "put")


def _set(number: Token, lemmas: frozenset[str], parsed: Parsed, named: set[int]) -> Draft | None:
    """«The committee raised its count to 34»: the verb above the number, with a count for its object."""
    verb = number
    for _ in range(_REACH):
        if verb.pos_ == "VERB" and verb.dep_ not in ("acl", "relcl"):
            break
        verb = verb.head  # «the number of those hurt in the blast to 31», the number hung on «hurt»
    if verb.pos_ != "VERB" or verb.lemma_.lower() not in lemmas:
        return None
    if verb.dep_ == "conj" and verb.head.dep_ == "ccomp":  # «she conceded that police had fired, and put the dead at 9»
        return None
    counting = words_of(parsed.lexicon).small["counting"] | toll_verbs(parsed.lexicon)["figure"]
    objects = [c for c in verb.rights if c.dep_ == "dobj"]
    objects += [g for c in verb.rights if c.dep_ == "prep" for g in c.rights if g.dep_ == "pobj"]
    if not any(o.lemma_.lower() in counting for o in objects):
        return None
    subject = subject_of(verb)
    if subject is None or subject.i > verb.i or not (subject.i in named or _counts_itself(subject, verb, objects)):
        return None
    inside = {t.i for c in verb.rights if c.dep_ not in _CLAUSES for t in c.subtree}
    inside -= {t.i for c in verb.rights if c.dep_ in _CLAUSES and c.dep_ != "punct" for t in c.subtree}
    source = phrase(subject)
    content = [trim(parsed.doc, r) for r in subtract(runs(inside), source)]
    return Draft(verb.i, verb_group(verb), source, content, "assert", _SCORE) if content else None
