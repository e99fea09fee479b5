"""The shape of files against the JSON Schemas of `schemas/`, every
fault at its line and column. The only importer of jsonschema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec.structs import replace

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence, all_of, any_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, in_order
from engine.language.operators import WRITTEN
from engine.source.days import not_a_day, not_of_every_year
from engine.source.document import Document, Pointer
from engine.source.schema_folder import schema_folder
from engine.source.shapes import (
    A_LIST,
    A_MAPPING,
    A_NUMBER,
    A_TEXT,
    A_WHOLE_NUMBER,
    NOTHING,
    TRUE_OR_FALSE,
    near,
    near_operator,
    needed,
    shown,
    type_name,
)

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

NAMES: Final = (
    "text",
    "article",
    "amendment",
    "vocabulary",
    "occasions",
    "readings",
    "case",
    "scenario",
    "profile",
)
_SHARED: Final = "common"
_PLAIN_WORD: Final = re.compile(r"[A-Za-z_][\w.]*(?: [\w.]+)*\Z")
_NOT_BLANK: Final = r"\S"
"""The pattern of a sentence in one language: anything but blanks."""
Error: TypeAlias = Any
"""An error of jsonschema: its typing knows more cases than our schemas can raise."""

_TYPES: Final[Mapping[Any, Sentence]] = {
    "object": A_MAPPING,
    "array": A_LIST,
    "string": A_TEXT,
    "number": A_NUMBER,
    "integer": A_WHOLE_NUMBER,
    "boolean": TRUE_OR_FALSE,
    "null": NOTHING,
}
_FORMS: Final[Mapping[Any, Sentence]] = {
    "object": sentence("write `key: value` lines, or `{key: value}`."),
    "array": sentence("write `[…]`, or one `- …` line for each."),
    "string": sentence("write words, in quotes."),
    "number": sentence("write 75000, 0.85 or 75 %."),
    "integer": sentence("write it without quotes, spaces or decimals, as in 55000."),
    "boolean": sentence("write `true` or `false`, without quotes."),
}


def validate(document: Document, schema_name: str) -> list[Diagnostic]:
    """Return every fault in the shape of a document, in
    order, against the schema of that name (one of NAMES).
    """
    faults = _Faults(document)
    for error in _validator(schema_name).iter_errors(document.tree):
        faults.take(error)
    return list(in_order(faults.found))


def read_schema(name: str) -> dict[str, Any]:
    """Return a schema by its name (one of NAMES, or `common`)."""
    schema: dict[str, Any] = json.loads(
        (schema_folder() / f"{name}.schema.json").read_text("utf-8")
    )
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    registry: Registry[Any] = Registry()
    for each in (_SHARED, "article", "amendment"):
        registry = registry.with_resource(
            f"{each}.schema.json", Resource.from_contents(read_schema(each))
        )
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

    def note(
        self,
        code: str,
        at: Pointer,
        message: Sentence,
        hint: Sentence = NO_SENTENCE,
        *,
        key: bool = False,
    ) -> None:
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
        elif not isinstance(error.instance, dict | list) and all(
            _is_type_error(inner, error) for inner in branches[best]
        ):
            self._no_scalar(error, at, branches)
        else:
            self._within(branches[best], _example(error))

    def _within(self, errors: Sequence[Error], example: Sentence) -> None:
        """Add the errors of the alternative that was meant; where
        they say no remedy, the example of the whole is one.
        """
        already = len(self.found)
        for inner in errors:
            self.take(inner)
        for rank in range(already, len(self.found)):
            if not self.found[rank].hint:
                self.found[rank] = replace(self.found[rank], hint=example)

    def _too_many(self, error: Error, at: Pointer) -> None:
        """Several alternatives hold where one must: name the keys that cannot stand together."""
        if not isinstance(error.instance, dict):
            return  # its type is at fault, and said elsewhere
        firsts = dict.fromkeys(
            branch["required"][0] for branch in error.validator_value if "required" in branch
        )
        keys = [key for key in firsts if key in error.instance]
        message = sentence("{keys} cannot stand together", keys=all_of(_quoted(keys)))
        self.note(
            "ACC101",
            (*at, keys[-1]) if keys else at,
            message,
            sentence("keep one of them."),
            key=bool(keys),
        )

    def _no_alternative(
        self, error: Error, at: Pointer, branches: Mapping[Any, list[Error]]
    ) -> None:
        firsts = [first for inner in branches.values() if (first := _first_needed(inner, error))]
        given = [key for key in error.instance if key not in _known(error)]
        if error.validator == "oneOf" and not given:
            message = sentence("{keys} is missing", keys=any_of(_quoted(firsts)))
            self.note("ACC102", at, message, sentence("add the one that is meant."))
        elif not error.instance:
            hint = sentence("begin with {keys}.", keys=any_of(_quoted(firsts)))
            self.note("ACC109", at, sentence("an empty mapping"), hint)
        else:
            wrong = given[0] if given else next(iter(error.instance))
            message = sentence("{key} does not begin anything known here", key=shown(wrong))
            self.note("ACC109", (*at, wrong), message, near(wrong, firsts), key=True)

    def _no_scalar(self, error: Error, at: Pointer, branches: Mapping[Any, list[Error]]) -> None:
        expected = [
            type_ for errors in branches.values() for inner in errors for type_ in _types(inner)
        ]
        self._wrong_type(error.instance, at, expected, _example(error))

    # --- one keyword each ---

    def _name(self, error: Error, at: Pointer) -> None:
        name = str(error.instance)
        hint = _example(error) or sentence("use small letters, digits and `_`.")
        self.note(
            "ACC106",
            (*at, name),
            sentence("{name} cannot be a name here", name=shown(name)),
            hint,
            key=True,
        )

    def unexpected(self, error: Error, at: Pointer) -> None:
        """A key that has no meaning."""
        known = error.schema.get("properties", {})
        for key, value in error.instance.items():
            if key not in known:
                hint = (near_operator if _compares(known) else near)(key, known)
                if value is None and " " in key:
                    hint = sentence(
                        "a comma ends a text within `{…}`: put the text that it belongs to in "
                        "quotes."
                    )
                self.note(
                    "ACC101",
                    (*at, key),
                    sentence("the key {key} has no meaning here", key=shown(key)),
                    hint,
                    key=True,
                )

    def missing(self, error: Error, at: Pointer) -> None:
        """A key that is needed."""
        for key in error.validator_value:
            if key not in error.instance:
                self.note(
                    "ACC102",
                    at,
                    sentence("the key `{key}` is missing", key=key),
                    sentence("add `{key}:` here.", key=key),
                )

    def dependent(self, error: Error, at: Pointer) -> None:
        """A key that needs another."""
        for key, others in error.validator_value.items():
            for other in others:
                if key in error.instance and other not in error.instance:
                    hint = sentence("add `{other}:`, or remove `{key}:`.", other=other, key=key)
                    self.note(
                        "ACC102",
                        (*at, key),
                        sentence("`{key}` without `{other}`", key=key, other=other),
                        hint,
                        key=True,
                    )

    def wrong_type(self, error: Error, at: Pointer) -> None:
        """Something of another kind."""
        self._wrong_type(error.instance, at, [error.validator_value], _example(error))

    def _wrong_type(
        self, instance: object, at: Pointer, expected: Sequence[Any], example: Sentence
    ) -> None:
        types = list(
            dict.fromkeys(
                name for each in expected for name in ([each] if isinstance(each, str) else each)
            )
        )
        if instance is None:
            self.note(
                "ACC116",
                at,
                sentence("no value here"),
                sentence("write one, or remove the key."),
                key=True,
            )
        elif (
            types == ["string"]
            and isinstance(instance, int | Decimal)
            and not isinstance(instance, bool)
        ):
            message = sentence(
                "{given} is read as {kind}, and a text is needed",
                given=shown(instance),
                kind=type_name(instance),
            )
            hint = sentence(
                'put it in quotes: `"{given}"`; check the digits, for 7.10 must not become 7.1.',
                given=instance,
            )
            self.note("ACC105", at, message, hint)
        else:
            kinds = any_of(_TYPES[name] for name in types)
            self.note(
                "ACC103",
                at,
                needed(kinds, _said(instance)),
                example or _FORMS.get(types[0], NO_SENTENCE),
            )

    def word(self, error: Error, at: Pointer) -> None:
        """A word that is not one of those that can stand here."""
        valid = [
            str(word).lower() if isinstance(word, bool) else word
            for word in (
                error.validator_value if error.validator == "enum" else [error.validator_value]
            )
        ]
        if isinstance(error.instance, dict | list):
            self.note(
                "ACC103",
                at,
                needed(sentence("a word"), type_name(error.instance)),
                near("", map(str, valid)),
            )
            return
        message = sentence("{given} cannot stand here", given=shown(error.instance))
        self.note("ACC104", at, message, near(str(error.instance), map(str, valid)))

    def pattern(self, error: Error, at: Pointer) -> None:
        """A text that is not written as it must be."""
        written = str(error.validator_value)
        given, hint = shown(error.instance), _example(error)
        if written == _NOT_BLANK:
            self.note(
                "ACC110", at, sentence("an empty text"), sentence("write it in this language too.")
            )
        elif written.startswith("^P("):
            self.note("ACC108", at, sentence("{given} is not a duration", given=given), hint)
        elif written.startswith("^(0[1-9]|1[0-2])-"):
            self.note("ACC251", at, *not_of_every_year(str(error.instance)))
        elif written.startswith(r"^\d{4}-"):
            self.note("ACC107", at, *not_a_day(str(error.instance), hint))
        else:
            self.note(
                "ACC106",
                at,
                sentence("{given} is not written as it must be here", given=given),
                hint,
            )

    def amount(self, error: Error, at: Pointer) -> None:
        """Too many or too few."""
        if error.validator == "minLength":
            message = sentence("an empty text")
        elif error.validator == "uniqueItems":
            message = sentence("the same entry twice")
        elif error.validator == "maxProperties":
            message = sentence("{count} things where one is needed", count=len(error.instance))
            self.note("ACC109", at, message, sentence("write one for each provision."))
            return
        elif str(error.validator).startswith("min"):
            message = sentence(
                "{count} given, and at least {bound} needed",
                count=len(error.instance),
                bound=error.validator_value,
            )
        else:
            message = sentence(
                "{count} given, and at most {bound} needed",
                count=len(error.instance),
                bound=error.validator_value,
            )
        self.note(
            "ACC110",
            at,
            message,
            _example(error) or sentence("complete it, or remove the key that it belongs to."),
        )

    def bound(self, error: Error, at: Pointer) -> None:
        """A number out of bounds."""
        given, bound = error.instance, error.validator_value
        message = sentence("{given} is out of bounds (at most {bound})", given=given, bound=bound)
        if error.validator == "minimum":
            message = sentence(
                "{given} is out of bounds (at least {bound})", given=given, bound=bound
            )
        self.note("ACC111", at, message, sentence("check the figure."))

    def excluded(self, error: Error, at: Pointer) -> None:
        """Keys that cannot stand together."""
        if not isinstance(error.instance, dict):
            return  # its type is at fault, and said elsewhere
        keys = [key for key in error.validator_value.get("required", ()) if key in error.instance]
        message = sentence("{keys} cannot stand together", keys=all_of(_quoted(keys)))
        if len(keys) == 1:
            message = sentence("{key} cannot stand here", key=shown(keys[0]))
        elif not keys:
            message = sentence("this cannot stand here")
        self.note(
            "ACC101",
            (*at, keys[-1]) if keys else at,
            message,
            sentence("remove it."),
            key=bool(keys),
        )

    def other(self, error: Error, at: Pointer) -> None:
        """Anything that no schema of ours asks for yet."""
        message = sentence(
            "{given} does not fit here (`{keyword}`)",
            given=_said(error.instance),
            keyword=error.validator,
        )
        self.note(
            "ACC103",
            at,
            message,
            _example(error) or sentence("write it as the schema of this file asks."),
        )


_BY_KEYWORD: Final[Mapping[str, Callable[[_Faults, Error, Pointer], None]]] = {
    "additionalProperties": _Faults.unexpected,
    "required": _Faults.missing,
    "dependentRequired": _Faults.dependent,
    "type": _Faults.wrong_type,
    "enum": _Faults.word,
    "const": _Faults.word,
    "pattern": _Faults.pattern,
    **dict.fromkeys(
        ("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "uniqueItems"),
        _Faults.amount,
    ),
    "minimum": _Faults.bound,
    "maximum": _Faults.bound,
    "not": _Faults.excluded,
}


def _is_own(inner: Error, outer: Error) -> bool:
    """Return whether an error of an alternative concerns
    the whole instance, not something in it.
    """
    return len(inner.absolute_path) == len(outer.absolute_path)


def _is_type_error(inner: Error, outer: Error) -> bool:
    if inner.validator in ("anyOf", "oneOf"):
        return (
            _is_own(inner, outer)
            and bool(inner.context)
            and all(_is_type_error(nested, outer) for nested in inner.context)
        )
    return inner.validator == "type" and _is_own(inner, outer)


def _types(error: Error) -> Iterator[Any]:
    """Yield the types that an error, or the alternatives in it, asked for."""
    if error.validator == "type":
        yield error.validator_value
    elif error.validator in ("anyOf", "oneOf"):
        for inner in error.context or ():
            yield from _types(inner)


def _distance(errors: Sequence[Error], outer: Error) -> tuple[bool, bool, int, int]:
    """Return how far the instance is from an alternative:
    kind, first key, keys missing, keys too many.
    """
    own = [error for error in errors if _is_own(error, outer)]
    first = _first_needed(errors, outer)
    missing = {
        key
        for error in own
        if error.validator == "required"
        for key in error.validator_value
        if key not in outer.instance
    }
    extra = {
        key
        for error in own
        if error.validator == "additionalProperties"
        for key in outer.instance
        if key not in error.schema.get("properties", {})
    }
    return (
        any(_is_type_error(error, outer) for error in own),
        first in missing,
        len(missing),
        len(extra),
    )


def _first_needed(errors: Sequence[Error], outer: Error) -> str:
    """Return the key that marks an alternative: the first that it needs."""
    for error in errors:
        if error.validator == "required" and _is_own(error, outer):
            return str(error.validator_value[0])
    return ""


def _compares(known: Mapping[str, Any]) -> bool:
    """Whether the keys that a mapping may have are the operators of a comparison."""
    return known.keys() >= {*WRITTEN}


def _known(error: Error) -> Iterator[str]:
    yield from error.schema.get("properties", {})


def _example(error: Error) -> Sentence:
    examples = error.schema.get("examples") if isinstance(error.schema, dict) else None
    if not examples:
        return NO_SENTENCE
    return sentence(
        "write it as in {examples}.",
        examples=any_of(_quoted(_flow(example) for example in examples[:2])),
    )


def _flow(example: Any) -> str:
    """Return an example as YAML writes it on a line."""
    if isinstance(example, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(_flow, example)) + "]"
    return (
        example
        if isinstance(example, str) and _PLAIN_WORD.match(example)
        else json.dumps(example, ensure_ascii=False)
    )


def _quoted(names: Iterable[str]) -> list[str]:
    return [f"`{name}`" for name in names]


def _said(instance: object) -> Sentence:
    if isinstance(instance, str):
        return sentence("{given} ({kind})", given=shown(instance), kind=type_name(instance))
    return type_name(instance)
