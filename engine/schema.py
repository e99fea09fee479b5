"""The shape of files against the JSON Schemas of `schemas/`, every fault at its line and column. The only importer of jsonschema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec.structs import replace

from engine.diagnostics import Diagnostic, in_order
from engine.language import NO_SENTENCE, Sentence, sentence, untranslated
from engine.shapes import near, shown, type_name
from engine.yaml_source import Document, Pointer

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

NAMES: Final = ("text", "article", "amendment", "vocabulary", "occasions", "readings", "case", "scenario", "profile")
_SHARED: Final = "common"
Error: TypeAlias = Any
"""An error of jsonschema: its typing knows more cases than our schemas can raise."""

_TYPES: Final = {
    "object": "a mapping", "array": "a list", "string": "a text", "number": "a number", "integer": "a whole number",
    "boolean": "true or false", "null": "nothing",
}  # fmt: skip
_FORMS: Final = {
    "object": "`key: value` lines, or `{key: value}`",
    "array": "`[…]`, or one `- …` line for each",
    "string": "words, in quotes",
}


def validate(document: Document, schema_name: str) -> list[Diagnostic]:
    """Return every fault in the shape of a document, in order, against the schema of that name (one of NAMES)."""
    faults = _Faults(document)
    for error in _validator(schema_name).iter_errors(document.tree):
        faults.take(error)
    return list(in_order(faults.found))


def schema_folder() -> Path:
    """Return the folder of the schemas: that of the package when it is installed, that of the repository otherwise."""
    packaged = Path(__file__).parent / "_data" / "schemas"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "schemas"


def read_schema(name: str) -> dict[str, Any]:
    """Return a schema by its name (one of NAMES, or `common`)."""
    schema: dict[str, Any] = json.loads((schema_folder() / f"{name}.schema.json").read_text("utf-8"))
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    registry: Registry[Any] = Registry()
    for each in (_SHARED, "article", "amendment"):
        registry = registry.with_resource(f"{each}.schema.json", Resource.from_contents(read_schema(each)))
    return Draft202012Validator(read_schema(name), registry=registry.crawl())


class _Faults:
    """The validator's errors in plain words, each at the place that must be changed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[Diagnostic] = []

    def take(self, error: Error) -> None:
        """Add what an error says; of alternatives, what is wrong with the one that was meant."""
        at = tuple(error.absolute_path)
        if "propertyNames" in error.absolute_schema_path:
            self._name(error, at)
        elif error.validator in ("anyOf", "oneOf"):
            self._alternatives(error, at)
        else:
            _BY_KEYWORD.get(str(error.validator), _Faults.other)(self, error, at)

    def note(self, code: str, at: Pointer, message: Sentence, hint: Sentence = NO_SENTENCE, *, key: bool = False) -> None:
        """Add a finding at a place of the document."""
        self.found.append(Diagnostic(code, message, self.document.locate(at, key=key), hint))

    # --- alternatives ---

    def _alternatives(self, error: Error, at: Pointer) -> None:
        branches: dict[Any, list[Error]] = {}
        for inner in error.context or ():
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        if not branches:
            self._too_many(error, at)
            return
        best = min(branches, key=lambda branch: (*_distance(branches[branch], error), branch))
        if isinstance(error.instance, dict) and _distance(branches[best], error)[1]:
            self._no_alternative(error, at, branches)
        elif not isinstance(error.instance, dict | list) and all(_is_type_error(inner, error) for inner in branches[best]):
            self._no_scalar(error, at, branches)
        else:
            self._within(branches[best], _example(error))

    def _within(self, errors: Sequence[Error], example: str) -> None:
        """Add the errors of the alternative that was meant; where they say no remedy, the example of the whole is one."""
        already = len(self.found)
        for inner in errors:
            self.take(inner)
        for rank in range(already, len(self.found)):
            if not self.found[rank].hint:
                self.found[rank] = replace(self.found[rank], hint=untranslated(example))

    def _too_many(self, error: Error, at: Pointer) -> None:
        """Several alternatives hold where one must: name the keys that cannot stand together."""
        if not isinstance(error.instance, dict):
            return  # its type is at fault, and said elsewhere
        firsts = (branch["required"][0] for branch in error.validator_value if "required" in branch)
        keys = [key for key in firsts if key in error.instance]
        message = sentence("{listed} cannot stand together", listed=" and ".join(f"`{key}`" for key in keys))
        self.note("ACC101", (*at, keys[-1]) if keys else at, message, sentence("keep one of them."), key=bool(keys))

    def _no_alternative(self, error: Error, at: Pointer, branches: Mapping[Any, list[Error]]) -> None:
        firsts = [first for inner in branches.values() if (first := _first_needed(inner, error))]
        given = [key for key in error.instance if key not in _known(error)]
        if error.validator == "oneOf" and not given:
            self.note(
                "ACC102",
                at,
                sentence("one of {listed} is missing", listed=", ".join(f"`{key}`" for key in firsts)),
                sentence("add the one that is meant."),
            )
        elif not error.instance:
            self.note(
                "ACC109",
                at,
                sentence("an empty mapping"),
                sentence("begin with one of {listed}.", listed=", ".join(f"`{key}`" for key in firsts)),
            )
        else:
            wrong = given[0] if given else next(iter(error.instance))
            self.note(
                "ACC109",
                (*at, wrong),
                sentence("{wrong} does not begin anything known here", wrong=shown(wrong)),
                near(wrong, firsts),
                key=True,
            )

    def _no_scalar(self, error: Error, at: Pointer, branches: Mapping[Any, list[Error]]) -> None:
        expected = [one for errors in branches.values() for inner in errors for one in _types(inner)]
        self._wrong_type(error.instance, at, expected, _example(error))

    # --- one keyword each ---

    def _name(self, error: Error, at: Pointer) -> None:
        name = str(error.instance)
        self.note(
            "ACC106",
            (*at, name),
            sentence("{name} cannot be a name here", name=shown(name)),
            untranslated(_example(error) or "use small letters, digits and _."),
            key=True,
        )

    def unexpected(self, error: Error, at: Pointer) -> None:
        """A key that has no meaning."""
        known = error.schema.get("properties", {})
        for key, value in error.instance.items():
            if key not in known:
                hint = near(key, known)
                if value is None and " " in key:
                    hint = sentence("a comma ends a text within {…}: put the text that it belongs to in quotes.")
                self.note("ACC101", (*at, key), sentence("the key {key} has no meaning here", key=shown(key)), hint, key=True)

    def missing(self, error: Error, at: Pointer) -> None:
        """A key that is needed."""
        for key in error.validator_value:
            if key not in error.instance:
                self.note("ACC102", at, sentence("the key `{key}` is missing", key=key), sentence("add `{key}:` here.", key=key))

    def dependent(self, error: Error, at: Pointer) -> None:
        """A key that needs another."""
        for key, needed in error.validator_value.items():
            for other in needed:
                if key in error.instance and other not in error.instance:
                    self.note(
                        "ACC102",
                        (*at, key),
                        sentence("`{key}` without `{other}`", key=key, other=other),
                        sentence("add `{other}:`, or remove `{key}:`.", other=other, key=key),
                        key=True,
                    )

    def wrong_type(self, error: Error, at: Pointer) -> None:
        """Something of another kind."""
        self._wrong_type(error.instance, at, [error.validator_value], _example(error))

    def _wrong_type(self, instance: object, at: Pointer, expected: Sequence[Any], example: str) -> None:
        types = list(dict.fromkeys(one for each in expected for one in ([each] if isinstance(each, str) else each)))
        if instance is None:
            self.note("ACC116", at, sentence("no value here"), sentence("write one, or remove the key."), key=True)
        elif types == ["string"] and type_name(instance).endswith("number"):
            message = sentence(
                "`{instance}` is read as {instance2}, and a text is needed", instance=instance, instance2=type_name(instance)
            )
            self.note(
                "ACC105",
                at,
                message,
                sentence('put it in quotes: "{instance}"; check the digits, for 7.10 must not become 7.1.', instance=instance),
            )
        else:
            names = " or ".join(_TYPES.get(name, name) for name in types)
            hint = example or f"write {_FORMS.get(types[0], names) if types else 'what the schema of this file asks for'}."
            self.note(
                "ACC103",
                at,
                sentence("{value} is needed here, not {instance}", value=names or "something else", instance=_said(instance)),
                untranslated(hint),
            )

    def word(self, error: Error, at: Pointer) -> None:
        """A word that is not one of those that can stand here."""
        valid = error.validator_value if error.validator == "enum" else [error.validator_value]
        if isinstance(error.instance, dict | list):
            self.note(
                "ACC103",
                at,
                sentence("a word is needed here, not {instance}", instance=type_name(error.instance)),
                near("", map(str, valid)),
            )
            return
        self.note(
            "ACC104",
            at,
            sentence("{instance} cannot stand here", instance=shown(error.instance)),
            near(str(error.instance), map(str, valid)),
        )

    def pattern(self, error: Error, at: Pointer) -> None:
        """A text that is not written as it must be."""
        written = str(error.validator_value)
        code, kind = "ACC106", "written as it must be here"
        if written.startswith("^P("):
            code, kind = "ACC108", "a duration"
        elif written.startswith(r"^\d{4}-"):
            code, kind = "ACC107", "a day of the calendar"
        self.note(code, at, sentence("{instance} is not {kind}", instance=shown(error.instance), kind=kind), untranslated(_example(error)))

    def amount(self, error: Error, at: Pointer) -> None:
        """Too many or too few."""
        if error.validator == "minLength":
            message = sentence("an empty text")
        elif error.validator == "uniqueItems":
            message = sentence("the same entry twice")
        elif error.validator == "maxProperties":
            self.note(
                "ACC109",
                at,
                sentence("{instance} things where one is needed", instance=len(error.instance)),
                sentence("write one for each provision."),
            )
            return
        else:
            some = "at least" if str(error.validator).startswith("min") else "at most"
            message = sentence(
                "{instance} given, and {some} {validator_value} needed",
                instance=len(error.instance),
                some=some,
                validator_value=error.validator_value,
            )
        self.note("ACC110", at, message, untranslated(_example(error) or "complete it, or remove the key that it belongs to."))

    def bound(self, error: Error, at: Pointer) -> None:
        """A number out of bounds."""
        some = "at least" if error.validator == "minimum" else "at most"
        self.note(
            "ACC111",
            at,
            sentence(
                "{instance} is out of bounds ({some} {validator_value})",
                instance=error.instance,
                some=some,
                validator_value=error.validator_value,
            ),
            sentence("check the figure."),
        )

    def excluded(self, error: Error, at: Pointer) -> None:
        """Keys that cannot stand together."""
        if not isinstance(error.instance, dict):
            return  # its type is at fault, and said elsewhere
        keys = [key for key in error.validator_value.get("required", ()) if key in error.instance]
        message = sentence(
            "{listed} cannot stand here{value}", listed=" and ".join(f"`{key}`" for key in keys), value=" together" if len(keys) > 1 else ""
        )
        self.note("ACC101", (*at, keys[-1]) if keys else at, message, sentence("remove it."), key=bool(keys))

    def other(self, error: Error, at: Pointer) -> None:
        """Anything that no schema of ours asks for yet."""
        hint = _example(error) or "write it as the schema of this file asks."
        self.note(
            "ACC103",
            at,
            sentence("{instance} does not fit here ({validator})", instance=_said(error.instance), validator=error.validator),
            untranslated(hint),
        )


