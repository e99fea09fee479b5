"""Values of the right kind: dates where dates are needed, numbers where numbers are, figures within what they can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from engine.clauses import (
    Bracket,
    Cell,
    Choice,
    Combine,
    Compare,
    Deadline,
    Derive,
    EffectDate,
    Entitle,
    EventDate,
    Fact,
    FactOn,
    Increase,
    Literally,
    Pay,
    Proportion,
    Shift,
    Value,
    Weighted,
)
from engine.diagnostics import Diagnostic, Location, nearest
from engine.labels import word_of
from engine.logic import placeholders, walk
from engine.model import Corpus, Provision, Rule
from engine.program import conclusion_names, conclusion_values
from engine.temporal import parse_duration

DATE, NUMBER, TRUTH, TEXT = "a date", "a number", "true or false", "a word"
_OF_TYPE = {"date": DATE, "integer": NUMBER, "ratio": NUMBER, "money": NUMBER, "boolean": TRUTH, "text": TEXT, "enumeration": TEXT}
_SUMS = {"multiply", "add", "subtract", "negate"}
_CIVIL_YEAR = Literally("calendar_year")
_HINTS = {
    DATE: 'write a date as "2022-09-30", or shift one: {after: {fact: …}, by: P6M}.',
    NUMBER: "write a number, or what computes one.",
    TRUTH: "write true or false.",
    TEXT: "write one of the words of the vocabulary.",
}


def kinds(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each value that is not of the kind needed where it stands, and for each figure out of its bounds."""
    checking = _Kinds(corpus)
    for provision in checking.provisions:
        if provision.rule:
            yield from checking.rule(provision.rule, provision.location)
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            yield from checking.needed(value, DATE, kind.location)
    for period in corpus.periods.values():
        for value in (period.start, period.end):
            yield from checking.needed(value, DATE, period.location)
    for text in corpus.texts.values():
        for value in text.entry_into_force.values():
            yield from checking.needed(value, DATE, text.location)


