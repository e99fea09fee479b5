"""What a new article finds in its folder: the documents of its text, the numbers that are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.source.reader import TEXT_FILE
from engine.source.yaml_source import read_file


class Beside(Struct, frozen=True):
    """The numbers of the articles in a folder, and the first document that their text names."""

    numbers: dict[str, Path]
    document: str

    @classmethod
    def of(cls, folder: Path) -> Beside:
        """Look into a folder, which may hold no text yet. Raises RefusedInput with the findings of
        a text.yaml that cannot be read.
        """
        numbers: dict[str, Path] = {}
        for file in sorted(folder.glob("*.yaml")):
            number = _tree(file).get("article")
            if isinstance(number, str):
                numbers[number] = file
        documents: Any = {}
        text = folder / TEXT_FILE
        if text.is_file():
            documents = _tree(text, strict=True).get("documents") or {}
            if not documents:
                message = sentence("the text names no document: an article says where it was read.")
                hint = sentence("add `documents` to it.")
                raise RefusedInput([Diagnostic("ACC443", message, Location(str(text)), hint)])
        return cls(numbers, str(next(iter(documents), "printed")))

    def next_number(self) -> str:
        """Return the number after the greatest of those that are whole."""
        return str(max((int(n) for n in self.numbers if n.isdecimal()), default=0) + 1)

    def refuse_number(self, number: str) -> None:
        """Raise RefusedInput for a number that an article of the folder has."""
        if number in self.numbers:
            message = sentence("the article {number} exists already.", number=number)
            hint = sentence("give another number with --article.")
            place = Location(str(self.numbers[number]))
            raise RefusedInput([Diagnostic("ACC443", message, place, hint)])


def _tree(file: Path, *, strict: bool = False) -> dict[str, object]:
    document, findings = read_file(file)
    if strict and document is None:
        raise RefusedInput(findings)
    return document.tree if document is not None and isinstance(document.tree, dict) else {}
