"""A text as a YAML scalar."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """Return a text between quotes, as YAML and JSON read it alike."""
    return json.dumps(text, ensure_ascii=False)
