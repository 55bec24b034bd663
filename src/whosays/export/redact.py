"""Leaving out the names of private persons: every name of a person that the reader found, wherever it stands.

Names come from two places: the reports' actors of kind person or civilian, and the language pipeline's person names in
the texts that are about to be written. Officials are left out with them where the reader knows them by name only:
better one name too many than one too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from whosays.model import Report

MARK = "[name]"
# up to three words with capitals before a family name, but none that opens a sentence or is a title
_FORENAMES = (
    r"(?:(?!(?:The|A|An|In|On|At|By|And|But|For|Of|From|To|With|As|Mr|Mrs|Ms|Dr|President|Mayor|Governor|General|Colonel)\b)"
    r"[A-Z][\w'’-]*\.?\s+){0,3}"
)
_FULL_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}\b")
_PERSONAL = frozenset(("person", "civilian"))


def names_in_reports(reports: Iterable[Report]) -> set[str]:
    """Names of persons that the reports list as actors, or name as those who were hit."""
    out: set[str] = set()
    for report in reports:
        for actor in report.actors:
            if actor.kind in _PERSONAL:
                named = [m.text for m in actor.mentions if m.via in ("name", "alias")]
                out |= {n for n in (actor.name, *named) if _is_name(n)}
        known = {w for p in report.places for w in p.name.split()} | {w for a in report.actors for w in a.name.split()}
        for event in report.events:
            victims = [r.text for r in event.roles if r.role in ("victim", "target")]
            out |= {n for v in victims for n in _FULL_NAME.findall(v) if not set(n.split()) & known}
    return out


def names_in_texts(texts: Iterable[str]) -> set[str]:
    """Names of persons that the language pipeline finds in these texts."""
    from whosays.reading import pipeline

    nlp = pipeline.load(pipeline.DEFAULT_MODEL)
    found: set[str] = set()
    for doc in nlp.pipe(sorted(set(texts))):
        found |= {e.text for e in doc.ents if e.label_ == "PERSON" and _is_name(e.text)}
    return found


def _is_name(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]", text)) and text[:1].isupper() and len(text) > 2


def redactor(names: Iterable[str]) -> re.Pattern[str] | None:
    """What to look for: full names, and their last words alone with the names before them, longest first.

    None where there is no name.
    """
    wanted: set[str] = set()
    for name in names:
        words = re.sub(r"['’]s$", "", name.strip()).split()
        wanted.add(r"\s+".join(re.escape(w) for w in words))
        if len(words[-1]) > 3 and words[-1][:1].isupper():
            wanted.add(_FORENAMES + re.escape(words[-1]))
    if not wanted:
        return None
    return re.compile(r"\b(?:" + "|".join(sorted(wanted, key=lambda w: (-len(w), w))) + r")\b")


def redact(value: Any, pattern: re.Pattern[str] | None) -> Any:
    """The value with every name in any of its texts replaced by «[name]»."""
    if pattern is None:
        return value
    if isinstance(value, str):
        return pattern.sub(MARK, value)
    if isinstance(value, dict):
        return {k: redact(v, pattern) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [redact(v, pattern) for v in value]
    return value


def strings(value: Any) -> Iterable[str]:
    """All texts inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from strings(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from strings(v)
