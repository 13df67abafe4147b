"""Example figures of the template (示例): each cell carries its mark, so that none is ever read as a school's."""

from __future__ import annotations

SIGN = "例"
MARK = f"{SIGN}："
HEAD = "示例"  # over a column of examples in a form


def example(text: str) -> str:
    """What an example cell says: 例：460人."""
    return f"{MARK}{text}"


def is_example(value: object) -> bool:
    """Whether a cell still holds an example."""
    return isinstance(value, str) and value.lstrip()[:1] == SIGN and value.lstrip()[1:].lstrip()[:1] in ("：", ":")
