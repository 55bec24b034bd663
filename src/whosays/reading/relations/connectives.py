"""Relations that words state: in response to, causes, after, part of, discusses; by a table and the parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from whosays.model import Relation
from whosays.model.report import RelationKind
from whosays.reading.events.tables import ORDINALS
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.reasons import row as told
from whosays.reading.relations.mentions import Mention, Mentions

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

_KINDS = frozenset({"in_response_to", "causes", "part_of", "after", "discusses"})
CONNECTIVES = TableSpec(
    name="connectives",
    required=("words", "shape", "kind"),
    optional=("act",),
    allowed={
        "shape": frozenset({"prep", "verb", "passive", "topic", "part", "before", "then", "answer"}),
        "kind": _KINDS | {"-"},
        "act": _KINDS,
    },
)
REACTIONS = TableSpec(name="reactions", required=("kind",), optional=("verbs",))
# Effects that a clause adds to a deed in a participle («…, disrupting supplies»), or that a deed does to people.
_EFFECTS = ("disruption", "displacement", "territory.withdrawal", "sabotage")
_DEEDS = ("attack", "clash", "sabotage", "territory", "riot", "killing", "disruption", "cyber")


@dataclass(frozen=True)
class Connective:
    """One row of the table."""

    words: tuple[str, ...]
    shape: str
    kind: str
    act: str


class ConnectiveTable:
    """Connectives by first word; longer ones first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rows: dict[str, list[Connective]] = {}
        for row in lexicon.rows(CONNECTIVES):
            words = tuple(row["words"].lower().split())
            kind = "" if row["kind"] == "-" else row["kind"]
            item = Connective(words, row["shape"], kind, row.get("act", ""))
            self._rows.setdefault(words[0], []).append(item)
        for rows in self._rows.values():
            rows.sort(key=lambda c: -len(c.words))
        self.ordinals = frozenset(r["word"].lower() for r in lexicon.rows(ORDINALS))
        reactions = lexicon.rows(REACTIONS)
        self.reactions = frozenset(r["kind"] for r in reactions)
        self.answers = {r["kind"]: frozenset(r.get("verbs", "").split()) for r in reactions}

    def at(self, token: Token) -> Iterator[tuple[Connective, Token]]:
        """Connectives that begin at the token, each with its last token."""
        rows = self._rows.get(token.lower_) or self._rows.get(token.lemma_.lower()) or ()
        for item in rows:
            last = _last_word(token, item)
            if last is not None:
                yield item, last


def _last_word(token: Token, item: Connective) -> Token | None:
    """The last token of the connective: its words follow each other, or the verb's preposition is its dependent."""
    if len(item.words) == 1:
        return token
    if item.shape in ("verb", "passive") or (item.shape == "prep" and token.pos_ == "VERB"):
        return next(
            (c for c in token.rights if c.lower_ == item.words[-1] and c.dep_ in ("prep", "prt", "agent", "dative")),
            None,
        )
    doc = token.doc
    last = token.i + len(item.words)
    if last > len(doc) or any(
        doc[token.i + k].lower_ != word and doc[token.i + k].lemma_.lower() != word for k, word in enumerate(item.words)
    ):
        return None
    return doc[last - 1]


_TABLES: WeakKeyDictionary[Lexicon, ConnectiveTable] = WeakKeyDictionary()


def connective_table(lexicon: Lexicon) -> ConnectiveTable:
    """The table of a lexicon, built once."""
    if lexicon not in _TABLES:
        _TABLES[lexicon] = ConnectiveTable(lexicon)
    return _TABLES[lexicon]


def stated_relations(parsed: Parsed, mentions: Mentions, table: ConnectiveTable) -> list[Relation]:
    """Relations with words for them, in text order, none twice."""
    found: dict[tuple[str, str, str], Relation] = {}
    sentences: dict[int, int] = {}
    for m in mentions.items:
        sentences[m.token.sent.start] = sentences.get(m.token.sent.start, 0) + 1
    for start in sorted(sentences):
        sent = parsed.doc[start].sent
        done = -1
        for token in sent:
            if token.i <= done:
                continue
            for item, last in table.at(token):
                alone = sentences[start] == 1
                if alone and not (item.shape == "answer" and token.dep_ == "ROOT" and token.pos_ == "VERB"):
                    continue  # the other event must stand in the sentence
                links = list(_links(item, token, last, mentions, table))
                if not links:
                    continue
                said = " ".join(item.words)
                why = (
                    told(parsed.lexicon, "connectives", f"{said} ({item.shape})", words=said) if parsed.explain else ""
                )
                for kind, one, other in links:
                    _add(found, parsed, kind, one, other, token, last, why)
                done = last.i if last.i - token.i == len(item.words) - 1 else token.i
                break
    for mention in mentions.items:
        parts = _parts(mention, mentions, table)
        for word, one, other in parts:
            why = ""
            if parsed.explain and word.lower_ in table.ordinals:
                why = told(parsed.lexicon, "ordinals", f"{word.lower_} of those told before", word=word.lower_)
            elif parsed.explain:
                why = "parse: what became of the weapons fired in it"
            _add(found, parsed, "part_of", one, other, word, word, why)
        for kind, one, other in _by_trigger(mention, mentions, table):
            why = ""
            if parsed.explain and kind == "in_response_to":
                said = f"{mention.event.kind} ({mention.token.lemma_.lower()})"
                why = told(parsed.lexicon, "reactions", said, kind=mention.event.kind)
            elif parsed.explain:
                why = "parse: an effect that the clause adds to the deed"
            _add(found, parsed, kind, one, other, mention.token, mention.token, why)
    return sorted(found.values(), key=lambda r: (r.span or (0, 0), r.from_, r.to))


