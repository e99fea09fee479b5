"""What the engine answers on the example, under each option of a reading or with and without a
text: worked out once, and put into words in each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from docpages.asking import DAY, EXAMPLE
from docpages.law import EVERYTHING_KNOWN, Consolidated
from docpages.provisions import linked_act
from docpages.writing import either, said
from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.library import load, load_case
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.calendar import calendar
from engine.questions.duties import duties
from engine.questions.eligibility import eligibility
from engine.questions.funding import funding
from engine.questions.naming import Names
from engine.questions.question import Question
from engine.render.wording import word_or
from engine.words.formats import difference, long_date, money, upper_first

_ROOT = Path(__file__).parent.parent.parent
Sum: TypeAlias = tuple[str, str, int | None]
"""A line of money, the grid of its period and the rank of the period."""
Due: TypeAlias = tuple[str, str, int | None, str]
"""A payment: a line, the grid and the rank of its period, and the part."""

Entry: TypeAlias = tuple[str, int | None]
"""An entry of the calendar and the rank of its period."""


class Outcome(Struct, frozen=True):
    """What the four questions answer, language apart: the rights by line and period, the days of
    payment, the dates of the calendar, the benefits, and how many duties bind."""

    total: Decimal
    rights: Mapping[Sum, Decimal]
    given_by: Mapping[Sum, ArticleCited]
    paid_on: Mapping[Due, frozenset[date | None]]
    entries: Mapping[Entry, date | None]
    benefits: Mapping[str, str]
    duties: frozenset[tuple[str, str]]


@lru_cache(maxsize=256)
def outcome(
    readings: tuple[tuple[str, str], ...],
    known_on: date = EVERYTHING_KNOWN,
    example: str = EXAMPLE,
) -> Outcome | None:
    """Return what is answered on an example under some readings, as known on a day; None where
    the engine refuses to answer."""
    try:
        return _outcome(readings, known_on, example)
    except RefusedInput:
        return None


@lru_cache
def _read(example: str) -> tuple[Corpus, Facts]:
    return load_case(str(_ROOT / example), load())


def _outcome(readings: tuple[tuple[str, str], ...], known_on: date, example: str) -> Outcome:
    corpus, facts = _read(example)
    question = Question(DAY, known_on, "en", readings=dict(readings), traced=False, weighed=False)
    money_due, dates = funding(corpus, facts, question), calendar(corpus, facts, question)
    rights: dict[Sum, Decimal] = {}
    for right in money_due.entitlements:
        key = (right.line, right.period_of or "", right.period)
        rights[key] = rights.get(key, Decimal(0)) + right.amount
    paid: dict[Due, frozenset[date | None]] = {}
    for payment in money_due.payments:
        due = (payment.line, payment.period_of or "", payment.period, payment.part)
        paid[due] = paid.get(due, frozenset()) | {payment.due_on}
    return Outcome(
        total=sum(rights.values(), Decimal(0)),
        rights=rights,
        given_by={
            (right.line, right.period_of or "", right.period): right.citations[0]
            for right in money_due.entitlements
        },
        paid_on=paid,
        entries={
            (entry.id, entry.in_grid): entry.on
            for entry in dates.entries
            if isinstance(entry, DateEntry)
        },
        benefits={
            one.benefit: one.outcome for one in eligibility(corpus, facts, question).benefits
        },
        duties=frozenset((one.duty, one.status) for one in duties(corpus, facts, question).duties),
    )


def changes(law: Consolidated, old: Outcome, new: Outcome, language: Language) -> list[str]:
    """Return what differs between two outcomes, in sentences of Markdown: money first."""
    names = Names(law.corpus, language)
    return [
        *(sentence for _, sentence in _sums(names, old, new)),
        *_payments(names, old, new),
        *_dates(names, old, new),
        *_benefits(names, old, new),
        *_duties(old, new, language),
    ]


def sums(
    law: Consolidated, old: Outcome, new: Outcome, at: str, language: Language
) -> list[tuple[str, str, str, str, str]]:
    """Return the rights that differ as rows of a table: what, before, after, difference, and the
    article that gives it, after or else before."""
    names = Names(law.corpus, language)
    rows = []
    for key in _differing(old.rights, new.rights):
        before, after = old.rights.get(key), new.rights.get(key)
        rows.append(
            (
                _right(names, key),
                "—" if before is None else money(before, language),
                "—" if after is None else money(after, language),
                signed((after or Decimal(0)) - (before or Decimal(0)), language),
                _article(law, (new if key in new.given_by else old).given_by[key], at, language),
            )
        )
    return rows


def _article(law: Consolidated, cited: ArticleCited, at: str, language: Language) -> str:
    """Return the article that gives a right and the acts that made it so, each linked."""
    key = (cited.text, cited.article)
    names = [linked_act(law, key, law.named(key, language), at, language)]
    for act in cited.as_amended_by[-1:]:
        place = (act.text, act.article)
        name = ", ".join(part for part in (law.named(place, language), act.point) if part)
        names.append(linked_act(law, place, name, at, language))
    return ", ".join(names)


def signed(amount: Decimal, language: Language) -> str:
    """Return a difference with its sign: `+ 2 000 €`, `no difference` for none."""
    if not amount:
        return either(language, "aucune différence", "no difference")
    return difference(amount, language)


def _differing(old: Mapping[Sum, Decimal], new: Mapping[Sum, Decimal]) -> list[Sum]:
    keys = dict.fromkeys((*old, *new))
    return [key for key in keys if old.get(key) != new.get(key)]


def _right(names: Names, key: tuple[str, str, int | None]) -> str:
    line, grid, rank = key
    label = names.line(line)
    if grid:
        label += f", {names.say(names.corpus.periods[grid].label)} {rank}"
    return said(upper_first(label), names.language)


def _sums(names: Names, old: Outcome, new: Outcome) -> Iterator[tuple[Sum, str]]:
    for key in _differing(old.rights, new.rights):
        before, after = (
            money(one.rights.get(key, Decimal(0)), names.language) for one in (old, new)
        )
        instead = names.either("au lieu de", "instead of")
        yield key, names.labelled(_right(names, key), f"{after} {instead} {before}")


def _payments(names: Names, old: Outcome, new: Outcome) -> Iterator[str]:
    """Yield the payments of a right that is the same, on other days."""
    for due in old.paid_on:
        if due not in new.paid_on or old.paid_on[due] == new.paid_on[due]:
            continue
        if old.rights.get(due[:3]) != new.rights.get(due[:3]):
            continue
        before, after = (_days(names, one.paid_on[due]) for one in (old, new))
        label = f"{_right(names, due[:3])} ({said(names.part(due[3]), names.language)})"
        paid = names.either(
            f"versé le {after} au lieu du {before}", f"paid on {after} instead of {before}"
        )
        yield names.labelled(label, paid)


def _dates(names: Names, old: Outcome, new: Outcome) -> Iterator[str]:
    ranks = Counter(key[0] for key in dict.fromkeys((*old.entries, *new.entries)))
    for key in dict.fromkeys((*old.entries, *new.entries)):
        if key in old.entries and key in new.entries and old.entries[key] == new.entries[key]:
            continue
        several = key[1] and ranks[key[0]] > 1
        period = names.either(f" n° {key[1]}", f" no. {key[1]}") if several else ""
        label = said(upper_first(names.entry(key[0])) + period, names.language)
        if key not in old.entries:
            told = names.either("apparaît, le {}", "appears, on {}")
            told = told.format(_day(names, new.entries[key]))
        elif key not in new.entries:
            told = names.either("disparaît", "goes")
        else:
            before, after = _day(names, old.entries[key]), _day(names, new.entries[key])
            told = names.either(f"{after} au lieu du {before}", f"{after} instead of {before}")
        yield names.labelled(label, told)


def _days(names: Names, days: frozenset[date | None]) -> str:
    return ", ".join(_day(names, day) for day in sorted(days, key=lambda day: day or date.max))


def _day(names: Names, day: date | None) -> str:
    return (
        long_date(day, names.language) if day else names.either("un jour inconnu", "an unknown day")
    )


def _benefits(names: Names, old: Outcome, new: Outcome) -> Iterator[str]:
    for benefit in dict.fromkeys((*old.benefits, *new.benefits)):
        before, after = old.benefits.get(benefit), new.benefits.get(benefit)
        if before != after:
            absent = names.either("ce droit n’existe pas", "no such right")
            told = [
                word_or("outcome", one, names.language) if one else absent
                for one in (after, before)
            ]
            label = said(names.benefit(benefit), names.language)
            instead = names.either("au lieu de", "instead of")
            yield names.labelled(upper_first(label), f"{told[0]} {instead} {told[1]}")


def _duties(old: Outcome, new: Outcome, language: Language) -> Iterator[str]:
    come, gone = len(new.duties - old.duties), len(old.duties - new.duties)
    if come or gone:
        yield either(
            language,
            f"Obligations : {come} de plus ou qui changent d’état, {gone} de moins.",
            f"Duties: {come} more or in another state, {gone} fewer.",
        )
