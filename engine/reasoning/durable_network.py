"""Which rules fire: conditions in normal form as patterns of durable-rules.

This is the only module that imports durable-rules; its surprises stop here. What durable-rules
matches is one flat, typed fact per occasion: integers for whole numbers and days, text for the
rest. Where an operand is computed, or a number may not be whole, the fact holds the sign of the
comparison (-1, 0, 1). A pattern has few leaves: the parts of a larger condition are rules of their
own, and what they say is added to the fact for the networks that follow. Facts are asserted and
retracted in one session; actions only append to a list; a fact that no rule matches is a normal
outcome. See docs/adr/0002-inference.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from weakref import finalize

import durable_rules_engine  # type: ignore[import-not-found]  # it has no types
from durable.engine import Host, MessageNotHandledException

from engine.language.forms.literal import Literally
from engine.language.kinds import has_form
from engine.language.model import Word
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Quantity
from engine.language.operators import OPERATORS
from engine.language.values import View
from engine.reasoning.logic import Scope, compiled_condition
from engine.words.labels import word_of

_MOST_LEAVES = 40  # durable-rules fails beyond 64 sibling ranges reached by one fact
_MOST_IN_PATTERN = 6  # and on larger patterns (error 113), sooner where alternatives are nested
_OF_EACH = frozenset({"id", "sid", "kind"})
_MOST_REMEMBERED = 20_000


class InferenceError(Exception):
    """durable-rules could not be driven as expected: a defect of the engine, never of its input."""


class _QuietHost(Host):  # type: ignore[misc]  # durable-rules has no types
    """A host without the timer threads that durable-rules starts."""

    def _run(self) -> None:
        return


def _let_go(host: Host) -> None:
    """Free the memory of the rulesets of a host: durable-rules would keep it for ever."""
    for ruleset in host._ruleset_directory.values():  # noqa: SLF001  # it offers no other way
        durable_rules_engine.delete_ruleset(ruleset._handle)  # noqa: SLF001


class DurableNetwork:
    """The rules of one kind of occasion under one law, compiled once.

    Several threads may call `fired`. `conditions` maps a rule's key to its condition in normal form
    (neither always nor never true).
    """

    def __init__(self, kind: str, conditions: Mapping[str, Condition], scope: Scope) -> None:
        self._attributes: dict[tuple[Any, ...], str] = {}
        self._readers: list[tuple[str, Callable[[View], int | str | None]]] = []
        self._scope = scope
        self._kind = kind
        self._found: list[str] = []
        self._memory: dict[tuple[int | str | None, ...], frozenset[str]] = {}
        self._lock = threading.Lock()
        self._serial = 0
        self._host = _QuietHost()
        finalize(self, _let_go, self._host).atexit = False
        parts = _Parts()
        whole = {key: parts.cut(condition) for key, condition in conditions.items()}
        self._parts = frozenset(part for layer in parts.layers for part in layer)
        self._layers: list[list[tuple[str, frozenset[str]]]] = []
        for layer in (*parts.layers, whole):
            self._layers.append([])
            for group in _grouped(layer):
                name = f"n{len(self._layers)}_{len(self._layers[-1])}"
                definition = {
                    f"r{rank}": self._rule(key, condition)
                    for rank, (key, condition) in enumerate(group)
                }
                read = frozenset(
                    name for rule in definition.values() for name in _names_in(rule["all"])
                )
                # What they read is noted before: `set_rulesets` takes the definition apart.
                self._host.set_rulesets({name: definition})
                self._layers[-1].append((name, read))

    def fired(self, view: View) -> frozenset[str]:
        """Return the keys of the rules whose condition is true for the facts of an occasion."""
        signature = tuple(read(view) for _, read in self._readers)
        with self._lock:
            keys = self._memory.get(signature)
            if keys is None:
                keys = self._infer(signature)
                if len(self._memory) >= _MOST_REMEMBERED:
                    self._memory.clear()
                self._memory[signature] = keys
        return keys

    def _infer(self, signature: tuple[int | str | None, ...]) -> frozenset[str]:
        self._serial += 1
        fact: dict[str, int | str] = {"id": f"f{self._serial}", "sid": "s", "kind": self._kind}
        for (name, _), value in zip(self._readers, signature, strict=True):
            if value is not None:
                fact[name] = value
                fact[f"k{name}"] = 1  # the value is known: each comparison asks for that first
        fired: set[str] = set()
        for layer in self._layers:
            self._found.clear()
            for ruleset, read in layer:
                # A fact has 252 attributes at most: each network gets those that it reads.
                self._assert(
                    ruleset,
                    {
                        name: value
                        for name, value in fact.items()
                        if name in read or name in _OF_EACH
                    },
                )
            fired.update(self._found)
            fact |= dict.fromkeys(self._parts.intersection(self._found), 1)
        return frozenset(fired - self._parts)

    def _assert(self, ruleset: str, fact: Mapping[str, int | str]) -> None:
        """Let the rules of one network append to what is found."""
        try:
            state = self._host.assert_fact(ruleset, dict(fact))
        except MessageNotHandledException:
            return
        if isinstance(state, dict) and "exception" in state:
            raise InferenceError(state["exception"])
        self._host.retract_fact(ruleset, dict(fact))

    def _rule(self, key: str, condition: _Pattern) -> dict[str, Any]:
        fired = self._found  # and not the network itself, which would then never be let go

        def run(_: Any) -> None:
            fired.append(key)

        return {
            "all": [{"m": {"$and": [{"kind": self._kind}, self._pattern(condition)]}}],
            "run": run,
        }

    def _pattern(self, condition: _Pattern) -> dict[str, Any]:
        match condition:
            case str():  # a part, a rule of its own
                return {condition: 1}
            case All(parts):
                return {"$and": [self._pattern(part) for part in parts]}
            case AnyOf(parts):
                return {"$or": [self._pattern(part) for part in parts]}
            case Known(fact, expected):
                name = self._attribute(("known", fact), self._is_true(Known(fact, expected=True)))
                return {name: int(expected)}
            case Quantity():  # durable-rules is told its truth
                name = self._attribute(("over", condition), self._is_true(condition))
                return {name: 1}
            case Compare(fact, operator, operands):
                written = OPERATORS[operator].pattern
                if written is None:  # durable-rules is told its truth
                    name = self._attribute(("among", condition), self._is_true(condition))
                    return {name: 1}
                return self._comparison(fact, written, operands[0])
        raise TypeError(condition)

    def _comparison(self, fact: str, written: str, operand: Any) -> dict[str, Any]:
        constant = (
            _flat(operand.value)
            if isinstance(operand, Literally) and has_form(self._word(fact))
            else None
        )
        if constant is None:
            name, constant = self._attribute(("sign", fact, operand), self._sign(fact, operand)), 0
        else:
            name = self._attribute(("fact", fact), lambda view: _flat(view.get(fact)))
        known = {f"k{name}": 1}
        matched = {name: constant} if written == "=" else {written: {name: constant}}
        return {"$and": [known, matched]}

    def _is_true(self, condition: Condition) -> Callable[[View], int | None]:
        truth = compiled_condition(condition, self._scope)
        return lambda view: None if (known := truth(view)) is None else int(known)

    def _sign(self, fact: str, operand: Any) -> Callable[[View], int | None]:
        compute = operand.compiled(self._scope)

        def sign(view: View) -> int | None:
            read = view.get(fact)
            needed = None if read is None else compute(view)
            return None if needed is None else (read > needed) - (read < needed)

        return sign

    def _word(self, fact: str) -> Word | None:
        return word_of(fact, self._scope.timeline.corpus.vocabulary)

    def _attribute(
        self, identity: tuple[Any, ...], read: Callable[[View], int | str | None]
    ) -> str:
        if identity not in self._attributes:
            self._attributes[identity] = f"a{len(self._readers)}"
            self._readers.append((self._attributes[identity], read))
        return self._attributes[identity]


def _flat(value: Any) -> int | str | None:
    """Return a value as durable-rules compares it safely: None when it has no such form."""
    match value:
        case bool():
            return int(value)
        case int():
            return max(-(2**53), min(2**53, value))
        case date():
            return value.toordinal()
        case str():
            return value
    return None


_Pattern: TypeAlias = "Condition | str"
"""A condition some parts of which may be rules of their own, named."""


class _Parts:
    """The parts cut out of conditions that are too large for one pattern.

    Each part is a rule of its own. They are in layers: those of one layer read only those of the
    layers before it. Conditions in normal form deny nothing but in their leaves, so a part that is
    not true may as well be absent.
    """

    def __init__(self) -> None:
        self.layers: list[dict[str, Any]] = []
        self._levels: dict[str, int] = {}
        self._names: dict[tuple[Any, ...], str] = {}

    def cut(self, condition: Condition) -> Any:
        """Return a condition with few enough leaves, some of them named parts."""
        if not isinstance(condition, All | AnyOf) or _leaf_count(condition) <= _MOST_IN_PATTERN:
            return condition
        kind = type(condition)
        parts: list[Any] = [self.cut(part) for part in condition.parts]
        if sum(map(_leaf_count, parts)) > _MOST_IN_PATTERN:
            parts = [self._named(part) if isinstance(part, All | AnyOf) else part for part in parts]
        while len(parts) > _MOST_IN_PATTERN:
            chunks = [
                tuple(parts[start : start + _MOST_IN_PATTERN])
                for start in range(0, len(parts), _MOST_IN_PATTERN)
            ]
            parts = [self._named(kind(chunk)) if len(chunk) > 1 else chunk[0] for chunk in chunks]
        return kind(tuple(parts))

    def _named(self, part: Any) -> str:
        """Return the name of a part, the same for parts alike."""
        key = (type(part), part.parts)
        if key not in self._names:
            level = 1 + max((self._levels[name] for name in _parts_in(part)), default=-1)
            if level == len(self.layers):
                self.layers.append({})
            name = f"part{len(self._names)}"
            self._names[key], self._levels[name], self.layers[level][name] = name, level, part
        return self._names[key]


def _parts_in(condition: Any) -> list[str]:
    if isinstance(condition, All | AnyOf):
        return [name for part in condition.parts for name in _parts_in(part)]
    return [condition] if isinstance(condition, str) else []


def _names_in(pattern: Any) -> Iterator[str]:
    """Yield the names of the attributes in a pattern."""
    if isinstance(pattern, list):
        for part in pattern:
            yield from _names_in(part)
    elif isinstance(pattern, dict):
        for name, inner in pattern.items():
            if not name.startswith("$"):
                yield name
            yield from _names_in(inner)


def _leaf_count(condition: _Pattern) -> int:
    return (
        sum(_leaf_count(part) for part in condition.parts)
        if isinstance(condition, All | AnyOf)
        else 1
    )


def _grouped(conditions: Mapping[str, Condition]) -> Sequence[Sequence[tuple[str, Condition]]]:
    """Split the rules so that no network comes near the limits of durable-rules."""
    groups: list[list[tuple[str, Condition]]] = []
    weight = _MOST_LEAVES + 1
    for key, condition in conditions.items():
        weight += _leaf_count(condition)
        if weight > _MOST_LEAVES:
            groups.append([])
            weight = _leaf_count(condition)
        groups[-1].append((key, condition))
    return groups
