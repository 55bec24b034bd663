"""Which event mentions of one report tell the same happening: grouped by words, days, places and parties."""

from __future__ import annotations

from dataclasses import replace

from whosays.model import Report
from whosays.reconcile.drafts import Draft
from whosays.reconcile.language import phrases
from whosays.reconcile.sources import nameless
from whosays.reconcile.told_days import ToldDays
from whosays.reconcile.when import day, gap, length
from whosays.reconcile.where import fit
from whosays.reconcile.words import kind_table, telling_words, wordings

_EFFECTS = "effects"
# what happened longer before the publication is told as background
DAYS_OF_BACKGROUND = 21
# weapons that a text names apart from each other; a mere «strike» may be any of them
_PRECISE = frozenset(("attack.missile", "attack.drone", "attack.artillery", "attack.bombing", "attack.suicide"))
# what a mention must reach to join a group: one that names its day must fit well, one that names neither day nor
# place goes with what is being told, unless something speaks against it
_JOIN_DATED = 1.4
_JOIN_PLACED = 1.3
_JOIN_FLOATING = 0.5
# title and lead may speak of what is told below them; after that, nothing is referred to before it is told
_LEAD = 3
_FAR = 3
_WEEK = 7
_BESIDE = 0.3
# a title tells what the lead tells
_HEADLINE = 0.8


def group(report: Report, drafts: list[Draft], text: str = "") -> list[list[Draft]]:
    """Drafts that tell one happening, in the order of the text.

    Mentions that name a day come first, so that later ones find them; then those that name a place only; then the
    rest, which join the group they fit best, the nearest before them among equals.
    """
    kinds = kind_table()
    same = {frozenset((r.from_, r.to)) for r in report.relations if r.kind == "same_as"}
    compared = ToldDays(report, text).compared()
    same -= compared
    other = {frozenset((r.from_, r.to)) for r in report.relations if r.kind in ("in_response_to", "after")} - same
    other |= compared
    drafts = _clock_alone(_deaths_later(drafts), report)
    groups: list[list[Draft]] = []
    waiting: list[Draft] = []
    dated = {(d.event.sentence, kinds[d.event.kind].family) for d in drafts if d.days is not None}
    title = min((d for d in drafts if d.event.sentence == 0), key=lambda d: d.event.trigger.span, default=None)
    if title is not None and phrases("cause_in_title").search(text[: title.event.trigger.span[0]]):
        title = None
    for draft in sorted(drafts, key=lambda d: (d.days is None, d.where is None, d.event.trigger.span, d.instance)):
        if kinds[draft.event.kind].family == _EFFECTS:
            waiting.append(draft)
            continue
        enough = _JOIN_DATED if draft.days else _JOIN_PLACED if draft.where else _JOIN_FLOATING
        later = not draft.days and not draft.where and draft.event.sentence >= _LEAD
        led = _led_elsewhere(draft, dated)

        def against(draft: Draft, others: list[Draft], led: bool = led) -> float:
            headline = draft is title and draft.days is None and any(o.event.sentence == 1 for o in others)
            return _beyond(draft, others) * led + _long_ago(draft, others, report) - _HEADLINE * headline

        scored = [
            (_fits(draft, g, same, other) - against(draft, g), -_far_off(draft, g), -i, g)
            for i, g in enumerate(groups)
            if not later or any(o.event.sentence <= draft.event.sentence for o in g)
        ]
        best = max(scored, key=lambda s: s[:3], default=None)
        if best is not None and best[0] >= enough:
            best[3].append(draft)
        else:
            groups.append([draft])
    for draft in waiting:
        near = [g for g in groups if kinds[g[0].event.kind].family == "violence" and _no_conflict(draft, g)]
        if not near:
            groups.append([draft])
    return groups


