"""From a number to the phrase that it stands in: what it counts, and what it is a part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whosays.reading.measures.numbers import NumberReader, Numeral
from whosays.reading.measures.words import PERSON, SKIP, Person, Unit, Words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOUNS = frozenset({"NOUN", "PROPN"})
_INSIDE = frozenset({"-", "'s", "’s", "/"})
_QUOTES = frozenset({'"', "'", "“", "”", "‘", "’", "«", "»", "``", "''"})
_LONGEST = 12


@dataclass
class Phrase:
    """A number and what it counts.

    first, last: token indices of the span; noun: the token of the thing counted (None: left out);
    head: the token whose place in the parse says what is done to it; whole: the number that this one is
    a part of; is_whole: it is such a whole; of_pronoun: «two of them»; single: «a soldier» (no number word);
    partitive: «three of …»; age: in years, of a single person; modifiers: tokens between number and noun.
    """

    numeral: Numeral
    first: int
    last: int
    noun: Token | None
    head: Token
    whole: Phrase | None = None
    is_whole: bool = False
    of_pronoun: bool = False
    single: bool = False
    partitive: bool = False
    age: float | None = None
    modifiers: list[Token] = field(default_factory=list)


class PhraseFinder:
    """Finds the phrases of one document."""

    def __init__(self, doc: Doc, words: Words) -> None:
        self.doc = doc
        self.words = words
        self.ends = _sentence_ends(doc)
        self.sizes: frozenset[int] = frozenset()

    def all(self) -> list[Phrase]:
        """Counted phrases and single persons in text order, the whole of a partitive before its part."""
        out: list[Phrase] = []
        taken = -1
        ages: dict[int, Numeral] = {}
        reader = NumberReader(self.doc, self.words)
        numerals, self.sizes = reader.all(), reader.sizes
        by_first = {n.core_first: n for n in numerals}
        for numeral in numerals:
            if numeral.core_first <= taken or numeral.money:
                continue
            if self._is_age(numeral.last):
                ages[numeral.core_first] = numeral
                continue
            phrase = self._phrase(numeral, by_first)
            if phrase.whole is not None:
                out.append(phrase.whole)
                taken = phrase.whole.last
            out.append(phrase)
        covered = {i for p in out for i in range(p.first, p.last + 1)}
        out.extend(self._singles(covered, ages))
        return sorted(out, key=lambda p: (p.first, p.whole is not None, p.last))

    def _phrase(self, numeral: Numeral, by_first: dict[int, Numeral]) -> Phrase:
        doc, end = self.doc, self.ends[numeral.first]
        after = numeral.last + 1
        if self._of_inside(numeral):
            if after < end and doc[after].lower_ in self.words.small["determiner"] | self.words.small["pronoun"]:
                partitive = self._partitive(numeral, after, end, by_first)
                if partitive is not None:
                    return partitive
        elif after < end and doc[after].lower_ == "of":
            partitive = self._partitive(numeral, after + 1, end, by_first)
            if partitive is not None:
                return partitive
            if numeral.grouped:
                after += 1
        elif (
            after + 1 < end
            and doc[after].lower_ == "out"
            and doc[after + 1].lower_ == "of"
            and (partitive := self._partitive(numeral, after + 2, end, by_first)) is not None
        ):
            return partitive
        noun, modifiers = self._scan(after, end)
        last = noun.i if noun is not None else numeral.last
        head = noun if noun is not None else self._number_head(numeral)
        first = numeral.first
        if noun is None and first > 0 and doc[first - 1].lower_ == "the":
            first -= 1
        return Phrase(numeral, first, last, noun, head, modifiers=modifiers)

    def _of_inside(self, numeral: Numeral) -> bool:
        return self.doc[numeral.last].lower_ == "of"

    def _partitive(self, numeral: Numeral, start: int, end: int, by_first: dict[int, Numeral]) -> Phrase | None:
        """«three of the five missiles», «eight of them», «two of his bodyguards»: the part, with its whole."""
        doc = self.doc
        i = start
        while (
            i < end
            and doc[i].lower_ in self.words.small["determiner"]
            and doc[i].lower_ not in self.words.small["pronoun"]
        ):
            i += 1
        if i >= end:
            return None
        head = self._number_head(numeral)
        whole_number = by_first.get(i)
        if whole_number is None:
            whole_number = next((n for n in by_first.values() if n.first == i), None)
        if whole_number is not None and whole_number is not numeral:
            whole = self._phrase(whole_number, {})
            whole.is_whole = True
            if whole.noun is None and doc[start].lower_ == "the":
                whole.first = start
            return Phrase(
                numeral, numeral.first, whole.last, whole.noun, head, whole=whole, partitive=True,
                modifiers=whole.modifiers,
            )  # fmt: skip
        if doc[i].lower_ in self.words.small["pronoun"] and (i == start or doc[i - 1].lower_ == "all"):
            following = doc[i + 1] if i + 1 < end else None
            if doc[i].lower_ in {"these", "those"} and following is not None and following.pos_ in _NOUNS:
                i += 1
            else:
                anaphoric = following is None or following.tag_ not in {"VBN", "VBD", "JJ"} or doc[i].lower_ == "them"
                return Phrase(numeral, numeral.first, i, None, head, of_pronoun=anaphoric, partitive=True)
        if i == start and not numeral.grouped:
            return None
        noun, modifiers = self._scan(i, end)
        if noun is None:
            return None
        if i == start:
            return Phrase(numeral, numeral.first, noun.i, noun, head, modifiers=modifiers)
        return Phrase(numeral, numeral.first, noun.i, noun, head, partitive=True, modifiers=modifiers)

    def _number_head(self, numeral: Numeral) -> Token:
        """The token of the number that the rest hangs on."""
        inside = range(numeral.first, numeral.last + 1)
        for i in range(numeral.core_last, numeral.core_first - 1, -1):
            token = self.doc[i]
            if token.head.i not in inside or token.head.i == i:
                return token
        return self.doc[numeral.core_last]

    def _scan(self, start: int, end: int) -> tuple[Token | None, list[Token]]:
        """The noun of the phrase whose words begin at token ``start``: the last noun of the unbroken run."""
        doc, words = self.doc, self.words
        noun: Token | None = None
        i = start
        while i in self.sizes:  # «two 155 mm shells»
            i += 1
        while i < min(end, start + _LONGEST):
            token = doc[i]
            lower = token.lower_
            if noun is None and token.tag_ in {"JJ", "VBN"} and self._noun_follows(i + 1, end):
                i += 1  # «four other injured civilians»
                continue
            if noun is None and token.pos_ in _NOUNS and self._joined_modifier(i, end):
                i += 3  # «three self-propelled howitzers»
                continue
            if token.pos_ in _NOUNS or words.person(token):
                if noun is not None and self._new_phrase(noun, token):
                    break
                if noun is not None and token.pos_ not in _NOUNS and lower in words.adjectives:
                    break
                noun = token
            elif token.pos_ in {"ADJ", "NUM", "SYM"} or lower in _INSIDE or token.tag_ in {"JJ", "JJR", "JJS"}:
                if noun is not None and lower not in _INSIDE and not _before_one_noun(noun, token):
                    break
                if token.pos_ == "NUM" and i == start and token.like_num:
                    break
            elif token.tag_ in {"VBN", "VBG", "VBD"} and noun is None:
                after = i + 1 + (i + 1 < end and doc[i + 1].lower_ in _QUOTES)
                if not self._noun_follows(after, end):
                    break
            elif token.pos_ == "ADV" and noun is None:
                if not (i + 1 < end and doc[i + 1].tag_ in {"JJ", "VBN", "JJR", "JJS"}):
                    break
            elif lower in _QUOTES and (noun is None or (noun.dep_ in {"compound", "amod"} and noun.head.i > i)):
                pass  # «17 "neutralised" insurgents»
            elif lower in {"and", "or", ","} and noun is None and i > start:
                if not (i + 1 < end and doc[i + 1].pos_ in {"ADJ", *_NOUNS}):
                    break
            elif lower in {"(", "["}:
                close = next((j for j in range(i, min(end, i + 6)) if doc[j].text in {")", "]"}), None)
                if close is None:
                    break
                i = close
            else:
                break
            i += 1
        if noun is None and start < end and doc[start].lower_ == "more":
            return None, []
        return noun, [doc[j] for j in range(start, noun.i)] if noun is not None else []

    def _joined_modifier(self, i: int, end: int) -> bool:
        """Is the noun at token ``i`` the first part of a joined participle before the noun counted?"""
        doc = self.doc
        if i + 3 >= end or doc[i + 1].text != "-" or doc[i].whitespace_ or doc[i + 1].whitespace_:
            return False
        return doc[i + 2].tag_ in {"VBN", "VBG"} and self._noun_follows(i + 3, end)

    def _new_phrase(self, noun: Token, token: Token) -> bool:
        """Does ``token`` begin another phrase right after ``noun`` («two soldiers Friday»)?"""
        if token.i > noun.i + 1 and self.doc[token.i - 1].lower_ in {"'s", "’s", "-", "/"}:
            return False
        if token.ent_type_ in {"DATE", "TIME"} and noun.ent_type_ not in {"DATE", "TIME"}:
            return True
        plural = noun.tag_ in {"NNS", "NNPS"}
        return plural and noun.dep_ != "compound" and noun.head.i != token.i and token.dep_ != "compound"

    def _noun_follows(self, i: int, end: int) -> bool:
        """After a participle: does the noun that it modifies come («injured civilians»)?"""
        doc = self.doc
        while i < end and (doc[i].pos_ == "ADJ" or doc[i].tag_ in {"VBN", "VBG"}):
            i += 1
        return (i < end and doc[i].pos_ in _NOUNS and doc[i].dep_ not in {"nsubj", "nsubjpass"}) or (
            i < end and doc[i].pos_ in _NOUNS and doc[i - 1].head.i == doc[i].i
        )

    def _is_age(self, last: int) -> bool:
        """Do the words after token ``last`` make the number an age («16-year-old», «two months old»)?"""
        following = [t for t in self.doc[last + 1 : last + 5] if t.text != "-"][:2]
        units = [self.words.unit(t.lower_, t.lemma_.lower()) for t in following]
        return (
            len(units) == 2
            and all(u is not None and u.kind == SKIP for u in units)
            and (following[1].pos_ in {"ADJ", "NOUN"} and following[1].lower_ != following[1].lemma_ + "s")
        )

    def _singles(self, covered: set[int], ages: dict[int, Numeral]) -> list[Phrase]:
        """«a soldier», «another civilian», «an elderly man»: one person each."""
        out: list[Phrase] = []
        doc = self.doc
        for token in doc:
            if token.lower_ not in {"a", "an", "another"} or token.i in covered:
                continue
            noun, modifiers = self._scan_single(token)
            if noun is None or noun.i in covered or noun.tag_ in {"NNS", "NNPS"}:
                continue
            value = 2.0 if noun.lower_ in self.words.small["two_in_one"] else 1.0
            numeral = Numeral(token.i, token.i, token.i, token.i, value, value, value, "exact")
            alone = noun.i == token.i
            phrase = Phrase(numeral, token.i, noun.i, None if alone else noun, noun, single=True, modifiers=modifiers)
            phrase.age = next((ages[t.i].value for t in modifiers if t.i in ages), None)
            out.append(phrase)
        return out

    def _scan_single(self, determiner: Token) -> tuple[Token | None, list[Token]]:
        """The noun of «a …»: that of the parse where it is to the right and near, else the scan's."""
        head = determiner.head
        doc = self.doc
        if determiner.lower_ == "another" and determiner.i + 1 < len(doc):
            following = doc[determiner.i + 1]
            if following.pos_ in {"AUX", "VERB", "PRON"} or following.is_punct:
                return determiner, []
        if determiner.dep_ == "det" and 0 < head.i - determiner.i <= _LONGEST and head.pos_ in {*_NOUNS, "ADJ"}:
            return head, [doc[j] for j in range(determiner.i + 1, head.i)]
        return self._scan(determiner.i + 1, self.ends[determiner.i])


