"""What changes between two sides, line by line and date by date, and which difference causes each
change.

In: two sides (two cases, or one case under two readings, two days of knowledge, two laws) and the
questions to compare. Out: `CompareAnswer`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.arithmetic import cents
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.compare import (
    Caused,
    CompareAnswer,
    DifferenceMade,
    LineChanged,
    PaymentChanged,
    PeriodCompared,
    RowChangedBecause,
    SumDated,
    TotalOfCause,
)
from engine.questions.answers.eligibility import BenefitLine
from engine.questions.answers.funding import EntitlementLine, PaymentLine
from engine.questions.answers.record import of_grid
from engine.questions.comparison import Row, identity, label_of
from engine.questions.envelope import envelope
from engine.questions.funding import entitlements, payments
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import evaluate
from engine.whatif.attribution import Attribution, Cause
from engine.whatif.described import Described
from engine.whatif.differences import Difference, Sides, State
from engine.whatif.rows import (
    PAID,
    QUESTIONS,
    RIGHT,
    Evaluated,
    Key,
    Repeated,
    Sum,
    difference_of,
    paid_key,
    repeated_by,
    right_key,
)

_NOTHING: Final = Sum(None)


def compare(sides: Sides, asked: Collection[str] = QUESTIONS) -> CompareAnswer:
    """Return what changes from one side to the other in the answers to some of QUESTIONS, and why.

    Raises RefusedInput where a side has no answer.
    """
    return _Comparison(sides, [query for query in QUESTIONS if query in asked]).answer()


class _Comparison:
    """Two sides evaluated, and the causes of what changes between them."""

    def __init__(self, sides: Sides, asked: Sequence[str]) -> None:
        self.sides = sides
        self.asked = asked
        every = sides.differences
        self.before = Evaluated(sides.state(()), asked)
        self.after = Evaluated(sides.state(every), asked) if every else self.before
        self.presenter = self.after.presenter
        self.repeated: Repeated = repeated_by(self.before, self.after)
        self.described = Described(sides, self.presenter)
        self.values = self.before.values(self.repeated), self.after.values(self.repeated)
        self.causes: dict[Key, Cause[Difference]] = {}
        for query in asked:  # each by itself: what does nothing to one question is soon left out
            attribution = Attribution(every, partial(self._values_of, query))
            self.causes |= attribution.causes(self._likely(attribution.changed))

    def _values_of(self, query: str, made: frozenset[Difference]) -> dict[Key, Any] | None:
        """Return the rows of one question where some of the differences are made; None where that
        has no answer.
        """
        if len(made) in (0, len(self.sides.differences)):
            kinds = (RIGHT, PAID) if query == "funding" else (query,)
            side = self.values[1 if made else 0]
            return {key: value for key, value in side.items() if key[0] in kinds}
        try:
            return Evaluated(self.sides.state(made), (query,)).values(self.repeated)
        except RefusedInput:
            return None

    def _likely(self, changed: Iterable[Key]) -> frozenset[Difference]:
        """Return the differences of the law that the rows that change cite, and all that are no
        differences of the law.
        """
        cited = {
            (act.text, act.article, act.point)
            for key in changed
            for record in self._records(key)
            for citation in _cited(record)
            for act in citation.as_amended_by
        }
        return frozenset(
            each
            for each in self.sides.differences
            if each.kind != "operation" or (each.name, *each.point) in cited
        )

    # --- the answer ---

    def answer(self) -> CompareAnswer:
        """Return the answer."""
        state, presenter = self.after.state, self.presenter
        lines = tuple(self._lines())
        paid, rows = tuple(self._payments()), tuple(self._rows())
        before, after = self._totals(lines)
        evaluation = (
            self.after.money.evaluation if self.after.money else _evaluated(self.after.state)
        )
        return CompareAnswer(
            **envelope(self.asked[0], state.question, state.corpus, presenter, evaluation)
            | {"query": "compare"},
            asked=tuple(self.asked),
            before_says=self.described.side(self.sides.before),
            after_says=self.described.side(self.sides.after),
            differences=tuple(self._differences(lines)),
            amount=None if before is None or after is None else after - before,
            before=before,
            after=after,
            unknown=bool(self.before.unknown or self.after.unknown),
            unknown_lines=sum(line.amount is None for line in lines),
            causes=tuple(self._causes(lines, (*paid, *rows))),
            periods=tuple(self._periods()),
            entitlements=lines,
            payments=paid,
            rows=rows,
        )

    def _totals(self, lines: Sequence[LineChanged]) -> tuple[Decimal | None, Decimal | None]:
        """Return the sum of the rights of each side, without those whose difference is not known;
        None where sums are not compared.
        """
        if self.after.money is None:
            return None, None
        left_out = [line for line in lines if line.amount is None]
        before = sum((line.before or Decimal(0) for line in left_out), Decimal(0))
        after = sum((line.after or Decimal(0) for line in left_out), Decimal(0))
        return _total(self.before) - before, _total(self.after) - after

    def _because(self, key: Key) -> Caused:
        cause = self.causes[key]
        return Caused(
            differences=tuple(each.id for each in cause.differences),
            says=self.described.together(cause.differences),
            smallest=cause.smallest,
        )

    def _pairs(self, kind: str) -> Iterator[tuple[Key, Any, Any]]:
        """Yield the rows of a kind that change, with both values."""
        before, after = self.values
        for key in self.causes:
            if key[0] == kind:
                yield key, before.get(key), after.get(key)

    def _records(self, key: Key) -> list[Any]:
        """Return the records of a row: those of the second side first."""
        return [
            record
            for side in (self.after_records, self.before_records)
            for record in side.get(key, ())
        ]

    @property
    def after_records(self) -> dict[Key, list[Any]]:
        """The records of the second side, by row."""
        return self._kept("_after", self.after)

    @property
    def before_records(self) -> dict[Key, list[Any]]:
        """The records of the first side, by row."""
        return self._kept("_before", self.before)

    def _kept(self, name: str, side: Evaluated) -> dict[Key, list[Any]]:
        if name not in self.__dict__:
            self.__dict__[name] = records_of(side, self.repeated)
        records: dict[Key, list[Any]] = self.__dict__[name]
        return records

    # --- sums ---

    def _lines(self) -> Iterator[LineChanged]:
        for key, before, after in self._pairs(RIGHT):
            was, becomes = before or _NOTHING, after or _NOTHING
            _, line, grid, number = key
            yield placed(
                LineChanged,
                self.presenter,
                grid,
                number,
                line=line,
                label=self._label(key, str(line)),
                before=was.amount,
                after=becomes.amount,
                amount=difference_of(was, becomes),
                unknown_before=True if was.unknown else None,
                unknown_after=True if becomes.unknown else None,
                because=self._because(key),
                **self._grounds(key),
            )

    def _payments(self) -> Iterator[PaymentChanged]:
        for key, before, after in self._pairs(PAID):
            _, line, part, grid, number = key
            sides = [
                tuple(
                    SumDated(due_on=None if day == date.max else day, amount=amount)
                    for day, amount in side or ()
                )
                for side in (before, after)
            ]
            sums = [sum((each.amount for each in side), Decimal("0.00")) for side in sides]
            yield placed(
                PaymentChanged,
                self.presenter,
                grid,
                number,
                line=line,
                label=self._label(key, str(line)),
                part=part,
                part_label=self.presenter.part(str(part)),
                before=sides[0],
                after=sides[1],
                amount=sums[1] - sums[0],
                because=self._because(key),
                **self._grounds(key),
            )

    def _rows(self) -> Iterator[RowChangedBecause]:
        for query in self.after.rows:
            for key, before, after in self._pairs(query):
                record: Row = self._records(key)[0]
                yield RowChangedBecause(
                    query=query,  # type: ignore[arg-type]  # one of three
                    id=str(key[1]),
                    label=label_of(record),
                    before=before,
                    after=after,
                    because=self._because(key),
                    **self._grounds(key),
                )

    def _periods(self) -> Iterator[PeriodCompared]:
        """Yield the periods whose sum changes, in order."""
        sums: dict[tuple[Any, Any], list[Decimal]] = {}
        undetermined = {
            key
            for key, before, after in self._pairs(RIGHT)
            if difference_of(before or _NOTHING, after or _NOTHING) is None
        }
        for rank, side in enumerate(self.values):
            for key, value in side.items():
                if key[0] == RIGHT and value.amount is not None and key not in undetermined:
                    pair = sums.setdefault((key[2], key[3]), [Decimal("0.00"), Decimal("0.00")])
                    pair[rank] += value.amount
        for grid, number in sorted(sums, key=lambda period: (period[1] or 0, str(period[0]))):
            before, after = sums[grid, number]
            if before != after:
                fields = {"before": before, "after": after, "amount": after - before}
                yield placed(PeriodCompared, self.presenter, grid, number, **fields)

    def _label(self, key: Key, line: str) -> str:
        records = self._records(key)
        return str(records[0].label) if records else self.presenter.line(line)

    def _grounds(self, key: Key) -> dict[str, Any]:
        """Return the articles behind a row: of the second side, else of the first."""
        sides = [side.get(key, ()) for side in (self.after_records, self.before_records)]
        records = sides[0] or sides[1]
        cited = dict.fromkeys(each for record in records for each in _cited(record))
        basis = next((getattr(record, "basis", None) for record in records), None)
        return {"citations": tuple(cited), "basis": basis}

    # --- causes ---

    def _causes(
        self, lines: Sequence[LineChanged], others: Sequence[PaymentChanged | RowChangedBecause]
    ) -> Iterator[TotalOfCause]:
        by_cause: dict[Caused, list[LineChanged]] = {}
        beside: dict[Caused, int] = {}
        for line in lines:
            by_cause.setdefault(line.because, []).append(line)
        for other in others:
            by_cause.setdefault(other.because, [])
            beside[other.because] = beside.get(other.because, 0) + 1
        totals_ = [
            TotalOfCause(
                because=because,
                amount=_sum_of(mine),
                lines=tuple(dict.fromkeys(line.label for line in mine)),
                dates=beside.get(because, 0),
                citations=_of_the_greatest(mine),
            )
            for because, mine in by_cause.items()
        ]
        yield from sorted(totals_, key=lambda total: (-abs(total.amount), -total.dates))

    def _differences(self, lines: Sequence[LineChanged]) -> Iterator[DifferenceMade]:
        for each in self.sides.differences:
            causing = [key for key, cause in self.causes.items() if each in cause.differences]
            alone = [line for line in lines if line.because.differences == (each.id,)]
            yield self.described.difference(
                each,
                changes=len(causing),
                alone=_sum_of(alone),
            )


def _cited(record: Any) -> tuple[ArticleCited, ...]:
    """Return the articles that a row cites; those of its requirements, for a benefit."""
    if isinstance(record, BenefitLine):
        return tuple(each for required in record.requirements for each in required.citations)
    citations: tuple[ArticleCited, ...] = record.citations
    return citations


def _sum_of(lines: Iterable[LineChanged]) -> Decimal:
    """Return the differences of some rights together, of those that are known."""
    return sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))


def _of_the_greatest(lines: Iterable[LineChanged]) -> tuple[ArticleCited, ...]:
    """Return the first article of each right that changes, that of the greatest change first."""
    greatest = sorted(lines, key=lambda line: -abs(line.amount or Decimal(0)))
    return tuple(dict.fromkeys(line.citations[0] for line in greatest if line.citations))


def placed(kind: Any, presenter: Presenter, grid: object, number: object, **fields: Any) -> Any:
    """Return a record in the period of its row."""
    if grid is None:
        return kind(period=number, **fields)
    label = presenter.say(presenter.corpus.periods[str(grid)].label)
    return of_grid(kind, str(grid))(
        period=number, period_of=grid, period_label=label, in_grid=number, **fields
    )


def records_of(side: Evaluated, repeated: Repeated) -> dict[Key, list[Any]]:
    """Return the records of an answer by the row that they make."""
    records: dict[Key, list[Any]] = {}
    if side.money is not None:
        given: Iterable[EntitlementLine] = entitlements(side.money, side.presenter)
        paid: Iterable[PaymentLine] = payments(side.money, side.presenter, side.state.question)
        for right in given:
            records.setdefault(right_key(right.line, right.period_of, right.period), []).append(
                right
            )
        for pay in paid:
            key = paid_key(pay.line, pay.part, pay.period_of, pay.period)
            records.setdefault(key, []).append(pay)
    for query, rows in side.rows.items():
        for row in rows:
            records.setdefault((query, *identity(row, repeated[query])), []).append(row)
    return records


def _total(side: Evaluated) -> Decimal:
    assert side.money is not None  # its caller sees to it
    return cents(sum((right.amount for right in side.money.rights), Decimal(0)))


def _evaluated(state: State) -> Any:
    """Return the evaluation that says which texts and readings an answer rests on."""
    question = state.question
    return evaluate(
        state.corpus,
        state.facts,
        "calendar",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
        until=question.end,
    )
