"""The time line as SVG: the same picture in the PDF and in the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from engine.documents.report.blocks import Mark, TimeLine
from engine.render.page import Tone

_WIDTH: Final = 1000
_LINE: Final = 18.0
_SIZE: Final = 15.2
_BAND: Final = 21.0
_RADIUS: Final = 5.5
_INK, _SOFT, _RULE, _TINT = "#1d2329", "#56616c", "#9aa5b0", "#eef1f4"
_TONES: Final[Mapping[Tone, str]] = {
    "good": "#17693a",
    "bad": "#a32020",
    "open": "#8a5a00",
    "plain": "#1f4f8f",
    "soft": "#56616c",
}


def drawn(picture: TimeLine) -> str:
    """Return the picture as an SVG of its own, whose letters are Libertinus where it is there."""
    axis = (picture.above + 0.4) * _LINE + 4
    under = _BAND * bool(picture.bands) + _LINE * 2 + 4
    height = axis + under + (picture.below + 0.6) * _LINE * bool(picture.below)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.1f}" '
        f'width="{_WIDTH}" height="{height:.1f}" font-size="{_SIZE}" '
        'font-family="Libertinus Serif, Times New Roman, Liberation Serif, serif">'
    )
    parts = [head]
    parts += _bands(picture, axis)
    parts += _ticks(picture, axis)
    if picture.today is not None:
        parts += _today(picture, axis)
    for mark in picture.marks:
        parts += _mark(mark, axis, under)
    return "".join([*parts, "</svg>"])


def _text(x: float, y: float, said: str, fill: str, anchor: str = "start", extra: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}"{extra}>'
        f"{escape(said)}</text>"
    )


def _bands(picture: TimeLine, axis: float) -> Iterator[str]:
    """Yield the periods, under the axis, every second one tinted."""
    for rank, band in enumerate(picture.bands):
        x, width = band.start * _WIDTH, (band.end - band.start) * _WIDTH
        fill = _TINT if rank % 2 == 0 else "none"
        yield (
            f'<rect x="{x:.1f}" y="{axis:.1f}" width="{width:.1f}" height="{_BAND}" '
            f'fill="{fill}" stroke="{_RULE}" stroke-width="0.6"/>'
        )
        if band.text:
            yield _text(x + width / 2, axis + _BAND - 6, band.text, _SOFT, "middle")
    yield (
        f'<line x1="0" x2="{_WIDTH}" y1="{axis:.1f}" y2="{axis:.1f}" stroke="{_INK}" '
        'stroke-width="1.4"/>'
    )


def _ticks(picture: TimeLine, axis: float) -> Iterator[str]:
    """Yield the years, under the periods; every second one where they stand close."""
    row = axis + _BAND * bool(picture.bands)
    last = -1.0
    for tick in picture.ticks:
        if tick.at - last < 0.05:
            continue
        last = tick.at
        x = tick.at * _WIDTH
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{axis:.1f}" y2="{row + 6:.1f}" '
            f'stroke="{_RULE}" stroke-width="0.8"/>'
        )
        yield _text(x + 4, row + _LINE * 0.9, tick.text, _SOFT)


def _today(picture: TimeLine, axis: float) -> Iterator[str]:
    """Yield the day of the question: an arrow under the axis, and its name."""
    x = (picture.today or 0) * _WIDTH
    row = axis + _BAND * bool(picture.bands) + _LINE * 1.9
    yield (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{axis + 4:.1f}" y2="{row - _LINE * 0.75:.1f}" '
        f'stroke="{_INK}" stroke-width="1.2"/>'
    )
    foot = axis + 9
    yield f'<path d="M{x - 5:.1f} {foot:.1f} L{x:.1f} {axis:.1f} L{x + 5:.1f} {foot:.1f} Z"/>'
    anchor = "start" if x < _WIDTH * 0.1 else "end" if x > _WIDTH * 0.9 else "middle"
    yield _text(x, row, picture.today_label, _INK, anchor, ' font-style="italic"')


def _mark(mark: Mark, axis: float, under: float) -> Iterator[str]:
    """Yield a day: its stalk, its label, its point."""
    x, colour = mark.at * _WIDTH, _TONES[mark.tone]
    if mark.above:
        bottom = axis - mark.level * _LINE
        top = bottom - len(mark.lines) * _LINE
        stalk = (top + 3, axis)
    else:
        top = axis + under + (mark.level - 0.7) * _LINE
        stalk = (axis, top + len(mark.lines) * _LINE - 3)
    yield (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{stalk[0]:.1f}" y2="{stalk[1]:.1f}" '
        f'stroke="{colour}" stroke-width="1"/>'
    )
    at = x - 6 if mark.to_the_left else x + 6
    anchor = "end" if mark.to_the_left else "start"
    for rank, line in enumerate(mark.lines):
        y = top + (rank + 0.78) * _LINE
        weight = ' font-weight="bold"' if rank == 0 else ""
        yield _text(at, y, line, colour if rank == 0 else _INK, anchor, weight)
    yield f'<circle cx="{x:.1f}" cy="{axis:.1f}" r="{_RADIUS}" fill="{colour}"/>'
