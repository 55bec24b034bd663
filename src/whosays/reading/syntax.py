"""Reading spaCy's parse: the span of a noun phrase, and who does what to whom, through passive and control.

All functions take tokens of a parsed document and return tokens, or spans as (start, end) in code points.
Labels are those of spaCy's English pipelines (ClearNLP style: nsubj, nsubjpass, dobj, agent, pobj, relcl …), as are the
auxiliaries, negations and relative pronouns named here: another language brings a module like this one, not a table.
None of them raises on a broken parse: an empty list, or the token's own span, is the answer then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_PASSIVE = frozenset({"nsubjpass", "csubjpass", "auxpass"})
_HELD_AS = frozenset({"captive", "hostage", "prisoner"})
"""What «held» makes of somebody, which the parse takes for its object: «six sailors, held captive for a month»."""
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_NEGATING = frozenset({"not", "n't", "never", "no", "neither", "nor", "without"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis", "csubj", "csubjpass"})
_LOOSE = frozenset({"relcl", "acl", "advcl", "parataxis", "ccomp", "conj", "cc", "preconj", "appos", "advmod"})
_OBJECT_CONTROL_DEPS = frozenset({"dobj", "dative"})
# Verbs that keep their subject over an infinitive although they have an object: «promised them to leave».
_SUBJECT_CONTROL = frozenset({"promise", "vow", "pledge", "threaten", "use", "get"})
_SPEAKERS = 8  # of longer lists none is taken for speakers
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOSED_BY = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "(": ")"}
_CLOSING = frozenset("\"'”’»)]")


def noun_phrase(
    token: Token, *, prepositions: str = "of", conjuncts: bool = False, apposition: bool = False
) -> tuple[int, int]:
    """Span of the noun phrase headed by ``token``, without relative or participle clause.

    prepositions: which trailing prepositional phrases belong to it: ``"none"``, ``"of"`` or ``"all"``;
    conjuncts: with «and B»; apposition: with «, the head of B» and a name in brackets after it.
    """
    inside = _phrase_tokens(token, prepositions, conjuncts, apposition)
    first, last = min(t.i for t in inside), max(t.i for t in inside)
    doc = token.doc
    while last > token.i and doc[last].is_punct and doc[last].text not in _CLOSING:
        last -= 1
    while first < token.i and ((doc[first].is_punct and doc[first].text not in "\"'(“‘«") or doc[first].is_space):
        first += 1
    while last > token.i and doc[last].is_space:
        last -= 1
    while first < token.i and _unclosed(doc[first], doc[last]):
        first += 1
    return doc[first].idx, doc[last].idx + len(doc[last])


def _unclosed(opening: Token, last: Token) -> bool:
    """Is this an opening quotation mark or bracket that nothing up to ``last`` closes?"""
    close = _CLOSED_BY.get(opening.text)
    return close is not None and not any(t.text == close for t in opening.doc[opening.i + 1 : last.i + 1])


def _phrase_tokens(token: Token, prepositions: str, conjuncts: bool, apposition: bool) -> list[Token]:
    out = [token]
    for child in token.children:
        dep = child.dep_
        if child.i < token.i:
            if dep in {"preconj", "cc", "relcl", "ccomp", "parataxis", "advcl", *_SUBJECT} or child.is_space:
                continue
            if dep in {"aux", "auxpass", "cop", "mark", "neg"} or child.tag_ in {"WRB", "WP$"} or _of_the_clause(child):
                continue
            out.extend(t for t in child.subtree if t.i <= token.i)
        elif dep == "prep" and (prepositions == "all" or (prepositions == "of" and child.lower_ == "of")):
            out.append(child)
            for inner in child.children:
                if inner.dep_ in {"pobj", "pcomp"}:
                    out.extend(_phrase_tokens(inner, prepositions, True, False))
        elif dep == "case" or (dep in {"nummod", "compound", "amod", "npadvmod"} and child.i == token.i + 1):
            if dep == "case" or child.tag_ in {"VBG", "VBN"}:
                continue  # the clitic of the possessor is no part of its name, nor is «men wearing masks»
            out.extend(t for t in child.subtree if t.i >= token.i)
        elif dep == "appos" and apposition:
            if token.i < token.head.i < child.i:
                continue  # «35 men were killed, an officer among them»: beyond the verb
            if not child.pos_ == token.pos_ == "NUM":  # «one killed, two hurt»
                out.extend(_phrase_tokens(child, prepositions, conjuncts, False))
        elif dep == "conj" and conjuncts and child.pos_ not in {"VERB", "AUX"} and not speaks_on(child):
            out.extend(_phrase_tokens(child, prepositions, True, apposition))
    return out


def _of_the_clause(before: Token) -> bool:
    """«On 9 May tens of thousands marched», «In 2021 rebels took it»: what stands before the noun is the verb's."""
    if before.dep_ == "prep":
        return any(c.dep_ == "pobj" for c in before.children)
    if before.dep_ != "nummod" or not _YEAR.fullmatch(before.text) or before.i < before.sent.start + 1:
        return False
    opening = before.nbor(-1)
    return opening.lower_ == "in" and (opening.is_sent_start or opening.nbor(-1).is_punct)


