"""What is to be made: recipes, the default list, and a reader's choices, refused where there is nothing to choose."""

import pytest

from analysis.errors import StandardError, UsageError
from analysis.language import Words
from analysis.publish import recipes as kinds
from analysis.publish.execute import check_parameters, notebook_path
from analysis.publish.jobs import (
    Job,
    check_choices,
    chosen_jobs,
    default_jobs,
    formats_of,
    in_formats,
    jobs_for,
    told_apart,
    with_school_files,
)
from analysis.publish.recipes import OF_REPORTS, recipes
from analysis.tables.catalogue.datasets import find_dataset


def names(made):
    return [job.name for job in made]


@pytest.fixture(autouse=True)
def no_folder_of_ones_own(monkeypatch):
    monkeypatch.delenv("JUNHENG_DATA", raising=False)


def test_every_recipe_names_notebooks_and_data_sets_that_exist():
    for recipe in recipes():
        for name in recipe.notebooks:
            assert notebook_path(name).is_file()
        if recipe.scope not in (*OF_REPORTS, "collection"):
            assert [find_dataset(name).id for name in recipe.datasets] == list(recipe.datasets)
        assert recipe.title.zh
        assert recipe.title.en


def test_the_default_run_makes_both_demonstration_counties_and_the_counties_page_in_both_languages():
    made = set(names(default_jobs(["zh", "en"])))
    wanted = {f"{stem}-{lang}" for stem in ("DEMO-A-2023", "DEMO-B-2022", "published") for lang in ("zh", "en")}
    assert wanted <= made


def test_no_two_default_jobs_write_the_same_file_and_all_names_are_ascii():
    made = names(default_jobs(["zh", "en"]))
    assert len(set(made)) == len(made)
    assert all(name.isascii() for name in made)


def test_the_parameters_of_every_default_job_fit_its_notebooks():
    for job in default_jobs(["zh", "en"]):
        for name in job.recipe.notebooks:
            check_parameters(notebook_path(name), job.parameters)


def test_without_a_county_every_county_of_the_data_set_is_meant():
    assert names(chosen_jobs("demo-a", ["all"], 0, ["zh"])) == ["DEMO-A-2023-zh"]
    assert len(chosen_jobs("michigan", ["all"], 0, ["en"])) == 57
    assert names(jobs_for("michigan", ["13", "8"], 1995, ["en"])) == ["13-1995-en", "8-1995-en"]


def test_printed_facts_make_one_appendix_of_the_whole():
    (job,) = jobs_for("published", [], 0, ["zh"])
    assert (job.name, job.county, job.year) == ("published-zh", "", 0)
    assert job.parameters == {"dataset": "published", "lang": "zh"}


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (("nosuch", [], 0), "dataset"),
        (("demo-a", ["nosuch"], 0), "DEMO-A"),
        (("demo-a", [], 1999), "2021, 2022, 2023"),
        (("", ["DEMO-A"], 0), "--county"),
        (("", [], 2022), "--year"),
        (("published", ["庐阳区"], 0), "--county"),
        (("published", [], 2022), "--year"),
    ],
)
def test_a_choice_of_what_there_is_not_is_refused_and_never_ignored(asked, place):
    with pytest.raises(UsageError) as refused:
        jobs_for(*asked, ["zh"])
    for lang in ("zh", "en"):
        assert place in refused.value.message(lang)


def test_county_and_year_of_nothing_are_named_at_once():
    with pytest.raises(UsageError) as refused:
        jobs_for("", ["DEMO-A"], 2022, ["zh"])
    assert [problem.place for problem in refused.value.problems] == ["--county", "--year"]


