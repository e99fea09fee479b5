"""What the parser of YAML complains of, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from engine.diagnostics.bilingual import Sentence, sentence

_STARTS_A_KEY: Final = re.compile(r"""\s*(?:- +)?[^\s:"'\[\]{},#]+\s*\Z""")
_COLON_WITHOUT_SPACE: Final = re.compile(r"""(\s*(?:- +)?)[^\s:"'\[\]{},#]+:[^\s:/]""")

_TEXT_WITH_COMMA: Final = sentence("close `[` with `]`; quote texts that hold `,`.")


class Mark(NamedTuple):
    """A place of a file, counted from zero as the parser counts."""

    line: int
    column: int


_SYNTAX: Final[
    tuple[tuple[str, Sentence, Sentence], ...]
] = (  # sign in the parser's words, message, hint
    (
        "mapping values are not allowed",
        sentence("`: ` cannot stand here"),
        sentence('put quotes round a text that holds `: `, as in `"note: text"`.'),
    ),
    (
        "'\\t' that cannot start",
        sentence("a tab where YAML needs spaces"),
        sentence("replace the tabs of this line with spaces."),
    ),
    (
        "cannot start any token",
        sentence("a text cannot start with this character"),
        sentence("put the text in quotes."),
    ),
    (
        "could not find expected ':'",
        sentence("a key without its colon"),
        sentence(
            "write `key: value`, with a space after the colon, and check the indentation of "
            "this line."
        ),
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
        sentence("close the quotation mark at the end of the text."),
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


def in_plain_words(problem: Any, lines: Sequence[str], last: Any) -> tuple[Sentence, Sentence, Any]:
    """Return what a complaint of the parser means, the remedy, and the mark of the word at fault.

    `last` is the last event before it. A rare complaint is told in the parser's own words.
    """
    mark = problem.problem_mark or problem.context_mark
    said = f"{problem.context or ''} {problem.problem or ''}"
    if "'<scalar>'" in said and getattr(last, "style", None) in ("'", '"'):
        return _ended_too_soon(last, mark)
    if "mapping values are not allowed" in said and _STARTS_A_KEY.match(
        lines[mark.line][: mark.column]
    ):
        return _key_out_of_line(mark, lines)
    if "could not find expected ':'" in said or "while scanning a quoted scalar" in said:
        mark = (
            problem.context_mark or mark
        )  # the key, the mark that opens: what follows is not at fault
    for sign, message, hint in _SYNTAX:
        if sign in said:
            return message, hint, mark
    return (
        not_yaml(problem.problem or problem.context),
        sentence("check indentation, quotes and brackets round this place."),
        mark,
    )


def _ended_too_soon(quoted: Any, mark: Any) -> tuple[Sentence, Sentence, Any]:
    """A text that goes on after its closing mark: a mark within
    the text, or one that was never written lines before.
    """
    if quoted.start_mark.line != mark.line:
        hint = sentence("close the quotation mark at the end of the text.")
        return sentence("a quotation that does not end on its line"), hint, quoted.start_mark
    message = sentence("the quotation ends before the text does")
    if quoted.style == "'":
        return (
            message,
            sentence("double the apostrophe within the text (`''`), or put the text between `\"`."),
            mark,
        )
    return message, sentence('within the text, write `\\"`, or other quotation marks.'), mark


def _key_out_of_line(mark: Any, lines: Sequence[str]) -> tuple[Sentence, Sentence, Any]:
    """A key where a text goes on: the line before has no
    space after its colon, or this one is indented too far.
    """
    before = next((line for line in range(mark.line - 1, -1, -1) if lines[line].strip()), mark.line)
    fused = _COLON_WITHOUT_SPACE.match(lines[before])
    if fused:
        at = Mark(before, fused.end(1))
        return (
            sentence("no space after the colon"),
            sentence("write `key: value`, with a space after the colon."),
            at,
        )
    start = Mark(mark.line, len(lines[mark.line]) - len(lines[mark.line].lstrip()))
    hint = sentence("align it with the keys of its group.")
    return (
        sentence("this key is indented further than the one before it, which has its value"),
        hint,
        start,
    )


def not_yaml(said: str) -> Sentence:
    """Return that a file is no YAML, with the parser's own words."""
    return sentence("this is not YAML (`{said}`)", said=said)
