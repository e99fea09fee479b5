"""What is wrong with what was given, in plain words: `Finding`, and `RefusedInput`, which carries
them all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Context, localcontext
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from engine.diagnostics.bilingual import Language
    from engine.diagnostics.diagnostic import Diagnostic, Location

_ARGUMENTS: Final[Mapping[str, str]] = {
    "ARTICLE": "article",
    "BENEFIT": "benefit",
    "DATE": "earlier",
    "QUESTION": "questions",
}
"""The places that are arguments of the commands, and their keywords here."""
_OPTION: Final = re.compile(r"--[a-z]+(?:-[a-z]+)*")
_KEYWORDS: Final[Mapping[str, str]] = {
    "--from": "since",
    "--reading": "readings",
    "--force": "force=True",
    "--rulesets": "accord.load",
    "--histories": "histories",
}
"""The options of the commands whose keyword here has another name; the others lose their dashes."""


class Finding(Struct, frozen=True):
    """One thing that is wrong, and what to do about it.

    `place` is a file, the way to a value of a mapping (`missions.access.started_on`), or the name
    of a keyword (`known_on`). `line` and `column` are counted from 1, and are 0 where the place has
    none. `code` is explained by `accord explain CODE`.

    >>> print(Finding("ACC303", "on", "`2023-02-30` is no day", "write it as in 2022-03-31."))
    on: ACC303 `2023-02-30` is no day
      hint: write it as in 2022-03-31.
    """

    code: str
    place: str
    message: str
    hint: str = ""
    line: int = 0
    column: int = 0
    related: tuple[str, ...] = ()
    """The other places that it concerns."""
    language: str = "en"

    def __str__(self) -> str:
        also, remedy = (
            ("voir aussi\u00a0", "conseil\u00a0") if self.language == "fr" else ("see also", "hint")
        )
        lines = [f"{_placed(self.place, self.line, self.column)}: {self.code} {self.message}"]
        lines += [f"  {also}: {other}" for other in self.related]
        lines += [f"  {remedy}: {self.hint}"] if self.hint else []
        return "\n".join(lines)


class RefusedInput(Exception):
    """What was given cannot be used: `findings` says why, all of it at once, in order of place.

    >>> import accord
    >>> try:
    ...     accord.load().case({"community": {"population": "many"}, "contract": {"signed_no": 1}})
    ... except accord.RefusedInput as refused:
    ...     for finding in refused.findings:
    ...         print(finding.place, finding.code)
    community.population ACC302
    contract.signed_no ACC301
    """

    findings: tuple[Finding, ...]

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows where nobody catches it: the findings alone."""
        return str(self).splitlines()


@contextmanager
def refusals(language: Language) -> Iterator[None]:
    """Turn what the engine refuses into RefusedInput, its findings in `language`.

    What is worked out meanwhile does not hang on how the caller has set the module `decimal`.
    """
    from engine.diagnostics.diagnostic import RefusedInput as Refused

    try:
        with localcontext(Context()):
            yield
    except Refused as refused:
        raise RefusedInput(found(refused.diagnostics, language)) from None


def found(diagnostics: Iterable[Diagnostic], language: Language) -> tuple[Finding, ...]:
    """Return what the engine found, as findings in `language`."""
    return tuple(
        Finding(
            diagnostic.code,
            _ARGUMENTS.get(diagnostic.location.path) or _as_keywords(diagnostic.location.path),
            _as_keywords(diagnostic.message.in_language(language)),
            _as_keywords(diagnostic.hint.in_language(language)),
            diagnostic.location.line,
            diagnostic.location.column,
            tuple(_place(other) for other in diagnostic.related),
            language,
        )
        for diagnostic in diagnostics
    )


def _place(location: Location) -> str:
    return _placed(_as_keywords(location.path), location.line, location.column)


def _placed(path: str, line: int, column: int) -> str:
    from engine.diagnostics.diagnostic import visible

    return f"{visible(path)}:{line}:{column}" if line else visible(path)


def _as_keywords(said: str) -> str:
    """Return what is said of the options of a command, said of the keywords of Python."""
    return _OPTION.sub(
        lambda option: _KEYWORDS.get(option[0], option[0].removeprefix("--").replace("-", "_")),
        said,
    )
