"""What a question supposes: the facts that are set to another value than the case gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.cases.editing import way_to
from engine.cases.scalars import FIRST_DAY, Scalars
from engine.cases.settings import Setting, is_history
from engine.cases.supposition import as_yaml
from engine.language.model import Word
from engine.questions.answers.answer import FactSupposed
from engine.questions.naming import Names
from engine.reasoning.evaluation import Evaluation
from engine.source.document import Document
from engine.words.formats import long_date
from engine.words.labels import display


def supposed_by(evaluation: Evaluation, names: Names) -> tuple[FactSupposed, ...] | None:
    """Return the facts that were set in a case before it was asked about; None where none was."""
    settings = evaluation.case.facts.settings
    return tuple(supposed(setting, names) for setting in settings) if settings else None


def supposed(setting: Setting, names: Names) -> FactSupposed:
    """Return one fact that was set, in words."""
    way = way_to(setting.path, names.corpus.vocabulary)
    word, value = way.word if way else None, setting.value
    plain = value is None or isinstance(value, str | int)
    return FactSupposed(
        path=setting.path,
        label=names.fact(setting.path),
        value=value if plain else as_yaml(value),
        display=in_words(value, word, names),
        since=setting.since,
        was=in_words(setting.was, word, names),
    )


def in_words(value: Any, word: Word | None, names: Names) -> str:
    """Return a value of a case as it is read: that of a fact, a history, a list or an element; that
    it is not given, where it is None.
    """
    if value is None:
        return names.either("non renseigné", "not stated")
    if is_history(value):
        return _over_time(value, word, names)
    if word is None or isinstance(value, list | Mapping):
        return as_yaml(value)
    typed = Scalars(Document("", None, ()), []).scalar(word, value, ())
    return display(value if typed is None else typed, word, names.language)


def _over_time(entries: list[Mapping[str, Any]], word: Word | None, names: Names) -> str:
    """Return a history in words: the first value, then each later one with its day."""
    first = FIRST_DAY.isoformat()
    said = []
    for entry in sorted(entries, key=lambda entry: str(entry["from"])):
        shown, day = in_words(entry["value"], word, names), str(entry["from"])
        since = "" if day == first else _since(day, names)
        said.append(f"{shown}{since}")
    return names.either(", puis ", ", then ").join(said)


def _since(day: str, names: Names) -> str:
    shown = long_date(date.fromisoformat(day), names.language)
    return names.either(f" à partir du {shown}", f" from {shown} on")