def _add(
    found: dict[tuple[str, str, str], Relation],
    parsed: Parsed,
    kind: str,
    one: Mention,
    other: Mention,
    first: Token,
    last: Token,
    why: str,
) -> None:
    if one.event.id == other.event.id or not kind:
        return
    if any((k, other.event.id, one.event.id) in found for k in _KINDS):
        return
    key = (kind, one.event.id, other.event.id)
    span = (first.idx, last.idx + len(last))
    found.setdefault(
        key,
        Relation.model_validate(
            {
                "kind": cast(RelationKind, kind),
                "from": one.event.id,
                "to": other.event.id,
                "span": span,
                "why": (why,) if why else (),
            }
        ),
    )


def _links(
    item: Connective, first: Token, last: Token, mentions: Mentions, table: ConnectiveTable
) -> Iterator[tuple[str, Mention, Mention]]:
    """(kind, from, to) for each pair of mentions that the connective relates."""
    if item.shape in ("verb", "passive"):
        yield from _by_verb(item, first, last, mentions)
        return
    if item.shape == "topic":
        yield from _topics(item, first, mentions)
        return
    if item.shape in ("then", "answer"):
        yield from _told_before(item, first, mentions)
        return
    objects = _held(_complement(first, last), mentions)
    subjects = [m for m in _hung_on(first, item, mentions, table) if m not in objects]
    for one in subjects[:1]:
        for other in objects:
            kind = item.act if item.act and one.event.kind in table.reactions else item.kind
            if item.shape == "part" and other.event.kind == one.event.kind and item.words == ("during",):
                continue
            yield (kind, other, one) if item.shape == "before" else (kind, one, other)


def _told_before(item: Connective, first: Token, mentions: Mentions) -> Iterator[tuple[str, Mention, Mention]]:
    """The event of the connective's clause, and the one told last before it, in its sentence or the one before."""
    if item.shape == "answer":  # «retaliated», «responded with air strikes»
        means = [g for c in first.children if c.dep_ == "prep" and c.lower_ in ("with", "by") for g in c.children]
        here = mentions.at(first) or mentions.under(means)
    else:
        here = mentions.carried_by(first.head)
    for one in here[:1]:
        for other in reversed(mentions.items[: one.order]):
            if one.event.sentence - other.event.sentence > 1:
                break
            told = other.event.status in ("happened", "ongoing")
            settled = one.event.status in ("happened", "ongoing") or item.shape == "then"
            if told and settled and (item.shape == "then" or other.event.kind.startswith(_DEEDS)):
                yield item.kind, one, other
                break


def _hung_on(first: Token, item: Connective, mentions: Mentions, table: ConnectiveTable) -> list[Mention]:
    """Mentions of what the connective hangs on; for an answer, the vow or refusal above it comes first."""
    if first.dep_ in ("attr", "nsubj") and first.head.pos_ in ("AUX", "VERB"):
        return mentions.under([c for c in first.head.lefts if c.dep_ == "nsubj"])
    anchor = _anchor(first)
    if item.act and item.act != item.kind:
        answers = [m for m in mentions.governing(anchor) if m.event.kind in table.reactions]
        if answers and anchor.dep_ in ("xcomp", "ccomp", "acl", "dobj"):
            return answers
    return mentions.at(first) or mentions.carried_by(anchor) or mentions.governing(anchor)


def _held(tokens: list[Token], mentions: Mentions) -> list[Mention]:
    """The mentions that a complement is about: of a clause whose verb is no event, its subject's before the rest."""
    for token in tokens:
        if token.pos_ in ("VERB", "AUX") and not mentions.at(token):
            subjects = mentions.under([c for c in token.lefts if c.dep_ == "nsubj"])
            if subjects:
                return subjects
    return mentions.under(tokens)


def _anchor(first: Token) -> Token:
    """The word that the connective hangs on: above its preposition, or the verb of which it is a mark."""
    if first.dep_ == "mark":
        return first.head.head
    if first.pos_ in ("NOUN", "VERB"):
        return first
    return first.head


def _complement(first: Token, last: Token) -> list[Token]:
    """What follows the connective: the object of its last preposition, or the clause that it marks."""
    if first.dep_ == "mark":
        return [first.head]
    out = [c for c in last.rights if c.dep_ in ("pobj", "pcomp")]
    if not out and first.dep_ == "advmod":
        return []
    return out


