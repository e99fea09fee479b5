"""What holds of the whole project: its commands, the order of
its modules, their size, and what may not be written in them.
"""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ENGINE = ROOT / "engine"
MODULES = sorted(ENGINE.rglob("*.py"))
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


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(file): file for file in MODULES}
ORDER = re.findall(
    r"^\| `(engine[\w.*]*)` \|",
    (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def rank(module: str) -> int:
    """The place of a module in the list; a line `engine.x.*`
    stands for a package that orders its own modules as it likes.
    """
    for place, listed in enumerate(ORDER):
        if listed == module or (listed.endswith(".*") and f"{module}.".startswith(listed[:-1])):
            return place
    pytest.fail(f"{module} is not in the list of docs/architecture.md")


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "engine"
        ):
            found |= {
                full if (full := f"{node.module}.{name.name}") in NAMES else node.module
                for name in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.split(".")[0] == "engine"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the whole name of the module"
    return found - {module_name(file)}


@pytest.mark.parametrize("module", [name for name in NAMES if name != "engine"])
def test_a_module_imports_only_those_above_it(module: str) -> None:
    own = rank(module)
    group = ORDER[own].endswith(".*")
    later = {
        other
        for other in imported(NAMES[module])
        if rank(other) > own or (rank(other) == own and not group)
    }
    assert later == set()


def test_the_list_names_no_module_that_is_gone() -> None:
    assert len(ORDER) == len(set(ORDER))
    gone = [
        name
        for name in ORDER
        if not any(
            module == name or f"{module}.".startswith(name.removesuffix("*")) for module in NAMES
        )
    ]
    assert gone == []


@pytest.mark.parametrize(
    ("library", "owner"),
    [
        ("ruamel", "engine.source.yaml_source"),
        ("jsonschema", "engine.source.schema"),
        ("durable", "engine.reasoning.inference"),
    ],
)
def test_each_library_has_one_importer(library: str, owner: str) -> None:
    importing = re.compile(rf"^\s*(?:from|import) {library}\b", re.MULTILINE)
    assert {
        name for name, file in NAMES.items() if importing.search(file.read_text(encoding="utf-8"))
    } == {owner}


# --- what may not be written ----------------------------------------------------------------------

DOMAIN = re.compile(
    r"\b(cpts|aci|aci_2019|avenant_2|ars|cpam|uncam|crisis|crises|mission|missions|pathways|prevention|health|santé|sanitaire|"
    r"covid\w*|snp\w*|inhabitants|habitants|287 ?500|220 ?000)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_of_a_field_stands_in_the_engine(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [
        f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if DOMAIN.search(line)
    ] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_modules_are_named_for_what_they_are(file: Path) -> None:
    assert not re.search(r"utils?|helpers?|manager|handler|(?<!_)data\b|info", file.stem)


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
