"""Scenarios: cases of the law with the answers expected, as YAML, with or without pytest.

In: `*.scenario.yaml`. Out: what differs between the answer expected and the one given.
Read first: `scenario.py`.
"""

__all__ = ["scenario"]