_BY_KEYWORD: Final[Mapping[str, Callable[[_Faults, Error, Pointer], None]]] = {
    "additionalProperties": _Faults.unexpected,
    "required": _Faults.missing,
    "dependentRequired": _Faults.dependent,
    "type": _Faults.wrong_type,
    "enum": _Faults.word,
    "const": _Faults.word,
    "pattern": _Faults.pattern,
    **dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "uniqueItems"), _Faults.amount),
    "minimum": _Faults.bound,
    "maximum": _Faults.bound,
    "not": _Faults.excluded,
}


def _is_own(inner: Error, outer: Error) -> bool:
    """Return whether an error of an alternative concerns the whole instance, not something in it."""
    return len(inner.absolute_path) == len(outer.absolute_path)


def _is_type_error(inner: Error, outer: Error) -> bool:
    if inner.validator in ("anyOf", "oneOf"):
        return _is_own(inner, outer) and bool(inner.context) and all(_is_type_error(one, outer) for one in inner.context)
    return inner.validator == "type" and _is_own(inner, outer)


def _types(error: Error) -> Iterator[Any]:
    """Yield the types that an error, or the alternatives in it, asked for."""
    if error.validator == "type":
        yield error.validator_value
    elif error.validator in ("anyOf", "oneOf"):
        for inner in error.context or ():
            yield from _types(inner)


