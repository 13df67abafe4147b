"""The HTML document on small screens: which tables are shown as one block a row, and what says the names of their columns."""

import datetime as dt
import re

import pypdf
import pytest

from analysis.publish.documents import Appendix, write_pdf
from analysis.publish.documents.html import render_html
from analysis.publish.web import sealed
from analysis.show.page.table import Table

SCHOOLS = [f"示例甲县城关示例第{k}小学" for k in range(1, 5)]


def appendix_of(front: list[str], lang="zh") -> Appendix:
    return Appendix(
        title="某县测算附件",
        subtitle="",
        statement="",
        lang=lang,
        banner=None,
        front=front,
        notebooks=(),
        back=[],
        as_of=dt.date(2021, 12, 31),
        version_line="junheng",
    )


def page_of(*front: Table | str, lang="zh") -> str:
    texts = [one if isinstance(one, str) else one.html() for one in front]
    return render_html(appendix_of(texts, lang)).decode()


def text_of(page: str) -> str:
    return page.split('<main id="content"')[1]


def is_shown_as_blocks(table: Table) -> bool:
    return " blocks" in re.search(r'class="table-scroll([^"]*)"', page_of(table))[1]


def test_a_table_whose_names_would_break_on_a_phone_is_shown_as_one_block_a_row():
    numbers = [f"指标{k}（人/百生）" for k in range(7)]
    assert is_shown_as_blocks(Table("甲", ["学校", *numbers], [(name, *["0.412"] * 7) for name in SCHOOLS], "lrrrrrrr"))


def test_a_table_that_fits_a_phone_stays_a_table():
    assert not is_shown_as_blocks(
        Table("甲", ["学段", "人数", "班数"], [("小学", "12", "3"), ("初中", "9", "2")], "lrr")
    )
    assert not is_shown_as_blocks(Table("甲", ["项目", "说明"], [("来源", "所列数据的来源" * 30)], "ll"))


def test_a_long_name_that_has_room_for_a_few_signs_only_makes_a_table_blocks():
    rows = [(f"示例甲县城关镇示例第{k}中心小学", *["1412"] * 7) for k in range(1, 5)]
    heads = ["学校", *["人数"] * 7]
    assert is_shown_as_blocks(Table("甲", heads, rows, "lrrrrrrr"))
    assert not is_shown_as_blocks(Table("甲", heads[:4], [row[:4] for row in rows], "lrrr"))


def test_the_names_of_columns_are_said_once_a_table_and_a_group_before_its_parts():
    columns = ["学校", *((group, part) for group in ('体艺"教师', "骨干教师") for part in ("小学、九年一贯制", "初中"))]
    page = page_of(Table("甲", columns, [(name, *["0.412（含并校数）"] * 4) for name in SCHOOLS], "lrrrr"))
    names = re.findall(r'--h(\d): "(.*?)"(?=[;} ]+(?:--h|\}))', page)
    assert names == [
        ("1", "学校"),
        *((str(k), f"{group} · {part}") for k, (group, part) in enumerate(
            ((group, part) for group in ("体艺\\22 教师", "骨干教师") for part in ("小学、九年一贯制", "初中")), start=2
        )),
    ]  # fmt: skip
    assert ".blocks tr > :nth-child(5) { --name: var(--h5); }" in page and "nth-child(6) { --name" not in page


def test_a_brief_answer_stands_on_one_line_where_there_is_room_for_it():
    page = text_of(page_of(Table("T", ["Item", "Answer"], [("Retention of the stage", "not judged")], "ll"), lang="en"))
    assert re.search(r'<td class="brief">not\sjudged</td>', page)


def test_a_style_attribute_becomes_a_class_as_it_was_meant_and_cannot_end_the_style():
    page = sealed(
        '<!-- style --><col style="--h1: &quot;&lt;/style&gt;&quot;" /><p class="a" style="color: red">', "", ""
    ).decode()
    assert '.as-1 { --h1: "\\3c /style>" }' in page and '<col class="as-1" />' in page and '<p class="a as-2">' in page


