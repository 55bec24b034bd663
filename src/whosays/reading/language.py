"""Is a text English? The share of English function words tells; a detector names the language of the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from whosays.reading.lexicon import Lexicon, TableSpec

if TYPE_CHECKING:
    from lingua import LanguageDetector

FUNCTION_WORDS = TableSpec("function_words", required=("word",))

_SAMPLE = 20_000  # code points looked at
_WORD = re.compile(r"[^\W\d_]+")
# Share of function words: running English has 0.35 to 0.5 of them, telegraphic lists 0.1 to 0.3, other
# languages that share some of the words («in», «was», «over») up to 0.1.
_SURELY_ENGLISH = 0.2
_FEW_WORDS = 8
_SURE = 0.9
_SURE_OF_FEW = 0.97


@dataclass(frozen=True)
class Language:
    """ISO 639-1 code and English name; ``None`` where the text is too short to tell, which is read as English."""

    code: str | None
    name: str | None = None

    @property
    def is_english(self) -> bool:
        """Is the text read?"""
        return self.code in {None, "en"}


def detect(text: str, lexicon: Lexicon) -> Language:
    """The language of a text."""
    words = [w.lower() for w in _WORD.findall(text[:_SAMPLE])]
    if not words:
        return Language(None)
    latin = sum(len(w) for w in words if w[0] < "\u0250")
    if latin < sum(map(len, words)) / 2:
        return _named(text[:_SAMPLE], 0.0)
    english = _function_words(lexicon)
    share = sum(w in english for w in words) / len(words)
    if share >= _SURELY_ENGLISH:
        return Language("en")
    return _named(text[:_SAMPLE], _SURE if len(words) >= _FEW_WORDS else _SURE_OF_FEW)


@lru_cache(maxsize=4)
def _function_words(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.rows(FUNCTION_WORDS))


def _named(text: str, sure: float) -> Language:
    best = _detector().compute_language_confidence_values(text)[0]
    if best.value < sure:
        return Language(None)
    return Language(best.language.iso_code_639_1.name.lower(), best.language.name.title())


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
