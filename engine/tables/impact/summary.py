"""The answer about an impact, from the rows that the cases have left: totals by operation, by year,
by line, by what was asked for; the cases that gain and lose the most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual
from engine.law.consolidation import timeline_of
from engine.questions.answers.impact import (
    CaseChange,
    CasesCounted,
    CauseTotal,
    Grouped,
    GroupTotal,
    ImpactAnswer,
    LineTotal,
    YearTotal,
)
from engine.questions.envelope import text_heading
from engine.questions.presentation import Presenter, presenter_of
from engine.tables.impact.laws import Laws
from engine.tables.impact.request import Grouping, ImpactRequest, by_column
from engine.tables.intake.sources import text_literal
from engine.words.formats import listed, upper_first
from engine.words.labels import display, fact_label

MOST_LISTED: Final = 10
"""How many winners are named, and how many losers."""
MOST_GROUPS: Final = 30
"""How many values of what the totals are grouped by are listed."""
_NOTHING: Final = Decimal("0.00")


DIFFERENCE: Final = """CASE
  WHEN unknown_before AND unknown_after THEN
    CASE WHEN before <> 0 AND after <> 0 THEN after - before END
  WHEN unknown_after THEN CASE WHEN after > before THEN after - before END
  WHEN unknown_before THEN CASE WHEN after < before THEN after - before END
  ELSE after - before END"""
"""The difference of a line, null where it is not certain: `engine.whatif.rows.difference_of`."""


class Counted(Struct, frozen=True):
    """The cases read and rejected."""

    read: int
    rejected: int


def open_results(folder: Path, connection: duckdb.DuckDBPyConnection, groupings: int) -> None:
    """Let a connection read what the runs have left in a folder, under the names `impact`, `sums`
    and `groups`.

    `impact` has one row for each line of a period of a case that changes; its difference is null
    where it is not certain.
    """
    places = {
        "impact_rows": sorted(folder.glob("*.impact.parquet")),
        "sums": sorted(folder.glob("*.sums.parquet")),
        "groups": sorted(folder.glob("*.groups.parquet")),
    }
    for name, paths in places.items():
        listed_paths = ", ".join(text_literal(str(path)) for path in paths)
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet([{listed_paths}])")
    columns = "".join(f", {by_column(rank)}" for rank in range(groupings))
    connection.execute(
        'CREATE VIEW impact AS SELECT file, "case", line, period, "from", year("from") AS year, '
        f"before, after, {DIFFERENCE} AS "
        f"difference, unknown_before, unknown_after, causes, how, smallest{columns} "
        "FROM impact_rows"
    )
    known = "FROM impact WHERE difference IS NULL GROUP BY ALL"
    connection.execute(
        "CREATE VIEW known_sums AS SELECT line, year, sum(before)::DECIMAL(38, 2) AS before, "
        f"sum(after)::DECIMAL(38, 2) AS after{columns} FROM (SELECT line, year, before, "
        f"after{columns} FROM sums UNION ALL SELECT line, year, -sum(before), -sum(after){columns} "
        f"{known}) GROUP BY ALL"
    )


def summary(
    request: ImpactRequest,
    laws: Laws,
    connection: duckdb.DuckDBPyConnection,
    counted: Counted,
    notices: Sequence[Bilingual],
) -> ImpactAnswer:
    """Return the answer, from the results that a connection reads."""
    question = request.question.checked(request.after)
    presenter = presenter_of(request.after, question.language, question.readings)
    timeline = timeline_of(request.after, question.known_on, question.readings)
    heading = text_heading("impact", question, request.after, presenter, timeline)
    heading["notices"] = (*heading["notices"], *map(presenter.say, notices))
    totals = _Totals(request, laws, connection, presenter)
    years = tuple(totals.years())
    before, after = totals.all()
    return ImpactAnswer(
        **heading,
        texts=totals.texts,
        named=totals.named(),
        cases=totals.cases(counted),
        before=before,
        after=after,
        difference=after - before,
        unknown_lines=totals.lines_where("difference IS NULL"),
        partly_known_lines=totals.lines_where(
            "difference IS NOT NULL AND (unknown_before OR unknown_after)"
        ),
        causes=totals.causes(),
        without_effect=totals.without_effect(),
        whole_year=_whole_year([timeline.effect_date(text) for text in totals.texts], years),
        years=years,
        lines=tuple(totals.lines()),
        by=tuple(totals.grouped(rank, asked) for rank, asked in enumerate(request.by)),
        winners=totals.extremes("DESC"),
        losers=totals.extremes("ASC"),
    )


class _Totals:
    def __init__(
        self,
        request: ImpactRequest,
        laws: Laws,
        connection: duckdb.DuckDBPyConnection,
        presenter: Presenter,
    ) -> None:
        self._request, self._laws, self._presenter = request, laws, presenter
        self._read = connection
        self.texts = tuple(dict.fromkeys(cause.text for cause in laws.causes))

    def _rows(self, query: str) -> list[Any]:
        return self._read.execute(query).fetchall()

    def named(self) -> str:
        """Return what the texts are called, to begin a sentence."""
        texts = self._request.after.texts
        shorts = [self._presenter.say(texts[text].short) for text in self.texts]
        return upper_first(listed(shorts, self._presenter.language))

    def all(self) -> tuple[Decimal, Decimal]:
        """Return what all cases are due, before and after."""
        ((before, after),) = self._rows("SELECT sum(before), sum(after) FROM known_sums")
        return before or _NOTHING, after or _NOTHING

    def cases(self, counted: Counted) -> CasesCounted:
        """Return how many cases gain and lose."""
        ((gaining, losing, moved, undetermined),) = self._rows(
            "SELECT count(*) FILTER (net > 0), count(*) FILTER (net < 0), "
            "count(*) FILTER (net = 0 AND known), count(*) FILTER (unknown) FROM "
            "(SELECT coalesce(sum(difference), 0) AS net, bool_or(difference IS NULL) AS unknown, "
            'bool_or(difference IS NOT NULL) AS known FROM impact GROUP BY file, "case")'
        )
        return CasesCounted(
            read=counted.read,
            rejected=counted.rejected,
            answered=counted.read - counted.rejected,
            gaining=gaining,
            losing=losing,
            moved=moved,
            undetermined=undetermined,
        )

    def lines_where(self, condition: str) -> int:
        """Return how many of the lines that change meet a condition."""
        ((count,),) = self._rows(f"SELECT count(*) FROM impact WHERE {condition}")
        return int(count)

    # --- operations ---

    def causes(self) -> tuple[CauseTotal, ...]:
        """Return what each cause, or set of causes, brings; the greatest first."""
        rows = self._rows(
            'SELECT causes, how, bool_and(smallest), count(DISTINCT (file, "case")), count(*), '
            "coalesce(sum(difference) FILTER (difference > 0), 0), "
            "coalesce(sum(difference) FILTER (difference < 0), 0) FROM impact GROUP BY causes, how"
        )
        made = [self._cause(*row) for row in rows]
        return tuple(sorted(made, key=lambda cause: (-abs(cause.difference), cause.causes)))

    def _cause(
        self,
        ranks: Sequence[int],
        how: Any,
        smallest: bool,  # noqa: FBT001  # a column of a row
        cases: int,
        lines: int,
        gain: Decimal,
        loss: Decimal,
    ) -> CauseTotal:
        causes, say = [self._laws.causes[rank] for rank in ranks], self._presenter.say
        cited = list(dict.fromkeys(say(cause.cited) for cause in causes))
        detail = causes[0].says if len(causes) == 1 else None
        return CauseTotal(
            causes=tuple(cause.id for cause in causes),
            says=listed(cited, self._presenter.language),
            how=how,
            smallest=smallest,
            detail=None if detail is None else say(detail),
            cases=cases,
            lines=lines,
            gain=_cents(gain),
            loss=_cents(loss),
            difference=_cents(gain + loss),
        )

    def without_effect(self) -> tuple[str, ...]:
        """Return the causes that change no sum of these cases, as they are cited."""
        rows = self._rows("SELECT DISTINCT unnest(causes) FROM impact")
        acting = {rank for (rank,) in rows}
        idle = (cause for rank, cause in enumerate(self._laws.causes) if rank not in acting)
        return tuple(dict.fromkeys(self._presenter.say(cause.cited) for cause in idle))

    # --- years, lines, groups, cases ---

    def years(self) -> Iterator[YearTotal]:
        """Yield the totals of each year of which something changes, and of those between."""
        rows = self._rows(
            "SELECT year, sum(before), sum(after) FROM known_sums GROUP BY year ORDER BY year"
        )
        changed = [rank for rank, (_, before, after) in enumerate(rows) if before != after]
        for year, before, after in rows[changed[0] : changed[-1] + 1] if changed else ():
            yield YearTotal(year=year, before=before, after=after, difference=after - before)

    def lines(self) -> Iterator[LineTotal]:
        """Yield the lines that change."""
        rows = self._rows(
            "SELECT line, sum(before) AS b, sum(after) AS a FROM known_sums GROUP BY line "
            "HAVING b <> a ORDER BY abs(a - b) DESC, line"
        )
        for line, before, after in rows:
            yield LineTotal(
                line=line,
                label=self._presenter.line(line),
                before=before,
                after=after,
                difference=after - before,
            )

    def grouped(self, rank: int, asked: Grouping) -> Grouped:
        """Return the totals by what was asked for."""
        own = by_column(rank)
        rows = self._rows(
            f"SELECT g.value, any_value(g.cases), any_value(gaining), any_value(losing), "
            f"any_value(before), any_value(after) FROM (SELECT value, sum(cases) AS cases FROM "
            f"groups WHERE grouping = {rank} GROUP BY value) g LEFT JOIN (SELECT {own}, "
            f"sum(before) AS before, sum(after) AS after FROM known_sums GROUP BY {own}) s "
            f"ON s.{own} IS NOT DISTINCT FROM g.value LEFT JOIN (SELECT {own}, count(*) FILTER "
            f"(net > 0) AS gaining, count(*) FILTER (net < 0) AS losing FROM (SELECT file, "
            f'"case", {own}, sum(difference) AS net FROM impact GROUP BY ALL) GROUP BY {own}) n '
            f"ON n.{own} IS NOT DISTINCT FROM g.value GROUP BY g.value"
        )
        rows.sort(key=lambda row: _in_order(row[0]))
        listed_rows = rows
        if len(rows) > MOST_GROUPS:
            largest = sorted(rows, key=lambda row: -abs((row[5] or 0) - (row[4] or 0)))
            listed_rows = [row for row in rows if row in largest[:MOST_GROUPS]]
        return Grouped(
            by=asked.name,
            label=self._label(asked),
            groups=tuple(self._group(asked, row) for row in listed_rows),
            others=len(rows) - len(listed_rows),
        )

    def _group(self, asked: Grouping, row: Sequence[Any]) -> GroupTotal:
        value, cases, gaining, losing, before, after = row
        either = self._presenter.either
        before, after = before or _NOTHING, after or _NOTHING
        label = either("non connu", "not known") if value is None else self._shown(asked, value)
        return GroupTotal(
            value=value,
            label=label,
            cases=cases,
            gaining=gaining or 0,
            losing=losing or 0,
            before=before,
            after=after,
            difference=after - before,
        )

    def _label(self, asked: Grouping) -> str:
        if not asked.is_fact:
            return asked.name
        return fact_label(asked.name, self._request.after.vocabulary, self._presenter.language)

    def _shown(self, asked: Grouping, value: str) -> str:
        word = self._request.after.vocabulary.facts.get(asked.name) if asked.is_fact else None
        if word is None:
            return value
        typed: Any = value
        if word.type == "boolean":
            typed = value == "true"
        elif word.type == "integer":
            typed = int(value)
        return display(typed, word, self._presenter.language)

    def extremes(self, order: str) -> tuple[CaseChange, ...]:
        """Return the cases that gain the most (`DESC`), or lose the most (`ASC`)."""
        sign = ">" if order == "DESC" else "<"
        rows = self._rows(
            'SELECT "case", file, sum(before), sum(after), sum(difference) AS net FROM impact '
            f'WHERE difference IS NOT NULL GROUP BY file, "case" HAVING net {sign} 0 '
            f'ORDER BY net {order}, file, "case" LIMIT {MOST_LISTED}'
        )
        return tuple(
            CaseChange(case=case, file=file, before=before, after=after, difference=net)
            for case, file, before, after, net in rows
        )


def _whole_year(starts: Sequence[date | None], years: Sequence[YearTotal]) -> int | None:
    """Return the first year that begins once all texts are in force, if something changes then."""
    known = [start for start in starts if start is not None]
    if len(known) < len(starts) or not known:
        return None
    last = max(known)
    first = last.year if (last.month, last.day) == (1, 1) else last.year + 1
    changed = {year.year for year in years if year.difference}
    return first if first in changed else None


def _in_order(value: str | None) -> tuple[int, int, str]:
    """Return the order of the values of a group: numbers, texts, what is not known."""
    if value is None:
        return 2, 0, ""
    number = value.lstrip("-")
    return (0, int(value), "") if number.isdecimal() else (1, 0, value)


def _cents(amount: Decimal) -> Decimal:
    return Decimal(amount).quantize(_NOTHING)
