"""The forms that a value may take, a module a form or a family of forms.

In: nothing but the modules of this folder, each found by itself: a new file is enough. Out: the
classes of nodes (`Fact`, `TableCell`, `Shift`…), and `FORMS`, all of them in a fixed order. Read
first `engine/language/values.py`, which says what a form answers, then `dates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from engine.language.values import Value

__all__ = [
    "BY_KEY",
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
