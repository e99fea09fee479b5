"""Strict YAML: bytes in, plain data out, with positions
kept beside it. With `yaml_rewriting`, which writes, the only importer of ruamel.yaml.

What a file may hold is what it shows: no anchors, aliases, tags, merge keys, duplicate keys or
second document; dates stay strings, decimals become `Decimal` from the text as written, and nothing
is built that the file does not spell out.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.source.digest import digest_of
from engine.source.document import FIELDS, Document
from engine.source.file_content import LARGEST, read_bytes
from engine.source.yaml_faults import in_plain_words, not_yaml

__all__ = ["read_file", "read_line", "read_yaml"]

DEEPEST = 64
"""The deepest nesting that is read, in levels of mappings and lists."""
MOST_ENTRIES = 40_000
"""The most keys and values that are read in one file."""
LONGEST_KEY = 1024
"""The longest key, in characters: the limit of YAML itself for keys on one line."""
MOST_FINDINGS = 100
"""After so many findings in one file, the rest of it is not read."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)\Z", re.ASCII
)
_EXPONENT = re.compile(r"[eE][-+]?0*([0-9]*)\Z", re.ASCII)
_GROUPED = r"[0-9]{1,3}(?:[ \u00a0\u202f'\u2019][0-9]{3})+(?:[.,][0-9]+)?"
_MEANT_AS_NUMBER = re.compile(
    rf"([-+]?(?:{_GROUPED}|[0-9]+(?:_[0-9]+)+|[0-9]+,[0-9]+|\.[0-9]+)|[-+]?[0-9]+(?:\.[0-9]+)?(?=\s?[€Ee]))(?:\s?(?:€|EUR|euros?))?\Z"
)
"""A number as people write it and YAML does not: `12_500`, `1 000`, `0,5`, `.5`, `300 €`."""
_NUMBERS = re.compile(r"-?[\d.]+(?:,-?[\d.]+){2,}", re.ASCII)
_NEAR = 200
"""How far around a comma a number is looked for: a line may have any length."""
_BEFORE_COMMA = re.compile(r"(?<![\w.])([-+]?[0-9]+),\Z", re.ASCII)
_DIGITS = re.compile(r"[0-9]+(?![\w-])", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}\Z", re.ASCII)
_TENTH = Decimal("0.1")
_LONGEST_NUMBER = 30
_LONGEST_TAG = 20_000
_OF_TAGS = r"[0-9A-Za-z\-;/?:@&=+$,_.!~*'()\[\]%#]"
_TAG_LIKE = re.compile(rf"(?<!{_OF_TAGS}){_OF_TAGS}{{{_LONGEST_TAG},}}")
"""What may be a tag so long that the parser would take hours over it."""
_LONGEST_SHOWN = 80
"""How much of what a file holds a finding shows."""
_LARGEST_EXPONENT = 20
_WORDS: Mapping[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}


def read_file(
    path: str | Path, *, largest: int = LARGEST
) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document in a file (or standard input for `-`), or why there is none."""
    content, findings = read_bytes(path, largest=largest)
    if content is None:
        return None, findings
    return read_yaml(path, content, largest=largest)


def read_yaml(
    path: str | Path, content: bytes, *, largest: int = LARGEST
) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document that `content` (YAML 1.2 or JSON) holds,
    or every reason why it is refused. `path` only names it.
    """
    name = str(path)
    text, findings = _decoded(name, content, largest)
    if text is None:
        return None, findings
    building = _Building(name, text)
    building.take_all(_events(text, building))
    if building.findings:
        return None, building.findings
    if building.entries == 0 or building.tree is None:
        return None, [_empty(name)]
    return Document(name, building.tree, building.positions, digest_of(content)), []


_PLAIN_LINE = re.compile(r"[\w+.-]+(?:[ \u00a0\u202f,'\u2019][\w+.-]+)*(?:\s?[%€])?\Z")
"""A value that YAML reads as it stands: a word, a number, a day, a rate."""


def read_line(path: str, text: str) -> tuple[Any, list[Diagnostic]]:
    """Return the value that one line of YAML holds, written after a key: a number, a word, a
    `[list]`; None, and why, when it is refused. `path` only names it.
    """
    if _PLAIN_LINE.match(text):  # what parses YAML takes longer to load than the question to answer
        building = _Building(path, text)
        value = building._plain(text, 1, 1)  # noqa: SLF001  # of this module
        return value, building.findings
    document, findings = read_yaml(path, text.encode())
    return None if document is None else document.tree, findings


