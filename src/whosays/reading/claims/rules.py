"""Claims read from the parse and the cue table alone: the second voice beside the learned tagger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.cues import CueTable, CueWord
from whosays.reading.claims.draft import Draft, Range, runs, subtract
from whosays.reading.claims.quotations import Quotations
from whosays.reading.claims.syntax import clause, phrase, possessor_of, subject_of, trim, verb_group

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

_PREPOSITIONS = ("as", "of", "for", "on", "at", "with", "about", "against", "in", "by")
_MODIFIES = ("parataxis", "ccomp", "advcl", "dep")
_SPEECH = frozenset({"that", "quote"})


def read_by_rules(parsed: Parsed, cues: CueTable, quotations: Quotations) -> list[Draft]:
    """A draft for each cue of the table whose content the parse shows, in text order."""
    out = []
    for token in parsed.doc:
        if token.is_space or token.is_punct:
            continue
        draft = draft_for(token, parsed, cues, quotations)
        if draft is not None:
            out.append(draft)
    return out


def draft_for(token: Token, parsed: Parsed, cues: CueTable, quotations: Quotations) -> Draft | None:
    """The claim cued by ``token``, or None where it is no cue or has no content."""
    row = cues.get(token)
    if row is None:
        return None
    word, rest = row
    if token.dep_ in ("aux", "auxpass", "amod", "compound"):
        return None
    cue = _cue_range(token, rest)
    source = source_of(token, word.pos)
    if source is None and not _may_be_unowned(token, word):
        return None
    content = content_of(token, word, parsed, quotations)
    if not content:
        return None
    source_range = phrase(source) if source is not None else None
    holes = [cue] + ([source_range] if source_range else [])
    content = [trim(parsed.doc, r) for r in subtract(content, *holes)]
    content = [r for r in content if any(parsed.doc[i].is_alpha or parsed.doc[i].like_num for i in range(*r))]
    if not content:
        return None
    draft = Draft(token.i, cue, source_range, content, word.stance, _score(word, source, content, token))
    draft.made = len(word.words) > 1
    if parsed.explain:
        draft.why = (word.told(parsed.lexicon), f"parse: its content stands where the row says, {draft.score:.2f}")
    return draft


def _may_be_unowned(token: Token, word: CueWord) -> bool:
    """May this cue stand without a source («reportedly», «is believed to», but not «to confirm», «quoted as»)?"""
    if word.pos in ("ADV", "ADP"):
        return True
    passive = token.tag_ == "VBN" and (token.dep_ == "acl" or any(c.dep_ == "auxpass" for c in token.children))
    return word.pos == "VERB" and passive and not ("as" in word.frames and "quote" in word.frames)


def _score(word: CueWord, source: Token | None, content: list[Range], token: Token) -> float:
    score = 0.75 if "quote" in word.frames else 0.6
    if len(word.words) > 1:  # «held them responsible»: the words together say it
        score += 0.15
    if source is None:
        score -= 0.2
    if word.pos == "NOUN":
        score -= 0.15
    if sum(b - a for a, b in content) < 2:
        score -= 0.15
    return score


def _cue_range(token: Token, rest: list[Token]) -> Range:
    if token.pos_ in ("VERB", "AUX"):
        first, last = token.i, verb_group(token)[1]
    else:
        first, last = token.i, token.i + 1
    for other in rest:
        if other.i == last:
            last += 1
    return first, last


def source_of(token: Token, pos: str) -> Token | None:
    """The head of the phrase that names whose words they are, or None."""
    if pos == "NOUN":
        owner = possessor_of(token)
        if owner is None and token.dep_ == "dobj" and token.head.pos_ == "VERB":
            owner = subject_of(token.head)
        return owner
    if pos == "ADP":
        to = next((c for c in token.rights if c.dep_ == "prep"), token)
        return next((c for c in to.rights if c.dep_ == "pobj"), None)
    if pos == "ADV":
        return None
    subject = subject_of(token)
    if subject is not None and subject.lower_ in ("it", "there") and any(c.dep_ == "auxpass" for c in token.children):
        return None
    return subject


def content_of(token: Token, word: CueWord, parsed: Parsed, quotations: Quotations) -> list[Range]:
    """Token ranges of what the cue introduces, by the frames that its row allows; empty where there is none."""
    if "clause" in word.frames:
        return _modified_clause(token, word)
    found: set[int] = set()
    complement = next((c for c in token.children if c.dep_ == "ccomp" and c.i != token.i), None)
    if complement is not None and "that" in word.frames:
        found |= clause(complement) - {c.i for c in complement.children if c.dep_ == "mark" and c.lower_ == "that"}
    if not found and word.frames & _SPEECH == _SPEECH:
        found |= _around(token)
    if "quote" in word.frames:
        found |= _quoted(token, parsed, quotations)
    if not found and "that" in word.frames and word.pos == "NOUN":
        for child in token.rights:
            if child.dep_ in ("acl", "ccomp", "relcl") and any(g.dep_ == "mark" for g in child.children):
                found |= clause(child)
    if len(word.words) > 1:  # «held the army | responsible for it»
        near = [*token.rights, *(g for c in token.rights if c.dep_ == "dobj" for g in c.rights)]
        below = [c for t in near if t.lower_ in word.words for c in t.rights if c.dep_ == "prep"]
        for child in (c for c in below if _prepositional(c, word)):
            found |= clause(child) - {child.i}
    if not found or len(word.words) > 1:
        for child in token.rights:
            if _complement(child, word):
                # what the vow follows is not part of it («vowed to retaliate after …»)
                found |= clause(child, *(c for c in child.rights if c.dep_ == "advcl" and _after(c)))
            elif child.dep_ == "prep" and _prepositional(child, word):
                found |= clause(child) - {child.i}
            elif child.dep_ == "dobj" and word.pos == "VERB" and "obj" not in word.frames:
                # «accused the rebels of shelling»: the parse often hangs the preposition on the object
                for prep in child.rights:
                    if prep.dep_ == "prep" and _prepositional(prep, word):
                        found |= clause(prep) - {prep.i}
    if "obj" in word.frames and (not found or len(word.words) > 1):
        for child in token.rights:
            if child.dep_ == "dobj" and (child.pos_ != "PRON" or _taken_up(child, word, parsed)):
                found |= clause(child)
    if not found and "obj" in word.frames and token.dep_ == "acl" and token.tag_ == "VBN":
        found |= clause(token.head, token)
    if not found and "obj" in word.frames:
        passive = next((c for c in token.lefts if c.dep_ == "nsubjpass"), None)
        if passive is not None and passive.pos_ != "PRON":
            found |= clause(passive)
    return runs(found)


def _taken_up(pronoun: Token, word: CueWord, parsed: Parsed) -> bool:
    """«Baku denies this»: what was told before."""
    return word.stance == "deny" and {"that", "obj"} <= word.frames and pronoun.lower_ in parsed.lexicon.words("points")


def _complement(child: Token, word: CueWord) -> bool:
    """Is the dependent an infinitive, gerund or predicate that the cue's row allows as its content?"""
    if child.dep_ in ("oprd", "attr"):
        return "oprd" in word.frames
    if child.dep_ == "xcomp" and "ing" in word.frames:
        return True
    clausal = ("acl",) if word.pos == "NOUN" else ("xcomp", "ccomp", "advcl")
    return "to" in word.frames and child.dep_ in clausal and _infinitive(child)


