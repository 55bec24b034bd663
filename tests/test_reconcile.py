"""The rules of reconciling, each by the smallest set of reports that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledger_reports import make
from whosays.model import Report
from whosays.model.incidents import AccountMeasure, Incident, Incidents
from whosays.reconcile import Party, Publisher, Where, reconcile, tell
from whosays.reconcile.copies import Outline, contained, is_copy, originals, sample
from whosays.reconcile.figures import excludes
from whosays.reconcile.sources import is_nameless, same_party
from whosays.reconcile.when import common, interval
from whosays.reconcile.where import fit
from whosays.reconcile.words import body_of, kind_table, publisher_kind, weights

DAY = "2031-03-11"


def told(words: str, **event: Any) -> Any:
    """A report of one event: its text holds the trigger, the numbers and a word that makes it differ from others."""
    options = {k: event.pop(k) for k in ("publisher", "published") if k in event}
    row = {"words": "blow", "kind": "attack.missile", "on": DAY, "at": "Arda", **event}
    numbers = " ".join(n[0] for n in row.get("numbers", ()))
    return make(f"{words}: a blow fell. {numbers}", [row], **options)


def answer(*reports: Any, kinds: dict[str, str] | None = None) -> Incidents:
    publishers = {r.document.id: Publisher(name=r.document.publisher) for r in reports}
    return reconcile([tell(r, publishers[r.document.id]) for r in reports])


def only(*reports: Any) -> Incident:
    [incident] = answer(*reports).incidents
    return incident


@pytest.mark.parametrize(
    ("other", "incidents"),
    [
        ({}, 1),
        ({"kind": "attack.other"}, 1),
        ({"kind": "attack.other", "at": "Ukraine"}, 2),
        ({"at": "Ukraine", "by": "Russia"}, 1),
        ({"on": "2031-03-12"}, 2),
        ({"on": ("2031-03-11", "2031-03-12")}, 1),
        ({"at": "Brezno"}, 2),
        ({"kind": "protest"}, 2),
        ({"kind": "clash", "at": None}, 2),
        ({"on": None, "at": None}, 2),
        ({"on": ("2031-03-01", "2031-03-31")}, 2),
    ],
)
def test_what_is_one_incident_and_what_is_not(other: dict[str, Any], incidents: int) -> None:
    a = told("One", says="the mayor", by="Russia")
    b = told("Two", says="the hospital", publisher="Other Post", **other)
    assert len(answer(a, b).incidents) == incidents


@pytest.mark.parametrize(
    ("accounts", "standing", "contested"),
    [
        ([("the mayor", "assert", None)], "single_source", []),
        ([("the mayor", "assert", None), ("the hospital", "assert", None)], "corroborated", []),
        ([("the mayor", "assert", None), ("Ukraine's army", "assert", None)], "single_source", []),
        ([("the mayor", "assert", None), ("Russian Defence Ministry", "admit", None)], "admitted", []),
        ([("the mayor", "assert", "the Front"), ("the Front", "deny", None)], "denied", ["agents"]),
        ([("the mayor", "assert", "Russia"), ("the hospital", "assert", "Ukraine's army")], "contested", ["agents"]),
        ([("the hospital", "assert", None), ("the Arda Committee", "deny", None)], "single_source", []),
    ],
)
def test_standing(accounts: list[tuple[str, str, str | None]], standing: str, contested: list[str]) -> None:
    reports = [
        told(f"Report {n}", says=source, stance=stance, by=by, publisher=f"Outlet {n}")
        for n, (source, stance, by) in enumerate(accounts)
    ]
    incident = only(*reports)
    assert (incident.standing, [c.field for c in incident.contested]) == (standing, contested)


def test_what_is_only_denied_is_no_incident() -> None:
    found = answer(told("One", says="the Front", stance="deny", status="denied"))
    assert found.incidents == ()
    assert [(n.status, n.kind) for n in found.not_incidents] == [("denied", "attack.missile")]


@pytest.mark.parametrize("status", ["planned", "threatened", "possible"])
def test_what_has_not_happened_is_listed_apart(status: str) -> None:
    found = answer(told("One", says="the Front", status=status))
    assert found.incidents == ()
    assert [n.status for n in found.not_incidents] == [status]


def test_what_is_vowed_has_not_happened_whatever_the_event_says() -> None:
    found = answer(told("One", says="the Front", stance="pledge"))
    assert [n.status for n in found.not_incidents] == ["planned"]


def test_an_outlet_that_repeats_what_others_say_is_no_source() -> None:
    quoted, own = told("One", says="the mayor"), told("Two", publisher="Other Post")
    incident = only(quoted, own)
    assert [(a.source, a.independent) for a in incident.accounts if a.independent] == [("Mayor of Arda", True)]
    assert incident.independent_sources == 1
    assert only(own).independent_sources == 1


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # (source, words, value, bound, published) -> low, best, high
        ([("the mayor", 3, None, 12), ("the mayor", 5, None, 14)], (5, 5, 5)),
        ([("the mayor", 5, None, 14), ("the mayor", 3, None, 12)], (5, 5, 5)),
        ([("the mayor", 3, None, 12), ("the hospital", 6, "at_least", 13)], (3, 6, 6)),
        ([("the Front", 40, None, 12), ("the hospital", 6, None, 13)], (6, 6, 40)),
        ([("the mayor", 24, "vague", 12)], (24, None, None)),
        ([("the mayor", 24, "vague", 12), ("the Arda Committee", 7, None, 13)], (7, 7, 7)),
        ([("the hospital", 7, "at_most", 12)], (7, 7, 7)),
    ],
)
def test_low_best_and_high(numbers: list[tuple[str, int, str | None, int]], expected: tuple[int | None, ...]) -> None:
    reports = [
        told(f"Report {n}", says=source, publisher=f"Outlet {n}", published=f"2031-03-{day}",
             numbers=[(f"{value} dead", "killed", "person", value, bound)])
        for n, (source, value, bound, day) in enumerate(numbers)
    ]  # fmt: skip
    figure = only(*reports).figure("killed")
    assert figure is not None
    assert (figure.low, figure.best, figure.high) == expected


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (("exact", 5), ("exact", 5), True), (("exact", 5), ("exact", 12), False),
        (("at_least", 38), ("exact", 41), True), (("at_least", 38), ("exact", 34), False),
        (("at_most", 7), ("exact", 8), False), (("at_least", 6), ("at_least", 7), True),
        (("about", 40), ("exact", 43), True), (("about", 40), ("exact", 50), False),
        (("vague", 24), ("exact", 3), True), (("at_most", 7), ("at_least", 9), False),
    ],
)  # fmt: skip
def test_which_numbers_can_both_be_true(a: tuple[str, int], b: tuple[str, int], both: bool) -> None:
    def measure(bound: str, value: int) -> AccountMeasure:
        low = None if bound == "at_most" else value
        high = None if bound in ("at_least", "vague") else value
        return AccountMeasure(role="killed", unit="person", bound=bound, low=low, best=value, high=high)

    assert excludes(measure(*a), measure(*b)) is not both
    assert excludes(measure(*b), measure(*a)) is not both


def test_each_account_keeps_its_authority_on_its_own_dead_and_on_others() -> None:
    own = told("One", says="Ukraine's army", by="Russia", numbers=[("4 dead", "killed", "person", 4)])
    other = told(
        "Two",
        says="Russian Defence Ministry",
        by="Russia",
        publisher="B",
        numbers=[("40 dead", "killed", "person", 40)],
    )
    incident = only(own, other)
    assert {a.source: a.measures[0].authority for a in incident.accounts} == {
        "Ukraine's army": 4, "Ministry of Defence of Russia": 5,
    }  # fmt: skip
    assert incident.figure("killed").best == 4  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "body", "authority"),
    [
        ("Southern Hospital", "hospital", 1), ("director of the morgue", "morgue", 1), ("U.N. mission", "un", 1),
        ("Ministry of Health in Gaza", "health_ministry", 2), ("the mayor", "governor", 2),
        ("ambulance service", "ambulance", 2),
        ("Syrian Observatory for Human Rights", "monitor", 3), ("the ship's operator", "company", 3),
        ("Ministry of Defence of Russia", "defence_ministry", None), ("Ukrainian Air Force", "air_force", None),
        ("Israel Defense Forces", "army", None), ("a resident", "witness", 6), ("a Western diplomat", "expert", 6),
    ],
)  # fmt: skip
def test_classes_of_sources(name: str, body: str, authority: int | None) -> None:
    found = body_of(name)
    assert found is not None
    assert (found.name, found.authority) == (body, authority)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Andes Wire", "media"), ("Nile Courier", "media"), ("Ministry of Defence of the Russian Federation", "party"),
        ("Rapid Support Forces Media Cell", "party"), ("UN Human Rights Office", "igo"),
        ("Coastal Reporting Centre", "body"),
        ("Something Unheard Of", "media"),
    ],
)  # fmt: skip
def test_kinds_of_publishers(name: str, kind: str) -> None:
    assert publisher_kind(name) == kind


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (
            ("defence_ministry:RUS", "Russian Defence Ministry", "RUS"),
            ("army:RUS", "Armed Forces of Russia", "RUS"),
            True,
        ),
        (("general_staff:UKR", "General Staff", "UKR"), ("air_force:UKR", "Ukrainian Air Force", "UKR"), False),
        (("army:UKR", "army", "UKR"), ("army:RUS", "army", "RUS"), False),
        (("name:force rapid support", "Rapid Support Forces", None), ("name:rsf", "RSF", None), True),
        (("anonymous:official", "anonymous: official", None), ("name:official", "official", None), False),
    ],
)
def test_names_of_one_source(a: tuple[str, str, str | None], b: tuple[str, str, str | None], same: bool) -> None:
    one, two = (Party(key=k, name=n, side=s) for k, n, s in (a, b))
    assert same_party(one, two) is same
    assert same_party(two, one) is same


TOWN = Where(key="g1", name="Arda", country="UKR", lat=48.0, lon=36.0, precision="settlement")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TOWN, "same"),
        (Where(key="x", name="Arda", country="UKR", lat=48.01, lon=36.0, precision="settlement"), "same"),
        (Where(key="x", name="Suburb", country="UKR", lat=48.05, lon=36.0, precision="settlement"), "near"),
        (Where(key="x", name="Arda air base", country="UKR", precision="exact"), "inside"),
        (Where(key="x", name="Ukraine", country="UKR", lat=49.0, lon=32.0, precision="country"), "inside"),
        (Where(key="x", name="Brezno", country="UKR", lat=50.4, lon=30.5, precision="settlement"), "apart"),
        (Where(key="x", name="Sudan", country="SDN", lat=15.0, lon=30.0, precision="country"), "apart"),
        (Where(key="x", name="the hill", country=None), "unsure"),
    ],
)
def test_how_places_fit(other: Where, expected: str) -> None:
    assert fit(TOWN, other) == fit(other, TOWN) == expected


@pytest.mark.parametrize(("lat", "expected"), [(12.0, "same"), (40.0, "apart")])
def test_a_name_that_no_gazetteer_has_is_one_over_borders(lat: float, expected: str) -> None:
    """Its point is that of what is named beside it, which may lie in the next country."""
    one = Where(key="SSD:kalu", name="Kalu", country="SSD", lat=8.0, lon=32.0, precision="vague", unknown=True)
    other = Where(key="SDN:kalu", name="Kalu", country="SDN", lat=lat, lon=32.0, precision="vague", unknown=True)
    assert fit(one, other) == fit(other, one) == expected


@pytest.mark.parametrize(
    ("name", "any_party"),
    [("suicide bomber", True), ("Security Forces", True), ("Rapid Support Forces", False), ("police", False)],
)
def test_who_is_only_said_to_be_armed_may_be_of_any_party(name: str, any_party: bool) -> None:
    assert is_nameless(name) is any_party


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([("2031-03-14", "2031-03-14"), ("2031-03-13", "2031-03-14")], ("2031-03-13", "2031-03-14")),
        ([("2031-03-14", "2031-03-14"), ("2031-03-01", "2031-03-31")], ("2031-03-14", "2031-03-14")),
        ([("2031-03-10", "2031-03-16"), ("2031-03-12", "2031-03-20")], ("2031-03-12", "2031-03-16")),
    ],
)
def test_the_days_of_an_incident(days: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    first, last = common([d for a, b in days if (d := interval(a, b))])
    assert (first.isoformat(), last.isoformat()) == expected


def test_a_cut_copy_is_found_and_a_text_on_the_same_thing_is_not() -> None:
    words = (
        "the shells fell on the market in the morning when farmers had brought their animals from the villages around"
    )
    text = " ".join(f"{w} {n}" if n % 7 == 0 else w for n, w in enumerate((words + " ").split() * 6))
    assert contained(sample(text), sample(text[: len(text) // 2])) > 0.9
    assert contained(sample(text), sample(" ".join(reversed(text.split())))) < 0.1
    assert contained((), ()) == 0.0


def test_every_kind_and_weight_is_a_known_one() -> None:
    from whosays.model import kinds

    assert set(kind_table()) <= set(kinds())
    assert not any(k.startswith("statement.") for k in kind_table())
    assert {"threshold", "bias", "same_day", "same_place"} <= set(weights())


def test_governor_and_mayor_are_two_sources_and_a_later_governor_is_the_first() -> None:
    told = make(
        "Shells hit Arda, killing 3 people, Governor Ana Brod said. Five people were injured, Mayor Ivo Cvet said.",
        [{"words": "hit", "kind": "attack.artillery", "on": "2031-03-10", "at": "Arda", "says": "Governor Ana Brod",
          "numbers": [("3 people", "killed", "person", 3)]},
         {"words": "injured", "kind": "attack.other", "on": "2031-03-10", "at": "Arda", "says": "Mayor Ivo Cvet",
          "numbers": [("Five people", "injured", "person", 5)]}],
        published="2031-03-10",
    )  # fmt: skip
    later = make(
        "Shells hit Arda, killing 4 people, the governor said.",
        [{"words": "hit", "kind": "attack.artillery", "on": "2031-03-10", "at": "Arda", "says": "the governor",
          "numbers": [("4 people", "killed", "person", 4)]}],
        publisher="Other Post", published="2031-03-11",
    )  # fmt: skip
    [incident] = reconcile([tell(r, Publisher(name=r.document.publisher)) for r in (told, later)]).incidents
    found = {a.source: [(m.role, m.best) for m in a.measures] for a in incident.accounts}
    assert found == {"Governor Ana Brod": [("killed", 4)], "Mayor Ivo Cvet": [("injured", 5)]}


def test_two_nameless_sources_of_one_report_are_one_where_one_is_the_other_in_brief() -> None:
    text = "Shells hit Arda, a security source said. Two people were killed, according to the source."
    events = [
        {"words": w, "kind": "attack.artillery", "on": "2031-03-10", "at": "Arda", "says": "the mayor"}
        for w in ("hit", "killed")
    ]
    data = make(text, events, published="2031-03-10").model_dump(mode="json", by_alias=True)
    for claim, words in zip(data["claims"], ("a security source", "the source"), strict=True):
        claim["source"] = {"kind": "anonymous", "text": words}
    report = Report.model_validate(data)
    [incident] = reconcile([tell(report, Publisher(name="Daily Wire"))]).incidents
    assert [a.source for a in incident.accounts] == ["anonymous: security source"]


def _outline(name: str, day: int, publisher: str, words: int = 100, credits: tuple[str, ...] = ()) -> Outline:
    return Outline(name, f"text {name}", publisher, f"2031-05-{day:02d}", words, credits)


def test_texts_by_a_formula_are_not_all_copies_of_the_first() -> None:
    """Each day's bulletin is much like that of the day before: a copy's original is never more than two weeks older."""
    documents = {f"d{n:02d}": _outline(f"d{n:02d}", n, f"Outlet {n % 2}") for n in range(1, 31)}
    pairs = [(f"d{n:02d}", f"d{n + 1:02d}") for n in range(1, 30)]
    found = originals(documents, pairs)
    assert set(found.values()) == {"d01", "d16"}
    assert found["d15"] == "d01" and found["d17"] == "d16"


def test_of_one_day_the_credited_one_is_the_original_then_the_longest() -> None:
    documents = {
        "a": _outline("a", 3, "Coast Daily", words=300, credits=("Andes Wire",)),
        "b": _outline("b", 3, "Andes Wire", words=200),
        "c": _outline("c", 3, "Hill Post", words=250),
    }
    assert originals(documents, [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": "b", "c": "b"}
    assert originals(documents, [("a", "c")]) == {"c": "a"}


def test_a_cut_copy_between_two_texts_does_not_make_them_one() -> None:
    """What repeats two independent texts copies the first of them; the second stays its own source."""
    documents = {n: _outline(n, d, f"Outlet {n}") for n, d in (("a", 1), ("b", 2), ("c", 3))}
    assert originals(documents, [("a", "c"), ("b", "c")]) == {"c": "a"}


def test_half_of_a_short_text_is_shared_by_chance() -> None:
    """Of the ten sampled runs of a text of forty words, five are no proof; of a longer text, half is."""

    def signed(name: str, publisher: str, hashes: range) -> Outline:
        return Outline(name, f"text {name}", publisher, "2031-05-03", 4 * len(hashes), (), tuple(hashes))

    assert not is_copy(signed("a", "Coast Daily", range(10)), signed("b", "Hill Post", range(5, 15)))
    assert is_copy(signed("a", "Coast Daily", range(10)), signed("b", "Hill Post", range(2, 12)))
    assert is_copy(signed("a", "Coast Daily", range(100)), signed("b", "Hill Post", range(50, 150)))


def test_who_only_speaks_of_it_names_no_doer() -> None:
    incident = only(
        told("One", says="the mayor", by="the Front"),
        told("Two", says="the Front", stance="deny", publisher="Outlet 2"),
        told("Three", says="the Arda Committee", stance="other", by="the Front", publisher="Outlet 3"),
    )
    [contested] = incident.contested
    assert not [v for v in contested.values if "Committee" in v.source]
