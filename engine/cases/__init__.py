"""From a case, as a person writes it, to typed facts: what
is wrong is found, all of it, where it stands.

In: the YAML or JSON of one case and a vocabulary. Out: `CaseFacts`, or the findings.
Read first: `case_reader.py`.
"""

__all__ = [
    "case_reader",
    "case_schema",
    "editing",
    "mapping",
    "order_of_acts",
    "receipts",
    "scalars",
    "settings",
    "supposition",
]
