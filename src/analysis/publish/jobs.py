"""What is to be made: appendices.toml and the reader's choices become a list of jobs, one document each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import JunhengError, Problem, TableError, UsageError
from analysis.insight.reports.own_reports import has_reports, own_reports
from analysis.language import LANGS, Words
from analysis.paths import user_root
from analysis.publish.recipes import (
    FORMATS,
    OF_COUNTIES,
    OF_OWN_REPORTS,
    OF_REPORTS,
    OF_SCHOOLS,
    WORKBOOK,
    Recipe,
    recipes,
)
from analysis.rules.county_files import county_records
from analysis.tables.catalogue.datasets import datasets, find_dataset, load_dataset, refused_files
from analysis.tables.catalogue.file_names import county_of_name
from analysis.tables.checks.problems import problem
from analysis.tables.schools import SchoolTable
from analysis.tables.sheets.companions import COMPANIONS
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS, kind_of_ending

_TABLES = "CSV, XLSX, XLS, ODS"
LONGEST = 100  # bytes; systems take 255, some 143, for the whole name
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')  # in the file names of one system or another


@dataclass(frozen=True)
class Job:
    """One document: a recipe for one dataset, county, year and language. county "" and year 0: all of the dataset.

    dataset : id of a data set, or of an entered report where the recipe's scope is one of OF_REPORTS.
    number  : tells apart jobs whose names would be the same file; 0 for the first.
    refusal : why nothing can be made of a county or a reader's file; lang "" then means every language.
    """

    recipe: Recipe
    dataset: str
    county: str
    year: int
    lang: str
    number: int = 0
    refusal: Words | None = None

    @property
    def name(self) -> str:
        """File name without ending; says what is inside, in the county's own script, and never names a folder."""
        year, number = (str(figure) if figure else "" for figure in (self.year, self.number))
        kind = self.recipe.id if self.recipe.scope in OF_COUNTIES and self.recipe.id != "county" else ""
        parts = [file_name(self.county or self.dataset), year, kind, self.lang, number]
        return "-".join(part for part in parts if part)

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What the notebooks of this job are given."""
        if self.recipe.scope in OF_REPORTS:
            return {"report": self.dataset, "lang": self.lang}
        if self.recipe.scope == "collection":
            return {"lang": self.lang}
        place = {"county": self.county, "year": self.year}
        no_report = {"report": ""} if self.recipe.scope == "items" else {}
        return {
            **no_report,
            "dataset": self.dataset,
            "lang": self.lang,
            **{name: chosen for name, chosen in place.items() if chosen},
        }


def file_name(text: str) -> str:
    """A name as every system takes it: no sign that has a meaning in paths, nothing hidden, no end of dots or spaces.

    Of a very long one the beginning; jobs whose names are the same then are told apart by a number.
    """
    safe = _UNSAFE.sub("_", text).encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore").strip().rstrip(". ")
    hidden = len(safe) - len(safe.lstrip("."))
    return "_" * hidden + safe[hidden:] or "_"


def jobs_for(
    dataset: str, counties: Sequence[str], year: int, langs: Sequence[str], ids: Sequence[str] = ()
) -> list[Job]:
    """What a reader's choices ask for; without a data set: their own folder's, else what appendices.toml names.

    counties : codes; none, or "all", for every county of the data set
    ids : of the recipes of appendices.toml wanted, or "all"; none for those not left to be asked for
    year : 0 for the latest

    Raises
    ------
    UsageError : an unknown data set, county or year; a folder without tables; a county or year chosen of nothing
    TableError : the faults of a data set's files; of a reader's own folder only when no file is without, otherwise
        each file with faults is a job that carries its refusal
    """
    root = user_root()
    has_own = bool(root and not dataset and has_reports(root))
    is_about_reports = bool(ids) and (
        all(one.scope in OF_OWN_REPORTS for one in _wanted(ids)) or (has_own and "all" in ids)
    )
    names = [dataset] if dataset else own_datasets(root, may_be_none=is_about_reports) if root else []
    chosen = [option for option, is_given in (("--county", set(counties) - {"all"}), ("--year", year)) if is_given]
    if chosen and (not names or any(find_dataset(name).shape == "facts" for name in names)):
        raise UsageError([_chosen_of_nothing(option) for option in chosen])
    if root and ids and (names or is_about_reports):
        own = [
            *_own_jobs(names, counties or ["all"], year, langs, ids),
            *_own_report_jobs(root, langs, ids, has_own),
        ]
        named = (job for job in default_jobs(langs, ids) if not job.recipe.is_of_own)
        return told_apart([*own, *named])
    if ids or not names:
        return default_jobs(langs, ids)
    return told_apart(job for name in names for job in chosen_jobs(name, counties or ["all"], year, langs))


def _own_jobs(
    names: Sequence[str], counties: Sequence[str], year: int, langs: Sequence[str], ids: Sequence[str]
) -> Iterator[Job]:
    """The recipes asked for that a reader's own tables can be put into; of all, those that a folder has the tables of."""
    for recipe in _wanted(ids):
        for name in names if recipe.is_of_own and recipe.scope not in OF_OWN_REPORTS else ():
            if recipe.id in ids or recipe.scope == "items" or find_dataset(name).shape == "schools":
                yield from _jobs(recipe, name, counties, year, langs)


