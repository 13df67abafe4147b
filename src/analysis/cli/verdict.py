"""`junheng verdict`: one county's verdicts, and what turns where the documents are silent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.app import app, asked_language, words
from analysis.cli.options import County, DataSet, Folder, Language, StandardName, Year, choose
from analysis.errors import UsageError
from analysis.language import Words
from analysis.paths import user_root

if TYPE_CHECKING:
    from analysis.show.county.view import View
    from analysis.show.guarantee.view import GuaranteeView

MOST_LISTED = 20
_LACKS = Words(
    "以 --standard 指明标准（见 junheng standards），即列出还缺哪些列。",
    "With --standard (junheng standards lists them) this command says which columns are missing.",
)


@app.command(
    help=words(
        "判断一个县：每条规则的测算值、限值、判断和出处。--readings 另列文件未明确的口径及其改变的判断。",
        "One county's verdicts: what was found, the limit, the answer and the clause, rule by rule. --readings also lists "
        "what the documents leave open and the verdicts it turns.",
    )
)
def verdict(
    county: County = "",
    dataset: DataSet = "",
    data: Folder = None,
    year: Year = 0,
    standard: StandardName = "",
    readings: Annotated[
        bool,
        typer.Option(
            "--readings", help=words("列出文件未明确的口径及其影响", "what the documents leave open, and what it turns")
        ),
    ] = False,
    certificates: Annotated[
        Path | None,
        typer.Option(
            help=words(
                "将达标结论的计数凭证写入此文件夹（JSON）",
                "write what confirms how careful the counts of met verdicts must be into this folder (JSON)",
            )
        ),
    ] = None,
    report: Annotated[
        str,
        typer.Option(help=words("改为判断一份录入的报告", "judge an entered report instead, from its own facts")),
    ] = "",
    chosen: Annotated[
        list[str] | None,
        typer.Option(
            "--choose",
            help=words("为缺损的数选定取值：名称=数", "a number for a damaged one: FACT=NUMBER; only with --report"),
        ),
    ] = None,
    lang: Language = "",
) -> None:
    if report:
        choose(lang, None, "")
        _needs_schools(readings)
        _show_report(report, standard, _chosen(chosen or []))
        return
    choose(lang, data, standard)
    if name := _without_schools(dataset):
        _needs_schools(readings)
        _show_items(name, county)
        return
    from analysis.cli.page import show
    from analysis.show.appendix.results import verdicts
    from analysis.show.county.without_data import without_data

    view = chosen_view(dataset, county, year)
    print(_standing(view))
    show(verdicts(view))
    lacks = without_data(view) if view.standard else _LACKS if view.choice else None
    for sentence in filter(None, (view.choice, lacks)):
        print(sentence.in_(view.lang))
    if readings:
        _show_readings(view)
    if certificates:
        _write_certificates(view, certificates)


def _needs_schools(readings: bool) -> None:
    """Readings are told of schools; where there are none they are refused and not passed over."""
    if readings:
        expected = Words("有学校数据表的数据集或文件夹", "a data set or folder with a school table")
        raise UsageError.at("--readings", Words("没有学校数据表", "there is no school table"), expected)


def _chosen(pairs: list[str]) -> dict[str, str]:
    """FACT=NUMBER, several times."""
    for pair in pairs:
        if not re.fullmatch(r"\w+=[0-9]+(\.[0-9]+)?", pair):
            raise UsageError.at("--choose", Words(f"“{pair}”", f"'{pair}'"), Words("名称=数", "FACT=NUMBER"))
    return dict(pair.split("=", 1) for pair in pairs)


def _show_report(report: str, standard: str, chosen: dict[str, str]) -> None:
    """An entered report against its framework."""
    from analysis.show.guarantee import open_guarantee

    _show_parts(open_guarantee(report, standard, asked_language(), chosen))


def _without_schools(dataset: str) -> str:
    """The data set, where it holds only what counties state of themselves; "" for others."""
    from analysis.tables.catalogue.datasets import datasets

    root = user_root()
    mine = [one for one in datasets() if one.id == dataset or (not dataset and root and one.root == root)]
    return mine[0].id if mine and mine[0].shape == "record" else ""


def _show_items(dataset: str, county: str) -> None:
    """A county's own figures against a framework, without a school table."""
    from analysis.show.guarantee import open_guarantee

    _show_parts(open_guarantee("", "", asked_language(), dataset=dataset, county=county))


def _show_parts(view: GuaranteeView) -> None:
    """Part by part and item by item."""
    from analysis.cli.page import show
    from analysis.show.guarantee import sentences, tables

    for sentence in (sentences.about(view), sentences.result(view)):
        print(sentence.in_(view.lang))
    for table in tables.item_tables(view):
        show(table)


def chosen_view(dataset: str, county: str, year: int) -> View:
    """The county chosen; the only one where none is named."""
    from analysis.publish.jobs import own_datasets
    from analysis.schema import one_of
    from analysis.show.county.view import open_view
    from analysis.tables.catalogue.datasets import load_dataset

    root = user_root()
    if not dataset and not root:
        expected = Words("--dataset 或 --data", "--dataset or --data")
        raise UsageError.at("--dataset", Words("没有指明数据集", "no data set is named"), expected)
    name = dataset or own_datasets(root)[0]
    counties = load_dataset(name).counties
    if not county and len(counties) > 1:
        found = Words(f"数据集有{len(counties)}个县区", f"the data set has {len(counties)} counties")
        raise UsageError.at("--county", found, one_of(counties[:MOST_LISTED]))
    return open_view(name, county, year, asked_language())


def _standing(view: View) -> str:
    """What these results are: computed, and of which kind of data."""
    from analysis.tables.catalogue.provenance import KIND_WORDS

    source = view.table.provenance
    kind = KIND_WORDS[source.kind_of_year.get(view.year, source.kind)]
    return words(
        f"测算结果，不是官方认定。所用数据：{kind.zh}。",
        f"Computed results, not official findings. The data: {kind.en}.",
    )


def _show_readings(view: View) -> None:
    from analysis.cli.page import show
    from analysis.show.readings import open_readings, sentences, tables

    found = open_readings(view)
    print()
    show(tables.readings(found))
    if any(one.turns for one in found.found):
        print()
        show(tables.turned(found))
    print()
    for sentence in sentences.turning(found):
        print(sentence.in_(view.lang))


def _write_certificates(view: View, folder: Path) -> None:
    """One file a verdict that is met and counted in people or rooms, and the programs that confirm them."""
    from analysis.publish.certificates import write_certificates
    from analysis.show.firmness import open_firmness

    written = write_certificates(open_firmness(view), folder)
    print(words(f"已写入{len(written)}份凭证：{folder}", f"{len(written)} certificates written: {folder}"))
