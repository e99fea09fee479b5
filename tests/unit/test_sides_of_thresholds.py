"""The values offered for a missing number: one on each side
of every place where a condition changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_law import LABEL, agreement, day, read_law, said

from engine.cases.case_reader import read_case
from engine.questions.question import Question
from engine.source.yaml_source import read_yaml
from tests.answers import eligibility

DAY = day("2021-01-01")


def offered(folder: Path, **people: Any) -> dict[str, str]:
    rule = said(
        "many",
        on="question",
        when={"deal.people": people},
        then={"require": {"benefit": "aid", "requirement": "many"}},
    )
    law = agreement()
    law["articles"]["3"] = [rule]
    law["vocabulary"] = {
        "facts": {
            "deal.signed_on": {"type": "date", "label": LABEL, "question": LABEL},
            "deal.people": {"type": "integer", "label": LABEL, "question": LABEL},
        },
        "lines": {"base": LABEL, "extra": LABEL},
        "benefits": {"aid": {"fr": "aide", "en": "aid"}},
    }
    corpus = read_law(folder, law)
    document, _ = read_yaml("case.yaml", b"corpus: mini\n")
    assert document is not None
    facts, _ = read_case(document, corpus.vocabulary)
    assert facts is not None
    (fact,) = eligibility(corpus, facts, Question(DAY, DAY, "en"))["missing"]
    return {one["value"]: one["leads_to"].removeprefix("aid: ") for one in fact["possible"]}


@pytest.mark.parametrize(
    ("people", "leads_to"),
    [
        ({"at_least": 10}, {"9": "no", "10": "yes"}),
        ({"less_than": 10}, {"9": "yes", "10": "no"}),
        ({"more_than": 10}, {"10": "no", "11": "yes"}),
        ({"at_most": 10}, {"10": "yes", "11": "no"}),
        ({"is": 10}, {"9": "no", "10": "yes", "11": "no"}),
        ({"one_of": [4, 10]}, {"3": "no", "4": "yes", "5": "no", "10": "yes", "11": "no"}),
        ({"at_least": 4, "at_most": 10}, {"3": "no", "4": "yes", "11": "no"}),
    ],
)
def test_a_number_is_offered_on_each_side_of_a_threshold(
    tmp_path: Path, people: dict[str, Any], leads_to: dict[str, str]
) -> None:
    words = {"yes": "eligible", "no": "not eligible"}
    assert offered(tmp_path, **people) == {
        value: words[answer] for value, answer in leads_to.items()
    }
