"""A case with one more fact, or with facts set, read as if its author had written
it so: what follows from an act, and what cannot be, then hold alike.

What must be written to give that fact is a part of the same tree, as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from json import dumps
from typing import Any

from msgspec.structs import replace

from engine.cases.case_reader import Facts, read_case
from engine.cases.editing import Beyond, put, value_at, way_to
from engine.cases.settings import OPTION, Setting, edited, is_history, with_history
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Vocabulary
from engine.language.temporal import NOT_YET, Duration
from engine.source.document import Document
from engine.source.shapes import near, shown


class _Supposed(Document, frozen=True):
    """A case that nobody wrote: it has no places."""

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the file of the case that was asked about."""
        return Location(self.path)


def with_fact(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> Facts | None:
    """Return the facts of a case that gives one more fact,
    by its full name; None when no case can say that.

    To a fact that has a history the value is added from the day `since` on.
    """
    tree = _tree_with(facts, vocabulary, name, value, since)
    if tree is None:
        return None
    supposed = read_case(_Supposed(facts.document.path, tree, ()), vocabulary)[0]
    return supposed and replace(supposed, settings=facts.settings)


def with_settings(facts: Facts, vocabulary: Vocabulary, settings: Sequence[Setting]) -> Facts:
    """Return the facts of a case with some of them set, which the facts then name.

    Raises RefusedInput for all that a case would refuse, at the settings that are at fault.
    """
    document, made = edited(facts.document, vocabulary, settings)
    supposed, findings = read_case(document, vocabulary)
    if supposed is None:
        raise RefusedInput([_at_fault(finding, facts, vocabulary, made) for finding in findings])
    before = {(setting.path, setting.since): setting for setting in facts.settings}
    for setting in made:
        key = setting.path, setting.since
        before[key] = replace(setting, was=before[key].was) if key in before else setting
    return replace(supposed, settings=tuple(before.values()))


def _at_fault(
    finding: Diagnostic, facts: Facts, vocabulary: Vocabulary, settings: Sequence[Setting]
) -> Diagnostic:
    """Return a finding at the setting that causes it, where it stands in the case: the case alone
    has no fault.
    """
    if finding.location.path.startswith(OPTION):
        return finding
    for setting in settings:
        alone, _ = edited(facts.document, vocabulary, [setting])
        if len(settings) == 1 or finding in read_case(alone, vocabulary)[1]:
            return replace(finding, location=setting.place, related=(finding.location,))
    return finding


def nothing_known() -> Facts:
    """Return the facts of a case that says nothing yet."""
    return Facts({}, {}, {}, {}, _Supposed("", {}, ()), {})


def told(facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date) -> Facts:
    """Return the facts of a case that gives one more fact, as `with_fact` does.

    `value` is as a case writes it. Raises RefusedInput with all that is wrong with the case then,
    and ACC301 where no case has a place for the fact.
    """
    tree = _tree_with(facts, vocabulary, name, value, since)
    path = facts.document.path
    if tree is None:
        message = sentence("{key} is not a fact that can be given here", key=shown(name))
        hint = near(name, vocabulary.facts)
        raise RefusedInput([Diagnostic("ACC301", message, Location(path), hint)])
    given, findings = read_case(_Supposed(path, tree, ()), vocabulary)
    if given is None:
        raise RefusedInput(findings)
    return replace(given, settings=facts.settings)


def to_write(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> str | None:
    """Return what to write in a case to give one more fact,
    as YAML; None when no case can say that.

    It holds the keys that lead to the fact, and no others: each goes where the case has it already,
    a list in the place of the one there.
    """
    tree = _tree_with(facts, vocabulary, name, value, since)
    if tree is None or read_case(_Supposed(facts.document.path, tree, ()), vocabulary)[0] is None:
        return None
    return _written_along(tree, name)


def written_with(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> str | None:
    """Return the same as `to_write`, for a fact that is known to be one that the case can give."""
    tree = _tree_with(facts, vocabulary, name, value, since)
    return None if tree is None else _written_along(tree, name)


def _written_along(tree: Mapping[str, Any], name: str) -> str:
    first, *others = name.split(".")
    return f"{first}: {as_yaml(_along(tree[first], others))}"


def _tree_with(
    facts: Facts, vocabulary: Vocabulary, name: str, value: Any, since: date
) -> dict[str, Any] | None:
    way, given = way_to(name, vocabulary), facts.document.tree
    if way is None:
        return None
    held = value_at(given, way.steps)
    setting = Setting(name, written_value(value), since if is_history(held) else None)
    try:
        tree, _ = put(given, way.steps, with_history(held, setting))
    except Beyond:
        return None
    return dict(tree)


def _along(node: Any, names: Sequence[str]) -> Any:
    """Return a part of a case with what the names lead to alone; a list is whole."""
    if not names or not isinstance(node, Mapping):
        return node
    return {names[0]: _along(node[names[0]], names[1:])}


def as_yaml(value: Any) -> str:
    """Return a part of a case on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.to_integral_value() if value == value.to_integral_value() else value:f}"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value not in _NOT_TEXT):
        return dumps(value, ensure_ascii=False)
    return str(value)


_PLAIN = re.compile(r"[a-z_]+")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML, or a reader of an older one, does not take for texts."""


def written_value(value: Any) -> Any:
    """Return a value as a case writes it."""
    if isinstance(value, date):
        return "not_yet" if value == NOT_YET else value.isoformat()
    if isinstance(value, Duration):
        return str(value)
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
