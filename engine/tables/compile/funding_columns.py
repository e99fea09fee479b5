"""The rights of the branches of a sheet as columns, and what their rows share.

`engine.tables.compile.entitlements` gives the rights and increases them; limits in time take some
of them away, and payments share them out: all three work on these columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from engine.language.nodes import OfRights, Pay
from engine.law.consolidation import Enacted
from engine.tables.compile.asked import Asked
from engine.tables.compile.branches import Branch
from engine.tables.compile.provenance import Grounds
from engine.tables.compile.rows import (
    Computed,
    MissingNames,
    Projection,
    Source,
    first_of,
    in_euros,
    reads_of,
    source,
)
from engine.tables.compile.rules import RuleColumns
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet
from engine.tables.terms.terms import Term, Truth

Doubt: TypeAlias = tuple[str, MissingNames]
"""A right in doubt: its line, and what it lacks."""


@dataclass(slots=True, eq=False)
class RightColumns:
    """A right that a rule may give on a branch: the columns
    of its amount in cents and of its span of time.

    `truth` is where it is given; once kept, `given` holds it and `column` the cents, 0 elsewhere:
    sums need not ask. `where` is all that needs to be asked of an increase for that.
    """

    line: str
    worked: RuleColumns
    amount: Term
    truth: Truth
    start: Kept | Term
    end: Kept | Term | None
    grounds: tuple[Grounds, ...]
    base: RightColumns | None = None
    where: Truth = None
    given: Kept | Term = field(default_factory=lambda: terms.constant(False))
    column: str = ""
    limit: str = ""
    code: str = ""
    unknown: str = ""
    doubts: str = ""
    own_missing: str = ""
    doubted_by: tuple[str, ...] = ()
    doubt: Doubt | None = None
    beside: Mapping[str, Source] = field(default_factory=dict)

    @property
    def paid_as(self) -> str:
        """The line as which it is paid: that of the right from which it was worked out."""
        return self.base.paid_as if self.base else self.line


@dataclass(frozen=True, slots=True, eq=False)
class ActingRule:
    """A rule that acts on rights: the column that says where
    it applies, and those of what it computes (the due dates).
    """

    worked: RuleColumns
    applied: Kept | Term
    values: tuple[Kept | Term | None, ...]


Waiting: TypeAlias = tuple[OfRights | Pay, MissingNames, Mapping[str, Source]]
"""What acts on rights and is in doubt, what it lacks, and the columns of its row."""


@dataclass(slots=True, eq=False)
class BranchFunding:
    """What is concluded on one branch: the rights, those in doubt,
    and the rules that increase them or pay them, or may (`waiting`).
    """

    branch: Branch
    doubts: list[Doubt] = field(default_factory=list)
    rights: list[RightColumns] = field(default_factory=list)
    acting: list[ActingRule] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    worked_out: list[Doubt] = field(default_factory=list)
    """The lines of increases and of bounds that are in doubt, or in part."""

    def applied(self, acting: ActingRule) -> Truth:
        """Return where a rule applies, on the present table."""
        term = self.branch.read(acting.applied)
        return bool(term.constant) if term.constant is not None else term.expr


def slots_of(acting: ActingRule, branch: Branch) -> dict[str, Any]:
    """Return what a rule that acts on rights computes on a branch, by the slots of its form."""
    read = (None if value is None else branch.read(value) for value in acting.values)
    return dict(zip(acting.worked.rule.value_names, read, strict=True))


def beside_column(fact: str) -> str:
    """Return the column of the answer that holds a fact beside each right."""
    return f"{fact}!"


class FundingColumns:
    """What rights, limits in time and payments do alike on one sheet: they read its columns and
    add rows to `projections`.
    """

    def __init__(self, name: str, sheet: Sheet, asked: Asked) -> None:
        self.name = name
        self.sheet = sheet
        self.asked = asked
        self.projections: list[Projection] = []

    def cents(self, right: RightColumns) -> Term:
        """Return the cents of a right, read from its column."""
        return replace(
            right.amount, expr=self.sheet.table[right.column], constant=None, simple=None
        )

    def is_given(self, right: RightColumns) -> Truth:
        """Return where a right is given, on the present table."""
        term = right.worked.branch.read(right.given)
        return bool(term.constant) if term.constant is not None else term.expr

    def common(self, branch: Branch, right: RightColumns) -> dict[str, Source]:
        """Return the columns that a right and its payments share."""
        columns: dict[str, Source] = {
            "line": right.line,
            "occasion": branch.kind.name,
            "rule": right.worked.rule.address,
        }
        summed = right.base is not None  # what an increase gives in a period is one line
        start = first_of(branch.span_from, right.start) if summed else source(right.start)
        until = first_of(branch.span_until, right.end) if summed else source(right.end)
        columns |= {
            "period": source(branch.number),
            "from": start,
            "until": until,
            "amount": in_euros(right.column),
        }
        return {**columns, **right.beside}

    def beside(self, branch: Branch) -> dict[str, Source]:
        """Keep the facts to be shown beside what a branch gives, as they are on its day."""
        read = ((name, branch.view.get(name)) for name in self.asked.beside)
        return {
            beside_column(name): source(self.sheet.keep_term(value))
            for name, value in read
            if value is not None
        }

    def citation(
        self,
        right: RightColumns,
        first: tuple[Enacted, ...],
        after: Callable[[Sequence[Enacted]], list[Enacted]] | None = None,
    ) -> Computed | int:
        """Return the id of the citation, which depends on the code where what was derived does;
        `after` gives what follows its provisions.
        """
        # The code of several grounds counts through all their combinations, the last ground fastest
        # (`FundingSheet._codes`): the lists are laid out in that order, from `base` on.
        lists: list[tuple[Enacted, ...]] = [first]
        for grounds in right.grounds:
            lists = [
                (*before, *grounds.behind(code)) for before in lists for code in grounds.codes()
            ]
        lists = [tuple(dict.fromkeys(provisions)) for provisions in lists]
        base = self.asked.citations.block(
            [
                provisions
                if after is None
                else tuple(dict.fromkeys((*provisions, *after(provisions))))
                for provisions in lists
            ]
        )
        code = right.code
        return (
            Computed(
                lambda table: table[code].cast("int64") + base,
                (code,),
                tuple(range(base, base + len(lists))),
            )
            if code
            else base
        )


def span_of(branch: Branch) -> tuple[str, str, str] | None:
    """Return the columns of the period in which an occasion lies, where it may lie in one."""
    names = reads_of(branch.number, branch.span_from, branch.span_until)
    return (names[0], names[1], names[2]) if len(names) == 3 else None
