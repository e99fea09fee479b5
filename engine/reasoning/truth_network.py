"""Which rules fire, by the truth of their conditions: no library is needed.

The three-valued evaluation that explains why a rule does not fire also says which rules do: those
whose condition is true. Property tests hold what fires here equal to what durable-rules fires.
See docs/adr/0018-two-inferences.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.nodes import Condition
from engine.language.values import View
from engine.reasoning.logic import Scope, compiled_condition


class TruthNetwork:
    """The rules of one kind of occasion under one law; `fired` may be called from several threads.

    `conditions` maps a rule's key to its condition in normal form.
    """

    def __init__(self, _: str, conditions: Mapping[str, Condition], scope: Scope) -> None:
        self._truths = [
            (key, compiled_condition(condition, scope)) for key, condition in conditions.items()
        ]

    def fired(self, view: View) -> frozenset[str]:
        """Return the keys of the rules whose condition is true for the facts of an occasion.

        One whose truth is unknown does not fire.
        """
        return frozenset(key for key, truth in self._truths if truth(view) is True)
