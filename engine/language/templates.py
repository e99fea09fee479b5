"""Names with holes, such as `plots.{plot}.grant`: the facts they name, and how they are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.language.kept import kept

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


def placeholders(template: str) -> tuple[str, ...]:
    """Return the facts named in a template: `plot` in `plots.{plot}.grant`."""
    return tuple(_PLACEHOLDER.findall(template))


def filled(template: str, view: Mapping[str, Any]) -> str:
    """Return the template with each `{fact}` replaced by its value, left there if unknown."""
    if "{" not in template:
        return template
    return "".join(
        [piece if name is None else str(view.get(name, piece)) for piece, name in pieces(template)]
    )


@kept("templates in pieces", 4096)
def pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a template in pieces: a text as it is (with None), or a placeholder with its fact."""
    parts = _PLACEHOLDER.split(template)
    return tuple(
        (f"{{{part}}}", part) if rank % 2 else (part, None)
        for rank, part in enumerate(parts)
        if part
    )
