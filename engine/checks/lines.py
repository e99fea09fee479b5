"""Finds rights that no rule pays, and patterns of payments or increases that match no right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from engine.checks.subjects import Patterns, patterns_of
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, backquoted, nearest
from engine.language.forms.literal import Literally
from engine.language.model import Corpus, Provision, Rule, Vocabulary, provisions_of, rules_of
from engine.language.nodes import All, Bound, Compare, Condition, Entitle, OfRights, Pay
from engine.language.operators import OPERATORS
from engine.language.templates import placeholders
from engine.language.tree import facts_read
from engine.reasoning.logic import share_occasions
from engine.reasoning.rights import any_lines

_Lines = Patterns[tuple[str, ...]]
"""The occasions of rules by the pattern of the lines that they give, or pay."""


def lines(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each right that no rule pays and each pattern that matches no right.

    The pattern is that of a payment or of an increase.
    """
    rules = list(rules_of(provisions_of(corpus.texts.values())))
    entitled, bounded, paid = _Lines(), _Lines(), _Lines()
    for _, rule in rules:
        if isinstance(rule.then, Entitle):
            for name in _each_name(rule.then.line, corpus.vocabulary, None):
                entitled.add(name, rule.on)
                bounded.add(name, rule.on)
        elif isinstance(rule.then, OfRights):  # a cap may be on what increases give, too
            bounded.add(rule.then.line, rule.on)
        elif isinstance(rule.then, Pay):
            for pattern in patterns_of(rule):
                paid.add(pattern, rule.on)
    for provision, rule in rules:
        if isinstance(rule.then, Entitle):
            names = _each_name(rule.then.line, corpus.vocabulary, rule.when)
            yield from islice(_unpaid(names, provision, rule, paid), 1)
        elif isinstance(rule.then, Pay | OfRights):
            for pattern in dict.fromkeys(any_lines(rule.then)):
                given = bounded if isinstance(rule.then, Bound) else entitled
                yield from _unmatched(pattern, provision, rule, given)


def _each_name(template: str, vocabulary: Vocabulary, when: Condition | None) -> Iterator[str]:
    """Yield the names that a line may have.

    `plots.{plot}.grant` has one name for each key of `plots` that the condition leaves, or
    `plots.*.grant` where the vocabulary lists no keys.
    """
    facts = placeholders(template)
    keys = {
        collection.singular: collection.keys
        for collection in vocabulary.collections.values()
        if collection.keys
    }
    for values in product(
        *(_left(fact, keys[fact], when) if fact in keys else ("*",) for fact in facts)
    ):
        name = template
        for fact, value in zip(facts, values, strict=True):
            name = name.replace(f"{{{fact}}}", value)
        yield name


def _left(fact: str, keys: Iterable[str], when: Condition | None) -> list[str]:
    """Return the keys of an element for which a condition may hold.

    `*`, any, where the condition does more than compare the element with names.
    """
    parts = () if when is None else when.parts if isinstance(when, All) else (when,)
    left = list(keys)
    for part in parts:
        if fact not in facts_read(part):
            continue
        if not isinstance(part, Compare) or OPERATORS[part.operator].compares:
            return ["*"]
        named = [operand.value for operand in part.operands if isinstance(operand, Literally)]
        if len(named) < len(part.operands):
            return ["*"]
        left = [key for key in left if OPERATORS[part.operator].holds(key, named)]
    return left


def _unpaid(
    names: Iterable[str], provision: Provision, rule: Rule, paid: _Lines
) -> Iterator[Diagnostic]:
    for name in names:
        where = list(paid.meeting(name))
        payers = dict.fromkeys(occasion for on in where for occasion in on)
        if not where:
            message = sentence("no rule pays `{line}`: the right would have no date.", line=name)
            hint = sentence("write a rule with `{rule}`.", rule="pay: {lines: […], parts: […]}")
        elif all(where) and (
            unpaid := [occasion for occasion in rule.on if occasion not in payers]
        ):
            message = sentence(
                "no rule pays `{line}` on {occasions}: the right would have no date.",
                line=name,
                occasions=backquoted(unpaid),
            )
            hint = sentence(
                "it is paid on {occasions}: let a rule pay it here too.",
                occasions=backquoted(payers),
            )
        else:
            continue
        assert isinstance(rule.then, Entitle)  # its caller sees to it
        yield Diagnostic(
            "ACC223", message, provision.location, hint, word=rule.then.line, under=("line",)
        )


def _unmatched(
    pattern: str, provision: Provision, rule: Rule, entitled: _Lines
) -> Iterator[Diagnostic]:
    elsewhere = _elsewhere(rule, entitled.meeting(pattern))
    if elsewhere is None:
        return
    if elsewhere:
        message = sentence(
            "`{pattern}` matches rights that never arise where this rule works ({occasions}).",
            pattern=pattern,
            occasions=backquoted(rule.on),
        )
        hint = sentence("they arise on {occasions}: let the rule work there.", occasions=elsewhere)
    else:
        message = sentence("`{pattern}` matches no right that a rule gives.", pattern=pattern)
        facts = placeholders(pattern)
        hint = _starred(pattern, facts) if facts else nearest(pattern, entitled)
    yield Diagnostic("ACC224", message, provision.location, hint, word=pattern, under=("lines",))


def _starred(pattern: str, facts: Iterable[str]) -> Sentence:
    for fact in facts:
        pattern = pattern.replace(f"{{{fact}}}", "*")
    return sentence("write `{pattern}`: `*` stands for anything.", pattern=pattern)


def _elsewhere(rule: Rule, others: Iterable[tuple[str, ...]]) -> str | None:
    """Return the occasions of others, none of which a rule shares; None when it shares one."""
    names: dict[str, None] = {}
    for on in others:
        if share_occasions(rule.on, on):
            return None
        names |= dict.fromkeys(on)
    return backquoted(names)
