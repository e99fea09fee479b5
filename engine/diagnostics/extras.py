"""The libraries that come with an extra of the package, each asked for where it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput


def need_extra(extra: str, libraries: Sequence[str], place: str) -> None:
    """Raise RefusedInput when libraries of an extra are not installed; `place` is the command or
    the option that needs them.
    """
    absent = [name for name in libraries if find_spec(name) is None]
    if absent:
        message = sentence("what it needs is not installed: {listed}.", listed=", ".join(absent))
        command = f"pip install 'accord[{extra}]'"
        hint = sentence("install the extra: {command}.", command=command)
        raise RefusedInput([Diagnostic("ACC611", message, Location(place), hint)])
