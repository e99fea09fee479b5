"""Which scenarios exercise which provision: each answer says which rules and tables it used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.diagnostics.diagnostic import Location, RefusedInput
from engine.testing.scenario import SUFFIX, Scenario, answered, read_scenarios

_USED = frozenset({"applied", "met", "unmet", "unknown"})


def scenarios_in(files: Iterator[Path] | tuple[Path, ...]) -> Iterator[Scenario]:
    """Yield the scenarios of files, those that cannot be read left out."""
    for file in files:
        if file.name.endswith(SUFFIX):
            yield from read_scenarios(file)[0]


def provisions_used(scenario: Scenario) -> frozenset[str]:
    """Return the addresses of the provisions that the answer to a scenario rests on: rules that
    apply, requirements that were looked at, tables that were read. None where it is refused.
    """
    try:
        answer = answered(scenario).as_plain()
    except RefusedInput:
        return frozenset()
    return frozenset(_used(answer.get("trace", ())))


def _used(node: Any) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for part in node:
            yield from _used(part)
    if not isinstance(node, Mapping):
        return
    if node.get("rule") and node.get("outcome") in _USED:
        yield str(node["rule"])
        for read in node.get("facts") or ():
            if read.get("from") == "law":
                yield str(read["fact"])
    yield from _used(node.get("children", ()))


class Exercised:
    """The scenarios that exercise each provision, by its address, as far as they were answered."""

    def __init__(self) -> None:
        self.by_address: dict[str, list[Location]] = {}
        self.answered = 0

    def take(self, scenario: Scenario) -> None:
        """Answer one more scenario."""
        self.answered += 1
        for address in provisions_used(scenario):
            self.by_address.setdefault(address, []).append(scenario.location)
