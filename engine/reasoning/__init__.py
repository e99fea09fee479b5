"""What the law concludes for one case: its occasions, the rules that apply, rights and payments.

In: a timeline of the law and the facts of a case. Out: steps, each with the provision it comes from
and what it read. Read first: `evaluation.py`, then `steps.py`.
"""

__all__ = [
    "adjustments",
    "agenda",
    "binding",
    "compiled",
    "doubts",
    "effect_by_case",
    "evaluation",
    "explanation",
    "inference",
    "logic",
    "lowering",
    "networks",
    "normal_form",
    "occasions",
    "on_values",
    "program",
    "reach",
    "recall",
    "required",
    "rights",
    "steps",
    "witness",
]
