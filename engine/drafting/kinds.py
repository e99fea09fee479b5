"""The kinds of files that are begun for an author, and the ids that they may have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest

KINDS: Final = ("case", "cases.xlsx", "cases.csv", "scenario", "text", "avenant", "article")
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,59}\Z", re.ASCII)


def refuse_kind(kind: str) -> None:
    """Raise RefusedInput for a kind of file that there is not."""
    if kind not in KINDS:
        message = sentence("there is no kind of file `{kind}`.", kind=kind)
        hint = nearest(kind, KINDS)
        raise RefusedInput([Diagnostic("ACC440", message, Location("KIND"), hint)])


def new_id(given: str | None, otherwise: str, taken: Iterable[str]) -> str:
    """Return an id that is not taken: the one given, else one that begins as `otherwise`.

    Raises RefusedInput where the one given cannot be an id, or is taken.
    """
    names = set(taken)
    if given is None:
        ranked = (f"{otherwise}_{rank}" for rank in range(2, len(names) + 3))
        return next(name for name in (otherwise, *ranked) if name not in names)
    if not _ID.match(given):
        message = sentence("`{id}` cannot be an id.", id=given)
        hint = sentence("write small letters, digits and underscores, a letter first.")
        raise RefusedInput([Diagnostic("ACC442", message, Location("--id"), hint)])
    if given in names:
        message = sentence("`{id}` is the id of a text that exists.", id=given)
        hint = sentence("give another id: a text with that one would take its place.")
        raise RefusedInput([Diagnostic("ACC442", message, Location("--id"), hint)])
    return given
