"""Rights limited in time: walked through in order of date on the row of a case, an earlier one that
is in doubt leaving a later one in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.reasoning.lowering import within_limit
from engine.tables.compile.branches import Branch
from engine.tables.compile.funding_columns import FundingColumns, RightColumns, span_of
from engine.tables.compile.on_columns import truth_on_columns
from engine.tables.compile.rows import MissingNames, Projection, Source, source
from engine.tables.compile.rules import kept_truth
from engine.tables.limits import PlanLimit
from engine.tables.terms import dating, terms
from engine.tables.terms.levels import Kept
from engine.tables.terms.terms import Term, Truth

_MOST_ELEMENTS = 24


@dataclass(slots=True, eq=False)
class _Element:
    """One element of the collection: its rights under each
    state of the law, and the columns of the walk.
    """

    rights: list[RightColumns]
    branch: Branch
    order: str = ""
    rank: str = ""
    certain: str = ""
    doubts: str = ""


def limit_in_time(sheet: FundingColumns, rights: Sequence[RightColumns]) -> None:
    """Apply the limit of a rule to its rights: those that come
    too soon lose their amount, those in doubt become missing rows.
    """
    walk = _Walk(sheet, rights)
    walk.run()


class _Walk:
    def __init__(self, owner: FundingColumns, rights: Sequence[RightColumns]) -> None:
        self.owner = owner
        self.sheet = owner.sheet
        by_element: dict[str, list[RightColumns]] = {}
        for right in rights:
            by_element.setdefault(right.worked.branch.element, []).append(right)
        self.elements = [_Element(own, own[0].worked.branch) for own in by_element.values()]
        place = rights[0].worked.rule.enacted.provision.location
        if len(self.elements) > _MOST_ELEMENTS:
            raise PlanLimit(
                sentence(
                    "more than {count} events limited in time in one case", count=_MOST_ELEMENTS
                ),
                sentence("split the cases."),
            ).at(place)
        self.names = list(dict.fromkeys(name for right in rights for name in right.doubted_by))
        if len(self.names) > 62:  # bits of an integer: the facts of all rights share one mask
            raise PlanLimit(
                sentence("a limit in time hangs on more than 62 facts"),
                sentence("split the cases."),
            ).at(place)

    def run(self) -> None:
        """Rank the events by date, then decide them rank by rank."""
        sheet = self.sheet
        for rank, element in enumerate(self.elements):
            possible = terms.certain(
                terms.any_of([self._is_possible(right) for right in element.rights])
            )
            # Of two events of one day the first in the order of the elements comes first, as for a
            # single case.
            days = dating.day_count(ibis.date("1900-01-01"), self._on(element).expr)
            element.order = sheet.keep(terms.only_where(possible, days * 1000 + rank))
        sheet.add_level()
        for element in self.elements:
            own = sheet.table[element.order]
            earlier = [
                ibis.ifelse((sheet.table[other.order] < own).fill_null(False), 1, 0)
                for other in self.elements
            ]
            element.rank = sheet.keep(terms.only_where(own.notnull(), sum(earlier[1:], earlier[0])))
            element.certain = sheet.keep(ibis.literal(False))
            element.doubts = sheet.keep(ibis.null("int64"))
        sheet.add_level()
        # Which event comes before which differs from case to case: all pairs are worked out, and
        # the walk below reads those that concern its rank.
        reach = {
            (i, j): sheet.keep(self._within(earlier, later))
            for j, earlier in enumerate(self.elements)
            for i, later in enumerate(self.elements)
            if i != j
        }
        sheet.add_level()
        blocked = dict.fromkeys(range(len(self.elements)), "")
        for rank in range(len(self.elements)):
            self._decide_rank(rank, reach, blocked)
        self._conclude(blocked)

    def _is_possible(self, right: RightColumns) -> Truth:
        table = self.sheet.table
        return terms.any_of([self.owner.is_given(right), table[right.unknown]])

    def _on(self, element: _Element) -> Term:
        return element.branch.read(element.branch.on)

    def _within(self, earlier: _Element, later: _Element) -> ir.BooleanValue:
        """Whether an event comes within the limit counted
        from another, under the law of the later one.
        """
        table = self.sheet.table
        slots: dict[str, Any] = {"earlier": self._on(earlier), "on": self._on(later)}
        reached: list[Truth] = []
        for right in later.rights:
            branch = right.worked.branch
            first = branch.span_from
            slots["period.from"] = None if first is None else branch.read(first)
            close = truth_on_columns(within_limit(right.limit), slots)
            active = branch.active
            reached.append(
                terms.all_of([table[active.column] if isinstance(active, Kept) else True, close])
            )
        return terms.as_column(terms.certain(terms.any_of(reached)))

    def _decide_rank(
        self, rank: int, reach: dict[tuple[int, int], str], blocked: dict[int, str]
    ) -> None:
        """Decide the event of one rank from those before it: certain,
        in doubt (with the facts that leave it so), or blocked.
        """
        sheet, table = self.sheet, self.sheet.table
        updates: list[tuple[_Element, str, str]] = []
        for i, element in enumerate(self.elements):
            # Any element may have this rank in some case: all have the columns of the walk, and
            # each changes them on the rows where the rank is its own.
            here = (table[element.rank] == rank).fill_null(False)
            others = [
                (other, table[reach[i, j]]) for j, other in enumerate(self.elements) if j != i
            ]
            given = terms.as_column(
                terms.certain(
                    terms.any_of(
                        [terms.all_of([table[other.certain], near]) for other, near in others]
                    )
                )
            )
            doubts = self._inherited(others) | self._own_doubts(element)
            lives = here & ~given
            stop = here & given
            blocked[i] = sheet.keep(stop | table[blocked[i]] if blocked[i] else stop)
            certain = sheet.keep(ibis.ifelse(lives, doubts == 0, table[element.certain]))
            updates.append(
                (element, certain, sheet.keep(ibis.ifelse(lives, doubts, table[element.doubts])))
            )
        # Only now: all elements of this rank were to read the columns as they were before it.
        sheet.add_level()
        for element, certain, doubts in updates:
            element.certain, element.doubts = certain, doubts

    def _inherited(self, others: Sequence[tuple[_Element, ir.BooleanValue]]) -> ir.IntegerValue:
        """Return the facts that leave an event in doubt through others, each with where it is
        near enough.
        """
        # An earlier event in doubt may take this one away: what leaves the one in doubt leaves the
        # other so too.
        table, nothing = self.sheet.table, ibis.literal(0, "int64")
        inherited: ir.IntegerValue = nothing
        for other, near in others:
            inherited = inherited | ibis.ifelse(near, table[other.doubts].fill_null(0), nothing)
        return inherited

    def _own_doubts(self, element: _Element) -> ir.IntegerValue:
        mask: ir.IntegerValue = ibis.literal(0, "int64")
        for right in element.rights:
            mask = mask | self._mask(right, right.doubts).fill_null(0)
        return mask

    def _mask(self, right: RightColumns, column: str) -> ir.IntegerValue:
        """Return the bits of a right's facts as bits of the facts of the whole walk."""
        table = self.sheet.table
        mask: ir.IntegerValue = ibis.literal(0, "int64")
        for rank, name in enumerate(right.doubted_by):
            bit = ibis.literal(1 << self.names.index(name), "int64")
            mask = mask | ibis.ifelse(
                (table[column] & (1 << rank)) > 0, bit, ibis.literal(0, "int64")
            )
        return mask

    def _conclude(self, blocked: dict[int, str]) -> None:
        """Give each right the columns that are left of it after the walk."""
        sheet, table = self.sheet, self.sheet.table
        for i, element in enumerate(self.elements):
            free = ~table[blocked[i]]
            for right in element.rights:
                given, unknown = terms.as_column(self.owner.is_given(right)), table[right.unknown]
                doubts = table[element.doubts].fill_null(0)
                still = terms.all_of([self.owner.is_given(right), free, doubts == 0])
                column = sheet.keep(terms.or_nothing(still, table[right.column]))
                given_still = kept_truth(still, sheet)
                own = self._mask(right, right.own_missing)
                missing = ibis.ifelse(
                    given & (doubts > 0), doubts, ibis.ifelse(unknown, own, ibis.null("int64"))
                )
                mask = terms.only_where(
                    free & (given | unknown), ibis.ifelse(missing > 0, missing, ibis.null("int64"))
                )
                right.column, right.given = column, given_still
                if self.names:  # else nothing leaves it in doubt
                    self._missing_row(right, sheet.keep(mask))
        sheet.add_level()

    def _missing_row(self, right: RightColumns, mask: str) -> None:
        """Add the row of a right in doubt: the facts that leave it so are the bits of a column."""
        branch = right.worked.branch
        written = MissingNames(mask, tuple(self.names), None)
        columns: dict[str, Source] = {
            "kind": "missing",
            "line": right.line,
            "period": source(branch.number),
            "occasion": branch.kind.name,
            "rule": right.worked.rule.address,
            "missing": written,
            **right.beside,
        }
        right.doubt = right.line, written
        self.owner.projections.append(
            Projection(self.owner.name, mask, columns, span=span_of(branch), in_doubt=True)
        )
