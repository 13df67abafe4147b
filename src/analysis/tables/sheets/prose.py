"""Whether a plain text is prose: a report lies beside tables under the same ending."""

from __future__ import annotations

from pathlib import Path

HEAD = 20_000  # bytes that are enough to tell
FULL_STOP = "。"


def is_prose(path: Path) -> bool:
    """Whether more than half of a text stands in lines with a Chinese full stop (成句的文字); no table is like that.

    An empty file is no table either.
    """
    with path.open("rb") as file:
        content = file.read(HEAD)
    if not content.strip():
        return True
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_prose(content.decode("utf-16", errors="ignore"))
    return _is_prose("\n".join(_decoded(line) for line in content.splitlines()))


def _decoded(line: bytes) -> str:
    """A line in its own encoding: a text put together from several files has several."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return max(
            (line.decode(one, errors="ignore") for one in ("utf-8", "gb18030")), key=lambda text: text.count(FULL_STOP)
        )


def _is_prose(text: str) -> bool:
    lines = text.splitlines()
    said = sum(len(line) for line in lines if FULL_STOP in line)
    return said > sum(map(len, lines)) / 2
