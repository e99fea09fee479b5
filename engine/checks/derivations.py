"""Derived facts are read where a rule may derive them: elsewhere they would be unknown whatever the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from engine.clauses import Condition, Derive, Value
from engine.diagnostics import Diagnostic, Location
from engine.labels import element_fact, is_derived
from engine.logic import facts_read, placeholders
from engine.model import Corpus, Rule, provisions_of
from engine.program import conclusion_names, conclusion_values, is_lasting


def derivations(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each derived fact that is read where no rule, in any version of the law, derives it."""
    deriving: dict[str, set[str]] = {}
    rules = [(one.rule, one.location) for one in provisions_of(corpus.texts.values()) if one.rule]
    for rule, _ in rules:
        if isinstance(rule.then, Derive):
            deriving.setdefault(rule.then.fact, set()).update(rule.on or corpus.occasions)
    for rule, place in rules:
        for name in _read(rule):
            yield from _elsewhere(name, rule.on, deriving, place, corpus)
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            for name in facts_read(value) if value is not None else ():
                yield from _elsewhere(name, (), deriving, kind.location, corpus)


def _read(rule: Rule) -> tuple[str, ...]:
    roots: list[Value | Condition] = [*conclusion_values(rule.then), *([rule.when] if rule.when else [])]
    named = [name for template in conclusion_names(rule.then) for name in placeholders(template)]
    return tuple(dict.fromkeys([name for root in roots for name in facts_read(root)] + named))


def _elsewhere(name: str, on: tuple[str, ...], deriving: Mapping[str, Set[str]], place: Location, corpus: Corpus) -> Iterator[Diagnostic]:
    if not is_derived(name, corpus.vocabulary):
        return
    kinds = deriving.get(name, frozenset())
    lasts = any(is_lasting(corpus.occasions.get(kind)) for kind in kinds)
    if lasts or (kinds and not on) or kinds & set(on):
        return
    element = element_fact(name, corpus.vocabulary)
    if element is not None:
        collection, _, rest = element
        own = f"{collection.singular}.{rest}"
        message = f"no rule derives `{name}`: what is derived for each of {collection.name} is read on its own occasions."
        hint = f"read `{own}` on an occasion with `each: {collection.name}`, or derive `{name}` itself."
    elif kinds:
        message = f"`{name}` is derived on {', '.join(sorted(kinds))}, and unknown on {', '.join(on)}."
        hint = "derive it on this occasion too, or on one that occurs once: what is derived there lasts."
    else:
        return
    yield Diagnostic("ACC229", message, place, hint)
