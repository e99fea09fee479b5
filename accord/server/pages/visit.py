"""What a visitor has said so far: the case, the question, its days, what is set or chosen.

It lives in the page: each form carries it in hidden fields, and each reply writes it again. The
server keeps nothing between two requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from litestar.exceptions import ClientException
from msgspec import Struct

from engine.cases.settings import asked as settings_in
from engine.diagnostics.diagnostic import RefusedInput

if TYPE_CHECKING:
    from litestar.datastructures import FormMultiDict

    import accord
    from engine.diagnostics.bilingual import Language

Query: TypeAlias = Literal["eligibility", "calendar", "funding", "duties"]
QUERIES: Final[tuple[Query, ...]] = ("eligibility", "calendar", "funding", "duties")
"""The questions on a case, in the order in which they are offered."""
_ONCE: Final = ("case", "query", "on", "known_on", "since", "until", "benefit", "name")
_OFTEN: Final[Mapping[str, str]] = {"reading": "readings", "set": "settings", "unknown": "unknown"}
"""Fields that a form may hold several times, each with the part of the visit that it fills."""
MOST_TIMES: Final = 200
"""How many times it may: a page repeats them beside each other, and a visitor has said them one by
one.
"""


class Visit(Struct, frozen=True, kw_only=True):
    """What a visitor has said so far, as it was typed: nothing of it is checked yet."""

    case: str = ""
    """The text of the case, in YAML or JSON; empty before anything is said."""
    name: str = ""
    """The name of the file that it was opened from."""
    query: Query = "funding"
    on: str = ""
    """The day of the question, today where it is empty."""
    known_on: str = ""
    since: str = ""
    until: str = ""
    benefit: str = ""
    readings: tuple[str, ...] = ()
    """The readings chosen, each as `id=option`."""
    settings: tuple[str, ...] = ()
    """Facts set to another value, each as `path=value`, as `--set` takes them."""
    unknown: tuple[str, ...] = ()
    """The facts that the visitor does not know: they are not asked again."""

    def fields(self, *without: str) -> Iterator[tuple[str, str]]:
        """Yield the hidden fields of a form that carries the visit, but those that the form asks
        for itself.
        """
        for name in _ONCE:
            if name not in without and getattr(self, name):
                yield name, getattr(self, name)
        for name, part in _OFTEN.items():
            if name not in without:
                yield from ((name, value) for value in getattr(self, part))

    def case_in(self, law: accord.Law, language: Language) -> accord.Case:
        """Return the case. Raises `accord.RefusedInput`, at the lines of its text."""
        if not self.case.strip():
            return law.case({}, lang=language)
        return law.case_in(self.case, name=self.name or "case", lang=language)

    def keywords(self, *parts: str) -> dict[str, Any]:
        """Return the keywords of a question of `accord.Law`: `on`, `known_on`, `readings` and
        `settings`, or those named. Raises the engine's RefusedInput for a setting that cannot be
        read.
        """
        given: dict[str, Any] = {}
        for name in parts or ("on", "known_on", "readings", "settings"):
            match name:
                case "readings":
                    given[name] = dict(_pairs(self.readings))
                case "settings":
                    given[name] = self._set()
                case _:
                    given[name] = getattr(self, name) or None
        return given

    def _set(self) -> dict[str, Any]:
        settings, findings = settings_in(self.settings)
        if findings:
            raise RefusedInput(findings)
        return {
            f"{each.path}@{each.since}" if each.since else each.path: each.value
            for each in settings
        }


def _pairs(readings: Iterable[str]) -> Iterator[tuple[str, str]]:
    for each in readings:
        id_, _, option = each.partition("=")
        yield id_, option


def visit_in(form: FormMultiDict, query: str | None = None) -> Visit:
    """Return the visit that a form carries; `query` is the question of the page, where it has
    one. Raises ClientException, as a form that is too large, for more of them than a visitor says.
    """
    if any(len(form.getall(name, [])) > MOST_TIMES for name in _OFTEN):
        raise ClientException(status_code=413)
    once: dict[str, Any] = {name: str(form.get(name, "")) for name in _ONCE if name != "query"}
    often: dict[str, Any] = {
        part: tuple(str(value) for value in form.getall(name, []) if str(value))
        for name, part in _OFTEN.items()
    }
    asked = query or str(form.get("query", ""))
    otherwise: Query = "funding"
    chosen = next((each for each in QUERIES if each == asked), otherwise)
    return Visit(query=chosen, **once, **often)
