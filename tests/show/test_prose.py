"""No number a reader sees is typed by hand: digits in prose are refused, and the languages stay side by side."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
SHOW = ROOT / "src" / "analysis" / "show"
SENTENCES = sorted(SHOW.glob("*/sentences.py"))
#: What may hold a digit: it names something and measures nothing.
NAMES = re.compile(
    r"〔\d{4}〕\d+号"  # a document
    r"|\$\$?.*?\$\$?"  # a formula
    r"|\(\d{4}\)|（\d{4}）"  # the year of a publication
    r"|\b[A-Z]{2,}[ -]\d[\d-]*"  # the number of a report: NCES 2000-020
    r"|\bp\d+/p\d+"  # a ratio of percentiles
    r"|sha256"
    r"|95\s*%(?=\s*(?:的?置?信?区间|interval))"  # a kind of interval
    r"|(?<![\d.])[01](?![\d.%]|\s*%)"  # what a ratio or an index is measured from: 1 is equality
    r"|`[^`]*`",  # a file or a parameter
    re.DOTALL,
)
CITED = re.compile(r"## (参考|References)")  # volumes, pages and years of publications
MEASURED = re.compile(
    r"\d+(?:\.\d+)?\s*%|(?<![\w.])\d[\d,]*\d(?!\w)"
)  # a percentage, or a number of two digits and more


def typed_digits(text):
    return re.findall(r"\d[\d.,]*", NAMES.sub("", text))


def cells_of(path, kind):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == kind]


def literal_parts(tree):
    """Every piece of text in the code outside docstrings and the {…} of f-strings, with its line."""
    specs = {id(part) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) and node.format_spec
             for part in ast.walk(node.format_spec)}  # fmt: skip
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in specs | docs:
            yield node.lineno, node.value


def is_prose(text):
    return bool(re.search(r"[\u4e00-\u9fff]|[a-z] | [a-z]", text))


@pytest.mark.parametrize(
    "text", ["共28所学校", "超过85%", "CV is 0.65", "2 of 3 schools", "the limit of 45", "教督〔2017〕6号规定0.5"]
)
def test_a_typed_number_is_found(text):
    assert typed_digits(text)


@pytest.mark.parametrize("text", ["教督〔2017〕6号", "Theil (1967)", "p95/p5", "NCES 2000-020", "$x_1^2$", "CV²"])
def test_a_digit_that_names_something_is_let_through(text):
    assert not typed_digits(text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_digit_is_typed_into_a_notebooks_prose(path):
    markdown = [cell["source"] for cell in cells_of(path, "markdown")]
    prose = [text for text in markdown if not CITED.match(text)]
    said = [
        text
        for cell in cells_of(path, "code")
        if "parameters" not in cell["metadata"].get("tags", [])
        for _, text in literal_parts(ast.parse(cell["source"]))
        if is_prose(text)
    ]
    found = {text: digits for text in (*prose, *said) if (digits := typed_digits(text))}
    assert not found, found


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: path.parent.name)
def test_no_digit_is_typed_into_a_finding(path):
    found = {
        line: text
        for line, text in literal_parts(ast.parse(path.read_text(encoding="utf-8")))
        if is_prose(text) and typed_digits(text)
    }
    assert not found, found


def test_no_threshold_is_typed_into_a_table_or_a_figure():
    found = {
        f"{path.name}:{line}": text
        for path in sorted(SHOW.rglob("*.py"))
        for line, text in literal_parts(ast.parse(path.read_text(encoding="utf-8")))
        if is_prose(text) and MEASURED.search(NAMES.sub("", text))
    }
    assert not found, found


def language_of(cell):
    return next((lang for lang in ("zh", "en") if lang in cell["metadata"].get("tags", [])), None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_chinese_cell_has_its_english_neighbour_with_the_same_headings_and_formulas(path):
    markdown = cells_of(path, "markdown")
    assert [language_of(cell) for cell in markdown] == ["zh", "en"] * (len(markdown) // 2)
    for zh, en in zip(markdown[::2], markdown[1::2], strict=True):
        zh, en = zh["source"], en["source"]
        assert headings(zh) == headings(en), zh
        assert formulas(zh) == formulas(en), zh
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert len(items(zh)) == len(items(en)), zh


def headings(text):
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def formulas(text):
    return sorted(re.findall(r"\$\$.*?\$\$|\$[^$]+\$", text, re.DOTALL))


def items(text):
    return re.findall(r"^- ", text, re.MULTILINE)
