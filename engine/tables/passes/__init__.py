"""Rewritings of a plan that change no answer, each for speed.

In: a plan. Out: an equal plan that costs less.
"""
