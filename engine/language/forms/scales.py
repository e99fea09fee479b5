"""A scale: a number taken at the rate of its band, band by band or on the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import floor
from typing import TYPE_CHECKING, Any

from engine.diagnostics.bilingual import sentence
from engine.language import arithmetic
from engine.language.bands import Band, Piece, band_of, misplaced, pieces, rate_of
from engine.language.forms.operation import OfOperands, Operand
from engine.language.forms.tables import table_name
from engine.language.kinds import NUMBER, is_whole, kind_of
from engine.language.spellings import example, ref, written
from engine.language.values import Compute, Fault, Lookup, Need, Scalar, Value, View, Wording

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        NameChecker,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

BY_BAND, ON_THE_WHOLE = "band", "whole"
_APPLIED = {
    "enum": [BY_BAND, ON_THE_WHOLE],
    "default": BY_BAND,
    "description": "chaque tranche à son taux (par défaut), ou le tout au taux de la tranche où il "
    "se trouve / each band at its rate (by default), or the whole at the rate of the band that "
    "holds it",
}
_SCALED = ref("value", "Le nombre / The number")
_SAID: Mapping[str, Wording] = {
    BY_BAND: ("{value}, tranche par tranche ({bands})", "{value}, band by band ({bands})"),
    ON_THE_WHOLE: (
        "{value}, en entier au taux de sa tranche ({bands})",
        "{value}, all of it at the rate of its band ({bands})",
    ),
}
_UP_TO: Wording = ("{rate} jusqu'à {limit}", "{rate} up to {limit}")
_BELOW: Wording = ("{rate} en dessous de {limit}", "{rate} below {limit}")
_BEYOND: Wording = ("{rate} au-delà", "{rate} beyond")
_ALL: Wording = ("{rate}", "{rate}")
_REMARK = """\
`scale` takes each part of a number at the rate of its band: with 100 % up to 8,000, 60 % up to \
16,000 and 20 % beyond, 10,000 gives 8,000 × 100 % + 2,000 × 60 %, that is 9,200. With \
`applied: whole`, the whole number is taken at the rate of the band that holds it: 10,000 gives \
6,000. The bands begin at 0, and a number below 0 gives 0. They are written in the rule, or are a \
table of brackets of the law (`in`), which an amendment can change."""


class Scale(OfOperands, frozen=True):
    """A number taken at the rates of bands: those of a table of the law, or its own."""

    value: Value
    table: str = ""
    bands: tuple[Band, ...] = ()
    applied: str = BY_BAND

    keys = ("scale",)
    kind = NUMBER
    operands = (Operand("value", NUMBER, "`scale`"),)
    schemas = (
        written(
            {"scale": _SCALED, "in": ref("address")},
            {"applied": _APPLIED},
            [{"scale": {"fact": "club.members"}, "in": "accord/7.1/degression"}],
        ),
        written(
            {"scale": _SCALED, "bands": ref("brackets")},
            {"applied": _APPLIED},
            [
                {
                    "scale": {"fact": "club.members"},
                    "bands": [{"up_to": 50, "is": "100 %"}, {"is": "60 %"}],
                }
            ],
        ),
    )
    page = (
        example("{scale: {fact: town.population}, in: agreement/7.1/degression}"),
        example(
            "{scale: {fact: club.members}, bands: [{up_to: 50, is: 100 %}, {is: 60 %}]}",
            "80 gives 50 × 100 % + 30 × 60 %",
        ),
        example(
            "{scale: {fact: club.members}, applied: whole, "
            "bands: [{up_to: 50, is: 100 %}, {is: 60 %}]}",
            "80 gives 80 × 60 %",
        ),
    )
    remarks = (_REMARK,)
    sketches = (
        ("a number", {"scale": "<a number>", "in": "<brackets>"}),
        ("a number", {"scale": "<a number>", "in": "<brackets>", "applied": "whole"}),
        (
            "a number",
            {"scale": "<a number>", "bands": [{"up_to": 2, "is": "75 %"}, {"is": "12.5 %"}]},
        ),
        (
            "a number",
            {
                "scale": "<a number>",
                "bands": [{"below": 1, "is": 2}, {"up_to": 300, "is": 0.5}, {"is": 0}],
                "applied": "whole",
            },
        ),
        ("a whole number", {"scale": "<a whole number>", "in": "<brackets>"}),
    )
    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{scale: number, in: address}` or `{scale: number, bands: […]}`."""
        own = "bands" in node and "in" not in node
        parts = file.entries(node, at, ("scale", "bands" if own else "in"), ("applied",))
        named = file.text_at(parts, at, "applied", BY_BAND)
        applied = file.one_of(named, (BY_BAND, ON_THE_WHOLE), (*at, "applied"))
        bands = file.brackets(parts["bands"], (*at, "bands")) if "bands" in parts else ()
        return Scale(
            file.value_at(parts, at, "scale"),
            "" if own else file.text_at(parts, at, "in"),
            bands,
            applied,
        )

    def tables(self) -> tuple[str, ...]:
        """Return the table, if its bands are not its own."""
        return (self.table,) if self.table else ()

    def lookup(self) -> Lookup | None:
        """The table may not be in force; where it is, every number has its bands."""
        return Lookup(table_name(self.table), self.value, total=True) if self.table else None

    def figures(self) -> tuple[Scalar, ...]:
        """Return the limits and the rates of its own bands."""
        limits = (limit for limit, _, _ in self.bands if limit is not None)
        return (*limits, *(rate for _, _, rate in self.bands))

    def _bands(self, ground: Ground) -> Sequence[Band]:
        """Return its bands, none while its table is not in force."""
        if not self.table:
            return self.bands
        table = ground.table(self.table)
        return table.brackets if table else ()

    def _pieces(self, number: Any, bands: Sequence[Band]) -> list[Piece]:
        """Return the parts of a number, each with its rate; one part where it is taken whole."""
        if self.applied == BY_BAND:
            return pieces(number, bands)
        return [(number, rate_of(band_of(number, bands)))] if number > 0 else []

    def compiled(self, ground: Ground) -> Compute:
        """Return the sum of the parts of the number, each at its rate."""
        inner, bands, cut = self.value.compiled(ground), self._bands(ground), self._pieces

        def compute(view: View) -> Any:
            number = inner(view)
            if number is None or not bands:
                return None
            taken = [arithmetic.product([part, rate]) for part, rate in cut(number, bands)]
            return arithmetic.total(taken) if taken else Decimal(0)

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the sum of the parts of the number, each at its rate."""
        number, bands = plan.term(self.value), self.bands or plan.brackets(self.table)
        if number is None or not bands:
            return None
        above = plan.extreme([number, plan.constant(0)], greatest=True)
        if self.applied == ON_THE_WHOLE:
            return plan.product([above, plan.banded(bands, above)])
        taken, low = [], Decimal(0)
        for limit, _, rate in bands:
            if limit is not None and limit <= low:
                continue
            edge = plan.constant(low)
            top = (
                above
                if limit is None
                else plan.extreme([above, plan.constant(limit)], greatest=False)
            )
            over = top if not low else plan.extreme([top, edge], greatest=True)
            part = over if not low else plan.total([over, edge], [1, -1])
            taken.append(plan.product([part, plan.constant(rate)]))
            low = low if limit is None else limit
        return plan.total(taken, [1] * len(taken))

    def _rates(self, types: Types) -> tuple[Scalar, ...]:
        return types.classes(self.table) if self.table else tuple(rate for *_, rate in self.bands)

    def is_whole(self, types: Types) -> bool:
        """Whether the number and the rates are whole, and its own limits too."""
        limits = [limit for limit, _, _ in types.brackets(self.table) or self.bands]
        rates = self._rates(types)
        return (
            self.value.is_whole(types)
            and all(map(is_whole, rates))
            and all(limit is None or is_whole(limit) for limit in limits)
        )

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """A number is cut by bands in order, above zero, each with a rate that is a number."""
        yield from super().faults(types)
        for band in misplaced(self.bands):
            yield Fault("ACC207", band.message, band.hint, band.word)
        for limit, _, rate in types.brackets(self.table) or self.bands:
            if kind_of(rate) != NUMBER:
                message = sentence("`scale`: the band `{band}` has no rate.", band=rate)
                hint = sentence("give each band a number: `75 %`, `0.5` or `12`.")
                yield Fault("ACC261", message, hint, str(rate) if self.bands else self.token())
            if limit is not None and limit <= 0:
                message = sentence(
                    "`scale`: a band ends at {limit}, and the bands begin at 0.", limit=limit
                )
                hint = sentence("write limits above 0.")
                yield Fault("ACC261", message, hint, str(limit) if self.bands else self.token())

    def token(self) -> str:
        """Return its table, or its key."""
        return self.table or "scale"

    def takes_away(self) -> bool:
        """Whether a rate is below zero."""
        return any(isinstance(rate, int | Decimal) and rate < 0 for *_, rate in self.bands)

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with its table."""
        return names.brackets(self.table) if self.table else iter(())

    def limits(self, name: str, ground: Ground) -> Iterable[int]:
        """Return the first whole number beyond each limit, of a fact that is cut."""
        if self.value.copy_of(ground) == name:
            for limit, _, _ in self._bands(ground):
                if limit is not None:
                    yield floor(limit) + 1

    # --- words ---

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « les membres, tranche par tranche (100 % jusqu'à 50, 60 % au-delà) »."""
        phrase = speaker.value(self.value)
        phrase = f"({phrase})" if self.value.compound else phrase
        bands = (
            ", ".join(self._band_said(rank, speaker) for rank in range(len(self.bands)))
            if self.bands
            else speaker.of(("barème, {}", "table, {}")).format(speaker.article(self.table))
        )
        return speaker.of(_SAID[self.applied]).format(value=phrase, bands=bands)

    def _band_said(self, rank: int, speaker: ValueSpeaker) -> str:
        limit, included, rate = self.bands[rank]
        beyond = _BEYOND if rank else _ALL
        wording = beyond if limit is None else _UP_TO if included else _BELOW
        shown_limit = "" if limit is None else speaker.number(limit)
        return speaker.of(wording).format(rate=self._rate_said(rate, speaker), limit=shown_limit)

    def _rate_said(self, rate: Scalar, speaker: ValueSpeaker) -> str:
        """Return a rate: percentages where all are, else what each of a number is worth."""
        rates = [band[2] for band in self.bands]
        if kind_of(rate) != NUMBER:
            return str(rate)
        as_ratios = all(kind_of(other) == NUMBER and rate_of(other) <= 1 for other in rates)
        return speaker.ratio(rate_of(rate)) if as_ratios else speaker.number(rate_of(rate))

    def worked_out(self, sums: Calculation) -> str:
        """Return the parts with their rates: « 8 000 × 100 % + 2 000 × 60 % »."""
        bands, number = self._bands(sums.ground), self.value.compiled(sums.ground)(sums.view)
        if number is None or not bands:
            return ""
        unit = self._unit(sums)
        as_ratios = unit != "EUR" and all(rate_of(band[2]) <= 1 for band in bands)
        return " + ".join(
            f"{sums.number(part)} × {sums.ratio(rate) if as_ratios else sums.number(rate, unit)}"
            for part, rate in self._pieces(number, bands)
        )

    def _unit(self, sums: Calculation) -> str:
        table = sums.ground.table(self.table) if self.table else None
        return table.unit if table else ""

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return its parts with their rates, in parentheses where there are several."""
        phrase = self.worked_out(sums)
        return f"({phrase})" if " + " in phrase else phrase or sums.number(value)
