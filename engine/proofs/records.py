"""What a value or a condition gave on an occasion, operation by operation.

One walk serves all forms and operators: the record of a node has its name (`op`), what stands in it
that is no value (the name of a fact, a unit…), the records of what it works on (`of`), and what it
gives (`is`; null where it is unknown). For example, a product of two facts:

    {"op": "multiply", "of": [{"op": "fact", "name": "plot.area", "is": "12"}, …], "is": "60"}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from engine.language.arithmetic import EXACT, cents, exact
from engine.language.forms.fractions import WrittenFraction
from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Meets, Not, Quantity
from engine.language.templates import filled
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Compute, Value, View
from engine.reasoning.logic import Scope, Truth, compiled_condition
from engine.reasoning.normal_form import normal_form

Record: TypeAlias = dict[str, Any]
_GROUPS: Final[Mapping[type, str]] = {All: "all", AnyOf: "any"}


def shown(value: Any) -> Any:
    """Return a value as a proof writes it.

    A number is a text, exact and without needless zeros (`0.85`, `33/61`); a day is YYYY-MM-DD, or
    `not_yet`; a list is the number of its records.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{len(value)}]"
    return str(value) if isinstance(value, Duration) else number_shown(value)


def number_shown(value: int | Decimal | Fraction) -> str:
    """Return a number as an exact text: `60000`, `0.85`, `33/61`."""
    number = exact(Fraction(value))
    if isinstance(number, Fraction):
        return f"{number.numerator}/{number.denominator}"
    return format(number if number % 1 else number.quantize(Decimal(1), context=EXACT), "f")


def money_shown(amount: Decimal) -> str:
    """Return euros as a proof writes them, with two decimals."""
    return format(cents(amount), "f")


def without_nothing(record: Record) -> Record:
    """Return a record without the entries that hold nothing."""
    return {name: part for name, part in record.items() if part not in (None, [])}


class Records(Struct, frozen=True, eq=False):
    """Writes the records of the values and conditions of one scope; each is compiled once."""

    scope: Scope
    _values: dict[int, tuple[Value, Compute]] = field(default_factory=dict)
    _truths: dict[int, tuple[Condition, Callable[[View], Truth]]] = field(default_factory=dict)

    # --- values ---

    def value(self, node: Value, view: View) -> Record:
        """Return the record of a value."""
        gives = {"is": shown(self._computed(node)(view))}
        if isinstance(node, Literally | WrittenFraction):
            return gives
        if isinstance(node, Gathered):
            return self._gathered(node, view) | gives
        parts = [self.value(part, view) for part in node.children(self.scope)]
        chosen = {"option": self.scope.option(node.reading)} if isinstance(node, Choice) else {}
        head = {"op": node.keys[0], **_attributes(node, view), **chosen, "of": parts}
        return {**without_nothing(head), **gives}

    def _gathered(self, node: Gathered, view: View) -> Record:
        """Return the record of what is worked out over elements, with that of each of them."""
        counts, held = node.counting(self.scope), node.elements(self.scope)(view)
        of = []
        for member in held.members:
            record: Record = {"name": member.facts.name, "listed": member.listed}
            for key, part in (("where", node.where), ("holds", node.unless)):
                if part is not None:
                    record[key] = self.condition(part, member.facts)
            if node.value is not None and counts(member.facts) is not False:
                record["value"] = self.value(node.value, member.facts)
            of.append(record)
        head = {"op": node.how, "items": node.items, "element": node.element, "of": of}
        return without_nothing(head)

    def _computed(self, node: Value) -> Compute:
        # kept with its node: the identity of one that is gone may be that of another
        if id(node) not in self._values:
            self._values[id(node)] = node, node.compiled(self.scope)
        return self._values[id(node)][1]

    # --- conditions ---

    def truth(self, node: Condition, view: View) -> Truth:
        """Return the truth of a condition."""
        if id(node) not in self._truths:
            compiled = compiled_condition(normal_form(node, self.scope), self.scope)
            self._truths[id(node)] = node, compiled
        return self._truths[id(node)][1](view)

    def condition(self, node: Condition, view: View) -> Record:
        """Return the record of a condition, with each of its comparisons."""
        gives = {"is": self.truth(node, view)}
        match node:
            case All(parts) | AnyOf(parts):
                of = [self.condition(part, view) for part in parts]
                return {"op": _GROUPS[type(node)], "of": of, **gives}
            case Not(part):
                return {"op": "not", "of": [self.condition(part, view)], **gives}
            case Compare(fact, operator, operands):
                of = [self.value(operand, view) for operand in operands]
                read = shown(view.get(fact))
                return {"op": operator, "fact": fact, "read": read, "of": of, **gives}
            case Quantity(value, operator, operands):
                of = [self.value(part, view) for part in (value, *operands)]
                return {"op": operator, "of": of, **gives}
            case Known(fact, expected):
                return {"op": "known", "fact": fact, "expected": expected, **gives}
            case Meets(benefit):
                return {
                    "op": "benefit",
                    "benefit": benefit,
                    "of": self._required(node, view),
                } | gives
            case Choice(reading, options):
                option = self.scope.option(reading)
                of = [self.condition(options[option], view)]
                return {"op": "reading", "reading": reading, "option": option, "of": of, **gives}
        raise TypeError(node)

    def _required(self, node: Meets, view: View) -> list[Record]:
        """Return whether each requirement of a benefit is met; the steps say why."""
        return [
            {"rule": enacted.provision.address, "is": self.truth(when, view)}
            for enacted, when in self.scope.requirements(node.benefit)
        ]


def _attributes(node: Value, view: View) -> Record:
    """Return what stands in a node beside the values on which it works."""
    attributes = {}
    for name in node.__struct_fields__:
        part = getattr(node, name)
        if isinstance(part, str):
            attributes[name] = filled(part, view)
        elif isinstance(part, int | Decimal | Duration) and part is not False:
            attributes[name] = shown(part)
    return attributes
