"""What an interview asks, and what a reply to it says: what a terminal and a page have in common.

A reply is typed, or chosen; `given` returns it as a case writes it. What a case then refuses is
told in the words of a reply, and not of a file (`refused`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cases.case_reader import Facts
from engine.cases.supposition import told
from engine.diagnostics.bilingual import Bilingual, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.drafting.replies import HINTS, value_of
from engine.language.model import Corpus, Vocabulary
from engine.questions.answers.interview import FactToGive, QuestionToAsk
from engine.questions.question import Question
from engine.whatif.interview import day_of
from engine.words.labels import word_of

NOT_UNDERSTOOD = sentence("this is not understood.")
NOTHING_GIVEN = sentence("nothing was replied: say that it is not known where it is not.")
OF_A_FILE = "ACC302"
"""The code of findings that speak of how a file writes a value."""


def choices_of(asked: FactToGive, vocabulary: Vocabulary) -> Mapping[str, Bilingual]:
    """Return the choices of a question with what they are called in both languages."""
    if asked.fact in vocabulary.collections:
        return vocabulary.collections[asked.fact].keys
    word = word_of(asked.fact, vocabulary)
    return word.values if word is not None else {}


def given(asked: QuestionToAsk, typed: str, vocabulary: Vocabulary) -> Any:
    """Return what a reply says, as a case writes it: of a list, how many elements it has.

    Raises RefusedInput for a choice that is none.
    """
    value = value_of(typed, asked.type, choices_of(asked, vocabulary))
    collection = vocabulary.collections.get(asked.fact)
    if asked.type == "elements" and isinstance(value, list):
        keys_only = collection is not None and collection.keys_only
        return value if keys_only else {key: {} for key in value}
    return value


def part_given(asked: QuestionToAsk, part: FactToGive, typed: str, vocabulary: Vocabulary) -> Any:
    """Return what a reply says of one fact of an element of a list, as a case writes it."""
    collection = vocabulary.collections.get(asked.fact)
    word = collection.facts.get(part.fact) if collection is not None else None
    return value_of(typed, part.type, word.values if word is not None else {})


def replied(
    corpus: Corpus, facts: Facts, question: Question, asked: QuestionToAsk, value: Any
) -> Facts:
    """Return the facts of a case with a reply, as a case writes it. Raises RefusedInput with all
    that is wrong with the case then.
    """
    return told(facts, corpus.vocabulary, asked.fact, value, day_of(asked, question))


def refused(finding: Diagnostic, kind: str) -> tuple[Sentence, Sentence]:
    """Return what is wrong with a reply of a type, and what to reply instead."""
    if finding.code == OF_A_FILE:
        return NOT_UNDERSTOOD, HINTS[kind]
    return finding.message, finding.hint


def by_outcome(asked: QuestionToAsk) -> dict[str, list[str]]:
    """Return the values tried, by what they lead to, where there are two outcomes or more."""
    values: dict[str, list[str]] = {}
    for possible in asked.possible:
        values.setdefault(possible.leads_to, []).append(possible.value)
    return values if len(values) > 1 else {}
