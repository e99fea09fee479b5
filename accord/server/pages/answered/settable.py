"""“What if”: the facts of a case that may be set to another value, and what a visitor typed, as a
setting of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from accord.server.pages.answered.asked import Asked
from accord.server.served_law import facts_of
from engine.cases.editing import value_at, way_to
from engine.cases.supposition import as_yaml
from engine.diagnostics.bilingual import Language
from engine.drafting import form
from engine.drafting.replies import value_of
from engine.questions.naming import Names
from engine.questions.supposed import in_words
from engine.words.formats import upper_first


class Settable(Struct, frozen=True):
    """A fact that can be set: its path and the field by which its value is typed."""

    field: form.Field
    choices: tuple[tuple[str, str], ...] = ()
    """The values among which to choose, with what they are called."""

    @property
    def path(self) -> str:
        """Its path in a case."""
        return self.field.name

    @property
    def label(self) -> str:
        """What it is called."""
        return upper_first(self.field.label)


class Group(Struct, frozen=True):
    """Facts that belong together; `label` is "" for those of no group."""

    label: str
    facts: tuple[Settable, ...]


def groups_of(asked: Asked) -> tuple[Group, ...]:
    """Return the facts that can be set, by group and by element, in the order of the vocabulary."""
    vocabulary = asked.corpus.vocabulary
    typed = form.typed_of(_tree(asked), vocabulary, asked.language)
    grouped: dict[str, list[Settable]] = {}
    for group in form.groups_of(typed, vocabulary, asked.language):
        for label, field in _fields(group.blocks, ()):
            called = " — ".join(label) or group.label
            grouped.setdefault(upper_first(called), []).append(_settable(field, asked.language))
    return tuple(Group(label, tuple(facts)) for label, facts in grouped.items())


def _settable(field: form.Field, language: Language) -> Settable:
    values = field.word.values.items()
    return Settable(field, tuple((name, label.in_language(language)) for name, label in values))


def _fields(
    blocks: Iterable[form.Block], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], form.Field]]:
    """Yield the fields under some blocks, each with what the elements around it are called."""
    for block in blocks:
        if isinstance(block, form.Field):
            yield above, block
            continue
        for element in block.elements:
            yield from _fields(element.blocks, (*above[:1], element_called(block, element)))


def element_called(block: form.Several, element: form.Element) -> str:
    """Return what an element is called: one of a list with the list, its own name is a number."""
    return element.label if block.keyed else f"{block.label}, {element.label}"


def _tree(asked: Asked) -> Mapping[str, Any]:
    tree = facts_of(asked.case).document.tree
    return tree if isinstance(tree, Mapping) else {}


def settable_at(groups: Iterable[Group], path: str) -> Settable | None:
    """Return the fact of a path; None where no fact that can be set has it."""
    return next((fact for group in groups for fact in group.facts if fact.path == path), None)


def said_of(asked: Asked, path: str) -> str:
    """Return what the case says of a fact, in words."""
    way = way_to(path, asked.corpus.vocabulary)
    held = value_at(_tree(asked), way.steps) if way else None
    return in_words(held, path, Names(asked.corpus, asked.language))


def setting_typed(asked: Asked, path: str, typed: str, since: str) -> str:
    """Return what a visitor typed as a setting, `path=value` or `path@day=value`. What is not
    understood is kept as it is: the reading of the case says what is wrong with it.

    Raises RefusedInput for a choice that is none.
    """
    way = way_to(path, asked.corpus.vocabulary)
    value = typed.strip()
    if value and way and way.word and way.word.type != "text":
        meant = value_of(value, way.word.type, way.word.values)
        value = meant if isinstance(meant, str) else as_yaml(meant)
    day = f"@{since.strip()}" if since.strip() else ""
    return f"{path}{day}={value}"


def without(settings: Sequence[str], dropped: str) -> tuple[str, ...]:
    """Return the settings but one."""
    return tuple(setting for setting in settings if setting != dropped)


def also(settings: Sequence[str], tried: Sequence[str]) -> tuple[str, ...]:
    """Return the settings with others, each in the place of one of the same path and day."""
    targets = {setting.partition("=")[0] for setting in tried}
    before = (each for each in settings if each.partition("=")[0] not in targets)
    return (*before, *tried)
