"""Checks kinds of values: a date where a date is needed, a number where a number is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.checks.kinds_of_values import KnownTypes, alternatives
from engine.checks.remedies import for_operator, for_text
from engine.diagnostics.bilingual import Sentence, any_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted, nearest
from engine.language import arithmetic
from engine.language.forms.constants import days_in_disorder, not_in_order, outcomes
from engine.language.forms.facts import Fact
from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.kinds import DATE, DURATION, KINDS, NUMBER, TEXT, TRUTH, TYPES, kind_of
from engine.language.model import Corpus, Rule, Word
from engine.language.nodes import (
    Advise,
    Bound,
    Compare,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Oblige,
    OfRights,
    Pay,
    PaymentPart,
    Quantity,
)
from engine.language.operators import OPERATORS
from engine.language.templates import placeholders
from engine.language.temporal import Duration, parse_duration
from engine.language.tree import conclusion_names, facts_read, roots_of, walk, walk_within
from engine.language.values import Fault, Need, Value
from engine.words.labels import ENGINE_FACTS, word_of

if TYPE_CHECKING:
    from engine.language.asked import Types

_CIVIL_YEAR = Literally("calendar_year")
_ONCE_IN = (_CIVIL_YEAR, Literally("period"))
_COMPARED = {
    DATE: sentence("dates"),
    NUMBER: sentence("numbers"),
    TRUTH: sentence("yes and no"),
    TEXT: sentence("words"),
    DURATION: sentence("durations"),
}
_VALUE = sentence("a value")
_OTHER_FACT = sentence("compare it with a fact of the same type, or with a value.")


def kinds(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each value of a wrong kind, and for each figure out of its bounds."""
    checking = Misfits(corpus)
    for provision in checking.types.provisions:
        if provision.rule:
            yield from checking.rule(provision.rule, provision.location)
        for remark in provision.notes:
            for node in walk(remark.when) if remark.when is not None else ():
                if isinstance(node, Compare):
                    yield from checking.compared(node, provision.location)
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            yield from checking.needed(value, DATE, kind.location)
    for period in corpus.periods.values():
        for value in (period.start, period.end):
            yield from checking.needed(value, DATE, period.location)
    for text in corpus.texts.values():
        for value in text.entry_into_force.values():
            yield from checking.needed(value, DATE, text.location)


