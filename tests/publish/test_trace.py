"""A printed number is traced to the result whose name, school and stage stand beside it, and to no other: in tables and sentences."""

import json
import re

import nbformat
import pytest
from openpyxl import load_workbook

from analysis.errors import UsageError
from analysis.paths import NOTEBOOKS, RAW
from analysis.publish.appendix import build_appendix
from analysis.publish.documents.compose import compose
from analysis.publish.jobs import chosen_jobs
from analysis.publish.trace import lookup
from analysis.publish.trace.origins import Origin, origins
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.printed import Printed, explained, matched, printed_tables
from analysis.publish.trace.sentences import Sentence, labels_in, printed_sentences, told
from analysis.show.county.view import open_view


def origin(name, stage, school, **numbers):
    return Origin(frozenset([name]), stage, school, {"value": None, **numbers})


FOUND = [
    origin("图书", "primary", "", value=0.3456, limit=0.5),
    origin("图书", "junior", "", value=0.4444, limit=0.45),
    origin("图书", "primary", "一小", value=23.5, gap=1.4),
    origin("教室", "primary", "一小", value=0.125),
]


@pytest.mark.parametrize(
    ("caption", "heads", "row", "of"),
    [
        ("差异系数", ["学段", "图书"], ["小学", "0.346"], [[1, 0, "value", 0]]),
        ("差异系数", ["学段", "图书"], ["初中", "0.444"], [[1, 1, "value", 0]]),
        ("差异系数（小学）", ["项目", "图书"], ["限值", "0.50"], [[1, 0, "limit", 0]]),
        ("各校（小学）", ["序号", "学校", "图书"], ["1", "一小", "23.50"], [[2, 2, "value", 0]]),
        ("各校（小学）", ["学校", "教室"], ["一小", "12.5 %"], [[1, 3, "value", 0]]),
        ("各校（小学）", ["学校", "图书", "别的"], ["一小", "23.51", "1"], []),  # another number; too short to be told
        ("各校（小学）", ["学校", "图书"], ["二小", "23.50"], []),  # another school
        ("差异系数", ["学段", "教室"], ["初中", "0.444"], []),  # another subject
    ],
)
def test_a_cell_is_a_result_only_where_names_and_number_agree(caption, heads, row, of):
    ((table),) = matched([Printed(1, caption, heads, [row])], FOUND, "zh")
    assert table["rows"][0]["of"] == of


@pytest.mark.parametrize(
    ("cell", "of"), [("图书5；教室7", [[1, 0, "value", 0], [1, 1, "value", 1]]), ("图书7；教室5", [])]
)
def test_a_number_of_a_cell_with_several_is_told_by_the_words_beside_it(cell, of):
    found = [
        Origin(frozenset(), "", "一小", {"value": number}, column="增加", within=(phrase,))
        for phrase, number in (("图书#", 5), ("教室#", 7))
    ]
    ((table),) = matched([Printed(1, "各校措施汇总", ["学校", "增加"], [["一小", cell]])], found, "zh")
    assert table["rows"][0]["of"] == of


def said(phrase, stage, school="", *names, **numbers):
    return Origin(frozenset(names), stage, school, numbers, said=(phrase,), is_in_sentences_only=True)


SAID = [
    said("最大的是图书，为#", "primary", "", "图书", value=0.3456),
    said("最大的是图书，为#", "junior", "", "图书", value=0.4444),
    said("#个未达标", "primary", value=5),
    said("在校生#人", "primary", "一小", value=12),
    said("由*变为#", "", "", "教室", value=0.25),
    said("均不少于#个", "primary", value=2),
    said("均不少于#个", "junior", value=2),
]


