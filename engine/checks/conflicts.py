"""Finds rules that contradict each other, and circles of rules, in one state of the law.

The engine never chooses between two rules that conclude differently on one thing. Their conditions
must exclude each other, or one must override the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice, product

from engine.checks.circles import circle_findings, circles, shown
from engine.checks.holding import FactBounds
from engine.checks.subjects import Subjects, meet, patterns_of
from engine.diagnostics.bilingual import Sentence, Unfinished, sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms.literal import Literally
from engine.language.model import Rule
from engine.language.nodes import All, Compare, Derive
from engine.language.templates import placeholders
from engine.language.tree import conclusion_names, conclusion_values, facts_read
from engine.law.consolidation import Enacted, Law, Timeline
from engine.reasoning.logic import Scope, share_occasions

_MOST_OF_A_RULE = 20
"""A rule in conflict with more than that is at fault itself: the other pairs say no more."""


def conflicts(
    timeline: Timeline, law: Law, subjects: Subjects, changed: Collection[str] | None = None
) -> Iterator[Diagnostic]:
    """Yield a finding for each pair of rules that could conclude differently on the same thing.

    Pairs of which one overrides the other are left out. `changed` are the rules that changed since
    a state that was checked before: then only the pairs that contain one of them are compared.
    """
    scope = Scope(timeline, law, timeline.readings)
    looked_at: set[frozenset[str]] = set()
    ranks: dict[str, int] = {}
    for address in law.provisions if changed is None else changed:
        enacted = law.provision(address)
        rule = enacted.provision.rule if enacted else None
        if enacted is None or rule is None:
            continue
        against = (
            other
            for name in subjects.beside(rule)
            if name != address and (other := law.provision(name))
        )
        pairs = (
            (enacted, other, frozenset((address, other.provision.address))) for other in against
        )
        findings = (
            _finding(*_in_law(rule_at, other, law, ranks), options)
            for rule_at, other, pair in pairs
            if _first_time(pair, looked_at)
            and _meet(rule_at, other)
            and not _ordered(rule_at, other)
            if (options := compatible(rule_at, other, scope, subjects.bounds)) is not None
        )
        yield from islice(findings, _MOST_OF_A_RULE)


def _in_law(
    first: Enacted, second: Enacted, law: Law, ranks: dict[str, int]
) -> tuple[Enacted, Enacted]:
    """Return two rules in the order of a law."""
    places = _ranks(law, ranks)
    return (
        (first, second)
        if places[first.provision.address] < places[second.provision.address]
        else (second, first)
    )


def _ranks(law: Law, ranks: dict[str, int]) -> dict[str, int]:
    """Return the place of each provision in a law; worked out once, when it is first needed."""
    if not ranks:
        ranks |= {name: rank for rank, name in enumerate(law.provisions)}
    return ranks


def _first_time(pair: frozenset[str], looked_at: set[frozenset[str]]) -> bool:
    if pair in looked_at:
        return False
    looked_at.add(pair)
    return True


def _finding(first: Enacted, second: Enacted, options: Mapping[str, str]) -> Diagnostic:
    message = sentence(
        "`{first}` and `{second}` may both conclude on {subject} on one occasion.",
        first=first.provision.address,
        second=second.provision.address,
        subject=_subject(second),
    )
    if options:
        under = ", ".join(f"{reading}={option}" for reading, option in options.items())
        message = sentence(
            "{found} (under the reading `{under}`).", found=Unfinished(message), under=under
        )
    hint = sentence(
        "make their conditions exclusive, or state `overrides` on the one that prevails."
    )
    return Diagnostic(
        "ACC204", message, second.provision.location, hint, (first.provision.location,)
    )


def _rule(enacted: Enacted) -> Rule:
    assert enacted.provision.rule is not None  # only rules are compared
    return enacted.provision.rule


def _subject(enacted: Enacted) -> str:
    return " ".join(f"`{name}`" for name in patterns_of(_rule(enacted)))


def _meet(first: Enacted, second: Enacted) -> bool:
    rule, against = _rule(first), _rule(second)
    if type(rule.then) is not type(against.then) or not share_occasions(rule.on, against.on):
        return False
    return any(meet(a, b) for a, b in product(patterns_of(rule), patterns_of(against)))


def _ordered(first: Enacted, second: Enacted) -> bool:
    rule, against = _rule(first), _rule(second)
    if rule.then == against.then and (
        isinstance(rule.then, Derive) or set(rule.overrides) & set(against.overrides)
    ):
        return True  # two exceptions to one rule may conclude the same
    return (
        second.provision.address in _rule(first).overrides
        or first.provision.address in _rule(second).overrides
    )


def compatible(
    first: Enacted, second: Enacted, scope: Scope, bounds: FactBounds
) -> Mapping[str, str] | None:
    """Return options under which both conditions could hold at once, None if there are none.

    Only the constraints on each fact are compared. The answer may be "they could" for conditions
    that exclude each other in a more complicated way.
    """
    rule, against = _rule(first), _rule(second)
    on = tuple(name for name in rule.on if name in against.on) or rule.on or against.on
    both = All(tuple(when for when in (rule.when, against.when) if when is not None))
    return bounds.holding(on, both, scope, _fixed_elements(first, second))


def _fixed_elements(first: Enacted, second: Enacted) -> list[Compare]:
    """Return what is known of an element when one line is a template and the other a plain name.

    `plots.{plot}.grant` and `plots.north.grant` are one line only where `plot` is `north`.
    """
    fixed: list[Compare] = []
    for template, plain in ((first, second), (second, first)):
        names, patterns = conclusion_names(_rule(template).then), patterns_of(_rule(plain))
        if len(names) == 1 and len(patterns) == 1 and "*" not in patterns[0]:
            facts = placeholders(names[0])
            if len(facts) == 1:
                head, _, tail = names[0].partition(f"{{{facts[0]}}}")
                if patterns[0].startswith(head) and patterns[0].endswith(tail):
                    fixed.append(
                        Compare(
                            facts[0],
                            "is",
                            (Literally(patterns[0][len(head) : len(patterns[0]) - len(tail)]),),
                        )
                    )
    return fixed


def cycles(timeline: Timeline, law: Law) -> Iterator[Diagnostic]:
    """Yield a finding for each circle of overrides, and each fact that is derived from itself."""
    rules = {
        enacted.provision.address: enacted.provision
        for enacted in law.provisions.values()
        if enacted.provision.rule
    }
    overriding = {
        address: provision.rule.overrides for address, provision in rules.items() if provision.rule
    }
    places = {address: provision.location for address, provision in rules.items()}
    hint = sentence("let the special one override the general one, and not the reverse.")
    circles_found = tuple(circle_findings(overriding, places, _overriding_itself, hint))
    yield from circles_found or _derivations(timeline, law)


def _overriding_itself(name: str, circle: Sentence) -> Sentence:
    return sentence(
        "the rule `{name}` overrides itself in the end: {circle}.", name=name, circle=circle
    )


def _derivations(timeline: Timeline, law: Law) -> Iterator[Diagnostic]:
    scope = Scope(timeline, law, timeline.readings)
    deriving: dict[str, list[Enacted]] = {}
    for enacted in law.provisions.values():
        rule = enacted.provision.rule
        if rule and isinstance(rule.then, Derive):
            deriving.setdefault(rule.then.fact, []).append(enacted)
    reads = {
        fact: {name for e in group for name in _reads(e, scope) if name in deriving}
        for fact, group in deriving.items()
    }
    for path in circles(reads):
        places = tuple(e.provision.location for name in path[1:-1] for e in deriving[name])
        message = sentence(
            "the derivation of `{fact}` reads itself: {circle}.", fact=path[0], circle=shown(path)
        )
        yield Diagnostic(
            "ACC205",
            message,
            deriving[path[0]][0].provision.location,
            sentence("derive one of them from facts of the case."),
            places,
        )


def _reads(enacted: Enacted, scope: Scope) -> tuple[str, ...]:
    """The facts that a rule reads, and those that tell whether it is set aside."""
    rule = _rule(enacted)
    exceptions = list(scope.exceptions(enacted))
    for other in exceptions:
        exceptions += [
            exception for exception in scope.exceptions(other) if exception not in exceptions
        ]
    roots = [
        *conclusion_values(rule.then),
        *(when for exception in (rule, *map(_rule, exceptions)) if (when := exception.when)),
    ]
    return tuple(name for root in roots for name in facts_read(root, scope))
