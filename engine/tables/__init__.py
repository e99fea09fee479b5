"""The law as a relational plan: the same consolidated law, compiled for whole tables of cases.

In: a table of cases, one or several consolidated laws, a question. Out: the rows of the answer, the
same as those of each case asked by itself. Needs the extra `batch`. Read first: `run/whole_run.py`
for what a run does, `compile/plan.py` for what a plan is, `docs/tables.md` for both.
"""

__all__ = ["needed", "scratch", "template"]
