"""The blocks of an answer as HTML; each citation leads to its article, as it reads on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from accord.server.pages.answered.asked import Asked
from accord.server.pages.answered.sections import Section, plain_sections
from accord.server.pages.answered.versions import day_of_version
from accord.server.pages.answered.why import days_of
from engine.render.html import Drawing, drawn
from engine.render.page import Block, Cited, Row, Table

Address = Callable[..., str]
"""Gives the address of a page: `url("law", text, article, on=day)`."""
OfRow = Callable[[Row], str]


class SectionShown(Struct, frozen=True):
    """A section, its blocks as HTML."""

    id: str
    section: Section
    html: Markup


class Drawer:
    """Draws the blocks of one answer, asked on a day. `under` and `after` give what stands under
    the first cell of a row, and after the row; `beside`, what stands beside a citation.
    """

    def __init__(
        self,
        asked: Asked,
        on: date,
        url: Address,
        *,
        under: OfRow | None = None,
        after: OfRow | None = None,
        beside: Callable[[Cited], str] | None = None,
    ) -> None:
        self._asked = asked
        self._on = on
        self._url = url
        self._under = under
        self._after = after
        self._beside = beside

    def drawn(self, blocks: Iterable[Block], prefix: str) -> Markup:
        """Return blocks as HTML; `prefix` tells its ids from the others of the page."""
        blocks = tuple(blocks)
        days = _days_of_citations(blocks)
        drawing = Drawing(
            self._asked.language,
            prefix=prefix,
            address=lambda cited: self.article(cited, days.get(str(cited))),
            beside=self._beside,
            under=self._under,
            after=self._after,
            stacked=True,
        )
        return Markup(drawn(blocks, drawing))  # the engine escapes what it draws

    def sections(self, sections: Iterable[Section], prefix: str) -> tuple[SectionShown, ...]:
        """Return sections with their blocks as HTML."""
        return tuple(
            SectionShown(f"{prefix}{rank}", section, self.drawn(section.blocks, f"{prefix}{rank}"))
            for rank, section in enumerate(sections)
        )

    def plain(
        self, blocks: tuple[Block, ...], prefix: str
    ) -> tuple[tuple[str, ...], tuple[SectionShown, ...]]:
        """Return the first sentences of another answer, and its sections."""
        parts = plain_sections(blocks)
        return tuple(each.text for each in parts.lead), self.sections(parts.sections, prefix)

    def article(self, cited: Cited, on: date | None = None) -> str:
        """Return the address of an article as it reads on a day, that of the question where none is
        named, in the version that is cited; "" for what is no article.
        """
        if cited.article is None:
            return ""
        known = self._asked.visit.known_on
        day = day_of_version(self._asked, cited.article, on or self._on)
        asked = {"on": day.isoformat(), **({"known_on": known} if known else {})}
        address = self._url("law", cited.article.text, cited.article.article, **asked)
        return f"{address}#p-{cited.article.provision.rpartition('/')[2]}"


def _days_of_citations(blocks: Iterable[Block]) -> Mapping[str, date]:
    """Return the day of the first line that cites each article: its version is that day's."""
    days: dict[str, date] = {}
    for table in blocks:
        for row in table.rows if isinstance(table, Table) else ():
            day = next((each for each in days_of(row.of) if each), None)
            if day:
                days = {**dict.fromkeys(map(str, row.citations), day), **days}
    return days
