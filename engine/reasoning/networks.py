"""Which rules fire: durable-rules says so where it is installed, the truth of conditions elsewhere.

Both say the same: property tests hold them equal. An answer names the one that inferred it.
See docs/adr/0002-inference.md and docs/adr/0018-two-inferences.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol, TypeAlias

from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.nodes import All, AnyOf, Compare, Condition, Known
from engine.language.values import View
from engine.reasoning.inference import ACCORD, DURABLE_RULES, Inference
from engine.reasoning.logic import Scope


class RuleNetwork(Protocol):
    """The rules of one kind of occasion under one law, compiled once; several threads may ask."""

    def fired(self, view: View) -> frozenset[str]:
        """Return the keys of the rules whose condition is true for the facts of an occasion.

        A rule whose truth is unknown does not fire.
        """


MakeNetwork: TypeAlias = Callable[[str, Mapping[str, Condition], Scope], RuleNetwork]
"""Makes a network of the rules on a kind of occasion, by key, their conditions in normal form."""


@cache
def loaded() -> tuple[Inference, MakeNetwork]:
    """Return what infers here, and what makes its networks.

    A durable-rules that is absent, or that was compiled for another Python, is done without.
    """
    try:
        from engine.reasoning.durable_network import DurableNetwork
    except ImportError as failure:
        if not (failure.name or "").startswith("durable"):  # a fault of the engine itself
            raise
        from engine.reasoning.truth_network import TruthNetwork

        return ACCORD, TruthNetwork
    return DURABLE_RULES, DurableNetwork


def inference() -> Inference:
    """Return what infers the answers of this process."""
    return loaded()[0]


def network_of(kind: str, conditions: Mapping[str, Condition], scope: Scope) -> RuleNetwork:
    """Return the network of conditions in normal form, neither always nor never true.

    Two sets of readings under which the conditions are the same share one network.
    """
    make = loaded()[1]
    if not all(_reads_facts_alone(condition) for condition in conditions.values()):
        return make(kind, conditions, scope)
    networks, key = scope.timeline.networks, (make, kind, tuple(conditions.items()))
    network: RuleNetwork | None = networks.get(key)
    if network is None:
        networks[key] = network = make(kind, conditions, scope)
    return network


def _reads_facts_alone(condition: Condition) -> bool:
    """Whether a condition compares facts with constants or facts alone.

    Then it means the same under all readings, and its network can be shared.
    """
    match condition:
        case All(parts) | AnyOf(parts):
            return all(map(_reads_facts_alone, parts))
        case Compare(_, _, operands):
            return all(isinstance(operand, Literally | Fact) for operand in operands)
    return isinstance(condition, Known)
