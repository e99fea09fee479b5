"""Random cases, drawn from a profile kept as data, for tests, benchmarks and studies.

In: a profile and a seed. Out: a file of cases.
Read first: `profiles.py`.
"""

__all__ = ["generator"]
