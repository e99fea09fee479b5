"""What an amendment expects of a provision, held against what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics.bilingual import Sentence, sentence


def difference(expected: Any, present: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """Return the first thing that is not as expected (its path, what is expected, what there is),
    None where all is; of a mapping only the keys that are expected are compared.
    """
    if isinstance(expected, Mapping):
        if not isinstance(present, Mapping):
            return path, expected, present
        for key, value in expected.items():
            inner = difference(value, present.get(key), f"{path}.{key}".lstrip("."))
            if inner:
                return inner
        return None
    return None if expected == present else (path, expected, present)


def plain(value: Any) -> str:
    """Return a value as it is written."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {plain(part)}" for key, part in value.items()) + "}"
    return f"[{', '.join(map(plain, value))}]" if isinstance(value, list | tuple) else str(value)


def unlike_expected(target: str, path: str, expected: Any, there: Any) -> Sentence:
    """Return the sentence that says what is expected at a path of a target (of the whole of it if
    empty), and what is there (None: nothing).
    """
    found = sentence("nothing") if there is None else plain(there)
    known = {"target": target, "expected": plain(expected), "found": found}
    if path:
        return sentence(
            "`{target}`: expected `{path}` to be {expected}, found {found}.", path=path, **known
        )
    return sentence("`{target}`: expected the provision to be {expected}, found {found}.", **known)


CORRECT_EXPECTED: Final = sentence(
    "correct `expect` or the provision it amends; where the order of the texts hangs on what is "
    "known, write `expect_by_version`."
)
"""The hint for a provision that is not as an operation expects it."""