def _sentence_ends(doc: Doc) -> list[int]:
    """For each token the index after the last token of its sentence."""
    out: list[int] = []
    for sentence in doc.sents:
        out.extend([sentence.end] * (sentence.end - sentence.start))
    return out


def _before_one_noun(noun: Token, adjective: Token) -> bool:
    """«Iskander-M ballistic missiles»: do a name and an adjective stand before the same noun?"""
    same = noun.head.i == adjective.head.i > adjective.i
    return same and noun.dep_ in {"compound", "nmod"} and adjective.dep_ == "amod"


def classify(phrase: Phrase, words: Words) -> tuple[Person | None, Unit | None]:
    """What the phrase's noun is: a word for people, a unit, or neither (both None)."""
    noun = phrase.noun
    if noun is None:
        return None, None
    lemma, lower = noun.lemma_.lower(), noun.lower_
    person = words.person(noun)
    if person is not None:
        return person, None
    unit = words.unit(lower, lemma, lower.rstrip("s"))
    if unit is not None:
        return None, unit
    return None, None


def _is_age(phrase: Phrase, words: Words) -> bool:
    """«A boy of 10»."""
    number = phrase.head
    if phrase.noun is not None or number.pos_ != "NUM" or number.dep_ != "pobj" or number.head.lower_ != "of":
        return False
    who = number.head.head
    return who.tag_ == "NN" and words.person(who) is not None and not any(c.dep_ == "nummod" for c in who.children)


