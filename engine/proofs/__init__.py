"""The proof of an answer: all that another program needs to work it out again, as plain JSON.

In: a question on a case, and its evaluations. Out: the proof, the same bytes for the same input.
Read first: `proof.py`, then `records.py`; `tools/check_proof.py` checks a proof without the engine.
"""

__all__ = ["proof"]
