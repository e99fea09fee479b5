"""A chart of bars as SVG in a page: a title, a description that holds every figure, no script, and
colours that follow the page (dark, on paper).
"""

from __future__ import annotations

from html import escape

from engine.diagnostics.bilingual import Language
from engine.render.page import Bar, Bars

_WIDTH, _STEP, _THICK = 480, 44, 14
_AMOUNT = 10.9
"""How wide a sign of an amount is, at most: on a phone, where the letters are drawn larger."""


def drawn(chart: Bars, name: str, language: Language) -> str:
    """Return the chart: each bar under its label, to the right where it is above zero and to the
    left where it is below, its figure beside it. `name` tells it from the others of its page.
    """
    if not any(bar.length for bar in chart.bars):
        return ""
    low = min(0.0, *(bar.length for bar in chart.bars))
    high = max(0.0, *(bar.length for bar in chart.bars))
    room = max(len(bar.shown) for bar in chart.bars) * _AMOUNT + 8
    left, right = (room if low < 0 else 0), (room if high > 0 else 0)
    scale = (_WIDTH - left - right) / ((high - low) or 1)
    zero = left - low * scale
    height = _STEP * len(chart.bars) + 6
    colon = " : " if language == "fr" else ": "
    said = "; ".join(f"{bar.label}{colon}{bar.shown}" for bar in chart.bars)
    bars = "".join(_bar(bar, place, zero, scale) for place, bar in enumerate(chart.bars))
    return (
        f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-says"><title id="{name}-title">'
        f'{escape(chart.title)}</title><desc id="{name}-says">{escape(said)}</desc>'
        f'<line class="axis" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{height}"/>{bars}'
        "</svg></figure>"
    )


def _bar(bar: Bar, place: int, zero: float, scale: float) -> str:
    top = _STEP * place + 22
    wide = abs(bar.length) * scale
    start = zero if bar.length >= 0 else zero - wide
    kind, anchor = ("more", "start") if bar.length >= 0 else ("less", "end")
    beside = zero + wide + 6 if bar.length >= 0 else start - 6
    return (
        f'<text class="label" x="2" y="{top - 6}">{escape(_short(bar.label))}</text>'
        f'<rect class="{kind}" x="{start:.1f}" y="{top}" width="{max(wide, 1):.1f}" '
        f'height="{_THICK}"/><text x="{beside:.1f}" y="{top + 12}" text-anchor="{anchor}">'
        f"{escape(bar.shown)}</text>"
    )


def _short(label: str) -> str:
    return label if len(label) <= 62 else f"{label[:61]}…"
