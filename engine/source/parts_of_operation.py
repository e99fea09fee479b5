"""The parts that an operation changes, as its file names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.diagnostics.bilingual import all_of, sentence
from engine.language.nodes import EMPTY
from engine.language.parts import KINDS, Inside, ListItem, Part, PartChange
from engine.source.document import Pointer

if TYPE_CHECKING:
    from engine.source.articles import Articles

_NAMING: Final = tuple(dict.fromkeys(key for kind in KINDS for key in kind.keys))
_CHANGING: Final = ("expect", "expect_by_version", "with", "after", "before")
_FIXED: Final = ("id",)
"""What no amendment changes: the name under which others find the provision."""


def parts_changed(file: Articles, node: Any, at: Pointer) -> tuple[PartChange, ...]:
    """Return the parts listed at a place; a fault is noted there, and its part left out."""
    listed = file.items(node, at)
    if not listed and isinstance(node, list):
        hint = sentence("name a part: `{row: …, column: …}`, `{value: …}`, `{at: […]}`.")
        file.note("ACC110", at, sentence("`parts` names no part"), hint)
    changes = (_change(file, part, (*at, rank)) for rank, part in enumerate(listed))
    return tuple(change for change in changes if change is not None)


def _change(file: Articles, node: Any, at: Pointer) -> PartChange | None:
    parts = file.entries(node, at, (), (*_NAMING, *_CHANGING))
    part = _part(file, parts, at)
    if part is None or not _is_complete(file, part, parts, at):
        return None
    versions = parts.get("expect_by_version", EMPTY)
    if "expect_by_version" in parts:
        versions = file.mapping(versions, (*at, "expect_by_version"))
    return PartChange(
        part,
        parts.get("expect"),
        parts.get("with"),
        versions,
        parts.get("after"),
        parts.get("before"),
        file.document.locate(at),
    )


def _part(file: Articles, parts: Any, at: Pointer) -> Part | None:
    """Return the part that the keys name, None (and a finding) when they name none."""
    given = tuple(key for key in _NAMING if key in parts)
    kind = next((kind for kind in KINDS if sorted(kind.keys) == sorted(given)), None)
    if kind is None:
        message = sentence("a part without a name")
        if given:
            keys = all_of(f"`{key}`" for key in given)
            message = sentence("{keys} name no part together", keys=keys)
        hint = sentence(
            "write `row` and `column` for a cell, `row`, `column`, `total`, `bracket` or `value` "
            "alone, `at` for a path, `item_of` for an item of a list."
        )
        if isinstance(parts, dict):
            file.note("ACC109", at, message, hint)
        return None
    named = [_name(file, kind, key, parts[key], (*at, key)) for key in kind.keys]
    return None if None in named or () in named else kind(*named)


def _name(file: Articles, kind: type[Part], key: str, given: Any, at: Pointer) -> Any:
    if kind in (Inside, ListItem):
        steps = tuple(
            step if isinstance(step, int) and not isinstance(step, bool) else file.text(step, place)
            for rank, step in enumerate(file.items(given, at))
            if (place := (*at, rank))
        )
        if not steps and isinstance(given, list):
            file.note("ACC110", at, sentence("an empty path"), sentence("name where it leads to."))
        if steps[:1] and steps[0] in _FIXED:
            hint = sentence("repeal the provision, and insert another one.")
            file.note("ACC104", at, sentence("the id of a provision does not change"), hint)
        return steps
    if key in ("column", "bracket") and not isinstance(given, str):
        return file.scalar(given, at)
    return file.text(given, at)  # as the table writes it: `60 %`, a day


def _is_complete(file: Articles, part: Part, parts: Any, at: Pointer) -> bool:
    """Whether a part says what becomes of it; a finding otherwise."""
    expects = "expect" in parts or "expect_by_version" in parts
    if "expect" in parts and "expect_by_version" in parts:
        message = sentence("`expect` and `expect_by_version` together")
        hint = sentence("keep one of the two.")
        file.note("ACC101", (*at, "expect_by_version"), message, hint, key=True)
        return False
    if not expects and "with" not in parts:
        hint = sentence(
            "`expect` and `with` change it, `with` alone adds it, `expect` alone takes it away."
        )
        file.note("ACC102", at, sentence("a part of which nothing is said"), hint)
        return False
    if part.always_there and not (expects and "with" in parts):
        hint = sentence("give `expect` and `with`; a row or a column is added or taken away whole.")
        file.note("ACC102", at, sentence("a cell is only changed"), hint)
        return False
    for name in ("after", "before"):
        if name in parts and expects:
            hint = sentence("remove it: what is there stays in its place.")
            file.note(
                "ACC101",
                (*at, name),
                sentence("`{key}` goes only with what is added", key=name),
                hint,
                key=True,
            )
            return False
    return True
