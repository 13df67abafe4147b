"""The appendix as a tagged, archivable PDF set by Typst with packaged fonts (PDF 版附件)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from analysis.errors import DocumentError, Problem
from analysis.language import Words
from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.compose import compose
from analysis.publish.documents.fitting import Setting, best_setting
from analysis.publish.documents.pandoc import epoch, run_pandoc, workspace, write_whole
from analysis.show.page.plain import by_number

# Both standards make Typst refuse a glyph no font has and a figure nobody can hear described.
PDF_STANDARDS = ["a-2a", "ua-1"]
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


@cache
def _fonts() -> typst.Fonts:
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _compile(source: Path, timestamp: int) -> bytes:
    """The PDF; signs no font has are written by their numbers, since neither standard takes a gap for them."""
    while True:
        try:
            return _compile_once(source, timestamp)
        except DocumentError as refused:
            text = source.read_text(encoding="utf-8")
            without = by_number(text, set(_NO_GLYPH.findall(refused.message("en"))))
            if without == text:
                raise
            source.write_text(without, encoding="utf-8")


def _compile_once(source: Path, timestamp: int) -> bytes:
    try:
        setting = best_setting(
            lambda tried, name: json.loads(_compiler(source, tried).query(f"<{name}>", field="value"))
        )
        compiler = _compiler(source, setting)
        data, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=PDF_STANDARDS, timestamp=timestamp)
    except typst.TypstError as error:
        raise _unprintable(error) from error
    if warnings:
        raise _unprintable(*warnings)
    return data


def _compiler(source: Path, setting: Setting) -> typst.Compiler:
    fonts, inputs = _fonts(), setting.as_input()
    return typst.Compiler(source, root=source.parent, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)


def _unprintable(*complaints: Exception) -> DocumentError:
    problems = []
    for complaint in complaints:
        text = getattr(complaint, "message", str(complaint))
        expected = Words("字体齐全、图有说明的 PDF", "a PDF with every glyph and every figure described")
        problems.append(Problem("PDF", Words(text, text), expected))
    return DocumentError(problems)
