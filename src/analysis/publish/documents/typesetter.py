"""The program that sets one PDF (排版程序): in a process of its own, since Typst keeps what it has set, a gigabyte after a night.

    python -P typesetter.py SOURCE FONTS

A request a line, as JSON: what the source is told (`inputs`), and the marks to look up (`query`) or nothing, for the PDF itself,
which is written beside the source. An answer a line: {"given": marks} or {"refused": complaints}. Imports nothing of the
package: it starts in a tenth of a second.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typst

# Both make Typst refuse a glyph no font has and a figure nobody can hear described.
STANDARDS = ["a-2a", "ua-1"]


def main(source: Path, fonts: Path) -> None:
    faces = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])
    for line in sys.stdin:
        try:
            said = _answer(source, faces, json.loads(line))
        except typst.TypstError as error:
            said = {"refused": [_complaint(error)]}
        print(json.dumps(said), flush=True)


def _answer(source: Path, faces: typst.Fonts, asked: dict[str, Any]) -> dict[str, Any]:
    compiler = typst.Compiler(
        source, root=source.parent, font_paths=faces, ignore_system_fonts=True, sys_inputs=asked["inputs"]
    )
    if asked["query"]:
        return {"given": json.loads(compiler.query(asked["query"], field="value"))}
    data, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=asked["timestamp"])
    if warnings:
        return {"refused": [_complaint(one) for one in warnings]}
    source.with_suffix(".pdf").write_bytes(data)
    return {"given": []}


def _complaint(about: Exception) -> str:
    return getattr(about, "message", str(about))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
