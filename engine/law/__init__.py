"""The law in force: texts and their amendments applied in
order, for each day and each day of knowledge.

In: a `Corpus`. Out: a `Timeline` of consolidated law; every provision keeps the chain of acts that
made it. Read first: `consolidation.py`.
"""

__all__ = ["compilation", "consolidation", "enactment", "horizon"]