def speaks_on(token: Token) -> bool:
    """«Killing two guards, residents and an official said»: taken for one list, but the noun is of those who speak."""
    if token.dep_ != "conj" or token.pos_ not in {"NOUN", "PROPN"}:
        return False
    last = token
    for _ in range(_SPEAKERS):
        below = [c for c in last.children if c.dep_ == "conj"]
        if not below:
            break
        last = below[-1]
    else:
        return False  # so many do not speak with one voice
    verb = beside(token.doc, last.right_edge.i + 1)
    if verb is None or verb.lower_ not in {"said", "say", "says"} or verb.tag_ not in {"VBD", "VBP", "VBZ"}:
        return False
    if any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
        return False
    before = beside(token.doc, token.left_edge.i - 1)
    return (before is not None and before.text == ",") or speaks_on(token.head)


def beside(doc: Doc, i: int) -> Token | None:
    """The token at an index, None outside the document."""
    return doc[i] if 0 <= i < len(doc) else None


def conjuncts(token: Token) -> list[Token]:
    """The token and all that are coordinated under it («A, B and C» from A), in order."""
    out = [token]
    for child in token.children:
        if child.dep_ == "conj" and not speaks_on(child):
            out.extend(conjuncts(child))
    return out


def first_conjunct(token: Token) -> Token:
    """The head of the coordination that the token stands in (itself where there is none)."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def antecedent(relative: Token) -> Token | None:
    """The noun that a relative pronoun («who», «which», «that», «whose») stands for, or None."""
    if relative.lower_ not in _RELATIVE or relative.tag_ not in {"WP", "WDT", "WP$", "IN", "DT"}:
        return None
    for above in relative.ancestors:
        if above.dep_ == "relcl":
            return _agreeing(above) if relative.lower_ == "who" else above.head
        if above.dep_ not in {
            "conj",
            "xcomp",
            "ccomp",
            "prep",
            "pobj",
            "dobj",
            "nsubj",
            "nsubjpass",
            "poss",
            "agent",
        }:
            return None
    return None


def _agreeing(relcl: Token) -> Token:
    """«Three nurses from the clinic who were held»: the nurses, where the parse has the clinic."""
    noun = relcl.head
    plural = any(c.dep_ in {"aux", "auxpass"} and c.lower_ in {"were", "are", "have"} for c in relcl.children)
    if not plural or noun.tag_ not in {"NN", "NNP"} or noun.dep_ != "pobj" or noun.head.dep_ != "prep":
        return noun
    above = noun.head.head
    return above if above.tag_ == "NNS" else noun


def is_passive(verb: Token) -> bool:
    """Is the verb passive («was hit», «the bridge hit by», «after being hit»)?"""
    if any(child.dep_ in _PASSIVE for child in verb.children):
        return True
    given = [child for child in verb.children if child.dep_ == "dobj"]
    if verb.tag_ in {"VBN", "VBD"} and [g.lower_ in _HELD_AS and not any(g.lefts) for g in given] == [True]:
        return not any(child.dep_ == "aux" for child in verb.children)
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    active = any(child.dep_ in {"dobj", "nsubj"} for child in verb.children)
    if verb.dep_ in {"acl", "amod", "relcl", "advcl", "pcomp", "ROOT"}:
        return not active
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and verb.head.i != verb.i:
        return is_passive(verb.head) and not active
    return False


_ASKED_ON = frozenset({"call", "appeal", "prevail"})  # «call on them to stop», «appeal to them to stop»


def subjects(verb: Token) -> list[Token]:
    """Heads of the grammatical subject, conjuncts included.

    A verb without one takes it from the verb it is coordinated with, from the clause above (infinitives,
    adverbial participles), or is told of the noun it modifies (relative clauses, participles). For a passive
    verb this is who or what undergoes it.
    """
    return _subjects(verb, 0)


def _subjects(verb: Token, depth: int) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if own:
        return _resolved(own)
    clausal = [child for child in verb.children if child.dep_ == "csubj" and child.tag_ == "VBG"]
    if clausal:  # «army shelling of the town left two dead»
        return clausal
    head = verb.head
    if depth > 6 or head.i == verb.i:
        return []
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        cut_off = _noun_before(verb)
        return [cut_off] if cut_off is not None else _subjects(head, depth + 1)
    if verb.dep_ == "xcomp":
        if head.lemma_ not in _SUBJECT_CONTROL:
            controlled = [c for c in head.children if c.dep_ in _OBJECT_CONTROL_DEPS and c.i < verb.i]
            if controlled:
                return _resolved(controlled)
            if head.lemma_ in _ASKED_ON and (asked := [t for p in ("on", "to") for t in prepositional(head, p)]):
                return asked
        return _subjects(head, depth + 1)
    if verb.dep_ in {"acl", "relcl"}:
        if verb.dep_ == "acl" and verb.tag_ == "VB":
            return _purpose_subject(head, depth)
        if verb.dep_ == "acl" or not _has_gap_filled_by_subject(verb):
            return [head]
        return []
    if verb.dep_ == "advcl" and head.pos_ in {"VERB", "AUX"}:
        return _subjects(head, depth + 1)
    if verb.dep_ == "pcomp":
        above = head.head
        if above.pos_ in {"VERB", "AUX"}:
            return _pcomp_subject(above, head, depth)
        return _possessors(above)
    if verb.dep_ in {"aux", "auxpass"}:
        return _subjects(head, depth + 1)
    if verb.dep_ == "ccomp" and verb.tag_ in {"VB", "VBG", "VBN"} and head.pos_ in {"VERB", "AUX"}:
        controlled = [c for c in head.children if c.dep_ in _OBJECT_CONTROL_DEPS and c.i < verb.i]
        return _resolved(controlled) if controlled else _subjects(head, depth + 1)
    return []


def _noun_before(verb: Token) -> Token | None:
    """«Roads were under watch and troops had been sent», where the parse takes «watch and troops» for one: troops."""
    first = next((c for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.tag_ != "TO"), None)
    if first is None and verb.tag_ in {"VBD", "VBZ"}:  # «struck a ship in the Gulf and the navy sent a frigate»
        first = verb
    before = first.nbor(-1) if first is not None and first.i > verb.sent.start else None
    return before if before is not None and before.dep_ == "conj" and before.pos_ in {"NOUN", "PROPN"} else None


def _pcomp_subject(above: Token, prep: Token, depth: int) -> list[Token]:
    """«accused Iran of arming them»: Iran; «insisted on leaving», «after leaving»: the subject."""
    if prep.lower_ in {"of", "from", "for"}:
        objects_above = [c for c in above.children if c.dep_ == "dobj" and c.i < prep.i]
        if objects_above:
            return _resolved(objects_above)
        if is_passive(above):
            return _subjects(above, depth + 1)
    return _subjects(above, depth + 1)


def _purpose_subject(noun: Token, depth: int) -> list[Token]:
    """«Iran's plan to strike», «Iran took steps to strike»: whose plan, or the subject of the verb above."""
    own = _possessors(noun)
    if own:
        return own
    if noun.head.pos_ in {"VERB", "AUX"} and noun.head.i != noun.i and noun.dep_ == "dobj":
        return _subjects(noun.head, depth + 1)
    return [noun]


