"""What holds of the whole project: its commands, the order of
its modules, their size, and what may not be written in them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent.parent
ENGINE = ROOT / "engine"
MODULES = sorted(ENGINE.rglob("*.py"))
LONGEST = 40
SETS_UP = re.compile(r"^python3\.11 -m venv .*$", re.MULTILINE)

# --- commands -------------------------------------------------------------------------------------


def commands(readme: str) -> list[str]:
    return SETS_UP.findall((ROOT / readme).read_text(encoding="utf-8"))


def test_the_readme_has_two_commands_and_the_french_one_the_same() -> None:
    english, french = commands("README.md"), commands("README.fr.md")
    assert len(english) == 2
    assert [command.replace("--lang en", "--lang fr") for command in english] == french


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    asked = re.search(r"^command=\$\((.*)\)$", script, re.MULTILINE)
    assert asked is not None
    found = subprocess.run(
        ["bash", "-c", asked[1]], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert found == commands("README.md")[1]


def test_the_case_of_the_readme_is_there() -> None:
    for command in (*commands("README.md"), *commands("README.fr.md")):
        assert all((ROOT / path).is_file() for path in re.findall(r"\S+\.yaml", command))


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "README.fr.md",
        "CONTRIBUTING.md",
        "examples/README.md",
        "examples/avenant_3/README.md",
    ],
)
def test_links_between_files_lead_somewhere(page: str) -> None:
    file = ROOT / page
    links = re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))
    assert [
        link for link in links if not link.startswith("http") and not (file.parent / link).exists()
    ] == []


# --- modules --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports what in the engine, libraries from outside among them."""
    return grimp.build_graph("engine", include_external_packages=True, cache_dir=None)


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    # the contracts stand in pyproject.toml: `lint-imports` says which import breaks one
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


IMPORTERS = {
    "click": {"engine.commands"},
    "duckdb": {"engine.tables"},
    "durable": {"engine.reasoning.durable_network"},
    "durable_rules_engine": {"engine.reasoning.durable_network"},
    "holidays": {"engine.language.public_holidays"},
    "ibis": {"engine.tables"},
    "icalendar": {"engine.documents"},
    "jsonschema": {"engine.source.schema"},
    "lsprotocol": {"engine.editor.protocol", "engine.editor.server"},
    "msgspec": {"engine"},
    "numpy": {"engine.tables"},
    "polib": {"engine.diagnostics.bilingual"},
    "py4j": {"engine.tables.run.engines"},
    "pyarrow": {"engine.tables"},
    "pyspark": {"engine.tables.run.engines"},
    "pygls": {"engine.editor.protocol", "engine.editor.server"},
    "pytest": {"engine.testing.pytest_plugin"},
    "python_calamine": {"engine.tables.intake.sources"},
    "referencing": {"engine.source.schema"},
    "rich": {"engine.commands.coverage", "engine.commands.impact", "engine.commands.tables"},
    "ruamel": {"engine.source.yaml_rewriting", "engine.source.yaml_source"},
    "typst": {"engine.documents"},
    "watchfiles": {"engine.commands.checking"},
    "xlsxwriter": {"engine.documents.sheets"},
}
"""Each library from outside, with the modules or the packages that alone may import it."""


def test_each_library_is_imported_where_it_is_listed(imports: grimp.ImportGraph) -> None:
    outside = {
        name.split(".")[0]: imports.find_modules_that_directly_import(name)
        for name in imports.modules
        if name.split(".")[0] not in {"engine", *sys.stdlib_module_names}
    }
    assert set(outside) == set(IMPORTERS)
    elsewhere = {
        f"{module} imports {library}"
        for library, modules in outside.items()
        for module in modules
        if not any(f"{module}.".startswith(f"{place}.") for place in IMPORTERS[library])
    }
    assert elsewhere == set()


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions of a file with their length in lines."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def test_no_function_is_too_long() -> None:
    lengths = dict(one for file in MODULES for one in functions(file))
    assert len(lengths) > 1000
    assert {name: lines for name, lines in lengths.items() if lines >= LONGEST} == {}


def test_modules_are_named_for_what_they_are() -> None:
    vague = re.compile(r"utils?|helpers?|manager|handler|(?<!_)data\b|info")
    assert [str(file.relative_to(ROOT)) for file in MODULES if vague.search(file.stem)] == []


# --- what may not be written ----------------------------------------------------------------------

DOMAIN = re.compile(
    r"\b(cpts|aci|aci_2019|avenant_2|ars|cpam|uncam|crisis|crises|mission|missions|pathways|prevention|health|santé|sanitaire|"
    r"covid\w*|snp\w*|inhabitants|habitants|287 ?500|220 ?000)\b",
    re.IGNORECASE,
)


def test_nothing_of_a_field_stands_in_the_engine() -> None:
    assert [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in MODULES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if DOMAIN.search(line)
    ] == []


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.fail("the project is not a git clone here: the committed files cannot be listed")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


MACHINE = re.compile(rb"(?<![\w.])/(?:work|tmp|root|home/\w+|Users/\w+)/[\w.]|\.\./shared\b")
"""Paths of one machine."""


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    found = [
        str(file.relative_to(ROOT)) for file in committed() if MACHINE.search(file.read_bytes())
    ]
    assert found == []


def test_no_yaml_of_the_law_holds_an_anchor_or_a_tag() -> None:
    marks = re.compile(r"(?:^|[\s\[{,:-])[&*!][A-Za-z_!]", re.MULTILINE)
    quoted = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*$", re.MULTILINE)
    files = [*(ROOT / "rulesets").rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml")]
    assert files
    assert [
        str(file)
        for file in files
        if marks.search(quoted.sub("", file.read_text(encoding="utf-8")))
    ] == []
