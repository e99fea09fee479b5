"""Rewrite what is generated and committed: the coverage of the
law, and the picture of the README. `python docs/regenerate.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

if __name__ == "__main__":
    from docpages import committed
    from picture import PICTURE, drawing

    for name, content in committed().items():
        (HERE / name).write_text(content, encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(drawing(), encoding="utf-8")
