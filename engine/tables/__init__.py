"""The law as a relational plan: the same consolidated law,
compiled for whole tables of cases. Needs the extra `batch`.
"""