def _decoded(name: str, content: bytes, largest: int) -> tuple[str | None, list[Diagnostic]]:
    if len(content) > largest:
        message = sentence("the file is larger than {largest} bytes", largest=largest)
        return None, [
            Diagnostic(
                "ACC006",
                message,
                Location(name),
                sentence("split it, or check that it is the right file."),
            )
        ]
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as problem:
        return None, [_not_text(name, content, problem.start)]
    match = _FORBIDDEN.search(text)
    if match:
        line, column = _line_and_column(text, match.start())
        message = sentence(
            "the character U+{code} cannot stand in a text", code=f"{ord(match.group()):04X}"
        )
        return None, [
            Diagnostic(
                "ACC004",
                message,
                Location(name, line, column),
                sentence("save the file as plain text in UTF-8."),
            )
        ]
    if not text.strip():
        return None, [_empty(name)]
    if tag := next((run for run in _TAG_LIKE.finditer(text) if "!" in run.group()), None):
        at = text.index("!", tag.start())
        return None, [_tag(name, text[at : at + _LONGEST_SHOWN + 1], *_line_and_column(text, at))]
    return _json_tabs_as_spaces(text), []


def _tag(name: str, tag: str, line: int, column: int) -> Diagnostic:
    return Diagnostic(
        "ACC010",
        sentence("the tag `{tag}`", tag=_cut_short(tag)),
        Location(name, line, column),
        sentence("remove the tag: types come from the schema."),
    )


def _empty(name: str) -> Diagnostic:
    return Diagnostic(
        "ACC005",
        sentence("the file is empty"),
        Location(name, 1, 1),
        sentence("write its content, or remove the file."),
    )


def _not_text(name: str, content: bytes, start: int) -> Diagnostic:
    before = content[:start].decode("utf-8", "replace")
    line, column = _line_and_column(before, len(before))
    message = sentence("the file is not UTF-8 text (byte 0x{byte})", byte=f"{content[start]:02x}")
    return Diagnostic(
        "ACC004",
        message,
        Location(name, line, column),
        sentence("save the file as plain text in UTF-8."),
    )


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _json_tabs_as_spaces(text: str) -> str:
    """Return JSON that is indented with tabs in the form that YAML accepts, column for column."""
    if "\t" not in text or text.lstrip()[0] not in "{[":
        return text
    text = re.sub(r"(?m)^[ \t]+", lambda match: " " * len(match.group()), text)
    return re.sub(
        r'(?<=[:,\[{}\]"])\t+(?=["\-0-9tfn{\[\]},:])', lambda match: " " * len(match.group()), text
    )


# --- events of the parser -------------------------------------------------------------------------


