"""Relations between events. The events are given by hand: each test names the triggers of its own text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.model import Event, Evidence, Place, Relation, Role, Time
from whosays.reading.parse import Parsed
from whosays.reading.reader import Document, Reader
from whosays.reading.relations import read_relations

Parse = Callable[..., Parsed]


def events_of(parsed: Parsed, *triggers: tuple[str, str], **changes: dict[str, object]) -> list[Event]:
    """Events e1, e2, … with (trigger word, kind); each word is looked for after the one before."""
    out, at = [], 0
    for n, (word, kind) in enumerate(triggers, 1):
        at = parsed.text.index(word, at)
        event = Event(
            id=f"e{n}",
            kind=kind,
            trigger=Evidence(span=(at, at + len(word)), text=word),
            sentence=parsed.sentence_at(at),
            status="happened",
        )
        out.append(event.model_copy(update=changes.get(event.id, {})))
        at += len(word)
    return out


def stated(parsed: Parsed, events: list[Event]) -> list[tuple[str, str, str, str]]:
    found = read_relations(replace(parsed, tags=None), [], events, [])
    return [
        (r.kind, r.from_, r.to, parsed.text[r.span[0] : r.span[1]].lower())
        for r in found
        if r.kind != "same_as" and r.span
    ]


def same(parsed: Parsed, events: list[Event], times: list[Time] | None = None) -> list[tuple[str, str]]:
    found: list[Relation] = read_relations(replace(parsed, tags=None), times or [], events, [])
    return [(r.from_, r.to) for r in found if r.kind == "same_as"]


@pytest.mark.parametrize(
    ("text", "triggers", "expected"),
    [
        (
            "The army shelled the camp in response to the raid on its post.",
            [("shelled", "attack.artillery"), ("raid", "attack.raid")],
            ("in_response_to", "e1", "e2", "in response to"),
        ),
        (
            "In retaliation for the bombing, jets struck the port.",
            [("bombing", "attack.bombing"), ("struck", "attack.air")],
            ("in_response_to", "e2", "e1", "in retaliation for"),
        ),
        (
            "Rebels seized the depot after the garrison fled.",
            [("seized", "territory.capture"), ("fled", "territory.withdrawal")],
            ("after", "e1", "e2", "after"),
        ),
        (
            "The general threatened to strike the capital after rebels bombed the port.",
            [("threatened", "statement.threat"), ("strike", "attack.other"), ("bombed", "attack.bombing")],
            ("in_response_to", "e1", "e3", "after"),
        ),
        (
            "The shelling forced hundreds to flee the valley.",
            [("shelling", "attack.artillery"), ("flee", "displacement")],
            ("causes", "e1", "e2", "forced"),
        ),
        (
            "Drones attacked the plant, disrupting water supplies.",
            [("attacked", "attack.drone"), ("disrupting", "disruption")],
            ("causes", "e1", "e2", "disrupting"),
        ),
        (
            "The bishop condemned the killings.",
            [("condemned", "statement.accusation"), ("killings", "killing")],
            ("in_response_to", "e1", "e2", "condemned"),
        ),
        (
            "Ministers met to discuss the ceasefire.",
            [("met", "meeting"), ("ceasefire", "ceasefire")],
            ("discusses", "e1", "e2", "discuss"),
        ),
        (
            "The strike was part of a wider offensive.",
            [("strike", "attack.air"), ("offensive", "attack.other")],
            ("part_of", "e1", "e2", "part of"),
        ),
        (
            "Police fired shots before the crowd burned the office.",
            [("fired", "attack.shooting"), ("burned", "sabotage")],
            ("after", "e2", "e1", "before"),
        ),
    ],
)
def test_words_that_relate_events(
    parse: Parse, text: str, triggers: list[tuple[str, str]], expected: tuple[str, str, str, str]
) -> None:
    parsed = parse(text)
    assert stated(parsed, events_of(parsed, *triggers)) == [expected]


def test_no_relation_without_words_for_it(parse: Parse) -> None:
    parsed = parse("Rockets hit the town. Ministers met in the capital and signed a treaty.")
    events = events_of(parsed, ("hit", "attack.missile"), ("met", "meeting"), ("signed", "agreement"))
    assert stated(parsed, events) == []


def test_the_first_strike_is_part_of_the_strikes(parse: Parse) -> None:
    parsed = parse("The army reported two strikes on the depot. Three rockets were used in the first strike.")
    events = events_of(parsed, ("strikes", "attack.missile"), ("strike", "attack.missile"))
    assert stated(parsed, events) == [("part_of", "e2", "e1", "first")]


def test_a_definite_noun_takes_up_the_event_before(parse: Parse) -> None:
    parsed = parse("A bomb exploded at a market in Lomka. The attack wounded six people.")
    events = events_of(parsed, ("exploded", "attack.bombing"), ("attack", "attack.other"))
    assert same(parsed, events) == [("e2", "e1")]


@pytest.mark.parametrize(
    "text",
    [
        "A bomb exploded at a market in Lomka. Another attack wounded six people.",
        "A bomb exploded at a market in Lomka. An attack wounded six people in Terun.",
    ],
)
def test_a_new_event_is_not_the_old_one(parse: Parse, text: str) -> None:
    parsed = parse(text)
    assert same(parsed, events_of(parsed, ("exploded", "attack.bombing"), ("attack", "attack.other"))) == []


def test_other_days_other_events(parse: Parse) -> None:
    parsed = parse("Jets bombed the camp on Monday. The attack on Thursday wounded six people.")
    times = [
        Time(id=key, span=(0, 4), text="Jets", kind="DATE", value=day, start=day, end=day, anchor="context")
        for key, day in (("t1", "2030-05-06"), ("t2", "2030-05-09"))
    ]
    triggers = (("bombed", "attack.air"), ("attack", "attack.other"))
    events = events_of(parsed, *triggers, e1={"time": "t1"}, e2={"time": "t2"})
    assert same(parsed, events, times) == []
    events = events_of(parsed, *triggers, e1={"time": "t1"}, e2={"time": "t1"})
    assert same(parsed, events, times) == [("e2", "e1")]


def test_other_agents_other_events(parse: Parse) -> None:
    parsed = parse("The rebels shelled the town. The attack by the army wounded six people.")

    def agent(ref: str) -> dict[str, object]:
        return {"roles": (Role(role="agent", span=(0, 10), text="The rebels", ref=ref),)}

    triggers = (("shelled", "attack.artillery"), ("attack", "attack.other"))
    assert same(parsed, events_of(parsed, *triggers, e1=agent("a1"), e2=agent("a2"))) == []


def test_what_is_threatened_is_not_what_happened(parse: Parse) -> None:
    parsed = parse("Jets bombed the camp. The general vowed that the bombing would go on.")
    events = events_of(parsed, ("bombed", "attack.air"), ("bombing", "attack.air"), e2={"status": "threatened"})
    assert same(parsed, events) == []


def test_later_mentions_point_at_the_first(parse: Parse) -> None:
    parsed = parse("A bomb exploded in Lomka. The attack killed six. The attack was claimed by nobody.")
    events = events_of(parsed, ("exploded", "attack.bombing"), ("attack", "attack.other"), ("attack", "attack.other"))
    assert same(parsed, events) == [("e2", "e1"), ("e3", "e1")]


@pytest.mark.parametrize("text", ["", "One", "Attack", "\n\n", "🙂 …"])
def test_little_text_has_no_relations(parse: Parse, text: str) -> None:
    parsed = parse(text)
    assert read_relations(parsed, [], [], []) == []


@given(st.lists(st.sampled_from(["attack", "after", "the", "strike", "prompted", "fled", "in response to", ",", "."]),
                min_size=2, max_size=12))  # fmt: skip
@settings(max_examples=30, derandomize=True, deadline=None)
def test_every_relation_joins_two_known_events_by_words(reader, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    from whosays.reading.document import Document

    parsed = reader.parse(Document(text=" ".join(words)))
    triggers = [(w, "attack.other") for w in words if w in ("attack", "strike", "fled")]
    events = events_of(parsed, *triggers)
    ids = {e.id for e in events}
    seen = set()
    for r in read_relations(replace(parsed, tags=None), [], events, []):
        assert {r.from_, r.to} <= ids
        assert r.from_ != r.to
        assert (r.kind == "same_as") == (r.span is None)
        assert (r.kind, r.from_, r.to) not in seen
        seen.add((r.kind, r.from_, r.to))


def at(place: str, lat: float, lon: float, n: int) -> Place:
    """A settlement for an event to lie in."""
    return Place(
        span=(0, 1), text="x", id=f"p{n}", name=place, kind="settlement", country="SDN", lat=lat, lon=lon,
        radius_km=5, admin1=None, admin2=None, precision="settlement", gazetteer_id=None, confidence=0.9,
    )  # fmt: skip


def test_attacks_in_two_towns_are_two(parse: Parse) -> None:
    parsed = parse("Shells hit the market. The attack in the town came later.")
    events = events_of(
        parsed, ("hit", "attack.artillery"), ("attack", "attack.other"), e1={"place": "p1"}, e2={"place": "p2"}
    )
    near = [at("One", 13.0, 25.0, 1), at("Two", 13.1, 25.0, 2)]
    far = [at("One", 13.0, 25.0, 1), at("Two", 15.0, 25.0, 2)]
    bare = replace(parsed, tags=None)
    assert [r.kind for r in read_relations(bare, [], events, [], near)] == ["same_as"]
    assert read_relations(bare, [], events, [], far) == []


def test_a_total_since_a_day_is_no_strike_of_that_day(parse: Parse) -> None:
    parsed = parse("A shell killed six people in the camp. The ministry counts 9,000 killed since May.")
    events = events_of(parsed, ("killed", "attack.artillery"), ("killed", "attack.artillery"), e2={"time": "t1"})
    total = Time(
        span=(0, 1), text="x", id="t1", kind="DATE", value="2024-05", start="2024-05-01", end="2024-09-30",
        anchor="context",
    )  # fmt: skip
    assert same(parsed, events, [total]) == []


def test_an_attack_named_by_its_year_is_another(parse: Parse) -> None:
    parsed = parse("Gunmen attacked the bus. The firm left after the 2021 attack on the port.")
    events = events_of(parsed, ("attacked", "attack.shooting"), ("attack", "attack.shooting"))
    assert same(parsed, events) == []


def test_what_was_told_last_is_meant(parse: Parse) -> None:
    text = "A drone struck the depot. Troops shelled the market in the town. The attack lasted an hour."
    parsed = parse(text)
    triggers = ("struck", "attack.drone"), ("shelled", "attack.artillery"), ("attack", "attack.other")
    assert same(parsed, events_of(parsed, *triggers)) == [("e3", "e2")]


def test_the_attack_is_the_one_just_told_not_one_of_the_same_word(parse: Parse) -> None:
    text = "Rockets hit the depot. The attack cut the power. Shelling of the market hurt two. The attack came at noon."
    triggers = ("hit", "attack.missile"), ("attack", "attack.other"), ("Shelling", "attack.artillery")
    parsed = parse(text)
    found = dict(same(parsed, events_of(parsed, *triggers, ("attack", "attack.other"))))
    assert found["e2"] == "e1" and found["e4"] == "e3"


def test_harm_told_right_after_an_attack_is_of_it(reader: Reader) -> None:
    text = "Two shells landed in the Orlu camp on Friday. Four children were killed. In Borl, gunmen shot two teachers."
    report = reader.read(Document(text))
    events = {e.trigger.text: e.id for e in report.events}
    same = {(r.from_, r.to) for r in report.relations if r.kind == "same_as"}
    assert (events["killed"], events["landed"]) in same
    assert not any(events["shot"] in pair for pair in same)


def test_the_second_such_attack_is_no_part_of_those_before(reader: Reader) -> None:
    text = "Arland rarely admits attacks on its soil. A drone hit a depot on Friday. It was the second such attack."
    assert not any(r.kind == "part_of" for r in reader.read(Document(text)).relations)


def test_who_responds_with_strikes_answers_what_was_told_before(reader: Reader) -> None:
    text = "Rebels shelled the barracks at Orlu on Friday. The junta responded with air strikes on two villages."
    report = reader.read(Document(text))
    events = {e.trigger.text: e.id for e in report.events}
    answers = {(r.from_, r.to) for r in report.relations if r.kind == "in_response_to"}
    assert (events["strikes"], events["shelled"]) in answers
