"""The article that the project started from must always be read right. It lies beside the project, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from whosays.model import Claim, Event, Report
from whosays.reading.reader import Document, Reader

ARTICLES = sorted((Path(__file__).resolve().parents[2] / "shared" / "articles").glob("*.txt"))
pytestmark = pytest.mark.skipif(not ARTICLES, reason="the sample article is not beside the project")


@pytest.fixture(scope="module")
def report(reader: Reader) -> Report:
    return reader.read(Document(ARTICLES[0].read_text(encoding="utf8"), published="2024-11-26"))


@pytest.fixture(scope="module")
def undated(reader: Reader) -> Report:
    return reader.read(Document(ARTICLES[0].read_text(encoding="utf8")))


def sentence(report: Report, start: str) -> int:
    text = report.document.text or ""
    return next(i for i, (a, b) in enumerate(report.sentences) if text[a:b].startswith(start))


def events(report: Report, start: str, *triggers: str) -> list[Event]:
    """Events of the sentence that starts so, with one of the triggers."""
    n = sentence(report, start)
    return [e for e in report.events if e.sentence == n and (not triggers or e.trigger.text in triggers)]


def event(report: Report, start: str, *triggers: str) -> Event:
    found = events(report, start, *triggers)
    assert found, f"no event {triggers} in «{start}…»: {[e.trigger.text for e in events(report, start)]}"
    return found[0]


def time_of(report: Report, e: Event) -> str | None:
    return next((t.value for t in report.times if t.id == e.time), None)


def place_of(report: Report, e: Event) -> str | None:
    return next((p.name for p in report.places if p.id == e.place), None)


def claim(report: Report, cue: str) -> Claim:
    return next(c for c in report.claims if c.cue and c.cue.text.endswith(cue))  # «have played down»


def actor_name(report: Report, ref: str | None) -> str | None:
    return next((a.name for a in report.actors if a.id == ref), None)


def words(report: Report, c: Claim) -> str:
    return " … ".join((report.document.text or "")[a:b] for a, b in c.content)


def test_spans_are_the_words(report: Report) -> None:
    text = report.document.text or ""
    items = [*report.times, *report.places, *(m for a in report.actors for m in a.mentions), *report.measures]
    for item in items:
        if item.span:
            assert text[item.span[0] : item.span[1]] == item.text


def test_two_dates_and_both_strikes(report: Report) -> None:
    e = event(report, "The strikes, which", "strikes")
    assert e.kind.startswith("attack.") and e.status == "happened" and e.instances == 2
    assert [r.text for r in e.roles if r.role == "time"] == ["November 23", "25"]
    assert time_of(report, e) == "2024-11-23"
    first, second = events(report, "Russia’s defense ministry also", "strike")
    assert (time_of(report, first), time_of(report, second)) == ("2024-11-23", "2024-11-25")


def test_places_in_russia(report: Report) -> None:
    base = next(p for p in report.places if p.text == "Kursk Vostochny air base")
    region = next(p for p in report.places if p.text == "Kursk region")
    assert (base.country, base.kind, base.precision) == ("RUS", "facility", "exact")
    assert (region.country, region.kind, region.name) == ("RUS", "admin1", "Kursk Oblast")
    assert abs((base.lat or 0) - 51.75) < 0.1 and abs((base.lon or 0) - 36.3) < 0.1


def test_the_ministry_admits_the_hit_the_injured_and_the_radar(report: Report) -> None:
    c = claim(report, "acknowledged")
    assert c.stance == "admit" and actor_name(report, c.source.ref) == "Ministry of Defence of Russia"
    for phrase in ("Kursk Vostochny air base", "two servicemen", "a radar system"):
        assert phrase in words(report, c)
    injured = next(m for m in report.measures if m.text == "two servicemen")
    assert (injured.role, injured.who, injured.value, injured.side) == ("injured", "military", 2, "RUS")
    assert injured.id in c.about
    hit = next(e for e in report.events if e.id == injured.event)
    assert place_of(report, hit) == "Kursk Vostochny air base"
    targets = [r.text for e in report.events if e.id in c.about for r in e.roles if r.role == "target"]
    assert any("radar system" in t for t in targets)


def test_interceptions_belong_to_the_right_strikes(report: Report) -> None:
    three = next(m for m in report.measures if m.text == "three of the five missiles")
    seven = next(m for m in report.measures if m.text == "seven of the eight")
    five = next(m for m in report.measures if m.text == "five missiles")
    eight = next(m for m in report.measures if m.text == "the eight")
    assert (three.role, three.value, seven.role, seven.value) == ("intercepted", 3, "intercepted", 7)
    assert (five.role, five.value, eight.role, eight.value) == ("fired", 5, "fired", 8)
    assert three.id in five.includes and seven.id in eight.includes
    by_id = {e.id: e for e in report.events}
    assert by_id[three.event or ""].kind == by_id[seven.event or ""].kind == "interception"
    assert time_of(report, by_id[three.event or ""]) == "2024-11-23"
    assert time_of(report, by_id[seven.event or ""]) == "2024-11-25"
    c = claim(report, "reported")
    assert actor_name(report, c.source.ref) == "Ministry of Defence of Russia"
    assert {three.id, seven.id} <= set(c.about)


def test_the_drones_answer_the_missiles_and_cut_the_power(report: Report) -> None:
    start = "In response to"
    drones = event(report, start, "launched")
    assert (drones.kind, drones.status, time_of(report, drones)) == ("attack.drone", "happened", "2024-11-25TNI")
    assert next(m for m in report.measures if m.id in drones.measures).value == 188
    assert [actor_name(report, r.ref) for r in drones.roles if r.role == "agent"] == ["Government of Russia"]
    assert place_of(report, drones) == "Ukraine"
    cut = event(report, start, "disrupting")
    assert cut.kind == "disruption" and any("energy supplies" in r.text for r in cut.roles)
    assert any(r.kind == "in_response_to" and r.from_ == drones.id for r in report.relations)
    assert any(r.kind == "causes" and (r.from_, r.to) == (drones.id, cut.id) for r in report.relations)
    east = next((p for p in report.places if p.text == "the east of the country"), None)
    assert east and east.country == "UKR" and east.precision == "vague" and cut.place == east.id


def test_the_record_cannot_be_verified(report: Report) -> None:
    check = next(c for c in report.checks if c.kind == "superlative")
    assert check.result == "unverifiable" and "record" in check.message


def test_moscow_is_the_government_and_its_vow_is_no_deed(report: Report) -> None:
    vow = event(report, "Moscow has vowed", "vowed")
    assert vow.kind == "statement.threat"
    assert [actor_name(report, r.ref) for r in vow.roles if r.role == "agent"] == ["Government of Russia"]
    for e in events(report, "Moscow has vowed", "retaliate"):
        assert e.status in ("threatened", "planned")
    c = claim(report, "vowed")
    assert c.stance == "threaten" and actor_name(report, c.source.ref) == "Government of Russia"
    assert "to retaliate" in words(report, c)
    launched = event(report, "Moscow has vowed", "launched")
    assert launched.place is None or place_of(report, launched) != "Moscow"


def test_warning_and_hint_never_happened(report: Report) -> None:
    warning = event(report, "President Vladimir Putin", "warned")
    assert warning.kind == "statement.threat"
    using = event(report, "President Vladimir Putin", "using", "use", "continue using")
    assert using.kind == "attack.missile" and using.status in ("possible", "threatened")
    hint = claim(report, "hinting")
    assert actor_name(report, hint.source.ref) == "Vladimir Putin" and "Oreshnik" in words(report, hint)
    payload = claim(report, "suggested")
    assert "nuclear payload" in words(report, payload)
    assert not [
        e for e in report.events
        if e.status in ("happened", "ongoing") and any("Oreshnik" in r.text or "nuclear" in r.text for r in e.roles)
    ]  # fmt: skip
    for e in events(report, "Putin emphasized", "hit"):
        assert e.status in ("possible", "threatened")


def test_meeting_and_last_week(report: Report) -> None:
    meeting = event(report, "The situation has prompted", "meeting")
    assert meeting.kind == "meeting" and place_of(report, meeting) == "Brussels"
    firing = event(report, "The situation has prompted", "firing")
    assert (firing.kind, firing.status, time_of(report, firing)) == ("attack.missile", "happened", "2024-W47")


def test_diplomats_are_an_anonymous_source(report: Report) -> None:
    c = claim(report, "played down")
    assert c.source.kind == "anonymous" and c.source.text == "diplomats" and c.stance == "doubt"


def test_village_and_bus(report: Report) -> None:
    village = event(report, "On the battlefield", "capturing")
    assert village.kind == "territory.capture" and place_of(report, village) == "Kharkiv Oblast"
    bus = event(report, "Meanwhile", "struck")
    assert bus.kind.startswith("attack.") and place_of(report, bus) == "Nova Kakhovka"
    assert any(r.role == "target" and "bus" in r.text for r in bus.roles)
    assert any(r.role == "victim" and "civilian" in r.text for r in bus.roles)


def test_without_a_publication_date_no_year_is_invented(undated: Report) -> None:
    assert [t.value for t in undated.times[:2]] == ["XXXX-11-23", "XXXX-11-25"]
    for t in undated.times:
        assert t.start is None and t.end is None and not t.value.startswith("2")


def test_every_event_has_a_claim(report: Report) -> None:
    covered = {i for c in report.claims for i in c.about}
    assert {e.id for e in report.events} <= covered
