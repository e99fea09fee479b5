"""What is asked of the elements of a collection, in words: of one of them, of each, of so many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from engine.language.forms.gathered import Gathered
from engine.language.forms.literal import Literally
from engine.language.operators import OPERATORS
from engine.language.values import Value, Wording

if TYPE_CHECKING:
    from engine.words.phrases import Phrases

_EACH: Final[Wording] = ("chaque élément parmi les {} : {}", "each of the {}: {}")
_NOT_EACH: Final[Wording] = (
    "un élément au moins, parmi les {}, ne vérifie pas : {}",
    "at least one of the {} fails: {}",
)
_ONE: Final[Mapping[tuple[str, Any], Wording]] = {
    ("at_least", 1): ("un élément au moins parmi les {}", "at least one of the {}"),
    ("less_than", 1): ("aucun élément parmi les {}", "none of the {}"),
}


def over_elements(speaker: Phrases, value: Value, operator: str, operand: Value) -> str:
    """Return what is asked of elements: « un élément au moins parmi les membres (…) »."""
    asked = OPERATORS[operator]
    if isinstance(value, Gathered) and isinstance(operand, Literally):
        group, bound = value.group(speaker), (asked.name, operand.value)
        if value.unless is not None:
            words = _EACH if bound == ("at_most", 0) else _NOT_EACH
            return speaker.of(words).format(group, speaker.condition(value.unless))
        if value.value is None and bound in _ONE:
            return speaker.of(_ONE[bound]).format(group)
    needed = asked.needed(speaker, (operand,), None)
    return speaker.of(("{} : {}", "{}: {}")).format(speaker.value(value), needed)
