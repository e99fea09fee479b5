"""One shape for every finding: what is wrong, where, and
what to write instead, in French and English.

In: nothing of the engine. Out: `Diagnostic`, `RefusedInput`, and the texts in two languages that
everything else says. Read first: `diagnostic.py`.
"""

__all__ = ["bilingual", "chosen_language", "diagnostic", "extras"]
