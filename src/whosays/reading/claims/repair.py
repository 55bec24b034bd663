"""Whole phrases for what the encoder cut short, and no claim where nobody claims or nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.cues import cue_table
from whosays.reading.claims.draft import Draft, Range, runs, subtract
from whosays.reading.claims.sources import speakers
from whosays.reading.claims.syntax import subject_of, verb_group
from whosays.reading.measures.words import words_of
from whosays.reading.syntax import is_negated

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from whosays.reading.parse import Parsed

_MODIFIES = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod", "case"})
_COMPLETES = frozenset({"dobj", "ccomp", "xcomp", "prep", "auxpass"})
_GERUNDS = ("xcomp", "pcomp")
_OWN_ACTS = frozenset({"pledge", "threaten"})
_FEW = 3  # tokens: a content so short may be a splinter


def repair(parsed: Parsed, drafts: list[Draft]) -> list[Draft]:
    """The drafts with splinters made whole («these» -> «these allegations»), without those that claim nothing."""
    doc = parsed.doc
    out = []
    heads = {draft.head for draft in drafts}
    for draft in drafts:
        denial = _denial(parsed, draft)
        if denial is not None and denial.i in heads:
            continue
        if denial is not None:
            draft.head, draft.stance, draft.cue = denial.i, "deny", (denial.i, max(denial.i + 1, draft.cue[1]))
            draft.content = subtract(draft.content, draft.cue)
        if _nobody(parsed, draft) or _about_itself(parsed, draft) or _unsaid(parsed, draft):
            continue
        if _acts_on_people(parsed, draft):
            continue
        draft.source = _owner(doc, draft.source)
        draft.cue = _grouped(doc, draft)
        draft.content = _whole(doc, _from_its_subject(parsed, draft, drafts))
        draft.content = _without_splinters(parsed, draft)
        draft.content = _without_addressee(doc, draft, parsed.lexicon.words("opens_content"))
        others = [r for d in drafts if d is not draft for r in (d.cue, d.source or d.cue)]
        draft.content = [r for r in draft.content if not _only(doc, r, others)]
        if draft.content:
            out.append(draft)
    return out


def end_at_semicolons(parsed: Parsed, drafts: list[Draft]) -> None:
    """«The army said 21 were killed; villagers put the toll at nine»: its words end where the next speaker begins."""
    stops = [d.source[0] - 1 for d in drafts if d.source and d.source[0] and parsed.doc[d.source[0] - 1].text == ";"]
    for draft in drafts:
        for stop in stops:
            if stop >= draft.cue[1] and draft.start < stop < draft.end:
                draft.content = [(a, min(b, stop)) for a, b in draft.content if a < stop]


def _denial(parsed: Parsed, draft: Draft) -> Token | None:
    """Of «the ministry rejected allegations that …»: the verb, where its subject was taken for who alleges it."""
    noun = parsed.doc[draft.head]
    verb = noun.head
    if noun.pos_ != "NOUN" or noun.dep_ not in {"dobj", "pobj"} or draft.source is None:
        return None
    verb = verb.head if noun.dep_ == "pobj" and verb.lower_ == "as" else verb
    subject = subject_of(verb) if verb.pos_ == "VERB" else None
    if subject is None or not draft.source[0] <= subject.i < draft.source[1] or is_negated(verb):
        return None
    found = cue_table(parsed.lexicon).get(verb)
    return verb if found is not None and found[0].stance == "deny" else None


def _nobody(parsed: Parsed, draft: Draft) -> bool:
    """Is it said that nobody claims it («no group has claimed responsibility»), or only who is not to be named?"""
    table, head = speakers(parsed.lexicon), parsed.doc[draft.head]
    if any(c.dep_ == "xcomp" and table.get(c.lemma_.lower()) == "unnamed" and is_negated(c) for c in head.rights):
        return True
    subject = subject_of(head)
    if subject is None:
        return False
    words = [subject, *(c for c in subject.lefts if c.dep_ in {"det", "preconj", "cc"})]
    return any(table.get(w.lower_) == "nobody" for w in words)


def _unsaid(parsed: Parsed, draft: Draft) -> bool:
    """«A strike hit the town; Israel did not comment»: who says nothing does not say what stands before."""
    head = parsed.doc[draft.head]
    if head.pos_ != "VERB" or draft.source is None or draft.end > draft.source[0]:
        return False
    return is_negated(head) and draft.stance == "assert" and not any(c.dep_ in _COMPLETES for c in head.rights)


def _about_itself(parsed: Parsed, draft: Draft) -> bool:
    """Does the clause behind a noun say what was done with the claim («a claim that the army did not confirm»)?"""
    head = parsed.doc[draft.head]
    clause = next((c for c in head.rights if c.dep_ in {"acl", "relcl"} and draft.holds(c.i)), None)
    if head.pos_ != "NOUN" or clause is None or clause.pos_ != "VERB" or not cue_table(parsed.lexicon).get(clause):
        return False
    return not any(c.dep_ in _COMPLETES and c.lower_ != "that" for c in clause.children)


def _acts_on_people(parsed: Parsed, draft: Draft) -> bool:
    """«Dismissed the prime minister», «recalled their ambassadors»: an act, whose object is all that it is about."""
    head = parsed.doc[draft.head]
    if head.pos_ != "VERB" or speakers(parsed.lexicon).get(head.lemma_.lower()) != "act":
        return False
    thing = next((c for c in head.rights if c.dep_ == "dobj" and draft.holds(c.i)), None)
    if thing is None or any(c.dep_ in {"ccomp", "xcomp"} or c.lower_ == "as" for c in head.rights):
        return False
    return thing.ent_type_ == "PERSON" or words_of(parsed.lexicon).person(thing) is not None


def _grouped(doc: Doc, draft: Draft) -> Range:
    """The cue with the auxiliaries and adverbs of its verb («has also said»), as far as nothing else holds them."""
    if doc[draft.head].pos_ != "VERB":
        return draft.cue
    first, last = verb_group(doc[draft.head])
    held = set(draft.tokens()) | (set(range(*draft.source)) if draft.source else set())
    start, end = draft.cue
    while start > first and start - 1 not in held:
        start -= 1
    while end < last and end not in held:
        end += 1
    return start, end


def _owner(doc: Doc, source: Range | None) -> Range | None:
    """The source without the «what» of «what Moscow called», with both of «residents and an officer», and never a mere
    article.
    """
    if source is not None and source[1] - source[0] > 1 and doc[source[1] - 1].dep_ == "cc":
        first = doc[source[1] - 1].head
        other = next((c for c in first.conjuncts if c.left_edge.i == source[1]), None)
        return (source[0], other.i + 1) if other is not None else (source[0], source[1] - 1)
    if source is not None and all(t.dep_ in _MODIFIES and t.head.i >= source[1] for t in doc[source[0] : source[1]]):
        return source[0], doc[source[1] - 1].head.i + 1  # «a» of «a hospital»
    if source is not None and source[1] - source[0] > 1 and doc[source[0]].lower_ in ("what", "whatever"):
        return source[0] + 1, source[1]
    return source


def _whole(doc: Doc, draft: Draft) -> list[Range]:
    """The content with cut phrases completed, and without a lone conjunction before it."""
    tokens = set(draft.tokens())
    for first, last in draft.content:
        if last - first > _FEW:
            continue
        root: Token = doc[first:last].root
        head = root.head
        cut = root.dep_ in _MODIFIES and head.i >= last and head.sent == root.sent and head.i not in tokens
        skipped = head.dep_ in _GERUNDS and draft.cue[1] <= head.i < first and _under(head, doc[draft.head])
        if cut or skipped:
            tokens |= {t.i for t in head.subtree}
    last = draft.end - 1
    if doc[last].dep_ == "prep" and doc[last].n_rights:
        tokens |= {t.i for t in doc[last].subtree if t.sent == doc[last].sent}
    while _hangs(doc[last], tokens) and last > draft.start + 1:
        tokens.discard(last)
        last -= 1
    if draft.stance in _OWN_ACTS:
        tokens -= _occasion(doc, draft)
    tokens -= {first for first, end in draft.content if end == first + 1 and doc[first].dep_ == "mark"}
    held = [draft.cue] + ([draft.source] if draft.source else [])
    return subtract(runs(tokens), *held)


def _from_its_subject(parsed: Parsed, draft: Draft, drafts: list[Draft]) -> Draft:
    """«Five guards and | a driver died, the ministry said»: what was said begins with the subject of its clause."""
    clause = next((c for c in parsed.doc[draft.head].lefts if c.dep_ == "ccomp"), None)
    if clause is None or len(draft.content) != 1 or draft.end > draft.cue[0]:
        return draft
    subject = next((c for c in clause.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or not subject.left_edge.i < draft.start <= clause.right_edge.i < draft.end + _FEW:
        return draft
    missing = set(range(subject.left_edge.i, draft.start))
    held = {i for d in drafts for a, b in (d.cue, d.source or d.cue) for i in range(a, b)}
    if not missing & held:
        draft.content = [(subject.left_edge.i, draft.end)]
    return draft


def _hangs(word: Token, tokens: set[int]) -> bool:
    """Does a phrase only begin with the word («the attack in a | televised address»)?"""
    if word.dep_ == "prep":
        return bool(word.n_rights) and not any(c.i in tokens for c in word.rights)
    return word.dep_ == "det" and word.head.i > word.i and word.head.i not in tokens


def _without_splinters(parsed: Parsed, draft: Draft) -> list[Range]:
    """The content without the dateline before it, an «and» at its end, and stray words of another sentence."""
    doc, out = parsed.doc, []
    begins = parsed.dateline.end if parsed.dateline is not None else 0
    for first, last in draft.content:
        if doc[first].idx < begins < doc[last - 1].idx:
            first = next(i for i in range(first, last) if doc[i].idx >= begins)
        while last - first > 1 and (doc[last - 1].pos_ == "CCONJ" or doc[last - 1].is_space):
            last -= 1
        if last - first <= _FEW and doc[first].sent != doc[draft.head].sent and not _tells(doc, first, last):
            continue
        out.append((first, last))
    return out or draft.content


def _without_addressee(doc: Doc, draft: Draft, opens: frozenset[str]) -> list[Range]:
    """The content without whom it was said to («told reporters that …», «reminded them that …»)."""
    head = doc[draft.head]
    clause = next((c for c in head.rights if c.dep_ == "ccomp"), None)
    if clause is None or not draft.content or doc[clause.left_edge.i].lower_ not in opens:
        return draft.content
    first, last = draft.content[0]
    begins = clause.left_edge.i
    for told in head.rights:
        someone = told.pos_ == "PROPN" or (told.pos_ == "PRON" and told.lower_ != "it") or head.lemma_ == "tell"
        whole = told.left_edge.i <= first and first <= told.i < begins == told.right_edge.i + 1 < last
        if told.dep_ in ("dobj", "dative") and someone and whole:
            return [(begins, last), *draft.content[1:]]
    return draft.content


def _tells(doc: Doc, first: int, last: int) -> bool:
    """Is there a verb in the words, or a quotation mark before them?"""
    quoted = first > 0 and doc[first - 1].is_quote
    return quoted or any(doc[i].pos_ in {"VERB", "AUX"} or doc[i].is_quote for i in range(first, last))


def _occasion(doc: Doc, draft: Draft) -> set[int]:
    """What a vow follows is not part of it («vowed to retaliate after …»)."""
    head = doc[draft.head]
    root: Token = doc[draft.start : draft.content[0][1]].root
    out: set[int] = set()
    for child in (*root.rights, *head.rights):
        mark = next((c for c in child.lefts if c.dep_ == "mark"), child)
        clause = child.dep_ == "advcl" or (child.dep_ == "prep" and any(c.dep_ == "pcomp" for c in child.children))
        if clause and mark.lower_ == "after" and mark.i > draft.start:
            out |= {t.i for t in child.subtree}
    return out


def _under(token: Token, above: Token) -> bool:
    return token.head == above or token.head.head == above


def _only(doc: Doc, content: Range, others: list[Range]) -> bool:
    """Is all of a content another claim's source and cue («officials said»)?"""
    words = {i for i in range(*content) if doc[i].is_alpha}
    held = {i for a, b in others if a < content[1] and content[0] < b for i in range(a, b)}
    return words <= held