@pytest.mark.parametrize(
    ("lang", "said", "kept"),
    [
        ("zh", "班额：× 未达标，详见下文。", '<span class="whole">×\u00a0未达标</span>，'),
        ("zh", "班额：测算值为3，×\u00a0未达标。", '，<span class="whole">×\u00a0未达标</span>。'),
        ("zh", "系数为9.64 × 未达标。", '系数为<span class="whole">9.64\u00a0×\u00a0未达标</span>。'),
        ("zh", "1200—1999人的9所。", '<span class="whole">1200—1999</span>人'),
        ("en", "Class size: × not met. Next.", "×\u00a0not\u00a0met. Next"),
        ("en", "It lies at 0.5350–0.5450 m².", '<span class="whole">0.5350–0.5450</span> m²'),
        ("en", "See b.xlsx › row 10.", "b.xlsx\u00a0› row 10."),
        ("en", "The mean × (1 + CV²), or ≥ 3.", "mean × (1 + CV²), or ≥\u00a03"),
    ],
)  # fmt: skip
def test_a_mark_keeps_its_word_a_range_its_ends_and_a_path_its_arrow(lang, said, kept):
    assert kept in text_of(page_of(said, lang=lang))


def test_the_same_pieces_stand_on_one_line_of_the_pdf(tmp_path):
    lines = [f"{'测' * indent}规模1200—1999人，系数为9.64 × 未达标。" for indent in range(40)]
    write_pdf(appendix_of(lines), tmp_path / "long.pdf")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "long.pdf").pages)
    assert text.count("1200—1999") == len(lines) and len(re.findall("9\\.64\\s×\\s未达标", text)) == len(lines)


def test_as_many_first_columns_are_heads_of_their_rows_as_tell_them_apart():
    rows = [(stage, name, "0.412") for stage in ("小学", "初中") for name in ("骨干教师", "体艺教师")]
    assert text_of(page_of(Table("甲", ["学段", "指标", "系数"], rows, "llr"))).count('scope="row"') == 8
    assert (
        text_of(page_of(Table("甲", ["指标", "学段", "系数"], [(b, a, c) for a, b, c in rows[:2]], "llr"))).count(
            'scope="row"'
        )
        == 2
    )


def names_of_rows(page: str) -> list[list[str]]:
    """What each row is called, by its heads."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    heads = (re.findall(r'<th[^>]* scope="row">(.*?)</th>', row, re.DOTALL) for row in rows)
    return [[re.sub("<[^>]+>", "", one) for one in row] for row in heads]


def test_a_name_said_once_for_several_rows_names_each_of_them_but_no_heading_and_no_total():
    rows = [("", "教督〔2017〕6号", ""), ("小学", "骨干教师", "0.41"), ("", "体艺教师", "0.38"), ("", "合计", "2")]
    table = Table("甲", ["学段", "指标", "系数"], rows, "llr", strong=frozenset({0, 2, 3}))
    page = text_of(page_of(table))
    assert names_of_rows(page) == [["教督〔2017〕6号"], ["小学", "骨干教师"], ["小学", "体艺教师"], ["合计"]]
    assert page.count('<span class="again">小学</span>') == 1 and "<th></th>" not in page


def test_the_columns_that_tell_most_rows_apart_name_them_where_none_tell_all():
    rows = [("初中", name, use, "3") for name in ("增配教师", "增建校舍") for use in ("达标", "均衡", "均衡")]
    page = text_of(page_of(Table("甲", ["学段", "措施", "用于", "数量"], rows, "lllr")))
    assert names_of_rows(page) == [[*row[:3]] for row in rows]


def test_the_result_of_a_row_is_the_one_in_the_column_of_answers_and_of_two_such_columns_neither():
    marked = [(name, f"{'指标' * 60}", "× 0.677", "× 未达标") for name in SCHOOLS]
    page = text_of(page_of(Table("甲", ["学校", "项目", "系数", "判断"], marked, "llrl")))
    assert page.count('class="judged"') == len(SCHOOLS) and len(re.findall(r'class="[^"]*\bresult\b', page)) == len(
        SCHOOLS
    )
    twice = [(name, f"{'指标' * 60}", "× 未达标", f"{'数' * 12}", "✓ 达标") for name in SCHOOLS]
    page = page_of(Table("甲", ["学校", "现状", "判断", "按方案", "判断"], twice, "lllll"))
    assert " result" not in text_of(page) and "judged" not in text_of(page)
    assert '"现状 · 判断"' in page and '"按方案 · 判断"' in page
