"""What the page of an answer shows, worked out before any of it is written as HTML.

In: a law, the visit of a visitor and the answer. Out: blocks, rows and pictures for the templates
of `templates/answer`. Read first: `asked.py` (the question and its answer), then `sections.py`.
Nothing is computed here: figures, labels and sentences are those of the answer.
"""

__all__ = ["acts", "asked", "content", "drawing", "refusals", "sides"]
