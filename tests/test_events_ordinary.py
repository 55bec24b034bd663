"""Ordinary text holds no events of conflict: the words of war in sport, health, trade, weather and daily life."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from whosays.reading.events import read_events
from whosays.reading.parse import Parsed
from whosays.reading.reader import Document, Reader

ORDINARY = [
    "The day before she vanished she withdrew $2,400 from her bank account.",
    "The two presidents clashed in public over the feasibility of a merger.",
    "In 1994 the council designated the valley a safe area for birds.",
    "She was fleeing an abusive marriage, her sister said.",
    "The bakery gave its staff a bonus of 200 euros.",
    "He returned the book to the library.",
    "The school received a letter from the parents.",
    "She hopes that the rain will stop soon.",
    "He is confident that he will pass the exam.",
    "The children threw stones into the pond.",
    "The doctor examined the patient twice.",
    "The company is considering opening a shop in Madrid.",
    "The bank lent the couple 20,000 dollars for a house.",
    "The orchestra travelled to Vienna for a concert.",
    "The director welcomed the audience on Friday.",
    "The coach said the players must train harder.",
    "They took in a stray dog last winter.",
    "The chef ended the evening with a dessert.",
    "The teacher shared information with her pupils.",
    "The mayor opened the new bridge on Sunday.",
    "The museum opened its doors to visitors.",
    "The couple attended a ceremony at the town hall.",
    "The restaurant turned away people without a reservation.",
    "He ignored the advice of his doctor.",
    "The shop closed its branch in the old town.",
    "The farmer sold his cows to a neighbour.",
    "The family moved a piano to the second floor.",
    "The city plans to expand the park.",
    "The library said readers should return books on time.",
    "The pianist is ready to begin her tour.",
    "The firm increased trade with customers in Asia.",
    "He is worried about his garden.",
    "The village mourned the old baker.",
    "The student wrote off the bicycle in a crash.",
    "The lawyer filed a suit about the fence.",
    "Hundreds gathered in the square to watch the film.",
    "The baker bowed to the guests.",
    "The pupils marched to the sports field behind the band.",
    "The actor received the award from the director.",
    "The parents let the children stay up late.",
    "The gardener dropped his ladder.",
    "The choir fell silent to mark the anniversary of its founder.",
    "The airline must refund the tickets, a court said.",
    "The club agreed to sell the striker.",
    "The health ministry said people should wash their hands.",
    "The mayor defended the budget in a long speech.",
    "The president pardoned a turkey at Thanksgiving.",
    "He died of a heart attack at the age of 81.",
    "The two firms struck a deal after a week of talks on prices.",
    "Her heart attack came as a shock to her family.",
    "The board killed the plan to build a new stadium.",
    "She shot a short film about her grandmother.",
    "The striker fired home the winning goal in the second half of the match.",
    "The home team attacked from the start and the goalkeeper had a busy game.",
    "The visitors' defence was under siege for most of the match.",
    "The player was hit by a knee injury early in the season.",
    "The album hit the market in March.",
    "Shares hit a record high on Tuesday.",
    "Teachers fear that inflation will hit their pay.",
    "The storm killed six people and destroyed dozens of homes.",
    "An earthquake injured 40 people in the mountains.",
    "She lost her long battle against cancer in the spring.",
    "The company launched a new phone in Berlin.",
    "The firm fired its chief executive on Monday.",
    "The band released a new album last week.",
    "The agency released its annual report on wheat harvests.",
    "The museum captured the spirit of the decade in one room.",
    "A photograph captured the moment when the bridge opened.",
    "The joke bombed and the audience went home early.",
    "The baker shelled a bowl of peas for the soup.",
    "Sales exploded after the price of the product fell.",
    "The population explosion worries town planners.",
    "He fought inflation for ten years as head of the bank.",
    "The town fights poverty with a new school.",
    "She beat the champion in three sets at the tennis tournament.",
    "The recipe calls for two eggs and a cup of flour.",
    "Lightning struck an old oak near the farm.",
    "The clock struck twelve.",
    "Firefighters battled the blaze through the night.",
    "The league title clash between the two football clubs ended in a draw.",
    "He withdrew money from the bank before the holiday.",
    "The runner withdrew from the race with a sore ankle.",
    "The idea struck him while he was cooking.",
    "The gardener planted roses along the wall.",
    "The new law meets the needs of small shops.",
    "The critics attacked the novel for its thin plot.",
    "The committee shot down the proposal.",
    "The new virus killed three patients in the ward.",
    "Dinner was ready, and the children set the table.",
    "The library moves to its new building in June.",
    "The garden was pretty, and the food was good.",
    "The midfielder has agreed a new deal with the club and will sign the contract on Friday.",
    "The club rejected two bids for its goalkeeper in January.",
    "The manager, who resigned last season, apologised for the defeat.",
    "Lift the bowl off the heat, reduce the sauce and return the pan to the hob.",
    "The company offered its shareholders a compromise and pledged to cut costs.",
    "The studio cancelled a planned sequel and suspended work on the series.",
    "Researchers investigated how bees return to the hive.",
    "The director thanked the crew and promised to return.",
    "She gave the carpenter her support and visited the workshop twice.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_no_event_in_ordinary_text(parse: Callable[..., Parsed], text: str) -> None:
    events, _ = read_events(parse(text), [], [], [], [])
    assert [(e.kind, e.trigger.text) for e in events] == []


def test_an_attack_among_figures_of_speech_is_told_of_people(reader: Reader) -> None:
    text = (Path(__file__).parent / "ordinary" / "takeover.txt").read_text(encoding="utf8")
    text += "\nTwo guards were shot at the brewer's depot on Sunday."
    violent = [e.trigger.text for e in reader.read(Document(text, published="2024-02-07")).events]
    assert "shot" in violent
    assert not {"ambush", "losing", "capturing"} & set(violent)


def test_a_battle_over_custody_stays_one_and_a_storm_attacks_nobody(reader: Reader) -> None:
    text = (
        "The custody battle between the parents ended on Thursday. The family said the long battle had cost them all. "
        "The father will keep fighting."
    )
    assert [e.trigger.text for e in reader.read(Document(text)).events if e.kind == "clash"] == []
    text = "Cyclone Mbira reached the coast on Friday. It attacked us from every side, a farmer in Buzi said."
    assert [e.trigger.text for e in reader.read(Document(text)).events if e.kind.startswith("attack.")] == []
