"""How a source stands to a happening that its claim is about: who tells, admits or denies it, or says neither."""

from __future__ import annotations

from whosays.model import Claim, Event, Report
from whosays.reconcile.drafts import Draft
from whosays.reconcile.facts import Quantity
from whosays.reconcile.language import phrases

# what only befalls persons: said of missiles and drones it tells their fate, but not which
OF_PERSONS = frozenset(("killed", "injured", "missing", "captured", "displaced"))


def stance_on(claim: Claim, about: list[Draft], quantities: list[Quantity], report: Report, text: str) -> str:
    """The stance of a claim on what it is about: who only looks into it says neither yes nor no."""
    if _in_passing(claim, about, report):
        return "assert"
    if claim.stance in ("threaten", "pledge", "expect", "ask"):
        return "other"
    if any(phrases("no_part").search(text, s, e) for s, e in claim.content) and about:
        return "deny"
    counted = any((q.value or 0) > 0 and q.role in OF_PERSONS for q in quantities)
    if claim.stance in ("assert", "admit") and counted:
        return claim.stance
    starts = [d.event.trigger.span[0] for d in about]
    if starts and claim.stance != "deny" and all(phrases("unknown").search(text[max(0, s - 100) : s]) for s in starts):
        return "other"
    if claim.stance == "deny" and about and all(_takes_for_granted(claim, d.event, text) for d in about):
        return "other"
    denied = bool(about) and all(d.event.status == "denied" for d in about)
    if denied or claim.stance == "deny":  # «no civilians were hurt» says nothing against the attack
        unharmed = bool(about) and all(d.harmless for d in about)
        unharmed = unharmed or (
            claim.stance != "deny" and all(phrases("harm").match(d.event.trigger.text) for d in about)
        )
        unharmed = unharmed or (
            bool(about) and all(phrases("none_hit").search(text[max(0, s - 120) : s]) for s in starts)
        )
        words = [text[max(0, d.event.trigger.span[0] - 40) : d.event.trigger.span[1] + 40] for d in about]
        aimed = bool(about) and all(phrases("aimed").search(w) for w in words)
        return "assert" if unharmed or aimed else "deny"
    if (
        not quantities
        and claim.stance == "assert"
        and any(phrases("looks_into").search(text, s, e + 40) for s, e in claim.content)
    ):
        return "other"
    return claim.stance


def spares_civilians(claim: Claim, about: list[Draft]) -> bool:
    """True for a denial that civilians, and nobody else, were hit or killed."""
    hit = [r.text for d in about for r in d.event.roles if r.role in ("victim", "target")]
    return claim.stance == "deny" and bool(hit) and all(phrases("civilians").search(t) for t in hit)


def _in_passing(claim: Claim, about: list[Draft], report: Report) -> bool:
    """True where what is admitted or denied is another deed, told before these and by another doer.

    «He admitted ordering the strikes after evidence on the bombing»: the bombing he does not admit.
    """
    told = sorted((e for e in report.events if e.id in claim.about), key=lambda e: e.trigger.span)
    if claim.stance not in ("admit", "deny") or not about or len(told) < 2:
        return False
    if any(d.event.id == told[0].id or d.event.status == "denied" for d in about):
        return False
    doers = {r.ref or r.text for r in told[0].roles if r.role == "agent"}
    return not any(doers & {r.ref or r.text for r in d.event.roles if r.role == "agent"} for d in about)


def _takes_for_granted(claim: Claim, event: Event, text: str) -> bool:
    """«Denied any delay in the rescue after the attack», «refused to discuss the raid»: it took place for him, too."""
    at = event.trigger.span[0]
    granted = any(s <= at < e and phrases("granted").search(text, s, at) for s, e in claim.content)
    return granted and event.status == "happened"
