"""Lines of the law that nothing comes of: rights that no rule pays, patterns that match no right, increases of what never arises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.checks.subjects import meet, patterns_of
from engine.clauses import Entitle, Increase, Pay
from engine.diagnostics import Diagnostic, nearest
from engine.logic import share_occasions
from engine.model import Corpus, Provision, Rule, provisions_of
from engine.rights import any_lines


def lines(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each right that no rule pays, and each pattern of a payment or an increase that no right can match."""
    rules = [(one, one.rule) for one in provisions_of(corpus.texts.values()) if one.rule]
    giving = [rule for _, rule in rules if isinstance(rule.then, Entitle)]
    paying = [rule for _, rule in rules if isinstance(rule.then, Pay)]
    for provision, rule in rules:
        if isinstance(rule.then, Entitle):
            yield from _unpaid(provision, rule, paying)
        elif isinstance(rule.then, Pay | Increase):
            for pattern in dict.fromkeys(any_lines(rule.then)):
                yield from _unmatched(pattern, provision, rule, giving)


def _unpaid(provision: Provision, rule: Rule, paying: Sequence[Rule]) -> Iterator[Diagnostic]:
    (line,) = patterns_of(rule)
    able = [one for one in paying if any(meet(line, pattern) for pattern in _patterns(one))]
    if any(share_occasions(rule.on, one.on) for one in able):
        return
    assert isinstance(rule.then, Entitle)  # its caller sees to it
    where = f" on {', '.join(rule.on)}" if able else ""
    message = f"no rule pays `{rule.then.line}`{where}: the right would have no date."
    elsewhere = ", ".join(dict.fromkeys(name for one in able for name in one.on))
    hint = (
        f"it is paid on {elsewhere}: let a rule pay it here too." if able else "write a rule with `pay: {lines: […], parts: […]}` for it."
    )
    yield Diagnostic("ACC223", message, provision.location, hint, word=rule.then.line)


def _unmatched(pattern: str, provision: Provision, rule: Rule, giving: Sequence[Rule]) -> Iterator[Diagnostic]:
    matching = [one for one in giving if any(meet(line, pattern) for line in patterns_of(one))]
    if any(share_occasions(rule.on, one.on) for one in matching):
        return
    if matching:
        message = f"`{pattern}` matches rights that never arise where this rule works ({', '.join(rule.on)})."
        hint = f"they arise on {', '.join(dict.fromkeys(name for one in matching for name in one.on))}: let the rule work there."
    else:
        message = f"`{pattern}` matches no right that a rule gives."
        hint = nearest(pattern, (line for one in giving for line in _patterns(one)))
    yield Diagnostic("ACC224", message, provision.location, hint, word=pattern)


def _patterns(rule: Rule) -> tuple[str, ...]:
    return any_lines(rule.then) if isinstance(rule.then, Pay | Increase) else patterns_of(rule)
