"""Finds conditions on the elements of a collection that no element can ever meet."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.holding import FactBounds
from engine.checks.states import EVERYTHING_KNOWN
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.forms.gathered import Gathered
from engine.language.model import Corpus, provisions_of, rules_of
from engine.language.nodes import EMPTY
from engine.language.tree import all_roots_of, walk_within
from engine.law.consolidation import Timeline
from engine.reasoning.logic import Scope


def elements(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each condition under which no element of a collection ever counts."""
    timeline, bounds = Timeline(corpus, EVERYTHING_KNOWN, EMPTY), FactBounds(corpus)
    for provision, rule in rules_of(provisions_of(corpus.texts.values())):
        nodes = [node for root in all_roots_of(rule) for node in walk_within(root)]
        counted = [node for node in nodes if isinstance(node, Gathered) and node.where is not None]
        scope = Scope(timeline, timeline.laws[-1], EMPTY) if counted else None
        for node in counted:
            if scope is not None and bounds.holding(rule.on, node.where, scope) is None:
                message = sentence(
                    "no element of `{items}` can ever count: the condition on each contradicts "
                    "itself, or the bounds of the facts that it reads.",
                    items=node.items,
                )
                hint = sentence("read the condition again: no element can meet all of it.")
                yield Diagnostic("ACC237", message, provision.location, hint, word=node.items)
