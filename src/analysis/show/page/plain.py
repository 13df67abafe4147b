"""Texts that are nobody's markup (原样文字): a name stays the name it is, whatever signs it holds."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Signs and runs of signs that Markdown, or its typographic quotes and dashes, would make something else of.
_SIGNS = re.compile(r"""[\\`*_\[\]<>|$~^#@{}!&"']|-(?=-)|(?<=-)-|\.(?=\.\.)|(?<=\.)\.(?=\.)|(?<=\.\.)\.""")
_START = re.compile(r"^(\s*\(?(?:\w{1,9}(?=[.)]))?)([-+=:%.)])")  # what begins a list, a definition or a title block


def as_text(text: str) -> str:
    """A text that Markdown shows as it stands; prose of ours types its own curly quotes and dashes."""
    return _START.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", text))


def by_number(text: str, signs: Collection[str]) -> str:
    """A text with some of its signs written by their numbers: "(U+1F3EB)"."""
    return "".join(f"(U+{ord(sign):04X})" if sign in signs else sign for sign in text)
