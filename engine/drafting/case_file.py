"""A case as a file: its facts in the order of the vocabulary, what each is called beside it, and
what is still not known as comments.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import quote

from msgspec import Struct

from engine.cases.case_schema import case_schema
from engine.cases.supposition import as_yaml
from engine.diagnostics.bilingual import Language, sentence
from engine.language.model import Corpus, Vocabulary, Word
from engine.source.schema_folder import schema_folder
from engine.source.yaml_rewriting import rewritten
from engine.words.labels import fact_label, word_of

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_COLUMN = 40
"""Where comments begin, beside lines that leave them the room."""


def modeline(schema: str, folder: Path) -> str:
    """Return the first line of a file in `folder`, by which an editor finds its schema: relative
    where both lie in one source tree, else the address of the installed copy.
    """
    schemas = schema_folder().resolve()
    folder = folder.resolve()
    place = schemas / f"{schema}.schema.json"
    if folder.is_relative_to(schemas.parent) and not folder.is_relative_to(schemas):
        address = quote(Path(os.path.relpath(place, folder)).as_posix(), safe="/.")
    else:
        address = place.as_uri()
    return f"# yaml-language-server: $schema={address}"


def has_case_schema(corpus: Corpus) -> bool:
    """Whether the schema of cases that is shipped is that of a corpus: another one has words of
    its own.
    """
    written = json.loads((schema_folder() / "case.schema.json").read_text(encoding="utf-8"))
    made = case_schema(corpus.vocabulary)
    return bool(made["properties"] == written.get("properties"))


def case_modeline(corpus: Corpus, folder: Path | None) -> list[str]:
    """Return the modeline of a case, none where no schema of cases fits, or where it has no
    place yet.
    """
    return [modeline("case", folder)] if folder is not None and has_case_schema(corpus) else []


def case_text(
    tree: Mapping[str, Any],
    corpus: Corpus,
    language: Language,
    *,
    head: Sequence[str] = (),
    tail: Sequence[str] = (),
) -> str:
    """Return a case as YAML: `head`, the facts with what they are called, `tail`, each of the two
    as lines of comment.

    The case names its corpus, so that it is answered by it whatever else is loaded.
    """
    ranks = _ranks(corpus.vocabulary)
    lines = [line if line.startswith("#") else f"# {line}" for line in head]
    lines.append(f"corpus: {corpus.id}")
    given = {name: value for name, value in tree.items() if name != "corpus"}
    for name in sorted(given, key=lambda key: ranks.get(key, len(ranks))):
        lines += _lines(name, given[name], name, corpus.vocabulary, language, ranks)
    lines += [f"# {line}".rstrip() for line in tail]
    return "\n".join(lines) + "\n"


NOT_ZERO: Final = sentence("What is not written here is not known; it is never zero.")


def plain_case(tree: Mapping[str, Any], corpus: Corpus, language: Language) -> str:
    """Return a case as YAML that says at its head what is not known."""
    return case_text(tree, corpus, language, head=[NOT_ZERO.in_language(language)])


class Rewritten(Struct, frozen=True):
    """A case written again, and whether the comments of its author are no longer in it."""

    text: str
    lost_comments: bool = False


def case_with(
    text: str, before: Any, after: Mapping[str, Any], corpus: Corpus, language: Language
) -> Rewritten:
    """Return the file of a case, which says `before`, saying `after`.

    A file that someone wrote keeps its comments and its order, and stays as it is where it says
    that already. One that was made here, or JSON, is made anew.
    """
    made_here = isinstance(before, Mapping) and (
        text.split() == ["corpus:", corpus.id]
        or any(text == plain_case(before, corpus, own) for own in LANGUAGES)
    )
    if not made_here and text.strip() and text.lstrip()[:1] not in "{[":
        edited = text if before == after else rewritten(text, after)
        if edited is not None:
            return Rewritten(edited)
    lost = not made_here and re.search(r"(?m)(?:^|\s)#", text) is not None
    return Rewritten(plain_case(after, corpus, language), lost)


def _lines(
    key: str,
    value: Any,
    name: str,
    vocabulary: Vocabulary,
    language: Language,
    ranks: Mapping[str, int],
    indent: str = "",
) -> Iterator[str]:
    """Yield a fact, a group or an element as lines."""
    if isinstance(value, Mapping) and value:
        said = said_of(name, vocabulary, language) if name in vocabulary.collections else ""
        yield beside(f"{indent}{key}:", said)
        for inner in sorted(value, key=lambda part: ranks.get(f"{name}.{part}", len(ranks))):
            yield from _lines(
                inner,
                value[inner],
                f"{name}.{inner}",
                vocabulary,
                language,
                ranks,
                f"{indent}  ",
            )
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        yield beside(f"{indent}{key}:", said_of(name, vocabulary, language))
        yield from (f"{indent}  - {as_yaml(item)}" for item in value)
    else:
        yield beside(f"{indent}{key}: {as_yaml(value)}", said_of(name, vocabulary, language))


def beside(line: str, comment: str) -> str:
    """Return a line with a comment beside it, where there is one."""
    return f"{line:<{_COLUMN}}  # {comment}" if comment else line


def said_of(name: str, vocabulary: Vocabulary, language: Language) -> str:
    """Return what a fact is called, with its unit."""
    word = word_of(name, vocabulary)
    unit = unit_of(word, vocabulary, language) if word is not None else ""
    return fact_label(name, vocabulary, language) + (f" ({unit})" if unit else "")


def unit_of(word: Word, vocabulary: Vocabulary, language: Language) -> str:
    """Return in what a fact is counted: as the vocabulary calls it, else its English name; "" in
    French where it has no other.
    """
    label = vocabulary.values.get(word.unit)
    if label is not None:
        return label.in_language(language)
    return word.unit if language == "en" else ""


def _ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """Return the place of each name, and of each group, in the order of the vocabulary."""
    ranks: dict[str, int] = {}
    for name in _names(vocabulary):
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            ranks.setdefault(".".join(parts[:length]), len(ranks))
    return ranks


def _names(vocabulary: Vocabulary) -> Iterable[str]:
    yield from (name for name, word in vocabulary.facts.items() if not word.derived)
    for collection in vocabulary.collections.values():
        yield collection.name
        for key in collection.keys:
            yield from (f"{collection.name}.{key}.{fact}" for fact in collection.facts)
            yield from (f"{collection.name}.{key}.{name}" for name in collection.lists)
