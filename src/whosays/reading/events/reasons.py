"""Why an event was read, in words: the row and the encoder behind its trigger, its status, its roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.reasons import row as told
from whosays.reading.tags import STATUS, TRIGGER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Token

    from whosays.reading.events.context import Context
    from whosays.reading.events.draft import Draft, Phrase
    from whosays.reading.events.tables import Trigger

_BY_SLOT = {
    "tags": "encoder: it alone gives this part",
    "branch": "encoder: the branch for who did what to whom gives this part",
    "harm": "undergoes the word for harm that the event took in",
    "effect": "stands by a verb that tells the event's effect (lightverbs.tsv)",
    "appos": "named in apposition to a victim",
}


def of_trigger(
    context: Context, row: Trigger | None, sure: float, weapon: Token | None, tagged: NDArray[np.float32] | None
) -> tuple[str, ...]:
    """The row of triggers.tsv with what it says, the weapon that tells the kind, the encoder's view."""
    lexicon, out = context.parsed.lexicon, []
    if row is not None:
        lemma = f"{row.lemma}+{row.particle}" if row.particle else row.lemma
        said = f"{lemma} ({' '.join(sorted(row.pos))}) → {row.kind}, sure {row.sure:g}"
        if sure < row.sure:
            said += f", here {sure:.2f}"
        out.append(told(lexicon, "triggers", said, lemma=lemma, kind=row.kind))
    if weapon is not None:
        known = context.tables.classes
        forms = (weapon.lemma_.lower(), weapon.lower_, weapon.lower_.removesuffix("s"))
        word = next((form for form in forms if form in known), forms[0])
        out.append(told(lexicon, "classes", f"{word}, the weapon named with it, tells the kind", words=word))
    if tagged is not None:
        best = int(tagged[1:].argmax()) + 1
        out.append(f"encoder: an event {1.0 - float(tagged[0]):.2f}, {TRIGGER[best]} {float(tagged[best]):.2f}")
    return tuple(out)


def of_status(
    context: Context, heard: list[tuple[str, str]], cue: str, strength: float, row: NDArray[np.float32] | None
) -> tuple[str, ...]:
    """What the words say of the status, how strongly, and what the encoder says against it."""
    word = next((w for w, status in reversed(heard) if status == cue), None)
    if word is not None:
        said = told(context.parsed.lexicon, "modality", f"{word} → {cue}, weight {strength:g}", lemma=word)
    elif cue == "happened":
        said = f"status: no word and no negation speaks against {cue}, weight {strength:g}"
    else:
        said = f"status: {cue} by the parse (negation, tense, infinitive), weight {strength:g}"
    if row is None:
        return (said,)
    best = int(row.argmax())
    return said, f"encoder: status {STATUS[best]} {float(row[best]):.2f}"


def of_roles(draft: Draft, text: str) -> tuple[str, ...]:
    """The row of frames.tsv, or what else gave each phrase its part."""
    out = []
    for phrase in draft.phrases:
        words = text[phrase.span[0] : phrase.span[1]]
        why = phrase.why or _BY_SLOT.get(phrase.slot)
        if why:
            out.append(f"{phrase.role} «{' '.join(words.split())}»: {why}")
    return tuple(out)


def of_setting(draft: Draft, context: Context) -> tuple[str, ...]:
    """How the event came to its time and its place."""
    out = []
    for name, key in (("time", draft.time), ("place", draft.place)):
        item = context.located.get(key or "")
        if item is not None:
            here = context.parsed.sentence_at(item.span[0]) == context.parsed.sentence_at(draft.span[0])
            how = "the nearest in the parse of its sentence" if here else "in the order of the dates told before"
            out.append(f"{name} «{' '.join(item.text.split())}»: {how}")
    return tuple(out)


def of_frame(context: Context, draft: Draft, slot: str, phrase: Phrase) -> str:
    """«frames.tsv: attack, obj → target»."""
    frame = context.tables.frame_key(draft.frame, draft.kind) or draft.kind
    return told(context.parsed.lexicon, "frames", f"{frame}, {slot} → {phrase.role}", frame=frame)
