"""Checks that a derived fact is only read where some rule may derive it.

Anywhere else it would be unknown in every case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from engine.diagnostics.bilingual import Unfinished, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted
from engine.language.model import Collection, Corpus, Provision, Rule, provisions_of, rules_of
from engine.language.nodes import Derive, Meets, Require
from engine.language.templates import placeholders
from engine.language.tree import conclusion_names, facts_read, roots_of, walk
from engine.reasoning.program import is_lasting
from engine.words.labels import element_fact, is_derived


def derivations(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each derived fact that is read where no rule derives it.

    It is read by the rule itself, or by the requirements of a benefit that the rule names.
    """
    deriving: dict[str, set[str]] = {}
    rules = list(rules_of(provisions_of(corpus.texts.values())))
    for _, rule in rules:
        if isinstance(rule.then, Derive):
            deriving.setdefault(rule.then.fact, set()).update(rule.on or corpus.occasions)
    required = _required(rules)
    for provision, rule in rules:
        seen = set(_read(rule))
        for name in seen:
            yield from _elsewhere(name, rule.on, deriving, provision.location, corpus)
        for behind in _behind(rule, required):
            for name in _conditions(behind) - seen:
                for finding in _elsewhere(name, rule.on, deriving, provision.location, corpus):
                    message = sentence(
                        (
                            "{found}: `{requirement}`, on which a `benefit` of the rule rests, "
                            "reads it."
                        ),
                        found=Unfinished(finding.message),
                        requirement=behind.address,
                    )
                    yield replace(
                        finding, message=message, related=(behind.location,), word="benefit"
                    )
            seen |= _conditions(behind)
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            for name in facts_read(value) if value is not None else ():
                yield from _elsewhere(name, (), deriving, kind.location, corpus)


def _required(rules: Sequence[tuple[Provision, Rule]]) -> Mapping[str, Sequence[Provision]]:
    """Return the requirements of each benefit, with the exceptions to them.

    All versions of the law count. An exception to an exception is there too.
    """
    required: dict[str, list[Provision]] = {}
    exceptions: dict[str, list[Provision]] = {}
    for provision, rule in rules:
        if isinstance(rule.then, Require):
            required.setdefault(rule.then.benefit, []).append(provision)
        for address in rule.overrides:
            exceptions.setdefault(address, []).append(provision)
    for group in required.values():
        known = {id(provision) for provision in group}
        for provision in group:  # it grows: exceptions to exceptions are looked for in turn
            added = [
                other for other in exceptions.get(provision.address, ()) if id(other) not in known
            ]
            known |= {id(other) for other in added}
            group.extend(added)
    return required


def _behind(rule: Rule, required: Mapping[str, Sequence[Provision]]) -> Iterator[Provision]:
    """Yield the requirements of the benefits that a rule names, and those that they name in turn.

    They are asked on the occasions of the rule, whatever their own occasions are.
    """
    waiting = [
        node.benefit for root in roots_of(rule) for node in walk(root) if isinstance(node, Meets)
    ]
    for benefit in waiting:
        for requirement in required.get(benefit, ()):
            yield requirement
            named = (
                [node.benefit for node in walk(requirement.rule.when) if isinstance(node, Meets)]
                if requirement.rule and requirement.rule.when
                else []
            )
            waiting += [other for other in dict.fromkeys(named) if other not in waiting]


def _conditions(provision: Provision) -> set[str]:
    rule = provision.rule
    return set(facts_read(rule.when)) if rule and rule.when else set()


def _read(rule: Rule) -> tuple[str, ...]:
    named = [name for template in conclusion_names(rule.then) for name in placeholders(template)]
    return tuple(
        dict.fromkeys([name for root in roots_of(rule) for name in facts_read(root)] + named)
    )


def _elsewhere(
    name: str,
    on: tuple[str, ...],
    deriving: Mapping[str, Set[str]],
    place: Location,
    corpus: Corpus,
) -> Iterator[Diagnostic]:
    if not is_derived(name, corpus.vocabulary):
        return
    kinds = deriving.get(name, frozenset())
    lasts = any(is_lasting(corpus.occasions.get(kind)) for kind in kinds)
    if lasts or (kinds and not on) or kinds & set(on):
        return
    element = element_fact(name, corpus.vocabulary)
    if element is not None:
        collection, _, rest = element
        yield _of_an_element(name, collection, rest, place)
    elif kinds:
        message = sentence(
            "`{fact}` is derived on {derived_on}, and unknown on {read_on}.",
            fact=name,
            derived_on=backquoted(sorted(kinds)),
            read_on=backquoted(on),
        )
        hint = sentence(
            "derive it on this occasion too, or on one that occurs once: what is derived "
            "there lasts."
        )
        yield Diagnostic("ACC229", message, place, hint, word=name)


def _of_an_element(name: str, collection: Collection, rest: str, place: Location) -> Diagnostic:
    message = sentence(
        "no rule derives `{fact}`: what is derived for each element of `{collection}` is read on "
        "its own occasions.",
        fact=name,
        collection=collection.name,
    )
    hint = sentence(
        "read `{own}` on an occasion with `each: {collection}`, or derive `{fact}` itself.",
        own=f"{collection.singular}.{rest}",
        collection=collection.name,
        fact=name,
    )
    return Diagnostic("ACC229", message, place, hint, word=name)