def _own_report_jobs(root: Path, langs: Sequence[str], ids: Sequence[str], has_own: bool) -> Iterator[Job]:
    """A document for each report of a reader's folder, and one about all of them; a file that gives none says why."""
    wanted = [one for one in _wanted(ids) if one.is_of_own and one.scope in OF_OWN_REPORTS]
    if not has_own:
        if {one.id for one in wanted} & {*ids}:
            found = Words("文件夹里没有报告", "there is no report in this folder")
            expected = Words("TXT、HTML、DOCX、PDF，或录入的TOML", "TXT, HTML, DOCX, PDF, or TOML as entered")
            raise UsageError.at(str(root), found, expected)
        return
    own = own_reports(root)
    for recipe in wanted:
        if recipe.scope == "report":
            yield from (Job(recipe, name, "", 0, lang) for name in own.reports for lang in langs)
            yield from (Job(recipe, file, "", 0, "", refusal=_said(error)) for file, error in own.refused.items())
        elif len(own.reports) + len(own.refused) > 1:
            yield from (Job(recipe, name, "", 0, lang) for name in recipe.datasets for lang in langs)


def own_datasets(root: Path, may_be_none: bool = False) -> list[str]:
    """The data sets of a reader's own folder; UsageError that names what else lies there when there must be one."""
    names = [one.id for one in datasets() if one.root == root]
    if not names and not may_be_none:
        found, expected = (
            Words("文件夹里没有学校表", "there is no school table in this folder"),
            Words(_TABLES, _TABLES),
        )
        to_audit = Words("（复核其中的报告：--appendix reports）", "(to audit the reports in it: --appendix reports)")
        remedy = to_audit if has_reports(root) else None
        raise UsageError([Problem(str(root), found, expected, remedy), *_passed_over(root)])
    return names


def _passed_over(root: Path) -> Iterator[Problem]:
    """The files of a folder without a school table, each with what it was taken for."""
    for path in sorted(root.iterdir()):
        if path.is_file() and path.stem in COMPANIONS:
            found = Words(
                f"是与学校表并列的表（{path.stem}），不是学校表",
                f"is a table that stands beside a school table ({path.stem}), not one itself",
            )
            yield Problem(
                path.name, found, Words("另有一张学校表，或改用别的文件名", "a school table too, or another name")
            )
        elif path.is_file() and (kind := kind_of_ending(path.name)):
            yield problem("unsupported_kind", path.name, what=kind.what, remedy=kind.remedy)
        elif path.is_file() and path.suffix.lower() not in (*WORKBOOKS, *TEXTS):
            yield Problem(path.name, Words("不是表格文件", "is no table"), Words(_TABLES, _TABLES))


