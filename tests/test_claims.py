"""Claims: whose words, by which cue, about what, with which stance. All texts are made up for these tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.model import Claim, Event, Evidence, Measure
from whosays.reading.claims import read_claims
from whosays.reading.claims.quotations import Quotations, find_quotations
from whosays.reading.document import Document
from whosays.reading.parse import Parsed
from whosays.reading.reader import Reader

Parse = Callable[..., Parsed]


def by_rules(parsed: Parsed) -> list[Claim]:
    """The claims without the encoder."""
    return read_claims(replace(parsed, tags=None), [], [], [])


def claimed(parsed: Parsed, claim: Claim) -> str:
    return " … ".join(parsed.text[a:b] for a, b in claim.content)


def the_claim(parsed: Parsed, cue: str) -> Claim:
    """The claim with this cue, however much the encoder adds to it («has said»)."""
    found = [c for c in by_rules(parsed) if c.cue and cue in c.cue.text]
    assert found, f"no claim cued by {cue!r} in {parsed.text!r}"
    return found[0]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The defence ministry said that two bridges were destroyed near Lomka.",
            "The defence ministry",
            "said",
            "two bridges were destroyed near Lomka",
        ),
        (
            "Two bridges were destroyed near Lomka, the defence ministry said on Monday.",
            "the defence ministry",
            "said",
            "Two bridges were destroyed near Lomka",
        ),
        (
            '"We have lost the northern road," said Colonel Petra Holm.',
            "Colonel Petra Holm",
            "said",
            "We have lost the northern road",
        ),
        (
            "According to local officials, nine villagers were wounded by mortar fire.",
            "local officials",
            "According to",
            "nine villagers were wounded by mortar fire",
        ),
        (
            "Nine villagers were wounded by mortar fire, according to local officials.",
            "local officials",
            "according to",
            "Nine villagers were wounded by mortar fire",
        ),
        (
            "The governor accused the rebels of shelling the market.",
            "The governor",
            "accused",
            "shelling the market",
        ),
        (
            "The army vowed to strike back at the camps.",
            "The army",
            "vowed",
            "to strike back at the camps",
        ),
        (
            "The rebels rejected the ministry's claim that the town had fallen.",
            "the ministry's",
            "claim",
            "that the town had fallen",
        ),
        (
            "The bishop condemned the killing of the aid workers.",
            "The bishop",
            "condemned",
            "the killing of the aid workers",
        ),
        (
            "The minister was quoted as saying that the pass would stay closed.",
            "The minister",
            "saying",
            "the pass would stay closed",
        ),
    ],
)
def test_source_cue_and_content(parse: Parse, text: str, source: str, cue: str, content: str) -> None:
    parsed = parse(text)
    claim = the_claim(parsed, cue)
    assert claim.source.text == source
    assert claimed(parsed, claim) == content


@pytest.mark.parametrize(
    ("text", "cue", "stance"),
    [
        ("The army said that the base was hit.", "said", "assert"),
        ("The army admitted that the base was hit.", "admitted", "admit"),
        ("The Red Banner group claimed responsibility for the bombing in Lomka.", "claimed", "admit"),
        ("The governor denied that the dam was mined.", "denied", "deny"),
        ("The governor accused the rebels of shelling the market.", "accused", "allege"),
        ("The general threatened to bomb the capital.", "threatened", "threaten"),
        ("The president vowed to rebuild the port.", "vowed", "pledge"),
        ("The agency expects the river to flood the camp.", "expects", "expect"),
        ("The envoy urged both sides to stop the shelling.", "urged", "ask"),
        ("The observers doubt that the truce will hold.", "doubt", "doubt"),
    ],
)
def test_stance(parse: Parse, text: str, cue: str, stance: str) -> None:
    assert the_claim(parse(text), cue).stance == stance


def test_a_shared_subject_is_the_source_of_both_cues(parse: Parse) -> None:
    parsed = parse("The mayor confirmed the fire and denied that anyone was inside.")
    claims = [c for c in by_rules(parsed) if c.cue]
    assert [c.source.text for c in claims] == ["The mayor", "The mayor"]
    assert [c.stance for c in claims] == ["assert", "deny"]


def test_a_participle_takes_the_subject_of_its_clause(parse: Parse) -> None:
    parsed = parse("The police closed the square, saying that a bomb had been found.")
    assert the_claim(parsed, "saying").source.text == "The police"


def test_a_quotation_goes_on_with_the_claim_before_it(parse: Parse) -> None:
    text = '"The road is gone," said Petra Holm. "We will need boats to reach the village."'
    parsed = parse(text)
    claims = [c for c in by_rules(parsed) if c.cue]
    assert len(claims) == 1
    assert claimed(parsed, claims[0]) == "The road is gone … We will need boats to reach the village"
    assert claims[0].quote == "direct"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The army said the raid was over.", "indirect"),
        ('The army said the raid was "a complete success".', "mixed"),
        ('"The raid was a complete success," the army said.', "direct"),
    ],
)
def test_kind_of_quotation(parse: Parse, text: str, quote: str) -> None:
    assert the_claim(parse(text), "said").quote == quote


def test_a_relayed_claim_names_its_carrier(parse: Parse) -> None:
    parsed = parse("State television reported that the governor had said the dam was safe.")
    outer, inner = the_claim(parsed, "reported"), the_claim(parsed, "said")
    assert inner.via == outer.id
    assert outer.via is None


def test_people_without_a_name_are_anonymous(parse: Parse) -> None:
    parsed = parse("Two diplomats said that the talks had failed. Anna Berg said that they had not.")
    kinds = [c.source.kind for c in by_rules(parsed) if c.cue]
    assert kinds == ["anonymous", "actor"]


def _event(parsed: Parsed, key: str, word: str) -> Event:
    start = parsed.text.index(word)
    trigger = Evidence(span=(start, start + len(word)), text=word)
    return Event(id=key, kind="attack.other", trigger=trigger, sentence=parsed.sentence_at(start), status="happened")


def test_the_narrator_claims_what_nobody_else_does(parse: Parse) -> None:
    parsed = parse("Shells hit the market. The mayor said that rockets struck the school.")
    events = [_event(parsed, "e1", "hit"), _event(parsed, "e2", "struck")]
    start = parsed.text.index("rockets")
    measure = Measure(
        id="m1", span=(start, start + 7), text="rockets", role="fired", unit="rocket", bound="vague", low=2
    )
    claims = read_claims(replace(parsed, tags=None), [], events, [measure])
    narrator = [c for c in claims if c.source.kind == "narrator"]
    assert [c.about for c in narrator] == [("e1",)]
    assert narrator[0].content == (parsed.sentences[0],)
    assert narrator[0].cue is None
    assert narrator[0].quote == "none"
    assert [c.about for c in claims if c.cue] == [("e2", "m1")]
    assert len({c.id for c in claims}) == len(claims)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('He said "stop" and left.', ["stop"]),
        ("He said “stop” and left.", ["stop"]),
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ("The ‘safe zone’ isn’t safe.", ["safe zone"]),
        ('An " alone', []),
        ("", []),
    ],
)
def test_quotations(text: str, inner: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in find_quotations(text)] == inner


@given(st.text(alphabet="ab .,\n\"“”‘’'«»", max_size=60))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_quotations_lie_in_order_and_apart(text: str) -> None:
    quotations = Quotations(text)
    last = 0
    for q in quotations.items:
        assert last <= q.start <= q.inner_start <= q.inner_end <= q.end <= len(text)
        assert quotations.at(q.start) == q
        last = q.end


@given(st.lists(st.sampled_from(
    ["said", "the army", '"', "that", "according to", "claims", ".", ",", "\n\n", "“", "”", "Moscow", "it", "denied",
     "\u0301", "🙂", "told", "us", "was hit", "\u2028", "reportedly", "to"]
), max_size=14))  # fmt: skip
@settings(max_examples=40, derandomize=True, deadline=None)
def test_every_span_holds_its_words(reader: Reader, words: list[str]) -> None:
    parsed = reader.parse(Document(text=" ".join(words)))
    for document in (parsed, replace(parsed, tags=None)):
        for claim in read_claims(document, [], [], []):
            for item in (claim.cue, claim.source):
                if item is not None and item.span is not None:
                    assert parsed.text[item.span[0] : item.span[1]] == item.text
            assert claim.content
            for start, end in claim.content:
                assert 0 <= start < end <= len(parsed.text)
                assert parsed.text[start:end].strip()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The general staff denied attacking civilians.", "attacking civilians"),
        ("The army has rejected these allegations.", "these allegations"),
    ],
)
def test_contents_are_whole_phrases(reader: Reader, text: str, content: str) -> None:
    found = [c for c in reader.read(Document(text)).claims if c.stance == "deny"]
    assert found and content in " ".join(text[a:b] for a, b in found[0].content)


@pytest.mark.parametrize("who", ["No group has", "Nobody has"])
def test_what_nobody_claims_is_no_claim(reader: Reader, who: str) -> None:
    text = f"The ministry blamed rebels. {who} claimed responsibility for the blast in Idlib."
    assert [c.cue.text for c in reader.read(Document(text)).claims if c.cue] == ["blamed"]


def test_a_subject_of_its_own_is_the_source_not_one_in_the_next_sentence(reader: Reader) -> None:
    text = (
        "Investigations have shown that the rockets carry foreign numbers. "
        "The coalition command expressed its support for our forces."
    )
    shown = next(c for c in reader.read(Document(text)).claims if c.cue and "shown" in c.cue.text)
    assert "coalition" not in (shown.source.text or "")


def test_claims_of_a_people_are_theirs(reader: Reader) -> None:
    text = "The general staff said that the road was open, rejecting Russian claims that the town had fallen."
    fallen = [c for c in reader.read(Document(text)).claims if c.cue and c.cue.text == "claims"]
    assert all((c.source.text or "").startswith("Russian") for c in fallen)


def test_a_broadcaster_named_after_a_state_is_not_its_government(reader: Reader) -> None:
    report = reader.read(Document("Radio Lebanon reported that 15 people died in the blast."))
    source = next(c.source for c in report.claims if c.cue)
    assert source.text == "Radio Lebanon"
    assert not any(a.id == source.ref and a.name.startswith("Government") for a in report.actors)


def test_what_stands_after_a_semicolon_is_the_next_speakers(reader: Reader) -> None:
    text = "Arland accused Borland of starving the population; Borland said the marchers were opposing a mine."
    report = reader.read(Document(text))
    of = {(c.source.text, text[slice(*c.content[0])]) for c in report.claims if c.cue}
    assert ("Borland", "the marchers were opposing a mine") in of
    assert not any(source == "Arland" and "marchers" in words for source, words in of)


def test_what_a_vow_follows_is_no_part_of_it(reader: Reader) -> None:
    text = "Arland has vowed to retaliate after Borland fired rockets at its barracks on Friday."
    claim = next(c for c in reader.read(Document(text)).claims if c.cue)
    assert [text[a:b] for a, b in claim.content] == ["to retaliate"]
    assert claim.stance == "threaten"


@pytest.mark.parametrize(("who", "stance"), [("Russia", "threaten"), ("Norway", "assert")])
def test_a_hint_at_violence_of_the_own_side_is_a_threat(reader: Reader, who: str, stance: str) -> None:
    text = f"President Vladimir Putin met his generals in Moscow. He suggested that {who} could strike the ports."
    claim = next(c for c in reader.read(Document(text)).claims if c.cue and "suggested" in c.cue.text)
    assert claim.stance == stance


@pytest.mark.parametrize(
    ("who", "stance"),
    [("Iran's foreign minister", "threaten"), ("The rebels", "threaten"), ("A doctor", "expect")],
)
def test_who_bears_arms_and_warns_against_a_strike_threatens(reader: Reader, who: str, stance: str) -> None:
    report = reader.read(Document(f"{who} warned against any strike on the harbour at Orlu, where ships unload grain."))
    assert [c.stance for c in report.claims if c.cue] == [stance]


def test_a_content_has_no_dateline_before_it_and_no_and_behind_it(reader: Reader) -> None:
    text = (
        "PORT ORLU, 3 October (Wire) - Two drones struck a clinic in Orlu on Thursday, a network of doctors said.\n\n"
        "The militia denied that it had targeted the clinic and accused the army of storing shells there."
    )
    found = [[text[a:b] for a, b in c.content] for c in reader.read(Document(text)).claims if c.cue]
    assert ["Two drones struck a clinic in Orlu on Thursday"] in found
    assert ["it had targeted the clinic"] in found


def test_to_condemn_a_deed_accuses_nobody(reader: Reader) -> None:
    report = reader.read(Document("The United Nations condemned the strike. Norway condemned Russia over the deaths."))
    assert [c.stance for c in report.claims if c.cue] == ["other", "allege"]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("The president was once asked how the war would end.", "asked", None),
        ("Asked whether the bridge would be rebuilt, Ada Quill said it would take a year.", "Asked", None),
        ("The governor has been harshly criticized for the closure of the northern road.", "criticized", None),
        ("The governor was criticized by farmers for hiding the figures.", "criticized", "farmers"),
    ],
)
def test_who_is_spoken_to_is_not_the_source(reader: Reader, text: str, cue: str, source: str | None) -> None:
    found = [c.source.text for c in reader.read(Document(text)).claims if c.cue and cue in c.cue.text]
    assert found == [source]


def test_a_cue_holds_the_adverbs_before_its_verb(reader: Reader) -> None:
    report = reader.read(Document("The ministry said the road was open. It also said that two bridges were lost."))
    assert [c.cue.text for c in report.claims if c.cue] == ["said", "also said"]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Quill told a crowd of farmers that the northern road was open.",
        "Ada Quill reminded them that the northern road was open.",
        "Ada Quill assured Petra Holm that the northern road was open.",
    ],
)
def test_whom_it_was_said_to_is_no_part_of_the_content(reader: Reader, text: str) -> None:
    claim = next(c for c in reader.read(Document(text)).claims if c.cue)
    assert [text[a:b].removeprefix("that ") for a, b in claim.content] == ["the northern road was open"]


def test_a_toll_behind_a_semicolon_is_no_part_of_what_was_said_before(reader: Reader) -> None:
    text = "The junta said 21 rebels were killed near Pinlebu; local defence groups put the number of dead at nine."
    contents = {text[slice(*c.content[0])] for c in reader.read(Document(text)).claims if c.cue}
    assert "21 rebels were killed near Pinlebu" in contents


def test_a_source_of_two_is_whole(reader: Reader) -> None:
    text = "Rebels captured the town overnight, residents and a Congolese officer said."
    (claim,) = [c for c in reader.read(Document(text)).claims if c.cue]
    assert claim.source.text == "residents and a Congolese officer"


def test_what_was_done_with_a_claim_is_not_its_content(reader: Reader) -> None:
    text = "The group said it had killed a captain in Cauca, a claim that the army did not confirm."
    assert [c.cue.text for c in reader.read(Document(text)).claims if c.cue] == ["said"]


def test_who_does_not_comment_says_nothing(reader: Reader) -> None:
    text = "State media reported an air strike near Damascus; Israel did not comment."
    assert [c.source.text for c in reader.read(Document(text)).claims if c.cue] == ["State media"]


def test_who_is_not_to_be_named_asks_nothing(reader: Reader) -> None:
    text = "A commander, who asked not to be named, said that his men had left the town."
    assert [c.cue.text for c in reader.read(Document(text)).claims if c.cue] == ["said"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Six men were killed near Arda, according to a report by Amnesty International.", "Amnesty International"),
        ("Six men were killed near Arda, according to the United Nations' statement.", "United Nations"),
        ("A police report said that six men had been killed near Arda.", "Police"),
    ],
)
def test_what_a_statement_says_its_owner_says(reader: Reader, text: str, owner: str) -> None:
    report = reader.read(Document(text, published="2031-03-12"))
    names = {a.id: a.name for a in report.actors}
    [claim] = [c for c in report.claims if c.cue]
    assert (claim.source.kind, names[claim.source.ref or ""]) == ("actor", owner)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The owner of the ferry raised the number of crew hurt in Monday's blast to three.", "The owner of the ferry"),
        ("The district administrator raised the number of dead in the raid on Kelmi to 12.",
         "The district administrator"),
        ("They hid from the shells, by which a hospital said six people had died.", "a hospital"),
    ],
)  # fmt: skip
def test_who_gives_the_number(reader: Reader, text: str, source: str) -> None:
    report = reader.read(Document(text=text, published="2031-05-08"))
    assert source in [c.source.text for c in report.claims]


def test_the_blast_is_nobody_who_gives_a_number(reader: Reader) -> None:
    report = reader.read(
        Document(text="The blast raised the number of dead in the city to 12.", published="2031-05-08")
    )
    assert [c.source.kind for c in report.claims] == ["narrator"]


def test_what_a_clash_leaves_nobody_says(reader: Reader) -> None:
    report = reader.read(Document("Farmers and herders clashed over land near Yola, leaving six dead."))
    assert not [c for c in report.claims if c.cue]


@pytest.mark.parametrize(
    "text",
    [
        "Chile recalled its ambassador from Quito.",
        "The king dismissed the interior minister and two governors.",
        "The tribunal heard 31 witnesses in March.",
    ],
)
def test_what_is_done_to_people_is_no_claim(reader: Reader, text: str) -> None:
    assert not [c.cue.text for c in reader.read(Document(text)).claims if c.cue]


def test_the_subject_of_a_cue_is_its_source_not_one_in_the_sentence_before(reader: Reader) -> None:
    text = (
        "Mali's foreign minister said that at least 300 people had died in the fighting of those weeks. "
        "CSP-DPA denied French accusations that its men had shot prisoners in Kidal."
    )
    denied = next(c for c in reader.read(Document(text)).claims if c.cue and c.cue.text == "denied")
    assert denied.source.text == "CSP-DPA"


def test_a_content_ends_where_its_phrase_ends(reader: Reader) -> None:
    text = "The Taliban claimed the attack in a radio message on Sunday."
    (claim,) = [c for c in reader.read(Document(text)).claims if c.cue]
    assert text[slice(*claim.content[-1])] == "the attack"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The Islamic State group claimed Sunday's attack on a church in Jos.", "admit"),
        ("The governor claimed the attack killed two people.", "assert"),
        ("The group did not claim responsibility for the bombing in Jos.", "other"),
        ("The army did not deny the raid on Jos.", "other"),
        ("The ministry rejected allegations that its forces killed 12 people in Gao.", "deny"),
        ("The Front rejected the accusation that it had shelled the village of Kelmi.", "deny"),
    ],
)
def test_who_claims_a_deed_who_does_not_and_who_rejects_a_claim(reader: Reader, text: str, stance: str) -> None:
    claims = [c for c in reader.read(Document(text, published="2026-03-10")).claims if c.cue is not None]
    assert [c.stance for c in claims] == [stance]


def test_its_statement_is_the_words_of_who_stands_by_it(reader: Reader) -> None:
    text = "Mali's army stood by its statement that at least 15 rebels were killed in the strike on Gao."
    report = reader.read(Document(text, published="2026-03-10"))
    [claim] = [c for c in report.claims if c.cue is not None]
    assert {a.id: a.name for a in report.actors}.get(claim.source.ref or "") == "Armed Forces of Mali"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "ORLU, March 9, 2031 (Plain Wire) - Five guards and a civilian driver were killed on Saturday when their "
            "truck hit a mine near Orlu, the defence ministry said.",
            "Five guards and a civilian driver",
        ),
        (
            "TARNA, March 3, 2031 (Plain Wire) - Raiders on horses attacked the market town of Orlu on Sunday, killing "
            "at least 14 people, including three women and two children, local officials said on Monday.",
            "Raiders on horses attacked",
        ),
    ],
)
def test_what_was_said_begins_with_its_subject(reader: Reader, text: str, said: str) -> None:
    [claim] = [c for c in reader.read(Document(text=text)).claims if c.cue]
    assert text[slice(*claim.content[0])].startswith(said)


def test_who_closes_a_sentence_said_all_of_it(reader: Reader) -> None:
    text = (
        "Fighters of the Northern Front on Friday stormed an outpost near Kenema, burned two trucks and fled, which "
        "led to the death of five soldiers, the media office of the Ministry of Defence said."
    )
    report = reader.read(Document(text, published="2031-05-17"))
    [claim] = [c for c in report.claims if c.source.kind != "narrator"]
    assert claim.content == ((0, text.index(", the media office")),)
    assert {e.id for e in report.events} <= set(claim.about)
    assert not [c for c in report.claims if c.source.kind == "narrator"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Colombia's army blamed the ELN for the bomb that killed two soldiers in Arauca, a charge the guerrillas "
         "rejected.", "the guerrillas"),
        ("Kyiv said Russian forces had shot five prisoners near Kelmi, an accusation that Moscow denies.", "Moscow"),
        ("Kyiv said Russian forces had shot five prisoners near Kelmi, which Moscow denied.", "Moscow"),
        ("Villagers say soldiers killed 20 people in Gao on Sunday, a claim denied by the army.", "the army"),
    ],
)  # fmt: skip
def test_what_is_rejected_at_the_end_is_all_that_was_told(reader: Reader, text: str, source: str) -> None:
    report = reader.read(Document(text, published="2026-03-10"))
    first, second = sorted((c for c in report.claims if c.cue is not None), key=lambda c: c.stance == "deny")
    assert (second.stance, second.source.text) == ("deny", source)
    assert first.stance in ("assert", "allege") and first.content[-1][1] == second.content[-1][1]
    assert set(first.about) & {e.id for e in report.events if e.kind.startswith("attack")} <= set(second.about)


def test_who_neither_confirms_nor_denies(reader: Reader) -> None:
    report = reader.read(
        Document("Hamas neither confirmed nor denied the strike on Gaza City.", published="2026-03-10")
    )
    assert {c.stance for c in report.claims if c.cue is not None} <= {"other"}
    assert [e.status for e in report.events if e.kind == "attack.air"] == ["happened"]


@pytest.mark.parametrize(
    ("text", "source", "stance", "content"),
    [
        ("The raid killed five villagers. Residents spoke of twelve.", "Residents", "assert", "twelve"),
        ("The rebels said 30 troops were killed; the army admitted to six.", "the army", "admit", "six"),
    ],
)
def test_a_bare_number_under_a_verb_of_saying_is_his_who_says_it(
    reader: Reader, text: str, source: str, stance: str, content: str
) -> None:
    found = [c for c in reader.read(Document(text)).claims if c.source.text == source]
    assert [(c.stance, [text[s:e] for s, e in c.content]) for c in found] == [(stance, [content])]
