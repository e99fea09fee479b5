"""The schemas made for the shipped law, which its texts, scenarios and cases name."""

from __future__ import annotations

from engine.editor.schemas import as_file, corpus_schemas
from engine.library import load

FOLDER = "corpora"
"""The folder of `schemas/` in which they lie, those of each corpus in a folder of its own."""


def shipped_schemas() -> dict[str, str]:
    """Return the content of each file `corpora/<corpus>/<name>.schema.json` of `schemas/`, by its
    path in it.
    """
    return {
        f"{FOLDER}/{corpus}/{name}.schema.json": as_file(schema)
        for corpus, law in load().items()
        for name, schema in corpus_schemas(law, "fr").items()
    }
