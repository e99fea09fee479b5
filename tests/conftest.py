"""What the tests of all folders share stands beside this
file: pytest puts its folder on the path.
"""

from __future__ import annotations

import os

for name in (
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
):  # what commands say must not hang on the language of who runs the tests
    os.environ.pop(name, None)
