"""The package: a wheel carries the rulesets and the
schemas, and both the wheel and the sources find them.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from engine import VERSION
from engine.library import shipped
from engine.reasoning.inference import DURABLE_RULES, installed

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOOK = """
import sys
sys.path.insert(0, {where!r})
from engine.library import load, shipped
print(shipped('rulesets'))
print(*sorted(load()['cpts'].texts))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / built.stdout.strip().splitlines()[-1]


def beside(folder: str, suffix: str) -> set[str]:
    return {str(file.relative_to(ROOT / folder)) for file in (ROOT / folder).rglob(f"*{suffix}")}


def test_the_wheel_holds_every_ruleset_schema_and_module(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"engine/_data/rulesets/{name}" for name in beside("rulesets", ".yaml")} <= names
    assert {f"engine/_data/schemas/{name}" for name in beside("schemas", ".json")} <= names
    assert {f"engine/{name}" for name in beside("engine", ".py")} <= names
    assert (
        {"engine/locale/fr/help.po", "engine/locale/fr/asking.po"}
        <= {f"engine/{name}" for name in beside("engine", ".po")}
        <= names
    )
    for suffix in (".py", ".html", ".css", ".js", ".svg", ".toml"):
        assert {f"accord/{name}" for name in beside("accord", suffix)} <= names
    assert {
        "engine/_data/examples/cpts_exemple.yaml",
        "engine/_data/examples/projet_paris.yaml",
    } <= names
    assert {"engine/py.typed", "accord/py.typed"} <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"engine", "accord"}
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".so"))] == []


def test_what_is_installed_reads_its_own_rulesets(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    found = subprocess.run(
        [sys.executable, "-I", "-c", LOOK.format(where=str(tmp_path))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, texts = found.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert {"aci_2019", "avenant_2"} <= set(texts.split())


def test_what_is_installed_is_imported_under_its_name(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    look = "import accord; print(accord.__file__); print(accord.load().corpora)"
    ask = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {look}"
    found = subprocess.run(
        [sys.executable, "-I", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    where, corpora = found.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert corpora == "('cpts',)"


def test_what_is_installed_speaks_french(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    look = (
        "import engine.commands.main as cli; print(cli.__file__); cli.main(['check', '--help', "
        "'--lang', 'fr'])"
    )
    ask = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {look}"
    found = subprocess.run(
        [sys.executable, "-I", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    where, page = found.stdout.split("\n", maxsplit=1)
    assert Path(where).is_relative_to(tmp_path)
    assert "Vérifier des règles, des dossiers et des cas types" in page


def test_the_archive_of_sources_holds_the_catalogues(tmp_path: Path) -> None:
    build = "from hatchling.build import build_sdist; import sys; print(build_sdist(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with tarfile.open(tmp_path / built.stdout.strip().splitlines()[-1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"engine/{name}" for name in beside("engine", ".po")} <= names
    assert {f"accord/{name}" for name in beside("accord", ".py")} | {"accord/py.typed"} <= names


def test_the_sources_read_the_rulesets_beside_them() -> None:
    assert shipped("rulesets") == ROOT / "rulesets"
    assert shipped("schemas") == ROOT / "schemas"


def test_the_command_is_declared() -> None:
    module, _, function = PROJECT["project"]["scripts"]["accord"].partition(":")
    assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
    assert function == "main"


def test_any_python_from_3_11_on_will_do() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_durable_rules_is_asked_for_where_it_imports() -> None:
    asked = f"durable-rules=={DURABLE_RULES.version}; python_version < '3.13'"
    assert asked in PROJECT["project"]["dependencies"]
    if installed() == DURABLE_RULES:
        assert version("durable-rules") == DURABLE_RULES.version
    else:
        assert sys.version_info >= (3, 13)


def test_the_version_is_that_of_the_package() -> None:
    assert version("accord") == VERSION
