"""Lines of the law that nothing comes of: rights that no rule pays, patterns that match no right, increases of what never arises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.checks.subjects import Patterns, patterns_of
from engine.clauses import Entitle, Increase, Pay
from engine.diagnostics import Diagnostic, backquoted, nearest
from engine.language import sentence
from engine.logic import share_occasions
from engine.model import Corpus, Provision, Rule, provisions_of
from engine.rights import any_lines

_Lines = Patterns[tuple[str, ...]]
"""The occasions of rules by the pattern of the lines that they give, or pay."""


def lines(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each right that no rule pays, and each pattern of a payment or an increase that no right can match."""
    rules = [(one, one.rule) for one in provisions_of(corpus.texts.values()) if one.rule]
    given, paid = _Lines(), _Lines()
    for _, rule in rules:
        if isinstance(rule.then, Entitle | Pay):
            for pattern in patterns_of(rule):
                (given if isinstance(rule.then, Entitle) else paid).add(pattern, rule.on)
    for provision, rule in rules:
        if isinstance(rule.then, Entitle):
            yield from _unpaid(rule.then.line, provision, rule, paid)
        elif isinstance(rule.then, Pay | Increase):
            for pattern in dict.fromkeys(any_lines(rule.then)):
                yield from _unmatched(pattern, provision, rule, given)


def _unpaid(line: str, provision: Provision, rule: Rule, paid: _Lines) -> Iterator[Diagnostic]:
    (pattern,) = patterns_of(rule)
    elsewhere = _elsewhere(rule, paid.meeting(pattern))
    if elsewhere is None:
        return
    if elsewhere:
        message = sentence("no rule pays `{line}` on {occasions}: the right would have no date.", line=line, occasions=backquoted(rule.on))
        hint = sentence("it is paid on {occasions}: let a rule pay it here too.", occasions=elsewhere)
    else:
        message = sentence("no rule pays `{line}`: the right would have no date.", line=line)
        hint = sentence("write a rule with `{rule}`.", rule="pay: {lines: […], parts: […]}")
    yield Diagnostic("ACC223", message, provision.location, hint, word=line)


def _unmatched(pattern: str, provision: Provision, rule: Rule, given: _Lines) -> Iterator[Diagnostic]:
    elsewhere = _elsewhere(rule, given.meeting(pattern))
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
        hint = nearest(pattern, given)
    yield Diagnostic("ACC224", message, provision.location, hint, word=pattern)


def _elsewhere(rule: Rule, others: Iterable[tuple[str, ...]]) -> str | None:
    """Return the occasions of others, none of which a rule shares; None when it shares one."""
    names: dict[str, None] = {}
    for on in others:
        if share_occasions(rule.on, on):
            return None
        names |= dict.fromkeys(on)
    return backquoted(names)
