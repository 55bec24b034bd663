"""The cue table: which words report speech and thought, and where their content stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.reasons import row as told
from whosays.reading.tags import STANCE

if TYPE_CHECKING:
    from spacy.tokens import Token

_PREPOSITIONS = ("of", "for", "on", "at", "with", "about", "against", "in", "by")
FRAMES = frozenset({"that", "quote", "to", "ing", "obj", "as", "oprd", "clause", "to_obj", *_PREPOSITIONS})
CUES = TableSpec(
    name="cues",
    required=("lemma", "pos", "stance", "frames"),
    allowed={
        "pos": frozenset({"VERB", "NOUN", "ADV", "ADP"}),
        "stance": frozenset(STANCE),
        "frames": FRAMES,
    },
    many=frozenset({"frames"}),
)


@dataclass(frozen=True)
class CueWord:
    """One row: the words (head lemma first), the stance they give, the frames they take."""

    words: tuple[str, ...]
    pos: str
    stance: str
    frames: frozenset[str]

    def told(self, lexicon: Lexicon) -> str:
        """The row as a reason: «cues.tsv: say (VERB, assert)»."""
        lemma = " ".join(self.words)
        return told(lexicon, "cues", f"{lemma} ({self.pos}, {self.stance})", lemma=lemma, pos=self.pos)


class CueTable:
    """Cue words by head lemma and part of speech; longer ones first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rows: dict[tuple[str, str], list[CueWord]] = {}
        for row in lexicon.rows(CUES):
            words = tuple(row["lemma"].lower().split())
            word = CueWord(words, row["pos"], row["stance"], frozenset(row["frames"].split()))
            self._rows.setdefault((words[0], word.pos), []).append(word)
        for rows in self._rows.values():
            rows.sort(key=lambda w: -len(w.words))

    def get(self, token: Token) -> tuple[CueWord, list[Token]] | None:
        """The row for a token as a cue's head, and the other tokens of the cue («down» in «play down»)."""
        pos = {"AUX": "VERB", "PROPN": "NOUN", "SCONJ": "ADP"}.get(token.pos_, token.pos_)
        rows = self._rows.get((token.lemma_.lower(), pos))
        if rows is None:
            # the tagger's slips: a participle read as an adjective, a preposition as a verb
            for other in ("VERB", "ADP"):
                if token.pos_ in ("ADJ", "VERB") and (rows := self._rows.get((token.lower_, other))):
                    break
        for word in rows or ():
            rest = _rest(token, word.words[1:])
            if rest is not None:
                return word, rest
        return None


def _rest(token: Token, words: tuple[str, ...]) -> list[Token] | None:
    """The tokens for the further words of a cue among the token's dependents to the right, or None.

    «Held | the army responsible»: the parse may hang the adjective on the object.
    """
    out: list[Token] = []
    near = [*token.rights, *(c for o in token.rights if o.dep_ == "dobj" for c in o.rights if c.dep_ == "amod")]
    for word in words:
        found = next((t for t in near if word in (t.lower_, t.lemma_.lower())), None)
        if found is None:
            return None
        out.append(found)
    return out


_TABLES: WeakKeyDictionary[Lexicon, CueTable] = WeakKeyDictionary()


def cue_table(lexicon: Lexicon) -> CueTable:
    """The table of a lexicon, built once."""
    if lexicon not in _TABLES:
        _TABLES[lexicon] = CueTable(lexicon)
    return _TABLES[lexicon]
