"""How the source stands to what it says: asserts, admits, denies, alleges, threatens, pledges, …"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from whosays.model import Actor, Claim, Event
from whosays.model.report import Stance
from whosays.reading import syntax
from whosays.reading.claims.cues import cue_table
from whosays.reading.claims.draft import Draft
from whosays.reading.claims.syntax import subject_of
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.reasons import row
from whosays.reading.tags import STANCE

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

STANCES = TableSpec(
    name="stances",
    required=("cue", "where", "words", "stance"),
    allowed={
        "cue": frozenset(STANCE),
        "stance": frozenset(STANCE),
        "where": frozenset({"content", "object", "own_future", "threat", "blame", "deed", "claimed", "untrue"}),
    },
    many=frozenset({"cue"}),
)
# What the words say counts for this much beside the encoder's probability: the cue's own stance, less where the cue is
# of several («warned»), and what its object or content makes of it («vowed retaliation»).
_OWN_WEIGHT, _OPEN_WEIGHT, _MADE_WEIGHT = 0.8, 0.5, 1.0
_MADE = frozenset({"object", "threat", "deed", "untrue"})
_VIOLENT = ("attack", "killing", "territory", "abduction")
_OWN_WORD = frozenset({"admit", "deny"})


@dataclass(frozen=True)
class StanceRule:
    """One row of the table."""

    cues: frozenset[str]
    where: str
    words: frozenset[str]
    stance: str


_RULES: WeakKeyDictionary[Lexicon, list[StanceRule]] = WeakKeyDictionary()


def stance_rules(lexicon: Lexicon) -> list[StanceRule]:
    """The rules of a lexicon, read once."""
    if lexicon not in _RULES:
        _RULES[lexicon] = [
            StanceRule(frozenset(r["cue"].split()), r["where"], frozenset(r["words"].lower().split()), r["stance"])
            for r in lexicon.rows(STANCES)
        ]
    return _RULES[lexicon]


def stance_of(parsed: Parsed, draft: Draft) -> Stance:
    """The stance by cue, by the words of the content and by the encoder's word on the cue."""
    base = draft.stance or "assert"
    weight = _OPEN_WEIGHT if base == "expect" else _MADE_WEIGHT if draft.made else _OWN_WEIGHT
    words = _Words(parsed, draft)
    for rule in stance_rules(parsed.lexicon):
        if base in rule.cues and words.fit(rule):
            base = rule.stance
            weight = _MADE_WEIGHT if rule.where in _MADE else _OWN_WEIGHT
            if parsed.explain:
                word = words.word_of(rule)
                said = f"{word} ({rule.where}) → {base}"
                draft.why += (row(parsed.lexicon, "stances", said, where=rule.where, words=word),)
            break
    if parsed.tags is not None:
        if parsed.explain:
            seen = parsed.tags.stance[draft.head]
            draft.why += (f"encoder: stance {STANCE[int(seen.argmax())]} {float(seen.max()):.2f}",)
        said = parsed.tags.stance[draft.head].tolist()
        said[STANCE.index(base)] += weight
        base = STANCE[said.index(max(said))]
    if base in _OWN_WORD and syntax.is_negated(parsed.doc[draft.head]):  # «did not claim responsibility»
        base = "other"
    return cast(Stance, base)


def menaces(
    claim: Claim, threats: list[int], events: dict[str, Event], actors: dict[str, Actor], hinting: frozenset[str]
) -> bool:
    """Is a warning or hint a threat? Where a state or an armed body warns of violence («warned against any strike»),
    and where somebody hints at violence of his own side («hinted that his country could strike»).

    threats: where the triggers of threats begin, sorted; hinting: lemmas of cues that hint.
    """
    source = actors.get(claim.source.ref or "")
    if claim.cue is None or source is None or (source.country is None and source.kind != "armed_group"):
        return False
    violent = [events[key] for key in claim.about if key in events and events[key].kind.startswith(_VIOLENT)]
    if claim.stance == "expect" and violent:
        at = bisect_left(threats, claim.cue.span[0])
        if at < len(threats) and threats[at] < claim.cue.span[1]:
            return True
    if claim.cue.lemma not in hinting or source.country is None:
        return False
    for event in violent:
        if event.status not in ("possible", "planned"):
            continue
        agents = [actors.get(r.ref or "") for r in event.roles if r.role == "agent"]
        if any(a is not None and a.country == source.country for a in agents):
            return True
    return False


