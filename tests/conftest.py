"""What the tests of all folders share stands beside this
file: pytest puts its folder on the path.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from functools import partial

import pytest

for name in (
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
):  # what commands say must not hang on the language of who runs the tests
    os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    """Where Python may keep nothing that it compiled, let it do so in a folder of this run: each
    process that the tests start would compile the engine again.
    """
    if sys.dont_write_bytecode and "PYTHONPYCACHEPREFIX" not in os.environ:
        folder = tempfile.mkdtemp(prefix="accord-tests-")
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Let the garbage collector look less often, and never again at the tests themselves and the
    laws that they read at import: a fifth of the time went there.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
