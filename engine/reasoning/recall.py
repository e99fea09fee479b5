"""Keeps what was concluded on an occasion, with the facts that were read for it.

When the same question is asked with one more fact, only what reads that fact is redone. Nothing
kept can be out of date: it is used again only where all that was read has the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from engine.language.kept import Same, kept
from engine.language.templates import placeholders
from engine.language.tree import conclusion_names
from engine.reasoning.occasions import Occasion
from engine.reasoning.program import Section
from engine.reasoning.rights import Funded, Grant, Payment
from engine.reasoning.steps import Step

Pending: TypeAlias = Mapping[str, tuple[str, ...]]
_ABSENT = object()


class Concluded(Struct, frozen=True, eq=False):
    """What one occasion gives.

    `derived` are its derivations by fact, `lasting` the facts it derives for good, `steps` its
    conclusions, `worth` what they are worth, `payments` what is paid.
    """

    derived: dict[str, list[Step]]
    lasting: dict[str, Any]
    steps: list[Step]
    worth: Funded
    payments: tuple[Payment, ...]


Work: TypeAlias = Callable[[dict[str, Any], dict[str, list[Grant]]], Concluded]
"""Concludes from the facts of an occasion; what was given before, by rule, grows."""


class _Remembered(Struct, frozen=True, eq=False):
    section: Section
    occasion: Occasion
    pending: Pending
    before: dict[str, list[Grant]]
    names: tuple[str, ...]
    read: list[Any]
    after: dict[str, list[Grant]]
    concluded: Concluded

    def reads_the_same(
        self,
        occasion: Occasion,
        pending: Pending,
        before: dict[str, list[Grant]],
        view: Mapping[str, Any],
    ) -> bool:
        """Whether all that was read is the same."""
        if self.occasion != occasion or self.pending != pending or self.before != before:
            return False
        return [view.get(name, _ABSENT) for name in self.names] == self.read


class _Watched(dict[str, Any]):
    """The facts of an occasion, which note the name of each one that is asked for, known or not."""

    __slots__ = ("asked",)

    def __init__(self, facts: Mapping[str, Any], asked: set[str]) -> None:
        super().__init__(facts)
        self.asked = asked

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(name)  # type: ignore[arg-type]  # facts are asked for by name
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a fact, noted."""
        self.asked.add(name)
        return super().get(name, default)

    def copy(self) -> _Watched:
        """Return the same facts, noted together."""
        return _Watched(self, self.asked)


class Recall:
    """The occasions of one question asked of several cases that differ in little."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str, Any], list[_Remembered]] = {}

    def concluded(
        self,
        section: Section,
        occasion: Occasion,
        pending: Pending,
        view: dict[str, Any],
        last: dict[str, list[Grant]],
        work: Work,
    ) -> Concluded:
        """Return what an occasion gives; worked out only where a fact that it reads is another.

        `last` grows as `work` lets it.
        """
        kept = self._kept.setdefault((id(section), occasion.element, occasion.on), [])
        recalled = next(
            (
                earlier
                for earlier in reversed(kept)
                if earlier.reads_the_same(occasion, pending, last, view)
            ),
            None,
        )
        if recalled is None:
            before, asked = _copied(last), set(_names_in_lines(Same(section)))
            concluded = work(_Watched(view, asked), last)
            names = tuple(asked)
            read = [view.get(name, _ABSENT) for name in names]
            recalled = _Remembered(
                section, occasion, dict(pending), before, names, read, _copied(last), concluded
            )
            kept.append(recalled)
        last.update(_copied(recalled.after))
        return recalled.concluded


@kept("facts in the names of lines", 1024)
def _names_in_lines(section: Same[Section]) -> frozenset[str]:
    """Return the facts in the names of what may be concluded: those are read even in doubt."""
    return frozenset(
        name
        for rule in section.it.conclusions.rules
        for template in conclusion_names(rule.rule.then)
        for name in placeholders(template)
    )


def _copied(grants: Mapping[str, list[Grant]]) -> dict[str, list[Grant]]:
    return {address: list(given) for address, given in grants.items()}