def _chosen_of_nothing(option: str) -> Problem:
    found = Words(
        "没有指明从哪个学校数据集中选取", "names something to choose, but no data set of schools to choose from"
    )
    return Problem(option, found, Words("同时写 --dataset 或 --data", "--dataset or --data beside it"))


def default_jobs(langs: Sequence[str], ids: Sequence[str] = ()) -> list[Job]:
    """What appendices.toml names: the recipes asked for by id, all of them for "all", else those made by default."""
    return told_apart(
        job for recipe in _wanted(ids) for name in recipe.datasets for job in _jobs(recipe, name, ["all"], 0, langs)
    )


def _wanted(ids: Sequence[str]) -> list[Recipe]:
    known = recipes()
    if unknown := set(ids) - {"all", *(recipe.id for recipe in known)}:
        raise UsageError([_unknown("--appendix", one, ["all", *(recipe.id for recipe in known)]) for one in unknown])
    return [one for one in known if {one.id, one.along_with, "all"} & {*ids} or not (ids or one.is_asked_for)]


def told_apart(jobs: Iterable[Job]) -> list[Job]:
    """The jobs with a number for each whose file another has taken; some systems read A and a as one letter."""
    taken: Counter[str] = Counter()
    apart = []
    for job in jobs:
        while taken[job.name.casefold()]:
            job = replace(job, number=max(job.number, 1) + 1)
        taken[job.name.casefold()] += 1
        apart.append(job)
    return apart


def chosen_jobs(dataset: str, counties: Sequence[str], year: int, langs: Sequence[str]) -> list[Job]:
    """The jobs of one dataset: of the recipes that name it, those asked for by id only where no other does; else county
    appendices for schools, one for printed facts.
    """
    known = [recipe for recipe in recipes() if recipe.scope not in OF_REPORTS]
    scope = {"schools": "county", "facts": "dataset", "record": "items"}[find_dataset(dataset).shape]
    named = [recipe for recipe in known if dataset in recipe.datasets]
    usual = [recipe for recipe in named if not recipe.is_asked_for]
    chosen = usual or named or [next(recipe for recipe in known if recipe.scope == scope)]
    return [job for recipe in chosen for job in _jobs(recipe, dataset, counties, year, langs)]


def _jobs(recipe: Recipe, dataset: str, counties: Sequence[str], year: int, langs: Iterable[str]) -> Iterator[Job]:
    if recipe.scope not in OF_COUNTIES and list(counties) == ["all"]:
        yield from (Job(recipe, dataset, "", year, lang) for lang in langs)
        return
    if find_dataset(dataset).shape == "record":
        yield from _record_jobs(recipe, dataset, counties, year, langs)
        return
    table, refused = load_dataset(dataset), _refused_jobs(recipe, dataset)
    is_all = list(counties) == ["all"]
    wanted = table.counties if is_all else [one for one in counties if one in table.counties or one not in refused]
    there = [county for county in wanted if county in table.counties]
    if wanted and not there:
        table.select(county=wanted[0])  # refuses: none of them is there
    if year and there and not any(year in table.select(county=county).years for county in there):
        (table if is_all else table.select(county=there[0])).select(year=year)  # refuses: the year itself is wrong
    for county in wanted:
        yield from _county_jobs(Job(recipe, dataset, county, year, ""), table, langs)
    yield from (job for county, jobs in refused.items() if is_all or county in counties for job in jobs)


