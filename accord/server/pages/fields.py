"""The fields in which facts are given: the input that each takes, and how a value is written."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from accord.server.wording import say
from engine.cases.scalars import FIRST_DAY, LAST_DAY
from engine.diagnostics.bilingual import Language
from engine.drafting.form import Field
from engine.language.kinds import NUMBERS
from engine.language.model import Word
from engine.language.temporal import parse_date
from engine.words.formats import as_printed, number, upper_first

FIELD: Final = "f:"
"""How the names of the fields of a case begin, that no fact is taken for a part of the visit."""
_WORTH_SAYING: Final = 1000
"""A greatest number that a visitor may come near to."""
_INPUTS: Final = {
    "date": "date",
    "integer": "whole",
    "ratio": "decimal",
    "money": "decimal",
    "decimal": "decimal",
}


def input_of(kind: str, typed: str) -> str:
    """Return the kind of input for a type of fact: one for a day holds nothing but days, so that
    what was typed and is none stands in a text.
    """
    if kind == "text" and "\n" in typed:
        return "area"
    if kind == "date" and typed and not _is_day(typed):
        return "text"
    return _INPUTS.get(kind, "text")


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def hint_of(word: Word | None, language: Language) -> str:
    """Return how a value is written, where that is not plain: its bounds, or an example."""
    if word is None or word.type not in (*NUMBERS, "duration"):
        return ""
    if word.type != "integer":
        return say(f"facts.hint.{word.type}", language)
    least, most = word.minimum, word.maximum
    low, high = (None if bound is None else number(bound, language) for bound in (least, most))
    if low and high and most is not None and most <= _WORTH_SAYING:
        return say("facts.hint.between", language, low=low, high=high)
    return say("facts.hint.least", language, low=low) if low and least else ""


def of_templates(language: Language) -> dict[str, Any]:
    """Return what templates need of fields, in a language."""

    def words(text: str) -> str:
        return as_printed(text, language)

    def label(text: str) -> str:
        return words(upper_first(text))

    def input_type(field: Field, typed: str | None = None) -> str:
        return input_of(field.word.type, field.typed if typed is None else typed)

    def options(word: Word) -> list[tuple[str, str]]:
        return [(value, label(said.in_language(language))) for value, said in word.values.items()]

    return {
        "words": words,
        "label": label,
        "input_type": input_type,
        "options": options,
        "own": FIELD,
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "hint": partial(hint_of, language=language),
    }
