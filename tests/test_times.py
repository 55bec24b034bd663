"""Time expressions: what is found, its TIMEX3 value and its days; what is no time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.model import Time
from whosays.reading.document import Document
from whosays.reading.parse import Parsed
from whosays.reading.reader import Reader
from whosays.reading.times import read_times

Parse = Callable[..., Parsed]
PUBLISHED = "2024-11-26"  # a Tuesday


def read(parse: Parse, text: str, published: str | None = PUBLISHED) -> list[Time]:
    return read_times(parse(text, published=published))


def one(parse: Parse, text: str, published: str | None = PUBLISHED) -> Time:
    times = read(parse, text, published)
    assert len(times) == 1, [t.text for t in times]
    return times[0]


EXPLICIT = [
    ("The town fell on 23 November 2023.", "23 November 2023", "2023-11-23"),
    ("The town fell on November 23rd, 2023.", "November 23rd, 2023", "2023-11-23"),
    ("The town fell on the 23rd of November 2023.", "the 23rd of November 2023", "2023-11-23"),
    ("The town fell on Thursday, Nov. 23, 2023.", "Thursday, Nov. 23, 2023", "2023-11-23"),
    ("The town fell on 2023-11-23.", "2023-11-23", "2023-11-23"),
    ("The town fell on 11/23/2023.", "11/23/2023", "2023-11-23"),
    ("The town fell on 23.11.2023.", "23.11.2023", "2023-11-23"),
    ("The town fell in November 2023.", "November 2023", "2023-11"),
    ("The town fell in 2023.", "2023", "2023"),
    ("It was shelled in the 1990s.", "the 1990s", "199X"),
    ("It was shelled in the '80s.", "the '80s", "198X"),
    ("It was built in the 19th century.", "the 19th century", "18XX"),
    ("It was shelled in the third quarter of 2023.", "the third quarter of 2023", "2023-Q3"),
    ("It was shelled in the summer of 2023.", "the summer of 2023", "2023-SU"),
    ("The town fell on 2023/11/23.", "2023/11/23", "2023-11-23"),
    ("The town fell on 23.11.23.", "23.11.23", "2023-11-23"),
    ("The town fell on 23-Nov-2023.", "23-Nov-2023", "2023-11-23"),
    ("The town fell on February 30, 2023.", "February 30, 2023", "2023-02"),
    ("The town fell in nineteen ninety-six.", "nineteen ninety-six", "1996"),
    ("The town fell on March third, nineteen eighty nine.", "March third, nineteen eighty nine", "1989-03-03"),
    ("The town fell in two thousand and one.", "two thousand and one", "2001"),
    ("It may fall by the year two thousand.", "the year two thousand", "2000"),
    ("It was shelled in the nineteen sixties.", "the nineteen sixties", "196X"),
    ("It was built in the mid-1800s.", "mid-1800s", "18XX"),
    ("It was shelled in the last quarter of 2023.", "the last quarter of 2023", "2023-Q4"),
    ("Sales fell in the 1988 third quarter.", "the 1988 third quarter", "1988-Q3"),
    ("Sales fell in 1988's third quarter.", "1988's third quarter", "1988-Q3"),
    ("Sales fell in 1990's first half.", "1990's first half", "1990-H1"),
    ("Sales fell in the 1990 fiscal year.", "the 1990 fiscal year", "1990"),
    ("It was shelled in the last week of October 2023.", "the last week of October 2023", "2023-10"),
]


@pytest.mark.parametrize(("text", "words", "value"), EXPLICIT)
def test_written_dates(parse: Parse, text: str, words: str, value: str) -> None:
    time = one(parse, text)
    assert (time.text, time.value, time.kind, time.anchor) == (words, value, "DATE", "explicit")


RELATIVE = [
    ("Shells hit the port on November 23.", "2024-11-23", "2024-11-23", "2024-11-23"),
    ("Shells hit the port on Friday.", "2024-11-22", "2024-11-22", "2024-11-22"),
    ("The leaders will meet on Friday.", "2024-11-29", "2024-11-29", "2024-11-29"),
    ("The leaders are scheduled to meet on Friday.", "2024-11-29", "2024-11-29", "2024-11-29"),
    ("Shells hit the port last Tuesday.", "2024-11-19", "2024-11-19", "2024-11-19"),
    ("The leaders meet next Tuesday.", "2024-12-03", "2024-12-03", "2024-12-03"),
    ("Shells hit the port yesterday.", "2024-11-25", "2024-11-25", "2024-11-25"),
    ("Shells hit the port overnight.", "2024-11-25TNI", "2024-11-25", "2024-11-26"),
    ("Shells hit the port last night.", "2024-11-25TNI", "2024-11-25", "2024-11-25"),
    ("Shells hit the port on Monday night.", "2024-11-25TNI", "2024-11-25", "2024-11-25"),
    ("Shells hit the port last week.", "2024-W47", "2024-11-18", "2024-11-24"),
    ("Shells hit the port last month.", "2024-10", "2024-10-01", "2024-10-31"),
    ("Shells hit the port last year.", "2023", "2023-01-01", "2023-12-31"),
    ("Shells hit the port two months ago.", "2024-09", "2024-09-01", "2024-09-30"),
    ("Shells hit the port 11 days ago.", "2024-11-15", "2024-11-15", "2024-11-15"),
    ("Shells hit the port in October.", "2024-10", "2024-10-01", "2024-10-31"),
    ("Shells hit the port in December.", "2023-12", "2023-12-01", "2023-12-31"),
    ("Elections will be held in January.", "2025-01", "2025-01-01", "2025-01-31"),
    ("Shells hit the port in early October.", "2024-10", "2024-10-01", "2024-10-10"),
    ("Shells hit the port earlier this month.", "2024-11", "2024-11-01", "2024-11-26"),
    ("Shells have hit the port since 2022.", "2022", "2022-01-01", "2024-11-26"),
    ("Shells hit the port last summer.", "2024-SU", "2024-06-01", "2024-08-31"),
    ("Shells hit the port over the weekend.", "2024-W47-WE", "2024-11-23", "2024-11-24"),
    ("Shells hit the port at 5:30 p.m. on Friday.", "2024-11-22T17:30", "2024-11-22", "2024-11-22"),
    ("Shells hit the port around 2am on Sunday.", "2024-11-24T02:00", "2024-11-24", "2024-11-24"),
    ("Shells hit the port on 18 August last year.", "2023-08-18", "2023-08-18", "2023-08-18"),
    ("Shells hit the port on Christmas Day.", "2023-12-25", "2023-12-25", "2023-12-25"),
    ("Shells hit the port overnight on Sunday.", "2024-11-24TNI", "2024-11-24", "2024-11-24"),
    ("Shells hit the port overnight into Sunday.", "2024-11-23TNI", "2024-11-23", "2024-11-24"),
    ("Shells hit the port in the night to Sunday.", "2024-11-23TNI", "2024-11-23", "2024-11-24"),
    ("Shells hit the port overnight to Sunday.", "2024-11-23TNI", "2024-11-23", "2024-11-24"),
    ("Shells hit the port in the night of 20 to 21 November.", "2024-11-20TNI", "2024-11-20", "2024-11-21"),
    ("Shells hit the port on the night of November 20-21.", "2024-11-20TNI", "2024-11-20", "2024-11-21"),
    ("Shells hit the port in the night from Friday to Saturday.", "2024-11-22TNI", "2024-11-22", "2024-11-23"),
    ("Shells hit the port at half past ten.", "2024-11-26T10:30", "2024-11-26", "2024-11-26"),
    ("Shells hit the port at five thirty a.m. on Friday.", "2024-11-22T05:30", "2024-11-22", "2024-11-22"),
    ("Shells hit the port at midnight GMT on Friday.", "2024-11-22T24:00", "2024-11-22", "2024-11-22"),
    ("Shells hit the port at 17h30 on Friday.", "2024-11-22T17:30", "2024-11-22", "2024-11-22"),
    ("Shells hit the port on Friday the 22nd.", "2024-11-22", "2024-11-22", "2024-11-22"),
    ("Shells hit the port a week ago Friday.", "2024-11-22", "2024-11-22", "2024-11-22"),
    ("Shells hit the port two years ago today.", "2022-11-26", "2022-11-26", "2022-11-26"),
    ("The truce ends two weeks from today.", "2024-12-10", "2024-12-10", "2024-12-10"),
    ("The truce ends a week from Friday.", "2024-12-06", "2024-12-06", "2024-12-06"),
    ("Shells hit the port two Fridays ago.", "2024-11-15", "2024-11-15", "2024-11-15"),
    ("Shells hit the port on the Friday before last.", "2024-11-15", "2024-11-15", "2024-11-15"),
    ("Shells hit the port the night before last.", "2024-11-24TNI", "2024-11-24", "2024-11-24"),
    ("Shells hit the port the week before last.", "2024-W46", "2024-11-11", "2024-11-17"),
    ("Shells hit the port on the second Monday in October.", "2024-10-14", "2024-10-14", "2024-10-14"),
    ("Shells hit the port about four in the afternoon.", "2024-11-26T16:00", "2024-11-26", "2024-11-26"),
    ("In October Donald Ruda left the port.", "2024-10", "2024-10-01", "2024-10-31"),
    ("The talks begin early in the new year.", "2025", "2025-01-01", "2025-05-01"),
    ("The trial begins Friday.", "2024-11-29", "2024-11-29", "2024-11-29"),
    ("The minister arrived in the port on Wednesday.", "2024-11-27", "2024-11-27", "2024-11-27"),
    ("Shells have hit the port since Wednesday.", "2024-11-20", "2024-11-20", "2024-11-26"),
    ("The ministry says Friday that it fell.", "2024-11-22", "2024-11-22", "2024-11-22"),
    ("The port had been lost in December.", "2023-12", "2023-12-01", "2023-12-31"),
    ("The talks were moved to December.", "2024-12", "2024-12-01", "2024-12-31"),
    ("Sales fell in last year's third quarter.", "2023-Q3", "2023-07-01", "2023-09-30"),
    ("Sales fell in the September quarter.", "2024-Q3", "2024-07-01", "2024-09-30"),
    ("Sales fell in the second half of the year.", "2024-H2", "2024-07-01", "2024-12-31"),
    ("Sales fell in the first half.", "2024-H1", "2024-01-01", "2024-06-30"),
    ("Sales fell by month's end.", "2024-11", "2024-11-21", "2024-11-30"),
    ("They sold more in the year-ago quarter.", "2023-Q3", "2023-07-01", "2023-09-30"),
    ("The vote is due in August.", "2025-08", "2025-08-01", "2025-08-31"),
    ("The trial was scheduled for May.", "2025-05", "2025-05-01", "2025-05-31"),
]


@pytest.mark.parametrize(("text", "value", "start", "end"), RELATIVE)
def test_times_resolved_by_publication_and_tense(parse: Parse, text: str, value: str, start: str, end: str) -> None:
    time = one(parse, text)
    assert (time.value, time.start, time.end) == (value, start, end)


LENGTHS = [
    ("The fight lasted five hours.", "DURATION", "PT5H"),
    ("A two-year siege ended.", "DURATION", "P2Y"),
    ("The fight lasted two and a half years.", "DURATION", "P2Y6M"),
    ("The fight lasted a year and a half.", "DURATION", "P1Y6M"),
    ("The fight lasted several months.", "DURATION", "PXM"),
    ("The siege went on for years.", "DURATION", "PXY"),
    ("Power was cut for half an hour.", "DURATION", "PT30M"),
    ("They fled in recent weeks.", "DURATION", "PXW"),
    ("The town is shelled every day.", "SET", "P1D"),
    ("The town is shelled daily.", "SET", "P1D"),
    ("The town is shelled each Thursday.", "SET", "XXXX-WXX-4"),
    ("They meet twice a week.", "SET", "P1W"),
    ("They meet every other week.", "SET", "P2W"),
    ("They meet each summer.", "SET", "XXXX-SU"),
    ("They meet on weekends.", "SET", "XXXX-WXX-WE"),
    ("They meet every weekday.", "SET", "P1D"),
    ("They meet quarterly.", "SET", "P3M"),
    ("They fell on a recent Sunday.", "DATE", "XXXX-WXX-7"),
    ("It took two million years.", "DURATION", "P2000000Y"),
    ("They lived 65 million years ago.", "DATE", "MA65"),
    ("The town was built 4,000 years ago.", "DATE", "BC1977"),
    ("The fight lasted half an hour.", "DURATION", "PT30M"),
    ("A half-hour raid followed.", "DURATION", "PT30M"),
    ("The siege could last up to six weeks.", "DURATION", "P6W"),
    ("It had stood for a hundred and fifty years.", "DURATION", "P150Y"),
    ("It had stood for a quarter of a century.", "DURATION", "P25Y"),
    ("A months-long siege ended.", "DURATION", "PXM"),
    ("They now hold the town.", "DATE", "PRESENT_REF"),
    ("They recently took the town.", "DATE", "PAST_REF"),
]


@pytest.mark.parametrize(("text", "kind", "value"), LENGTHS)
def test_lengths_sets_and_references(parse: Parse, text: str, kind: str, value: str) -> None:
    time = one(parse, text)
    assert (time.kind, time.value) == (kind, value)


def test_length_that_ends_with_the_publication_has_its_days(parse: Parse) -> None:
    time = one(parse, "Nine people died over the past two weeks.")
    assert (time.value, time.start, time.end) == ("P2W", "2024-11-12", "2024-11-26")
    bare = one(parse, "The truce held for two weeks.")
    assert (bare.start, bare.end) == (None, None)


NO_TIMES = [
    "The 45-year-old was shot.",
    "A man aged 30 was shot.",
    "About 2,000 troops crossed the river.",
    "Some 2000 troops crossed the river.",
    "They may march on the capital.",
    "Theresa May spoke in parliament.",
    "A second missile was fired.",
    "They won 3-2 and paid $1999.",
    "The Su-24 and the F-16 were hit near Hill 1950.",
    "The fall of the town shocked them.",
    "The 7th Brigade took two villages.",
    "A bomb went off on the 5th floor.",
    "A man in his sixties was shot.",
    "They paid a quarterly dividend after the midnight deadline.",
    "The fear grew in the day-to-day life of the town.",
    "Two thousand men and twenty guns were lost.",
    "They starved in the last year of the siege.",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time(parse: Parse, text: str) -> None:
    assert [t.text for t in read(parse, text)] == []


def test_two_days_of_one_month_are_two_times(parse: Parse) -> None:
    times = read(parse, "The bases were struck on November 23 and 25, he said.")
    assert [(t.text, t.value) for t in times] == [("November 23", "2024-11-23"), ("25", "2024-11-25")]
    times = read(parse, "The bases were struck on 23 and 25 November, he said.")
    assert [(t.text, t.value) for t in times] == [("23", "2024-11-23"), ("25 November", "2024-11-25")]
    times = read(parse, "The fight went on from Nov. 3-5, 2023.")
    assert [t.value for t in times] == ["2023-11-03", "2023-11-05"]


@pytest.mark.parametrize("text", ["On May 3, 2024, 16 people were killed.", "On May 3, 16 people were killed."])
def test_a_count_after_a_date_is_no_further_day(parse: Parse, text: str) -> None:
    assert [t.text for t in read(parse, text)] == [text.split(", 16")[0].removeprefix("On ")]


def test_weekdays_that_come_again_are_one_set_each(parse: Parse) -> None:
    for text in ("They meet every Monday and Thursday.", "They meet on Monday and Thursday nights."):
        nights = "TNI" if "nights" in text else ""
        times = read(parse, text)
        assert [(t.kind, t.value) for t in times] == [("SET", f"XXXX-WXX-{n}{nights}") for n in (1, 4)]


def test_period_is_dated_by_the_day_on_which_it_ended(parse: Parse) -> None:
    year, day = read(parse, "For the year ended July 2, the mill lost money.")
    assert (year.text, year.value, year.start, year.end) == ("the year", "P1Y", "2023-07-03", "2024-07-02")
    assert day.value == "2024-07-02"
    quarter = read(parse, "In the quarter ended Sept. 30, it lost more.")[0]
    assert (quarter.kind, quarter.value) == ("DATE", "2024-Q3")


def test_end_of_a_range_of_weekdays_comes_after_its_start(parse: Parse) -> None:
    times = read(parse, "Rain is expected from Monday through Friday.", "2024-11-28")
    assert [t.value for t in times] == ["2024-12-02", "2024-12-06"]
    times = read(parse, "The shop is open Saturday to Tuesday.")
    assert [t.value for t in times] == ["2024-11-23", "2024-11-26"]


def test_year_behind_a_range_of_days_is_that_of_its_start(parse: Parse) -> None:
    times = read(parse, "The port was shelled from 3 November to 5 February 1999.")
    assert [t.value for t in times] == ["1998-11-03", "1999-02-05"]


def test_noon_is_on_the_day_that_the_passage_tells_of(parse: Parse) -> None:
    text = "At dawn on Friday the raid began. Shells fell first. By noon the gate was lost."
    assert [t.value for t in read(parse, text)][-1] == "2024-11-22T12:00"


def test_numbers_joined_by_and_are_one_only_after_hundred(parse: Parse) -> None:
    times = read(parse, "He left in 1990 and two years later he was back.")
    assert [(t.text, t.value) for t in times] == [("1990", "1990"), ("two years later", "1992")]
    assert [t.text for t in read(parse, "On May 3, twenty-nine people were killed.")] == ["May 3"]


NARRATIVE = [
    ("two days later", "2023-05-07"),
    ("a day earlier", "2023-05-04"),
    ("the next day", "2023-05-06"),
    ("the following month", "2023-06"),
    ("the same day", "2023-05-05"),
    ("that week", "2023-W18"),
    ("the next morning", "2023-05-06TMO"),
]


@pytest.mark.parametrize(("words", "value"), NARRATIVE)
def test_times_counted_from_the_last_date_named(parse: Parse, words: str, value: str) -> None:
    times = read(parse, f"The town fell on 5 May 2023. The bridge was blown up {words}.")
    assert [(t.text, t.value, t.anchor) for t in times[1:]] == [(words, value, "context")]


UNDATED = [
    ("They fired on November 23.", "XXXX-11-23"),
    ("They fired on Thursday.", "XXXX-WXX-4"),
    ("They fired last year.", "XXXX"),
    ("They fired in January.", "XXXX-01"),
    ("They fired on Thursday night.", "XXXX-WXX-4TNI"),
    ("They fired at 5:30 p.m.", "T17:30"),
]


@pytest.mark.parametrize(("text", "value"), UNDATED)
def test_year_stays_unknown_without_publication(parse: Parse, text: str, value: str) -> None:
    time = one(parse, text, None)
    assert (time.value, time.start, time.end, time.anchor) == (value, None, None, "none")


def test_clock_of_an_undated_text_is_on_the_weekday_just_named(parse: Parse) -> None:
    times = read(parse, "They fired on Thursday. At 5:30 p.m. a house was hit, and it burned in the evening.", None)
    assert [t.value for t in times] == ["XXXX-WXX-4", "XXXX-WXX-4T17:30", "XXXX-WXX-4TEV"]


def test_whole_date_in_an_undated_text_gives_its_neighbours_their_year(parse: Parse) -> None:
    times = read(parse, "It began on 4 April 2018. On April 6 a shell hit. It was a Wednesday, he said.", None)
    assert [(t.value, t.anchor) for t in times[:2]] == [("2018-04-04", "explicit"), ("2018-04-06", "context")]


def test_capitals_and_lower_case(parse: Parse) -> None:
    text = "A CAR BOMB WENT OFF AT 0630 ON 12 MARCH 1989 IN THE CAPITAL. TWO MORE WENT OFF LAST NIGHT IN THE PORT."
    times = read(parse, text, "1989-03-14")
    assert [t.value for t in times] == ["1989-03-12T06:30", "1989-03-13TNI"]
    assert [t.text for t in times] == [text[t.span[0] : t.span[1]] for t in times]
    lower = read(parse, "police said on monday that two men were killed on february 27.", "2002-03-05")
    assert [t.value for t in lower] == ["2002-03-04", "2002-02-27"]


SHARED_YEARS = [
    ("Rain fell in April and May 2019.", ["2019-04", "2019-05"]),
    ("Rain fell in April, May and early June 2019.", ["2019-04", "2019-05", "2019-06"]),
    ("Rain fell from November to March 2019.", ["2018-11", "2019-03"]),
    ("Rain fell on April 3 and May 2, 2019.", ["2019-04-03", "2019-05-02"]),
    ("Rain fell in the spring and summer of 2019.", ["2019-SP", "2019-SU"]),
    ("Sales fell in the second and third quarters of 2019.", ["2019-Q2", "2019-Q3"]),
    ("Rain fell in April and in May 2019.", ["2024-04", "2019-05"]),
]


@pytest.mark.parametrize(("text", "values"), SHARED_YEARS)
def test_year_of_the_last_of_a_list_holds_for_those_before_it(parse: Parse, text: str, values: list[str]) -> None:
    assert [t.value for t in read(parse, text)] == values


def test_what_was_done_years_later_was_not_done_after_the_publication(parse: Parse) -> None:
    assert one(parse, "He fled, and she returned half a century later.").value == "XXXX"
    assert one(parse, "She will return two years later.").value == "2026"


def test_typographic_apostrophe(parse: Parse) -> None:
    assert one(parse, "It was last month’s worst strike.").value == "2024-10"


def test_ids_are_in_text_order(parse: Parse) -> None:
    times = read(parse, "On Monday shells fell; on Tuesday night more fell; they fell daily in 2023.")
    assert [t.id for t in times] == [f"t{i}" for i in range(1, len(times) + 1)]
    assert [t.span for t in times] == sorted(t.span for t in times)


@pytest.mark.parametrize(
    "text",
    [
        "upcoming Mother's Day",
        "last Easter",
        "late '80s",
        "prior April",
        "next December",
        "9000 years ago",
        "",
        " ",
        ".",
        "May",
        "1999",
        "\n\n",
        "İstanbul 5 Kasım 2023",
        "٣ May 2023 ½ — 12:60",
        "'s",
    ],
)
@pytest.mark.parametrize("published", [None, PUBLISHED, "0001-01-01", "9999-12-31"])
def test_odd_texts_do_not_raise(parse: Parse, text: str, published: str | None) -> None:
    for time in read(parse, text, published):
        assert text[time.span[0] : time.span[1]] == time.text


_WORDS = """
    last next this the a two few 23 2024 1998 May november Friday night week year days later ago before after
    of and into overnight million half past nineteen ninety-six first Monday in , - .
    ' s end early mid in on since quarter third half 5:30 p.m. Christmas '98 1990s every recent 0600
