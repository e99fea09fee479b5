"""What an editor of texts asks: schemas made for a corpus, what stands where, remedies, a server.

In: files as they are typed, and the corpora that they make. Out: JSON Schemas, findings, places,
changes of text. Read first: `roles.py`, which says what each place of a file names.
"""

__all__ = ["fixing", "schema_files", "server"]
