"""The forms that a value may take, a module a form or a family of forms.

In: nothing but the modules of this folder, each found by itself: a new file is enough. Out: the
classes of nodes (`Fact`, `TableCell`, `Shift`…), and `FORMS`, all of them in a fixed order. Read
first `engine/language/values.py`, which says what a form answers, then `dates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from engine.language.values import Value

__all__ = [
    "BY_KEY",
    "begun_by",
    "constants",
    "dates",
    "facts",
    "fractions",
    "gathered",
    "literal",
    "operation",
    "readings",
    "tables",
    "texts",
    "working_days",
]


def _forms() -> Iterator[type[Value]]:
    """Yield the classes that say how they are written, module by module."""
    for name in sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py")):
        module = import_module(f"{__name__}.{name}")
        for defined in vars(module).values():
            own = isinstance(defined, type) and defined.__module__ == module.__name__
            if own and issubclass(defined, Value) and "page" in vars(defined):
                yield defined


FORMS: tuple[type[Value], ...] = tuple(_forms())
"""Every form."""


def _by_key() -> Mapping[str, type[Value]]:
    """Return the form that each key begins; of two with one key, the first reads both."""
    by_key: dict[str, type[Value]] = {}
    for form in FORMS:
        for key in form.keys:
            by_key.setdefault(key, form)
    return by_key


BY_KEY: Mapping[str, type[Value]] = _by_key()
"""The form that each key of YAML begins."""


def begun_by(node: Mapping[str, object]) -> str | None:
    """Return the key that begins the form of a mapping, None where none does.

    `after` begins a form, and stands in others (`{working_days: 5, after: …}`): the key is the one
    whose form takes all those that might begin one, whatever their order.
    """
    keys = [*filter(BY_KEY.__contains__, node)]
    if len(keys) < 2:
        return keys[0] if keys else None
    return next((key for key in keys if _takes(BY_KEY[key], keys)), keys[0])


def _takes(form: type[Value], keys: Sequence[str]) -> bool:
    """Whether keys stand together in one spelling of a form."""
    return any(all(key in schema.get("properties", ()) for key in keys) for schema in form.schemas)
