"""What an answer stands on beside its provisions: the
readings used, the texts known, where the law read ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.law.horizon import horizon
from engine.questions.presentation import Plain, Presenter, iso
from engine.reasoning.evaluation import Evaluation


def law_ends(presenter: Presenter, known_on: date) -> Plain:
    """Return where the law that was read ends, as known on a day: the
    last text, what was not read, and the sentence that says both.
    """
    found = horizon(presenter.corpus, known_on)
    last = found.last
    one: Plain = {
        "text": last.id if last else None,
        "short": presenter.say(last.short) if last else None,
    }
    one |= {
        "published": iso(found.published),
        "year": found.published.year if found.published else None,
    }
    one |= {"as_known_on": iso(known_on)} if found.cut else {}
    return one | {"not_read": found.labels(presenter.language), "says": presenter.say(found.said())}


def readings_used(presenter: Presenter, mattered: Iterable[str]) -> tuple[Plain, list[Plain]]:
    """Return the readings that mattered: option by id, and in detail."""
    chosen, details = {}, []
    for id_ in sorted(mattered):
        reading = presenter.corpus.readings[id_]
        option = presenter.readings[id_]
        chosen[id_] = option
        others = [
            {"option": name, "says": presenter.say(says)}
            for name, says in reading.options.items()
            if name != option
        ]
        details.append(
            {
                "id": id_,
                "question": presenter.say(reading.question),
                "option": option,
                "says": presenter.say(reading.options[option]),
            }
            | {
                "default": option == reading.default,
                "reason": presenter.say(reading.reason),
                "others": others,
            }
        )
    return chosen, details


def law_known(presenter: Presenter, evaluation: Evaluation) -> list[Plain]:
    """Return the status of each text on the day of the question."""
    return texts_known(presenter, evaluation.timeline, evaluation.case.day)


def texts_known(presenter: Presenter, timeline: Any, on: date) -> list[Plain]:
    """Return the texts that exist as far as known: those in force first."""
    found = []
    for status in timeline.statuses(on):
        one = {
            "text": status.text.id,
            "short": presenter.say(status.text.short),
            "title": presenter.say(status.text.title),
        }
        one |= {
            "status": status.status,
            "in_force_from": iso(status.in_force_from) if status.in_force_from else None,
        }
        if status.depends_on:
            one["depends_on"] = status.depends_on
            one["depends_on_label"] = ", ".join(
                presenter.event(status.text.id, event) for event in status.depends_on.split(", ")
            )
        found.append(one)
    return sorted(
        found,
        key=lambda one: (one["status"] != "in_force", one["in_force_from"] or "9999", one["text"]),
    )