"""
_PIECES = st.sampled_from(_WORDS.split())


@given(st.lists(_PIECES, max_size=14), st.sampled_from([None, "0001-01-01", "2024-02-29", "9999-12-31"]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_order_of_time_words_gives_sound_times(reader: Reader, pieces: list[str], published: str | None) -> None:
    text = " ".join(pieces)
    times = read_times(reader.parse(Document(text=text, published=published)))
    end = 0
    for time in times:
        assert text[time.span[0] : time.span[1]] == time.text
        assert time.span[0] >= end
        end = time.span[1]
        assert (time.start is None) == (time.end is None)
        assert time.start is None or time.end is None or time.start <= time.end
        assert time.value


def test_what_happened_the_next_day_was_not_after_the_publication(reader: Reader) -> None:
    text = "A court on Wednesday jailed a commander. Prosecutors said 51 men were seized in Orlu and shot the next day."
    report = reader.read(Document(text, published="2025-11-05"))
    assert [(t.text, t.start) for t in report.times] == [("Wednesday", "2025-11-05"), ("the next day", None)]
    coming = reader.read(Document("They meet on Wednesday and will sign the next day.", published="2025-11-05"))
    assert [t.start for t in coming.times] == ["2025-11-05", "2025-11-06"]


def test_a_year_long_past_holds_for_the_next_sentence(parse: Parse) -> None:
    text = "In 1979 he came home with the army. His battalion captured the town in May."
    assert [t.value for t in read(parse, text)] == ["1979", "1979-05"]


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("They came on the night of 5/6 November.", ["the night of 5/6 November"], ("2024-11-05", "2024-11-06")),
        ("The shelling of 5/6 November went on.", ["5", "6 November"], ("2024-11-05", "2024-11-06")),
        ("The shelling of November 5/6 went on.", ["November 5", "6"], ("2024-11-05", "2024-11-06")),
    ],
)
def test_days_parted_by_a_stroke(parse: Parse, text: str, words: list[str], days: tuple[str, str]) -> None:
    found = read(parse, text)
    assert [t.text for t in found] == words
    assert (found[0].start, found[-1].end) == days


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In July 2025 the two armies fought, and again that December.", "2025-12"),
        ("The city fell in March 2024. That April, a bomb killed ten people there.", "2024-04"),
        ("The city fell in November 2024. That January, a bomb killed ten people there.", "2025-01"),
    ],
)
def test_that_month_is_the_next_after_the_one_told(parse: Parse, text: str, value: str) -> None:
    assert read(parse, text, "2030-03-10")[1].value == value