def test_a_folder_of_ones_own_is_what_is_run_when_no_data_set_is_named(tmp_path, monkeypatch):
    (tmp_path / "schools.csv").write_text(
        "县区代码,县区,年份,学校标识码,学校名称,办学类型,在校生数（小学）,图书册数\n"
        "c1,甲县,2023,s1,一小,小学,100,2000\nc1,甲县,2023,s2,二小,小学,300,3000\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    assert names(jobs_for("", [], 0, ["zh"])) == ["c1-2023-zh"]
    assert names(jobs_for("demo-b", [], 0, ["zh"])) == ["DEMO-B-2022-zh"]


@pytest.fixture
def facts_only(tmp_path, monkeypatch):
    """A folder that holds a county's facts and no school table."""
    (tmp_path / "甲县县级数据.csv").write_text(
        "县区,数据项,年度,数值,单位\n甲县,持证上岗率,2023,99,%\n", encoding="utf-8"
    )
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))


def test_a_county_s_facts_without_a_school_table_make_the_appendix_of_items(facts_only):
    (job,) = jobs_for("", [], 0, ["zh"])
    assert (job.name, job.recipe.notebooks) == ("甲县-2023-guarantee-zh", ("07_guarantee_and_quality",))
    assert job.parameters == {"report": "", "dataset": "own", "lang": "zh", "county": "甲县", "year": 2023}
    check_parameters(notebook_path(*job.recipe.notebooks), job.parameters)
    mine = [one for one in jobs_for("", [], 0, ["zh"], ["all"]) if one.dataset == "own"]
    assert names(mine) == [job.name]
    with pytest.raises(UsageError, match="no school table"):
        jobs_for("", [], 0, ["zh"], ["county"])
    with pytest.raises(UsageError, match="乙县"):
        jobs_for("", ["乙县"], 0, ["zh"])


def test_facts_with_a_fault_are_a_job_that_carries_its_refusal(facts_only, tmp_path):
    (tmp_path / "乙.csv").write_text("数据项,数值,单位\n持证上岗率,130,%\n", encoding="utf-8")
    good, bad = jobs_for("", [], 0, ["zh"])
    assert good.refusal is None and "超过100%" in bad.refusal.zh


def test_a_folder_of_ones_own_without_tables_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    with pytest.raises(UsageError) as refused:
        jobs_for("", [], 0, ["zh"])
    assert tmp_path.name in refused.value.message("zh")
    assert "没有学校表" in refused.value.message("zh")


def test_unknown_languages_and_formats_are_all_named():
    with pytest.raises(UsageError) as refused:
        check_choices(["zh", "fr"], ["odt", "html"])
    assert [(problem.place, problem.found.zh) for problem in refused.value.problems] == [
        ("--lang", "没有“fr”"),
        ("--format", "没有“odt”"),
    ]


@pytest.mark.parametrize(
    ("county", "name"),
    [
        ("甲县", "甲县-2023-zh"),
        ("a/同县", "a_同县-2023-zh"),
        ("../..", "___-2023-zh"),
        ("..", "_-2023-zh"),
        (".hidden", "_hidden-2023-zh"),
        ('\\:*?"<>|\n', "_________-2023-zh"),
        ("甲县. ", "甲县-2023-zh"),
    ],
)
def test_a_county_never_names_a_folder_nor_a_hidden_file(county, name, tmp_path):
    job = Job(recipes()[0], "own", county, 2023, "zh")
    assert (tmp_path / f"{job.name}.html").resolve().parent == tmp_path.resolve()
    (tmp_path / f"{job.name}.html").write_text("", encoding="utf-8")
    assert job.name == name


def test_counties_that_would_share_a_file_are_numbered():
    made = [Job(recipes()[0], "own", county, 2023, "zh") for county in ("a/b", "a_b", "A:B", "a_b-2023")]
    assert names(told_apart(made)) == ["a_b-2023-zh", "a_b-2023-zh-2", "A_B-2023-zh-3", "a_b-2023-2023-zh"]


def test_counties_whose_names_hold_a_slash_get_a_file_each(tmp_path, monkeypatch):
    rows = "".join(f"2023,{county},一小,小学,100,2000\n" for county in ("同县", "a/同县", "a:同县"))
    (tmp_path / "schools.csv").write_text(
        "年份,县区,学校名称,办学类型,在校生数（小学）,图书册数\n" + rows, encoding="utf-8"
    )
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    assert sorted(names(jobs_for("", [], 0, ["zh"]))) == ["a_同县-2023-zh", "a_同县-2023-zh-2", "同县-2023-zh"]


