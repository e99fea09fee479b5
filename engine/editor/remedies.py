"""What would put a finding right: the nearest word, quotes around a number, a missing label.

A remedy is `certain` where the finding leaves one thing to do and the word meant is close to the
one written. Only those are made without a person (`accord check --fix`); an editor offers all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.editor.edits import Edit
from engine.language.model import Corpus
from engine.language.operators import WRITTEN, meant_by

_CLOSE: Final = 0.8
"""How much of a word must be right for the other to be the one that was meant."""
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9.eE+-]*")
_TO_COMPLETE: Final = '{fr: "À compléter", en: "To be completed"}'
_MEANT: Final = "did you mean `{name}`?"
_MEANT_OR_DECLARED: Final = (
    "did you mean `{fact}`? If not, declare `{name}` under `facts` in vocabulary.yaml."
)
_LABELS: Final = {
    "unknown actor": "actors",
    "unknown benefit": "benefits",
    "unknown entry": "entries",
    "unknown line": "lines",
    "unknown part": "parts",
}
"""By what a finding says: the section of the vocabulary in which a label would stand."""


class Remedy(Struct, frozen=True):
    """A change that puts a finding right, said in a few words."""

    said: Sentence
    edits: tuple[Edit, ...]
    certain: bool


def remedies(
    finding: Diagnostic, text: Callable[[str], str], corpus: Corpus | None = None
) -> Iterator[Remedy]:
    """Yield what would put a finding right, the likeliest first; `text` gives the text of a file.

    With the corpus, a label that is missing can be put into its vocabulary.
    """
    lines = text(finding.location.path).splitlines()
    if finding.location.line > len(lines) or not finding.location.line:
        return
    yield from _nearest(finding, lines)
    yield from _quoted(finding, lines)
    if corpus is not None:
        yield from _labelled(finding, corpus, text)


def _nearest(finding: Diagnostic, lines: Sequence[str]) -> Iterator[Remedy]:
    """Yield the word that was probably meant, in the place of the one written."""
    parts = dict(finding.hint.parts)
    named = {_MEANT: "name", _MEANT_OR_DECLARED: "fact"}.get(finding.hint.template)
    if named is None:
        return
    meant = str(parts[named])
    for wrong in _words_of(finding):
        edit = _place_of(wrong, finding, lines, meant)
        if edit is not None:
            said = sentence("write `{right}` in the place of `{wrong}`", right=meant, wrong=wrong)
            yield Remedy(said, (edit,), _is_close(wrong, meant))
            return


def _words_of(finding: Diagnostic) -> Iterator[str]:
    """Yield the words that the message of a finding shows, the likeliest to be at fault first."""
    for name, part in reversed(finding.message.parts):
        if isinstance(part, str) and name != "what":
            yield part.strip("`")


def _place_of(wrong: str, finding: Diagnostic, lines: Sequence[str], meant: str) -> Edit | None:
    """Return the edit that replaces a word where a finding stands: by itself, or in a hole."""
    place = finding.location
    line, start = lines[place.line - 1], place.column - 1
    if not wrong or wrong == meant:
        return None
    for at in (start, start + 1):
        if line.startswith(wrong, at) and (at == start or line[start] in "'\""):
            return Edit(place.path, place.line, at + 1, len(wrong), meant)
    hole = line.find(f"{{{wrong}}}", max(start, 0))
    if hole >= 0:
        return Edit(place.path, place.line, hole + 2, len(wrong), meant)
    return None


def _is_close(wrong: str, meant: str) -> bool:
    if meant in WRITTEN and meant_by(wrong) == meant:
        return True  # `au_moins` is `at_least`, and nothing else
    return SequenceMatcher(None, wrong, meant).ratio() >= _CLOSE


def _quoted(finding: Diagnostic, lines: Sequence[str]) -> Iterator[Remedy]:
    """Yield the quotes around a number that has to be a text, such as that of an article."""
    if finding.code != "ACC105":
        return
    place = finding.location
    match = _NUMBER.match(lines[place.line - 1], place.column - 1)
    if match:
        edit = Edit(place.path, place.line, place.column, len(match[0]), f'"{match[0]}"')
        yield Remedy(sentence("put `{number}` in quotes", number=match[0]), (edit,), certain=True)


def _labelled(finding: Diagnostic, corpus: Corpus, text: Callable[[str], str]) -> Iterator[Remedy]:
    """Yield the label that a name lacks, to be completed, at the end of its section."""
    parts = dict(finding.message.parts)
    section = _LABELS.get(str(parts.get("what", "")))
    if finding.code != "ACC212" or section is None:
        return
    name = str(parts["name"])
    for file in _vocabularies(corpus):
        lines = text(str(file)).splitlines()
        heading = next((rank for rank, line in enumerate(lines) if line == f"{section}:"), None)
        if heading is None:
            continue
        last = next(
            (
                rank
                for rank in range(heading + 1, len(lines))
                if lines[rank] and not lines[rank].startswith((" ", "#"))
            ),
            len(lines),
        )
        while not lines[last - 1].strip() or lines[last - 1].startswith("#"):
            last -= 1
        shown = name.replace("{", "*").split("*")[0] + "*" if "{" in name else name
        written = f'"{shown}"' if "*" in shown else shown
        end = len(lines[last - 1]) + 1
        edit = Edit(str(file), last, end, 0, f"\n  {written}: {_TO_COMPLETE}")
        said = sentence("add a label for `{name}` to the vocabulary", name=shown)
        yield Remedy(said, (edit,), certain=False)
        return


def _vocabularies(corpus: Corpus) -> Iterator[Path]:
    for legal_text in corpus.texts.values():
        file = Path(legal_text.location.path).parent / "vocabulary.yaml"
        if file.is_file():
            yield file