def owns(parsed: Parsed, claim: Claim, events: dict[str, Event]) -> bool:
    """Does the source claim a deed as its own («claimed the bombing»)? The words spoken of are just that deed."""
    if claim.cue is None or not any(
        rule.where == "claimed" and claim.stance in rule.cues and claim.cue.lemma in rule.words
        for rule in stance_rules(parsed.lexicon)
    ):
        return False
    root = parsed.tokens_in(claim.content[0]).root
    said = [events[key] for key in claim.about if key in events and events[key].trigger.span[0] == root.idx]
    mine = [r for e in said if e.kind.startswith(_VIOLENT) for r in e.roles if r.role == "agent"]
    return root.pos_ == "NOUN" and any(r.span == claim.source.span or r.ref == claim.source.ref for r in mine)


class _Words:
    """The words of a draft as the rules look at them."""

    def __init__(self, parsed: Parsed, draft: Draft) -> None:
        self.doc, self.lexicon, self.words = parsed.doc, parsed.lexicon, parsed.lexicon.words
        self.draft = draft
        self.main = self._main_verb()

    def _main_verb(self) -> Token:
        first, last = self.draft.content[0]
        root: Token = self.doc[first:last].root
        return root

    def fit(self, rule: StanceRule) -> bool:
        if rule.where == "object":
            head = self.doc[self.draft.head]
            return any(c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in rule.words for c in head.children)
        if rule.where == "deed":
            plain = self.main.pos_ == "NOUN" and not self.main.ent_type_
            return plain and self.doc[self.draft.head].lemma_.lower() in rule.words
        if rule.where in ("content", "blame"):
            return any(
                self.doc[i].lower_ in rule.words or self.doc[i].lemma_.lower() in rule.words
                for i in self.draft.tokens()
            )
        if rule.where == "untrue":
            return self._untrue()
        if rule.where == "threat":
            return self._future() and self.main.lemma_.lower() in rule.words and self._own()
        return self._own() and any(c.dep_ == "aux" and c.lower_ in rule.words for c in self.main.children)

    def _untrue(self) -> bool:
        """«This is pure fiction», «the reports are not true», «there is no truth in it», «that never happened»."""
        verb = self.main
        subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "expl")), None)
        if subject is None or not (self.draft.start <= subject.i < self.draft.end):
            return False
        told = subject.lemma_.lower() in self.words("labelled") or cue_table(self.lexicon).get(subject) is not None
        pointing = subject.lower_ in self.words("points") | self.words("points_many")
        if verb.lemma_ != "be":
            return pointing and verb.lemma_.lower() in self.words("true") and syntax.is_negated(verb)
        what = [c for c in verb.rights if c.dep_ in ("attr", "acomp")]
        if not (told or pointing or subject.dep_ == "expl"):
            return False
        negated = syntax.is_negated(verb) or any(syntax.is_negated(c) for c in what)
        what += [c for w in what for c in w.children if c.dep_ == "conj"]
        return any(w.lower_ in self.words("true" if negated else "untrue") for w in what)

    def word_of(self, rule: StanceRule) -> str:
        """The word of a rule that fits."""
        near = [self.doc[i] for i in self.draft.tokens()] + list(self.doc[self.draft.head].children)
        forms = [form for t in near for form in (t.lower_, t.lemma_.lower())]
        return next((form for form in forms if form in rule.words), min(rule.words))

    def _future(self) -> bool:
        return any(c.dep_ == "aux" and c.lower_ in self.words("intending") for c in self.main.lefts)

    def _own(self) -> bool:
        """Is the source the one who acts in the content?"""
        subject = subject_of(self.main)
        if subject is None or self.draft.source is None:
            return False
        if self.draft.source[0] <= subject.i < self.draft.source[1]:
            return True
        if subject.lower_ in self.words("subject_first") or subject.lower_ in self.words("subject_third"):
            return True
        source = self.doc[self.draft.source[0] : self.draft.source[1]]
        return any(t.lemma_.lower() == subject.lemma_.lower() for t in source if t.pos_ in ("NOUN", "PROPN"))