@pytest.mark.parametrize(
    ("text", "before", "of"),
    [
        ("小学最大的是图书，为0.346。", "", [[0, "value", 0]]),
        ("小学最大的是图书，为0.346；初中最大的是图书，为0.444。", "", [[0, "value", 0], [1, "value", 1]]),
        ("小学最大的是图书，为 0.35。", "", []),  # a space where the phrase has none
        ("小学最大的是图书，为0.347。", "", []),  # another number
        ("初中最大的是图书，为0.346。", "", []),  # another stage
        ("小学的图书为0.346。", "", []),  # names and number agree, but nothing tells it
        ("共查小学5个。", "", []),  # as small a number, and nothing tells it
        ("小学5个未达标。", "", [[2, "value", 0]]),
        ("小学15个未达标。", "", []),
        ("其中5个未达标。", "各校达标情况（小学）", [[2, "value", 0]]),  # a note speaks of its table
        ("其中5个未达标。", "各校达标情况（初中）", []),
        ("小学在校生12人。", "一校一表：一小", [[3, "value", 0]]),
        ("小学在校生12人。", "一校一表：二小", []),  # another school
        ("教室由0.30变为0.25。", "", [[4, "value", 1]]),
        ("图书由0.30变为0.25。", "教室", []),  # the sentence names another subject than what is before it
        ("均不少于2个。", "", []),  # of both stages alike, and nothing says of which
        ("均不少于2个。", "小学", [[5, "value", 0]]),
    ],
)
def test_a_number_of_a_sentence_is_a_result_only_where_a_phrase_tells_it(text, before, of):
    (one,) = told([Sentence(text, (), before)], SAID, "zh")
    assert one["of"] == of


def test_what_stands_outside_numbered_tables_is_read_with_its_headings_and_the_text_before():
    def text(kind, said):
        return {"t": kind, "c": [{"t": "Str", "c": said}]}

    caption = [None, [text("Plain", "表 1　各校")]]
    table = {"t": "Table", "c": [["table-1", [], []], caption, [], [None, []], [], [None, []]]}
    heading = {"t": "Header", "c": [1, ["", [], []], [{"t": "Str", "c": "一、各校"}]]}
    note = {"t": "Div", "c": [["", ["note"], []], [text("Para", "共22个。")]]}
    composed = json.dumps({"blocks": [text("Para", "在前1句。"), heading, table, note, text("Para", "无数字。")]})
    found = printed_sentences(composed)
    assert [(one.text, one.headings, one.before) for one in found] == [
        ("在前1句。", (), ""),
        ("表 1　各校", ("一、各校",), ""),
        ("共22个。", ("一、各校",), "表 1　各校"),
    ]


@pytest.fixture(scope="module")
def everything():
    """The trace of demo-a's Chinese appendix, made of its committed notebooks."""
    (job,) = [one for one in chosen_jobs("demo-a", ["all"], 0, ["zh"]) if one.recipe.id == "county"]
    notebooks = [nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in job.recipe.notebooks]
    composed = compose(build_appendix(job, notebooks)).json
    sentences = printed_sentences(composed)
    found = [*origins(open_view("demo-a", lang="zh"), [one.text for one in sentences]), *labels_in(sentences, "zh")]
    return found, matched(printed_tables(composed), found, "zh"), sentences


@pytest.fixture(scope="module")
def kept(everything):
    """Its results and tables."""
    return everything[:2]


@pytest.fixture(scope="module")
def texts(everything):
    """Its sentences."""
    found, _, sentences = everything
    return told(sentences, found, "zh")


def test_the_coefficients_of_an_appendix_are_traced_and_their_cells_hold_what_they_are_made_of(kept):
    found, tables = kept
    (summary,) = [table for table in tables if "校际差异系数汇总" in table["caption"]]
    coefficients = [row for row in summary["rows"] if row["cells"][1] == "差异系数"]
    assert len(coefficients) == 2
    traced = [(row["cells"][column], found[place].kept) for row in coefficients for column, place, *_ in row["of"]]
    assert len(traced) == 2 * 7 + 2  # and the mean of each stage's
    for printed, result in traced:
        assert f"{result['value']:.3f}" == printed
        assert all(re.match(r"demo-a-2023\.xlsx › 学校情况 › [A-Z]+\d+", place) for place in result["source"])
    json.dumps(tables)


def test_a_figure_read_of_a_school_is_traced_to_the_cell_that_holds_it(kept):
    found, _ = kept
    read = [
        one.kept for one in found if one.kept["formula"] == "照原表读入" and one.kept["subject"] == "full_time_teachers"
    ]
    sheet = load_workbook(RAW / "demo" / "demo-a-2023.xlsx", data_only=True)["学校情况"]
    assert len(read) > 20
    for one in read:
        cells = one["source"][0].split(" › ")[-1].split(",")
        assert sum(sheet[cell].value for cell in cells) == one["value"]


