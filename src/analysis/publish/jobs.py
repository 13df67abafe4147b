"""What is to be made: appendices.toml and the reader's choices become a list of jobs, one document each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.errors import Problem, StandardError, UsageError
from analysis.language import LANGS, Words
from analysis.paths import APPENDICES, user_root
from analysis.tables.catalogue import datasets, find_dataset, load_dataset

FORMATS = ("html", "docx", "pdf")
_TABLES = "CSV, XLSX, XLS, ODS"
_KEYS = {"id", "scope", "title", "notebooks", "datasets"}


@dataclass(frozen=True)
class Recipe:
    """One kind of appendix."""

    id: str
    scope: Literal["county", "dataset", "report"]
    title: Words
    notebooks: tuple[str, ...]
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One document: a recipe for one dataset, county, year and language. county "" and year 0: all of the dataset.

    dataset : id of a data set, or of an entered report where the recipe's scope is "report".
    """

    recipe: Recipe
    dataset: str
    county: str
    year: int
    lang: str

    @property
    def name(self) -> str:
        """ASCII file name without ending; says what is inside."""
        parts = [self.county or self.dataset, str(self.year) if self.year else "", self.lang]
        return "-".join(part for part in parts if part)

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What the notebooks of this job are given."""
        if self.recipe.scope == "report":
            return {"report": self.dataset, "lang": self.lang}
        place = {"county": self.county, "year": self.year}
        return {
            "dataset": self.dataset,
            "lang": self.lang,
            **{name: chosen for name, chosen in place.items() if chosen},
        }


def recipes() -> list[Recipe]:
    """The recipes of appendices.toml; StandardError on a key it does not know."""
    data = tomllib.loads(APPENDICES.read_text(encoding="utf8"))
    if data.get("schema") != 1:
        raise _refuse("schema", "schema = 1")
    return [_recipe(entry) for entry in data["appendix"]]


def _recipe(entry: Mapping[str, Any]) -> Recipe:
    for key in entry:
        if key not in _KEYS:
            raise _refuse(key, ", ".join(sorted(_KEYS)))
    title = Words(entry["title"]["zh"], entry["title"]["en"])
    return Recipe(entry["id"], entry["scope"], title, tuple(entry["notebooks"]), tuple(entry["datasets"]))


def _refuse(found: str, expected: str) -> StandardError:
    return StandardError(Problem(APPENDICES.name, Words(f"“{found}”", f"'{found}'"), Words(expected, expected)))


def jobs_for(dataset: str, counties: Sequence[str], year: int, langs: Sequence[str]) -> list[Job]:
    """What a reader's choices ask for; without a data set: their own folder's, else everything appendices.toml names.

    counties : codes; none, or "all", for every county of the data set
    year : 0 for the latest

    Raises
    ------
    UsageError : an unknown data set, county or year; a folder without tables; a county or year chosen of nothing
    """
    root = user_root()
    names = [dataset] if dataset else _own_datasets(root) if root else []
    chosen = [option for option, is_given in (("--county", set(counties) - {"all"}), ("--year", year)) if is_given]
    if chosen and not (names and all(find_dataset(name).shape == "schools" for name in names)):
        raise UsageError([_chosen_of_nothing(option) for option in chosen])
    if not names:
        return default_jobs(langs)
    return [job for name in names for job in chosen_jobs(name, counties or ["all"], year, langs)]


def _own_datasets(root: Path) -> list[str]:
    names = [one.id for one in datasets() if one.root == root]
    if not names:
        found, expected = Words("文件夹里没有表格", "there is no table in this folder"), Words(_TABLES, _TABLES)
        raise UsageError(Problem(str(root), found, expected))
    return names


def _chosen_of_nothing(option: str) -> Problem:
    found = Words(
        "没有指明从哪个学校数据集中选取", "names something to choose, but no data set of schools to choose from"
    )
    return Problem(option, found, Words("同时写 --dataset 或 --data", "--dataset or --data beside it"))


def default_jobs(langs: Sequence[str]) -> list[Job]:
    """Everything appendices.toml names."""
    return [job for recipe in recipes() for name in recipe.datasets for job in _jobs(recipe, name, ["all"], 0, langs)]


def chosen_jobs(dataset: str, counties: Sequence[str], year: int, langs: Sequence[str]) -> list[Job]:
    """The jobs of one dataset: of the recipes that name it; else county appendices for schools, one for printed facts."""
    known = [recipe for recipe in recipes() if recipe.scope != "report"]
    scope = "dataset" if find_dataset(dataset).shape == "facts" else "county"
    named = [recipe for recipe in known if dataset in recipe.datasets]
    chosen = named or [next(recipe for recipe in known if recipe.scope == scope)]
    return [job for recipe in chosen for job in _jobs(recipe, dataset, counties, year, langs)]


def _jobs(recipe: Recipe, dataset: str, counties: Sequence[str], year: int, langs: Iterable[str]) -> Iterator[Job]:
    if recipe.scope != "county" and list(counties) == ["all"]:
        yield from (Job(recipe, dataset, "", year, lang) for lang in langs)
        return
    table = load_dataset(dataset)
    for county in table.counties if list(counties) == ["all"] else counties:
        rows = table.select(county=county)
        latest = rows.select(year=year).years if year else rows.years
        yield from (Job(recipe, dataset, county, latest[-1], lang) for lang in langs)


def check_choices(langs: Sequence[str], formats: Sequence[str]) -> None:
    """UsageError for a language or a format there is not."""
    problems = [_unknown("--lang", lang, LANGS) for lang in langs if lang not in LANGS]
    problems += [_unknown("--format", name, FORMATS) for name in formats if name not in FORMATS]
    if problems:
        raise UsageError(problems)


def _unknown(option: str, value: str, known: Sequence[str]) -> Problem:
    listed = ", ".join(known)
    return Problem(
        option, Words(f"没有“{value}”", f"there is no '{value}'"), Words(f"以下之一：{listed}", f"one of: {listed}")
    )
