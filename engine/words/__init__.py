"""The law in words: numbers, dates, labels, conditions and whole rules, in French and in English.

In: nodes of the language and the labels of a vocabulary. Out: sentences, and citations as lawyers
write them. Read first: `labels.py`, then `phrases.py`.
"""

__all__ = [
    "citation",
    "fact_types",
    "folding",
    "formats",
    "labels",
    "parts_aloud",
    "phrases",
    "ranks",
    "rules_aloud",
    "traits",
]
