"""What docs/tables.md shows of one rule, worked out by the compiler itself: from YAML to SQL."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import sqlglot

from docpages.french import PASSES as PASSES_IN_FRENCH
from docpages.french import in_french
from docpages.language import PAGE as LANGUAGE
from docpages.language import with_part
from engine.language.model import Corpus
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.tables.columns import Bounds, TableShape, resolve
from engine.tables.compile.plan import compile_plan
from engine.tables.intake.statistics import storage_schema
from engine.tables.passes import ALL, PASSES, Passes
from engine.tables.run.engines import compiled

PAGE = Path("docs") / "tables.md"
AGREEMENT = re.compile(r'^```yaml title="(garden/[a-z_0-9]*\.yaml)"\n(.*?)^```$', re.M | re.S)
FRENCH = Path("docs") / "tables.fr.md"
MEASURED = re.compile(r"^\| passes \| compile .*\n(?:\|.*\n)*", re.M)
_MEASURED_IN_FRENCH = {
    ", more": ", en plus",
    "| all |": "| toutes |",
    "without any": "sans aucune",
    "without": "sans",
}
RULE, FACT = "garden/2/members", "garden.members"
_DAY = date(2021, 6, 1)


def table_files(root: Path) -> dict[Path, str]:
    """Return the page of the compiler with what is generated of it, by its path from `root`."""
    page = (root / PAGE).read_text(encoding="utf-8")
    parts = followed(root)
    for name, content in parts.items():
        page = with_part(page, name, content)
    return {PAGE: page, FRENCH: _in_french(root, page, dict(parts))}


def _in_french(root: Path, english: str, parts: dict[str, str]) -> str:
    """Return the French page: its own words, and the code and the figures of the English one."""
    page = (root / FRENCH).read_text(encoding="utf-8")
    passes = [f"| `{one.name}` | {PASSES_IN_FRENCH[one.name]} | `{one.module}` |" for one in PASSES]
    parts["passes"] = "\n".join(["| passe | ce qu'elle fait | où |", "|---|---|---|", *passes])
    parts["rule"] = in_french(parts["rule"])
    (measured,) = MEASURED.findall(english)
    for word, french in _MEASURED_IN_FRENCH.items():
        measured = measured.replace(word, french)
    parts["measured"] = re.sub(r"(\d)\.(\d)", r"\1,\2", measured).rstrip()
    for name, content in parts.items():
        page = with_part(page, name, content)
    return page


def followed(root: Path) -> dict[str, str]:
    """Return the generated parts of the page by their names."""
    text = (root / LANGUAGE).read_text(encoding="utf-8")
    files = dict(AGREEMENT.findall(text))
    with TemporaryDirectory() as place:
        for name, content in files.items():
            (Path(place) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(place) / name).write_text(content, encoding="utf-8")
        corpora, findings = read_corpora([Path(place) / "garden"])
    assert not findings, findings
    (corpus,) = corpora.values()
    (provision,) = re.findall(r"^  - id: members\n(?:    .*\n)*", files["garden/art_2.yaml"], re.M)
    without = ALL.without(*(one.name for one in PASSES))
    return {
        "rule": f"```yaml\n{provision}```",
        "levels without passes": _levels(corpus, without),
        "levels": _levels(corpus, ALL),
        "passes": "\n".join(
            ["| pass | what it does | where |", "|---|---|---|"]
            + [f"| `{one.name}` | {one.does} | `{one.module}` |" for one in PASSES]
        ),
    }


def _levels(corpus: Corpus, passes: Passes) -> str:
    """Return the SQL of the levels that the rows of the rule need, each with its name."""
    column = resolve(FACT, corpus.vocabulary)
    assert column is not None
    bounds = {FACT: Bounds(nullable=True, low=3, high=80)}
    shape = TableShape(corpus.vocabulary, {FACT: column}, bounds=bounds)
    table = ibis.table(storage_schema(shape), name="case_slice")
    question = Question(_DAY, _DAY)
    plan = compile_plan(table, shape, corpus, question, "eligibility", passes=passes)
    rows = [one for one in plan.projections if one.columns.get("rule") == RULE]
    parts = [
        f"-- {name}\n{_readable(compiled(level))}"
        for _, levels in plan.stages(rows)
        for name, level in levels
    ]
    return "```sql\n" + "\n\n".join(parts) + "\n```"


def _readable(sql: str) -> str:
    """Return a select with a line for each column, without the names that ibis gives to tables."""
    select = sqlglot.parse_one(sql, read="duckdb")
    columns = ",\n  ".join(one.sql("duckdb") for one in select.expressions)
    source = select.find(sqlglot.exp.Table)
    return f'SELECT\n  {columns}\nFROM "{source.name}"'.replace('"t0".', "")