class _Kinds:
    """What kind each value of a corpus is of."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        articles = [article for text in corpus.texts.values() for article in text.articles]
        self.provisions: list[Provision] = [provision for article in articles for provision in article.provisions]
        self.provisions += [one for article in articles for operation in article.operations for one in operation.provisions]
        self.classes: dict[str, list[Value]] = {}
        for provision in self.provisions:
            if provision.table:
                names = self.classes.setdefault(provision.address, [])
                names += [Literally(name) for _, _, name in provision.table.brackets]

    # --- kinds ---

    def kind(self, value: Value | None) -> str:
        """Return the kind of a value, "" when it cannot be told."""
        match value:
            case Literally(value=given):
                return _kind_of(given)
            case Fact(name) | FactOn(name, _):
                word = word_of(name, self.corpus.vocabulary)
                return _OF_TYPE.get(word.type, "") if word else ""
            case Combine("earliest" | "latest", _) | Shift() | EventDate() | EffectDate():
                return DATE
            case Combine(operation, parts):
                return NUMBER if operation in _SUMS else self._common(parts)
            case Cell() | Proportion() | Weighted():
                return NUMBER
            case Bracket(_, table):
                return self._common(self.classes.get(table, ()))
            case Choice(_, options):
                return self._common(options.values())
        return ""

    def _common(self, values: Iterable[Value]) -> str:
        found = {self.kind(value) for value in values}
        return found.pop() if len(found) == 1 else ""

    def needed(self, value: Value | None, kind: str, place: Location, what: str = "") -> Iterator[Diagnostic]:
        """Yield a finding for each alternative of a value that is not of a kind, and for each of its parts that is wrong in itself."""
        if value is None:
            return
        for one in _alternatives(value):
            given = self.kind(one)
            if given and kind and given != kind:
                shown = f"`{one.value}`" if isinstance(one, Literally) else f"`{one.name}`" if isinstance(one, Fact) else "a value"
                yield Diagnostic("ACC209", f"{what}{kind} is needed, and {shown} is {given}.", place, _HINTS[kind])
        for part in walk(value):
            yield from self._inside(part, place)

    def _inside(self, value: object, place: Location) -> Iterator[Diagnostic]:
        match value:
            case Combine(operation, parts):
                kind = NUMBER if operation in _SUMS else DATE if operation in {"earliest", "latest"} else self.kind(parts[0])
                for part in parts:
                    yield from self._alone(part, kind, place, f"`{operation}`: ")
            case Shift(start, by, _, count):
                yield from self._alone(start, DATE, place, "a date is moved: ")
                yield from () if count is None else self._alone(count, NUMBER, place, "`times`: ")
                if by.hours:
                    yield Diagnostic(
                        "ACC220", f"{by} cannot be added to a date.", place, "state hours in `values`; move dates by days or more."
                    )
            case FactOn(name, on):
                yield from self._alone(on, DATE, place, "`on`: ")
                word = word_of(name, self.corpus.vocabulary)
                if word is not None and (word.derived or not word.varies):
                    yield Diagnostic("ACC209", f"`{name}` does not vary over time: it has no value of a day.", place, "leave `on` out.")
            case Bracket(inner, _):
                yield from self._alone(inner, NUMBER, place, "`bracket`: ")
            case Weighted(items, weight, level):
                for name in (weight, level):
                    word = word_of(f"{items}.{name}", self.corpus.vocabulary)
                    if word is None or _OF_TYPE.get(word.type) != NUMBER:
                        message = f"`{name}` is not a number that each record of `{items}` has."
                        yield Diagnostic("ACC209", message, place, "name facts of the list, as in `weight: share, value: level`.")

    def _alone(self, value: Value, kind: str, place: Location, what: str) -> Iterator[Diagnostic]:
        """What `needed` says of the value itself: its parts are walked by the caller."""
        for one in _alternatives(value):
            given = self.kind(one)
            if given and kind and given != kind:
                yield Diagnostic("ACC209", f"{what}{kind} is needed, and {given} is given.", place, _HINTS[kind])

    # --- rules ---

    def rule(self, rule: Rule, place: Location) -> Iterator[Diagnostic]:
        """Yield the findings of one rule: its conclusion, its condition, the elements it reads."""
        then = rule.then
        match then:
            case Derive(fact, value):
                yield from self._derived(fact, value, place)
            case Entitle():
                yield from self.needed(then.amount, NUMBER, place, "`amount`: ")
                yield from self.needed(then.start, DATE, place, "`from`: ")
                for end in _alternatives(then.end) if then.end is not None else ():
                    yield from () if end == _CIVIL_YEAR else self.needed(end, DATE, place, "`until`: ")
                yield from _entitled(then, place)
            case Pay(_, parts):
                for part in parts:
                    yield from self.needed(part.due, DATE, place, "`due`: ")
                yield from _shares(then, place)
            case Deadline():
                yield from self.needed(then.due, DATE, place, "`due`: ")
                yield from self.needed(then.met_by, DATE, place, "`met_by`: ")
            case Increase(by=by) if not 0 < by <= 1:
                yield Diagnostic("ACC220", f"an increase by {by} of the rights themselves.", place, "write 10 % (or 0.1), at most 100 %.")
        for node in walk(rule.when) if rule.when else ():
            if isinstance(node, Compare):
                yield from self._compared(node, place)
        yield from self._elements(rule, place)

    def _derived(self, fact: str, value: Value, place: Location) -> Iterator[Diagnostic]:
        word = word_of(fact, self.corpus.vocabulary)
        if word is None:
            return
        if not word.derived:
            hint = "say `derived: true` in the vocabulary, or derive another fact."
            yield Diagnostic("ACC209", f"`{fact}` is given by a case, and a rule cannot derive it.", place, hint)
        yield from self.needed(value, _OF_TYPE.get(word.type, ""), place, f"`{fact}`: ")
        for one in _alternatives(value):
            if word.values and isinstance(one, Literally) and isinstance(one.value, str) and one.value not in word.values:
                yield Diagnostic("ACC209", f"`{fact}`: `{one.value}` is not one of its words.", place, nearest(one.value, word.values))

    def _compared(self, node: Compare, place: Location) -> Iterator[Diagnostic]:
        word = word_of(node.fact, self.corpus.vocabulary)
        for operand in node.operands:
            if word and not isinstance(operand, Literally | Fact):  # these two are compared by `references`
                yield from self.needed(operand, _OF_TYPE.get(word.type, ""), place, f"`{node.fact}`: ")

    def _elements(self, rule: Rule, place: Location) -> Iterator[Diagnostic]:
        """An element of a collection has facts on the occasions that occur for each of its elements, and on no other."""
        vocabulary = self.corpus.vocabulary
        names = {name for template in conclusion_names(rule.then) for name in placeholders(template)}
        for root in (*conclusion_values(rule.then), *([rule.when] if rule.when else [])):
            for node in walk(root):
                names |= {node.name} if isinstance(node, Fact) else {node.fact} if isinstance(node, Compare) else set()
        each = {self.corpus.occasions[name].each for name in rule.on if name in self.corpus.occasions}
        for name in sorted(names - set(vocabulary.facts)):
            holders = {one.name for one in vocabulary.collections.values() if name == one.singular or name.startswith(f"{one.singular}.")}
            if holders and each and not each & holders:
                message = f"`{name}` is unknown on this occasion, which does not occur for each of {' or '.join(sorted(holders))}."
                yield Diagnostic("ACC211", message, place, "name an occasion that has `each:` this collection.")


def _alternatives(value: Value) -> tuple[Value, ...]:
    """The value itself or, when a reading decides, what each option gives."""
    if not isinstance(value, Choice):
        return (value,)
    return tuple(one for option in value.options.values() for one in _alternatives(option))


def _kind_of(given: object) -> str:
    if isinstance(given, bool):
        return TRUTH
    return DATE if isinstance(given, date) else NUMBER if isinstance(given, int | Decimal) else TEXT


# --- figures ----------------------------------------------------------------------------------------------------------


def _entitled(then: Entitle, place: Location) -> Iterator[Diagnostic]:
    for one in _alternatives(then.amount):
        if isinstance(one, Literally) and isinstance(one.value, int | Decimal) and one.value < 0:
            yield Diagnostic("ACC220", f"an amount of {one.value}.", place, "write {negate: …} for a right that is owed back.")
    for one in _alternatives(then.once_in) if then.once_in is not None else ():
        if one != _CIVIL_YEAR and not (isinstance(one, Literally) and isinstance(one.value, str) and _lasts(one.value)):
            yield Diagnostic("ACC220", "`once_in` is no length of time.", place, "write P12M, P1D or more, or calendar_year.")


def _lasts(text: str) -> bool:
    """Whether a text is a duration of a day or more."""
    try:
        found = parse_duration(text)
    except ValueError:
        return False
    return bool(found.years or found.months or found.days) and not found.hours


def _shares(then: Pay, place: Location) -> Iterator[Diagnostic]:
    shares = [part.share for part in then.parts if part.share is not None]
    total = sum(shares, Decimal(0))
    whole = len(shares) == len(then.parts)
    if any(not 0 < share <= 1 for share in shares) or total > 1 or (whole and total != 1):
        said = ", ".join(str(share) for share in shares)
        yield Diagnostic(
            "ACC220", f"the shares {said} do not make one right.", place, "give shares up to 100 %; the part without share is the rest."
        )
    names = [part.name for part in then.parts]
    if len(set(names)) < len(names):
        yield Diagnostic("ACC220", f"the parts {', '.join(names)}: one is named twice.", place, "name each part once.")