def _is_score(phrase: Phrase) -> bool:
    """«Lost 3-0»: the second number of two with a dash between them, and nothing that they count."""
    i = phrase.first
    bare = phrase.noun is None and phrase.first == phrase.last and i >= 2
    return bare and phrase.head.doc[i - 1].text in {"-", "–"} and phrase.head.doc[i - 2].like_num


def _is_whose(phrase: Phrase, words: Words) -> bool:
    """«Eight members of one family», «the father of four boys»: whose they are, and no further count."""
    noun = phrase.noun
    if noun is None or noun.dep_ != "pobj" or noun.head.lower_ != "of":
        return False
    member = noun.head.head
    if member.lemma_.lower() in words.small["parent"]:
        return True
    if noun.tag_ != "NN":
        return False
    return member.lemma_.lower() == "member" and any(c.dep_ == "nummod" for c in member.children)


def _is_population(phrase: Phrase, words: Words) -> bool:
    """«The town of 120,000», «a country of 40 million people»: how many live there."""
    above = phrase.head.head
    if phrase.head.dep_ != "pobj" or above.lower_ != "of" or above.head.tag_ != "NN":
        return False
    unit = words.unit(above.head.lower_)
    peopled = unit is not None and unit.kind == "place" and unit.name in {"settlement", "neighbourhood", "district"}
    return peopled or above.head.lower_ in words.small["peopled"]


