"""Values, conditions and conclusions: from the plain data
of a file to the nodes of `engine.language.model`.

A fault is noted where it stands and reading goes on, so that one pass shows them all; the caller
drops what a fault touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.bands import Band
from engine.language.forms import BY_KEY, begun_by
from engine.language.forms.fractions import WrittenFraction
from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.forms.readings import Choice
from engine.language.nodes import (
    EMPTY,
    Advise,
    All,
    AnyOf,
    Cap,
    Compare,
    Conclusion,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Floor,
    Increase,
    Known,
    Meets,
    Not,
    Oblige,
    Pay,
    PaymentPart,
    Quantity,
    Require,
)
from engine.language.operators import OPERATORS, WRITTEN
from engine.language.temporal import NOT_YET, Duration, parse_date, parse_duration
from engine.language.values import Scalar, Value
from engine.source.document import Pointer
from engine.source.shapes import (
    Shapes,
    fraction_of,
    near,
    near_operator,
    needed,
    ratio_of,
    shown,
    type_name,
)

_DATED: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_NOTHING: Final = Literally("")
_REPLACED: Final = {"rounded_to": sentence("write `{form}`.", form="{round: VALUE, to: UNIT}")}
"""What is written now instead of a key of before."""
DEADLINES: Final = ("deadline", "event", "anniversary", "review", "term")
DUTIES: Final = ("content", "commitment", "indicator", "plan", "commission", "accompaniment")
FORCES: Final = ("required", "recommended")
TRAITS: Final = {"level": ("national", "local"), "direction": ("increasing", "decreasing")}


class Expressions(Shapes):
    """Reads the values, conditions and conclusions of one file.

    `singulars` says what one element of each collection is called. What is worked out over elements
    stands in rules alone (`of_rules`); `of_cases` is false where no value may read a case anyway.
    """

    singulars: Mapping[str, str] = EMPTY
    of_rules: ClassVar[bool] = True
    of_cases: ClassVar[bool] = True
    instead_of_elements: ClassVar[Sentence] = sentence(
        "derive a fact by a rule, and name that fact here."
    )

    def element_name(self, items: str) -> str:
        """Return what stands for one element of a collection, or for one record of a list."""
        return self.singulars.get(items, items)

    # --- values ---

    def scalar(self, node: Any, at: Pointer) -> Scalar:
        """Return a value that is written out: `75 %` is a ratio,
        an ISO date a date, `not_yet` an act that has not happened.
        """
        if isinstance(node, str):
            if node[:1].isdigit() or node[:1] == "-":
                return self._measured(node, at)
            if node[:1] == "P" and (duration := self._duration(node, at)) is not None:
                return duration
            return NOT_YET if node == "not_yet" else node
        if isinstance(node, bool | int | Decimal):
            return node
        hint = sentence("write a word, a number, a date, or a value such as `{fact: name}`.")
        self.note("ACC103", at, needed(sentence("a value"), type_name(node)), hint)
        return ""

    def _duration(self, node: str, at: Pointer) -> Duration | None:
        """Return a duration that is written out, `P2M`; None for a word that begins alike."""
        try:
            duration = parse_duration(node).plain()
        except ValueError:
            return None
        if duration.hours:
            message = sentence(
                "{given} has hours: a duration has years, months or days", given=shown(node)
            )
            self.note("ACC242", at, message, sentence("write P1D for a day."))
        return duration

    def _measured(self, node: str, at: Pointer) -> Scalar:
        if _DATED.match(node):
            try:
                return parse_date(node)
            except ValueError:
                from engine.source.days import not_a_day  # a fault alone needs it

                hint = sentence("write year-month-day, as in 2022-03-31.")
                self.note("ACC107", at, *not_a_day(node, hint))
        ratio = ratio_of(node)
        return node if ratio is None else ratio

    def value(self, node: Any, at: Pointer) -> Value:
        """Return the value at a place."""
        if isinstance(node, str) and (fraction := fraction_of(node)) is not None:
            return self._fraction(*fraction, at)
        if not isinstance(node, dict):
            return Literally(self.scalar(node, at))
        name = begun_by(node)
        if name is not None:
            value = BY_KEY[name].read(self, name, node, at)
            if isinstance(value, Gathered) and self.of_cases:
                self._note_outside_rules(name, at)
            return value
        first = next((name for name in node if name in _REPLACED), next(iter(node), ""))
        self.note(
            "ACC109",
            at,
            sentence("{key} does not begin a value", key=shown(first)),
            _REPLACED.get(first) or near(first, BY_KEY),
        )
        return _NOTHING

    def _fraction(self, part: int, whole: int, at: Pointer) -> Value:
        if whole:
            return WrittenFraction(part, whole)
        hint = sentence("write a divisor that is not zero.")
        self.note("ACC241", at, sentence("`{part}/0` has no value", part=part), hint)
        return Literally(0)

    def value_at(self, parts: Mapping[str, Any], at: Pointer, name: str) -> Value:
        """Return the value under `name` of the mapping at `at`;
        nothing when it is missing, which is noted elsewhere.
        """
        return self.value(parts[name], (*at, name)) if name in parts else _NOTHING

    def fact(self, node: Any, at: Pointer) -> str:
        """Return the name in `{fact: name}`."""
        return self.text(self.entries(node, at, ("fact",)).get("fact", ""), (*at, "fact"))

    def choice(self, node: Any, at: Pointer, read: Callable[[Any, Pointer], Any]) -> Choice[Any]:
        """Return what a reading decides, each alternative read by `read`."""
        parts = self.entries(node, at, ("reading", "options"))
        where = (*at, "options")
        options = self.mapping(parts.get("options", {}), where)
        decided = {name: read(option, (*where, name)) for name, option in options.items()}
        return Choice(self.text_at(parts, at, "reading"), decided)

    def one_of(self, given: str, valid: Iterable[str], at: Pointer) -> str:
        """Return `given` when it is one of the valid words; a finding otherwise."""
        choices = tuple(valid)
        if given and given not in choices:
            message = sentence(
                "{given} is not one of the words that can stand here", given=shown(given)
            )
            self.note("ACC104", at, message, near(given, choices))
        return given

    def brackets(self, node: Any, at: Pointer) -> tuple[Band, ...]:
        """Return bands: a limit, whether it is included, and what the band gives."""
        brackets: list[Band] = []
        for rank, each in enumerate(self.items(node, at)):
            where = (*at, rank)
            parts = self.entries(each, where, ("is",), ("below", "up_to"))
            name = next((name for name in ("below", "up_to") if name in parts), "")
            if "below" in parts and "up_to" in parts:
                message = sentence("`below` and `up_to` in one bracket")
                self.note(
                    "ACC101", (*where, "up_to"), message, sentence("keep one of the two."), key=True
                )
            limit = self.number(parts[name], (*where, name)) if name else None
            brackets.append(
                (limit, name == "up_to", self.scalar(parts.get("is", ""), (*where, "is")))
            )
        return tuple(brackets)

    # --- conditions ---

    def condition(self, node: Any, at: Pointer) -> Condition:
        """Return the condition at a place."""
        if not self.mapping(node, at):
            if isinstance(node, dict):
                hint = sentence("write `all:`, `any:`, `not:`, or `fact: {operator: value}`.")
                self.note("ACC109", at, sentence("an empty condition"), hint)
            return All(())
        if "reading" in node and "options" in node:
            return self.choice(node, at, self.condition)
        if _is_over_elements(node):
            return self._over_elements(node, at)
        parts = [self._one_condition(name, operand, (*at, name)) for name, operand in node.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one_condition(self, name: str, operand: Any, at: Pointer) -> Condition:
        if name in ("all", "any"):
            parts = tuple(
                self.condition(part, (*at, rank))
                for rank, part in enumerate(self.items(operand, at))
            )
            if not parts and isinstance(operand, list):
                hint = sentence("write a condition in it, or remove it.")
                self.note(
                    "ACC110",
                    at,
                    sentence("{key} needs at least one condition", key=shown(name)),
                    hint,
                )
            return All(parts) if name == "all" else AnyOf(parts)
        if name == "not":
            return Not(self.condition(operand, at))
        if name == "benefit":
            return Meets(self.text(operand, at))
        if not isinstance(operand, dict) or not operand:
            message = sentence("the condition on {fact} has no operator", fact=shown(name))
            known = ", ".join(f"`{operator}`" for operator in (*WRITTEN, "known"))
            self.note(
                "ACC109",
                at,
                message,
                sentence("write `{fact}: {is: …}`; operators: {known}.", fact=name, known=known),
            )
            return All(())
        parts = tuple(
            self._comparison(name, operator, value, (*at, operator))
            for operator, value in operand.items()
        )
        return parts[0] if len(parts) == 1 else All(parts)

    def _comparison(self, fact: str, operator: str, operand: Any, at: Pointer) -> Condition:
        if operator == "known":
            return Known(fact, self.flag(operand, at))
        if operator not in WRITTEN:
            message = sentence("{operator} is not an operator", operator=shown(operator))
            self.note("ACC109", at, message, near_operator(operator, (*WRITTEN, "known")), key=True)
            return All(())
        if OPERATORS[operator].single:
            return Compare(
                fact,
                operator,
                tuple(
                    self.value(part, (*at, rank))
                    for rank, part in enumerate(self.items(operand, at))
                ),
            )
        return Compare(fact, operator, (self.value(operand, at),))

    # --- conditions over elements ---

    def _over_elements(self, node: Mapping[str, Any], at: Pointer) -> Condition:
        """Return what is asked of the elements of a collection: of one of them, of each of them, of
        their number, or of what is worked out over them.
        """
        if "any" in node or "every" in node or not self.of_cases:
            self._note_outside_rules(next(iter(node)), at)
        if "any" in node:
            parts = self.entries(node, at, ("any",), ("where",))
            count = Gathered.over(self, parts, at, "any")
            return Quantity(count, "at_least", (Literally(1),))
        if "every" in node:
            parts = self.entries(node, at, ("every", "holds"), ("where",))
            count = Gathered.over(self, parts, at, "every")
            return Quantity(count, "at_most", (Literally(0),))
        written = {name: part for name, part in node.items() if name not in (*WRITTEN, "known")}
        value = self.value(written, at)
        asked = {name: operand for name, operand in node.items() if name in WRITTEN}
        if not asked:
            hint = sentence("add what it must be, as in `at_least: 2`.")
            self.note("ACC109", at, sentence("a value over elements without an operator"), hint)
        parts_ = [self._asked_of(value, name, part, (*at, name)) for name, part in asked.items()]
        return parts_[0] if len(parts_) == 1 else All(tuple(parts_))

    def _note_outside_rules(self, key: str, at: Pointer) -> None:
        """Note what is worked out over elements where no rule stands."""
        if not self.of_rules:
            message = sentence(
                "{key}, which is worked out over elements, stands in a rule alone", key=shown(key)
            )
            self.note("ACC238", at, message, self.instead_of_elements)

    def _asked_of(self, value: Value, operator: str, operand: Any, at: Pointer) -> Condition:
        """Return a comparison of what is worked out over elements."""
        single = OPERATORS[operator].single
        if not single:
            return Quantity(value, operator, (self.value(operand, at),))
        operands = [
            self.value(part, (*at, rank)) for rank, part in enumerate(self.items(operand, at))
        ]
        return AnyOf(tuple(Quantity(value, single, (part,)) for part in operands))

    # --- conclusions ---

    def conclusion(self, node: Any, at: Pointer) -> Conclusion | None:
        """Return the conclusion at a place, None (and a finding) when there is not exactly one."""
        written = self.mapping(node, at)
        names = [name for name in written if name in self._CONCLUSIONS]
        if len(written) != 1 or not names:
            first = next((name for name in written if name not in self._CONCLUSIONS), "")
            hint = (
                near(first, self._CONCLUSIONS)
                if first
                else sentence("split it: one provision concludes one thing.")
            )
            if isinstance(node, dict):
                self.note("ACC109", at, sentence("exactly one conclusion is needed"), hint)
            return None
        name = names[0]
        return self._CONCLUSIONS[name](self, written[name], (*at, name))

    def _derive(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("fact", "value"))
        return Derive(self.text_at(parts, at, "fact"), self.value_at(parts, at, "value"))

    def _require(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("benefit", "requirement"))
        return Require(*(self.text_at(parts, at, name) for name in ("benefit", "requirement")))

    def _entitle(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("line", "amount"), ("once_in", "from", "until"))
        once_in = self._limit(parts["once_in"], (*at, "once_in")) if "once_in" in parts else None
        start, end = (
            self.value(parts[name], (*at, name)) if name in parts else None
            for name in ("from", "until")
        )
        if isinstance(once_in, Literally) and once_in.value not in ("calendar_year", "period"):
            self.duration(parts["once_in"], (*at, "once_in"))
        return Entitle(
            self.text_at(parts, at, "line"), self.value_at(parts, at, "amount"), once_in, start, end
        )

    def _limit(self, node: Any, at: Pointer) -> Value:
        """Return how often a right may be given: a word, `P12M`, or what a reading decides."""
        if isinstance(node, dict) and "reading" in node:
            return self.choice(node, at, self._limit)
        return Literally(node) if isinstance(node, str) else self.value(node, at)

    def _pay(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("lines", "parts"))
        where = (*at, "parts")
        shares = tuple(
            self._part(part, (*where, rank))
            for rank, part in enumerate(self.items(parts.get("parts", []), where))
        )
        if sum(part.is_rest for part in shares) > 1:
            hint = sentence("only the last part, the rest, goes without a share.")
            self.note("ACC110", where, sentence("two parts without a share"), hint)
        return Pay(self.texts(parts.get("lines", []), (*at, "lines")), shares)

    def _part(self, node: Any, at: Pointer) -> PaymentPart:
        parts = self.entries(node, at, ("part", "due"), ("share", "times", "amount"))
        share = self._ratio(parts["share"], (*at, "share")) if "share" in parts else None
        times, amount = (
            self.value(parts[name], (*at, name)) if name in parts else None
            for name in ("times", "amount")
        )
        if amount is not None and share is not None:
            hint = sentence("a part is a share of the right, or an amount of its own: keep one.")
            message = sentence("`amount` beside `share`")
            self.note("ACC110", (*at, "amount"), message, hint, key=True)
        if times is not None and share is None:
            hint = sentence("give the share that it multiplies.")
            self.note("ACC110", (*at, "times"), sentence("`times` without `share`"), hint, key=True)
        return PaymentPart(
            self.text_at(parts, at, "part"), share, self.value_at(parts, at, "due"), times, amount
        )

    def _ratio(self, node: Any, at: Pointer) -> Decimal | Value:
        """Return a ratio that is written out, or the value that gives it."""
        written = isinstance(node, dict) or (isinstance(node, str) and fraction_of(node))
        return self.value(node, at) if written else self.number(node, at)

    def _increase(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("line", "lines", "by"))
        line, lines = self._of_rights(parts, at)
        return Increase(line, lines, self._ratio(parts.get("by", 0), (*at, "by")))

    def _cap(self, node: Any, at: Pointer) -> Conclusion:
        return self._bound(Cap, node, at)

    def _floor(self, node: Any, at: Pointer) -> Conclusion:
        return self._bound(Floor, node, at)

    def _bound(self, form: type[Cap | Floor], node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("line", "lines", "at"))
        line, lines = self._of_rights(parts, at)
        return form(line, lines, self.value_at(parts, at, "at"))

    def _of_rights(
        self, parts: Mapping[str, Any], at: Pointer
    ) -> tuple[str, Choice[tuple[str, ...]] | tuple[str, ...]]:
        """Return the line of a conclusion on other rights, and the lines of these rights."""
        where, given = (*at, "lines"), parts.get("lines", [])
        lines = (
            self.choice(given, where, self.texts)
            if isinstance(given, dict)
            else self.texts(given, where)
        )
        return self.text_at(parts, at, "line"), lines

    def _deadline(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("id", "due"), ("met_by", "kind", "optional", "by"))
        kind = self.one_of(
            self.text(parts.get("kind", "deadline"), (*at, "kind")), DEADLINES, (*at, "kind")
        )
        met_by = self.value(parts["met_by"], (*at, "met_by")) if "met_by" in parts else None
        optional = "optional" in parts and self.flag(parts["optional"], (*at, "optional"))
        by = self.text(parts["by"], (*at, "by")) if "by" in parts else ""
        return Deadline(
            self.text_at(parts, at, "id"),
            self.value_at(parts, at, "due"),
            met_by,
            kind,
            optional,
            by,
        )

    def _oblige(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(
            node,
            at,
            ("duty", "category", "by"),
            ("subject", "from", "until", "entry", "force", *TRAITS),
        )
        duty, category, subject, by, entry = (
            self.text_at(parts, at, name) for name in ("duty", "category", "subject", "by", "entry")
        )
        start, end = (
            self.value(parts[name], (*at, name)) if name in parts else None
            for name in ("from", "until")
        )
        self.one_of(category, DUTIES, (*at, "category"))
        traits = {
            name: self.one_of(self.text(parts[name], (*at, name)), words, (*at, name))
            for name, words in TRAITS.items()
            if name in parts
        }
        force = (
            self.one_of(self.text_at(parts, at, "force"), FORCES, (*at, "force"))
            if "force" in parts
            else "required"
        )
        return Oblige(duty, category, subject, by, traits, start, end, entry, force)

    def _advise(self, node: Any, at: Pointer) -> Conclusion:
        parts = self.entries(node, at, ("step", "order"), ("helped_by", "done_when"))
        order = self.number(parts.get("order", 0), (*at, "order"))
        done_when = (
            self.condition(parts["done_when"], (*at, "done_when")) if "done_when" in parts else None
        )
        return Advise(
            self.text_at(parts, at, "step"),
            int(order),
            self.texts(parts.get("helped_by", []), (*at, "helped_by")),
            done_when,
        )

    _CONCLUSIONS: ClassVar[Mapping[str, Callable[[Expressions, Any, Pointer], Conclusion]]] = {
        "derive": _derive,
        "require": _require,
        "entitle": _entitle,
        "pay": _pay,
        "increase": _increase,
        "cap": _cap,
        "floor": _floor,
        "deadline": _deadline,
        "oblige": _oblige,
        "advise": _advise,
    }


def _is_over_elements(node: Mapping[str, Any]) -> bool:
    """Whether a condition asks something of the elements of a collection, which it names."""
    return (
        "over" in node
        or isinstance(node.get("any"), str)
        or isinstance(node.get("every"), str)
        or isinstance(node.get("count"), str)
    )
