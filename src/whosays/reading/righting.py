"""The parse put right where the parser is known to err, before any stage reads it: whose verb, whose clause.

Each rule looks at a few words of one clause and moves an arc only where the other reading is plainly better. The
sentence borders stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.reading.lexicon import Lexicon, TableSpec

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WHAT = ("speaks", "reports", "deed", "effect", "charges", "crime", "holds", "held", "going", "made")
RIGHTINGS = TableSpec(
    name="rightings",
    required=("word", "what"),
    allowed={"what": frozenset(_WHAT)},
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_DATED = frozenset({"DATE", "TIME"})
_STRANDED = frozenset({"on", "at", "upon"})
_ARCS: list[int | str] = ["HEAD", "DEP", "TAG", "POS"]
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_PARTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_CHAIN = 8  # arcs from a noun up to the deed that its phrase tells where of
_BACK = 12  # words back to the verb that a number with a participle goes on with

_TABLES: WeakKeyDictionary[Lexicon, dict[str, frozenset[str]]] = WeakKeyDictionary()


def _words(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """What -> lemmas, read once a lexicon."""
    if lexicon not in _TABLES:
        found: dict[str, set[str]] = {what: set() for what in _WHAT}
        for row in lexicon.rows(RIGHTINGS):
            found[row["what"]].add(row["word"].lower())
        found["reports"] |= found["speaks"]
        _TABLES[lexicon] = {what: frozenset(words) for what, words in found.items()}
    return _TABLES[lexicon]


def put_right(doc: Doc, lexicon: Lexicon) -> None:
    """Move the arcs that the rules below find wrong. Where they leave no tree, the parse stays as it was."""
    arcs = doc.to_array(_ARCS)
    try:
        _put_right(doc, _words(lexicon))
        whole = _is_tree(doc)
    except RuntimeError:  # spaCy meets a circle before we do
        whole = False
    if not whole:
        doc.from_array(_ARCS, arcs)  # type: ignore[arg-type]  # its stubs know no array of 64 bits


def _is_tree(doc: Doc) -> bool:
    """Does every token lead up to a root?"""
    seen: set[int] = set()
    for token in doc:
        way: set[int] = set()
        i = token.i
        while i not in seen:
            if i in way:
                return False
            way.add(i)
            above = doc[i].head.i
            if above == i:
                break
            i = above
        seen |= way
    return True


def _put_right(doc: Doc, words: dict[str, frozenset[str]]) -> None:
    for token in doc:
        if token.dep_ in _PARTS and token.i + 1 < len(doc):
            _one_name(token)
        if token.dep_ in {"aux", "auxpass"}:
            _of_the_verb(token)
        if token.tag_ == "VB" and token.i and token.nbor(-1).lower_ == "to":
            _name_after_to(token)
        if token.dep_ == "advcl" and token.pos_ == "ADJ" and token.lower_ in words["made"]:
            _made(token)
        if token.pos_ not in {"VERB", "AUX"} and token.dep_ != "amod":
            continue
        if token.dep_ == "advcl" and token.tag_ == "VBG" and token.lemma_ in words["going"]:
            _on_their_way(token)
        if token.dep_ == "conj" and token.lemma_ in words["speaks"]:
            _speaks_on(token, words)
        elif token.dep_ == "ccomp" and token.i < token.head.i:
            _beside(token)
        elif token.dep_ == "amod" and token.tag_ in {"VBN", "VBD"}:
            _main_verb(token)
        elif token.dep_ == "relcl" and token.lemma_ in words["effect"]:
            _of_the_deed(token, words)
        if token.tag_ == "VBD":
            _reduced(token)
        if token.dep_ == "acl" and token.tag_ in {"VBN", "VBD"}:
            _told_first(token, words)
        if token.lemma_ in words["charges"]:
            _charged_of(token, words)
        if token.dep_ == "conj" and token.i and token.nbor(-1).dep_ == "nsubj":
            _undergoes(token)
        if token.dep_ == "conj" and token.tag_ == "VBD":
            _passive_on(token)
        if token.dep_ in {"acl", "amod"} and token.tag_ in {"VBN", "VBD"} and token.head.i == token.i - 1:
            _counts_on(token)
            _listed_passive(token)
        if token.dep_ == "advcl" and token.tag_ == "VBN" and token.i:
            _counted_hurt(token)
        if token.tag_ == "VBN":
            _own_subject(token)
        if token.lemma_ in words["holds"]:
            _held_as(token, words)
        if token.tag_ in _FINITE | {"VBN"}:
            _in_the_deed(token)
        if token.tag_ in _FINITE and token.i >= 2:
            _told_by(token, words)
            _after_date(token)
            _day_first(token)
            _on_the_day(token)
            _after_deed(token)


def _one_name(token: Token) -> None:
    """«His co-defendant», «Basset Ali al-Megrahi», of which the parse makes several subjects of one verb."""
    after = token.nbor()
    same = after.dep_ == token.dep_ and after.head.i == token.head.i
    hyphen = after.text == "-" and not token.whitespace_ and not after.whitespace_ and token.i + 2 < len(token.doc)
    last = token.nbor(2) if same and hyphen else after
    if last is not after and not (last.dep_ == token.dep_ and last.head.i == token.head.i):
        return
    if last is not after or (same and token.pos_ == after.pos_ == "PROPN" and token.whitespace_):
        if last is not after:
            after.head, after.dep_ = last, "punct"
        token.head, token.dep_ = last, "compound"


def _of_the_verb(helper: Token) -> None:
    """«Guards were on Monday put on alert»: the subject of the helping verb is the subject of the whole."""
    for child in list(helper.children):
        if child.dep_ == "nsubj" and child.i < helper.i and helper.head.pos_ == "VERB":
            child.head, child.dep_ = helper.head, "nsubjpass" if helper.dep_ == "auxpass" else "nsubj"
    opens = helper.tag_ == "VBG" and helper.is_sent_start and helper.head.tag_ in _FINITE
    if opens and not any(c.dep_ in _SUBJECTS for c in helper.head.children):  # «Shelling hit the market»
        helper.dep_, helper.pos_ = "nsubj", "NOUN"


def _speaks_on(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«The group denied its men were involved and blamed bandits»: the group blamed them."""
    first = verb.head
    above = first.head
    if first.dep_ != "ccomp" or above.lemma_ not in words["reports"] or above.i > first.i:
        return
    if first.lemma_ in words["reports"] or verb.tag_ not in {"VBD", "VBZ", "VBN"}:
        return
    if any(c.dep_ in _SUBJECTS or c.dep_ == "aux" or c.dep_ == "mark" for c in verb.children):
        return
    says = any(c.dep_ in {"dobj", "ccomp", "xcomp", "prep"} and c.i > verb.i for c in verb.children)
    stands = first.lemma_ == "be" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in first.children)
    if not says or not (stands or above.lemma_ == "deny"):  # what follows a denial is no part of it
        return
    for child in first.children:
        if child.dep_ == "cc" and first.i < child.i < verb.i:
            child.head = above
    verb.head = above


