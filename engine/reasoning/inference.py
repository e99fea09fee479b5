"""What says which rules fire here, by its name and version; nothing of it is loaded to know it.

See docs/adr/0018-two-inferences.md.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, Literal

from msgspec import Struct

from engine import VERSION


class Inference(Struct, frozen=True):
    """What says which rules fire: its name and its version, as an answer and `--version` say them.

    For example `Inference("durable-rules", "2.0.28")`.
    """

    engine: Literal["durable-rules", "accord"]
    version: str


DURABLE_RULES: Final = Inference("durable-rules", "2.0.28")
"""The version is the one that pyproject.toml asks for: looking it up takes 6 ms at the start."""
ACCORD: Final = Inference("accord", VERSION)


def installed() -> Inference:
    """Return what infers here, without loading it."""
    return ACCORD if find_spec("durable_rules_engine") is None else DURABLE_RULES
