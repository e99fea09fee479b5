"""The study of the guide on batches: what avenant 2 cost,
by size and year, on 1 000 generated communities.

    python docs/guides/study.py

Generates the communities, answers them under the law known before avenant 2 and under the law as
amended, and rewrites the charts of `docs/guides/images/` in both languages; prints the tables of
the guide. Needs the extra `batch`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

import duckdb

from engine.law.consolidation import timeline_of
from engine.library import load

HERE = Path(__file__).parent
ON, BEFORE = "2026-01-01", "2022-03-30"
COMMANDS = (
    "cases generate 1000 --seed 1 -o cases.parquet",
    (
        f"batch funding cases.parquet -o before.parquet --on {ON} --known-on {BEFORE} --only "
        "payment --only missing --quiet"
    ),
    (
        f"batch funding cases.parquet -o after.parquet --on {ON} --known-on {ON} --only payment "
        "--only missing --quiet"
    ),
)
SIZES = "aci_2019/7.1/sizes"
WORDS = {
    "en": {
        "million": "million €",
        "years": "Paid each year, before and after avenant 2",
        "before": "law of 2019",
        "after": "as amended",
        "sizes": "What avenant 2 adds for a community, by size",
        "size": "size",
        "lines": "What it adds and takes away, line by line",
        "thousand": "thousand € per community, all years",
        "year": "year",
        "line": "line",
        "difference": "difference",
        "communities": "communities",
    },
    "fr": {
        "million": "millions d'euros",
        "years": "Versé chaque année, avant et après l'avenant 2",
        "before": "loi de 2019",
        "after": "texte modifié",
        "sizes": "Ce que l'avenant 2 ajoute à une communauté, par taille",
        "size": "taille",
        "lines": "Ce qu'il ajoute et retire, ligne par ligne",
        "thousand": "milliers d'euros par communauté, toutes années",
        "year": "année",
        "line": "ligne",
        "difference": "écart",
        "communities": "communautés",
    },
}
Bars = Mapping[str, Sequence[float]]


def answers(folder: Path) -> duckdb.DuckDBPyConnection:
    """Run the commands of the study in a folder; return a database
    with the payments, each with the size of its community.
    """
    for command in COMMANDS:
        subprocess.run([sys.executable, "-m", "engine", *command.split()], cwd=folder, check=True)
    connection = duckdb.connect()
    law = timeline_of(load()["cpts"], date.fromisoformat(ON), {}).laws[-1]
    table = law.provisions[SIZES].provision.table
    assert table is not None  # the checks of the corpus see to it
    brackets = " ".join(
        f"WHEN population < {limit} THEN {name}" if limit is not None else f"ELSE {name}"
        for limit, _, name in table.brackets
    )
    sized = f"""SELECT "case", CASE WHEN population IS NULL THEN NULL {brackets} END AS size
        FROM (SELECT "case", "community.population" AS population FROM read_parquet('{folder}/cases.parquet'))"""
    connection.execute(f"CREATE TABLE communities AS {sized}")
    for law_name in ("before", "after"):
        connection.execute(
            f"""CREATE TABLE {law_name} AS SELECT * FROM read_parquet('{folder}/{law_name}.parquet') JOIN communities USING ("case")"""
        )
    return connection


def by_year(connection: duckdb.DuckDBPyConnection) -> Bars:
    """Return the millions paid each year under each law."""
    query = """SELECT year(due_on), sum(amount) FILTER (law = 'before'), sum(amount) FILTER (law = 'after') FROM
        (SELECT 'before' AS law, * FROM before UNION ALL SELECT 'after', * FROM after) WHERE kind = 'payment' AND due_on IS NOT NULL
        GROUP BY 1 ORDER BY 1"""
    return {
        str(year): (float(old or 0) / 1e6, float(new or 0) / 1e6)
        for year, old, new in connection.execute(query).fetchall()
    }


def by_size(connection: duckdb.DuckDBPyConnection) -> tuple[Bars, dict[str, int]]:
    """Return the thousands that the avenant adds for a community
    of each size, and how many communities have that size.
    """
    paid = "SELECT size, sum(amount) AS amount FROM {law} WHERE kind = 'payment' GROUP BY 1"
    query = f"""SELECT size, (a.amount - b.amount) / 1e3 / n, n FROM (SELECT size, count(*) AS n FROM communities GROUP BY 1)
        JOIN ({paid.format(law="after")}) a USING (size) JOIN ({paid.format(law="before")}) b USING (size) ORDER BY 1"""
    found = connection.execute(query).fetchall()
    return {str(size): (float(extra),) for size, extra, _ in found}, {
        str(size): count for size, _, count in found
    }


def by_line(connection: duckdb.DuckDBPyConnection) -> Bars:
    """Return the millions that each line gains or loses."""
    query = """SELECT line, sum(amount) / 1e6 AS extra FROM (SELECT line, amount FROM after WHERE kind = 'payment'
        UNION ALL SELECT line, -amount FROM before WHERE kind = 'payment') GROUP BY 1 HAVING abs(extra) >= 0.005 ORDER BY 2 DESC"""
    return {line: (float(extra),) for line, extra in connection.execute(query).fetchall()}


def chart(title: str, unit: str, bars: Bars, language: str, series: Sequence[str] = ()) -> str:
    """Return horizontal bars as an SVG: a title, a description that
    holds every figure, and colours told apart by their lightness too.
    """
    colours = ("#9bb7d4", "#0b3d91") if series else ("#0b3d91",)
    left, width, thick = 200, 640, 14
    values = [value for one in bars.values() for value in one]
    low, high = min(0.0, *values), max(0.0, *values)
    pad = 64 if low < 0 else 0
    scale = (width - left - 70 - pad) / (high - low)
    step = thick * max(len(series), 1) + 8
    top = 62 if series else 44
    height = top + step * len(bars) + 8
    said = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{label} {figure(value, language)}".strip()
            for label, value in zip(series or [""], one, strict=True)
        )
        for name, one in bars.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="12">'
    ]
    parts += [
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(f'{title} ({unit}). {said}.')}</desc>",
    ]
    parts.append(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    parts.append(
        f'<text x="8" y="18" font-weight="bold">{escape(title)}</text><text x="8" y="35" fill="#444444">{escape(unit)}</text>'
    )
    for rank, label in enumerate(series):
        x = left + rank * 140
        parts.append(
            f'<rect x="{x}" y="42" width="12" height="12" fill="{colours[rank]}"/><text x="{x + 18}" y="53">{escape(label)}</text>'
        )
    zero = left + pad - low * scale
    for row, (name, one) in enumerate(bars.items()):
        y = top + row * step
        parts.append(
            f'<text x="{left - 8}" y="{y + step / 2:.0f}" text-anchor="end">{escape(name)}</text>'
        )
        for rank, value in enumerate(one):
            x, length = zero + min(value, 0) * scale, abs(value) * scale
            at = y + rank * thick
            parts.append(
                f'<rect x="{x:.1f}" y="{at}" width="{length:.1f}" height="{thick - 2}" fill="{colours[rank]}"/>'
            )
            side, anchor = (x - 5, "end") if value < 0 else (x + length + 5, "start")
            parts.append(
                f'<text x="{side:.1f}" y="{at + 11}" text-anchor="{anchor}">{figure(value, language)}</text>'
            )
    parts.append(f'<path d="M{zero:.1f} {top - 4}V{height - 6}" stroke="#444444"/></svg>')
    return "\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, figures to the right."""
    ruled = ["|---|", *("---:|" for _ in head[1:])]
    return "\n".join(
        [f"| {' | '.join(head)} |", "".join(ruled), *(f"| {' | '.join(row)} |" for row in rows)]
    )