def _distance(errors: Sequence[Error], outer: Error) -> tuple[bool, bool, int, int]:
    """Return how far the instance is from an alternative: kind, first key, keys missing, keys too many."""
    own = [error for error in errors if _is_own(error, outer)]
    first = _first_needed(errors, outer)
    missing = {key for error in own if error.validator == "required" for key in error.validator_value if key not in outer.instance}
    extra = {
        key
        for error in own
        if error.validator == "additionalProperties"
        for key in outer.instance
        if key not in error.schema.get("properties", {})
    }
    return any(_is_type_error(error, outer) for error in own), first in missing, len(missing), len(extra)


def _first_needed(errors: Sequence[Error], outer: Error) -> str:
    """Return the key that marks an alternative: the first that it needs."""
    for error in errors:
        if error.validator == "required" and _is_own(error, outer):
            return str(error.validator_value[0])
    return ""


def _known(error: Error) -> Iterator[str]:
    yield from error.schema.get("properties", {})


def _example(error: Error) -> str:
    examples = error.schema.get("examples") if isinstance(error.schema, dict) else None
    if not examples:
        return ""
    return "write it as in " + " or ".join(json.dumps(example, ensure_ascii=False) for example in examples[:2]) + "."


def _said(instance: object) -> str:
    return f"{shown(instance)} ({type_name(instance)})" if isinstance(instance, str) else type_name(instance)
