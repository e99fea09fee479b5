"""Every form of the language is drawn: whatever a schema of the files of a law lets one write is
written by some drawn ruleset, or is named here with the reason why no answer hangs on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from engine.language.forms import FORMS
from engine.language.kinds import DATE, DURATION
from engine.language.operators import OPERATORS

from .typed_corpora import filled
from .whole_corpora import DrawnWhole

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = ("text", "vocabulary", "occasions", "readings", "article", "amendment")
Place: TypeAlias = tuple[str, str, str]
"""A schema, a pointer in it, and a key or a word that may be written there."""


NOT_DRAWN: dict[str, dict[str, str]] = {
    "it is shown, cited or checked, and nothing is worked out from it": {
        "amendment": "indent quote",
        "article": "short",
        "article/$defs/inserted": "agrees quote repeats",
        "article/$defs/provision": "agrees repeats",
        "article/$defs/inserted/properties/place": "",
        "article/$defs/provision/properties/place": "",
        "text": "identifiers not_encoded not_read short groups",
        "text/properties/documents": "",
        "text/properties/events/additionalProperties": "label note",
        "text/properties/kind": "",
        "text/properties/not_encoded": "",
        "text/properties/not_read": "",
        "vocabulary": "actors entries lines parts values question",
        "common/$defs/basis": "official_summary",
    },
    "it puts provisions in their order on the page, as `before` does": {"amendment": "after"},
    "it is taken where nothing is written": {
        "common/$defs/value/anyOf/after by/properties/end_of_month": "down",
        "common/$defs/value/anyOf/before by/properties/end_of_month": "down",
        "common/$defs/value/anyOf/time from to/properties": "complete down",
        "common/$defs/value/anyOf/proportion/properties/of": "period",
        "common/$defs/value/anyOf/round to/properties/direction": "nearest",
        "common/$defs/value/anyOf/scale in": "band",
        "common/$defs/value/anyOf/scale bands": "band",
        "common/$defs/conclusion/properties/oblige/properties/force": "required",
    },
    "it is one of a list, of which others are drawn": {
        **{
            f"common/$defs/value/anyOf/{end} {side}/properties/{end}": ""
            for end in ("first_day", "last_day")
            for side in ("of", "after", "on_or_after", "before", "on_or_before")
        },
        "common/$defs/value/anyOf/proportion as_if/properties/proportion": "",
        "common/$defs/value/anyOf/working_days counted after holidays/properties": "",
        "common/$defs/value/anyOf/working_days counted before holidays/properties": "",
        "common/$defs/value/anyOf/carried_over/properties/holidays/anyOf/0": "",
    },
    "no table answers duties": {"common/$defs/conclusion/properties/oblige/properties": ""},
    "a provision is brought by the group of its operation": {
        "article/$defs/inserted": "effect",
        "article/$defs/provision": "effect",
    },
}
"""What no drawn ruleset says, by reason: the words named, or all that stand under a place."""


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def pointed(file: str, ref: str) -> tuple[str, str, Any]:
    """Return where a reference leads: a schema, a pointer in it, and what stands there."""
    name, _, pointer = ref.partition("#")
    file = name.removesuffix(".schema.json") or file
    node = schema(file)
    for part in pointer.split("/")[1:]:
        node = node[part]
    return file, pointer, node


def sayable() -> Iterator[Place]:
    """Yield each key and each word that the schemas let one write."""
    for file in (*FILES, "common"):
        yield from _sayable(file, "", schema(file))


def _sayable(file: str, at: str, node: Any) -> Iterator[Place]:
    if isinstance(node, list):
        for rank, part in enumerate(node):
            yield from _sayable(file, f"{at}/{_named(rank, part)}", part)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "properties":
                yield from ((file, at, key) for key, own in child.items() if own is not True)
                for key, own in child.items():
                    yield from _sayable(file, f"{at}/properties/{key}", own)
            elif name in ("enum", "const"):
                yield from ((file, at, str(word)) for word in _words({name: child}))
            elif name not in ("examples", "default", "if", "not"):
                yield from _sayable(file, f"{at}/{name}", child)


def said_in(file: str, at: str, node: Any, tree: Any) -> Iterator[Place]:
    """Yield each key and each word of a schema that a tree writes."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield from said_in(*pointed(file, node["$ref"]), tree)
    if tree in _words(node):
        yield file, at, str(tree)
    if isinstance(tree, dict):
        yield from _said_in_mapping(file, at, node, tree)
    for part in tree if isinstance(tree, list) else ():
        yield from said_in(file, f"{at}/items", node.get("items"), part)
    for name in ("anyOf", "oneOf", "allOf"):
        for rank, branch in enumerate(node.get(name, ())):
            if fits(file, branch, tree):
                yield from said_in(file, f"{at}/{name}/{_named(rank, branch)}", branch, tree)
    if "if" in node:
        name = "then" if fits(file, node["if"], tree) else "else"
        yield from said_in(file, f"{at}/{name}", node.get(name), tree)


