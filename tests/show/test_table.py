"""A table on a page: the same cells as HTML and as text, marks that carry a class, no uneven row."""

import re

import pytest

from analysis.show.page.table import Table, display_width, left, right, tabulate

PLAIN = Table("学校", ["学校", "学生数"], [("一小", "45"), ("中心小学", "1,200")], "lr", note="注 & 释")
MERGED = Table(
    "汇总", ["学段", ("教师", "均值"), ("教师", "差异系数"), ("用房", "均值")], [("小学", "1", "2", "3")], "lrrr"
)


def cells(html, tag):
    return re.findall(rf"<{tag}\b([^>]*)>(.*?)</{tag}>", html)


def test_html_and_text_hold_the_same_cells():
    html, text = PLAIN.html(), PLAIN.text()
    for row in PLAIN.rows:
        assert [inner for _, inner in cells(html, "td")].count(row[0]) == 1
        assert re.search(rf"^{row[0]} +{row[1]}$", text, re.MULTILINE)
    assert "<caption>学校</caption>" in html
    assert text.startswith("学校\n")
    assert text.endswith("注 & 释")
    assert '<p class="note">注 &amp; 释</p>' in html


def test_text_columns_line_up_where_chinese_characters_are_two_wide():
    widths = {display_width(line) for line in PLAIN.text().splitlines()[1:-1]}
    assert widths == {display_width("中心小学") + 2 + display_width("学生数")}


def test_both_forms_travel_together_to_a_notebook():
    assert PLAIN._repr_mimebundle_() == {"text/html": PLAIN.html(), "text/plain": PLAIN.text()}


def test_neighbouring_headings_are_merged_and_lone_ones_reach_down():
    heads = [(inner, re.sub(r' scope="col"| style="[^"]*"', "", given)) for given, inner in cells(MERGED.html(), "th")]
    assert heads == [
        ("学段", ' rowspan="2"'),
        ("教师", ' colspan="2"'),
        ("用房", ""),
        ("均值", ""),
        ("差异系数", ""),
        ("均值", ""),
    ]
    assert MERGED.text().splitlines()[1].split() == ["学段", "教师/均值", "教师/差异系数", "用房/均值"]


def test_equal_leaves_under_one_heading_stay_two_columns():
    twice = Table("", [("教师", "均值"), ("教师", "均值")], [("1", "2")], "rr")
    assert [inner for _, inner in cells(twice.html(), "th")] == ["教师", "均值", "均值"]


@pytest.mark.parametrize(("mark", "kind"), [("✓ 达标", "met"), ("× 未达标", "not-met"), ("? 无法判断", "unjudged")])
def test_a_mark_gives_its_cell_a_class(mark, kind):
    html = Table("", ["判断"], [(mark,)], "l").html()
    assert f'<td class="{kind}"' in html
    assert mark in html  # read without colour


def test_a_cell_without_a_mark_has_no_class():
    assert "class=" not in Table("", ["数值"], [("0.515",)], "r").html()


def test_markup_in_a_name_is_shown_and_not_obeyed():
    html = Table("<b>", ["<i>"], [("<script>",)], "l").html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_rows_to_stress_are_bold_but_empty_cells_stay_empty():
    html = Table("", ["学段", "合计"], [("", "5"), ("小学", "3")], "lr", strong=frozenset([0])).html()
    assert [inner for _, inner in cells(html, "td")] == ["", "<strong>5</strong>", "小学", "3"]


def test_column_widths_add_up_to_the_page():
    shares = [float(share) for share in re.findall(r"width: ([\d.]+)%", MERGED.html())]
    assert len(shares) == len(MERGED.columns)
    assert sum(shares) == pytest.approx(100, abs=0.05 * len(shares))


@pytest.mark.parametrize(
    ("columns", "rows", "align"),
    [(["a", "b"], [("1", "2"), ("3",)], "lr"), (["a"], [("1", "2")], "l"), (["a", "b"], [], "l")],
)
def test_an_uneven_table_is_refused(columns, rows, align):
    with pytest.raises(ValueError, match="columns, but"):
        Table("x", columns, rows, align)


SHOWN = [left("学校", "School"), right("学生数", "Students"), right("差距", "Gap", is_spare=True)]


def test_a_row_without_a_number_is_named_and_not_shown():
    table = tabulate("en", "T", SHOWN, [("a", "—", "—"), ("b", "3", "—"), ("sum", "3", "—")], note="Note.", strong=[2])
    assert table.rows == [("b", "3"), ("sum", "3")]
    assert table.strong == {1}
    assert table.note == "Note. No data: a."


def test_rows_without_a_number_that_read_alike_are_named_once():
    table = tabulate("en", "T", SHOWN, [("a", "—", "—"), ("b", "3", "—"), ("a", "—", "—")])
    assert table.note == "No data: a."


def test_a_spare_column_is_there_where_one_row_has_a_value():
    assert tabulate("en", "T", SHOWN, [("a", "1", "—"), ("b", "3", "2")]).columns == ["School", "Students", "Gap"]
    assert tabulate("en", "T", SHOWN, [("a", "1", "—"), ("b", "3", "—")]).columns == ["School", "Students"]


def test_a_row_speaks_by_its_texts_where_every_column_of_numbers_is_spare():
    table = tabulate("en", "T", [SHOWN[0], SHOWN[2]], [("a", "—"), ("b", "3")], note="Note.")
    assert table.rows == [("a", "—"), ("b", "3")]
    assert table.note == "Note."


def test_a_table_of_nothing_known_is_one_sentence():
    table = tabulate("zh", "班额", SHOWN, [("a", "—", "—"), ("b", "—", "—")], note="注。")
    assert table.html() == "<p>班额：没有数据：a；b。</p>"


@pytest.mark.parametrize(
    ("head", "shown"),
    [("students", "Students"), ("km", "km"), ("p value", "p value"), ("sha256", "sha256"), ("", ""), ("CV", "CV")],
)
def test_an_english_head_begins_with_a_capital_unless_it_is_a_symbol_or_a_name(head, shown):
    table = tabulate("en", "", [left("", head), right("", "Number")], [("x", "1")])
    assert table.columns[0] == shown