@pytest.mark.parametrize(
    ("caption", "head", "formula"),
    [
        ("不均衡指数（小学）", "基尼系数", "gini"),
        ("不均衡指数（初中）", "阿特金森指数（ε=1）", "atkinson"),
        ("中位数上下的分布（小学）", "P95/P5", "percentile_ratio"),
        ("城乡均值（小学）", "乡村", "总量之比"),
        ("差异系数变化的分解", "2021", "student_weighted_cv"),
    ],
)
def test_a_measure_a_kind_of_place_or_an_earlier_year_is_traced_by_the_head_of_its_column(kept, caption, head, formula):
    found, tables = kept
    table = next(one for one in tables if caption in one["caption"])
    column = table["heads"].index(head)
    traced = [found[place].kept for row in table["rows"] for at, place, *_ in row["of"] if at == column]
    assert len(traced) == len(table["rows"]) >= 7
    assert all(one["source"] and formula in one["formula"] for one in traced)


def test_every_number_of_every_table_of_an_appendix_is_explained(kept):
    found, tables = kept
    assert {name: cells for name, cells in unexplained(tables) if cells} == {}
    kinds = {found[place].kept["kind"] for place in explained(tables)}
    assert kinds == {"cells", "rule", "rows", "reading", "example", "label"}


def test_every_number_of_every_sentence_of_an_appendix_is_explained(everything, texts):
    found = everything[0]
    assert sum(len(one["of"]) for one in texts) > 300
    left_out = [
        one["text"][number.start() :][:14]
        for one in texts
        for nth, number in enumerate(NUMBER.finditer(one["text"]))
        if nth not in {hit[-1] for hit in one["of"]}
    ]
    assert left_out == []
    results = [found[place].kept for one in texts for place, *_ in one["of"]]
    kinds = {kind: [one for one in results if one["kind"] == kind] for kind in {one["kind"] for one in results}}
    assert set(kinds) == {"cells", "rule", "rows", "example", "choice", "label"}
    assert all(one["source"] for one in kinds["cells"])
    assert all(one["clause"] for one in kinds["rule"])
    assert all(len(one["counted"]) == one["value"] for one in kinds["rows"])


def test_a_number_that_is_changed_is_explained_no_longer(everything, texts):
    found, _, sentences = everything
    changed = [
        (sentence._replace(text=one_more(sentence.text, nth)), nth)
        for sentence, one in zip(sentences, texts, strict=True)
        for place, _, nth in one["of"]
        if not found[place].is_label
    ]
    again = told([sentence for sentence, _ in changed], found, "zh")
    assert len(changed) > 150
    assert [
        one["text"] for one, (_, nth) in zip(again, changed, strict=True) if nth in {hit[-1] for hit in one["of"]}
    ] == []


def one_more(text, nth):
    """A text with the last digit of one of its numbers changed."""
    last = [*NUMBER.finditer(text)][nth].end()
    return f"{text[: last - 1]}{(int(text[last - 1]) + 1) % 10}{text[last:]}"


def unexplained(tables):
    """The cells of each column some number of which is not explained."""
    for table in tables:
        for column, head in enumerate(table["heads"]):
            for row in table["rows"]:
                told = [nth for at, *_, nth in row["of"] if at == column]
                if len(told) != len(NUMBER.findall(row["cells"][column])):
                    yield f"{table['caption']} › {head}", row["cells"][column]


def test_what_is_explained_by_cells_names_them_and_a_rule_its_clause(kept):
    found, tables = kept
    results = [found[place].kept for place in explained(tables)]
    assert all(one["source"] for one in results if one["kind"] == "cells")
    assert all(one["clause"] for one in results if one["kind"] == "rule")
    assert all(not one["source"] for one in results if one["kind"] in ("label", "example", "reading"))


def test_a_count_is_the_number_of_what_it_counted(kept):
    found, tables = kept
    counts = [one for place in explained(tables) if (one := found[place].kept)["kind"] == "rows"]
    assert len(counts) > 40
    assert all(len(one["counted"]) == one["value"] for one in counts)
    (schools,) = [one for one in counts if one["value"] == 22 and one["measure"] == "读入合计 · 学校（学段）数"]
    assert "示例甲县城关示例一小" in schools["counted"]