def figure(value: float, language: str) -> str:
    """Return a figure with one decimal as the language writes it."""
    written = f"{value:,.1f}"
    return written if language == "en" else written.replace(",", " ").replace(".", ",")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        connection = answers(Path(place))
    years, (sizes, counts), lines = by_year(connection), by_size(connection), by_line(connection)
    for language, words in WORDS.items():
        suffix = "" if language == "en" else f".{language}"
        named = {f"{words['size']} {name}": one for name, one in sizes.items()}
        charts = {
            "study_years": chart(
                words["years"], words["million"], years, language, (words["before"], words["after"])
            ),
            "study_sizes": chart(words["sizes"], words["thousand"], named, language),
            "study_lines": chart(words["lines"], words["million"], lines, language),
        }
        for name, drawn in charts.items():
            (HERE / "images" / f"{name}{suffix}.svg").write_text(drawn, encoding="utf-8")
        head = (words["year"], words["before"], words["after"], words["difference"])
        print(
            table(
                head,
                [
                    (year, *(figure(one, language) for one in (old, new, new - old)))
                    for year, (old, new) in years.items()
                ],
            ),
            "\n",
        )
        print(
            table(
                (words["size"], words["communities"], words["thousand"]),
                [
                    (name, str(counts[name]), figure(one, language))
                    for name, (one,) in sizes.items()
                ],
            ),
            "\n",
        )
        print(
            table(
                (words["line"], words["million"]),
                [(f"`{name}`", figure(one, language)) for name, (one,) in lines.items()],
            ),
            "\n",
        )
    unknown = "SELECT count(DISTINCT \"case\") FROM {} WHERE kind = 'missing'"
    print(
        *(
            (
                f"{law}: {connection.execute(unknown.format(law)).fetchone()[0]} communities lack "
                "some fact"
            )
            for law in ("before", "after")
        ),
        sep="\n",
    )


if __name__ == "__main__":
    main()
