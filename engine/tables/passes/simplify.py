"""The pass `simplify`: Boolean algebra on what a column computes, so that no row is asked what is
known beforehand.

What comes in is the expression of one column and what the columns below it were made of; what goes
out is an expression that is worth the same on every row. A condition is a boolean whose null is the
unknown: the laws used here hold in three-valued logic, or are used only on what is never null.

    given and (given or asked)      becomes   given
    a and not (a and b)             becomes   a and not b
    (amount if given) is known      becomes   given           when the amount itself is never null
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ibis.expr import operations as ops

from engine.language.nodes import EMPTY
from engine.tables.terms.algebra import Join, chained, complement, flattened
from engine.tables.terms.inference import STRICT, is_never_null, operands

_FALSE = ops.Literal(False, "boolean")
_TRUE = ops.Literal(True, "boolean")


# --- the pass -------------------------------------------------------------------------------------


class Simplifier:
    """Simplifies the columns of one sheet; `definitions` holds, by its name, what each column of
    the sheet was made of.

    A name means one thing through all the levels of a sheet, so that a definition holds on each of
    them.
    """

    def __init__(
        self, definitions: Mapping[str, ops.Value] = EMPTY, *, active: bool = True
    ) -> None:
        self.definitions = dict(definitions)
        self._active = active
        self._done: dict[ops.Value, ops.Value] = {}

    def simplified(self, node: ops.Value) -> ops.Value:
        """Return an expression that is worth the same as another on every row, and asks no more of
        it.
        """
        return self._simplified(node) if self._active else node

    def is_contradiction(self, node: ops.Value) -> bool:
        """Return whether a condition can hold on no row, whether or not the pass is on."""
        return bool(self._simplified(node) == _FALSE)

    def _simplified(self, node: ops.Value) -> ops.Value:
        if isinstance(node, ops.Field | ops.Literal):
            return node
        if node not in self._done:
            self._done[node] = (
                self._joined(node) if isinstance(node, ops.And | ops.Or) else self._rewritten(node)
            )
        return self._done[node]

    def _joined(self, node: ops.And | ops.Or) -> ops.Value:
        """Simplify a conjunction or a disjunction: each part by itself, then what the parts say of
        one another.
        """
        kind: Join = ops.And if isinstance(node, ops.And) else ops.Or
        neutral, decisive = (_TRUE, _FALSE) if kind is ops.And else (_FALSE, _TRUE)
        parts = [self._simplified(part) for part in flattened(node, kind)]
        if decisive in parts:
            return decisive
        left = self.joined([part for part in parts if part != neutral], kind)
        if left is None:
            return decisive
        return chained(left, kind) if left else neutral

    def _rewritten(self, node: ops.Value) -> ops.Value:
        """Simplify the operands of an expression, then the expression itself."""
        given = dict(zip(node.__argnames__, node.__args__, strict=True))
        simple = {name: self._operand(part) for name, part in given.items()}
        if any(simple[name] is not given[name] for name in given):
            node = node.__recreate__(simple)
        match node:
            case ops.Not(ops.Literal(bool() as value)):
                return _FALSE if value else _TRUE
            case ops.Not(inner):
                return complement(inner)
            case ops.NotNull(inner):
                parts = self.presence(inner)
                return (
                    self.simplified(chained(parts, ops.And))
                    if parts and parts != [node]
                    else node
                    if parts
                    else _TRUE
                )
            case ops.IfElse(ops.Literal(test), chosen, other):
                return chosen if test else other
            case ops.Coalesce((ops.IfElse(yes, ops.Literal(True), ops.Literal(None)), other)):
                return self._decided(node, yes, other)
        return node

    def _operand(self, part: Any) -> Any:
        if isinstance(part, tuple):
            several = tuple(self._operand(member) for member in part)
            return (
                part if all(new is old for new, old in zip(several, part, strict=True)) else several
            )
        return self._simplified(part) if isinstance(part, ops.Value) else part

    def _decided(self, node: ops.Value, yes: ops.Value, other: ops.Value) -> ops.Value:
        """True where `yes`, else false where `no`: it is `yes` itself where one of the two always
        holds.
        """
        match other:
            case ops.IfElse(no, ops.Literal(False), ops.Literal(None)) if is_never_null(yes):
                return yes if self.joined([yes, no], ops.Or) is None else node
        return node

    # --- presence ---

    def presence(self, node: ops.Value) -> list[ops.Value]:
        """Return conditions that are never null and hold together where, and only where, a value is
        known.
        """
        if is_never_null(node):
            return []
        match node:
            case ops.Field():
                made_of = self.definitions.get(node.name)
                if made_of is not None:
                    here = [_moved(part, node.rel) for part in self.presence(made_of)]
                    if all(part is not None and _is_plain(part) for part in here):
                        return [part for part in here if part is not None]
            case ops.IfElse(condition, chosen, other):
                return self._either(condition, chosen, other)
            case _ if isinstance(node, STRICT) and not isinstance(node, ops.LogicalBinary):
                return _once_each(
                    part for operand in operands(node) for part in self.presence(operand)
                )
        return [ops.NotNull(node)]

    def _either(self, condition: ops.Value, chosen: ops.Value, other: ops.Value) -> list[ops.Value]:
        """Return where a choice between two values is known; where its condition is not, the other
        is taken.
        """
        here, there = self.presence(chosen), self.presence(other)
        if set(here) == set(there):
            return here
        if not is_never_null(condition):
            if set(here) <= set(there) <= set(self.presence(condition)):
                return there
            condition = ops.Coalesce((condition, _FALSE))
        if _is_nothing(other):
            return _once_each([condition, *here])
        if _is_nothing(chosen):
            return _once_each([complement(condition), *there])
        both = [part for part in here if part in there]
        branches = ((condition, here), (complement(condition), there))
        left = [
            chained([test, *(part for part in own if part not in both)], ops.And)
            for test, own in branches
        ]
        one_of = self.joined(left, ops.Or)
        return both if one_of is None else [*both, chained(one_of, ops.Or)]

    # --- conjunctions and disjunctions ---

    def joined(self, nodes: Iterable[ops.Value], kind: Join) -> list[ops.Value] | None:
        """Return the parts of a conjunction or a disjunction that are worth asking; None when they
        contradict each other.

        The parts that another part already implies are dropped: a conjunct of a kept conjunction,
        or a disjunction one of whose disjuncts is kept. None is false for a conjunction and true
        for a disjunction.
        """
        parts = _once_each(part for node in nodes for part in flattened(node, kind))
        dual: Join = ops.Or if kind is ops.And else ops.And
        present = set(parts)
        if any(complement(part) in present and is_never_null(part) for part in parts):
            return None
        if self._clash(parts if kind is ops.And else [complement(part) for part in parts]):
            return None
        kept: list[ops.Value] = []
        for part in parts:
            inner = flattened(part, dual)
            if len(inner) == 1:
                kept.append(part)
            elif not present.intersection(inner):  # else: a and (a or b), which is a
                left = [
                    choice
                    for choice in inner
                    if not (complement(choice) in present and is_never_null(choice))
                ]
                if not left:  # a and b and (not a or not b)
                    return None
                kept.append(part if len(left) == len(inner) else chained(left, dual))
        return self.joined(kept, kind) if set(kept) != present else kept

    def _clash(self, parts: Sequence[ops.Value]) -> bool:
        """Whether parts of a conjunction contradict each other by what their columns are made of.

        This is no matter of speed: a derivation that can never apply where a rule does is no part
        of its citations, and has no bit in the dictionary of a wide ledger.
        """
        said: set[tuple[str, bool]] = set()
        choices: list[list[tuple[str, bool] | None]] = []
        for part in parts:
            inner = part.arg if isinstance(part, ops.Not) else part
            if not isinstance(inner, ops.Field) or not is_never_null(inner):
                continue
            said.add((inner.name, inner is part))
            made_of = self.definitions.get(inner.name)
            if isinstance(made_of, ops.And | ops.Or) and is_never_null(made_of):
                own = made_of if inner is part else ops.Not(made_of)
                every = flattened(own, ops.And)
                if len(every) > 1:
                    said |= {name for operand in every if (name := _named(operand)) is not None}
                else:
                    choices.append([_named(choice) for choice in flattened(own, ops.Or)])
        denied = {(name, not positive) for name, positive in said}
        return bool(said & denied) or any(denied.issuperset(own) for own in choices)

    def unfolded(self, node: ops.Value) -> list[ops.Value]:
        """Return the parts of a conjunction, those of which its columns were made among them."""
        parts: list[ops.Value] = []
        for part in flattened(node, ops.And):
            made_of = self.definitions.get(part.name) if isinstance(part, ops.Field) else None
            own = (
                []
                if made_of is None
                else [_moved(defined, part.rel) for defined in flattened(made_of, ops.And)]
            )
            plain = [defined for defined in own if defined is not None and _is_plain(defined)]
            parts += plain if len(plain) == len(own) > 1 else [part]
        return parts


def _named(node: ops.Value) -> tuple[str, bool] | None:
    """Return the column that a condition is, and whether it is affirmed; None where it is more."""
    inner = node.arg if isinstance(node, ops.Not) else node
    return (inner.name, inner is node) if isinstance(inner, ops.Field) else None


def _once_each(parts: Iterable[ops.Value]) -> list[ops.Value]:
    return list(dict.fromkeys(parts))


def _is_nothing(node: ops.Value) -> bool:
    return isinstance(node, ops.Literal) and node.value is None


def _is_plain(node: ops.Value) -> bool:
    """Whether a condition costs no more to ask again than to read from a column."""
    match node:
        case ops.Field():
            return True
        case ops.Not(inner):
            return _is_plain(inner)
        case ops.NotNull(ops.Field()):
            return True
        case ops.And(left, right):
            return _is_plain(left) and _is_plain(right)
    return False


def _moved(node: ops.Value, table: ops.Relation) -> ops.Value | None:
    """Return a plain condition read from a later table, None when a column is not there
    any more.
    """
    match node:
        case ops.Field(_, name):
            return ops.Field(table, name) if name in table.schema else None
        case ops.Not(inner) | ops.NotNull(inner):
            moved = _moved(inner, table)
            return None if moved is None else type(node)(moved)
        case ops.And(left, right):
            both = _moved(left, table), _moved(right, table)
            return None if both[0] is None or both[1] is None else ops.And(*both)
    return None