def test_a_refused_file_is_one_job_for_all_languages_and_only_when_its_county_is_asked_for(tmp_path, monkeypatch):
    header = "年份,学校名称,办学类型,在校生数（小学）\n"
    for county, students in (("东县", "100"), ("西县", "四百")):
        text = f"{header}2023,一小,小学,{students}\n"
        (tmp_path / f"{county}2023.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    *made, refused = jobs_for("", [], 0, ["zh", "en"])
    assert names(made) == ["东县-2023-zh", "东县-2023-en"]
    assert not any(job.refusal for job in made)
    assert (refused.county, refused.lang) == ("西县", "")
    assert "四百" in refused.refusal.en
    assert names(jobs_for("", ["东县"], 0, ["zh"])) == ["东县-2023-zh"]
    assert names(jobs_for("", ["西县"], 0, ["zh"])) == ["西县"]


@pytest.mark.parametrize("text", ["schema = 2\n", 'schema = 1\n[[appendix]]\nid = "a"\nnotebook = ["01_data"]\n'])
def test_a_recipe_file_of_another_schema_or_with_an_unknown_key_is_refused(text, tmp_path, monkeypatch):
    path = tmp_path / "appendices.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(kinds, "APPENDICES", path)
    with pytest.raises(StandardError, match=r"appendices\.toml"):
        recipes()


def test_a_recipe_title_has_both_languages():
    assert all(isinstance(recipe.title, Words) for recipe in recipes())


def test_recipes_that_are_asked_for_are_made_only_then():
    usual, every = ({job.recipe.id for job in default_jobs(["en"], ids)} for ids in ((), ("all",)))
    asked_for = {recipe.id for recipe in recipes() if recipe.is_asked_for}
    assert asked_for and usual == every - asked_for
    assert {job.recipe.id for job in default_jobs(["en"], ["trends"])} == {"trends"}


def test_an_unknown_recipe_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as refused:
        default_jobs(["en"], ["nosuch"])
    assert "--appendix" in refused.value.message("en") and "counties" in refused.value.message("en")


def test_a_workbook_is_made_of_counties_only_and_refused_where_there_is_none():
    jobs = default_jobs(["zh"])
    assert {job.recipe.scope for job in jobs} == {"county", "dataset"}
    assert {job.recipe.scope for job in in_formats(jobs, ["xlsx"])} == {"county"}
    assert in_formats(jobs, ["html", "xlsx"]) == jobs
    assert {job.recipe.scope: formats_of(job, ["html", "xlsx"]) for job in jobs} == {
        "county": ["html", "xlsx"],
        "dataset": ["html"],
    }
    assert {job.recipe.id for job in in_formats(default_jobs(["zh"], ["all"]), ["xlsx"])} == {"attachments", "county"}
    with pytest.raises(UsageError) as refused:
        in_formats(jobs_for("published", [], 0, ["zh"]), ["xlsx"])
    assert "--format: no workbook is made of the appendices chosen" in refused.value.message("en")


def test_the_set_a_county_attaches_is_made_as_word_and_workbook_whatever_format_is_asked_for():
    (job,) = [one for one in default_jobs(["zh"], ["attachments"]) if one.county == "DEMO-A"]
    assert formats_of(job, ["html"]) == ["docx", "xlsx"]
    assert job.name == "DEMO-A-2023-attachments-zh"


def test_sheets_of_single_schools_are_refused_where_no_appendix_is_about_schools():
    with pytest.raises(UsageError, match="no appendix chosen is about single schools"):
        with_school_files(default_jobs(["zh"], ["counties"]))
    made = with_school_files(default_jobs(["zh"], ["county"]))
    assert made and all(job.recipe.has_school_files for job in made)
