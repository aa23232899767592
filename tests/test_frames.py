"""Forms of English questions, read by grammar alone: no name below is known to the reader."""

from __future__ import annotations

import pytest

from rag.frames import read_frame
from rag.spelling import known_names

NOBODY_KNOWN = known_names(())

SAID = [
    ("What did Anna Weber say about the harbour tax?", "Anna Weber", "the harbour tax"),
    ("what has anna weber said about the harbour tax", "anna weber", "the harbour tax"),
    ("What was Anna Weber quoted as saying about the harbour tax?", "Anna Weber", "the harbour tax"),
    (
        "What did the mayor of Lynford have to say on the flood wall?",
        "the mayor of Lynford",
        "the flood wall",
    ),
    ("How did Dr Okafor respond to the inquiry's findings?", "Dr Okafor", "the inquiry's findings"),
    (
        "Why does the head of the port authority oppose the merger?",
        "the head of the port authority",
        "the merger",
    ),
    (
        "What is the finance minister's view on a weaker currency?",
        "the finance minister",
        "a weaker currency",
    ),
    ("What line did Ruth Adler take on the strike?", "Ruth Adler", "the strike"),
    ("Whom does Ruth Adler blame for the delay?", "Ruth Adler", "the delay"),
    (
        "In Ruth Adler's words, what is wrong with the timetable?",
        "Ruth Adler",
        "what is wrong with the timetable",
    ),
    ("What, in the opinion of Ruth Adler, is wrong with the timetable?", "Ruth Adler", None),
    ("By Colonel Haas's account, who fired first?", "Colonel Haas", "who fired first"),
    ("What does the union fear will happen to wages?", "the union", "will happen to wages"),
    ("Is Peter Lund in favour of a second bridge?", "Peter Lund", "a second bridge"),
    ("Did Ms Sorokina deny taking the money?", "Ms Sorokina", "taking the money"),
    ("Does the bishop agree with the ban?", "the bishop", "the ban"),
    ("What would Peter Lund like to see done about litter?", "Peter Lund", None),
    ("How does Peter Lund explain the fall in sales?", "Peter Lund", "the fall in sales"),
    ("what reason did peter lund give for leaving?", "peter lund", "leaving"),
    ("What risk does the watchdog see in the deal?", "the watchdog", "the deal"),
    ("Why is Peter Lund worried about the dam?", "Peter Lund", "the dam"),
    ("How did Peter Lund describe the talks?", "Peter Lund", "the talks"),
    ("What did Peter Lund tell reporters about the talks?", "Peter Lund", "the talks"),
    ("What has Peter Lund been saying about the talks?", "Peter Lund", "the talks"),
    ("Has Peter Lund apologised for the leak?", "Peter Lund", "the leak"),
    ("What was the reaction of the Kremlin to the vote?", "the Kremlin", "the vote"),
    ("What's the take of Peter Lund on electric buses?", "Peter Lund", "electric buses"),
    ("What does Mr Lund, the coach, think about the referee?", "Mr Lund", "the referee"),
    ("Where does Peter Lund stand on nuclear power?", "Peter Lund", "nuclear power"),
    ("What did Lund's deputy promise about wages?", "Lund's deputy", "wages"),
    ("What are Peter Lund's plans for the theatre?", "Peter Lund", "the theatre"),
    ("To whom did Peter Lund compare the coach?", "Peter Lund", "the coach"),
    ("How bad does Peter Lund think the flooding will get?", "Peter Lund", "the flooding will get"),
    ("What, according to the central bank, drove prices up?", "the central bank", None),
    ("What did Peter Lund call the plan?", "Peter Lund", "the plan"),
    ("What has Peter Lund got against the plan?", "Peter Lund", "the plan"),
    ("What did Peter Lund mean by a clean break?", "Peter Lund", "a clean break"),
    ("What objections does Peter Lund raise to the plan?", "Peter Lund", "the plan"),
    ("How convinced is Peter Lund that the plan will work?", "Peter Lund", "the plan will work"),
]

NOT_SAID = [
    ("Who said that the bridge was unsafe?", "who_said"),
    ("who called the budget a fairy tale?", "who_said"),
    ("Which minister warned that hospitals would close?", "who_said"),
    ("Who else has criticised the plan?", "who_said"),
    ("Whose words were 'a clean break'?", "who_said"),
    ("Who was quoted as saying the bridge was unsafe?", "who_said"),
    ("When did Peter Lund speak about the dam?", "when"),
    ("In which year was the dam finished?", "when"),
    ("On what date does the trial begin?", "when"),
    ("Who won the cup final?", "fact"),
    ("Who was accused of taking the money?", "fact"),
    ("How many people live in Lynford?", "fact"),
    ("Where was the treaty signed?", "fact"),
    ("What is the capital of Georgia?", "fact"),
    ("How much did the bridge cost?", "fact"),
    ("Which river runs through Lynford?", "fact"),
    ("How old was the pilot?", "fact"),
    ("At which hospital was the singer treated?", "fact"),
    ("What prize did the film win?", "fact"),
    ("How long was the tunnel closed for?", "fact"),
    ("Why did the bridge collapse?", "open"),
    ("How did the fire start?", "open"),
    ("Tell me about the harbour tax", "open"),
    ("What happened in Lynford?", "open"),
    ("What is going on with the harbour tax?", "open"),
    ("How do I reset my router?", "open"),
    ("harbour tax", "open"),
]


@pytest.mark.parametrize(("question", "speaker", "topic"), SAID)
def test_asks_for_what_somebody_said(question: str, speaker: str, topic: str | None) -> None:
    frame = read_frame(question, NOBODY_KNOWN)
    assert frame.form == "said"
    assert [span.text for span in frame.speakers] == [speaker]
    if topic is not None:
        assert frame.topic is not None
        assert frame.topic.text == topic


@pytest.mark.parametrize(("question", "form"), NOT_SAID)
def test_asks_for_something_else(question: str, form: str) -> None:
    assert read_frame(question, NOBODY_KNOWN).form == form
