"""The order of acts, as a vocabulary says it."""

from __future__ import annotations

from typing import Any

from engine.cases.case_reader import read_case
from engine.cases.order_of_acts import acts_before, bound_of
from engine.diagnostics.bilingual import Bilingual
from engine.language.model import Collection, Vocabulary, Word
from engine.language.nodes import EMPTY
from engine.language.temporal import NOT_YET
from engine.source.yaml_source import read_yaml

LABEL = Bilingual("acte", "act")


def act(name: str, **said: Any) -> Word:
    return Word(name, "date", LABEL, **said)


def words(facts: dict[str, Word], collection: Collection | None = None) -> Vocabulary:
    collections = {collection.name: collection} if collection else {}
    return Vocabulary(facts, collections, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY)


STAGES = Collection(
    "stages",
    "stage",
    LABEL,
    {"one": LABEL, "two": LABEL},
    keys_only=False,
    complete=True,
    facts={
        "begun": act("begun", not_before="signed", absent="not_yet"),
        "done": act("done", not_before="stage.begun", absent="not_yet"),
    },
    lists={},
    after="signed",
)
CHAIN = words(
    {
        "sent": act("sent"),
        "validated": act("validated", not_before="sent"),
        "signed": act("signed", after="sent"),
    },
    STAGES,
)


def values(case: str, vocabulary: Vocabulary = CHAIN) -> dict[str, Any]:
    document, _ = read_yaml("case.yaml", case.encode())
    assert document is not None
    facts, findings = read_case(document, vocabulary)
    assert facts is not None, findings
    return dict(facts.values)


def test_the_acts_before_another_are_found_through_those_between_the_nearest_first() -> None:
    order = acts_before(CHAIN, {"stages": ("one",)})
    assert order["stages.one.done"] == ("stages.one.begun", "signed", "sent")
    assert order["signed"] == ("sent",)
    assert "sent" not in order


def test_acts_in_a_circle_are_gone_round_once() -> None:
    circle = words({"first": act("first", after="second"), "second": act("second", after="first")})
    assert acts_before(circle, {}) == {"first": ("second",), "second": ("first",)}


def test_the_bound_of_an_element_is_its_own_act_or_one_of_the_case() -> None:
    assert bound_of(STAGES.facts["done"], "stage", "stages.two") == "stages.two.begun"
    assert bound_of(STAGES.facts["begun"], "stage", "stages.two") == "signed"
    assert bound_of(act("free")) == ""


def test_all_that_follows_an_act_to_come_is_to_come_a_collection_left_out_included() -> None:
    found = values("sent: not_yet\n")
    expected = [
        "sent",
        "signed",
        "stages.one.begun",
        "stages.one.done",
        "stages.two.begun",
        "stages.two.done",
        "validated",
    ]
    assert found == dict.fromkeys(expected, NOT_YET)


def test_an_act_that_is_unknown_carries_nothing() -> None:
    assert values("validated: not_yet\n") == {"validated": NOT_YET}
