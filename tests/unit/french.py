"""What tells an English sentence that stands where French is due."""

from __future__ import annotations

import re

_COMMON = """
the is are was were be been not of and to for from by in it its this that these those with without which when where who what
has have must cannot may can does did there here they them their each every only one two other another more than at least most
write give given add remove keep check read use take need needs needed name leave left out of yet no nobody nothing something any all
would could should will if then so because while until before after between under over same such beside apart hold holds stands
"""
ENGLISH = frozenset(_COMMON.split())
"""Common English words, but for those that are French words
too (`on`, `or`, `an`, `as`, `but`, `table`, `article`).
"""
_CODE = re.compile(r"`[^`]*`|--[a-z-]+|\S+/\S+|\{\w+\}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def english_in(text: str) -> list[str]:
    """Return the English words of a text, outside backquotes,
    addresses, options and the names between braces.
    """
    return [word for word in _WORD.findall(_CODE.sub(" ", text).casefold()) if word in ENGLISH]