def _events(text: str, building: _Building) -> Iterator[Any]:
    """Yield the parser's events; a fault of syntax ends them and is noted in `building`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as problem:
        building.note_syntax(problem)
    except (
        YAMLError,
        ValueError,
        OverflowError,
        IndexError,
        AttributeError,
        TypeError,
        AssertionError,
    ) as problem:
        building.note(
            "ACC008",
            not_yaml(str(problem).splitlines()[0] if str(problem) else type(problem).__name__),
            1,
            1,
        )


def _cut_short(written: str) -> str:
    """Return what a file holds as a finding can show it: a name may fill the whole file."""
    return written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…"


class _Building:
    """The tree and its positions, built in one pass over the events;
    faults that can be passed over are noted and reading goes on.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = re.split(r"\r\n|\r|\n|\x85", text)
        self.last: Any = None
        self._json = text.lstrip()[:1] in ("{", "[")
        self.tree: Any = None
        self.findings: list[Diagnostic] = []
        self.positions = array("I")
        self.entries = 0
        self._documents = 0
        self._open: list[_Level] = []

    def take_all(self, events: Iterator[Any]) -> None:
        """Take the events in turn, until the end or until the file must be given up."""
        take = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }
        for event in events:
            self.last = event
            action = take.get(type(event).__name__)
            if action is not None and (
                action(event) is False or len(self.findings) >= MOST_FINDINGS
            ):
                return
            if self.entries > MOST_ENTRIES:
                line, column = event.start_mark.line + 1, event.start_mark.column + 1
                message = sentence(
                    "the file holds more than {most} keys and values", most=MOST_ENTRIES
                )
                self.note("ACC006", message, line, column, sentence("split it."))
                return

    def note(
        self,
        code: str,
        message: Sentence,
        line: int,
        column: int,
        hint: Sentence = NO_SENTENCE,
        related: tuple[Location, ...] = (),
    ) -> None:
        """Add a finding at a place of this file."""
        self.findings.append(
            Diagnostic(code, message, Location(self.path, line, column), hint, related)
        )

    def note_syntax(self, problem: Any) -> None:
        """Add the parser's complaint in plain words."""
        message, hint, mark = in_plain_words(problem, self.lines, self.last)
        related: tuple[Location, ...] = ()
        if (
            problem.context_mark is not None
            and mark is problem.problem_mark
            and problem.context_mark.line != mark.line
        ):
            related = (
                Location(self.path, problem.context_mark.line + 1, problem.context_mark.column + 1),
            )
        self.note(
            "ACC008",
            message,
            mark.line + 1 if mark else 1,
            mark.column + 1 if mark else 1,
            hint,
            related,
        )

    # Each of the following takes one event; False gives the file up.

    def _document(self, event: Any) -> bool:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self._documents += 1
        if self._documents > 1:
            hint = sentence("keep one document per file: remove the `---` line.")
            self.note("ACC013", sentence("a second document in one file"), line, column, hint)
            return False
        if event.version or event.tags:
            self.note(
                "ACC010",
                sentence("a YAML directive"),
                line,
                column,
                sentence("remove the line that starts with `%`."),
            )
        return True

    def _start(self, event: Any) -> bool:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self._refuse_marks(event, line, column)
        if len(self._open) >= DEEPEST:
            message = sentence("nested deeper than {deepest} levels", deepest=DEEPEST)
            self.note("ACC007", message, line, column, sentence("flatten this part of the file."))
            return False
        content: Any = {} if type(event).__name__ == "MappingStartEvent" else []
        self._place(content, line, column)
        self._open.append(_Level(content, self.entries))
        self._enter(line, column)
        return True

    def _end(self, _event: Any) -> None:
        level = self._open.pop()
        self.positions[level.entry * FIELDS + 2] = self.entries - level.entry

    def _alias(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        named = _cut_short(event.anchor)
        message = sentence("`*{anchor}` refers to another part of the file", anchor=named)
        self.note(
            "ACC009",
            message,
            line,
            column,
            sentence("write the value out, or quote a text that starts with `*`."),
        )
        self._add(None, line, column)

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if event.anchor is not None or event.ctag is not None:
            self._refuse_marks(event, line, column)
        value: Any = event.value
        if event.style is None and self._cut_number(mark):
            value = str(value)
        elif event.style is None:
            value = self._plain(value, line, column)
        elif _FORBIDDEN.search(value):
            value = self._joined(value, line, column)
        self._add(value, line, column)

    # What the events above share.

    def _refuse_marks(self, event: Any, line: int, column: int) -> None:
        if event.anchor is not None:
            hint = sentence("write values out where they are needed, without anchors.")
            self.note(
                "ACC009",
                sentence("the anchor `&{anchor}`", anchor=_cut_short(event.anchor)),
                line,
                column,
                hint,
            )
        if event.ctag is not None:
            self.findings.append(_tag(self.path, event.tag, line, column))

    def _plain(self, written: str, line: int, column: int) -> Any:
        """Return the value of an unquoted scalar: null,
        boolean, integer, Decimal, or the text itself.
        """
        if written in _WORDS:
            return _WORDS[written]
        if written[0] not in "-+.0123456789":
            return written
        if _INTEGER.match(written):
            return int(written) if self._sized(written, line, column) else 0
        if _DECIMAL.match(written):
            number = Decimal(written) if self._sized(written, line, column) else Decimal(0)
            return (
                number if number.as_tuple().exponent else number.quantize(_TENTH)
            )  # so that it never looks like an integer
        meant = _MEANT_AS_NUMBER.match(written)
        if meant:
            hint = sentence(
                "write {number}, or put the text in quotes.", number=_as_number(meant[1])
            )
            self.note(
                "ACC017",
                sentence(
                    "`{written}` is a text for YAML, not a number", written=_cut_short(written)
                ),
                line,
                column,
                hint,
            )
        return written

    def _cut_number(self, mark: Any) -> bool:
        """Note a number with a comma in a list or mapping, which YAML
        cuts in two: `0,5`, `12,000`. JSON writes no space there.
        """
        if self._json:
            return False
        line, at = self.lines[mark.line], mark.column
        start = _BEFORE_COMMA.search(line[max(at - _NEAR, 0) : at])
        rest = _DIGITS.match(line[at : at + _NEAR])
        if start is None or rest is None or self._compact(line, at):
            return False
        written = start[1] + "," + rest[0]
        hint = sentence(
            "write {number}, or a space after the comma where there are two values.",
            number=_as_number(written),
        )
        message = sentence("`{written}` is two values for YAML, not a number", written=written)
        self.note("ACC017", message, mark.line + 1, at - len(start[0]) + 1, hint)
        return True

    @staticmethod
    def _compact(line: str, at: int) -> bool:
        """Whether a comma stands in a list of three numbers or more
        without any space: who writes so writes values, not decimals.
        """
        start, end = line.rfind("[", max(at - _NEAR, 0), at), line.find("]", at, at + _NEAR)
        return start >= 0 <= end and _NUMBERS.fullmatch(line, start + 1, end) is not None

    def _sized(self, written: str, line: int, column: int) -> bool:
        exponent = _EXPONENT.search(written)
        if len(written) <= _LONGEST_NUMBER and (
            exponent is None or int(exponent.group(1) or 0) <= _LARGEST_EXPONENT
        ):
            return True
        hint = sentence("write at most {most} digits, or quote a text.", most=_LONGEST_NUMBER)
        self.note("ACC014", sentence("a number beyond all measure"), line, column, hint)
        return False

    def _joined(self, value: str, line: int, column: int) -> str:
        """Return a quoted text whose escapes may hold the two halves of one character."""
        joined = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        match = _FORBIDDEN.search(joined)
        if match or "\ufffd" in joined:
            written = f"U+{ord(match.group()):04X}" if match else sentence("half of a pair")
            message = sentence(
                "an escape that stands for no readable character ({written})", written=written
            )
            self.note("ACC015", message, line, column, sentence("write the character itself."))
        return joined

    def _add(self, value: Any, line: int, column: int) -> None:
        self._place(value, line, column)
        self._enter(line, column)

    def _enter(self, line: int, column: int) -> None:
        self.positions.extend((line, column, 1))
        self.entries += 1

    def _place(self, value: Any, line: int, column: int) -> None:
        """Put a value (or a key) into the mapping or list that is open."""
        if not self._open:
            self.tree = value
            return
        level = self._open[-1]
        if level.places is None:
            level.content.append(value)
        elif level.awaits_key:
            level.key = self._key(level, value, line, column)
            level.awaits_key = False
        else:
            level.content[level.key] = value
            level.awaits_key = True

    def _key(self, level: _Level, key: Any, line: int, column: int) -> str:
        assert level.places is not None
        if not isinstance(key, str):
            self.note(
                "ACC016", _no_key(key), line, column, sentence("keys are texts: put it in quotes.")
            )
            return f"\0{line}:{column}"
        if len(key) > LONGEST_KEY:
            message = sentence("a key of {length} characters", length=len(key))
            self.note(
                "ACC016",
                message,
                line,
                column,
                sentence("a key is a name: write the text as a value."),
            )
        elif key == "<<":
            self.note(
                "ACC011",
                sentence("a merge key `<<`"),
                line,
                column,
                sentence("write the keys out."),
            )
        elif key in level.places:
            first = Location(self.path, *level.places[key])
            message = sentence("the key `{key}` is given twice", key=key)
            self.note("ACC012", message, line, column, sentence("keep one of the two."), (first,))
        else:
            level.places[key] = (line, column)
        return key


def _no_key(given: Any) -> Sentence:
    if isinstance(given, dict | list):
        return sentence("a list or mapping as a key")
    if given is None:
        return sentence("nothing as a key")
    return sentence("`{given}` as a key", given=given)


def _as_number(written: str) -> Sentence | str:
    """Return a number as YAML writes it; `12,000` may be twelve thousand or twelve."""
    digits = re.sub(r"[^-+0-9,.]", "", written)
    number = re.sub(r"^([-+]?)\.", r"\g<1>0.", digits.replace(",", "."))
    if _THOUSANDS.match(digits):
        return sentence(
            "{whole} (thousands) or {number} (decimals)",
            whole=digits.replace(",", ""),
            number=number,
        )
    return number


class _Level:
    """A mapping or a list that is being filled."""

    __slots__ = ("awaits_key", "content", "entry", "key", "places")

    def __init__(self, content: Any, entry: int) -> None:
        self.content = content
        self.entry = entry
        self.key = ""
        self.awaits_key = True
        self.places: dict[str, tuple[int, int]] | None = {} if isinstance(content, dict) else None