def _led_elsewhere(draft: Draft, dated: set[tuple[int, str]]) -> bool:
    """True for a bare mention in a sentence that dates only things of another sort: the fighting before a capture."""
    families = {family for sentence, family in dated if sentence == draft.event.sentence and family != _EFFECTS}
    return not draft.days and not draft.where and bool(families) and kind_table()[draft.kind].family not in families


def _long_ago(draft: Draft, others: list[Draft], report: Report) -> float:
    """What counts against a group told as background where the mention stands in another sentence and has no day.

    Of a time that was over («last month», said on the third) the beginning counts.
    """
    published = day(report.document.published)
    last = max((o.days for o in others if o.days), key=lambda days: days[1], default=None)
    if draft.days or published is None or last is None:
        return 0.0
    over = length(last) > _WEEK and last[1] < published
    if (published - last[0 if over else 1]).days <= DAYS_OF_BACKGROUND:
        return 0.0
    return _beyond(draft, others)


def _far_off(draft: Draft, others: list[Draft]) -> int:
    """How many sentences off the nearest mention of a group is."""
    return min(abs(o.event.sentence - draft.event.sentence) for o in others)


def _beyond(draft: Draft, others: list[Draft]) -> float:
    """What counts against a group that is not told in the mention's own sentence."""
    return 0.0 if any(o.event.sentence == draft.event.sentence for o in others) else 1.0


def _deaths_later(drafts: list[Draft]) -> list[Draft]:
    """Those who «died on Friday» of what happened before: the day of a death is not the day of the attack, also where
    one sentence tells both («a driver had died on Thursday, and the blast had now killed nine»).
    """
    deaths = [d for d in drafts if d.event.kind == "attack.other" and phrases("died").search(d.event.trigger.text)]
    days_of_death = {d.event.time for d in deaths}
    beside = {(d.event.sentence, d.event.time) for d in deaths}
    dying = [d.event.kind == "attack.other" or (d.event.sentence, d.event.time) in beside for d in drafts]
    first = min((d.days[0] for d, dies in zip(drafts, dying, strict=True) if d.days and not dies), default=None)
    out = []
    for d, dies in zip(drafts, dying, strict=True):
        died = dies and d.event.time in days_of_death
        if died and d.days and first is not None and d.days[0] > first:
            d = replace(d, days=None, dated="none")
        out.append(d)
    return out


def _clock_alone(drafts: list[Draft], report: Report) -> list[Draft]:
    """«Rebels attacked on Sunday, officials said on Monday. “They came at dawn”»: a clock without a day, counted from
    the day on which it is told, says nothing of the day where an earlier one was told before.
    """
    times, published = {t.id: t for t in report.times}, day(report.document.published)
    out = []
    for d in drafts:
        time = times.get(d.event.time or "")
        alone = time is not None and time.kind == "TIME" and time.anchor == "context"
        if alone and d.days is not None and published is not None and d.days[0] == published:
            before = [o for o in drafts if o.days and o.event.trigger.span < d.event.trigger.span]
            if any(o.days and o.days[1] < published for o in before):
                d = replace(d, days=None, dated="none")
        out.append(d)
    return out


def _no_conflict(draft: Draft, others: list[Draft]) -> bool:
    return all(
        (draft.days is None or o.days is None or gap(draft.days, o.days) == 0)
        and (draft.where is None or o.where is None or fit(draft.where, o.where) not in ("apart",))
        for o in others
    )


