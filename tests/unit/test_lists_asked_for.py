"""A collection, or a list of records, that is missing is asked for in words, with or without a
question of its own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.cases.case_reader import read_case
from engine.diagnostics.bilingual import Language
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.source.yaml_source import read_yaml
from tests.small_law import LABEL, OCCASIONS, said, text, write_law

FACT = {"label": LABEL, "question": LABEL}
NUMBER = {"type": "integer", **FACT}
NOTES = {"label": {"fr": "notes", "en": "marks"}, "facts": {"level": NUMBER | {"required": True}}}


def named(french: str, english: str, singular: str, fact: str, **more: Any) -> dict[str, Any]:
    label = {"fr": french, "en": english}
    return {"singular": singular, "label": label, "facts": {fact: NUMBER}, **more}


VOCABULARY = {
    "facts": {"deal.signed_on": {"type": "date", **FACT}},
    "collections": {
        "members": named("membres", "members", "member", "fee"),
        "guests": named(
            "invités", "guests", "guest", "fee", question={"fr": "Qui vient ?", "en": "Who comes?"}
        ),
        "tasks": named(
            "tâches", "tasks", "task", "points", keys={"wood": LABEL}, lists={"notes": NOTES}
        ),
    },
    "lines": dict.fromkeys(("members", "guests", "tasks", "notes"), LABEL),
}
READ = {"members": "member.fee", "guests": "guest.fee", "tasks": "task.points"}


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        (
            "fr",
            {
                "members": "Combien y en a-t-il : membres ? À donner en entier ; [] s'il n'y en a pas.",
                "guests": "Qui vient ? À donner en entier ; [] s'il n'y en a pas.",
                "tasks": "Parmi ces choix (tâches), lesquels ? "
                "À donner en entier ; {} s'il n'y en a pas.",
                "tasks.wood.notes": "Combien y en a-t-il : notes (x) ? "
                "À donner en entier ; [] s'il n'y en a pas.",
            },
        ),
        (
            "en",
            {
                "members": "How many are there: members? Give them all; [] if there are none.",
                "guests": "Who comes? Give them all; [] if there are none.",
                "tasks": "Which of these (tasks)? Give them all; {} if there are none.",
                "tasks.wood.notes": "How many are there: marks (x)? "
                "Give them all; [] if there are none.",
            },
        ),
    ],
)
def test_what_is_given_whole_is_asked_for(
    tmp_path: Path, language: Language, asked: dict[str, str]
) -> None:
    rules = [
        said(
            items,
            on="question",
            then={"entitle": {"line": items, "amount": {"sum": {"fact": fact}, "over": items}}},
        )
        for items, fact in READ.items()
    ]
    notes = {"sum": {"fact": "task.notes.level"}, "over": "task.notes"}
    rules.append(said("notes", on="task_day", then={"entitle": {"line": "notes", "amount": notes}}))
    occasions = {
        "question": OCCASIONS["occasions"]["question"],
        "task_day": {"each": "tasks", "on": {"fact": "day"}, "label": LABEL},
    }
    law = text("m", "2020-01-01", {"1": rules}) | {
        "vocabulary": VOCABULARY,
        "occasions": {"occasions": occasions},
    }
    corpora, findings = read_corpora([write_law(tmp_path / "law", [law])])
    assert findings == []
    corpus = corpora["mini"]
    document, _ = read_yaml("case.yaml", b'deal: {signed_on: "2020-01-01"}')
    assert document is not None
    facts, faults = read_case(document, corpus.vocabulary)
    assert facts is not None, faults
    question = Question(date(2023, 1, 1), date(2026, 1, 1), language)
    missing = funding(corpus, facts, question).missing
    assert {one.fact: one.question for one in missing} == asked
