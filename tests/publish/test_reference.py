"""The pages of docs/ that are made from data: up to date, complete, and in the words we chose."""

import ast
import inspect
import json
import math
import re
from importlib import import_module

import pytest
import yaml

from analysis.errors import UsageError
from analysis.formulas import student_weighted_cv
from analysis.language import Words
from analysis.paths import DOCS, NOTEBOOKS, REPOSITORY
from analysis.publish.reference import formulas, pages, wording
from analysis.tables.county.items import common_items
from analysis.tables.terms import common_terms

SOURCE = REPOSITORY / "src" / "analysis"
MODULES = ("balance", "bounds", "change", "decomposition", "distribution", "survey", "trend")
NO_FORMULA = {
    "paired": "checks its input",
    "entropy_terms": "one school's part of generalised_entropy",
    "splits_by_order": "split_in_order, for every order",
}
#: Where a word that is not ours may stand: it is listed there as such, a header of somebody's table, or quoted.
LISTED = {
    "wording.md",
    "data-dictionary.md",
    "wording.toml",
    "terms.toml",
    "forms.toml",
    "headings.toml",
    "spellings.toml",
    "cn-chongqing-quality-balance-2024.toml",  # an item as its document names it
}
OF_REPORTS = SOURCE / "insight" / "reports" / "reading"  # what other people write is found by their words


def test_the_pages_say_what_the_data_say():
    assert pages.outdated(DOCS) == [], "run `junheng reference`"


def test_an_outdated_page_is_found_and_made_anew(tmp_path):
    for name in pages.MAKERS:
        (tmp_path / name).write_text(f"above\n{pages.BEGIN}\nan older table\n{pages.END}\nbelow\n", encoding="utf-8")
    assert pages.write(tmp_path) == [*pages.MAKERS]
    made = (tmp_path / "wording.md").read_text(encoding="utf-8")
    assert made.startswith("above\n")
    assert made.endswith("below\n")
    assert "交流轮岗" in made
    assert "an older table" not in made
    assert pages.write(tmp_path) == []


def test_a_page_without_its_marks_is_refused(tmp_path):
    for name in pages.MAKERS:
        (tmp_path / name).write_text("no marks\n", encoding="utf-8")
    with pytest.raises(UsageError, match="marks are missing"):
        pages.write(tmp_path)


def test_the_dictionary_has_every_field_indicator_and_item():
    page = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")
    terms = common_terms()
    names = {*terms.fields, *terms.indicators, *common_items().by_name}
    assert not {name for name in names if f"| `{name}` |" not in page}


# ---- formulas -------------------------------------------------------------------------------------------------------


def test_every_formula_has_a_worked_example():
    public = {
        name
        for module in MODULES
        for name, found in vars(import_module(f"analysis.formulas.{module}")).items()
        if inspect.isfunction(found) and not name.startswith("_") and found.__module__.endswith(f".{module}")
    }
    shown = {formulas.function_of(room, one).__name__ for room in formulas.rooms() for one in room.formula}
    assert public - shown == set(NO_FORMULA)


def test_every_formula_names_its_chinese_term_or_is_told_in_chinese_above():
    page = (DOCS / "methods.md").read_text(encoding="utf-8")
    heads = re.findall(r"^#### `(\w+)`(?: · (.+))?$", page, re.MULTILINE)
    assert len(heads) > 50
    assert {name for name, chinese in heads if not chinese} <= {"classes_to_open", "whole_at_least", "fit_line"}


def test_an_example_worked_by_hand_is_what_the_page_says():
    page = (DOCS / "methods.md").read_text(encoding="utf-8")
    by_hand = math.sqrt((100 * 2**2 + 200 * 0.5**2 + 300 * 1**2) / 600) / 4
    assert student_weighted_cv([6.0, 4.5, 3.0], [100, 200, 300]) == pytest.approx(by_hand, abs=1e-15)
    call = "`student_weighted_cv(per_student=[6.0, 4.5, 3.0], students=[100, 200, 300])`"
    assert f"{call}  \n= {by_hand:.5g}\n" in page


@pytest.mark.parametrize("room", formulas.rooms(), ids=lambda room: room.module.rpartition(".")[2])
def test_an_example_gives_numbers_and_not_nothing(room):
    for one in room.formula:
        said = formulas.shown(formulas.answer(room, one))
        assert re.search(r"\d", said), one.call
        assert "nan" not in said, one.call


# ---- words ----------------------------------------------------------------------------------------------------------


def texts():
    """Every text of ours a reader sees, by where it stands."""
    for path in sorted(SOURCE.rglob("*.*")):
        if path.suffix not in {".py", ".toml"} or path.name in LISTED or OF_REPORTS in path.parents:
            continue
        text = path.read_text(encoding="utf-8")
        yield path.name, "\n".join(_literals(ast.parse(text))) if path.suffix == ".py" else text
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(cell["source"]) for cell in cells)
    for path in (*sorted(DOCS.glob("*.md")), *sorted(REPOSITORY.glob("README*.md"))):
        if path.name not in LISTED:
            yield path.name, path.read_text(encoding="utf-8")


def _literals(tree):
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def unwanted(text):
    return {f"{wrong} → {right}" for wrong, right in wording.never_written().items() if wrong.lower() in text.lower()}


def test_no_text_of_ours_has_a_word_we_do_not_write():
    found = {place: wrong for place, text in texts() if (wrong := unwanted(text))}
    assert not found


def test_a_word_we_do_not_write_is_found():
    assert unwanted("各校变异系数") == {"变异系数 → 校际差异系数"}
    assert unwanted("Job rotation of teachers") == {"job rotation → 交流轮岗"}


def test_no_chosen_term_is_refused_itself():
    chosen = [text for one in wording.subjects() for term in one.term for text in (term.zh, term.en)]
    assert not {text: wrong for text in chosen if (wrong := unwanted(text))}


def test_every_indicator_of_quality_balance_is_named_by_its_chosen_word():
    chosen = " ".join(term.zh for one in wording.subjects() for term in one.term)
    for short in (
        "高于规定学历",
        "骨干教师",
        "专任教师",
        "教学及辅助用房",
        "体育运动场馆",
        "教学仪器设备值",
        "网络多媒体教室",
    ):
        assert short in chosen
        assert any(short in one.label.zh for one in common_terms().indicators.values())
    assert isinstance(common_terms().indicators["backbone_teachers_per_100"].label, Words)


# ---- how to cite ----------------------------------------------------------------------------------------------------


def test_both_citations_and_the_package_name_the_same_version_day_and_title():
    stated = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    entry = dict(
        re.findall(r"^\s+(\w+)\s*= \{(.*)\},?$", (REPOSITORY / "CITATION.bib").read_text(encoding="utf-8"), re.M)
    )
    assert entry["title"] == stated["title"]
    assert entry["version"] == stated["version"] == import_module("analysis").__version__
    assert entry["date"] == stated["date-released"].isoformat()
    assert entry["year"] == str(stated["date-released"].year)
    assert entry["license"] == stated["license"]
