"""The tables that say which words name events, compiled once for each lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from whosays.model import kinds
from whosays.reading.lexicon import Lexicon, Row, TableSpec

if TYPE_CHECKING:
    from spacy.tokens import Token

_STATUS = frozenset({"happened", "ongoing", "planned", "threatened", "possible", "denied", "-"})
_ROLES = frozenset({"agent", "target", "victim", "instrument", "place", "origin", "topic", "participant", "-"})
_WHERE = frozenset({
    "verb", "mod", "noun", "mark", "aux", "prep", "self", "subj", "for", "of", "told", "ends", "occurs", "thinks",
    "aims", "leads", "given", "rejects", "confirms", "sees", "halts", "maybe", "time", "utters", "calls", "commits",
    "excludes", "owes", "manages",
})  # fmt: skip
_POS = frozenset({"VERB", "NOUN", "ADJ"})


def _check_trigger(row: Row) -> str | None:
    try:
        inside = 0.0 <= float(row["sure"]) <= 1.0
    except ValueError:
        inside = False
    if not inside:
        return f"'{row['sure']}' is no number from 0 to 1 (column sure)"
    for column in ("when", "unless"):
        for condition in row.get(column, "-").split():
            if condition != "-" and ":" not in condition:
                return f"'{condition}' is no condition; write slot:value (column {column})"
    code = row.get("cameo", "-").strip("-")
    if code and not (code.isdigit() and 2 <= len(code) <= 4):
        return f"'{code}' is no CAMEO code: two to four digits (column cameo)"
    return None


TRIGGERS = TableSpec(
    "triggers",
    ("lemma", "pos", "kind", "sure"),
    ("means", "frame", "when", "unless", "cameo"),
    allowed={
        "pos": _POS,
        "kind": frozenset(kinds()) | {"-"},
        "means": frozenset({"yes", "no", "-"}),
    },
    many=frozenset({"pos"}),
    check=_check_trigger,
)
FRAMES = TableSpec("frames", ("frame", "slot", "role"), ("when",), allowed={"role": _ROLES})
CLASSES = TableSpec("classes", ("class", "kind", "words"), allowed={"kind": frozenset(kinds()) | {"-"}})
LIGHT = TableSpec(
    "lightverbs",
    ("lemma", "subject", "role"),
    allowed={
        "subject": frozenset(
            {"agent", "undergoer", "event", "effect", "culprit", "claimer", "blamed", "state", "recourse", "venture"}
        ),
        "role": _ROLES,
    },
)
MODALITY = TableSpec(
    "modality",
    ("lemma", "where", "status"),
    allowed={
        "where": _WHERE,
        "status": _STATUS,
    },
)
ORDINALS = TableSpec("ordinals", required=("word",))


@dataclass(frozen=True)
class Condition:
    """``slots``: where to look; ``words``: lemmas; ``classes``: names; ``anything``: the slot need only be filled."""

    slots: tuple[str, ...]
    words: frozenset[str]
    classes: frozenset[str]
    anything: bool


@dataclass(frozen=True)
class Trigger:
    """One row of triggers.tsv. ``particle``: second word of a two-word trigger; ``cameo``: finer code; or empty."""

    lemma: str
    particle: str
    pos: frozenset[str]
    kind: str
    sure: float
    means: bool
    frame: str
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    cameo: str = ""


@dataclass(frozen=True)
class FrameRule:
    """``role`` of the phrase in one of the ``slots``, if it is (or, negated, is not) of a class."""

    slots: tuple[str, ...]
    role: str
    word_class: str
    negated: bool


@dataclass
class Tables:
    """All tables of the stage, indexed for look-up by lemma."""

    triggers: dict[str, list[Trigger]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    frames: dict[str, list[FrameRule]] = field(default_factory=dict)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    weapon_kinds: dict[str, str] = field(default_factory=dict)
    light: dict[str, dict[str, str]] = field(default_factory=dict)
    light_forms: dict[str, str] = field(default_factory=dict)
    modality: dict[str, dict[str, str]] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    ordinals: dict[str, int] = field(default_factory=dict)

    def is_a(self, name: str, word: str) -> bool:
        """Is the word (a lemma in lower case) of the class?"""
        return name in self.classes.get(word, ())

    def light_parts(self, verb: Token) -> dict[str, str]:
        """What the verb's subject is to an event noun beside it (agent, event, effect …), each with a role."""
        found = self.light.get(verb.lemma_.lower())
        return found if found is not None else self.light.get(self.light_forms.get(verb.lower_, ""), {})

    def frame_name(self, token: Token) -> str:
        """The frame that the first row of the word names, or nothing."""
        rows = self.triggers.get(token.lemma_.lower()) or self.triggers.get(token.lower_) or []
        return next((row.frame for row in rows if row.frame), "")

    def frame(self, name: str, kind: str) -> list[FrameRule]:
        """The rules of the named frame, else of the kind, else of the kind's first part."""
        key = self.frame_key(name, kind)
        return self.frames[key] if key is not None else []

    def frame_key(self, name: str, kind: str) -> str | None:
        """Which frame that is, None where there is none."""
        return next((key for key in (name, kind, kind.split(".")[0]) if key in self.frames), None)