def _named(rank: int, branch: Any) -> str:
    """Return what a branch of a schema is called: the keys that it needs, else its rank."""
    keys = branch.get("required", ()) if isinstance(branch, dict) else ()
    return " ".join(keys) or str(rank)


def _words(node: dict[str, Any]) -> list[Any]:
    return [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]


def _said_in_mapping(
    file: str, at: str, node: dict[str, Any], tree: dict[str, Any]
) -> Iterator[Place]:
    own = node.get("properties", {})
    for key, part in tree.items():
        if own.get(key, True) is not True:
            yield file, at, key
            yield from said_in(file, f"{at}/properties/{key}", own[key], part)
        elif key not in own:
            more = node.get("additionalProperties")
            yield from said_in(file, f"{at}/additionalProperties", more, part)


KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
KINDS |= {"number": (int, float), "null": type(None)}


def fits(file: str, node: Any, tree: Any) -> bool:
    """Whether a tree may be what a schema describes, by its kind and its keys.

    A `not` is read as far: the schemas of the files of a law refuse kinds and keys alone.
    """
    if not isinstance(node, dict):
        return node is not False
    if "not" in node and fits(file, node["not"], tree):
        return False
    if "$ref" in node:
        where, _, there = pointed(file, node["$ref"])
        return fits(where, there, tree)
    kinds = node.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(tree, KINDS[kind]) for kind in kinds):
        return False
    if words := _words(node):
        return tree in words
    if isinstance(tree, dict) and not _fits_keys(file, node, tree):
        return False
    branches = node.get("anyOf", node.get("oneOf"))
    return branches is None or any(fits(file, branch, tree) for branch in branches)


def _fits_keys(file: str, node: dict[str, Any], tree: dict[str, Any]) -> bool:
    own = node.get("properties", {})
    if not set(node.get("required", ())) <= tree.keys():
        return False
    if node.get("additionalProperties") is False and not tree.keys() <= own.keys():
        return False
    return all(fits(file, own[key], part) for key, part in tree.items() if key in own)


def drawn(folder: Path, seeds: int) -> set[Place]:
    """Return what drawn rulesets say, and what the sketches of values do."""
    found = set[Place]()
    for seed in range(seeds):
        law = DrawnWhole(seed)
        texts = law.write(folder / str(seed))
        for file in sorted(path for text in texts for path in text.iterdir()):
            name = "article" if file.stem.startswith("art_") else file.stem
            tree = json.loads(file.read_text(encoding="utf-8"))
            found.update(said_in(name, "", schema(name), tree))
        fillings = law.fillings(1, task=True, period=True)
        value = schema("common")["$defs"]["value"]
        for _, sketch in (sketch for form in FORMS for sketch in form.sketches):
            tree = filled(sketch, fillings)
            found.update(said_in("common", "/$defs/value", value, tree))
    return found


def because(place: Place) -> str:
    """Return why no answer hangs on what may be written there, "" where one may."""
    file, at, said = place
    if file == "common" and "/condition_over_elements/" in at and said in OPERATORS:
        kind, of = OPERATORS[said].compares, at.rpartition("/")[2].split()
        if kind == DURATION or (kind == DATE and {"count", "sum"} & {*of}):
            return "a count and a sum are numbers, and what is worked out is never a duration"
    return next(
        (
            reason
            for reason, places in NOT_DRAWN.items()
            for where, words in places.items()
            if f"{file}{at}".startswith(where) and (not words or said in words.split())
        ),
        "",
    )


def test_every_key_and_word_of_the_language_is_drawn(tmp_path: Path) -> None:
    every, found = set(sayable()), drawn(tmp_path, 30)
    assert found <= every
    assert [place for place in sorted(every - found) if not because(place)] == []


def test_what_is_said_not_to_be_drawn_may_be_written() -> None:
    """A reason that covers nothing would hide what comes to stand there."""
    every = set(sayable())
    for places in NOT_DRAWN.values():
        for where, words in places.items():
            there = {said for file, at, said in every if f"{file}{at}".startswith(where)}
            assert there
            assert set(words.split()) <= there, (where, set(words.split()) - there)
