"""Collects `*.scenario.yaml` files in pytest: one test a
scenario, with its own id, and its file and line when it fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from engine.diagnostics.bilingual import Language
    from engine.testing.scenario import Difference, Scenario


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file of scenarios."""
    if file_path.name.endswith(".scenario.yaml"):
        collector: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
        return collector
    return None


def _language() -> Language:
    """Return the language of what a run of scenarios says:
    the environment's, as for the findings of a command.
    """
    from engine.diagnostics.chosen_language import language_of_findings

    return language_of_findings(os.environ)


class ScenarioFile(pytest.File):
    """A file of scenarios; `scenarios` holds them once they are collected."""

    scenarios: Sequence[Scenario] = ()

    def collect(self) -> Iterable[pytest.Item]:
        """Yield one test a scenario; a file with findings is one error that lists them."""
        from engine.testing.scenario import read_scenarios

        scenarios, findings = read_scenarios(self.path)
        if findings:
            language = _language()
            raise self.CollectError(
                "\n".join(finding.in_language(language) for finding in findings)
            )
        self.scenarios = scenarios
        for scenario in scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.id, scenario=scenario)


class ScenarioFailed(Exception):
    """A scenario that does not hold."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__(differences)
        self.differences = differences


class ScenarioItem(pytest.Item):
    """One scenario as a test."""

    def __init__(self, *, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario

    def runtest(self) -> None:
        """Run the scenario; raise ScenarioFailed with what differs."""
        from engine.testing.scenario import run

        differences = run(self.scenario)
        if differences:
            raise ScenarioFailed(differences)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show each difference at its own place instead of a Python traceback."""
        if isinstance(excinfo.value, ScenarioFailed):
            language = _language()
            lines = [
                f"{difference.location}: {difference.message.in_language(language)}"
                for difference in excinfo.value.differences
            ]
            title = self.scenario.title.in_language(language)
            return "\n".join([f"{self.scenario.location}: {self.scenario.id}: {title}", *lines])
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the scenario stands."""
        return self.path, self.scenario.location.line - 1, self.name
