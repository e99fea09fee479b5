"""Finds the rules that may depend on themselves, once for all versions of the law.

What is in no circle here is in none in any state, so most states need no search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.checks.circles import connected
from engine.language.model import Provision, Rule
from engine.language.nodes import Condition, Derive, Meets, Require
from engine.language.tree import conclusion_values, facts_read, walk
from engine.language.values import Value

_RULE, _WHEN, _FACT, _BENEFIT = "rule ", "when ", "fact ", "benefit "


def entangled(rules: Iterable[tuple[Provision, Rule]]) -> frozenset[str]:
    """Return the addresses of the rules that may depend on themselves.

    All versions of all rules are looked at as if they were in force together. A fact leads to the
    rules that derive it; a rule leads to what its condition and its values read; a condition leads
    to those of its exceptions and of the benefits that it names. What is in no circle here is in
    none in any state of the law.
    """
    links: dict[str, dict[str, None]] = {}
    for provision, rule in rules:
        for source, target in _links(provision.address, rule):
            links.setdefault(source, {})[target] = None
    nodes = (name for group in connected(links) for name in group)
    return frozenset(name.split(" ", 1)[1] for name in nodes if name.startswith((_RULE, _WHEN)))


def _links(address: str, rule: Rule) -> Iterator[tuple[str, str]]:
    rule_node, condition = f"{_RULE}{address}", f"{_WHEN}{address}"
    yield rule_node, condition
    for value in conclusion_values(rule.then):
        yield from ((rule_node, name) for name in _named(value))
    if rule.when is not None:
        yield from ((condition, name) for name in _named(rule.when))
    yield from ((f"{_WHEN}{other}", condition) for other in rule.overrides)
    if isinstance(rule.then, Derive):
        yield f"{_FACT}{rule.then.fact}", rule_node
    if isinstance(rule.then, Require):
        yield f"{_BENEFIT}{rule.then.benefit}", condition


def _named(root: Value | Condition) -> Iterator[str]:
    yield from (f"{_FACT}{name}" for name in facts_read(root))
    yield from (f"{_BENEFIT}{node.benefit}" for node in walk(root) if isinstance(node, Meets))