def is_skipped(phrase: Phrase, words: Words) -> bool:
    """Is the number one of time, distance, money, a share, an age …: no measure of anything that happened?"""
    unit = classify(phrase, words)[1]
    if phrase.age is not None:
        return False
    if _is_age(phrase, words) or _is_score(phrase) or _is_whose(phrase, words) or _is_population(phrase, words):
        return True
    if unit is not None and unit.kind == SKIP:
        return True
    if phrase.single:
        return False
    doc = phrase.head.doc
    after = phrase.numeral.last + 1
    joined = after + 1 < len(doc) and doc[after].text == "-" and not doc[after - 1].whitespace_
    if joined and not doc[after].whitespace_ and words.person(doc[after + 1]) is None:
        return True  # «three-storey», «four-party»
    for i in (phrase.numeral.last + 1, phrase.numeral.last + 2 if phrase.modifiers else -1, phrase.last + 1):
        if not 0 <= i < len(doc):
            continue
        token = doc[i]
        if token.text == "-":
            continue
        found = words.unit(token.lower_, token.lemma_.lower())
        if found is None or found.kind != SKIP:
            continue
        if token.dep_ == "compound" and unit is not None and unit.kind == "weapon":
            continue  # «11 barrel bombs»
        if i != phrase.last + 1 or token.pos_ in {"ADV", "ADJ"} or phrase.noun is None:
            return i <= phrase.numeral.last + 1 or i == phrase.last + 1 or doc[i - 1].text == "-"
    return False


__all__ = ["PERSON", "Phrase", "PhraseFinder", "classify", "is_skipped"]