@lru_cache(maxsize=8)
def tables(lexicon: Lexicon) -> Tables:
    """The compiled tables of a lexicon (built at the first call). Raises LexiconError."""
    out = Tables()
    for row in lexicon.rows(TRIGGERS):
        trigger = _trigger(row)
        out.triggers.setdefault(trigger.lemma, []).append(trigger)
    for lemma in out.triggers:
        for form in _regular_forms(lemma):
            out.forms.setdefault(form, lemma)
    for row in lexicon.rows(FRAMES):
        condition = row.get("when", "-").lstrip("-")
        rule = FrameRule(tuple(row["slot"].split("|")), row["role"], condition.lstrip("!@"), condition.startswith("!"))
        for name in row["frame"].split("|"):
            out.frames.setdefault(name, []).append(rule)
    classes: dict[str, set[str]] = {}
    for row in lexicon.rows(CLASSES):
        for word in row["words"].split():
            classes.setdefault(word, set()).add(row["class"])
        if row["kind"] != "-":
            out.weapon_kinds[row["class"]] = row["kind"]
    out.classes = {word: frozenset(names) for word, names in classes.items()}
    for row in lexicon.rows(LIGHT):
        out.light.setdefault(row["lemma"], {})[row["subject"]] = row["role"]
        for form in _regular_forms(row["lemma"]):
            out.light_forms.setdefault(form, row["lemma"])
    out.local = frozenset(word for word, names in out.classes.items() if "local" in names)
    out.ordinals = {row["word"].lower(): n for n, row in enumerate(lexicon.rows(ORDINALS))}
    for row in lexicon.rows(MODALITY):
        out.modality.setdefault(row["where"], {}).setdefault(row["lemma"], row["status"])
    return out


def _trigger(row: Row) -> Trigger:
    lemma, _, particle = row["lemma"].partition("+")
    frame = row.get("frame", "-")
    return Trigger(
        lemma=lemma,
        particle=particle,
        pos=frozenset(row["pos"].split()),
        kind=row["kind"],
        sure=float(row["sure"]),
        means=row.get("means") == "yes",
        frame="" if frame == "-" else frame,
        when=_conditions(row.get("when", "-")),
        unless=_conditions(row.get("unless", "-")),
        cameo=row.get("cameo", "-").strip("-"),
    )


def _conditions(cell: str) -> tuple[Condition, ...]:
    out = []
    for part in cell.split():
        if part == "-":
            continue
        slots, _, values = part.partition(":")
        names = values.split("|")
        out.append(
            Condition(
                slots=tuple(slots.split("|")),
                words=frozenset(n for n in names if not n.startswith("@") and n != "*"),
                classes=frozenset(n[1:] for n in names if n.startswith("@")),
                anything="*" in names,
            )
        )
    return tuple(out)


def _regular_forms(lemma: str) -> list[str]:
    """Inflected forms that a tagger in trouble (headlines, lower case) may leave as they are."""
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    forms = [lemma, lemma + "s", stem + "ed", stem + "ing"]
    if len(lemma) > 2 and lemma[-1] not in "aeiouwxy" and lemma[-2] in "aeiou" and lemma[-3] not in "aeiou":
        forms += [lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"]
    if lemma.endswith("y"):
        forms += [lemma[:-1] + "ies", lemma[:-1] + "ied"]
    if lemma.endswith(("s", "h", "x")):
        forms.append(lemma + "es")
    return forms