def _fits(draft: Draft, others: list[Draft], same: set[frozenset[str]], other: set[frozenset[str]]) -> float:
    """How well a mention fits a group; below 2 it does not."""
    kinds = kind_table()
    mine = kinds[draft.kind]
    if any(o.event.id == draft.event.id for o in others):
        return -9.0
    if any(frozenset((o.event.id, draft.event.id)) in other for o in others):
        return -9.0
    if any(o.over != draft.over for o in others):
        return -9.0
    theirs = [kinds[o.kind] for o in others]
    groups = {_group_of(o) for o in others}
    groups = groups - {"any"} or groups
    if all(t.family != mine.family for t in theirs):
        return -9.0
    if not _no_conflict(draft, others):
        return -9.0
    again = any(frozenset((o.event.id, draft.event.id)) in same and _parties_fit(draft, [o]) >= 0 for o in others)
    score = 1.2 if again else 0.0
    if draft.called and draft.event.sentence and any(draft.called & o.called for o in others):
        score += 0.4
    told = {o.kind for o in others}
    if draft.kind in told:
        score += 0.6
    elif _unexplained(draft) or any(_unexplained(o) for o in others):
        score += 0.3
    elif draft.event.kind in _PRECISE and {o.event.kind for o in others} & _PRECISE:
        score -= 0.6
    elif any(g == _group_of(draft) or "any" in (g, _group_of(draft)) for g in groups):
        score += 0.3
    else:
        score -= 1.5
    score += _days_fit(draft, others)
    spots = [o.where for o in others if o.where]
    close = [w for w in spots if not w.coarse or w.unknown]
    fits = [fit(draft.where, w) for w in (close or spots) if draft.where]  # a province says nothing beside a town
    if "same" in fits or "near" in fits:
        score += 1.0
    elif "inside" in fits:
        score += 0.6
    elif "unsure" in fits:
        score -= 1.0
    named = [o.names for o in others if o.names]
    if draft.names and not {"same", "near"} & set(fits):
        if any(draft.names & n for n in named):
            score += 1.0
        elif named and "inside" not in fits:
            score -= 2.0 if draft.new else 1.0
    score += _parties_fit(draft, others)
    targets = set().union(*(telling_words(t) for t in draft.targets)) if draft.targets else set()
    if targets and any(targets & telling_words(t) for o in others for t in o.targets):
        score += 0.8
    before = [draft.event.sentence - o.event.sentence for o in others if o.event.sentence <= draft.event.sentence]
    nearest = min(before, default=9)
    if nearest > _FAR and draft.days and not (draft.where or targets):  # a round-up, told after what it might be
        score -= 0.3
    beside = nearest == 0 and any(o.days and o.event.sentence == draft.event.sentence for o in others)
    score += _BESIDE * (beside and not draft.days)  # «17 died in the fighting of 6 May»: who died has its day
    return score + (1.0 if nearest == 0 else 0.8 if nearest == 1 else 0.3 if nearest <= 3 else 0.0)


def _group_of(draft: Draft) -> str:
    """The group of wordings it belongs to: by its own word where that says more, or less, than its kind."""
    by_word = next((g for w, g in wordings().items() if w in draft.called), None)
    row = kind_table()[draft.kind]
    return by_word if by_word is not None and row.family == "violence" and row.group in ("any", "ground") else row.group


def _unexplained(draft: Draft) -> bool:
    """An explosion of which no cause is told may be of any attack."""
    return bool(draft.called & _BLASTS) and not any(r.role == "instrument" for r in draft.event.roles)


_BLASTS = telling_words("explosion explosions blast blasts exploded")


def _days_fit(draft: Draft, others: list[Draft]) -> float:
    days = [o.days for o in others if o.days]
    if draft.days is None or not days:
        return 0.6
    if any(gap(draft.days, d) > 0 for d in days):
        return -9.0
    if draft.days in days:
        return 1.4
    if draft.one or any(o.one for o in others if o.days):
        return 0.4
    spread = max(length(draft.days), max(length(d) for d in days))
    return 0.7 if spread <= 2 else 0.4 if min(length(draft.days), min(length(d) for d in days)) > 2 else -1.5


def _parties_fit(draft: Draft, others: list[Draft]) -> float:
    mine = {p.side or p.key for p in draft.agents}
    theirs = {p.side or p.key for o in others for p in o.agents}
    if not mine or not theirs or draft.denied or any(o.denied for o in others):
        return 0.0
    if mine & theirs:
        return 0.4
    parties = [*draft.agents, *(p for o in others for p in o.agents)]
    return 0.0 if any(nameless(p) for p in parties) else -0.8
