"""An answer under each option of each reading that matters
to it: what would change, one reading at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from engine.language.model import Corpus
from engine.questions.presentation import Plain, Presenter
from engine.questions.question import Question

_KEYED = {
    "benefits": ("benefit", ("outcome",)),
    "entries": ("id", ("on", "status")),
    "duties": ("duty", ("says", "status")),
}


def compared(
    ask: Callable[[Question], Plain], corpus: Corpus, question: Question, answer: Plain
) -> list[Plain]:
    """Return, for each option of each reading named in `answer`, the rows of the answer that it
    would change; `ask` answers a question.

    A change holds the row's `id` and `label`, and what it says `before` (under the reading chosen)
    and `after`; None where it is absent.
    """
    presenter = Presenter(corpus, question.language, question.readings)
    found = []
    for id_ in answer["readings"]:
        reading = corpus.readings[id_]
        for option, says in reading.options.items():
            chosen = option == presenter.readings[id_]
            asked = replace(
                question, readings={**question.readings, id_: option}, traced=False, weighed=False
            )
            changes = [] if chosen else list(_changes(answer, ask(asked)))
            found.append(
                {
                    "reading": id_,
                    "option": option,
                    "says": presenter.say(says),
                    "chosen": chosen,
                    "changes": changes,
                }
            )
    return found


def _changes(before: Plain, after: Plain) -> Iterator[Plain]:
    for name, (key, shown) in _KEYED.items():
        rows = [list(answer.get(name, ())) for answer in (before, after)]
        repeated = {
            id_
            for listed in rows
            for id_, times in Counter(_name(row, key) for row in listed).items()
            if times > 1
        }
        old, new = ({_identity(row, key, repeated): row for row in listed} for listed in rows)
        for identity in dict.fromkeys((*old, *new)):
            one, other = old.get(identity), new.get(identity)
            was, would_be = (
                {part: row.get(part) for part in shown} if row else None for row in (one, other)
            )
            if was != would_be:
                row = one or other or {}
                yield {
                    "id": row[key],
                    "label": row.get("label") or row[key],
                    "before": was,
                    "after": would_be,
                }


def _name(row: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    return (row[key], row.get("subject"))


def _identity(row: Mapping[str, Any], key: str, repeated: set[tuple[Any, ...]]) -> tuple[Any, ...]:
    """What makes a row the same under another reading: its
    id and subject, and where these are repeated, its period.
    """
    name = _name(row, key)
    return (
        (*name, *sorted((part, value) for part, value in row.items() if isinstance(value, int)))
        if name in repeated
        else name
    )
