"""What is said of the texts that reach each case on its own day: which cases a version stands for,
and from which day a text reaches the case asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.language.temporal import NOT_YET
from engine.law.compilation import Group
from engine.law.consolidation import Timeline
from engine.law.enactment import Act, Enacted, EnactedArticle, Key
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation
from engine.words.citation import with_article
from engine.words.formats import as_printed
from engine.words.phrases import contracted


def reached_when(group: Group, presenter: Presenter) -> str:
    """Return which cases a group of provisions reaches and from when, in words."""
    text, name = group
    applies = presenter.corpus.texts[text].applies_to[name]
    parts = []
    if applies.when is not None:
        condition = presenter.aloud.condition(applies.when)
        parts.append(presenter.either(f"si {condition}", f"if {condition}"))
    if applies.start is not None:
        day = presenter.aloud.value(applies.start)
        parts.append(presenter.either(f"à compter {contracted('de', day)}", f"from {day}"))
    return ", ".join(parts)


def cases_reached(group: Group, presenter: Presenter, *, reached: bool = True) -> str:
    """Return, in words, the cases that a group of provisions reaches one by one, or (`reached` is
    False) those that it has not reached.
    """
    text, how = presenter.corpus.texts[group[0]], reached_when(group, presenter)
    by = with_article(text.short, text.kind) or text.short.fr
    said = presenter.either(
        f"les dossiers {'' if reached else 'non '}atteints par {by} ({how})",
        f"the cases {'' if reached else 'not '}reached by {text.short.en} ({how})",
    )
    return as_printed(said, presenter.language)


def cases_of_act(act: Act, presenter: Presenter) -> str | None:
    """Return, in words, the cases for which an act stands; None where it does for all."""
    legal = presenter.corpus.texts[act.link.text]
    written = (change.after.provision.effect for change in act.changes if change.after)
    groups = dict.fromkeys((act.operation.effect,) if act.operation else written)
    if not groups or not all(group in legal.applies_to for group in groups):
        return None
    phrases = (cases_reached((legal.id, group), presenter) for group in groups)
    return presenter.either(" ; ", "; ").join(phrases)


def reaches_case(evaluation: Evaluation, presenter: Presenter) -> Mapping[str, str]:
    """Return, for each text that reaches cases one by one, from when it reaches this one, and which
    cases it reaches.
    """
    said: dict[str, list[str]] = {}
    for (text, group), day in evaluation.effects.items():
        label = presenter.corpus.texts[text].groups.get(group)
        how = reached_when((text, group), presenter)
        why = presenter.either(f"il s’applique {how}", f"it applies {how}")
        phrase = f"{_reaches(day, presenter)} ({why})"
        said.setdefault(text, []).append(
            presenter.labelled(presenter.say(label), phrase) if label else phrase
        )
    return {text: " ; ".join(phrases) for text, phrases in said.items()}


def _reaches(day: date | None, presenter: Presenter) -> str:
    if day is None:
        return presenter.either(
            "on ne sait pas s’il s’applique à ce dossier",
            "it is not known whether it applies to this case",
        )
    if day == NOT_YET:
        return presenter.either("ne s’applique pas à ce dossier", "does not apply to this case")
    shown = presenter.value("occasion.on", day)
    return presenter.either(
        f"s’applique à ce dossier à compter du {shown}", f"applies to this case from {shown}"
    )


class Standing:
    """The versions of provisions that stand on a day, and the cases for which each does."""

    def __init__(self, timeline: Timeline, day: date, presenter: Presenter) -> None:
        self._presenter = presenter
        self._groups = [
            group
            for group in timeline.by_case
            if (since := timeline.effect_date(*group)) is not None and since <= day
        ]
        # Versions that say the same, made by other acts, are told as one.
        self._without: dict[int, list[frozenset[Group]]] = {}
        self._articles: dict[Key, dict[int, Enacted]] = {}
        for without in timeline.sets_by_case if self._groups else ():
            law = timeline.law_on(day, without)
            for key, article in law.articles.items() if law else ():
                for enacted in article.provisions:
                    written = id(enacted.provision)
                    self._without.setdefault(written, []).append(without)
                    self._articles.setdefault(key, {}).setdefault(written, enacted)

    def of_article(self, article: EnactedArticle) -> tuple[Enacted, ...]:
        """Return the versions of the provisions of an article, those of other cases after each."""
        shown = {id(enacted.provision) for enacted in article.provisions}
        own = self._articles.get((article.text, article.number), {})
        others = [enacted for written, enacted in own.items() if written not in shown]
        ordered: dict[Enacted, None] = {}
        for enacted in article.provisions:
            same = (each for each in others if each.provision.address == enacted.provision.address)
            ordered |= dict.fromkeys((enacted, *same))
        return tuple(dict.fromkeys((*ordered, *others)))

    def cases(self, enacted: Enacted) -> str | None:
        """Return the cases for which a version stands, in words; None where it does for all."""
        sets = self._without.get(id(enacted.provision), [])
        phrases = [*self._phrases(sets)]
        return self._presenter.either(" ; ", "; ").join(phrases) or None

    def _phrases(self, sets: Iterable[frozenset[Group]]) -> Iterator[str]:
        listed, presenter = list(sets), self._presenter
        for group in self._groups if listed else ():
            lacking = {group in without for without in listed}
            if len(lacking) == 2:
                continue
            yield cases_reached(group, presenter, reached=True not in lacking)
