"""What an answer rests on beside its provisions: the readings used, the texts known, where the law
read ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from engine.law.consolidation import TextStatus, Timeline
from engine.law.horizon import horizon
from engine.questions.answers.answer import LawRead, OptionNotChosen, ReadingUsed, TextKnown
from engine.questions.effect_by_case import reaches_case
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation


def law_ends(presenter: Presenter, known_on: date) -> LawRead:
    """Return where the law that was read ends, as known on a day: the last text, what was not read,
    and the sentence that says both.
    """
    end = horizon(presenter.corpus, known_on)
    last = end.last
    return LawRead(
        text=last.id if last else None,
        short=presenter.say(last.short) if last else None,
        published=end.published,
        year=end.published.year if end.published else None,
        as_known_on=known_on if end.cut else None,
        not_read=tuple(end.labels(presenter.language)),
        says=presenter.say(end.said()),
    )


def readings_used(
    presenter: Presenter, mattered: Iterable[str]
) -> tuple[dict[str, str], tuple[ReadingUsed, ...]]:
    """Return the readings that mattered: option by id, and in detail."""
    chosen, details = {}, []
    for id_ in sorted(mattered):
        reading = presenter.corpus.readings[id_]
        option = presenter.readings[id_]
        chosen[id_] = option
        others = tuple(
            OptionNotChosen(option=name, says=presenter.say(says))
            for name, says in reading.options.items()
            if name != option
        )
        details.append(
            ReadingUsed(
                id=id_,
                question=presenter.say(reading.question),
                option=option,
                says=presenter.say(reading.options[option]),
                default=option == reading.default,
                reason=presenter.say(reading.reason),
                others=others,
            )
        )
    return chosen, tuple(details)


def law_known(presenter: Presenter, evaluation: Evaluation) -> list[TextKnown]:
    """Return the status of each text on the day of the question."""
    texts = texts_known(presenter, evaluation.timeline, evaluation.case.day)
    reaches = reaches_case(evaluation, presenter)
    return [replace(text, reaches_case=reaches.get(text.text)) for text in texts]


def texts_known(presenter: Presenter, timeline: Timeline, on: date) -> list[TextKnown]:
    """Return the texts that exist as far as known: those in force first."""
    texts = [_text_known(presenter, status) for status in timeline.statuses(on)]
    return sorted(
        texts,
        key=lambda text: (text.status != "in_force", text.in_force_from or date.max, text.text),
    )


def _text_known(presenter: Presenter, status: TextStatus) -> TextKnown:
    text = status.text
    events = status.depends_on.split(", ") if status.depends_on else ()
    return TextKnown(
        text=text.id,
        short=presenter.say(text.short),
        title=presenter.say(text.title),
        status=status.status,
        in_force_from=status.in_force_from or None,
        depends_on=status.depends_on or None,
        depends_on_label=", ".join(presenter.event(text.id, event) for event in events) or None,
    )
