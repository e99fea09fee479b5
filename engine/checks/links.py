"""Checks the links between texts, benefits, rules and tables.

None leads back to where it starts, and the tables that a rule reads are in force with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import Any

from engine.cases.order_of_acts import followed
from engine.checks.circles import circle_findings, circles, connected, shown
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted, nearest
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.forms.texts import EffectDate
from engine.language.model import Corpus, Provision, Rule, operations_of, provisions_of, rules_of
from engine.language.nodes import Meets, Require
from engine.language.templates import placeholders
from engine.language.tree import roots_of, walk
from engine.language.values import Value
from engine.law.consolidation import Law, Timeline
from engine.reasoning.logic import share_occasions

_MOST_CHOICES = 1024
"""So many combinations of options are tried."""


def links(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each link that is wrong.

    A circle, a rule that overrides what is no rule, a text that amends another without saying so.
    """
    provisions = list(provisions_of(corpus.texts.values()))
    yield from _texts(corpus)
    yield from _effects(corpus)
    yield from _acts(corpus)
    yield from _benefits(provisions)
    yield from _requirements(corpus, provisions)
    yield from _overrides(provisions)


def _overrides(provisions: Sequence[Provision]) -> Iterator[Diagnostic]:
    """Yield a finding for each `overrides` that can do nothing.

    It names the rule itself, something that is no rule, or a rule that works on other occasions.
    """
    rules: dict[str, list[Provision]] = {}
    written = {provision.address for provision in provisions}
    for provision in provisions:
        if provision.rule:
            rules.setdefault(provision.address, []).append(provision)
    for provision, rule in (pair for versions in rules.values() for pair in rules_of(versions)):
        for address in rule.overrides:
            others = rules.get(address, [])
            if address not in written:  # no such provision: `references` says so
                continue
            if address == provision.address:
                message = sentence("the rule overrides itself.")
                hint = sentence("remove this name: a rule does not override itself.")
                yield Diagnostic(
                    "ACC216", message, provision.location, hint, word=address, under=("overrides",)
                )
            elif not others:
                message = sentence("the rule overrides `{name}`, which is no rule.", name=address)
                hint = nearest(address, rules)
                yield Diagnostic(
                    "ACC216", message, provision.location, hint, word=address, under=("overrides",)
                )
            elif not any(
                other.rule and share_occasions(rule.on, other.rule.on) for other in others
            ):
                yield _never_together(provision, rule, address, others)


def _never_together(
    provision: Provision, rule: Rule, address: str, others: Sequence[Provision]
) -> Diagnostic:
    message = sentence(
        "the rule overrides `{name}`, and the two never work on one occasion ({occasions}).",
        name=address,
        occasions=backquoted(rule.on),
    )
    theirs = backquoted(name for other in others if other.rule for name in other.rule.on)
    hint = sentence("let it work where that rule does: {occasions}.", occasions=theirs)
    place = provision.location
    return Diagnostic("ACC232", message, place, hint, (others[0].location,), address)


def _texts(corpus: Corpus) -> Iterator[Diagnostic]:
    links = {text.id: [*text.amends, *text.after] for text in corpus.texts.values()}
    places = {text.id: text.location for text in corpus.texts.values()}
    hint = sentence("correct `amends` and `after`: a text comes after those it amends.")
    yield from circle_findings(links, places, _text_after_itself, hint)
    for text in corpus.texts.values():
        for operation in operations_of([text]):
            target = operation.target.split("/", 1)[0]
            if (
                target in corpus.texts
                and target not in text.amends
                and all(amended in corpus.texts for amended in text.amends)
            ):
                message = sentence(
                    "`{text}` amends `{target}`, and its text.yaml does not say so.",
                    text=text.id,
                    target=target,
                )
                yield Diagnostic(
                    "ACC218",
                    message,
                    operation.location,
                    sentence("write `amends: [{target}]` there.", target=target),
                    (text.location,),
                    operation.target,
                )