def _possessors(noun: Token) -> list[Token]:
    return _resolved([child for child in noun.children if child.dep_ == "poss"])


def _has_gap_filled_by_subject(relcl: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass"} for child in relcl.children)


def _resolved(tokens: list[Token]) -> list[Token]:
    """The tokens and their conjuncts, relative pronouns replaced by the nouns they stand for."""
    out: list[Token] = []
    for token in tokens:
        for one in conjuncts(token):
            noun = antecedent(one)
            for real in [noun] if noun is not None else [_whose(one)]:
                if real not in out:
                    out.append(real)
    return out


def _whose(noun: Token) -> Token:
    """«Ana, whose brother was killed», where the parse takes the brother for an apposition: the brother."""
    for child in noun.children:
        if child.dep_ == "appos" and any(c.dep_ == "poss" and c.lower_ == "whose" for c in child.children):
            return child
    return noun


def objects(verb: Token) -> list[Token]:
    """Heads of the direct object, conjuncts included; through shared objects and relative clauses."""
    own = [child for child in verb.children if child.dep_ == "dobj"]
    if own:
        return _resolved(own)
    if is_passive(verb):
        return []
    for child in verb.children:  # «shelled and seized the town»
        if child.dep_ == "conj" and child.pos_ == "VERB" and not is_passive(child):
            shared = not any(c.dep_ in _SUBJECT for c in child.children) and child.i - verb.i <= 3
            if shared:
                return objects(child)
    if verb.dep_ == "relcl" and _has_gap_filled_by_subject(verb):
        subject = next(c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})
        filled = any(c.dep_ in {"ccomp", "xcomp"} for c in verb.children) or any(
            c.dep_ in {"pobj", "advmod"} and c.tag_ in {"WDT", "WP", "WRB"} for c in verb.subtree
        )
        if antecedent(subject) is None and not filled:
            return [verb.head]
    return []


