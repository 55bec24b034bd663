"""What was done to those that a phrase counts: killed, injured, fired … from the words that govern it.

The parse is asked first (passive, active, participle, nominal, coordination, inclusion), through the frames of
the table ``measure_roles``; where it gives nothing, the words right beside the phrase are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.measures.words import PERSON, RoleWord, Words
from whosays.reading.reasons import Heard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from whosays.model.report import MeasureRole
    from whosays.reading.measures.phrases import Phrase

OTHER: MeasureRole = "other"
_TOLL_REACH = 18  # tokens between a toll and its number
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "PRON", "DET"})
_COMPANION_DEPS = frozenset({"prt", "acomp", "oprd", "attr", "dobj", "advmod", "xcomp", "npadvmod", "ccomp"})


class RoleReader:
    """Reads the roles of one document's phrases."""

    def __init__(self, doc: Doc, words: Words, explain: bool = False) -> None:
        self.doc = doc
        self.words = words
        self.heard: list[tuple[str, MeasureRole]] | None = None
        """The words of measure_roles.tsv that gave a role on the way, where the reasons are asked for."""
        if explain:
            self.heard = []
            self.words = replace(words, adjectives=Heard(words.adjectives, self.heard))

    def role(self, phrase: Phrase, kind: str) -> MeasureRole | None:
        """The role of a phrase whose noun is of class ``kind`` (see ``words.CLASSES``), or None."""
        if self.heard is not None:
            self.heard.clear()
        noun = phrase.noun
        own = self.words.person(noun) if noun is not None else None
        if own is not None and own.firm:
            died = phrase.partitive and not phrase.is_whole and self.governed(phrase.head, kind) == "killed"
            return "killed" if died else own.role  # «seven of the wounded died»
        if phrase.is_whole:
            return self._whole(phrase, kind)
        joined = phrase.head.dep_ in {"conj", "appos"} and not phrase.partitive
        if (noun is None or joined) and not phrase.partitive and phrase.last + 1 < len(self.doc):
            beside = self._participle(self.doc[phrase.last + 1], kind)
            if beside:
                return beside
        return (
            self.governed(phrase.head, kind)
            or (self.governed(noun, kind) if noun is not None and phrase.partitive is False else None)
            or self.after(phrase, kind)
            or self.relative(phrase.head if noun is None else noun, kind)
            or self.before(phrase, kind)
            or self.modified(phrase, kind)
            or (self.toll_before(phrase) if noun is None else None)
            or (OTHER if own is not None and own.role and self._acts(phrase.head) else None)
            or (own.role if own is not None else None)
        )

    def _acts(self, noun: Token) -> bool:
        """«2,000 victims took part»: those who act were not killed by being called victims."""
        verb = noun.head
        acts = noun.dep_ == "nsubj" and verb.pos_ == "VERB" and any(c.dep_ == "dobj" for c in verb.children)
        return acts and verb.lemma_ not in self.words.small["holding"]

    def _whole(self, phrase: Phrase, kind: str) -> MeasureRole | None:
        """The role of «the five missiles fired» in «three of …»: by its own words; weapons were fired."""
        token = phrase.noun if phrase.noun is not None else phrase.head
        own = self.words.person(token)
        return (
            self.relative(token, kind)
            or self.modified(phrase, kind)
            or ("fired" if kind == "weapon" else None)
            or (own.role if own is not None else None)
        )

    # ------------------------------------------------------------------ the parse
    def governed(self, token: Token, kind: str, depth: int = 0) -> MeasureRole | None:
        """The role that the words above the token give it."""
        dep, head = token.dep_, token.head
        if depth > 6 or head.i == token.i:
            return None
        if dep in {"nsubj", "nsubjpass"}:
            return self._as_subject(token, head, kind, depth)
        if dep in {"dobj", "oprd", "dative", "attr"}:
            return self._as_object(token, head, kind, depth)
        if dep == "pobj":
            return self._under_preposition(head, kind, depth)
        if dep in {"conj", "appos"}:
            if head.pos_ in _NOMINAL:
                return self.noun_role(head, kind, depth + 1)
            return self._match(head, "object", kind) if head.i < token.i else None
        if dep in {"nummod", "quantmod", "compound", "nmod", "amod", "npadvmod", "det"}:
            if head.pos_ == "VERB" or head.tag_ in {"VBN", "VBD"}:
                return self.verb_role(head, "object", kind, depth + 1)
            return self.noun_role(head, kind, depth + 1)
        return None

    def noun_role(self, noun: Token, kind: str, depth: int) -> MeasureRole | None:
        """The role that a noun's own words, its participle or relative clause, or those above it give."""
        lemma = noun.lemma_.lower()
        adjective = self.words.adjectives.get(noun.lower_) or self.words.adjectives.get(lemma)
        if adjective:
            return adjective
        person = self.words.person(noun)
        if person is not None and person.firm:
            return person.role
        found = self.governed(noun, kind, depth)
        if found:
            return found
        following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
        if following is not None:
            participle = self._participle(following, kind)
            if participle:
                return participle
        return self.relative(noun, kind) or (person.role if person is not None else None)

    def _as_subject(self, token: Token, verb: Token, kind: str, depth: int) -> MeasureRole | None:
        if any(c.dep_ in {"nsubj", "nsubjpass"} and token.i < c.i < verb.i for c in verb.children):
            return None  # another subject stands between: this one belongs to a clause that the parse lost
        if verb.dep_ in {"csubj", "csubjpass"} and verb.tag_ == "VBN" and verb.head.i != verb.i:
            # «two of the four missiles fired … were shot down», the participle taken for a clause
            passive_above = verb.dep_ == "csubjpass" or syntax.is_passive(verb.head)
            found = self.verb_role(verb.head, "object" if passive_above else "subject", kind, depth)
            if found:
                return found
        passive = token.dep_ == "nsubjpass" or syntax.is_passive(verb)
        found = self.verb_role(verb, "object" if passive else "subject", kind, depth)
        if found:
            return found
        if verb.lemma_ in self.words.small["copular"]:
            for child in verb.children:
                if child.dep_ == "prep" and child.lower_ in self.words.small["including"]:
                    return self._inner(child, kind, depth)
                if child.dep_ == "attr" and child.i < token.i:
                    return self.noun_role(child, kind, depth + 1)
        return self.adjunct(verb, kind, depth)

    def adjunct(self, verb: Token, kind: str, depth: int) -> MeasureRole | None:
        """«Of those killed, 11 were …», «Among the hurt, 12 had …»: the role in front of the clause."""
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "among", "amongst"} and child.i < verb.i:
                return self._inner(child, kind, depth)
        return None

    def _inner(self, preposition: Token, kind: str, depth: int) -> MeasureRole | None:
        for child in preposition.children:
            if child.dep_ in {"pobj", "pcomp"}:
                return self.noun_role(child, kind, depth + 2)
        return None

    def _as_object(self, token: Token, verb: Token, kind: str, depth: int) -> MeasureRole | None:
        found = self.verb_role(verb, "object", kind, depth)
        if found:
            return found
        if verb.lemma_ in self.words.small["copular"]:
            for child in verb.children:
                if child.dep_ in {"nsubj", "nsubjpass"} and child.i != token.i:
                    return self.toll(child) or self._own_role(child, kind, depth)
                if child.dep_ == "prep" and child.lower_ in self.words.small["including"]:
                    return self._inner(child, kind, depth)
        return None

    def _own_role(self, noun: Token, kind: str, depth: int) -> MeasureRole | None:
        person = self.words.person(noun)
        if person is not None and person.role:
            return person.role
        return self.words.adjectives.get(noun.lower_) or self.noun_role(noun, kind, depth + 2)

    def _under_preposition(self, preposition: Token, kind: str, depth: int) -> MeasureRole | None:
        above = preposition.head
        if above.pos_ == "ADP" and above.head.i != above.i:
            above = above.head  # «along with»
        if above.i == preposition.i:
            return None
        lower = preposition.lower_
        if lower in {"including", "among", "amongst"} or (lower == "as" and preposition.i and above.lower_ == "such"):
            return self.noun_role(above, kind, depth + 1) if above.pos_ in _NOMINAL else self._clause(above, kind)
        if above.pos_ in _NOMINAL:
            for rule in self.words.noun(above):
                if rule.slot == lower and _fits(rule, kind):
                    self._hear(above, rule)
                    return rule.role
                if lower == "of" and rule.slot == "like":
                    return rule.role or self.noun_role(above, kind, depth + 1)
            if lower == "of" and above.pos_ == "NUM":
                return self.governed(above, kind, depth + 1)
            return None
        if lower in self.words.small["beside"]:
            return self._clause(above, kind)
        if lower == "with":
            beside = preposition.i > 0 and self.doc[preposition.i - 1].lower_ in {"along", "together"}
            return self._clause(above, kind) if beside else self._match(above, "with", kind)
        if lower in {"by", "to"}:
            found = self._match(above, lower, kind)
            if lower == "by" or (found and any(c.tag_ in {"NNS", "CD"} for c in preposition.children)):
                return found
        if lower in self.words.small["toll_before"]:
            for child in above.children:
                if child.dep_ in {"nsubj", "nsubjpass", "dobj"}:
                    found = self.toll(child)
                    if found:
                        return found
        return None

    def _clause(self, verb: Token, kind: str) -> MeasureRole | None:
        """«were killed, including two children»: what the clause does to its undergoer."""
        return self.verb_role(verb, "object", kind) or self.verb_role(verb, "subject", kind)

    def toll(self, noun: Token) -> MeasureRole | None:
        """«the death toll», «the number of arrests», «people in custody»: what such a count counts."""
        best: MeasureRole | None = None
        if noun.lemma_.lower() in self.words.small["counting"]:  # «the number of prisoners who lost their lives»
            for counted in syntax.prepositional(noun, "of"):
                best = self.relative(counted, PERSON)
                if best is not None:
                    return best
        for token in noun.subtree:
            if token.i > noun.i + 10:
                break
            for rule in self.words.noun(token):
                if rule.slot == "toll" and (best is None or token.lower_ != "toll"):
                    best = rule.role
                    self._hear(token, rule)
            person = self.words.person(token)
            if best is None and person is not None and person.role is not None:
                best = person.role
            if best is None and token.tag_ == "VBN":
                best = next((r.role for r in self._rules(token, "object") if not r.with_), None)
        carries = any(r.slot == "toll" for r in self.words.noun(noun))
        return best if carries or noun.lemma_.lower() in self.words.small["counting"] else None

    def relative(self, noun: Token, kind: str) -> MeasureRole | None:
        """«refugees who fled», «the men that they arrested», «people killed in …»."""
        for child in noun.children:
            if child.dep_ == "acl" and child.tag_ == "VBN":
                found = self.verb_role(child, "object", kind)
            elif child.dep_ == "acl" and child.tag_ == "VBG":
                found = self.verb_role(child, "subject", kind)
            elif child.dep_ == "relcl":
                own = [c for c in child.children if c.dep_ in {"nsubj", "nsubjpass"}]
                if own and own[0].lower_ in {"who", "which", "that"}:
                    passive = own[0].dep_ == "nsubjpass" or syntax.is_passive(child)
                    found = self.verb_role(child, "object" if passive else "subject", kind)
                else:
                    found = self.verb_role(child, "object", kind)
            else:
                continue
            if found:
                return found
        for child in noun.children:  # «members of the family who died»: the clause hangs on the inner noun
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in child.children:
                    clauses = [c for c in inner.children if c.dep_ == "relcl" and c.i > inner.i]
                    if any(c.lower_ == "who" for clause in clauses for c in clause.children):
                        return self.relative(inner, kind)
        return None

    # ------------------------------------------------------------------ verbs
    def verb_role(self, verb: Token, slot: str, kind: str, depth: int = 0) -> MeasureRole | None:
        """The role that a verb, its complement, or the verbs coordinated with it give to its subject or object."""
        verbs = [verb, *self._shared(verb, slot)]
        roles: list[tuple[Token, MeasureRole]] = []
        for one in verbs:
            found = self._match(one, slot, kind)
            if found is None and slot == "object" and one.i > verb.i and not syntax.is_passive(one):
                found = self._match(one, "subject", kind)  # «was wounded and later died»
                if found == "killed":
                    return found
            found = found or self._complement(one, kind, depth)
            if found:
                roles.append((one, found))
        if not roles:
            return None
        names = [r for _, r in roles]
        if "killed" in names and any(t.lemma_ in self.words.small["harm"] and abs(t.i - verb.i) <= 3 for t, _ in roles):
            return OTHER
        return next((r for r in names if r == "killed"), next((r for r in names if r == "injured"), names[0]))

    def _shared(self, verb: Token, slot: str) -> list[Token]:
        """Verbs coordinated with this one that have the same subject (passive) or the same object."""
        out: list[Token] = []
        for child in verb.children:
            if child.dep_ == "conj" and child.pos_ in {"VERB", "ADJ"}:
                own = {c.dep_ for c in child.children}
                counted = any(c.pos_ == "NUM" and c.i < child.i for c in child.children)  # «one killed and ten hurt»
                shares = not own & {"nsubj", "nsubjpass"} and (slot == "subject" or "dobj" not in own) and not counted
                if shares and (slot != "object" or child.tag_ in {"VBN", "VBD", "JJ"}):
                    out.append(child)
        above = verb.head
        coordinated = slot == "object" and verb.dep_ == "conj" and above.pos_ == "VERB" and above.i != verb.i
        passive = coordinated and verb.i - above.i <= 3 and syntax.is_passive(above)
        if passive and not any(c.dep_ in {"nsubj", "nsubjpass", "dobj"} for c in verb.children):
            out.append(above)  # «were killed and wounded, including …»
        alone = coordinated and not any(c.dep_ == "dobj" for c in above.children)
        if alone and verb.i - above.i <= 4 and not syntax.is_passive(above):
            out.append(above)
        return out

    def _match(self, verb: Token, slot: str, kind: str) -> MeasureRole | None:
        rules = self._rules(verb, slot)
        if not rules:
            return None
        near: set[str] | None = None
        for rule in rules:
            if not _fits(rule, kind):
                continue
            if rule.with_:
                near = _companions(verb) if near is None else near
                if rule.with_ not in near:
                    continue
            self._hear(verb, rule)
            return rule.role
        return None

    def _hear(self, token: Token, rule: RoleWord) -> None:
        """Keep the word that gave a role, as its row has it, where the reasons are asked for."""
        if self.heard is not None and rule.role is not None:
            forms = (token.lemma_.lower(), token.lower_, token.lower_.removesuffix("s"))
            word = next((f for f in forms if f in self.words.verbs or f in self.words.nouns), forms[0])
            self.heard.append((f"{word} ({rule.slot}{', with ' + rule.with_ if rule.with_ else ''})", rule.role))

    def _rules(self, verb: Token, slot: str) -> Iterable[RoleWord]:
        rules = self.words.verbs.get(verb.lemma_.lower())
        if rules is None and verb.lower_.endswith(("ed", "en")):
            rules = self.words.verbs.get(verb.lower_)
        return [r for r in rules or () if r.slot == slot]

    def _complement(self, verb: Token, kind: str, depth: int) -> MeasureRole | None:
        """«were found dead», «are believed to have been killed», «were forced to flee», «left two dead»."""
        if depth > 6:
            return None
        for child in verb.children:
            if child.dep_ in {"acomp", "oprd", "attr"}:
                found = self.words.adjectives.get(child.lower_)
                if found:
                    return found
                if child.tag_ == "VBN":
                    found = self._match(child, "object", kind)
                    if found:
                        return found
            elif child.dep_ in {"xcomp", "ccomp"} and child.i > verb.i and child.pos_ in {"VERB", "ADJ", "AUX"}:
                if child.dep_ == "ccomp" and any(c.dep_ in {"nsubj", "nsubjpass"} for c in child.children):
                    continue
                slot = "object" if syntax.is_passive(child) or child.tag_ == "VBN" else "subject"
                found = self.words.adjectives.get(child.lower_) or self.verb_role(child, slot, kind, depth + 1)
                if found:
                    return found
        return None

    # ------------------------------------------------------------------ the words beside the phrase
    def _participle(self, token: Token, kind: str) -> MeasureRole | None:
        """«two dead», «12 wounded in …», «the people killed there»: the word right after, where it says it."""
        adjective = self.words.adjectives.get(token.lower_)
        if adjective:
            return adjective
        if token.tag_ not in {"VBN", "VBD", "JJ"}:
            return None
        following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        if following is not None and token.dep_ != "acl" and following.ent_type_ not in {"DATE", "TIME"}:
            opens = following.tag_ in {"DT", "CD", "PRP", "PRP$", "NN", "NNS", "NNP"}
            if opens and following.dep_ in {"dobj", "det", "nummod", "poss", "compound"}:
                return None
        return self._match(token, "object", kind)

    def after(self, phrase: Phrase, kind: str) -> MeasureRole | None:
        """The first telling word after the phrase, past auxiliaries and adverbs."""
        doc = self.doc
        being = False
        for i in range(phrase.last + 1, min(len(doc), phrase.last + 8)):
            token = doc[i]
            lower = token.lower_
            found = self._participle(token, kind) if token.tag_ not in {"VBD"} or not being else None
            found = found or (self._match(token, "object", kind) if being and token.tag_ in {"VBN", "VBD"} else None)
            if found:
                return found
            if not being and token.tag_ in {"VBD", "VBP", "VBN"}:
                found = self._match(token, "subject", kind)
                if found:
                    return found
            being = being or lower in self.words.small["being"]
            if lower not in self.words.small["skipped"] and token.pos_ not in {"ADV", "AUX"}:
                return None
        return None

    def before(self, phrase: Phrase, kind: str) -> MeasureRole | None:
        """The verb right before the phrase, as its object."""
        i = phrase.first - 1
        doc = self.doc
        while i >= 0 and (doc[i].lower_ in self.words.small["filler"] or doc[i].pos_ == "ADV"):
            i -= 1
        if i < 0:
            return None
        token = doc[i]
        if token.pos_ == "VERB" and token.tag_ in {"VBG", "VBD", "VB", "VBZ", "VBP", "VBN"}:
            return self._match(token, "object", kind)
        return None

    def toll_before(self, phrase: Phrase) -> MeasureRole | None:
        """«took the number of arrests so far to 28»: the toll named before a bare number, where the parse lost it."""
        i = phrase.first - 1
        if i < 1 or self.doc[i].lower_ not in self.words.small["toll_before"]:
            return None
        for j in range(i - 1, max(-1, i - _TOLL_REACH), -1):
            if self.doc[j].is_sent_start:
                break
            found = self.toll(self.doc[j]) if self.doc[j].pos_ == "NOUN" else None
            if found:
                return found
        return None

    def modified(self, phrase: Phrase, kind: str) -> MeasureRole | None:
        """«12 wounded soldiers», «kidnapped girls»: what a word between number and noun says."""
        for token in phrase.modifiers:
            found = self.words.adjectives.get(token.lower_)
            if found:
                return found
            if token.tag_ in {"VBN", "JJ", "VBD"}:
                found = self._match(token, "object", kind)
                if found:
                    return found
        return None


def _fits(rule: RoleWord, kind: str) -> bool:
    if not rule.takes or kind in rule.takes:
        return True
    return "someone" in rule.takes and kind in {PERSON, "other"}


def _companions(verb: Token) -> set[str]:
    """Lemmas that stand by a verb: particles, complements, objects, and what its prepositions govern."""
    out: set[str] = set()
    for child in verb.children:
        if child.dep_ in _COMPANION_DEPS:
            out.update((child.lower_, child.lemma_.lower()))
        elif child.dep_ == "prep":
            out.add(child.lower_)
            for inner in child.children:
                if inner.dep_ == "pobj":
                    out.update((inner.lower_, inner.lemma_.lower()))
    following = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    if following is not None:
        out.add(following.lower_)
    return out