def _by_verb(item: Connective, verb: Token, last: Token, mentions: Mentions) -> Iterator[tuple[str, Mention, Mention]]:
    if item.shape == "passive":
        effects = [m for c in verb.children if c.dep_ == "nsubjpass" for m in mentions.under([c])]
        if not effects and verb.dep_ in ("acl", "relcl"):
            effects = mentions.carried_by(verb.head)
        causes = mentions.under([c for c in last.children if c.dep_ == "pobj"])
        for effect in effects[:1]:
            for cause in causes:
                yield (item.kind, cause, effect) if item.kind == "causes" else (item.kind, effect, cause)
        return
    if any(c.dep_ == "auxpass" for c in verb.children):
        return
    subjects = [m for c in verb.children if c.dep_ == "nsubj" for m in mentions.carried_by(c)]
    if not any(c.dep_ == "nsubj" for c in verb.children) or not subjects:
        relative = any(c.dep_ == "nsubj" and c.tag_ in ("WDT", "WP") for c in verb.children)
        if verb.dep_ in ("acl", "relcl") and (relative or verb.tag_ == "VBG"):
            subjects = mentions.carried_by(verb.head) or mentions.governing(verb.head)
        elif verb.dep_ in ("advcl", "conj", "xcomp") and not any(c.dep_ == "nsubj" for c in verb.children):
            subjects = mentions.carried_by(verb.head) or mentions.governing(verb)
    effects = mentions.under(
        [c for c in verb.rights if c.dep_ in ("dobj", "xcomp", "ccomp", "advcl") and c.tag_ != "VBN"]
        + [c for c in last.rights if last != verb and c.dep_ in ("pobj", "pcomp")]
    )
    effects += [m for m in mentions.at(verb) if m not in effects and _effect(m)]
    for cause in subjects[:1]:
        for effect in effects:
            yield item.kind, cause, effect


def _topics(item: Connective, first: Token, mentions: Mentions) -> Iterator[tuple[str, Mention, Mention]]:
    if first.pos_ == "VERB":
        subjects = [m for m in mentions.governing(first) if m.event.kind == "meeting"]
        topics = mentions.under([c for c in first.rights if c.dep_ == "dobj"])
    else:
        subjects = [m for m in mentions.carried_by(first.head, 1) if m.event.kind == "meeting"]
        topics = mentions.under([c for c in first.rights if c.dep_ in ("pobj", "pcomp")])
    for meeting in subjects[:1]:
        for topic in topics:
            if topic.event.kind != "meeting":
                yield item.kind, meeting, topic


def _by_trigger(mention: Mention, mentions: Mentions, table: ConnectiveTable) -> Iterator[tuple[str, Mention, Mention]]:
    """Relations whose word is the trigger itself: what is condemned or rejected; an effect of the main deed."""
    token, kind = mention.token, mention.event.kind
    if token.pos_ == "VERB" and token.lemma_.lower() in table.answers.get(kind, ()):
        for other in mentions.under([c for c in token.rights if c.dep_ == "dobj"]):
            if other.token.dep_ in ("dobj", "conj") and not other.event.kind.startswith("statement"):
                yield "in_response_to", mention, other
    if _effect(mention) and token.pos_ == "VERB":
        subjects = mentions.under([c for c in token.lefts if c.dep_ == "nsubj"])
        if not subjects and token.tag_ == "VBG" and token.dep_ == "advcl":
            subjects = mentions.carried_by(token.head)
        for cause in subjects:
            if cause.event.kind.startswith(_DEEDS):
                yield "causes", cause, mention


def _parts(mention: Mention, mentions: Mentions, table: ConnectiveTable) -> Iterator[tuple[Token, Mention, Mention]]:
    """«The first strike» of the strikes named before; what happened to the missiles «fired in the first strike»."""
    token = mention.token
    ordinal = next((c for c in token.lefts if c.lower_ in table.ordinals), None)
    if any(c.lower_ == "such" for c in token.lefts):  # «the second such attack this week» counts, it is no part
        ordinal = None
    if ordinal is not None and token.tag_ == "NN":
        for whole in reversed(mentions.items[: mention.order]):
            if whole.token.tag_ == "NNS" and whole.event.kind.split(".")[0] == mention.event.kind.split(".")[0]:
                yield ordinal, mention, whole
                break
    if token.dep_ == "pobj" and token.head.lower_ == "in" and token.head.head.dep_ in ("acl", "relcl"):
        above = token.head.head.head
        while above.pos_ in ("NOUN", "NUM", "PROPN", "ADP", "PRON", "ADJ") and above.head != above:
            above = above.head
        for part in mentions.at(above)[:1]:
            if part.event.kind == "interception":
                yield token.head.head, part, mention


def _effect(mention: Mention) -> bool:
    return mention.event.kind in _EFFECTS
