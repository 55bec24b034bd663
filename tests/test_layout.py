"""Lines, headings, datelines, wrapped paragraphs and capitals, before the parser sees a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.reading.casing import Casing
from whosays.reading.document import Document
from whosays.reading.layout import find_dateline, find_lines, lay_out
from whosays.reading.lexicon import Lexicon
from whosays.reading.parse import Parsed
from whosays.reading.reader import Reader

Parse = Callable[..., Parsed]

BODY = "Russian forces struck a depot near the town on Friday, two officials said. Nobody was hurt."


@pytest.fixture(scope="module")
def casing(reader: Reader) -> Casing:
    return reader.casing


def kinds(text: str) -> list[str]:
    return [line.kind for line in find_lines(text)]


def test_a_date_on_a_line_of_its_own_is_the_dateline() -> None:
    text = f"Flash update on Walungu\n\nGoma, 18 January 2024\n\n{BODY}"
    dateline = find_dateline(text, find_lines(text))
    assert dateline is not None and dateline.place is not None
    assert (text[slice(*dateline.place)], dateline.published) == ("Goma", "2024-01-18")
    text = f"What happened on 18 January 2024\n\n{BODY}"
    assert find_dateline(text, find_lines(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"News\nDepot near the front line struck again\n{BODY}", ["label", "heading", "body"]),
        (f"Depot struck\n\nBy Ana Petrova\n\n{BODY}", ["label", "byline", "body"]),
        (f"By Ana Petrova and John Smith in Kyiv\n{BODY}", ["byline", "body"]),
        (
            f"{BODY}\nRead more: what we know so far\nAdvertisement\n{BODY}",
            ["body", "boilerplate", "boilerplate", "body"],
        ),
        ("By noon the town had fallen", ["body"]),
        (BODY, ["body"]),
        (f"- two killed in Sumy\n- five hurt in Lviv\n{BODY}", ["body", "body", "body"]),
        (f"A heading with Windows line ends\r\n{BODY}\r\n", ["heading", "body"]),
        (f"A heading with old line ends\r{BODY}", ["heading", "body"]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_kinds_of_lines(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "date", "published", "rest"),
    [
        ("KYIV (Reuters) — Russia", "KYIV", None, None, "Russia"),
        ("KYIV, Ukraine (AP) -- Russia", "KYIV", None, None, "Russia"),
        ("KYIV, Nov. 23, 2024 (AFP) - Russia", "KYIV", "Nov. 23, 2024", "2024-11-23", "Russia"),
        ("KHARKIV, May 5 — Russia", "KHARKIV", "May 5", None, "Russia"),
        ("Geneva, 26 November 2024 – The", "Geneva", "26 November 2024", "2024-11-26", "The"),
        ("MOSCOW, November 26. /TASS/. Russia", "MOSCOW", "November 26", None, "Russia"),
        ("MOSCOW, May 26, 2024. Russia", "MOSCOW", "May 26, 2024", "2024-05-26", "Russia"),
        ("TEL AVIV/GAZA (Example) - Israel", "TEL AVIV", None, None, "Israel"),
        ("Nov 26 (Reuters) - Russia", None, "Nov 26", None, "Russia"),
        ("SANTA ROSA, 4 FEB 90 (ACAN-EFE) -- THE", "SANTA ROSA", "4 FEB 90", None, "THE"),
        ("Port Sudan (Wire) 9 May 2024 — Drones", "Port Sudan", "9 May 2024", "2024-05-09", "Drones"),
        ("(Lima, June 3, 2024) – Police", "Lima", "June 3, 2024", "2024-06-03", "Police"),
        ("(Addis Ababa, 3 June 2024) -- Police", "Addis Ababa", "3 June 2024", "2024-06-03", "Police"),
        ("GENEVA, 31 February 2024 — The", "GENEVA", "31 February 2024", None, "The"),
        ("May 6, 2031. The", None, "May 6, 2031", "2031-05-06", "The"),
        ("6 May 2031 – The", None, "6 May 2031", "2031-05-06", "The"),
    ],
)
def test_datelines(text: str, place: str | None, date: str | None, published: str | None, rest: str) -> None:
    text += " army struck."
    dateline = find_dateline(text, find_lines(text))
    assert dateline is not None
    assert (text[slice(*dateline.place)] if dateline.place else None) == place
    assert (text[slice(*dateline.date)] if dateline.date else None) == date
    assert dateline.published == published
    assert text[dateline.end :].startswith(rest)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "Kharkiv - the second city - was hit.",
        "The U.S. — an ally — objected.",
        "Officials said: two died.",
        "May 6 - the day of the vote - was calm.",
        "Kyiv",
    ],
)
def test_running_text_is_no_dateline(text: str) -> None:
    assert find_dateline(text, find_lines(text)) is None


def test_sentences_do_not_run_across_headings_nor_break_inside_them(parse: Parse) -> None:
    heading = "Russia Vows Reply After Ukraine Strikes Depot With Foreign Rockets"
    parsed = parse(f"News\n{heading}\n{BODY}")
    assert [parsed.text[s:e] for s, e in parsed.sentences][:3] == ["News", heading, BODY.split(". ")[0] + "."]


def test_a_dateline_is_apart_from_the_first_sentence(parse: Parse) -> None:
    parsed = parse("KYIV, Nov. 23 (Example) — Russia struck the port on Friday.")
    assert [parsed.text[s:e] for s, e in parsed.sentences][-1] == "Russia struck the port on Friday."


def test_hard_wrapped_paragraphs_are_joined(parse: Parse) -> None:
    text = (
        "Depot near the front struck\n\n"
        "Russian forces struck a depot near the town of Izium with rockets on\n"
        "Friday, the governor of the region told reporters in the evening. Two\n"
        "guards were wounded when the roof fell in, and a third one is missing\n"
        "since then.\n\n"
        "The ministry did not comment."
    )
    parsed = parse(text)
    sentences = [parsed.text[s:e] for s, e in parsed.sentences]
    assert len(sentences) == 4
    assert sentences[2].startswith("Two\nguards")
    assert "\n" not in parsed.clean[slice(*parsed.sentences[2])]


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = f"{BODY}\nMeanwhile, nothing happened elsewhere.\n{BODY}"
    assert not any(line.joined for line in find_lines(text))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            f"Army Chief Warns Of New Strikes On Depot\n{BODY}",
            "Army chief warns of new strikes on depot",
        ),
        (
            "Izium Depot Struck As Talks Begin In Geneva\nThe depot near Izium was struck while talks in Geneva began.",
            "Izium depot struck as talks begin in Geneva",
        ),
        (
            "THE GUATEMALAN ARMY DENIED THAT THE FRONT (FMLN) ATTACKED THE HOUSE OF GENERAL CEREZO IN LIMA.",
            "The Guatemalan army denied that the front (FMLN) attacked the house of General Cerezo in Lima.",
        ),
        ("IT MAY RAIN ON 3 MAY IN THE U.S. CAPITAL, HE SAID.", "It may rain on 3 May in the U.S. capital, he said."),
        ("NATO", "NATO"),
    ],
)
def test_capitals_are_put_right(text: str, clean: str, casing: Casing) -> None:
    assert lay_out(text, casing).clean.splitlines()[0] == clean


def test_control_and_direction_characters_become_spaces(casing: Casing) -> None:
    assert lay_out("Two\x00 died\u202e in\u200b Izium.", casing).clean == "Two  died  in  Izium."


ODD = st.text(st.sampled_from("aA bB.,'’\n\r\t\"“()-—/ 1Éß\u0130\u2028\u00a0\0😀"), max_size=120)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ODD)
def test_layout_keeps_the_length_and_its_spans_lie_in_the_text(text: str) -> None:
    layout = lay_out(text, _CASING)
    assert len(layout.clean) == len(text)
    assert all(0 <= line.start < line.end <= len(text) for line in layout.lines)
    assert all(a.end <= b.start for a, b in zip(layout.lines, layout.lines[1:], strict=False))
    assert all(0 <= start <= len(text) for start in layout.starts)


_CASING = Casing(Lexicon("en"), lambda word: len(word) > 4)


def test_no_sentence_is_endless(parse: Parse) -> None:
    parsed = parse("word " * 1000)
    assert max(len(parsed.text[s:e].split()) for s, e in parsed.sentences) <= 260


def test_a_date_line_may_say_as_of(reader: Reader) -> None:
    report = reader.read(Document("Flash update: fighting in Kosti\nAs of 14 February 2026\n\nTwo men died there."))
    assert report.document.published == "2026-02-14"


def test_the_clock_of_an_entry_is_no_part_of_its_sentence(parse: Parse) -> None:
    parsed = parse("Live: strikes on the port\n\n17:31 Army says rockets hit a school\nTwo were hurt.\n")
    assert "Army says rockets hit a school" in [s.text.strip() for s in parsed.doc.sents]
