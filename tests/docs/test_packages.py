"""What holds of each package of the engine and of the server: it says what it is, and what the others may use of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = [*sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "accord").rglob("*.py"))]
PACKAGES = {file.parent.relative_to(ROOT): file for file in FILES if file.name == "__init__.py"}
ROOMS = sorted(package for package in PACKAGES if len(package.parts) > 1)


def name_of(path: Path) -> str:
    return ".".join(path.parts)


def exported(package: Path) -> set[str]:
    """The names in the `__all__` of a package."""
    for node in ast.parse(PACKAGES[package].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def imported(file: Path) -> Iterator[tuple[Path, str]]:
    """Each package of which a file imports something, with the module or the name that it takes."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            path = Path(*node.module.split("."))
            if path in PACKAGES:
                yield from ((path, name.name) for name in node.names)
            elif path.parent in PACKAGES:
                yield path.parent, path.name


def taken_from_outside() -> Iterator[tuple[str, Path, str]]:
    for file in FILES:
        own = file.parent.relative_to(ROOT)
        for package, name in imported(file):
            inside = own == package or package in own.parents
            if not inside and len(package.parts) > 1:
                yield str(file.relative_to(ROOT)), package, name


@pytest.mark.parametrize("package", ROOMS, ids=name_of)
def test_a_package_says_what_comes_in_and_what_goes_out(package: Path) -> None:
    said = ast.get_docstring(ast.parse(PACKAGES[package].read_text(encoding="utf-8"))) or ""
    assert "In: " in said
    assert "Out: " in said


def test_a_package_exports_what_the_others_use() -> None:
    hidden = {
        f"{file}: {name_of(package)}.{name}"
        for file, package, name in taken_from_outside()
        if name not in exported(package)
    }
    assert hidden == set()


@pytest.mark.parametrize("package", ROOMS, ids=name_of)
def test_what_a_package_exports_is_there(package: Path) -> None:
    module = import_module(name_of(package))
    gone = [
        name
        for name in exported(package)
        if not hasattr(module, name) and find_spec(f"{name_of(package)}.{name}") is None
    ]
    assert gone == []
