"""Example figures of the template (示例): each cell carries its mark, so that none is ever read as a school's."""

from __future__ import annotations

MARK = "例："
HEAD = "示例"  # over a column of examples in a form


def example(text: str) -> str:
    """What an example cell says: 例：460人."""
    return f"{MARK}{text}"


def is_example(value: object) -> bool:
    """Whether a cell still holds an example."""
    if not isinstance(value, str) or "例" not in value:
        return False
    text = value.lstrip()
    return text[:1] == "例" and text[1:].lstrip()[:1] in ("：", ":")
