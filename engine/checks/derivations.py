"""Derived facts are read where a rule may derive them:
elsewhere they would be unknown whatever the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from engine.diagnostics.bilingual import Unfinished, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted
from engine.language.model import Collection, Corpus, Provision, Rule, provisions_of
from engine.language.nodes import Derive, Meets, Require
from engine.language.templates import placeholders
from engine.language.tree import conclusion_names, facts_read, roots_of, walk
from engine.reasoning.program import is_lasting
from engine.words.labels import element_fact, is_derived


def derivations(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each derived fact that is read, by a rule
    or by the benefits that it names, where no rule ever derives it.
    """
    deriving: dict[str, set[str]] = {}
    provisions = [one for one in provisions_of(corpus.texts.values()) if one.rule]
    for rule in (one.rule for one in provisions if one.rule):
        if isinstance(rule.then, Derive):
            deriving.setdefault(rule.then.fact, set()).update(rule.on or corpus.occasions)
    required = _required(provisions)
    for provision, rule in ((one, one.rule) for one in provisions if one.rule):
        seen = set(_read(rule))
        for name in seen:
            yield from _elsewhere(name, rule.on, deriving, provision.location, corpus)
        for behind in _behind(rule, required):
            for name in _conditions(behind) - seen:
                for found in _elsewhere(name, rule.on, deriving, provision.location, corpus):
                    message = sentence(
                        (
                            "{found}: `{requirement}`, on which a `benefit` of the rule rests, "
                            "reads it."
                        ),
                        found=Unfinished(found.message),
                        requirement=behind.address,
                    )
                    yield replace(
                        found, message=message, related=(behind.location,), word="benefit"
                    )
            seen |= _conditions(behind)
    for kind in corpus.occasions.values():
        for value in (kind.on, kind.since):
            for name in facts_read(value) if value is not None else ():
                yield from _elsewhere(name, (), deriving, kind.location, corpus)


def _required(provisions: Sequence[Provision]) -> Mapping[str, Sequence[Provision]]:
    """Return, by benefit, its requirements in all versions of the law, and the
    exceptions to them.
    """
    found: dict[str, list[Provision]] = {}
    for one in provisions:
        if one.rule and isinstance(one.rule.then, Require):
            found.setdefault(one.rule.then.benefit, []).append(one)
    exceptions: dict[str, list[Provision]] = {}
    for one in provisions:
        for address in one.rule.overrides if one.rule else ():
            exceptions.setdefault(address, []).append(one)
    for group in found.values():
        known = {id(one) for one in group}
        for one in group:
            added = [other for other in exceptions.get(one.address, ()) if id(other) not in known]
            known |= {id(other) for other in added}
            group.extend(added)
    return found


def _behind(rule: Rule, required: Mapping[str, Sequence[Provision]]) -> Iterator[Provision]:
    """Yield what the benefits that a rule names rest on: they are
    asked on its occasions, whatever those of their requirements.
    """
    waiting = [
        node.benefit for root in roots_of(rule) for node in walk(root) if isinstance(node, Meets)
    ]
    for benefit in waiting:
        for one in required.get(benefit, ()):
            yield one
            named = (
                [node.benefit for node in walk(one.rule.when) if isinstance(node, Meets)]
                if one.rule and one.rule.when
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
