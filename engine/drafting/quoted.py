"""Texts and mappings as YAML on one line."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.diagnostics.bilingual import Bilingual


def quoted(text: str) -> str:
    """Return a text between quotes, as YAML and JSON read it alike."""
    return json.dumps(text, ensure_ascii=False)


def both(said: Bilingual) -> str:
    """Return a text in both languages as a mapping."""
    return f"{{fr: {quoted(said.fr)}, en: {quoted(said.en)}}}"


def flow(value: object) -> str:
    """Return mappings of texts on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {flow(part)}" for key, part in value.items())
        return f"{{{inner}}}"
    return quoted(str(value))