def _record_jobs(
    recipe: Recipe, dataset: str, counties: Sequence[str], year: int, langs: Iterable[str]
) -> Iterator[Job]:
    """The counties of workbooks of facts without a school table, where a recipe speaks of items; and files with faults."""
    records, refused = county_records(dataset).records, _refused_jobs(recipe, dataset)
    known, langs = {*records, *refused}, list(langs)
    if recipe.scope != "items":
        found = Words("文件夹里没有学校表，只有县级数据表", "the folder holds a county's facts and no school table")
        raise UsageError.at(recipe.id, found, Words("一张学校表", "a school table"))
    wanted = list(records) + list(refused) if list(counties) == ["all"] else list(counties)
    if unknown := {*wanted} - known:
        raise UsageError([_unknown("--county", one, sorted(known)) for one in unknown])
    for county in dict.fromkeys(wanted):
        if county in records:
            yield from (Job(recipe, dataset, county, year or records[county].year, lang) for lang in langs)
        yield from refused.get(county, ())


def _county_jobs(job: Job, table: SchoolTable, langs: Iterable[str]) -> Iterator[Job]:
    """One job a language; one refusal for all of them where there is no such county, or it has no such year."""
    try:
        rows = table.select(county=job.county)
        year = (rows.select(year=job.year) if job.year else rows).years[-1]
    except UsageError as refused:
        yield replace(job, refusal=_said(refused))
    else:
        yield from (replace(job, year=year, lang=lang) for lang in langs)


def _refused_jobs(recipe: Recipe, dataset: str) -> dict[str, list[Job]]:
    """Files of a reader's own folder that have faults, by the county their name speaks of."""
    found: dict[str, list[Job]] = {}
    for name, problems in {**refused_files(dataset), **county_records(dataset).refused}.items():
        county = county_of_name(Path(name).stem)
        found.setdefault(county, []).append(Job(recipe, dataset, county, 0, "", refusal=_said(TableError(problems))))
    return found


def _said(refused: JunhengError) -> Words:
    return Words(refused.message("zh"), refused.message("en"))


def check_choices(langs: Sequence[str], formats: Sequence[str]) -> None:
    """UsageError for a language or a format there is not."""
    problems = [_unknown("--lang", lang, LANGS) for lang in langs if lang not in LANGS]
    problems += [_unknown("--format", name, FORMATS) for name in formats if name not in FORMATS]
    if problems:
        raise UsageError(problems)


def in_formats(jobs: Sequence[Job], formats: Sequence[str]) -> list[Job]:
    """The jobs of which anything is made in these formats; UsageError where there is none."""
    made = [job for job in jobs if formats_of(job, formats)]
    if jobs and not made:
        found = Words("所选附件没有工作簿", "no workbook is made of the appendices chosen")
        with_one = ", ".join(recipe.id for recipe in recipes() if recipe.has_workbook)
        expected = Words(
            f"附件{with_one}，或加上html、docx、pdf", f"the appendix {with_one}, or html, docx, pdf as well"
        )
        raise UsageError.at("--format", found, expected)
    return made


def formats_of(job: Job, formats: Sequence[str]) -> list[str]:
    """The formats a job is made in: its recipe's own; else those asked for, a workbook only where its recipe has one."""
    if job.recipe.formats:
        return list(job.recipe.formats)
    return [name for name in formats if name != WORKBOOK or job.recipe.has_workbook]


def with_school_files(jobs: Sequence[Job]) -> list[Job]:
    """The jobs, those about a county's schools with every school's own sheet as a file; UsageError where none is."""
    if jobs and not any(job.recipe.scope in OF_SCHOOLS for job in jobs):
        found = Words("所选附件不涉及单个学校", "no appendix chosen is about single schools")
        raise UsageError.at("--per-school", found, Words(", ".join(OF_SCHOOLS), ", ".join(OF_SCHOOLS)))
    return [
        replace(job, recipe=replace(job.recipe, has_school_files=True)) if job.recipe.scope in OF_SCHOOLS else job
        for job in jobs
    ]


def _unknown(option: str, value: str, known: Sequence[str]) -> Problem:
    listed = ", ".join(known)
    return Problem(
        option, Words(f"没有“{value}”", f"there is no '{value}'"), Words(f"以下之一：{listed}", f"one of: {listed}")
    )
