"""The language of the law: values, conditions and conclusions, and the law made of them.

In: nothing but findings. Out: frozen data that every reader walks, dates and durations, exact
arithmetic. Read first: `nodes.py`, then `model.py`. An operator of comparison is one record in
`operators/` (`comparison.py` says what each reader asks of it), a form of value one module in
`forms/`.
"""

__all__ = [
    "arithmetic",
    "asked",
    "bands",
    "comparison",
    "core",
    "durations",
    "elements",
    "expected",
    "kept",
    "kinds",
    "model",
    "negation",
    "nodes",
    "parts",
    "public_holidays",
    "spellings",
    "templates",
    "temporal",
    "tree",
    "values",
    "watched_day",
]
