"""What a question supposes: the facts that are set to another value than the case gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.cases.editing import Rank, way_to
from engine.cases.scalars import FIRST_DAY, Scalars
from engine.cases.settings import Setting, is_history
from engine.cases.supposition import as_yaml
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
    value = setting.value
    plain = value is None or isinstance(value, str | int)
    return FactSupposed(
        path=setting.path,
        label=names.fact(setting.path),
        value=value if plain else as_yaml(value),
        display=in_words(value, setting.path, names),
        since=setting.since,
        was=in_words(setting.was, setting.path, names),
    )


def in_words(value: Any, path: str, names: Names) -> str:
    """Return what a case has at a path as it is read: a fact, a history, a list or an element with
    each of its facts by name; that it is not given, where it is None.
    """
    if value is None:
        return names.either("non renseigné", "not stated")
    if is_history(value):
        return _over_time(value, path, names)
    way = way_to(path, names.corpus.vocabulary)
    if isinstance(value, list | Mapping):
        said = [f"{names.fact(fact)} = {shown}" for fact, shown in _facts_in(value, path, names)]
        return ", ".join(said) or names.either("aucun", "none")
    if way is None or way.word is None:
        return as_yaml(value)
    typed = Scalars(Document("", None, ()), []).scalar(way.word, value, ())
    return display(value if typed is None else typed, way.word, names.language)


def _facts_in(
    value: list[Any] | Mapping[str, Any], path: str, names: Names
) -> Iterator[tuple[str, str]]:
    """Yield each fact that a list or an element holds: its path, and its value in words."""
    for place, inner in _held(value, path, names):
        if isinstance(inner, list | Mapping) and not is_history(inner):
            yield from _facts_in(inner, place, names)
        else:
            yield place, in_words(inner, place, names)


def _held(
    value: list[Any] | Mapping[str, Any], path: str, names: Names
) -> Iterator[tuple[str, Any]]:
    """Yield what stands directly under a path, each with its own: a record that something indexes
    is named by it, which is no fact to say again.
    """
    if isinstance(value, Mapping):
        yield from ((f"{path}.{key}", inner) for key, inner in value.items())
        return
    first = way_to(f"{path}.1", names.corpus.vocabulary)
    step = first.steps[-1] if first else None
    index = step.indexed_by if isinstance(step, Rank) else ""
    for rank, record in enumerate(value, start=1):
        if index and isinstance(record, Mapping):
            facts = {key: inner for key, inner in record.items() if key != index}
            yield f"{path}.{record.get(index, rank)}", facts
        else:
            yield f"{path}.{rank}", record


def _over_time(entries: list[Mapping[str, Any]], path: str, names: Names) -> str:
    """Return a history in words: the first value, then each later one with its day."""
    first = FIRST_DAY.isoformat()
    said = []
    for entry in sorted(entries, key=lambda entry: str(entry["from"])):
        shown, day = in_words(entry["value"], path, names), str(entry["from"])
        since = "" if day == first else _since(day, names)
        said.append(f"{shown}{since}")
    return names.either(", puis ", ", then ").join(said)


def _since(day: str, names: Names) -> str:
    shown = long_date(date.fromisoformat(day), names.language)
    return names.either(f" à partir du {shown}", f" from {shown} on")
