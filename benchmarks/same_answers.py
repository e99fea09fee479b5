"""The same answers before and after a change of the code: write them with one checkout, compare them with another.

    python benchmarks/same_answers.py write FOLDER                   (with the interpreter of the checkout before)
    python benchmarks/same_answers.py compare FOLDER [--fast]        (with the interpreter of the checkout after)

The checkout is the one whose `engine` the interpreter imports. Everything goes through the command `accord`, run in this process, so that
the layout of the modules does not matter. Three levels, all of them by default:

- `answers`: the question of every scenario, five questions on each example case, the text of all articles on several days, what changed
  between them, as JSON with the full trace; standard error and the exit status with it;
- `pages`: the same questions as text, Markdown and HTML, in French and in English, with the short trace;
- `tables`: funding, wide, eligibility, calendar, other readings, a window and an added text for drawn contracts. The rows are compared
  sorted, each with its citation in words instead of its number, then the rejects and what is said of the run.

`write` keeps the questions with their answers, and `compare` asks those again: a scenario that was edited or added since changes nothing.
`--fast` asks one question in EVERY and one page in MORE, and two of the tables, of 200 contracts.
`--but KEY` leaves a key of the JSON answers out of the comparison, such as one that the new code adds on purpose.
`--only LEVEL` and `--match TEXT` choose what is compared. Exit status: 0 when all is the same, 1 when something differs.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import importlib
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

import engine

ROOT = Path(engine.__file__).parent.parent
HERE = "checkout"
"""What the checkout is called in the answers: a link of this name stands in the folder where they are asked."""
ON, KNOWN_ON = "2023-06-01", "2026-11-21"
DAYS = (
    "2019-09-01",
    "2021-05-14",
    "2022-03-31",
    "2022-04-01",
    "2022-10-01",
    "2023-06-01",
    "2024-07-01",
)
EVERY, MORE, FAST = 16, 24, 200
LEVELS = ("answers", "pages", "tables")
CASES = (
    ("examples/cpts_exemple.yaml", ()),
    ("examples/projet_paris.yaml", ()),
    ("examples/avenant_3/case.yaml", ("examples/avenant_3/rulesets",)),
    ("examples/other_agreement/atelier.yaml", ("examples/other_agreement/rulesets",)),
    ("tests/corpora/reliure/jeanne.yaml", ("tests/corpora/reliure/rulesets",)),
    ("tests/corpora/theatre/company.yaml", ("tests/corpora/theatre/rulesets",)),
)
FORMS = tuple(
    (form, language) for form in ("text", "markdown", "html") for language in ("fr", "en")
)
TABLES: Mapping[str, tuple[str, ...]] = {
    "funding": ("funding",),
    "wide": ("funding", "--wide"),
    "eligibility": ("eligibility",),
    "calendar": ("calendar",),
    "window": ("funding", "--from", "2022-01-01", "--until", "2023-01-01"),
    "added": ("funding", "--with", f"{HERE}/examples/avenant_3/rulesets"),
    "reading": (
        "funding",
        "--reading",
        "crisis_year=calendar_year",
        "--reading",
        "prorata_unit=months",
    ),
}
FAST_TABLES = ("wide", "eligibility")
AS_JSON = ("--format", "json", "--trace", "full")
SHOWN = 12
"""How many differences are shown of each level."""


@dataclass(frozen=True)
class Asked:
    """A question: its key, the arguments of the command, and the case written out where it stands in no file."""

    key: str
    arguments: tuple[str, ...]
    case: str | None = None


# --- the questions ----------------------------------------------------------------------------------------------------


def questions() -> list[Asked]:
    """Return every question of the levels `answers` and `pages`, without its format."""
    found = [*_of_scenarios(), *_of_examples(), *_of_texts()]
    return list({one.key: one for one in found}.values())


def _of_scenarios() -> Iterator[Asked]:
    from ruamel.yaml import YAML

    for path in sorted(ROOT.glob("scenarios/**/*.scenario.yaml")) + sorted(
        ROOT.glob("tests/corpora/**/*.scenario.yaml")
    ):
        place = path.parent.relative_to(ROOT)
        for one in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["scenarios"]:
            question = one["question"]
            options = _options(
                question, [f"{HERE}/{place}/{folder}" for folder in one.get("rulesets", ())]
            )
            key = f"{place}/{path.name.removesuffix('.scenario.yaml')}/{one['scenario']}"
            query = question["query"]
            if query == "text":
                yield Asked(
                    key,
                    (query, *([question["article"]] if "article" in question else []), *options),
                )
            elif query == "diff":
                yield Asked(key, (query, str(question["from"]), str(question["until"]), *options))
            else:
                case = f"{HERE}/{place}/{one['case_file']}" if "case_file" in one else "case.yaml"
                written = (
                    None
                    if "case_file" in one
                    else json.dumps(one["case"], ensure_ascii=False, indent=1, default=str)
                )
                yield Asked(
                    key,
                    (
                        query,
                        case,
                        *([question["benefit"]] if "benefit" in question else []),
                        *options,
                    ),
                    written,
                )


def _options(question: Mapping[str, Any], rulesets: Sequence[str]) -> list[str]:
    options = [
        "--on",
        str(question.get("on", ON)),
        "--known-on",
        str(question.get("known_on", KNOWN_ON)),
    ]
    if question["query"] not in ("text", "diff"):
        options += [
            part
            for name in ("from", "until")
            if name in question
            for part in (f"--{name}", str(question[name]))
        ]
    options += [
        part
        for item in question.get("reading", {}).items()
        for part in ("--reading", "=".join(map(str, item)))
    ]
    return options + [part for folder in rulesets for part in ("--rulesets", folder)]


def _of_examples() -> Iterator[Asked]:
    for case, folders in CASES:
        added = [part for folder in folders for part in ("--rulesets", f"{HERE}/{folder}")]
        for query in ("eligibility", "calendar", "funding", "duties"):
            for on in ("2022-04-01", ON, "2025-06-01"):
                key = f"{case}/{query}/{on}"
                yield Asked(
                    key, (query, f"{HERE}/{case}", "--on", on, "--known-on", KNOWN_ON, *added)
                )
        for query in ("eligibility", "calendar", "funding"):
            own = (
                query,
                f"{HERE}/{case}",
                "--on",
                ON,
                "--known-on",
                KNOWN_ON,
                "--reading",
                "all",
                *added,
            )
            yield Asked(f"{case}/{query}/readings", own)
        since = (
            "funding",
            f"{HERE}/{case}",
            "--on",
            ON,
            "--known-on",
            KNOWN_ON,
            "--known-since",
            "2022-03-01",
            *added,
        )
        yield Asked(f"{case}/funding/since", since)


def _of_texts() -> Iterator[Asked]:
    for folder, corpus in (
        ("", "cpts"),
        ("examples/avenant_3/rulesets", "cpts"),
        ("examples/other_agreement/rulesets", "velo"),
        ("tests/corpora/reliure/rulesets", "reliure"),
        ("tests/corpora/theatre/rulesets", "theatre"),
    ):
        added = (
            "--corpus",
            corpus,
            "--known-on",
            KNOWN_ON,
            *(("--rulesets", f"{HERE}/{folder}") if folder else ()),
        )
        for rank, day in enumerate(DAYS):
            yield Asked(f"text/{folder or corpus}/{day}", ("text", "--on", day, *added))
            if rank:
                yield Asked(
                    f"diff/{folder or corpus}/{DAYS[rank - 1]}/{day}",
                    ("diff", DAYS[rank - 1], day, *added),
                )


# --- the answers ------------------------------------------------------------------------------------------------------


def command() -> Callable[[Sequence[str]], str]:
    """Return a function that runs the command `accord` in this process and returns its exit status and what it printed."""
    from click.testing import CliRunner

    for name in ("engine.commands.main", "engine.cli"):
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as problem:
            if not name.startswith(str(problem.name)):
                raise
            continue
        break
    runner = CliRunner()

    def run(arguments: Sequence[str]) -> str:
        done = runner.invoke(module.main, list(arguments), prog_name="accord")
        broken = (
            ""
            if done.exception is None or isinstance(done.exception, SystemExit)
            else repr(done.exception)
        )
        printed = (
            f"exit {done.exit_code} {broken}\n{done.stdout}\n--- standard error\n{done.stderr}"
        )
        return printed.replace(str(ROOT), HERE)

    return run


def answer(run: Callable[[Sequence[str]], str], asked: Asked, *more: str) -> str:
    """Return the answer to a question, asked in the current folder."""
    if asked.case is not None:
        Path("case.yaml").write_text(asked.case, encoding="utf-8")
    return run((*asked.arguments, *more))


def pages_of(asked: Sequence[Asked]) -> Iterator[tuple[str, Asked, tuple[str, ...]]]:
    """Yield each page of each question: its key, the question, the options of its form."""
    for one in asked:
        for form, language in FORMS:
            yield f"{one.key}.{language}.{form}", one, ("--format", form, "--lang", language)


def without(printed: str, keys: Sequence[str]) -> str:
    """Return a printed JSON answer without some keys of its first level."""
    status, _, rest = printed.partition("\n")
    if not keys or not rest.startswith("{"):
        return printed
    tree, end = json.JSONDecoder().raw_decode(rest)
    kept = {name: value for name, value in tree.items() if name not in keys}
    return f"{status}\n{json.dumps(kept, ensure_ascii=False, indent=2)}{rest[end:]}"


# --- the tables -------------------------------------------------------------------------------------------------------


def table_of(
    run: Callable[[Sequence[str]], str], name: str, cases: Path, folder: Path, kept: int
) -> None:
    """Answer the first cases of a table and leave in `folder` what was given: rows, rejects, and what was said.

    The rows are sorted, each with its citation in words.
    """
    out, citations, rejects, table = (
        Path(f"{name}{end}")
        for end in (".parquet", ".citations.parquet", ".rejects.csv", ".cases.parquet")
    )
    _copy(f"SELECT * FROM read_parquet('{cases}') ORDER BY \"case\" LIMIT {kept}", table)
    family, *options = TABLES[name]
    files = ("--citations", str(citations), "--rejects", str(rejects), "--force", "--lang", "en")
    days = ("--on", ON, "--known-on", KNOWN_ON)
    said = run(("batch", family, str(table), "-o", str(out), *days, *options, *files))
    (folder / f"{name}.said.txt").write_text(said, encoding="utf-8")
    rejected = rejects.read_text(encoding="utf-8").splitlines() if rejects.exists() else []
    (folder / f"{name}.rejects.txt").write_text("\n".join(sorted(rejected)), encoding="utf-8")
    if not out.exists():
        return
    rows = f"SELECT * FROM read_parquet('{out}')"
    if "citation" in _columns(out):
        details = ", ".join(f'"{one}"' for one in _columns(citations) if one != "citation")
        words = (
            f"SELECT citation, string_agg(CAST(({details}) AS VARCHAR), ' ' ORDER BY rank) AS words "
            f"FROM read_parquet('{citations}') GROUP BY 1"
        )
        rows = (
            f"SELECT a.* REPLACE (w.words AS citation) FROM ({rows}) AS a "
            f"LEFT JOIN ({words}) AS w ON a.citation = w.citation"
        )
    else:  # the bits of the wide form are named by its citations
        dictionary = f"SELECT * FROM read_parquet('{citations}') ORDER BY ALL"
        _copy(dictionary, folder / f"{name}_bits.parquet")
    _copy(f"SELECT * FROM ({rows}) ORDER BY ALL", folder / f"{name}.parquet")


def _copy(rows: str, target: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _columns(path: Path) -> list[str]:
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    return [str(one[0]) for one in described]


def digest(path: Path) -> str:
    """Return the fingerprint of the rows of a file: columns, types, and every value."""
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT * FROM read_parquet('{path}')")
        found = hashlib.sha256(repr([one[:2] for one in rows.description or ()]).encode())
        while part := rows.fetchmany(10_000):
            for row in part:
                found.update(repr(row).encode())
    return found.hexdigest()


def differing_rows(before: Path, after: Path) -> Iterator[str]:
    """Yield the first rows that stand in one of two files alone."""
    for mark, one, other in (("-", before, after), ("+", after, before)):
        alone = f"(SELECT * FROM read_parquet('{one}') EXCEPT ALL SELECT * FROM read_parquet('{other}'))"
        with duckdb.connect() as connection:
            count = connection.execute(f"SELECT count(*) FROM {alone}").fetchone()
            rows = connection.execute(f"SELECT * FROM {alone} ORDER BY ALL LIMIT {SHOWN // 2}")
            names = [column[0] for column in rows.description or ()]
            yield f"  {mark} {count[0] if count else 0} rows"
            for row in rows.fetchall():
                said = {
                    name: value for name, value in zip(names, row, strict=True) if value is not None
                }
                yield f"  {mark} " + ", ".join(
                    f"{name}={value!s:.120}" for name, value in said.items()
                )


# --- writing and comparing --------------------------------------------------------------------------------------------


def write(options: argparse.Namespace) -> None:
    """Write every question with its answers, and the tables."""
    run, folder = command(), options.folder
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    kept_before = folder / "questions.json"
    if kept_before.exists():  # a level is added to those that were written
        asked = read_questions(kept_before)
    else:
        asked = [one for one in questions() if options.match in one.key]
    text = json.dumps([asdict(one) for one in asked], ensure_ascii=False, indent=1)
    (folder / "questions.json").write_text(text, encoding="utf-8")
    if "answers" in options.only:
        with _archive(folder / "answers.zip", "w") as kept:
            for one in asked:
                kept.writestr(one.key, answer(run, one, *AS_JSON))
        print(f"answers: {len(asked)}")
    if "tables" in options.only:
        cases = folder / "cases.parquet"
        run(
            (
                "cases",
                "generate",
                str(options.contracts),
                "--seed",
                "2022",
                "-o",
                str(cases),
                "--force",
            )
        )
        for name in TABLES:
            start = time.process_time()
            for count in sorted({FAST, options.contracts}):
                (folder / "tables" / str(count)).mkdir(exist_ok=True)
                if count == options.contracts or name in FAST_TABLES:
                    table_of(run, name, cases, folder / "tables" / str(count), count)
            print(f"tables: {name}, {time.process_time() - start:.0f} s", flush=True)
    if "pages" in options.only:
        with _archive(folder / "pages.zip", "w") as kept:
            pages = list(pages_of(asked[:: options.every]))
            for key, one, form in pages:
                kept.writestr(key, answer(run, one, *form))
        print(f"pages: {len(pages)}")


def read_questions(path: Path) -> list[Asked]:
    """Return the questions that were written."""
    written = json.loads(path.read_text(encoding="utf-8"))
    return [Asked(one["key"], tuple(one["arguments"]), one["case"]) for one in written]


def compare(options: argparse.Namespace) -> int:
    """Ask the questions that were written again; print what differs, and return how much does."""
    run, folder = command(), options.folder
    asked = read_questions(folder / "questions.json")
    differing = 0
    if "answers" in options.only:
        some = _chosen([(one.key, one, AS_JSON) for one in asked], options, EVERY)
        differing += _compared("answers", run, some, options)
    if "tables" in options.only and not options.match:
        differing += _compared_tables(run, options)
    if "pages" in options.only:
        differing += _compared("pages", run, _chosen(list(pages_of(asked)), options, MORE), options)
    return differing


Page = tuple[str, Asked, tuple[str, ...]]


def _chosen(pages: list[Page], options: argparse.Namespace, every: int) -> list[Page]:
    if options.fast:
        pages = (
            [
                one
                for rank, one in enumerate(pages)
                if rank % every == 0 or "examples/cpts" in one[0]
            ]
            if every == EVERY
            else pages[::every]
        )
    return [one for one in pages if options.match in one[0]]


def _compared(
    level: str,
    run: Callable[[Sequence[str]], str],
    pages: Sequence[Page],
    options: argparse.Namespace,
) -> int:
    differing: list[str] = []
    start = time.process_time()
    with _archive(options.folder / f"{level}.zip", "r") as kept:
        names = set(kept.namelist())
        pages = [one for one in pages if one[0] in names]
        for key, one, more in pages:
            before = without(kept.read(key).decode(), options.but)
            after = without(answer(run, one, *more), options.but)
            if before != after:
                differing.append(key)
                if len(differing) <= SHOWN:
                    print(f"{level}: {key}: accord {' '.join((*one.arguments, *more))}")
                    print("\n".join(_lines(before, after)))
    for key in differing[SHOWN:]:
        print(f"{level}: {key} differs too")
    taken = time.process_time() - start
    print(f"{level}: {len(differing)} of {len(pages)} differ ({taken:.0f} s)", flush=True)
    return len(differing)


def _lines(before: str, after: str) -> Iterator[str]:
    """Yield the first lines that differ, each with the line before it."""
    compared = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "before", "after", "", "", n=1, lineterm=""
    )
    for rank, line in enumerate(compared):
        if rank < 2:
            continue
        if rank > SHOWN + 2:
            yield "  …"
            return
        yield f"  {line:.200}"


def _compared_tables(run: Callable[[Sequence[str]], str], options: argparse.Namespace) -> int:
    differing = 0
    cases = options.folder / "cases.parquet"
    counts = sorted(int(one.name) for one in (options.folder / "tables").iterdir())
    count = counts[0] if options.fast else counts[-1]
    before, after = options.folder / "tables" / str(count), Path("after")
    after.mkdir(exist_ok=True)
    if not options.fast:  # the same seed draws the same cases
        run(("cases", "generate", str(count), "--seed", "2022", "-o", "drawn.parquet", "--force"))
        differing += _compared_rows("cases drawn", cases, Path("drawn.parquet"))
    for name in FAST_TABLES if options.fast else TABLES:
        table_of(run, name, cases, after, count)
        for path in sorted(before.glob(f"{name}*")):
            if path.name.split(".")[0].removesuffix("_bits") != name:
                continue
            other = after / path.name
            title = f"{count} contracts, {path.name}"
            if not other.exists():
                print(f"tables: {title}: nothing was written")
                differing += 1
            elif path.suffix == ".parquet":
                differing += _compared_rows(title, path, other)
            elif (old := path.read_text(encoding="utf-8")) != (
                new := other.read_text(encoding="utf-8")
            ):
                print(f"tables: {title} differs")
                print("\n".join(_lines(old, new)))
                differing += 1
    return differing


def _compared_rows(title: str, before: Path, after: Path) -> int:
    same = digest(before) == digest(after)
    print(f"tables: {title}: {'the same' if same else 'differs'}", flush=True)
    if not same and _columns(before) != _columns(after):
        print(f"  - {_columns(before)}\n  + {_columns(after)}")
    elif not same:
        print("\n".join(differing_rows(before, after)))
    return 0 if same else 1


def _archive(path: Path, mode: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(path, mode, zipfile.ZIP_DEFLATED, compresslevel=1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("write", "compare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--fast", action="store_true", help="a part of each level: under half a minute"
    )
    parser.add_argument(
        "--contracts", type=int, default=2_000, help="how many contracts `write` draws"
    )
    parser.add_argument(
        "--every", type=int, default=1, help="`write` keeps the pages of one question in EVERY"
    )
    parser.add_argument("--only", action="append", choices=LEVELS)
    parser.add_argument("--match", default="", help="only the questions whose key holds this text")
    parser.add_argument(
        "--but", action="append", default=[], help="a key of the JSON answers to leave out"
    )
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.only = options.only or list(LEVELS)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        Path(HERE).symlink_to(ROOT)
        if options.what == "write":
            write(options)
            return
        differing = compare(options)
        os.chdir(ROOT)
    print(
        f"{'all is the same' if not differing else f'{differing} differ'} ({time.process_time():.0f} s)"
    )
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