def agents(verb: Token) -> list[Token]:
    """Heads of the by-phrase of a verb or noun («hit by X», «the attack by X»), conjuncts included."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            out.extend(_resolved([c for c in child.children if c.dep_ == "pobj"]))
    return out


def doers(verb: Token) -> list[Token]:
    """Who does it: the by-phrase of a passive, else the subject."""
    return agents(verb) if is_passive(verb) else subjects(verb)


def undergoers(verb: Token) -> list[Token]:
    """Who or what it is done to: the subject of a passive, else the direct object."""
    return subjects(verb) if is_passive(verb) else objects(verb)


def is_asked_for(noun: Token) -> bool:
    """Is it the question who or what it was («which party fired the shells»)?"""
    return any(c.dep_ == "det" and c.tag_ in {"WDT", "WP"} for c in noun.lefts)


def prepositional(token: Token, *prepositions: str) -> list[Token]:
    """Heads of the phrases under these prepositions («in», «against» …) that hang on the token."""
    out: list[Token] = []
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.lower_ in prepositions:
            out.extend(_resolved([c for c in child.children if c.dep_ == "pobj"]))
            for inner in child.children:  # «out of», «from inside»
                if inner.dep_ == "prep":
                    out.extend(_resolved([c for c in inner.children if c.dep_ == "pobj"]))
    return out


def governor(token: Token) -> Token | None:
    """The word that the token's phrase depends on: the verb or noun above, past prepositions and conjunction.

    «in the attack by [Iran]» -> attack; «killed [Ali] and Omar», for Omar -> killed. None for a root.
    """
    token = first_conjunct(token)
    while token.dep_ in {"compound", "nmod", "appos", "nummod", "quantmod"} and token.head.i != token.i:
        token = first_conjunct(token.head)
    head = token.head
    while head.dep_ in {"prep", "agent", "dative", "pcomp"} and head.pos_ in {"ADP", "SCONJ", "PART"}:
        if head.head.i == head.i:
            return None
        head = head.head
    if head.pos_ == "ADP" and head.head.i != head.i:
        head = head.head
    return None if head.i == token.i else head


def is_negated(verb: Token) -> bool:
    """Is the verb or noun itself negated («did not hit», «never», «no attack», «nobody was hurt»)?

    An infinitive is, too, where the verb above it is («did not manage to hit»).
    """
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ in {"det", "advmod", "mark", "preconj"} and child.lower_ in _NEGATING):
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            if child.lower_ in {"nobody", "none", "nothing", "neither"}:
                return True
            if any(c.dep_ in {"det", "neg"} and c.lower_ in {"no", "neither"} for c in child.children):
                return True
            first = child.left_edge
            if first.lower_ == "not" and first.i < child.i and first.nbor().lower_ in {"a", "an", "one"}:
                return True  # «not a single one was hurt»
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return True
    if verb.dep_ == "conj" and any(c.dep_ == "cc" and c.lower_ == "nor" and c.i < verb.i for c in verb.head.children):
        return True  # «neither confirmed nor denied»
    if verb.dep_ == "xcomp" and verb.head.pos_ in {"VERB", "AUX"} and verb.head.i != verb.i:
        return is_negated(verb.head)
    return False


def clause_tokens(verb: Token) -> list[Token]:
    """The tokens of the verb's own clause in order: no coordinated, relative or other clauses."""
    return sorted(_clause(verb), key=lambda t: t.i)


def _clause(token: Token) -> Iterator[Token]:
    yield token
    for child in token.children:
        clausal = child.pos_ in {"VERB", "AUX"} and child.dep_ in (_CLAUSES | {"conj"})
        if not clausal:
            yield from _clause(child)


def compound_gerund(noun: Token) -> Token | None:
    """The second word of «killed in police firing», where the parse takes it for a verb of some other clause."""
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    if after is None or after.tag_ != "VBG" or noun.pos_ not in {"NOUN", "PROPN"} or noun.dep_ not in {"pobj", "conj"}:
        return None
    listed = after.dep_ == noun.dep_ == "conj" and after.head.i == noun.head.i  # «looting and police firing»
    if not listed and (after.dep_ not in {"acl", "advcl", "aux", "csubj"} or after.head.i == after.i):
        return None
    return None if any(c.dep_ == "dobj" and c.pos_ == "NOUN" for c in after.children) else after


def head(tokens: list[Token]) -> Token:
    """The token among these that governs the others (the first that hangs outside them)."""
    inside = {t.i for t in tokens}
    for token in tokens:
        outside = token.head.i not in inside or token.head.i == token.i
        if outside and not token.is_punct and not token.is_space:
            return token
    return tokens[-1]


def since_clause(verb: Token) -> bool:
    """«Since he took office»: a clause from whose time on something lasts."""
    return verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "since" for c in verb.children)
