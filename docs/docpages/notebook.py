"""Notebooks, run without Jupyter: the code of each cell, one after the other, and what each shows.

A cell shows what it prints, then its last line when that line is an expression: as text, and as HTML when it has a short one.
"""

from __future__ import annotations

import ast
import io
import json
import os
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

LONGEST_PAGE = 6_000
"""The longest HTML that is kept in a notebook, in characters: an answer, in a frame of its own, is longer."""


def run(file: Path) -> dict[str, Any]:
    """Return a notebook with what its cells show, run in the folder of its file."""
    notebook: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    count = 0
    with _in_folder(file.parent):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                count += 1
                cell["execution_count"] = count
                cell["outputs"] = _outputs("".join(cell["source"]), names, count)
    return notebook


def written(notebook: dict[str, Any]) -> str:
    """Return a notebook as its file holds it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _outputs(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return what the code of a cell shows."""
    *before, last = ast.parse(source).body
    shown, printed = None, io.StringIO()
    with redirect_stdout(printed):
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(before, []), "cell", "exec"), names)
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        else:
            exec(compile(source, "cell", "exec"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append(
            {
                "name": "stdout",
                "output_type": "stream",
                "text": printed.getvalue().splitlines(keepends=True),
            }
        )
    if shown is not None:
        page = shown._repr_html_() if hasattr(shown, "_repr_html_") else ""
        html = (
            {"text/html": page.splitlines(keepends=True)} if 0 < len(page) <= LONGEST_PAGE else {}
        )
        data = {**html, "text/plain": repr(shown).splitlines(keepends=True)}
        outputs.append(
            {
                "data": data,
                "execution_count": count,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


@contextmanager
def _in_folder(folder: Path) -> Any:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
