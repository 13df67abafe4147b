"""The appendix as a tagged, archivable PDF set by Typst with packaged fonts (PDF 版附件)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

from analysis.errors import DocumentError, Problem
from analysis.language import Words
from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.compose import compose
from analysis.publish.documents.fitting import Setting, best_setting
from analysis.publish.documents.pandoc import epoch, run_pandoc, workspace, write_whole
from analysis.show.page.plain import by_number

_NO_GLYPH = re.compile(r'the text `"(.)(?=.*?"` could not be displayed)')  # the first sign of each text named


def write_pdf(appendix: Appendix, path: Path) -> None:
    """Write the appendix as PDF/A-2a and PDF/UA-1; DocumentError when a glyph, a font or a picture is missing."""
    write_whole(path, render_pdf(appendix))


def render_pdf(appendix: Appendix) -> bytes:
    composed, package = compose(appendix), files(__package__)
    with (
        workspace(composed.pictures) as folder,
        as_file(package / "template.typ") as template,
        as_file(package / "pdf.lua") as finish,
    ):
        options = ["--from=json", "--to=typst", "--standalone", f"--template={template}", f"--lua-filter={finish}"]
        options += [f"--variable=contents-depth:{composed.contents_depth}", "--wrap=none"]
        source = run_pandoc(options, composed.json, folder=folder, day=appendix.as_of)
        (folder / "appendix.typ").write_bytes(source)
        return _compile(folder / "appendix.typ", epoch(appendix.as_of))


class Typesetter:
    """The program that sets one source, for as long as it is asked."""

    def __init__(self, source: Path) -> None:
        package = files(__package__)
        fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
        with as_file(package / "typesetter.py") as program:
            command = [sys.executable, "-P", str(program), str(source), str(fonts)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def marks(self, setting: Setting, name: str) -> list[Mapping[str, Any]]:
        """What the source says of the places marked by a name, set so."""
        return self._asked(setting, query=f"<{name}>")

    def set_whole(self, setting: Setting, timestamp: int) -> None:
        """Write the PDF beside the source."""
        self._asked(setting, query="", timestamp=timestamp)

    def _asked(self, setting: Setting, **request: object) -> list[Mapping[str, Any]]:
        """Its answer; DocumentError with its complaints."""
        try:
            print(json.dumps({"inputs": setting.as_input(), **request}), file=self._process.stdin, flush=True)
            said = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as gone:  # no line, or a part of one
            raise _unprintable(f"typst: {self._process.wait()}") from gone
        if "refused" in said:
            raise _unprintable(*said["refused"])
        return said["given"]


def _compile(source: Path, timestamp: int) -> bytes:
    """The PDF; signs no font has are written by their numbers, since no standard of PDF takes a gap for them."""
    with Typesetter(source) as typesetter:
        while True:
            try:
                typesetter.set_whole(best_setting(typesetter.marks), timestamp)
                return source.with_suffix(".pdf").read_bytes()
            except DocumentError as refused:
                text = source.read_text(encoding="utf-8")
                without = by_number(text, set(_NO_GLYPH.findall(refused.message("en"))))
                if without == text:
                    raise
                source.write_text(without, encoding="utf-8")


def _unprintable(*complaints: str) -> DocumentError:
    expected = Words("字体齐全、图有说明的 PDF", "a PDF with every glyph and every figure described")
    return DocumentError([Problem("PDF", Words(text, text), expected) for text in complaints])
