"""The files that the texts of a corpus share beside the vocabulary:
periods and occasions, and the readings of what texts leave open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Location
from engine.language.model import OccasionKind, Period, Reading
from engine.language.temporal import Duration
from engine.source.document import Pointer
from engine.source.expressions import Expressions
from engine.source.shapes import near

_OCCASION_OPTIONAL = (
    "on",
    "each",
    "each_period",
    "period",
    "since",
    "optional",
    "requires",
    "cut_at_changes",
)

CALENDAR_PERIODS: Final[Mapping[str, int]] = {
    "calendar_month": 1,
    "calendar_quarter": 3,
    "calendar_half_year": 6,
    "calendar_year": 12,
}
"""The periods of the calendar that a series may follow, and their months."""


class Shared(Struct):
    """What the files of a corpus give so far, each name with
    the place of its first definition in the object itself.
    """

    periods: dict[str, Period] = field(default_factory=dict)
    occasions: dict[str, OccasionKind] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    amending: list[ReadingsFile] = field(default_factory=list)


class _SharedFile(Expressions):
    of_rules = False

    def _first_of(self, known: Mapping[str, Any], kind: str, name: str) -> Location | None:
        """Return the place of a new name, None (and a finding) when it is already defined."""
        here = self.document.locate((kind, name), key=True)
        if name in known:
            self.note_repeated(kind, name, known[name].location)
            return None
        return here


class OccasionsFile(_SharedFile):
    """Reads an occasions.yaml."""

    def add_to(self, shared: Shared) -> None:
        """Add the periods and occasions of the file; a name
        that is already there is a finding with both places.
        """
        parts = self.entries(self.document.tree, (), (), ("periods", "occasions"))
        for name, node in self.mapping(parts.get("periods", {}), ("periods",)).items():
            place = self._first_of(shared.periods, "periods", name)
            if place is not None:
                shared.periods[name] = self._period(name, node, ("periods", name), place)
        for name, node in self.mapping(parts.get("occasions", {}), ("occasions",)).items():
            place = self._first_of(shared.occasions, "occasions", name)
            if place is not None:
                shared.occasions[name] = self._occasion(name, node, ("occasions", name), place)

    def _period(self, name: str, node: Any, at: Pointer, place: Location) -> Period:
        parts = self.entries(node, at, ("from", "every", "label"), ("until", "opened_by"))
        named = parts.get("every", "P1Y")
        aligned = isinstance(named, str) and named.startswith("calendar")
        if aligned:
            self.one_of(named, CALENDAR_PERIODS, (*at, "every"))
            every = Duration(months=CALENDAR_PERIODS.get(named, 12))
        else:
            every = self.duration(named, (*at, "every"))
        if not (every.years or every.months or every.days):
            self.note(
                "ACC108",
                (*at, "every"),
                sentence("a period must last at least a day"),
                sentence("write P1Y, P1M or P7D."),
            )
        end = self.value(parts["until"], (*at, "until")) if "until" in parts else None
        start, opened_by = self.value_at(parts, at, "from"), self.text_at(parts, at, "opened_by")
        return Period(name, start, every, end, self._label(parts, at), place, opened_by, aligned)

    def _occasion(self, name: str, node: Any, at: Pointer, place: Location) -> OccasionKind:
        parts = self.entries(node, at, ("label",), _OCCASION_OPTIONAL)
        if ("on" in parts) == ("each_period" in parts):
            hint = sentence("say on which date, or of which period.")
            self.note(
                "ACC110", at, sentence("an occasion needs either `on` or `each_period`"), hint
            )
        if "each_period" in parts and "period" in parts:
            hint = sentence("remove it: an occasion of each period lies in that period.")
            self.note(
                "ACC110", (*at, "period"), sentence("`period` stands beside `on` alone"), hint
            )
        where: Pointer = (*at, "cut_at_changes")
        cut: Mapping[str, Any] = {}
        if "cut_at_changes" in parts:
            cut = self.entries(parts["cut_at_changes"], where, ("reading", "option"))
        on, since = (
            self.value(parts[key], (*at, key)) if key in parts else None for key in ("on", "since")
        )
        each, each_period, period, requires = (
            self.text_at(parts, at, key) for key in ("each", "each_period", "period", "requires")
        )
        return OccasionKind(
            name=name,
            label=self._label(parts, at),
            on=on,
            each=each,
            each_period=each_period,
            period=period,
            since=since,
            optional="optional" in parts and self.flag(parts["optional"], (*at, "optional")),
            requires=requires,
            cut_reading=self.text_at(cut, where, "reading"),
            cut_option=self.text_at(cut, where, "option"),
            location=place,
        )

    def _label(self, parts: Mapping[str, Any], at: Pointer) -> Bilingual:
        return self.bilingual(parts.get("label", {}), (*at, "label"))


class ReadingsFile(_SharedFile):
    """Reads a readings.yaml."""

    def add_to(self, shared: Shared) -> None:
        """Add the readings of the file; a name that is
        already there is a finding with both places. What it says
        of the readings of others waits until all are there.
        """
        parts = self.entries(self.document.tree, (), (), ("readings", "amends"))
        if "amends" in parts:
            shared.amending.append(self)
        for name, node in self.mapping(parts.get("readings", {}), ("readings",)).items():
            place = self._first_of(shared.readings, "readings", name)
            if place is not None:
                shared.readings[name] = self._reading(name, node, ("readings", name), place)

    def _reading(self, name: str, node: Any, at: Pointer, place: Location) -> Reading:
        parts = self.entries(node, at, ("question", "default", "options", "reason"), ("source",))
        where = (*at, "options")
        options = {}
        for option, written in self.mapping(parts.get("options", {}), where).items():
            said = self.entries(written, (*where, option), ("says",))
            options[option] = self.bilingual(said.get("says", {}), (*where, option, "says"))
        default = self._default(parts, at, options)
        question, reason = (
            self.bilingual(parts.get(key, {}), (*at, key)) for key in ("question", "reason")
        )
        return Reading(name, question, default, options, reason, place)

    def _default(self, parts: Mapping[str, Any], at: Pointer, options: Iterable[str]) -> str:
        default = self.text_at(parts, at, "default")
        if default and default not in options:
            message = sentence("the default `{option}` is not among the options", option=default)
            self.note("ACC119", (*at, "default"), message, near(default, options))
        return default

    def amend(self, shared: Shared) -> None:
        """Say which option of a reading of another text is taken by default now, and why."""
        amends = self.mapping(self.document.tree["amends"], ("amends",))
        for name, node in amends.items():
            at = ("amends", name)
            known = shared.readings.get(name)
            if known is None:
                message = sentence("there is no reading `{name}` to amend", name=name)
                self.note("ACC278", at, message, near(name, shared.readings), key=True)
                continue
            parts = self.entries(node, at, ("default", "reason"))
            default = self._default(parts, at, known.options)
            reason = self.bilingual(parts.get("reason", {}), (*at, "reason"))
            shared.readings[name] = replace(known, default=default, reason=reason)