class Misfits:
    """Compares each value with the kind that its place needs."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.types = KnownTypes(corpus)

    def _word(self, name: str) -> Word | None:
        return word_of(name, self.corpus.vocabulary)

    # --- values ---

    def needed(
        self, value: Value | None, kind: str, place: Location, where: str = ""
    ) -> Iterator[Diagnostic]:
        """Yield a finding for each alternative of a value that is not of the kind that is needed.

        Parts that are wrong in themselves are found too. `where` names the place, as a key of the
        file.
        """
        if value is None:
            return
        found = [*self._alone(value, kind, place, where)]
        parts = [*walk_within(value)]
        for part in parts:
            if isinstance(part, Compare):
                found += self.compared(part, place)
            elif isinstance(part, Quantity):
                found += self._quantity(part, place)
            elif isinstance(part, Value):
                found += self._inside(part, place)
        yield from found
        for part in parts if not found else ():
            for fault in part.failures(self.types) if isinstance(part, Value) else ():
                yield _diagnostic(fault, place)

    def _alone(
        self, value: Value, kind: str, place: Location, where: str | Sentence
    ) -> Iterator[Diagnostic]:
        """What `needed` says of the value itself: its parts are walked by the caller."""
        for alternative in alternatives(value):
            word = alternative.token()
            for given in sorted(alternative.kinds(self.types) - {kind}):
                known = {
                    "needed": self.types.kind_named(kind),
                    "value": f"`{word}`" if word else _VALUE,
                    "given": self.types.kind_named(given),
                }
                if where:
                    message = sentence(
                        "{where}: {needed} is needed, and {value} is {given}.", where=where, **known
                    )
                else:
                    message = sentence("{needed} is needed, and {value} is {given}.", **known)
                yield Diagnostic(
                    "ACC209",
                    message,
                    place,
                    self._remedy(alternative, kind) or self.types.remedy(kind),
                    word=word,
                )

    def _remedy(self, value: Value, kind: str) -> Sentence | None:
        """Return what to write instead of a text where another kind is needed, None if unknown."""
        return (
            for_text(str(value.value), kind, self.corpus)
            if isinstance(value, Literally) and isinstance(value.value, str | Duration)
            else None
        )

    def _types_hint(self, word: Word) -> Sentence:
        if word.values:
            return sentence("valid values: {values}.", values=backquoted(word.values))
        if word.type == "date":
            return sentence("write a date as `{date}`.", date='"2022-09-30"')
        if word.type == "duration":
            return self.types.remedy(DURATION)
        return self.types.remedy(TRUTH) if word.type == "boolean" else sentence("write a number.")

    def _inside(self, value: Value, place: Location) -> Iterator[Diagnostic]:
        for fault in value.faults(self.types):
            if isinstance(fault, Need):
                yield from self._alone(fault.part, fault.kind, place, fault.where)
            else:
                yield _diagnostic(fault, place)
        for template in value.templates():
            yield from self._named(template, place)

    def _named(self, template: str, place: Location) -> Iterator[Diagnostic]:
        """Yield a finding for each hole of a template that a number with decimals would fill.

        1.50 and 1.5 are one number, and would be two names.
        """
        for name in placeholders(template):
            word = self._word(name)
            if word is not None and not TYPES[word.type].names:
                message = sentence(
                    "`{fact}` (`{type}`) cannot stand in the name `{name}`.",
                    fact=name,
                    type=word.type,
                    name=template,
                )
                yield Diagnostic(
                    "ACC209",
                    message,
                    place,
                    sentence("name rows and lines with words, whole numbers or dates."),
                    word=template,
                )

    # --- rules ---

    def rule(self, rule: Rule, place: Location) -> Iterator[Diagnostic]:
        """Yield the findings of one rule: its conclusion, its conditions, the elements it reads."""
        then = rule.then
        yield from self._concluded(rule, place)
        for template in conclusion_names(then):
            yield from self._named(template, place)
        for root in (rule.when, then.done_when if isinstance(then, Advise) else None):
            for node in walk(root) if root else ():
                if isinstance(node, Compare):
                    yield from self.compared(node, place)
                elif isinstance(node, Quantity):
                    yield from self._quantity(node, place)
        yield from self._elements(rule, place)

    def _concluded(self, rule: Rule, place: Location) -> Iterator[Diagnostic]:
        then = rule.then
        match then:
            case Derive(fact, value):
                yield from self._derived(fact, value, place)
            case Entitle():
                yield from self.needed(then.amount, NUMBER, place, "`amount`")
                yield from self.needed(then.start, DATE, place, "`from`")
                for end in alternatives(then.end) if then.end is not None else ():
                    yield from (
                        () if end == _CIVIL_YEAR else self.needed(end, DATE, place, "`until`")
                    )
                yield from _entitled(then, self.types, place)
                yield from _lasting("entitle", then.start, then.end, place)
            case Pay(_, parts):
                for part in parts:
                    yield from self._part(part, place)
                yield from _shares(then, self.types, place, of_periods=self._of_periods(rule))
            case Deadline():
                yield from self.needed(then.due, DATE, place, "`due`")
                yield from self.needed(then.met_by, DATE, place, "`met_by`")
            case Oblige():
                yield from self.needed(then.start, DATE, place, "`from`")
                yield from self.needed(then.end, DATE, place, "`until`")
                yield from _lasting("oblige", then.start, then.end, place)
            case OfRights():
                yield from self._of_rights(then, place)

    def _of_rights(self, then: OfRights, place: Location) -> Iterator[Diagnostic]:
        match then:
            case Bound(at=at):
                yield from self.needed(at, NUMBER, place, "`at`")
                yield from _bounded(at, self.types, place)
            case Increase(by=by):
                written = (by,) if isinstance(by, Decimal) else (*_numbers(by, self.types),)
                if isinstance(by, Value):
                    yield from self.needed(by, NUMBER, place, "`by`")
                yield from (_not_an_increase(by, place) for by in written if not 0 < by <= 1)

    def _part(self, part: PaymentPart, place: Location) -> Iterator[Diagnostic]:
        yield from self.needed(part.due, DATE, place, "`due`")
        yield from self.needed(part.times, NUMBER, place, "`times`")
        yield from self.needed(part.amount, NUMBER, place, "`amount`")
        if isinstance(part.share, Value):
            yield from self.needed(part.share, NUMBER, place, "`share`")

    def _of_periods(self, rule: Rule) -> bool:
        """Whether a rule works only on occasions that each belong to a period."""
        return all(
            name in self.corpus.occasions and self.corpus.occasions[name].each_period
            for name in rule.on
        )

    def _derived(self, fact: str, value: Value, place: Location) -> Iterator[Diagnostic]:
        word = self._word(fact)
        if word is None:
            return
        if not word.derived:
            message = sentence(
                "`{fact}` is given by a case, and a rule cannot derive it.", fact=fact
            )
            hint = sentence("say `derived: true` in the vocabulary, or derive another fact.")
            yield Diagnostic("ACC209", message, place, hint, word=fact)
        kind = KINDS[word.type]
        yield from self.needed(value, kind, place, f"`{fact}`")
        for alternative in alternatives(value):
            for name in (
                sorted(alternative.words(self.types) - set(word.values)) if word.values else ()
            ):
                message = sentence(
                    "`{word}` is not one of the words of `{fact}`.", word=name, fact=fact
                )
                yield Diagnostic("ACC209", message, place, nearest(name, word.values), word=name)
            if (
                word.type == "integer"
                and alternative.kinds(self.types) == {NUMBER}
                and not alternative.is_whole(self.types)
            ):
                message = sentence(
                    "`{fact}` is a whole number, and the value that it is given may not be one.",
                    fact=fact,
                )
                hint = sentence(
                    "give the fact the type decimal, ratio or money, "
                    "or derive it from whole numbers."
                )
                yield Diagnostic("ACC228", message, place, hint, word=fact)

    def compared(self, node: Compare, place: Location) -> Iterator[Diagnostic]:
        """Yield the findings of a comparison.

        Both sides must be of one kind, and the operator must compare that kind.
        """
        word = self._word(node.fact)
        if word is None:
            return
        kind, known = KINDS[word.type], {"fact": node.fact, "type": word.type}
        ordered = OPERATORS[node.operator].compares or kind
        if ordered != kind:
            yield Diagnostic(
                "ACC209",
                sentence(
                    "`{fact}` (`{type}`): `{operator}` compares {compared}.",
                    **known,
                    operator=node.operator,
                    compared=_COMPARED[ordered],
                ),
                place,
                for_operator(node.operator, kind),
                word=node.operator,
            )
            return
        yield from _below_a_unit(node, self.types, place)
        for operand in node.operands:
            for alternative in alternatives(operand):
                if isinstance(alternative, Literally | Fact):
                    message = self._mismatch(word, alternative, known)
                    if message:
                        hint = (
                            _OTHER_FACT
                            if isinstance(alternative, Fact)
                            else self._remedy(alternative, kind) or self._types_hint(word)
                        )
                        yield Diagnostic("ACC209", message, place, hint, word=alternative.token())
                else:
                    yield from self.needed(alternative, kind, place, f"`{node.fact}`")

    def _quantity(self, node: Quantity, place: Location) -> Iterator[Diagnostic]:
        """Yield the findings of a comparison with what is worked out over elements."""
        kind = min(node.value.kinds(self.types), default=NUMBER)
        yield from self.needed(node.value, kind, place)
        ordered = OPERATORS[node.operator].compares or kind
        if ordered != kind:
            message = sentence(
                "what is worked out over `{items}` is {kind}: `{operator}` compares {compared}.",
                items=node.value.token(),
                kind=self.types.kind_named(kind),
                operator=node.operator,
                compared=_COMPARED[ordered],
            )
            hint = for_operator(node.operator, kind)
            yield Diagnostic("ACC209", message, place, hint, word=node.operator)
            return
        for operand in node.operands:
            yield from self.needed(operand, kind, place, f"`{node.operator}`")

    def _mismatch(
        self, word: Word, operand: Literally | Fact, known: Mapping[str, str]
    ) -> Sentence | None:
        """Return why a fact cannot be compared with an operand, None if it can.

        `known` holds the name and the type of the fact, for the message.
        """
        kinds = operand.kinds(self.types)
        if isinstance(operand, Fact):
            other = self._word(operand.name)
            if other is None or (
                KINDS[word.type] in kinds and {other.type, word.type} != {"text", "enumeration"}
            ):
                return None
            return sentence(
                "`{fact}` (`{type}`) cannot be compared with `{other}` (`{other_type}`).",
                **known,
                other=operand.name,
                other_type=other.type,
            )
        fits = (
            operand.value in word.values
            if word.type == "enumeration"
            else KINDS[word.type] in kinds
        )
        return (
            None
            if fits
            else sentence(
                "`{fact}` (`{type}`) cannot be compared with `{value}`.",
                **known,
                value=operand.value,
            )
        )

    def _elements(self, rule: Rule, place: Location) -> Iterator[Diagnostic]:
        """Yield a finding for each fact of an element that is read where there is no element.

        Such a fact is known only on the occasions that occur for each element of its collection.
        """
        vocabulary = self.corpus.vocabulary
        names = {
            name for template in conclusion_names(rule.then) for name in placeholders(template)
        }
        names |= {name for root in roots_of(rule) for name in facts_read(root)}
        names = {name for name in names if name not in vocabulary.facts}
        if not names:  # as in almost all rules: nothing more is walked
            return
        collections = {
            self.corpus.occasions[name].each for name in rule.on if name in self.corpus.occasions
        }
        nodes = (node for root in roots_of(rule) for node in walk_within(root))
        names -= {node.items for node in nodes if isinstance(node, Gathered)}
        for name in sorted(names):
            holders = {
                collection.name
                for collection in vocabulary.collections.values()
                if name == collection.singular or name.startswith(f"{collection.singular}.")
            }
            if holders and collections and not collections & holders:
                message = sentence(
                    "`{fact}` is unknown on this occasion, which does not occur for each element "
                    "of {collections}.",
                    fact=name,
                    collections=backquoted(sorted(holders)),
                )
                hint = sentence("name an occasion that has `each:` this collection.")
                yield Diagnostic("ACC211", message, place, hint, word=name)


# --- figures --------------------------------------------------------------------------------------


def _diagnostic(fault: Fault, place: Location) -> Diagnostic:
    return Diagnostic(
        fault.code, fault.message, place, fault.hint, word=fault.word, under=fault.under
    )


def _below_a_unit(node: Compare, types: Types, place: Location) -> Iterator[Diagnostic]:
    """Yield a finding for each number, of those written, that an operator cannot count in.

    Nothing but 0 is a multiple of 0, and the multiples of -5 are those of 5.
    """
    operator = OPERATORS[node.operator]
    if not operator.above_zero:
        return
    for operand in (each for given in node.operands for each in alternatives(given)):
        for number in _numbers(operand, types):
            if number > 0:
                continue
            message = sentence(
                "`{operator}` is {number}: a number above zero is needed.",
                operator=node.operator,
                number=number,
            )
            examples = any_of(f"`{example}`" for example in operator.examples)
            hint = sentence("write {examples}.", examples=examples)
            yield Diagnostic("ACC220", message, place, hint, word=node.operator)


def _numbers(value: Value, types: Types) -> Iterator[Any]:
    """Yield the numbers that a value comes to by what is written, under each of its readings."""
    needs = (need for part in value.walk() for need in part.faults(types))
    if all(need.part.kinds(types) <= {need.kind} for need in needs if isinstance(need, Need)):
        yield from (number for (number,) in outcomes(value) if kind_of(number) == NUMBER)


def _lasting(
    key: str, start: Value | None, end: Value | None, place: Location
) -> Iterator[Diagnostic]:
    """Yield a finding where two days are written, and the second is not after the first."""
    days = None if start is None or end is None else days_in_disorder(start, end)
    if days:
        yield _diagnostic(not_in_order(key, "from", days[0], "until", days[1]), place)


def _not_an_increase(by: Any, place: Location) -> Diagnostic:
    return Diagnostic(
        "ACC220",
        sentence("`by` is {share}: an increase is above 0 and at most 100 %.", share=by),
        place,
        sentence("write `10 %` (or `0.1`), at most `100 %`."),
        word="by",
        under=("then",),
    )


def _bounded(at: Value, types: Types, place: Location) -> Iterator[Diagnostic]:
    """Yield a finding where a cap or a floor is below zero."""
    for bound in alternatives(at):
        for number in _numbers(bound, types):
            if number < 0:
                word = bound.token()
                message = sentence("the bound {number} is below zero.", number=number)
                if word != str(number):
                    message = sentence(
                        "`{word}` gives {number}: the bound is below zero.",
                        word=word,
                        number=number,
                    )
                hint = sentence("write an amount in euros, 0 or more.")
                yield Diagnostic("ACC264", message, place, hint, word=word, under=("at",))


def _entitled(then: Entitle, types: Types, place: Location) -> Iterator[Diagnostic]:
    for amount in alternatives(then.amount):
        owed_back = any("negate" in part.keys for part in amount.walk())
        for number in () if owed_back else _numbers(amount, types):
            if number < 0:
                yield _below_zero(amount, number, place)
    for length in alternatives(then.once_in) if then.once_in is not None else ():
        if length not in _ONCE_IN and not (
            isinstance(length, Literally) and isinstance(length.value, str) and _lasts(length.value)
        ):
            yield Diagnostic(
                "ACC220",
                sentence("`once_in` is no length of time."),
                place,
                sentence("write `P12M`, `P1D` or more, `calendar_year` or `period`."),
                word="once_in",
            )


def _below_zero(amount: Value, number: Any, place: Location) -> Diagnostic:
    word = amount.token()
    message = sentence("the amount {amount} is below zero.", amount=number)
    if word != str(number):
        message = sentence(
            "`{word}` gives {number}: the amount is below zero.", word=word, number=number
        )
    hint = sentence("write `{negated}` for a right that is owed back.", negated="{negate: …}")
    return Diagnostic("ACC220", message, place, hint, word=word, under=("amount",))


def _lasts(text: str) -> bool:
    """Whether a text is a duration of a day or more."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return False
    return bool(duration.years or duration.months or duration.days) and not duration.hours


