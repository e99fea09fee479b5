"""The corpora of the repository, each with the files that its schemas must take as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from engine.cases.case_schema import DIALECT
from engine.editor.schema_files import corpora_in, shape_of
from engine.editor.schemas import corpus_schemas
from engine.language.model import Corpus

ROOT = Path(__file__).resolve().parents[2]
HOMES = sorted(
    {
        file.parent.parent
        for folder in ("rulesets", "examples", "tests/corpora")
        for file in (ROOT / folder).rglob("text.yaml")
    }
)
"""Every folder of texts that is shipped, shown as an example or used by a test."""


@cache
def corpora(home: Path) -> Mapping[str, Corpus]:
    amended = home.parent / "rulesets"  # a folder of amendments is read with what they amend
    return corpora_in(home, (amended,) if amended.is_dir() and amended != home else ())


@cache
def validators(home: Path, corpus: str) -> Mapping[str, Draft202012Validator]:
    schemas = corpus_schemas(corpora(home)[corpus], "en")
    registry: Registry[Any] = Registry()
    for name, schema in schemas.items():
        resource = Resource.from_contents({"$schema": DIALECT, **schema})
        registry = registry.with_resource(f"{name}.schema.json", resource)
    whole = registry.crawl()
    return {name: Draft202012Validator(schema, registry=whole) for name, schema in schemas.items()}


def texts(home: Path) -> Iterator[tuple[str, str, Path]]:
    """The files of the texts of a folder, each with its corpus and the name of its schema."""
    for name, corpus in corpora(home).items():
        for text in corpus.texts.values():
            folder = Path(text.location.path).resolve().parent
            if folder.is_relative_to(home):
                for file in sorted(folder.glob("*.yaml")):
                    yield name, shape_of(file), file


def deepest(error: Any) -> Any:
    """Of the errors of alternatives, the one that lies deepest in the file."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error
