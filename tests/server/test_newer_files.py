"""Who writes a text on their own machine is told, on every page, why it is not served yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from accord.server import served_law
from accord.server.app import application
from accord.server.service import Options, Service, started

DRAFT = Path("examples/avenant_3/rulesets")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service whose draft has been given a fault since it was read."""
    folder = Path(shutil.copytree(DRAFT, tmp_path_factory.mktemp("newer") / "rulesets"))
    service = started(Options((folder,), host="127.0.0.1"))
    text = next(folder.glob("*/text.yaml"))
    text.write_text(text.read_text("utf-8") + "\nkinds: avenant\n", "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(served_law, "read_elsewhere", served_law.checked)
        service.laws.look()
        service.laws.look()
    return service


@pytest.mark.parametrize("path", ["", "law", "impact"])
def test_a_fault_is_said_with_its_place_in_the_language_of_the_page(
    faulty: Service, path: str
) -> None:
    with TestClient(application(faulty), base_url="http://127.0.0.1") as client:
        french, english = (client.get(f"/{language}/{path}").text for language in ("fr", "en"))
    assert "les pages gardent les textes d’avant" in french
    assert "the pages keep the texts as they were" in english
    for page, line in ((french, "ligne"), (english, "line")):
        assert f"<code>avenant_3_fictif/text.yaml</code>, {line} " in page
        assert "<code>kinds</code>" in page
        assert "<code>kind</code>" in page


def test_nobody_but_who_writes_it_is_told(faulty: Service) -> None:
    for elsewhere in ({"host": "0.0.0.0"}, {"allow_hosts": ("a.example",)}, {"root_path": "/a"}):
        others = replace(faulty, options=replace(faulty.options, **elsewhere))
        with TestClient(application(others)) as client:
            page = client.get("/en/law", headers={"host": "127.0.0.1"})
        assert page.status_code == 200
        assert "text.yaml" not in page.text
