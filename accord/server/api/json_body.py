"""The body of a request, read strictly: JSON alone, each key once, numbers as they are written.

Decimals become `Decimal`, so that money is exact. What is no JSON has the line and the column where
reading stops.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Never

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.source.yaml_source import DEEPEST

WHOLE: Final = ""
"""The place of a body as a whole: the JSON pointer to all of it."""
_HALF_OF_A_CHARACTER: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_NUMBER: Final = 64
_LINE_BREAK: Final = re.compile(r"\r\n?|\n")
_UTF8: Final = sentence("send JSON in UTF-8.")
_NO_SYNTAX: Final[Sequence[tuple[str, Sentence, Sentence]]] = (
    (
        "property name",
        sentence("a key in double quotes is needed here"),
        sentence('write `"key": value`; no comma stands before `}`.'),
    ),
    (
        "Expecting value",
        sentence("a value is needed here"),
        sentence("give a text in double quotes, a number, true, false, null, a list or an object."),
    ),
    (
        "',' delimiter",
        sentence("a comma or a closing bracket is needed here"),
        sentence("put a comma between two values; close `{` with `}` and `[` with `]`."),
    ),
    (
        "':' delimiter",
        sentence("a key without its colon"),
        sentence('write `"key": value`.'),
    ),
    (
        "Extra data",
        sentence("there is something after the end of the object"),
        sentence("send one object a request; `/api/v1/batch` takes one a line."),
    ),
    (
        "Unterminated string",
        sentence("a quotation that never ends"),
        sentence("close the quotation mark at the end of the text."),
    ),
    (
        "control character",
        sentence("a character of control within a text"),
        sentence("write it as an escape: a line break is `\\n`."),
    ),
    (
        "escape",
        sentence("a backslash that starts no known escape"),
        sentence("double the backslash."),
    ),
)
"""What the parser says, in its words; what it means; what to do."""
_OTHER_SYNTAX: Final = (
    sentence("this is not JSON"),
    sentence("check the brackets and the quotation marks."),
)


def read_json(body: bytes) -> Any:
    """Return the value that `body` holds. Raises RefusedInput, with one finding, for what is not
    JSON in UTF-8, holds a key twice, or is nested too deeply.

    >>> read_json(b'{"rate": 0.10}')
    {'rate': Decimal('0.10')}
    """
    try:
        text = body.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as problem:
        message = sentence("byte {rank} is not UTF-8", rank=problem.start + 1)
        raise _refusal("ACC004", message, _UTF8) from None
    if not text.strip():
        raise _refusal("ACC005", sentence("there is nothing here"), sentence("send a JSON object."))
    try:
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as problem:
        raise _no_json(text, problem) from None
    except RecursionError:
        raise _too_deep() from None
    _refuse_depth(text, value)
    if _HALF_OF_A_CHARACTER.search(body):
        _refuse_halves(value)
    return value


def _too_deep() -> RefusedInput:
    message = sentence("more than {deepest} levels of lists and objects", deepest=DEEPEST)
    return _refusal("ACC007", message, sentence("send what the question needs."))


def _refuse_depth(text: str, value: Any) -> None:
    """Refuse lists and objects nested more deeply than in a file."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    level = [value]
    for _ in range(DEEPEST):
        held = [item.values() if isinstance(item, dict) else item for item in level]
        level = [inner for items in held for inner in items if isinstance(inner, dict | list)]
        if not level:
            return
    raise _too_deep()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that it holds twice is refused."""
    read = dict(pairs)
    if len(read) < len(pairs):
        seen = set[str]()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        message = sentence("the key `{key}` is given twice", key=twice[:80])
        raise _refusal("ACC012", message, sentence("keep one of the two."))
    return read


def _decimal(written: str) -> Decimal:
    _refuse_long(written)
    return Decimal(written)


def _integer(written: str) -> int:
    _refuse_long(written)
    return int(written)


def _refuse_long(written: str) -> None:
    if len(written) > _LONGEST_NUMBER:
        message = sentence("a number of {count} signs", count=len(written))
        raise _refusal("ACC014", message, sentence("check the figure."))


def _no_number(written: str) -> Never:
    message = sentence("`{written}` is no number of JSON", written=written)
    raise _refusal("ACC014", message, sentence("leave out what is not known."))


def _refuse_halves(value: Any) -> None:
    """Refuse the half of a character, which an escape may stand for: no answer could show it."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        message = sentence("an escape that is half of a character")
        raise _refusal("ACC015", message, sentence("leave it out.")) from None


def _no_json(text: str, problem: json.JSONDecodeError) -> RefusedInput:
    message, hint = next(
        ((message, hint) for sign, message, hint in _NO_SYNTAX if sign in problem.msg),
        _OTHER_SYNTAX,
    )
    before = _LINE_BREAK.split(text[: problem.pos])
    return _refusal("ACC704", message, hint, len(before), len(before[-1]) + 1)


def _refusal(
    code: str, message: Sentence, hint: Sentence, line: int = 0, column: int = 0
) -> RefusedInput:
    return RefusedInput([Diagnostic(code, message, Location(WHOLE, line, column), hint)])