def _beside(verb: Token) -> None:
    """«Hostage freed; Rome denies paying»: the clause before a semicolon is not what the verb after it is about."""
    after = verb.head
    if not any(c.text == ";" and verb.i < c.i < after.i for c in (*after.children, *verb.children)):
        return
    own = [c for c in after.children if c.dep_ in {"dobj", "xcomp", "ccomp", "acomp", "attr", "prep"} and c.i > after.i]
    if own or any(c.dep_ == "nsubjpass" for c in after.children):
        verb.dep_ = "parataxis"


def _main_verb(verb: Token) -> None:
    """«The strikes, which …, targeted a port»: the verb, read as a participle of «port», takes it as its object."""
    noun, before = verb.head, verb.nbor(-1) if verb.i else verb
    subject = noun.head
    if noun.dep_ not in {"conj", "appos"} or noun.i < verb.i or before.text != "," or subject.dep_ != "ROOT":
        return
    if subject.pos_ not in {"NOUN", "PROPN"} or not any(
        c.dep_ in {"relcl", "acl"} and subject.i < c.i < verb.i for c in subject.children
    ):
        return
    verb.head, verb.dep_ = subject, "acl"
    noun.head, noun.dep_ = verb, "dobj"


def _of_the_deed(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«Strikes on the town of Orlu that destroyed a school»: the strikes did, not the town."""
    if not any(c.dep_ == "nsubj" and c.lower_ in {"that", "which"} for c in verb.children):
        return
    noun = verb.head
    for _ in range(_CHAIN):
        if noun.pos_ not in {"NOUN", "PROPN", "ADP"} or noun.lemma_.lower() in words["deed"]:
            break
        noun = noun.head
    if noun.i < verb.head.i and noun.lemma_.lower() in words["deed"] and noun.pos_ == "NOUN":
        verb.head = noun


def _reduced(verb: Token) -> None:
    """«Rockets fired from Sudan fell on a market»: they were fired, and they fell; nothing else joins the two verbs."""
    if verb.dep_ == "acl" and verb.head.i == verb.i - 1 and not any(c.dep_ in _SUBJECTS for c in verb.children):
        if not any(c.dep_ == "dobj" for c in verb.children):
            verb.tag_ = "VBN"
        return
    noun = next((c for c in verb.children if c.dep_ == "nsubj" and c.i == verb.i - 1), None)
    second = next((c for c in verb.children if c.dep_ in {"conj", "advcl"} and c.i > verb.i), None)
    if noun is None or noun.pos_ not in _NOUNS or second is None or second.tag_ not in _FINITE:
        return
    between = verb.doc[verb.i + 1 : second.i]
    if (
        not len(between)
        or between[0].dep_ not in {"prep", "agent"}
        or any(t.dep_ == "cc" or t.is_punct for t in between)
    ):
        return
    if any(c.dep_ in _SUBJECTS | {"mark"} for c in second.children) or any(c.dep_ == "dobj" for c in verb.children):
        return
    second.head, second.dep_ = (verb.head, verb.dep_) if verb.head.i != verb.i else (second, "ROOT")
    for child in list(verb.children):
        if child.i > second.i or child.i < noun.i:
            child.head = second
    noun.head, verb.head, verb.dep_, verb.tag_ = second, noun, "acl", "VBN"


def _told_first(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«Rebels killed two men, residents said»: the verb, read as a participle of the rebels, has an object."""
    noun = verb.head
    said = noun.head
    if noun.dep_ != "nsubj" or said.lemma_ not in words["reports"] or not any(c.dep_ == "dobj" for c in verb.children):
        return
    if any(c.dep_ == "nsubj" and verb.i < c.i < said.i for c in said.children):
        noun.head, verb.head, verb.dep_ = verb, said, "ccomp"


def _told_by(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«A blast killed 18 people, two guards and a nurse told the paper»: the guards and the nurse are who told it."""
    if verb.lemma_ not in words["reports"] or any(c.dep_ in _SUBJECTS or c.dep_ == "auxpass" for c in verb.children):
        return
    told = [c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i]
    last = verb.nbor(-1)
    if not told or last.pos_ not in _NOUNS or not told[0].is_ancestor(last):
        return
    first = last  # of those behind the last comma that is not one of their own list
    while first.dep_ in {"conj", "appos"} and first.head.i < first.i and first.left_edge.nbor(-1).text != ",":
        first = first.head
    if first.dep_ not in {"conj", "appos"} or first.left_edge.i <= verb.sent.start:
        return
    if first.left_edge.nbor(-1).text == "," and first.right_edge.i < verb.i:
        first.head, first.dep_ = verb, "nsubj"


def _charged_of(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«Convicted a former commander of 18 crimes»: the crimes are what for, and no part of the commander."""
    for noun in [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]:
        for child in [c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"]:
            if any(c.dep_ == "pcomp" or c.lemma_.lower() in words["crime"] for c in child.children):
                child.head = verb


def _undergoes(verb: Token) -> None:
    """«81 people were killed and 132 wounded», where the 132 are taken for those who wounded."""
    number, first = verb.nbor(-1), verb.head
    passive = first.tag_ == "VBN" and any(c.dep_ == "nsubjpass" for c in first.children)
    participle = verb.tag_ in {"VBN", "VBD"} and not any(c.dep_ == "dobj" for c in verb.children)
    if number.pos_ == "NUM" and number.head.i == verb.i and passive and participle:
        number.dep_ = "nsubjpass"


def _passive_on(verb: Token) -> None:
    """«The car was taken for another's and fired on by mistake»: it was fired on."""
    first, last = verb.head, verb.nbor() if verb.i + 1 < len(verb.doc) else verb
    stranded = last.head.i == verb.i and last.lower_ in _STRANDED and not any(last.children)
    passive = first.tag_ == "VBN" and any(c.dep_ == "nsubjpass" for c in first.children)
    if stranded and passive and not any(c.dep_ in _SUBJECTS | {"dobj", "aux"} for c in verb.children):
        verb.tag_ = "VBN"


def _name_after_to(name: Token) -> None:
    """«Laid siege to Djibo»: a name that the parse takes for an infinitive."""
    to, before = name.nbor(-1), name.nbor(-2) if name.i >= 2 else name
    if to.head.i != name.i or not name.ent_type_ or not name.text[:1].isupper() or before.text != before.lower_:
        return
    if any(c.dep_ in {"dobj", "ccomp", "xcomp", "acomp"} and c.i == name.i + 1 for c in name.children):
        return
    to.head, to.dep_, to.tag_, to.pos_ = name.head, "prep", "IN", "ADP"
    above = name.head
    name.head, name.dep_, name.tag_, name.pos_ = to, "pobj", "NNP", "PROPN"
    for child in list(name.children):
        if child.dep_ in {"advcl", "conj", "punct", "cc", "prep"} and child.i > name.i:
            child.head = above
            child.dep_ = "advcl" if child.dep_ == "conj" and child.pos_ == "VERB" else child.dep_


def _counts_on(verb: Token) -> None:
    """«81 people had been killed and 132 wounded»: the number is the second verb's, the two verbs are one list."""
    number = verb.head
    if number.pos_ != "NUM" or number.dep_ in {"conj", "nsubj", "nsubjpass", "dobj", "pobj"}:
        return
    start = min((c.i for c in number.lefts), default=number.i)
    if start == 0 or verb.doc[start - 1].lower_ != "and" or start <= verb.sent.start:
        return
    for i in range(start - 2, max(verb.sent.start, start - _BACK) - 1, -1):
        first = verb.doc[i]
        if first.pos_ == "VERB":
            if first.tag_ == "VBN" and any(c.dep_ == "nsubjpass" for c in first.children):
                for child in list(number.rights):
                    if child.i > verb.i:
                        child.head = first
                        child.dep_ = "advcl" if child.dep_ == "acl" else child.dep_
                verb.head, verb.dep_ = first, "conj"
                number.head, number.dep_ = verb, "nsubjpass"
            return


def _made(what: Token) -> None:
    """«Shot 26 tourists dead in Orlu»: what the verb made of its object, and no clause of its own."""
    if what.i and what.nbor(-1).dep_ == "dobj" and what.nbor(-1).head.i == what.head.i and not any(what.children):
        what.dep_ = "oprd"


def _on_their_way(verb: Token) -> None:
    """«Shot at migrants crossing from Yemen»: the migrants crossed, and not those who shot."""
    whom = verb.nbor(-1) if verb.i else verb
    if whom.dep_ not in {"pobj", "dobj"} or whom.tag_ != "NNS" or whom.ent_type_ or not verb.head.is_ancestor(whom):
        return
    verb.head, verb.dep_ = whom, "acl"


def _held_as(verb: Token, words: dict[str, frozenset[str]]) -> None:
    """«Took 25 crew hostage»: the crew were taken, and hostage is what they were made."""
    for held in [c for c in verb.children if c.dep_ == "dobj" and c.lower_ in words["held"] and c.i > verb.i]:
        who = held.nbor(-1)
        if who.dep_ != "compound" or who.head.i != held.i or who.pos_ not in _NOUNS:
            continue
        for child in [c for c in held.children if c.i < who.i]:
            child.head = who
        who.head, who.dep_, held.dep_ = verb, "dobj", "oprd"


def _listed_passive(verb: Token) -> None:
    """«Four miners were killed and a camp burned»: the camp, put beside the verb, is what was burned."""
    noun = verb.head
    first = noun.head
    if noun.dep_ != "conj" or noun.pos_ not in _NOUNS or first.tag_ != "VBN" or first.i > noun.i:
        return
    if any(c.dep_ == "nsubjpass" for c in first.children) and any(c.dep_ == "auxpass" for c in first.children):
        verb.head, verb.dep_, verb.tag_ = first, "conj", "VBN"
        noun.head, noun.dep_ = verb, "nsubjpass"


def _counted_hurt(verb: Token) -> None:
    """«Doctors have treated 63 wounded»: the wounded are the 63, and not the doctors."""
    number = verb.nbor(-1)
    if number.pos_ == "NUM" and number.dep_ == "dobj" and number.head.i == verb.head.i and verb.n_lefts == 0:
        verb.head, verb.dep_ = number, "acl"


def _own_subject(verb: Token) -> None:
    """«Patrols were seen in the hills and two bridges were closed»: the bridges were, and are no part of the hills."""
    helpers = [c for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.i < verb.i]
    if not helpers or any(c.dep_ in _SUBJECTS for c in verb.children):
        return
    first = helpers[0]
    if first.i <= verb.sent.start or first.lower_ in {"to", "being", "having"} or _told_of_them(verb, first):
        return
    noun = first.nbor(-1)
    above = noun.head
    if noun.dep_ != "conj" or above.dep_ not in {"pobj", "dobj"} or above.i > noun.i or noun.pos_ not in _NOUNS:
        return
    start = noun.left_edge.i
    if start <= verb.sent.start or verb.doc[start - 1].lower_ != "and" or noun.is_ancestor(verb):
        return
    noun.head, noun.dep_ = verb, "nsubjpass" if any(c.dep_ == "auxpass" for c in helpers) else "nsubj"


def _told_of_them(verb: Token, helper: Token) -> bool:
    """«Women held there were raped»: whom the helped verb is of, where a participle behind them has taken them."""
    i = helper.i - 1
    while i > verb.sent.start and helper.i - i < _BACK and verb.doc[i].tag_ not in _FINITE | {"VBN"}:
        if verb.doc[i].is_punct or verb.doc[i].dep_ == "cc":
            return False
        i -= 1
    held, noun = verb.doc[i], verb.doc[i - 1] if i > verb.sent.start else verb
    if held.tag_ != "VBD" or noun.dep_ != "nsubj" or noun.head.i != held.i or noun.pos_ not in _NOUNS:
        return False
    if held.dep_ == "ROOT" or any(c.dep_ in {"dobj", "ccomp", "xcomp"} for c in held.children):
        return False
    if verb.is_ancestor(noun) or (verb.head.i != held.i and held.is_ancestor(verb)):
        return False
    if verb.head.i == held.i:
        verb.head, verb.dep_ = held.head, held.dep_
    noun.head, noun.dep_ = verb, "nsubjpass" if helper.dep_ == "auxpass" else "nsubj"
    held.head, held.dep_, held.tag_ = noun, "acl", "VBN"
    return True


def _in_the_deed(verb: Token) -> None:
    """«In the ambush 12 soldiers were killed», «After the strike 40 families fled»: the deed and the people are two."""
    subjects = [c for c in verb.children if c.dep_ in _SUBJECTS and c.i < verb.i]
    if len(subjects) == 2 and subjects[0].i + 1 == subjects[1].left_edge.i:
        deed, after = subjects[0], subjects[0].left_edge.i - 1
        mark = next((c for c in verb.children if c.i == after and c.dep_ == "mark"), None)
        if mark is not None and any(c.dep_ == "nummod" for c in subjects[1].children):
            deed.head, deed.dep_, mark.dep_ = mark, "pobj", "prep"
        return
    preposition = next((c for c in verb.children if c.dep_ == "prep" and c.i < verb.i), None)
    people = next((c for c in preposition.children if c.dep_ == "pobj"), None) if preposition is not None else None
    if subjects or people is None or preposition is None or people.tag_ != "NNS":
        return
    number = next((c for c in people.children if c.dep_ == "nummod" and c.i < people.i), None)
    noun = next((c for c in people.children if number is not None and c.i == number.left_edge.i - 1), None)
    if noun is None or number is None or noun.tag_ not in {"NN", "NNS"} or noun.dep_ not in {"nmod", "compound"}:
        return
    for child in list(people.children):
        if child.i < noun.i:
            child.head = noun
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    people.head, people.dep_ = verb, "nsubjpass" if passive else "nsubj"
    noun.head, noun.dep_ = preposition, "pobj"


def _after_deed(verb: Token) -> None:
    """«A day after shelling killed eleven»: what stands behind «after» killed them, and nobody before it."""
    noun = verb.nbor(-1)
    after = noun.head
    if noun.dep_ not in {"pcomp", "pobj"} or after.i >= noun.i or after.lower_ not in {"after", "before", "since"}:
        return
    if any(c.dep_ in _SUBJECTS or c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return
    if not any(c.dep_ == "dobj" and c.i > verb.i for c in verb.children):
        return
    if verb.head.i == noun.i and after.head.i != after.i:  # read as a participle of the noun
        verb.head, verb.dep_ = after.head, "advcl"
    if noun.is_ancestor(verb) or after.is_ancestor(verb):
        return
    noun.head, noun.dep_ = verb, "nsubj"
    after.head, after.dep_ = verb, "mark"


def _on_the_day(verb: Token) -> None:
    """«A court in Minsk on Monday sentenced two men»: the day is the deed's, not the court's."""
    day = verb.nbor(-1)
    on = day.head
    if day.dep_ == "pobj" and day.ent_type_ in _DATED and on.lower_ in {"on", "in"} and on.head.pos_ in _NOUNS:
        top = on.head
        while top.dep_ in {"pobj", "prep"} and top.head.i < top.i:
            top = top.head
        if top.dep_ == "nsubj" and top.head.i == verb.i:
            on.head = verb


def _day_first(verb: Token) -> None:
    """«At dawn on Friday gunmen raided», «Last Friday army units took»: the day is no part of those who did it."""
    noun = verb.nbor(-1)
    if noun.pos_ not in _NOUNS or noun.ent_type_ in _DATED:
        return
    first = noun.left_edge
    date = [c for c in noun.children if c.i < noun.i and c.ent_type_ == "DATE" and c.dep_ != "poss"]
    if not date or date[0].left_edge.i != first.i:
        return
    on = first.nbor(-1) if first.i > verb.sent.start else first
    if on.lower_ != "on" and first.lower_ not in {"last", "this"}:
        return
    owner = noun.head
    if on.is_ancestor(verb):
        return
    if owner.i == on.i and noun.dep_ == "pobj" and not any(c.dep_ in _SUBJECTS for c in verb.children):
        noun.head, noun.dep_ = verb, "nsubj"
        on.head = verb
    elif owner.i != verb.i or noun.dep_ not in {"nsubj", "nsubjpass"}:
        return
    day = next((c for c in date if c.pos_ != "NUM"), date[-1])
    day.head, day.dep_ = (on, "pobj") if on.lower_ == "on" else (verb, "npadvmod")
    for other in date:
        if other.i != day.i:
            other.head, other.dep_ = day, "nummod"


def _after_date(verb: Token) -> None:
    """«On 21 January M23 captured the town»: the name after the date is no part of it."""
    name = verb.nbor(-1)
    if name.pos_ != "PROPN" or name.dep_ not in {"nummod", "appos", "npadvmod", "pobj"} or name.ent_type_ in _DATED:
        return
    if any(c.dep_ in _SUBJECTS or c.dep_ == "auxpass" for c in verb.children):
        return
    date = name.head
    if date.i != name.i - 1 or date.dep_ != "pobj" or date.head.head.i != verb.i:
        return
    name.head, name.dep_ = verb, "nsubj"