def _effects(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each entry into force that waits for itself.

    Readings may decide for what it waits: the options that can be chosen together are tried.
    """
    values = {
        (text.id, group): value
        for text in corpus.texts.values()
        for group, value in text.entry_into_force.items()
    }
    paths: dict[tuple[tuple[str, str], ...], None] = {}
    for options in _options(values, corpus):
        timeline = Timeline(corpus, date.max, options)
        links = {
            key: [
                (date_read.text, date_read.group)
                for date_read in timeline.dates_read(*key)
                if isinstance(date_read, EffectDate)
            ]
            for key in values
        }
        paths |= dict.fromkeys(circles(links))
    for path in paths:
        names = tuple(text if group == "ordinary" else f"{text} ({group})" for text, group in path)
        places = tuple(dict.fromkeys(corpus.texts[text].location for text, _ in path[1:-1]))
        message = sentence(
            "the entry into force of `{text}` waits for itself: {circle}.",
            text=names[0],
            circle=shown(names),
        )
        yield Diagnostic(
            "ACC205",
            message,
            corpus.texts[path[0][0]].location,
            sentence("date one of them by an event, or by a day."),
            places,
        )


def _options(
    values: Mapping[tuple[str, str], Value], corpus: Corpus
) -> Iterator[Mapping[str, str]]:
    """Yield the options to try together, of the readings that matter.

    Those are the readings in a circle when all their options are followed at once.
    """
    everything = {
        key: [(node.text, node.group) for node in walk(value) if isinstance(node, EffectDate)]
        for key, value in values.items()
    }
    involved = {name for group in connected(everything) for name in group}
    readings = sorted(
        {node.reading for key in involved for node in walk(values[key]) if isinstance(node, Choice)}
    )
    if involved:
        chosen = product(*(corpus.readings[reading].options for reading in readings))
        yield from (
            dict(zip(readings, chosen_options, strict=True))
            for chosen_options in islice(chosen, _MOST_CHOICES)
        )


def _acts(corpus: Corpus) -> Iterator[Diagnostic]:
    """Acts of which each can only follow the other: neither could ever happen."""
    links = followed(corpus.vocabulary)
    place = next(iter(corpus.texts.values())).location
    places = {name: corpus.vocabulary.places.get(name, place) for name in links}
    hint = sentence("let one of them follow no other: correct `after` and `not_before`.")
    yield from circle_findings(links, places, _act_after_itself, hint)


def _benefits(provisions: Iterable[Provision]) -> Iterator[Diagnostic]:
    links: dict[str, list[str]] = {}
    places: dict[str, Location] = {}
    for provision in provisions:
        rule = provision.rule
        if rule and isinstance(rule.then, Require) and rule.when:
            named = [node.benefit for node in walk(rule.when) if isinstance(node, Meets)]
            links.setdefault(rule.then.benefit, []).extend(named)
            if named:
                places.setdefault(rule.then.benefit, provision.location)
    yield from circle_findings(
        links, places, _benefit_of_itself, sentence("require facts of the case in one of them.")
    )


def _text_after_itself(name: str, circle: Sentence) -> Sentence:
    return sentence("the text `{name}` comes after itself: {circle}.", name=name, circle=circle)


def _act_after_itself(name: str, circle: Sentence) -> Sentence:
    return sentence("the act `{name}` can only follow itself: {circle}.", name=name, circle=circle)


def _benefit_of_itself(name: str, circle: Sentence) -> Sentence:
    return sentence("the benefit `{name}` requires itself: {circle}.", name=name, circle=circle)


def _requirements(corpus: Corpus, provisions: Iterable[Provision]) -> Iterator[Diagnostic]:
    """Yield a finding for each requirement of eligibility that works on each period.

    Eligibility is asked on one day: such a requirement would be met and not met at once.
    """
    for provision in provisions:
        rule = provision.rule
        named = rule.on if rule and isinstance(rule.then, Require) else ()
        for kind in (corpus.occasions[name] for name in named if name in corpus.occasions):
            if kind.each_period:
                message = sentence(
                    (
                        "the requirement works on `{name}`, one occasion of each period: "
                        "eligibility is asked on one day."
                    ),
                    name=kind.name,
                )
                hint = sentence(
                    (
                        "name an occasion of the day (`{day}`), of each element if need be, and "
                        "compare dates with `occasion.on`."
                    ),
                    day="on: {fact: day}",
                )
                yield Diagnostic(
                    "ACC221", message, provision.location, hint, (kind.location,), kind.name
                )


def tables_in_force(law: Law, changed: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Yield a finding for each rule in force, of those `changed` if not of all.

    It reads a table, a row or a column that is not in force with it.
    """
    for address in law.provisions if changed is None else changed:
        enacted = law.provision(address)
        if enacted is None or enacted.provision.rule is None:
            continue
        names = _InForce(law, enacted.provision.location)
        for root in roots_of(enacted.provision.rule):
            for node in walk(root):
                if isinstance(node, Value):
                    yield from node.references(names)


class _InForce:
    """The tables of one state of the law: says which of those that a rule reads are not there."""

    def __init__(self, law: Law, place: Location) -> None:
        self.law = law
        self.place = place

    def event(self, text: str, event: str) -> Iterator[Diagnostic]:
        """An event is in force on any day."""
        return iter(())

    def group(self, text: str, group: str) -> Iterator[Diagnostic]:
        """So is an entry into force."""
        return iter(())

    def reading(self, choice: Choice[Any]) -> Iterator[Diagnostic]:
        """So is a reading."""
        return iter(())

    def brackets(self, table: str) -> Iterator[Diagnostic]:
        """Say that a table is not in force."""
        provision = self.law.provision(table)
        if provision is None or provision.provision.table is None:
            hint = sentence("amend the rule with its table, or keep the table.")
            message = sentence(
                "from {start}, the rule reads the table `{table}`, which is not in force.",
                start=self.law.start,
                table=table,
            )
            yield Diagnostic("ACC219", message, self.place, hint, word=table)

    def cell(self, table: str, row: str, column: Value) -> Iterator[Diagnostic]:
        """Say that a table, its row or its column is not in force."""
        yield from self.brackets(table)
        enacted = self.law.provision(table)
        known = enacted.provision.table if enacted else None
        if enacted is None or known is None:
            return
        where = (enacted.provision.location,)
        words = {"table": table, "start": self.law.start}
        if not placeholders(row) and row not in known.rows:
            message = sentence(
                "no row `{row}` in `{table}` as in force from {start}.", row=row, **words
            )
            hint = nearest(row, known.rows)
            yield Diagnostic("ACC219", message, self.place, hint, where, row)
        if isinstance(column, Literally) and column.value not in known.columns:
            message = sentence(
                "no column `{column}` in `{table}` as in force from {start}.",
                column=column.value,
                **words,
            )
            columns = backquoted(map(str, known.columns))
            hint = sentence("valid columns: {columns}.", columns=columns)
            yield Diagnostic("ACC219", message, self.place, hint, where, str(column.value))
