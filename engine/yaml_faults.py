"""What the parser of YAML complains of, in plain words."""

from __future__ import annotations

from typing import Any, Final

from engine.language import Sentence, sentence

_TEXT_WITH_COMMA: Final = sentence("close `[` with `]`; quote texts that hold `,`.")
_SYNTAX: Final[tuple[tuple[str, Sentence, Sentence], ...]] = (  # sign in the parser's words, message, hint
    (
        "mapping values are not allowed",
        sentence("`: ` cannot stand here"),
        sentence('put quotes round a text that holds `: `, as in `"note: text"`.'),
    ),
    ("'\\t' that cannot start", sentence("a tab where YAML needs spaces"), sentence("replace the tabs of this line with spaces.")),
    ("cannot start any token", sentence("a text cannot start with this character"), sentence("put the text in quotes.")),
    (
        "could not find expected ':'",
        sentence("a key without its colon"),
        sentence("write `key: value`, and check the indentation of this line."),
    ),
    (
        "expected <block end>",
        sentence("this line is not aligned with those before it"),
        sentence("give the keys of one mapping the same indentation."),
    ),
    (
        "did not find expected <document start>",
        sentence("there is something after the end of the document"),
        sentence("check the indentation and the brackets."),
    ),
    (
        "while scanning a quoted scalar",
        sentence("a quotation that never ends"),
        sentence("close the quotation mark; double it to write it within the text."),
    ),
    (
        "expected ',' or '}'",
        sentence("a brace that is not closed, or a comma that is missing"),
        sentence("close `{` with `}`; quote texts that hold `,` or `: `."),
    ),
    ("expected ',' or ']'", sentence("a bracket not closed, or a comma missing"), _TEXT_WITH_COMMA),
    (
        "unknown escape character",
        sentence("a backslash that starts no known escape"),
        sentence("use single quotes, or double the backslash."),
    ),
)


def in_plain_words(problem: Any) -> tuple[Sentence, Sentence]:
    """Return what a complaint of the parser means, and the remedy; in the parser's own words where it is a rare one."""
    said = f"{problem.context or ''} {problem.problem or ''}"
    for sign, message, hint in _SYNTAX:
        if sign in said:
            return message, hint
    return not_yaml(problem.problem or problem.context), sentence("check indentation, quotes and brackets round this place.")


def not_yaml(said: str) -> Sentence:
    """Return that a file is no YAML, with the parser's own words."""
    return sentence("this is not YAML (`{said}`)", said=said)
