"""Where the JSON Schemas are found."""

from __future__ import annotations

from pathlib import Path


def schema_folder() -> Path:
    """Return the folder of the schemas: that of the package
    when it is installed, that of the repository otherwise.
    """
    packaged = Path(__file__).parents[1] / "_data" / "schemas"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "schemas"
