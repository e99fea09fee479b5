"""What the schemas and the page of the language take from the engine: they cannot lag behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docpages.french import KINDS, LANGUAGE, blocks_in_french, remarks_in_french
from engine.diagnostics.bilingual import Language
from engine.language.forms import FORMS
from engine.language.forms.gathered import Gathered
from engine.language.kinds import DATE, DURATION, NUMBER, TEXT, TRUTH
from engine.language.operators import OPERATORS, WRITTEN

PAGE = Path("docs") / "language.md"
SCHEMA = Path("schemas") / "common.schema.json"

_VALUE = {"$ref": "#/$defs/value"}
_COMPARED = {
    "": "any",
    DATE: "dates",
    NUMBER: "numbers",
    TRUTH: "truths",
    TEXT: "words",
    DURATION: "durations",
}


def language_files(root: Path) -> dict[Path, str]:
    """Return the content of the files that are generated in part, by their path from `root`."""
    page = (root / PAGE).read_text(encoding="utf-8")
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    schema["$defs"]["comparison"]["properties"] = _comparisons()
    schema["$defs"]["value"]["anyOf"] = [{"$ref": "#/$defs/scalar"}, *_spellings()]
    schema["$defs"]["condition_over_elements"]["anyOf"] = [*_over_elements()]
    page = with_part(page, "values", _values())
    return {
        PAGE: with_part(page, "operators", _operators()),
        LANGUAGE: _in_french(root, page),
        SCHEMA: json.dumps(schema, ensure_ascii=False, indent=2) + "\n",
    }


def _in_french(root: Path, english: str) -> str:
    """Return the French page: its own words, and the blocks and tables of the English one."""
    page = (root / LANGUAGE).read_text(encoding="utf-8")
    blocks = dict(blocks_in_french(english))
    values = "\n\n".join([blocks.pop("block values").rstrip(), *remarks_in_french()]) + "\n"
    parts = {**blocks, "values": values, "operators": _operators("fr")}
    for name, content in parts.items():
        page = with_part(page, name, content)
    return page


def with_part(page: str, name: str, content: str) -> str:
    """Return a page with what stands between the two marks of a part replaced."""
    start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->\n"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{content}\n{end}{after}"


def _comparisons() -> Mapping[str, Any]:
    """Return the properties of a comparison: each operator that may be written, and `known`."""
    found: dict[str, Any] = {}
    for name in WRITTEN:
        operator = OPERATORS[name]
        listed = {"type": "array", "minItems": 1, "items": _VALUE}
        found[name] = listed if operator.single else dict(_VALUE)
        found[name]["description"] = " / ".join(operator.says)
        found[name]["examples"] = [plain(one) for one in operator.examples]
    known = (
        "si le dossier donne ce fait, ou si une règle le dérive"
        " / whether the case gives the fact, or a rule derives it"
    )
    return found | {"known": {"type": "boolean", "description": known}}


def _over_elements() -> Iterator[Mapping[str, Any]]:
    """Yield the ways to ask something of the elements of a collection."""
    asked = {name: part for name, part in _comparisons().items() if name != "known"}
    condition = {"$ref": "#/$defs/condition"}
    where = condition | {"description": "ceux qui comptent / those that count"}
    holds = condition | {"description": "ce que chacun vérifie / what each of them meets"}
    name = {"$ref": "#/$defs/name", "description": "la collection / the collection"}
    one = {"any": name, "where": where}
    each = {"every": name, "where": where, "holds": holds}
    for needed, written in ((["any"], one), (["every", "holds"], each)):
        yield {"required": needed, "properties": written, "additionalProperties": False}
    for spelling in Gathered.schemas:
        written = {**spelling["properties"], **asked}
        needed = [*spelling["required"]]
        yield {"required": needed, "properties": written, "additionalProperties": False}


def _spellings() -> Iterator[Mapping[str, Any]]:
    """Yield the ways to write a value that is a mapping: one schema or more for each form."""
    for form in FORMS:
        yield from form.schemas


def _values() -> str:
    """Return examples of each form of value, then what the examples do not say."""
    lines = "\n".join(f"- {line}" for form in FORMS for line in form.page)
    remarks = (remark for form in FORMS for remark in form.remarks)
    return "\n\n".join([f'```yaml title="values"\n{lines}\n```', *remarks]) + "\n"


def _operators(language: Language = "en") -> str:
    """Return the table of the operators."""
    french = language == "fr"
    rows = ["| operator | compares | true when the fact is | for example |", "|---|---|---|---|"]
    if french:
        rows[0] = "| opérateur | compare | vrai quand le fait est | par exemple |"
    for name in WRITTEN:
        operator = OPERATORS[name]
        examples = ", ".join(f"`{{{name}: {flow(one)}}}`" for one in operator.examples)
        kind, says = _COMPARED[operator.compares], operator.says[not french]
        kind = KINDS[kind] if french else kind
        rows.append(f"| `{name}` | {kind} | {says} | {examples} |")
    known = ("any", "given by the case, or derived by a rule")
    if french:
        known = ("tout", "donné par le dossier, ou dérivé par une règle")
    rows.append(f"| `known` | {known[0]} | {known[1]} | `{{known: true}}` |")
    return "\n".join(rows) + "\n"


def plain(operand: Any) -> Any:
    """Return an operand of an example as JSON holds it."""
    return list(operand) if isinstance(operand, tuple) else operand


def flow(operand: Any) -> str:
    """Return an operand of an example as YAML writes it on one line."""
    match operand:
        case bool():
            return str(operand).lower()
        case tuple() | list():
            return f"[{', '.join(map(flow, operand))}]"
        case Mapping():
            return f"{{{', '.join(f'{key}: {flow(one)}' for key, one in operand.items())}}}"
        case str() if operand[:1].isdigit() and "%" not in operand:
            return f'"{operand}"'
    return str(operand)
