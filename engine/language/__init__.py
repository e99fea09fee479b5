"""The language of the law: values, conditions and
conclusions, and the law made of them, as frozen data.

In: nothing but findings. Out: the nodes that every reader walks, dates and durations, exact
arithmetic. Read first: `nodes.py`, then `model.py`.
"""