def _prepositional(child: Token, word: CueWord) -> bool:
    """Is the object of this preposition the content, by the cue's row?"""
    if child.lower_ == "to":
        return "to_obj" in word.frames
    return child.lower_ in word.frames and child.lower_ in _PREPOSITIONS


def _after(clause_head: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "after" for c in clause_head.lefts)


def _infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def _around(token: Token) -> set[int]:
    """The clause that a cue in its middle or at its end belongs to («The bridge, officials said, was hit»)."""
    head = token.head
    if head != token and token.dep_ in _MODIFIES and token.dep_ != "advcl" and head.pos_ in ("VERB", "AUX"):
        between = token.doc[min(token.i, head.i) : max(token.i, head.i)]
        return set() if any(t.text == ";" for t in between) else clause(head, token)
    return set()


def _modified_clause(token: Token, word: CueWord) -> list[Range]:
    """The clause that «according to» or «reportedly» stands in."""
    head = token.head
    while head.dep_ in ("amod", "advmod", "nummod", "quantmod", "prep", "acomp") and head.head != head:
        head = head.head
    if head.pos_ in ("NOUN", "PROPN", "NUM") and word.pos == "ADP" and token.i > head.i:
        while head.head != head and head.pos_ not in ("VERB", "AUX"):
            head = head.head
    if head.dep_ in ("conj", "xcomp") and head.head.pos_ in ("VERB", "AUX") and word.pos == "ADP":
        head = head.head
    holes = [token]
    for child in head.children:
        if child.dep_ == "ccomp" and child.i < head.i and word.pos == "ADV":
            holes.append(child)
    tokens = clause(head, *holes)
    tokens -= {c.i for c in head.children if c.dep_ in ("mark", "cc")}
    return runs(tokens)


def _quoted(token: Token, parsed: Parsed, quotations: Quotations) -> set[int]:
    """Words in quotation marks of the cue's sentence that a comma or colon ties to the cue."""
    sent = token.sent
    out: set[int] = set()
    for q in quotations.within(sent.start_char, sent.end_char):
        if q.start <= token.idx < q.end:
            continue
        span = parsed.tokens_in((q.inner_start, max(q.inner_start + 1, q.inner_end)))
        words = sum(t.is_alpha for t in span)
        tied = parsed.clean[: q.start].rstrip()[-1:] in (",", ":") or parsed.clean[
            q.inner_start : q.inner_end
        ].rstrip()[-1:] in (",", ".", "?", "!")
        if words >= 4 and tied:
            out |= {t.i for t in span}
    return out
