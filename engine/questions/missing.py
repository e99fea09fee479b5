"""What is not known: what an answer depends on, the articles that make it matter, and what the
engine answers with each value of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from engine.cases.case_reader import Facts
from engine.cases.supposition import to_write, with_fact, written_value, written_with
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus, Word
from engine.language.temporal import NOT_YET, Duration
from engine.language.tree import facts_read
from engine.language.watched_day import is_watched, unnoted
from engine.law.consolidation import Enacted
from engine.questions.answers.missing import AnyPossible, Missing
from engine.questions.answers.record import Scalar
from engine.questions.missing_law import Fields, outside
from engine.questions.presentation import Presenter
from engine.questions.thresholds import candidates
from engine.reasoning.evaluation import Evaluation, concluding, entries_on
from engine.reasoning.explanation import is_outside
from engine.reasoning.occasions import Undated, undated_facts
from engine.reasoning.steps import OccasionSteps, Step
from engine.words.labels import ENGINE_FACTS, is_derived, is_group, word_of


class Supposed(NamedTuple):
    """A value supposed of a fact: in words, and as a case writes it."""

    value: str
    set: Scalar


_TRIED: Final = Supposed("", None)
"""A value of which only matters whether the question has an answer with it."""
Answering = Callable[[Facts, Collection[str], Supposed], AnyPossible]
"""Says what the answer to the same question is for other facts: `leads_to` in words, for what
depends on the fact (by id), and as numbers.
"""
_MOST_CANDIDATES = 8


class _MissingEntry(Struct):
    words: Fields
    """What is said of it, as fields of the record `Missing`."""
    since: date
    name: str = ""
    """The name by which the rules know it."""
    affects: dict[str, str] = field(default_factory=dict)
    """What depends on it, by id, with its label."""
    enacted: dict[Enacted, None] = field(default_factory=dict)
    candidates: dict[Any, None] = field(default_factory=dict)


class MissingFacts(Struct):
    """Collects what is missing from an answer: facts of the case, events of texts, cells of
    tables.
    """

    presenter: Presenter
    day: date
    entries: dict[str, _MissingEntry] = field(default_factory=dict)

    def add(self, step: Step, worked: OccasionSteps, affects: tuple[str, str]) -> None:
        """Note each thing that a step misses, and what it affects (an id and its label)."""
        corpus = self.presenter.corpus
        for name in askable(step, corpus):
            full = self.presenter.full_name(name, step.occasion)
            entry = self._entry(full, name, unnoted(step.occasion.on))
            if not is_watched(self.day):  # no value is proposed then
                entry.since = min(entry.since, _read_since(step, worked, name))
                entry.candidates |= dict.fromkeys(candidates(corpus, step, worked, name))
            self._note(entry, step, worked, affects)
        for name, words in outside(step, worked, self.presenter):
            entry = self.entries.setdefault(
                name,
                _MissingEntry({"name": name} | words | {"question": ""}, unnoted(step.occasion.on)),
            )
            self._note(entry, step, worked, affects)

    def _note(
        self, entry: _MissingEntry, step: Step, worked: OccasionSteps, affects: tuple[str, str]
    ) -> None:
        entry.affects.setdefault(*affects)
        entry.enacted |= dict.fromkeys(self.presenter.provisions_behind(step, worked))

    def undated(self, evaluation: Evaluation, family: str) -> None:
        """Note the facts without which occasions cannot be dated, with the articles of what would
        be concluded then.
        """
        for occasion in evaluation.undated:
            rules = dict.fromkeys(concluding(evaluation, occasion.kind, family))
            touched = self._touched(evaluation, occasion, family)
            for name, full in zip(
                occasion.facts, undated_facts(occasion, self.presenter.corpus), strict=True
            ):
                entry = self._entry(full, name, unnoted(self.day))
                entry.affects |= touched
                entry.enacted |= rules

    def _touched(self, evaluation: Evaluation, occasion: Undated, family: str) -> dict[str, str]:
        """Return what depends on an occasion that has no day: the dates that it would give, or else
        the occasion itself.
        """
        names: tuple[str, ...] = ()
        if family == "calendar":
            names = entries_on(
                evaluation.timeline,
                evaluation.readings,
                evaluation.case.day,
                occasion.kind,
                occasion.element,
            )
        label = self.presenter.say(occasion.kind.label)
        return {name: self.presenter.entry(name) for name in names} or {label: label}

    def records(
        self, facts: Facts, answering: Answering | None = None, *, beside: bool = False
    ) -> tuple[Missing, ...]:
        """Return what is missing, how a case gives it, and what each value leads to where the
        question can be asked again; `beside` marks it as lying outside the window.
        """
        return tuple(
            self._record(name, entry, facts, answering, beside=beside)
            for name, entry in self.entries.items()
        )

    def records_outside(self, others: MissingFacts, facts: Facts) -> tuple[Missing, ...]:
        """Return what is missing outside the window alone, marked as such. What each value would
        give there is not asked.
        """
        others.entries = {
            name: entry for name, entry in others.entries.items() if name not in self.entries
        }
        return others.records(facts, beside=True)

    def _record(
        self,
        full: str,
        entry: _MissingEntry,
        facts: Facts,
        answering: Answering | None,
        *,
        beside: bool,
    ) -> Missing:
        accepted: list[Any] = []
        possible = (
            ()
            if answering is None
            else tuple(self._possible(full, entry, facts, answering, accepted))
        )
        write = self._write(full, entry, facts, accepted, answering)
        return Missing(
            **entry.words,
            write=write,
            write_note=None if write is None else self._whole_list(full, facts),
            affects=tuple(entry.affects),
            affects_labels=tuple(dict.fromkeys(entry.affects.values())),
            citations=self.presenter.citations(entry.enacted),
            possible=possible,
            since=entry.since if full in facts.histories else None,
            outside_window=True if beside else None,
        )

    def _entry(self, full: str, name: str, since: date) -> _MissingEntry:
        if full not in self.entries:
            word = word_of(name, self.presenter.corpus.vocabulary)
            question = (
                self.presenter.say(word.question) if word and word.question else self._whole(full)
            )
            fields: Fields = {
                "fact": full,
                "label": self.presenter.fact(full),
                "question": question,
            }
            fields |= {"else_": "not_yet"} if word and word.type == "date" else {}
            self.entries[full] = _MissingEntry(fields, since, name)
        return self.entries[full]

    def _write(
        self,
        full: str,
        entry: _MissingEntry,
        facts: Facts,
        accepted: list[Any],
        answering: Answering | None,
    ) -> str | None:
        """Return what to write in the case to give a fact, with a value for which the question has
        an answer. None for what no case gives.
        """
        if is_watched(self.day):
            return None
        vocabulary = self.presenter.corpus.vocabulary
        tried = sorted(accepted, key=lambda value: value == NOT_YET) or self._examples(
            full, entry, facts
        )
        for value in tried if "fact" in entry.words else ():
            if value in accepted:  # it has been read with it
                return written_with(facts, vocabulary, full, value, entry.since)
            written = to_write(facts, vocabulary, full, value, entry.since)
            if written and self._takes(full, value, entry, facts, answering):
                return written
        return None

    def _whole_list(self, full: str, facts: Facts) -> str | None:
        """Say that a list is given whole: an element that is left out has not happened."""
        collections = self.presenter.corpus.vocabulary.collections.values()
        collection = next(
            (listed for listed in collections if full.startswith(f"{listed.name}.")), None
        )
        if collection is None or not collection.complete or collection.name in facts.pointers:
            return None
        label = self.presenter.say(collection.label)
        return self.presenter.either(
            f"une liste se donne en entier ({label}) : ce qui n'y figure pas n'a pas eu lieu.",
            f"a list is given whole ({label}): what it leaves out has not happened.",
        )

    def _supposed(self, full: str, value: Any) -> Supposed:
        return Supposed(self.presenter.value(full, value), written_value(value))

    def _takes(
        self, full: str, value: Any, entry: _MissingEntry, facts: Facts, answering: Answering | None
    ) -> bool:
        """Whether the question has an answer with a value of a fact."""
        supposed = with_fact(facts, self.presenter.corpus.vocabulary, full, value, entry.since)
        try:
            if supposed is not None and answering is not None:
                answering(supposed, entry.affects, _TRIED)
        except RefusedInput:
            return False
        return supposed is not None

    def _examples(self, full: str, entry: _MissingEntry, facts: Facts) -> list[Any]:
        """Return values to try in a case, the likeliest first: for a collection, that there is
        none.
        """
        vocabulary = self.presenter.corpus.vocabulary
        collection = vocabulary.collections.get(full)
        if collection is not None:
            return [{} if collection.keys and not collection.keys_only else []]
        word = word_of(entry.name, vocabulary)
        days = sorted(
            {day for day in facts.values.values() if isinstance(day, date) and day != NOT_YET}
        )  # acts that hold together
        return (
            []
            if word is None
            else [*entry.candidates, *examples(word, dict.fromkeys((entry.since, self.day, *days)))]
        )

    def _whole(self, name: str) -> str:
        """Ask for a collection or a list of records, and say how it is given; "" for any other
        name. An empty one is known to be empty; one left out is unknown.
        """
        presenter = self.presenter
        vocabulary = presenter.corpus.vocabulary
        if not is_group(name, vocabulary):
            return ""
        collection, label = vocabulary.collections.get(name), presenter.fact(name)
        by_key = collection is not None and collection.keys and not collection.keys_only
        empty = "{}" if by_key else "[]"
        how = presenter.either(
            f"À donner en entier ; {empty} s'il n'y en a pas.",
            f"Give them all; {empty} if there are none.",
        )
        if collection is not None and collection.question:
            return f"{presenter.say(collection.question)} {how}"
        which = presenter.either(
            f"Parmi ces choix ({label}), lesquels ?", f"Which of these ({label})?"
        )
        many = presenter.either(f"Combien y en a-t-il : {label} ?", f"How many are there: {label}?")
        return f"{which if by_key else many} {how}"

    def _possible(
        self,
        full: str,
        entry: _MissingEntry,
        facts: Facts,
        answering: Answering,
        accepted: list[Any],
    ) -> Iterable[AnyPossible]:
        """Ask the question again with each value that the case may give. The values that have an
        answer are added to `accepted`.
        """
        for value in _most(list(entry.candidates)):
            supposed = with_fact(facts, self.presenter.corpus.vocabulary, full, value, entry.since)
            if supposed is None:
                continue
            try:
                possible = answering(supposed, entry.affects, self._supposed(full, value))
            # rules that contradict each other for that value only: nothing can be said of it, all
            # else stands
            except RefusedInput:
                continue
            accepted.append(value)
            yield possible


def _read_since(step: Step, worked: OccasionSteps, name: str) -> date:
    """Return the first day on which a fact that a step misses is read: that of its occasion, or an
    earlier one on which it is unknown.
    """
    steps = (step, *(other_step for group in worked.derived.values() for other_step in group))
    read = (
        day
        for other_step in steps
        for on_day in other_step.rule.on_days
        if on_day.node.name == name and (day := on_day.unread(other_step.view))
    )
    return min((step.occasion.on, *read))


def _most(values: list[Any]) -> list[Any]:
    """Return no more values than an answer shows. One of them is always that an act has not
    happened, where it may be so.
    """
    kept = [value for value in values if value != NOT_YET]
    never = [NOT_YET] if len(kept) < len(values) else []
    kept = kept[: _MOST_CANDIDATES - len(never)]
    return [*(sorted(kept) if all(isinstance(value, date) for value in kept) else kept), *never]


def askable(step: Step, corpus: Corpus) -> tuple[str, ...]:
    """Return the facts that a step misses and a case can give. For a fact of the engine, such as
    the rank of a period, they are the facts that date its grid.
    """
    names: list[str] = []
    for name in step.missing:
        if name not in ENGINE_FACTS and not is_outside(name):
            names.append(name)
        elif name.startswith("period."):
            grid = corpus.occasions[step.occasion.kind].period
            periods = [corpus.periods[grid]] if grid else corpus.periods.values()
            read = (
                fact
                for period in periods
                for fact in facts_read(period.start)
                if fact not in step.view
            )
            names += [fact for fact in read if not is_derived(fact, corpus.vocabulary)]
    return tuple(dict.fromkeys(names))


def examples(word: Word, days: Collection[date]) -> list[Any]:
    """Return values of the kind of a fact, within its bounds. For a date they are the days given,
    then that the act has not happened.
    """
    if word.type == "date":
        return [*days, NOT_YET]
    if word.type == "enumeration":
        return list(word.values)
    if word.type == "boolean":
        return [True, False]
    if word.type == "text":
        return ["…"]
    if word.type == "duration":
        return [Duration(months=1), Duration(days=15), Duration(years=1)]
    tried = (
        (Decimal("0.5"), Decimal(1), Decimal(0))
        if word.type == "ratio"
        else (Decimal(100), Decimal(1), Decimal(0))
    )
    bounds = [bound for bound in (word.minimum, word.maximum) if bound is not None]
    return [
        value
        for value in (*tried, *bounds)
        if all(
            (
                word.minimum is None or value >= word.minimum,
                word.maximum is None or value <= word.maximum,
            )
        )
    ]
