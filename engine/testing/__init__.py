"""Scenarios: cases of the law with the answers expected, as YAML, with or without pytest.

In: `*.scenario.yaml`. Out: what differs between the answer expected and the one given.
`check_files.py` checks them, with the law and cases, without asking anything. Read first:
`scenario.py`.
"""

__all__ = ["check_files", "scenario"]