def _shares(then: Pay, types: Types, place: Location, *, of_periods: bool) -> Iterator[Diagnostic]:
    shares = [share for part in then.parts for share in _shares_of(part, types)]
    total = arithmetic.total([0, *shares])
    fixed = [part for part in then.parts if isinstance(part.share, Decimal)]
    whole = len(fixed) == len(then.parts)
    if any(not 0 < share <= 1 for share in shares) or total > 1 or (whole and total != 1):
        given = ", ".join(str(share) for share in shares)
        yield Diagnostic(
            "ACC220",
            sentence("`parts`: the shares {shares} do not make one right.", shares=given),
            place,
            sentence("give shares up to 100 %; the part without share is the rest."),
            word="parts",
            under=("then",),
        )
    if not whole and not any(part.is_rest for part in then.parts):
        yield Diagnostic(
            "ACC263",
            sentence("`parts`: nothing says that they add up to the right."),
            place,
            sentence("leave one part without share and without amount: it is the rest."),
            word="parts",
            under=("then",),
        )
    for part in then.parts:
        yield from _factor(part, place, of_periods=of_periods)
    names = [part.name for part in then.parts]
    twice = [name for rank, name in enumerate(names) if name in names[:rank]]
    if twice:
        message = sentence("the part `{part}` is named twice.", part=twice[0])
        hint = sentence("name each part once.")
        yield Diagnostic("ACC220", message, place, hint, word=twice[0], under=("parts",))


def _shares_of(part: PaymentPart, types: Types) -> tuple[Any, ...]:
    """Return the share of a part where it is written, the most that its readings give."""
    if isinstance(part.share, Value):
        return (*sorted(_numbers(part.share, types)),)[-1:]
    return () if part.share is None else (part.share,)


def _factor(part: PaymentPart, place: Location, *, of_periods: bool) -> Iterator[Diagnostic]:
    """Yield a finding where the further factor of a share reads what a case may leave out."""
    names = () if part.times is None else facts_read(part.times)
    read = [name for name in names if not (of_periods and name in ENGINE_FACTS)]
    if read:
        message = sentence(
            "`times` of the part `{part}` reads `{fact}`, which a case may leave out.",
            part=part.name,
            fact=read[0],
        )
        hint = sentence(
            "multiply a share by a number or by what the occasion covers of its period."
        )
        yield Diagnostic("ACC220", message, place, hint, word=read[0], under=("parts",))