def test_a_number_of_a_sentence_is_asked_for_as_it_is_printed(kept, monkeypatch, tmp_path):
    found, tables = kept
    told = {"results": [one.kept for one in found], "tables": tables}
    monkeypatch.setattr(lookup, "read_trace", lambda out, document: told)
    table = next(one for one in tables if "校际差异系数汇总" in one["caption"])
    row = next(row for row in table["rows"] if row["cells"][1] == "差异系数")
    column, place, *_ = row["of"][0]
    said = lookup.trace(tmp_path, "DEMO-A-2023-zh", f"该项差异系数为{row['cells'][column]}。", "zh")
    assert said[0] == f"{row['cells'][column]}: {sum(line.startswith('  表') for line in said)}个来源"
    assert f"{table['caption']} · 第{table['rows'].index(row) + 1}行 · {table['heads'][column]}" in said[1]
    assert f"    测算值 = {found[place].kept['value']!r}" in said
    assert any(found[place].kept["source"][0] in line for line in said)
    with pytest.raises(UsageError, match="8765432"):
        lookup.trace(tmp_path, "DEMO-A-2023-zh", "共8765432人", "zh")


def test_a_sentence_or_a_part_of_one_is_looked_up(everything, texts, monkeypatch, tmp_path):
    found, tables, _ = everything
    recorded = {"results": [one.kept for one in found], "tables": tables, "texts": texts}
    monkeypatch.setattr(lookup, "read_trace", lambda out, document: recorded)
    part = lookup.trace(tmp_path, "DEMO-A-2023-zh", "与限值 相差0.049", "zh")
    assert part[0].endswith("（五）结论的稳健性")
    assert part[1:3] == [
        "最接近限值的是小学骨干教师，与限值相差0.049。",
        "最接近限值的是小学骨干教师，与限值相差[0.049]。",
    ]
    assert "  算式: 限值减差异系数" in part
    whole = lookup.trace(tmp_path, "DEMO-A-2023-zh", "最大的是骨干教师，为0.248", "zh")
    assert [line for line in whole if "[" in line] == ["…超过限值0.45，0项超过；最大的是骨干教师，为[0.248]。"]
    named = lookup.trace(tmp_path, "DEMO-A-2023-zh", "另有2个未全部达标", "zh")
    assert "  示例甲县城关示例一小、示例甲县城关示例八小" in named
    without = lookup.trace(tmp_path, "DEMO-A-2023-zh", "贡献最大的是甲沙村示例小学", "zh")
    assert sum("[" in line for line in without) == 2  # a part without a number: those of its sentence
    number = lookup.trace(tmp_path, "DEMO-A-2023-zh", "0.049", "zh")
    assert number[1].startswith("  表")  # tables first
    assert any("与限值相差[0.049]。" in line for line in number)
    with pytest.raises(UsageError):
        lookup.trace(tmp_path, "DEMO-A-2023-zh", " ", "zh")


def test_a_coefficient_without_a_school_does_not_name_its_cells(kept):
    found, tables = kept
    table = next(one for one in tables if "低于县域均值的学校（小学骨干教师）" in one["caption"])
    column = table["heads"].index("不计该校的差异系数")
    (place,) = [place for at, place, *_ in table["rows"][0]["of"] if at == column]
    without = found[place].kept
    (whole,) = [
        one.kept for one in found if one.kept.get("rule") == "cv:backbone_teachers_per_100" and one.stage == "primary"
    ]
    assert without["sections"] == whole["sections"] - 1
    assert without["source"] != whole["source"]


def test_no_number_says_at_which_school_a_miscount_would_turn_a_coefficient(kept):
    found, tables = kept
    table = next(one for one in tables if "差异系数结论的稳健性" in one["caption"])
    column = table["heads"].index("容许误差；未达标的为各校缺口")
    least = [found[place].kept for row in table["rows"] for at, place, *_ in row["of"] if at == column]
    assert len(least) == 8
    assert all(one["sections"] in (22, 9) and not one["school"] for one in least)
