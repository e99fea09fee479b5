"""Rewrite what is generated and committed: `python docs/regenerate.py`.

It is the coverage of the law, what the schemas and the page of the language take from the engine, the
schemas of the answers, those made for the shipped law, the rule followed on the page of the compiler, the pictures of the README,
and what the cells of the notebooks show.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

if __name__ == "__main__":
    from docpages import committed
    from docpages.answer_schemas import answer_schemas
    from docpages.corpus_schemas import shipped_schemas
    from docpages.language import language_files
    from docpages.notebook import run, written
    from docpages.tables import table_files
    from picture import write as write_pictures

    from engine.cases.case_schema import case_schema
    from engine.library import load

    for name, content in committed().items():
        (HERE / name).write_text(content, encoding="utf-8")
    for path, content in language_files(HERE.parent).items():
        (HERE.parent / path).write_text(content, encoding="utf-8")
    for path, content in table_files(HERE.parent).items():
        (HERE.parent / path).write_text(content, encoding="utf-8")
    for name, content in answer_schemas().items():
        (HERE.parent / "schemas" / name).write_text(content, encoding="utf-8")
    cases = json.dumps(case_schema(load()["cpts"].vocabulary), ensure_ascii=False, indent=2)
    (HERE.parent / "schemas" / "case.schema.json").write_text(f"{cases}\n", encoding="utf-8")
    for path, content in shipped_schemas().items():
        place = HERE.parent / "schemas" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    write_pictures()
    for notebook in (HERE / "guides").glob("*.ipynb"):
        notebook.write_text(written(run(notebook)), encoding="utf-8")
