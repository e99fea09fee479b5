"""A YAML file with other data in it: what did not change, its comments among it, stays as its
author wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from engine.source.yaml_source import read_yaml

_WIDEST: Final = 1 << 20
"""Lines are never folded: those of the author stay as long as they are."""


def rewritten(text: str, tree: Mapping[str, Any]) -> str | None:
    """Return a file that holds a mapping in the place of what it holds, its comments kept.

    None where that cannot be done: the file cannot be read, or would be read otherwise afterwards.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    before = _read(text)
    if not isinstance(before, dict):
        return None
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    try:
        node = yaml.load(text)
        _become(node, before, tree)
        yaml.dump(node, out)
    except (YAMLError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None  # what its library cannot hold: whoever asked writes the file anew
    written = out.getvalue()
    return written if _read(written) == tree else None


def _read(text: str) -> Any:
    document, findings = read_yaml("", text.encode())
    return None if document is None or findings else document.tree


def _become(node: Any, before: Any, after: Any) -> None:
    """Change a mapping or a list of the file, where it is not what it has to be."""
    if isinstance(after, Mapping):
        for key in [key for key in before if key not in after]:
            del node[key]
        for key, value in after.items():
            _set(node, key, before.get(key), value, there=key in before)
        return
    for rank in range(len(before) - 1, len(after) - 1, -1):
        del node[rank]
    for rank, value in enumerate(after):
        if rank < len(before):
            _set(node, rank, before[rank], value, there=True)
        else:
            node.append(_plain(value))


def _set(node: Any, key: Any, before: Any, after: Any, *, there: bool) -> None:
    if there and before == after and type(before) is type(after):
        return
    alike = any(isinstance(before, kind) and isinstance(after, kind) for kind in (dict, list))
    if there and alike and before and after:
        _become(node[key], before, after)
    else:
        node[key] = _plain(after)


def _plain(value: Any) -> Any:
    """Return a value as the library of YAML writes it."""
    from ruamel.yaml.scalarfloat import ScalarFloat
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return ScalarFloat(digits, prec=digits.find("."), width=len(digits))
    if isinstance(value, str):
        return DoubleQuotedScalarString(value)
    return value
