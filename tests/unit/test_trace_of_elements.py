"""What a trace tells of elements, of brackets that an amendment changed, and of caps by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import read_case
from engine.language.model import Corpus
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import PlainAnswer, eligibility, funding
from tests.small_law import (
    LABEL,
    VOCABULARY,
    agreement,
    day,
    event,
    operation,
    read_law,
    said,
    text,
)

WORDS: dict[str, Any] = VOCABULARY | {
    "facts": VOCABULARY["facts"]
    | {"deal.size": {"type": "integer", "derived": True, "label": {"fr": "taille", "en": "size"}}},
    "collections": {
        "crates": {
            "singular": "crate",
            "complete": True,
            "label": {"fr": "caisses", "en": "crates"},
            "facts": {
                "price": {
                    "type": "money",
                    "label": {"fr": "prix", "en": "price"},
                    "question": LABEL,
                },
                "sold": {
                    "type": "boolean",
                    "label": {"fr": "vendue", "en": "sold"},
                    "question": LABEL,
                },
            },
        }
    },
    "lines": {
        "base": {"fr": "socle", "en": "base"},
        "extra": {"fr": "supplément", "en": "extra"},
        "limit": {"fr": "plafond", "en": "cap"},
    },
}
CASE = """
deal: {signed_on: "2021-06-01", people: 60}
crates: [{price: 100, sold: true}, {price: 50, sold: false}, {price: 200, sold: true}]
"""


@pytest.fixture
def law(tmp_path: Path) -> Corpus:
    base = agreement(vocabulary=WORDS)
    crates = {
        "sum": {"fact": "crate.price"},
        "over": "crates",
        "where": {"crate.sold": {"is": True}},
    }
    base["vocabulary"] = WORDS
    base["text"].pop("vocabulary")
    base["articles"] = {
        "1": [
            said(
                "size",
                on="signature",
                then={
                    "derive": {
                        "fact": "deal.size",
                        "value": {"bracket": {"fact": "deal.people"}, "in": "m/2/sizes"},
                    }
                },
            ),
            said("base", on="signature", then={"entitle": {"line": "base", "amount": crates}}),
            said(
                "extra",
                on="signature",
                then={
                    "entitle": {
                        "line": "extra",
                        "amount": {"multiply": [50, {"fact": "deal.size"}]},
                    }
                },
            ),
            said(
                "limit",
                on="signature",
                then={
                    "cap": {
                        "line": "limit",
                        "lines": ["base", "extra"],
                        "at": {"multiply": [150, {"fact": "deal.size"}]},
                    }
                },
            ),
        ],
        "2": [
            said(
                "sizes", table={"unit": "people", "brackets": [{"below": 100, "is": 1}, {"is": 2}]}
            )
        ],
    }
    moved = operation(
        "amend",
        "m/2/sizes",
        parts=[{"bracket": 1, "expect": {"below": 100}, "with": {"below": 50}}],
    )
    amendment = text(
        "a", "2021-01-01", {"7": moved}, amends=["m"], events={"published": event("2020-12-01")}
    )
    return read_law(tmp_path, base, amendment)


def steps(answer: PlainAnswer) -> dict[str, Any]:
    """Return the steps of a trace by their rules or tables."""
    found: dict[str, Any] = {}

    def hear(step: dict[str, Any]) -> None:
        found[step["rule"]] = step
        for child in step["children"]:
            hear(child)

    for occasion in answer["trace"]:
        for step in occasion["children"]:
            hear(step)
    return found


def asked(law: Corpus, language: str = "en") -> dict[str, Any]:
    document, _ = read_yaml("case.yaml", CASE.encode())
    facts, findings = read_case(document, law.vocabulary)
    assert not findings
    return steps(funding(law, facts, Question(day("2021-07-01"), day("2021-07-01"), language)))


def test_of_an_element_that_does_not_count_only_what_says_so_is_told(law: Corpus) -> None:
    """The price of the crate that is not sold is in no sum: it is not among what was read."""
    read = {fact["fact"]: fact["display"] for fact in asked(law)["m/1/base"]["facts"]}
    assert read == {
        "crates.1.sold": "yes", "crates.1.price": "€100",
        "crates.2.sold": "no",
        "crates.3.sold": "yes", "crates.3.price": "€200",
    }  # fmt: skip


def test_brackets_that_an_amendment_changed_are_cited_with_it(law: Corpus) -> None:
    found = asked(law)
    assert found["m/1/size"]["conclusion"] == "size: 2"
    assert found["m/2/sizes"]["citation"]["display"] == "m, art. 2, as amended by a, art. 7, 1°"
    assert found["m/2/sizes"]["conclusion"] == "brackets of the table"


@pytest.mark.parametrize(
    ("language", "said_of_it"),
    [  # 300 € and 100 € are 100 € over 2 × 150 €: 75 and 25, in proportion
        (
            "en",
            "at most 150 × 2 = €300, that is €300 − €400 = −€100: cap (base): −€75; cap (extra): −€25",
        ),
        (
            "fr",
            "au plus 150 × 2 = 300 €, soit 300 € − 400 € = −100 € : plafond (socle) : −75 € ; plafond (supplément) : −25 €",
        ),
    ],
)
def test_a_cap_says_its_limit_and_what_it_takes_of_each_line(
    law: Corpus, language: str, said_of_it: str
) -> None:
    told = asked(law, language)["m/1/limit"]["conclusion"]
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == said_of_it


@pytest.mark.parametrize(
    ("needed", "outcome", "crates", "read"),
    [  # one is sold, of another it is not known
        (2, "undetermined", "[{sold: true}, {price: 1}, {sold: false}]", "from 1 to 2"),
        (3, "not_eligible", "[{sold: true}, {price: 1}, {sold: false}]", "from 1 to 2"),
        (2, "not_eligible", "[{sold: true}, {sold: false}]", "1"),
    ],
)
def test_a_count_that_is_not_known_is_told_as_far_as_it_is(
    tmp_path: Path, needed: int, outcome: str, crates: str, read: str
) -> None:
    base = agreement()
    base["vocabulary"] = WORDS | {"benefits": {"stall": {"fr": "étal", "en": "stall"}}}
    when = {"count": "crates", "where": {"crate.sold": {"is": True}}, "at_least": needed}
    required = {"require": {"benefit": "stall", "requirement": "crates"}}
    base["articles"] = {"1": [said("sold", on="question", when=when, then=required)]}
    law = read_law(tmp_path, base)
    document, _ = read_yaml("case.yaml", f"crates: {crates}".encode())
    facts, findings = read_case(document, law.vocabulary)
    assert not findings
    answer = eligibility(law, facts, Question(day("2021-07-01"), day("2021-07-01"), "en"))
    (benefit,) = answer["benefits"]
    (failed,) = benefit["requirements"][0]["failed"]
    assert (benefit["outcome"], failed["read"]) == (outcome, read)
