"""What the ledger keeps, answers and lets people decide, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.ledger_reports import make
from whosays.errors import LedgerError, UsageError
from whosays.ledger import Ledger
from whosays.model import Report

DAY = "2031-03-11"


def first() -> Report:
    return make(
        "Missiles hit a depot in Arda on Tuesday, killing 3 people, the mayor said.",
        [{"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "by": "Russia", "says": "the mayor",
          "of": "a depot", "numbers": [("3 people", "killed", "person", 3)]}],
    )  # fmt: skip


def later() -> Report:
    return make(
        "The toll of the strike on the depot in Arda rose to 5, the mayor said.",
        [{"words": "strike", "kind": "attack.missile", "on": DAY, "at": "Arda", "says": "the mayor", "of": "the depot",
          "numbers": [("5", "killed", "person", 5)]}],
        published="2031-03-14",
    )  # fmt: skip


def counted() -> Report:
    return make(
        "A hospital in Arda received 6 bodies after the strike, the hospital said.",
        [{"words": "strike", "kind": "attack.other", "on": DAY, "at": "Arda", "says": "the hospital",
          "numbers": [("6", "killed", "person", 6, "at_least")]}],
        publisher="Other Post", published="2031-03-13",
    )  # fmt: skip


def answer_to_it() -> Report:
    return make(
        "Drones struck Brezno on Wednesday in answer to the missiles that hit Arda, the army said.",
        [{"words": "struck", "kind": "attack.drone", "on": "2031-03-12", "at": "Brezno", "says": "Ukraine's army"},
         {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "says": "Ukraine's army"}],
        publisher="Third Radio", published="2031-03-13", relations=[("in_response_to", 1, 2)],
    )  # fmt: skip


def test_a_report_is_kept_once(ledger: Ledger) -> None:
    assert len(ledger.add(first()).new) == 1
    again = ledger.add([first(), first()])
    assert (again.new, len(again.known)) == ([], 2)
    assert ledger.info()["document"] == 1
    assert ledger.report(first().document.id) == first()


def test_a_newer_reading_takes_the_place_of_an_older_one(ledger: Ledger) -> None:
    ledger.add(first())
    newer = first().model_copy(update={"generator": first().generator.model_copy(update={"version": "9.9"})})
    assert ledger.add(newer).revised == [newer.document.id]
    assert [i.kind for i in ledger.incidents()] == ["attack.missile"]
    assert ledger.info()["engines"] == {"whosays 9.9": 1}


def test_what_a_person_says_of_a_publisher_holds_and_what_a_document_says_holds_for_itself(ledger: Ledger) -> None:
    ledger.add_from([(first(), "UKR")])
    ledger.add(later())
    assert [d.side for d in ledger.documents([first().document.id, later().document.id]).values()].count("UKR") == 1
    ledger.publisher("Other Post", side="RUS", kind="party")
    ledger.add(counted())
    assert ledger.documents([counted().document.id])[counted().document.id].side == "RUS"


def test_figures_of_one_source_replace_each_other_and_of_two_stand_side_by_side(ledger: Ledger) -> None:
    ledger.add([later(), counted(), first()])
    [incident] = ledger.incidents()
    mayor = next(a for a in incident.accounts if a.source == "Mayor of Arda")
    assert [(m.best, m.published) for m in mayor.measures] == [(5, "2031-03-14")]
    assert [(m.best, m.published) for m in mayor.superseded] == [(3, "2031-03-12")]
    killed = incident.figure("killed")
    assert killed is not None
    assert (killed.low, killed.best, killed.high, killed.best_source) == (5, 6, 6, "Central Hospital")
    assert incident.standing == "contested"
    assert [c.field for c in incident.contested] == ["figures.killed"]
    assert incident.independent_sources == 2


def test_as_of_a_day_only_what_was_published_by_then_counts(ledger: Ledger) -> None:
    ledger.add([later(), counted(), first()])
    [then] = ledger.incidents(as_of="2031-03-12")
    assert then.figure("killed").best == 3  # type: ignore[union-attr]
    assert ledger.incidents(as_of="2031-03-01") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, 2),
        ({"kind": "attack"}, 2), ({"kind": "attack.drone"}, 1), ({"kind": "protest"}, 0),
        ({"since": "2031-03-12"}, 1), ({"until": "2031-03-11"}, 1), ({"since": "2031-03-13"}, 0),
        ({"place": "bre"}, 1), ({"place": "UKR"}, 2), ({"country": "SDN"}, 0),
        ({"near": (48.0, 36.0, 50.0)}, 1), ({"near": (0.0, 179.9, 50.0)}, 0), ({"near": (50.0, 31.0, 1000.0)}, 2),
        ({"actor": "russia"}, 1), ({"source": "mayor"}, 1), ({"standing": "single_source,contested"}, 2),
        ({"min_killed": 3}, 1), ({"min_killed": 7}, 0), ({"limit": 1}, 1), ({"limit": 5, "offset": 1}, 1),
        ({"offset": 1}, 1), ({"review": "accepted"}, 0),
    ],
)  # fmt: skip
def test_filters(ledger: Ledger, filters: dict[str, object], expected: int) -> None:
    drone = make(
        "Drones struck Brezno on Wednesday, the Front said.",
        [{"words": "struck", "kind": "attack.drone", "on": "2031-03-12", "at": "Brezno", "says": "the Front"}],
    )
    ledger.add([first(), drone])
    assert len(ledger.incidents(**filters)) == expected
    if "limit" not in filters and "offset" not in filters:
        assert ledger.count(**filters) == expected
        assert len(ledger.incidents(**filters, as_of="2032-01-01")) == expected


@pytest.mark.parametrize(
    "filters",
    [{"since": "soon"}, {"standing": "sure"}, {"kind": "attack.wrong"}, {"near": (99.0, 0.0, 1.0)}, {"review": "x"}],
)
def test_filters_that_make_no_sense_are_refused(ledger: Ledger, filters: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        ledger.incidents(**filters)


def test_chain_and_relations(ledger: Ledger) -> None:
    ledger.add([first(), answer_to_it()])
    by_kind = {i.kind: i for i in ledger.incidents()}
    missiles, drones = by_kind["attack.missile"], by_kind["attack.drone"]
    assert [(r.kind, r.to) for r in drones.relations] == [("in_response_to", missiles.id)]
    assert [i.id for i in ledger.chain(drones.id).answered] == [missiles.id]
    assert [i.id for i in ledger.chain(missiles.id).answered_by] == [drones.id]


def test_search_finds_words_and_phrases_in_the_texts(ledger: Ledger) -> None:
    ledger.add([first(), counted()])
    assert [h.publisher for h in ledger.search("bodies")] == ["Other Post"]
    assert [h.publisher for h in ledger.search('"depot in Arda"')] == ["Daily Wire"]
    assert ledger.search('"Arda depot"') == []
    assert len(ledger.search("ARDA")) == 2
    assert ledger.search("hospital")[0].incidents == (ledger.incidents()[0].id,)
    for odd in ('"', "OR AND NOT", "a*b", "x:y", "(", "'); DROP TABLE document; --", ""):
        ledger.search(odd)
    ledger.forget(counted().document.id)
    assert ledger.search("bodies") == []


def test_split_and_merge_give_back_what_was_there(ledger: Ledger) -> None:
    ledger.add([first(), counted()])
    [before] = ledger.incidents()
    ledger.decide("split", before.id, counted().document.id, by="Ana", reason="another depot")
    apart = ledger.incidents()
    assert sorted(len(i.documents) for i in apart) == [1, 1]
    ledger.add(later())
    assert len(ledger.incidents()) == 2
    ledger.decide("merge", apart[0].id, apart[1].id, by="Ben")
    assert len(ledger.incidents()) == 1
    ledger.decide("undo", by="Ben")
    ledger.decide("undo", by="Ben")
    [after] = ledger.incidents()
    assert after.documents == tuple(sorted(r.document.id for r in (first(), counted(), later())))
    log = ledger.log()
    assert [(d.action, d.by, stands) for d, stands in log] == [
        ("split", "Ana", False), ("merge", "Ben", False), ("undo", "Ben", True), ("undo", "Ben", True),
    ]  # fmt: skip


def test_an_undo_can_be_undone(ledger: Ledger) -> None:
    ledger.add([first(), counted()])
    ledger.decide("split", ledger.incidents()[0].id, counted().document.id)
    ledger.decide("undo", "1")
    assert len(ledger.incidents()) == 1
    ledger.decide("undo", "2")
    assert len(ledger.incidents()) == 2
    with pytest.raises(LedgerError, match="undone already"):
        ledger.decide("undo", "2")


def test_edits_stand_over_what_comes_later(ledger: Ledger) -> None:
    ledger.add(first())
    [incident] = ledger.incidents()
    for field, value in (("figures.killed.best", "4"), ("place.name", "Upper Arda"), ("kind", "attack.artillery"),
                         ("agents", "Russia; the Front"), ("figures.injured.civilian.low", "2")):  # fmt: skip
        ledger.decide("edit", incident.id, field=field, value=value, by="Ana")
    ledger.add(later())
    edited = ledger.show(incident.id)
    assert edited.review == "corrected"
    assert (edited.kind, edited.place.name, edited.agents) == (
        "attack.artillery",
        "Upper Arda",
        ("Russia", "the Front"),
    )  # type: ignore[union-attr]
    assert edited.figure("killed").best == 4  # type: ignore[union-attr]
    assert edited.figure("injured", who="civilian").low == 2  # type: ignore[union-attr]
    ledger.decide("reject", incident.id)
    assert ledger.incidents() == []
    assert [i.review for i in ledger.incidents(rejected=True)] == ["rejected"]


@pytest.mark.parametrize(
    ("edits", "killed"),
    [
        ([("low", "40")], (40, 40, 40)),
        ([("high", "1")], (1, 1, 1)),
        ([("best", "40")], (3, 40, 40)),
        ([("low", "40"), ("best", "7")], (7, 7, 40)),
        ([("best", "")], (3, None, 3)),
    ],
)
def test_what_a_person_sets_keeps_low_best_and_high_in_order(
    ledger: Ledger, edits: list[tuple[str, str]], killed: tuple[int | None, ...]
) -> None:
    ledger.add(first())
    [incident] = ledger.incidents()
    before = incident.figure("killed")
    assert before is not None
    assert (before.low, before.best, before.high) == (3, 3, 3)
    for end, value in edits:
        ledger.decide("edit", incident.id, field=f"figures.killed.{end}", value=value)
    figure = ledger.show(incident.id).figure("killed")
    assert figure is not None
    assert (figure.low, figure.best, figure.high) == killed


def test_a_first_day_after_the_last_takes_the_last_with_it(ledger: Ledger) -> None:
    ledger.add(first())
    [incident] = ledger.incidents()
    ledger.decide("edit", incident.id, field="start", value="2031-05-09")
    assert (ledger.show(incident.id).start, ledger.show(incident.id).end) == ("2031-05-09", "2031-05-09")
    ledger.decide("edit", incident.id, field="end", value="2031-05-02")
    assert (ledger.show(incident.id).start, ledger.show(incident.id).end) == ("2031-05-02", "2031-05-02")


def test_agents_can_be_emptied(ledger: Ledger) -> None:
    ledger.add(first())
    [incident] = ledger.incidents()
    ledger.decide("edit", incident.id, field="agents", value=None)
    assert ledger.show(incident.id).agents == ()


@pytest.mark.parametrize(
    ("action", "subjects", "options", "message"),
    [
        ("bless", ("I",), {}, "is no decision"),
        ("accept", (), {}, "name an incident"),
        ("accept", ("inothere",), {}, "no incident"),
        ("merge", ("I",), {}, "two different incidents"),
        ("split", ("I",), {}, "name the documents"),
        ("split", ("I", "D"), {}, "all that the incident consists of"),
        ("edit", ("I",), {"field": "colour", "value": "red"}, "cannot be edited"),
        ("edit", ("I",), {"field": "start", "value": "soon"}, "no date"),
        ("edit", ("I",), {"field": "place.lat", "value": "91"}, "between"),
        ("edit", ("I",), {"field": "figures.killed.best", "value": "many"}, "is a number"),
        ("edit", ("I",), {"field": "kind", "value": "war"}, "no event kind"),
        ("edit", ("I",), {"field": "figures.kiled.best", "value": "4"}, "'kiled' is none of killed"),
        ("edit", ("I",), {"field": "figures.killed.martian.best", "value": "4"}, "'martian' is none of civilian"),
        ("edit", ("I",), {"field": "figures.killed.best", "value": "-4"}, "less than 0"),
        ("edit", ("I",), {"field": "place.name", "value": None}, "cannot be empty"),
        ("edit", ("I",), {"field": "place.country", "value": "Ukraine"}, "alpha-3"),
        ("note", ("I",), {}, "give its words"),
        ("undo", (), {}, "nothing to undo"),
        ("undo", ("7",), {}, "no decision 7"),
        ("copy", ("D", "D"), {}, "copy of itself"),
    ],
)
def test_decisions_that_cannot_be_are_refused_and_leave_no_trace(
    ledger: Ledger, action: str, subjects: tuple[str, ...], options: dict[str, str], message: str
) -> None:
    ledger.add(first())
    ids = {"I": ledger.incidents()[0].id, "D": first().document.id}
    with pytest.raises((UsageError, LedgerError), match=message):
        ledger.decide(action, *(ids.get(s, s) for s in subjects), **options)
    assert ledger.log() == []


def test_an_id_that_was_once_given_still_leads_to_the_incident(ledger: Ledger) -> None:
    ledger.add(counted())
    old = ledger.incidents()[0].id
    ledger.add(first())
    [now] = ledger.incidents()
    assert now.id != old
    assert ledger.show(old).id == now.id
    assert ledger.show(now.id[:6]).id == now.id


def test_a_republished_text_adds_nothing_but_is_shown(ledger: Ledger) -> None:
    body = " ".join(f"The {w} of the town was closed on that morning and nobody knew why." for w in
                    ("mill", "bridge", "school", "market", "station", "library", "harbour", "theatre"))  # fmt: skip
    event = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "says": "the mayor"}
    wire = make(f"Missiles hit Arda on Tuesday, the mayor said. {body}", [event], publisher="Andes Wire")
    paper = make(
        f"Missiles hit Arda on Tuesday, the mayor said. {body[:300]} (Andes Wire)", [event], publisher="Herald"
    )
    other = make(f"Missiles hit Arda on Tuesday, the mayor said. {body[::-1]}", [event], publisher="Third Radio")
    assert ledger.add([paper, other, wire]).copies == [paper.document.id]
    answer = ledger.answer()
    assert answer.copies == ((wire.document.id, paper.document.id),)
    assert answer.incidents[0].independent_sources == 1
    ledger.decide("copy", paper.document.id, by="Ana")
    assert ledger.answer().copies == ()
    ledger.decide("undo")
    ledger.forget(wire.document.id)
    assert ledger.answer().copies == ()


def test_forgetting_takes_everything_that_rests_on_a_document_alone(ledger: Ledger) -> None:
    ledger.add([first(), counted()])
    ledger.decide("note", ledger.incidents()[0].id, value="checked")
    ledger.forget(first().document.id)
    assert [i.kind for i in ledger.incidents()] == ["attack.other"]
    ledger.forget(counted().document.id[:8])
    assert ledger.incidents() == []
    info = ledger.info()
    assert (info["document"], info["telling"], info["account"], info["evidence_item"]) == (0, 0, 0, 0)
    assert info["decision"] == 1
    with pytest.raises(LedgerError, match="no document"):
        ledger.forget(first().document.id)


def test_tally_keeps_low_and_high_apart_and_names_who_claims_interceptions(ledger: Ledger) -> None:
    salvo = make(
        "Eight missiles were fired at Brezno and seven were stopped, the Russian Defence Ministry said.",
        [{"words": "fired", "kind": "attack.missile", "on": "2031-04-02", "at": "Brezno",
          "says": "Russian Defence Ministry",
          "numbers": [("Eight missiles", "fired", "missile", 8), ("seven", "intercepted", "missile", 7)]}],
        published="2031-04-03",
    )  # fmt: skip
    ledger.add([first(), counted(), salvo])
    rows = {(r.group, r.role): (r.low, r.best, r.high, r.incidents) for r in ledger.tally(by="month")}
    assert rows["2031-03", "killed"] == (3, 6, 6, 1)
    assert rows["2031-04", "fired"] == (8, 8, 8, 1)
    assert [(s.source, s.fired, s.intercepted) for s in ledger.interception()] == [
        ("Ministry of Defence of Russia", 8, 7)
    ]
    assert [r.group for r in ledger.tally(by="place", roles=["killed"])] == ["Arda"]
    with pytest.raises(UsageError):
        ledger.tally(by="colour")


def test_why_names_every_feature_with_its_weight(ledger: Ledger) -> None:
    ledger.add([first(), counted(), answer_to_it()])
    one, two = ledger.incidents()
    inside = ledger.why(one.id)
    assert inside.merged
    assert any("same day +1.8" in r for c in inside.pairs for r in c.reasons)
    between = ledger.why(one.id, two.id)
    assert not between.merged
    assert all(c.forbidden for c in between.pairs)
    assert one.why


def test_checks_try_superlatives_and_sums_against_the_ledger(ledger: Ledger) -> None:
    def wave(count: int, day: str, words: str, record: bool) -> Report:
        text = f"{words} {count} drones were launched at Ukraine, Ukraine's army said on the day {day}."
        check = [{"kind": "superlative", "result": "unverifiable", "message": "", "items": ["m1"]}] if record else []
        return make(
            text,
            [{"words": "launched", "kind": "attack.drone", "on": day, "at": "Ukraine", "says": "Ukraine's army",
              "numbers": [(f"{count} drones", "fired", "drone", count)]}],
            published=day, checks=check,
        )  # fmt: skip

    ledger.add(wave(214, "2031-03-13", "A record", True))
    assert [c.result for c in ledger.checks()] == ["unverifiable"]
    ledger.add(wave(120, "2031-01-19", "Some", False))
    assert [c.result for c in ledger.checks()] == ["consistent"]
    ledger.add(wave(231, "2031-02-02", "Some", False))
    [check] = ledger.checks()
    assert check.result == "inconsistent"
    assert check.items[1] == next(i.id for i in ledger.incidents() if i.start == "2031-02-02")


def test_a_source_that_lowers_its_toll_without_a_word_is_told(ledger: Ledger) -> None:
    report = first()
    report = report.model_copy(update={"document": report.document.model_copy(update={"published": "2031-03-16"})})
    ledger.add([later(), report])
    [check] = ledger.checks()
    assert (check.kind, check.result) == ("self_contradiction", "inconsistent")


def test_odd_texts_are_kept(ledger: Ledger) -> None:
    event = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda"}
    report = make("Missiles \x00 hit \U0001f600 Arda e\u0301 on Tuesday.", [event])
    ledger.add(report)
    text = ledger.text(report.document.id)
    assert text == (report.document.text or "").replace("\x00", "\ufffd")
    quotes = [q for i in ledger.incidents() for a in i.accounts for q in a.evidence]
    assert quotes
    assert all(text[q.span[0] : q.span[1]] == q.quote for q in quotes)


def test_reports_that_cannot_be_taken_say_why(ledger: Ledger) -> None:
    bare = first().model_copy(update={"document": first().document.model_copy(update={"text": None})})
    with pytest.raises(LedgerError, match="without its text"):
        ledger.add(bare)
    assert ledger.incidents() == []


def test_the_views_can_be_read_by_people(ledger: Ledger) -> None:
    import sqlalchemy as sa

    ledger.add([first(), counted()])
    with ledger.database.reading() as connection:
        for view in ("incidents", "accounts", "figures", "claims", "evidence"):
            rows = connection.execute(sa.text(f"SELECT * FROM {view}")).mappings().all()
            assert rows, view
        quote = connection.execute(sa.text("SELECT quote FROM evidence WHERE source = 'Mayor of Arda'")).scalar_one()
    assert quote in (first().document.text or "")


def test_a_source_is_found_by_another_name_of_it(ledger: Ledger) -> None:
    group = "Jama'at Nasr al-Islam wal Muslimin"
    told = [{"words": "blow", "kind": "attack.raid", "on": DAY, "at": "Arda", "says": group}]
    ledger.add(make("A blow fell on Arda.", told, actors={group: {"kind": "armed_group", "name": group}}))
    assert [a.source for _, a in ledger.claims("JNIM")] == [group]
    assert ledger.claims("ISWAP") == []
