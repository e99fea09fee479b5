"""An interview asks what can still change the answer and nothing else, in an order that the engine
computes; however it is answered, it ends with an answer that lacks nothing but what nobody knows.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from depth import some
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field

import accord
from engine.cases.case_reader import Facts
from engine.cases.supposition import nothing_known, told
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load
from engine.questions.answers.interview import FactToGive, Interview, QuestionToAsk
from engine.questions.question import Question
from engine.tables.columns import all_names
from engine.whatif.interview import QUERIES, asking, day_of, interview

ROOT = Path(__file__).parents[2]
FOLDERS = [
    ROOT / "tests/corpora/reliure/rulesets",
    ROOT / "examples/other_agreement/rulesets",
]
QUESTION = Question.asked(date(2023, 6, 1), date(2026, 1, 1), weighed=False)


@cache
def corpora() -> dict[str, Corpus]:
    return load(FOLDERS)


def drawn(part: FactToGive, rng: random.Random) -> Any:
    """Return a reply as a case writes it."""
    if part.type == "date":
        days = [date(2018, 9, 1) + timedelta(rng.randrange(2500)) for _ in range(3)]
        return rng.choice(["not_yet", *(day.isoformat() for day in days)])
    if part.type == "boolean":
        return rng.random() < 0.5
    if part.type == "enumeration":
        return rng.choice(part.values).value
    if part.type == "text":
        return "x"
    low, high = part.minimum or 0, min(part.maximum or 300, 300)
    if part.type == "integer":
        return rng.randint(int(low), int(high))
    return Decimal(rng.randint(0, 100)) / 100


def reply(asked: QuestionToAsk, rng: random.Random, corpus: Corpus) -> Any:
    """Return a whole reply to a question, as a case writes it."""
    if asked.type == "elements":
        keys = [offered.value for offered in asked.values if rng.random() < 0.5]
        return (
            keys
            if corpus.vocabulary.collections[asked.fact].keys_only
            else {key: {} for key in keys}
        )
    if asked.type == "list":
        parts = [{part.fact: drawn(part, rng) for part in asked.parts} for _ in range(3)]
        return parts[: rng.randrange(3)]
    return drawn(asked, rng)


class Held(Struct):
    """An interview being held, each reply drawn."""

    corpus: Corpus
    query: str
    rng: random.Random
    facts: Facts = field(default_factory=nothing_known)
    not_known: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def step(self, facts: Facts) -> Interview:
        return interview(self.corpus, facts, QUESTION, self.query, not_known=self.not_known)

    def whole(self) -> Interview:
        """Hold it to its end."""
        state = self.step(self.facts)
        while state.questions:
            asked = state.questions[0]
            self.asked.append(asked.fact)
            state = self._replied(asked)
        return state

    def _replied(self, asked: QuestionToAsk) -> Interview:
        for _ in range(20 if self.rng.random() < 0.85 else 0):
            value = reply(asked, self.rng, self.corpus)
            try:
                facts = told(
                    self.facts,
                    self.corpus.vocabulary,
                    asked.fact,
                    value,
                    day_of(asked, QUESTION),
                )
                state = self.step(facts)
            except RefusedInput:  # it contradicts another reply: another one is drawn
                continue
            self.facts = facts
            return state
        self.not_known.append(asked.fact)
        return self.step(self.facts)


@settings(max_examples=some(12, 300), deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(QUERIES), st.sampled_from(["reliure", "velo"]))
def test_however_it_is_answered_it_ends_with_an_answer(seed: int, query: str, name: str) -> None:
    corpus = corpora()[name]
    held = Held(corpus, query, random.Random(seed))
    state = held.whole()
    assert len(set(held.asked)) == len(held.asked)
    assert len(held.asked) <= len(list(all_names(corpus.vocabulary, ranks=40)))
    answer: Any = asking(query)(corpus, held.facts, QUESTION)
    lacking = {missing.fact for missing in answer.missing if not missing.outside_window}
    assert all(
        any(name == left or name.startswith(f"{left}.") for left in held.not_known)
        for name in lacking
        if name is not None
    ), lacking
    assert set(state.not_known) <= set(held.not_known)
    assert bool(state.beyond) == (None in lacking)
    _facts_never_asked(held, answer)


def _facts_never_asked(held: Held, answer: Any) -> None:
    """What was never asked leaves the answer as it is, whatever it is."""
    if held.not_known:
        return  # what hangs on an unknown fact may need others, once it is known
    for name, word in held.corpus.vocabulary.facts.items():
        if word.derived or name in held.facts.pointers:
            continue
        value = drawn(_fact(name, word), held.rng)
        try:
            facts = told(held.facts, held.corpus.vocabulary, name, value, QUESTION.on)
            other = asking(held.query)(held.corpus, facts, QUESTION)
        except RefusedInput:  # it contradicts a reply
            continue
        assert _outcome(other) == _outcome(answer), (name, value)


def _fact(name: str, word: Any) -> FactToGive:
    offered = tuple({"value": value, "label": value} for value in word.values)
    from msgspec import convert

    return convert(
        {
            "fact": name,
            "type": word.type,
            "label": name,
            "question": name,
            "minimum": word.minimum,
            "maximum": word.maximum,
            "values": offered,
        },
        FactToGive,
    )


def _outcome(answer: Any) -> dict[str, Any]:
    """Return what is answered, without how it was found."""
    plain: dict[str, Any] = answer.as_plain()
    kept = {
        "benefits": [(row["benefit"], row["outcome"]) for row in plain.get("benefits", ())],
        "entries": [(row["id"], row["on"]) for row in plain.get("entries", ())],
        "duties": [(row["duty"], row["status"]) for row in plain.get("duties", ())],
    }
    return kept | {name: plain.get(name) for name in ("payments", "totals", "complete")}


# --- the shipped agreement ------------------------------------------------------------------------


@cache
def law() -> accord.Law:
    return accord.load(lang="en")


def test_from_nothing_the_act_on_which_most_depends_is_asked_first() -> None:
    state = law().interview({}, "funding", on="2023-06-01")
    facts = [asked.fact for asked in state.questions]
    assert facts[0] == "contract.signed_on"
    assert state.questions[0].not_yet == "not_yet"
    assert len(state.questions[0].affects) == max(len(asked.affects) for asked in state.questions)
    assert state.questions[0].citations
    assert state.questions[0].possible
    assert facts[-1] == "early_mission.signed_on"  # what a case may leave out comes last
    assert "missions.access.started_on" not in facts


def test_a_complete_collection_is_asked_as_a_whole_and_then_by_element() -> None:
    given: dict[str, Any] = {"contract": {"signed_on": "2020-01-15"}}
    before = law().interview(given, "funding", on="2023-06-01")
    (whole,) = [asked for asked in before.questions if asked.fact == "missions"]
    assert whole.type == "elements"
    assert "access" in {offered.value for offered in whole.values}
    assert whole.note == "what you leave out has not happened."
    after = law().interview(given | {"missions": {"access": {}}}, "funding", on="2023-06-01")
    facts = [asked.fact for asked in after.questions]
    assert "missions.access.started_on" in facts
    assert "missions" not in facts
    assert "missions.pathways.started_on" not in facts


def test_what_is_not_known_is_not_asked_again() -> None:
    state = law().interview({}, "funding", on="2023-06-01", not_known=["missions"])
    assert "missions" in state.not_known
    assert not [asked for asked in state.questions if asked.fact.startswith("missions")]


def test_a_list_is_asked_by_what_its_elements_must_say() -> None:
    state = law().interview({}, "funding", on="2023-06-01")
    (crises,) = [asked for asked in state.questions if asked.fact == "crises"]
    assert crises.type == "list"
    assert [part.fact for part in crises.parts] == ["identified_on"]


def test_a_fact_given_as_dated_values_is_asked_from_the_day_that_lacks() -> None:
    given = {
        "contract": {"signed_on": "2020-01-15", "file_complete": True},
        "community": {"population": [{"from": "2021-06-01", "value": 50000}]},
    }
    state = law().interview(given, "funding", on="2023-06-01")
    (asked,) = [asked for asked in state.questions if asked.fact == "community.population"]
    assert asked.since == date(2020, 1, 15)


def test_what_is_certain_already_is_said() -> None:
    given = {"contract": {"signed_on": "not_yet"}}
    state = law().interview(given, "eligibility", on="2023-06-01")
    said = {row.id: row.says for row in state.certain}
    assert said["covid_derogation"] == "not eligible"
    assert "aci_contract" not in said


def test_one_benefit_alone_is_asked_about() -> None:
    state = law().interview({}, "eligibility", benefit="remote_commission", on="2023-06-01")
    assert {label for asked in state.questions for label in asked.affects} == {"remote_commission"}


@pytest.mark.parametrize(
    ("query", "hint"), [("fundings", "did you mean `funding`?"), ("text", "valid names:")]
)
def test_a_question_that_does_not_exist_is_refused(query: str, hint: str) -> None:
    with pytest.raises(accord.RefusedInput) as refused:
        law().interview({}, query)
    assert "ACC440" in str(refused.value)
    assert hint in str(refused.value)


def test_it_speaks_french() -> None:
    state = law().interview({}, "funding", on="2023-06-01", lang="fr")
    (missions,) = [asked for asked in state.questions if asked.fact == "missions"]
    assert missions.question.endswith("lesquels ?")
    assert state.questions[0].question == "Quand le contrat tripartite a-t-il été signé ?"
