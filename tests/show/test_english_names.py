"""Schools that a table gives an English name are called by it in English, and nothing else turns on it."""

import pytest
from rules.county_builder import county
from tables.grid_files import write_csv

from analysis.insight.masking.public import made_public
from analysis.insight.plan.additions import Cap, Costs
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.show.appendix.matter import matter
from analysis.show.county.view import open_view, prepare
from analysis.show.page.standing import names_stay
from analysis.show.plan.view import _as_called
from analysis.tables.catalogue import datasets
from analysis.tables.names import named_in
from analysis.tables.sheets.vocabulary import Meaning, Vocabulary
from analysis.tables.terms import common_terms

HEADER = ["年度", "县区名称", "学校标识码", "学校名称", "办学类型", "所属中心校", "在校生数", "专任教师", "骨干教师数"]
ROWS = [
    [2023, "甲县", "S1", "中心小学", "小学", "", 430, 22, 3],
    [2023, "甲县", "S2", "阳光小学", "小学", "", 610, 30, 7],
    [2023, "甲县", "S3", "阳光小学东山教学点", "小学教学点", "中心小学", 41, 3, 0],
    [2023, "甲县", "S4", "实验中学", "初级中学", "", 800, 60, 9],
    [2023, "甲县", "S5", "第二中学", "初级中学", "", 500, 40, 2],
]
ENGLISH = ["Central Primary School", "Sunshine Primary", "", "Experimental School", ""]
FIELDS = [
    "year",
    "county_name",
    "school_id",
    "school",
    "school_type",
    "parent",
    "students",
    "full_time_teachers",
    "backbone_teachers",
]
COLUMNS = dict(zip([*HEADER, "Romanised"], [*FIELDS, "school_en"], strict=True))
MAPPING = "schema = 1\n[columns]\n" + "".join(f'"{head}" = "{field}"\n' for head, field in COLUMNS.items())


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A view of the county above, with a column of English names under some head, or without."""
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)

    def view(lang, head=""):
        rows = zip([HEADER, *ROWS], [head, *ENGLISH], strict=True)
        write_csv(tmp_path / "甲县.csv", [[*row, name] if head else row for row, name in rows])
        return open_view("own", lang=lang)

    return view


def answers(view):
    return [(one.rule.id, one.stage, one.school_id, one.answer, str(one.result.value)) for one in view.verdict.verdicts]


def front(view):
    return "\n".join(matter(view, Words("附件", "appendix")).front)


@pytest.mark.parametrize(
    "head", ["学校英文名称", "英文校名", "校名（英文）", "English name", "School name in English", "school_en"]
)
def test_the_column_is_known_by_its_head(head):
    assert Vocabulary.of(common_terms()).meaning((head,)) == Meaning("school_en")


def test_english_documents_call_schools_by_the_name_the_table_gives(opened):
    view = opened("en", "English name")
    said = front(view)
    assert "Central Primary School" in said and "Experimental School" in said
    assert "中心小学" not in said and "实验中学" not in said and "第二中学" in said
    assert answers(view) == answers(opened("en"))


def test_a_mapping_names_the_column(opened, tmp_path):
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "甲县.toml").write_text(MAPPING, encoding="utf-8")
    assert "Experimental School" in set(opened("en", "Romanised").table.rows["school"])


def test_chinese_documents_are_the_same_with_and_without(opened):
    with_names, without = opened("zh", "英文校名"), opened("zh")
    assert front(with_names) == front(without) and answers(with_names) == answers(without)


def test_what_was_judged_ahead_in_chinese_is_not_taken_for_english(opened):
    opened("zh", "英文校名")
    prepare("own")
    view = open_view("own", lang="en")
    assert "verdict" not in view.__dict__ and "Central Primary School" in set(view.sections.rows["school"])


TWO = {"school": "中心小学", "school_en": "Central School", "students": 300, "classes": 8}
POINT = {
    "school": "东山",
    "school_type": "teaching_point",
    "counts_as_school": False,
    "parent": "中心小学",
    "students": 60,
}


def test_a_teaching_point_stays_with_a_parent_told_by_its_name():
    both = [count_sections(named_in(county(TWO, POINT), lang), Conventions()).rows for lang in ("zh", "en")]
    assert [list(rows["students"]) for rows in both] == [[360], [360]]
    assert [list(rows["school"]) for rows in both] == [["中心小学"], ["Central School"]]


def test_a_parent_told_by_the_name_of_two_schools_is_told_by_neither():
    schools = county(TWO, {**TWO, "school_en": ""}, POINT)
    for lang in ("zh", "en"):
        assert len(count_sections(named_in(schools, lang), Conventions()).rows) == 3


def test_an_english_name_that_two_schools_share_tells_neither():
    rows = named_in(county(TWO, {**TWO, "school": "第二小学"}), "en").rows
    assert list(rows["school"]) == ["中心小学", "第二小学"]


def test_a_school_has_one_english_name_in_all_its_years():
    rows = county({**TWO, "year": 2022, "school_id": "S1", "school_en": ""}, {**TWO, "school_id": "S1"})
    assert set(named_in(rows, "en").rows["school"]) == {"Central School"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("by_code", [True, False])
def test_a_public_version_by_code_holds_no_english_name(by_code, lang):
    shown = named_in(made_public(county(TWO, {**TWO, "school": "第二小学", "school_en": ""}), 5, by_code=by_code), lang)
    named = ["S001", "S002"] if by_code else [{"zh": "中心小学", "en": "Central School"}[lang], "第二小学"]
    assert list(shown.rows["school"]) == named
    assert by_code != shown.rows["school_en"].any()


def test_a_limit_of_a_school_holds_under_either_name():
    schools = county(TWO, {**TWO, "school": "第二小学", "school_en": ""})
    caps = tuple(Cap(name, "classrooms", 2) for name in ("中心小学", "第二小学", "S1"))
    costs = _as_called(Costs({}, Words("", ""), caps=caps), schools.rows, named_in(schools, "en").rows)
    assert [cap.school for cap in costs.caps] == ["Central School", "第二小学", "S1"]


@pytest.mark.parametrize(
    ("lang", "names", "is_said"), [("en", ["A", "某县"], True), ("en", ["A", "São B"], False), ("zh", ["某县"], False)]
)
def test_an_english_document_says_once_that_chinese_names_stay(lang, names, is_said):
    assert bool(names_stay(names, lang)) is is_said
