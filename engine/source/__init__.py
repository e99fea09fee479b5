"""From files to objects: strict YAML with the place of each
word, schemas, and the articles of a text.

In: folders of YAML. Out: a `Corpus` and the findings of reading it, all of them; what was found
clean is kept in a cache. Read first: `reader.py`.
"""

__all__ = [
    "amended",
    "articles",
    "cache",
    "days",
    "digest",
    "document",
    "expressions",
    "file_content",
    "new_file",
    "new_folder",
    "places",
    "reader",
    "schema",
    "schema_folder",
    "shapes",
    "yaml_rewriting",
    "yaml_source",
]
