"""The JSON Schemas made for a corpus: every name that it has is a word that can be completed.

They are the shipped schemas. Where one of them says that the name of a fact, a table or a reading
stands, the one made here lists those of the corpus, with what each is called. A condition knows the
type of each fact: its operators, its words. Whatever the shipped schemas gain is here too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.cases.case_schema import case_schema
from engine.diagnostics.bilingual import Language
from engine.editor import roles
from engine.editor.names import Names, names_of
from engine.language.kinds import DATE, DURATION, KINDS, NUMBER, TEXT, TRUTH
from engine.language.model import Corpus, Word
from engine.language.operators import OPERATORS, WRITTEN
from engine.source.schema import read_schema
from engine.words.labels import word_of

SCHEMAS: Final = (
    "common",
    *("text", "article", "amendment", "vocabulary", "occasions", "readings", "untested"),
    *("case", "scenario"),
)
"""The schemas that are made for a corpus; the shipped ones have the same names."""
_OPEN: Final[Mapping[str, str]] = {
    # what may stand there beside the names that exist, as a pattern
    roles.LINE: r"[{*]",
    roles.BENEFIT: r"\{",
    roles.ENTRY: r"",
    roles.OPTION: r"",
    roles.PLACE: r"/",
    roles.UNIT: r"",
}
"""The roles that may have other names too: those with holes, those that are made where they stand.
"""


def corpus_schemas(corpus: Corpus, language: Language) -> dict[str, dict[str, Any]]:
    """Return the schemas made for a corpus, by name (one of SCHEMAS)."""
    making = _Making(corpus, language)
    schemas = {name: making.made(name) for name in SCHEMAS if name not in ("case", "scenario")}
    schemas["common"]["$defs"] |= making.definitions()
    schemas["case"] = in_one_language(case_schema(corpus.vocabulary), language)
    schemas["scenario"] = making.scenario(schemas["case"])
    return schemas


def as_file(schema: Mapping[str, Any]) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def in_one_language(schema: Any, language: Language) -> Any:
    """Return a schema whose descriptions (`français / English`) are in one language alone."""
    if isinstance(schema, Mapping):
        return {
            key: _half(value, language)
            if key in ("description", "title") and isinstance(value, str)
            else in_one_language(value, language)
            for key, value in schema.items()
        }
    return (
        [in_one_language(part, language) for part in schema] if isinstance(schema, list) else schema
    )


def _half(said: str, language: Language) -> str:
    french, slash, english = said.partition(" / ")
    return english if slash and language == "en" else french


class _Making:
    """The schemas of one corpus, in the making; `home` is the one that is being made."""

    def __init__(self, corpus: Corpus, language: Language) -> None:
        self.corpus = corpus
        self.language = language
        self.names: Mapping[roles.Role, Names] = names_of(corpus, language)
        self.home = ""

    def made(self, name: str) -> dict[str, Any]:
        """Return a shipped schema in which each name of the corpus is listed."""
        self.home = name
        shipped = in_one_language(read_schema(name), self.language)
        schema: dict[str, Any] = self._with_names(shipped, "")
        return schema

    def _with_names(self, schema: Any, key: str) -> Any:
        if isinstance(schema, list):
            return [self._with_names(part, key) for part in schema]
        if not isinstance(schema, Mapping):
            return schema
        role = roles.role_of(roles.definition_of(schema), key)
        if role is not None:
            return self._listed(schema, role)
        made: dict[str, Any] = {}
        for word, part in schema.items():
            if word in ("properties", "$defs"):
                made[word] = {
                    name: self._with_names(inner, name if word == "properties" else "")
                    for name, inner in part.items()
                }
            elif word in ("enum", "required", "examples", "propertyNames"):
                made[word] = part
            else:
                made[word] = self._with_names(part, key)
        return self._with_keys(made, key)

    def _with_keys(self, made: dict[str, Any], key: str) -> dict[str, Any]:
        """Add the names that are keys: the facts of a condition, the addresses of `agrees`."""
        if roles.definition_of(_mapping(made.get("additionalProperties"))) == "comparison":
            return self._condition(made)
        role = roles.role_of("keys", key)
        if role is not None and "additionalProperties" in made:
            return {**made, "propertyNames": {"$ref": self._address(f"known_{role}")}}
        return made

    def _listed(self, schema: Mapping[str, Any], role: str) -> dict[str, Any]:
        """Return the schema of a place of a role: one name, or several where the place may."""
        several = roles.definition_of(schema) in ("names", "addresses", "lines")
        reference = {"$ref": self._address(f"known_{role}_names" if several else f"known_{role}")}
        said = {key: schema[key] for key in ("description", "title") if key in schema}
        return {**reference, **said}

    def _address(self, definition: str) -> str:
        file = "" if self.home == "common" else "common.schema.json"
        return f"{file}#/$defs/{definition}"

    # --- definitions ---

    def definitions(self) -> dict[str, Any]:
        """Return what the schemas refer to: the names of each role, comparisons by type of fact."""
        made: dict[str, Any] = {}
        for role, names in self.names.items():
            made[f"known_{role}"] = _one_of(names, _others(role, names))
            one = {"$ref": f"#/$defs/known_{role}"}
            made[f"known_{role}_names"] = {
                "anyOf": [one, {"type": "array", "minItems": 1, "items": one}]
            }
        common = read_schema("common")["$defs"]
        forms = [part for part in common["value"]["anyOf"] if part.get("$ref") is None]
        self.home = "common"
        made["known_form"] = self._with_names({"anyOf": in_one_language(forms, self.language)}, "")
        return made | dict(self._comparisons(common["comparison"]))

    def _comparisons(self, shipped: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the comparison of each kind of fact, and of each fact that has words of its own."""
        for kind, name in _COMPARISONS.items():
            yield name, self._comparison(shipped, kind, _OF_KIND[kind])
        for fact in self.names[roles.FACT]:
            word = word_of(fact, self.corpus.vocabulary)
            if word is not None and word.type == "enumeration" and word.values:
                yield f"comparison:{fact}", self._comparison(shipped, TEXT, self._words(word))

    def _words(self, word: Word) -> dict[str, Any]:
        return {
            "enum": [*word.values],
            "enumDescriptions": [
                label.in_language(self.language) for label in word.values.values()
            ],
        }

    def _comparison(
        self, shipped: Mapping[str, Any], kind: str, operand: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the operators that compare a kind of value, with operands of that kind."""
        value = {"anyOf": [operand, {"type": "object", "allOf": [{"$ref": "#/$defs/known_form"}]}]}
        properties = {}
        for name, schema in in_one_language(shipped["properties"], self.language).items():
            if name not in WRITTEN:
                properties[name] = schema
            elif OPERATORS[name].compares in ("", kind):
                listed = bool(OPERATORS[name].single)
                kept = {key: schema[key] for key in ("description", "minItems") if key in schema}
                properties[name] = (
                    {"type": "array", "items": value, **kept} if listed else {**value, **kept}
                )
        return {
            **shipped,
            **in_one_language({"description": shipped["description"]}, self.language),
            "properties": properties,
        }

    def _condition(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a condition that knows every fact."""
        facts = {}
        for name, known in self.names[roles.FACT].items():
            word = word_of(name, self.corpus.vocabulary)
            reference = {"$ref": f"#/$defs/{_comparison_of(name, word)}"}
            facts[name] = {**reference, **_described(known.label, known.says)}
        return {
            **made,
            "properties": {**made.get("properties", {}), **facts},
            "additionalProperties": False,
        }

    # --- scenarios ---

    def scenario(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of scenarios whose cases and expectations have the words of a corpus.

        A scenario that expects a refusal has a case that is faulty on purpose.
        """
        self.home = "scenario"
        schema: dict[str, Any] = in_one_language(read_schema("scenario"), self.language)
        one = schema["$defs"]["scenario"]
        inner = {key: part for key, part in case.items() if key not in ("$schema", "$defs")}
        refused = {"properties": {"expect": {"required": ["diagnostics"]}}}
        own = {"properties": {"case": {"properties": {"corpus": {"const": self.corpus.id}}}}}
        one["allOf"] = [
            *one.get("allOf", ()),
            {"if": refused, "else": {"if": own, "then": {"properties": {"case": inner}}}},
        ]
        schema["$defs"] |= case["$defs"]
        return schema


def _mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}


def _described(label: str, says: str) -> dict[str, Any]:
    return {"title": label, "description": f"{label}. {says}" if says else label}


def _others(role: roles.Role, names: Names) -> str | None:
    """Return the pattern of what else may stand for a role: what a label with a `*` covers too."""
    pattern = _OPEN.get(role)
    covered = [re.escape(name).replace(r"\*", ".*") for name in names if "*" in name and pattern]
    return "|".join([pattern, *(f"^{each}$" for each in covered)]) if pattern else pattern


def _one_of(names: Names, others: str | None) -> dict[str, Any]:
    """Return the schema of one of some names; of others too, if they match a pattern."""
    listed: dict[str, Any] = {
        "enum": [*names],
        "enumDescriptions": [
            f"{known.label}\n\n{known.says}" if known.says else known.label
            for known in names.values()
        ],
    }
    if others is None:
        return {"type": "string", **listed}
    return {"anyOf": [listed, {"type": "string", "pattern": others}]}


def _comparison_of(name: str, word: Word | None) -> str:
    if word is None:
        return "comparison"
    if word.type == "enumeration" and word.values:
        return f"comparison:{name}"
    return _COMPARISONS.get(KINDS.get(word.type, ""), "comparison")


_COMPARISONS: Final[Mapping[str, str]] = {
    DATE: "comparison_of_dates",
    DURATION: "comparison_of_durations",
    NUMBER: "comparison_of_numbers",
    TRUTH: "comparison_of_truths",
    TEXT: "comparison_of_words",
}
_OF_KIND: Final[Mapping[str, Mapping[str, Any]]] = {
    DATE: {"anyOf": [{"$ref": "#/$defs/date"}, {"const": "not_yet"}]},
    DURATION: {"$ref": "#/$defs/duration"},
    NUMBER: {"$ref": "#/$defs/number"},
    TRUTH: {"type": "boolean"},
    TEXT: {"type": "string"},
}
"""What may be written out where a value of a kind is compared."""
