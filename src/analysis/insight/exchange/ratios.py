"""Teacher exchange (交流轮岗): two ratios that are never one line, backbone shares, principals, flows.

The ratio to *eligible* teachers (符合交流条件教师) and the ratio to *all* teachers are two measures: quality-balance
reports print the one, basic-balance reports the other. An exchange ratio is an administrative quota, so there is no
model of it here: differences between years and counties, and a warning when it is the base that moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analysis.errors import Problem
from analysis.insight.series.count_series import SeriesError
from analysis.insight.series.implied_base import ImpliedBase, implied_base
from analysis.language import Words

MEASURES = {
    "exchanged_of_eligible": Words("交流教师占符合交流条件教师的比例", "share of eligible teachers exchanged"),
    "exchanged_of_all": Words("交流教师占教师总数的比例", "share of all teachers exchanged"),
    "backbone_of_exchanged": Words("骨干教师占交流教师的比例", "share of backbone teachers among those exchanged"),
    "principals_of_all": Words("交流校长占校长总数的比例", "share of all principals exchanged"),
}
#: measure → (what is counted, what it is counted out of)
PARTS = {
    "exchanged_of_eligible": ("exchanged", "eligible"),
    "exchanged_of_all": ("exchanged", "teachers"),
    "backbone_of_exchanged": ("backbone_exchanged", "exchanged"),
    "principals_of_all": ("exchanged_principals", "principals"),
}
#: A county's teachers do not become more or fewer by more than this in a year.
MOST_A_YEAR = 0.10
COUNTS = ("exchanged", "eligible", "teachers", "backbone_exchanged", "exchanged_principals", "principals")
COUNT_WORDS = {
    "exchanged": Words("交流教师", "exchanged teachers"),
    "eligible": Words("符合交流条件教师", "eligible teachers"),
    "teachers": Words("教师总数", "all teachers"),
    "backbone_exchanged": Words("交流的骨干教师", "exchanged backbone teachers"),
    "exchanged_principals": Words("交流校长", "exchanged principals"),
    "principals": Words("校长总数", "all principals"),
}
ESTIMAND = Words(
    "测算对象：该年实际交流人数占所列基数的比例；两种基数各成一列，不相衔接。",
    "What is estimated: those exchanged in the year as a share of the base named; the two bases are two columns, never one line.",
)


# ---- from counts ------------------------------------------------------------------------------------------------


def exchange_ratios(counts: pd.DataFrame) -> pd.DataFrame:
    """Ratios by county and year from counts (交流比例), one measure a row, so that no two measures share a line.

    Parameters
    ----------
    counts : one row per county and year: county, year and any of COUNTS; unknown counts are nan

    Returns
    -------
    frame : county, year, measure (of MEASURES), count, base, ratio (0–1), difference (from the year before, same
        county, same measure; nan for a first year or after a gap), from_median (of the counties of that year and
        measure; nan for one county alone)

    Raises
    ------
    SeriesError : a county's year twice; more exchanged than eligible, more eligible than teachers, more backbone
        teachers than exchanged; exchanged teachers without any base
    """
    given = counts.reindex(columns=["county", "year", *COUNTS]).astype(dict.fromkeys(COUNTS, float))
    problems = [problem for _, row in given.iterrows() for problem in _count_problems(row)]
    problems += _twice(given)
    if problems:
        raise SeriesError(problems)
    long = []
    for measure, (count, base) in PARTS.items():
        known = given[given[count].notna() & (given[base] > 0)]
        long.append(
            known[["county", "year"]].assign(
                measure=measure, count=known[count], base=known[base], ratio=known[count] / known[base]
            )
        )
    table = pd.concat(long, ignore_index=True).sort_values(["measure", "county", "year"], ignore_index=True)
    by = table.groupby(["measure", "county"])
    table["difference"] = by["ratio"].diff().where(by["year"].diff() == 1)
    across = table.groupby(["measure", "year"])["ratio"]
    table["from_median"] = (table["ratio"] - across.transform("median")).where(across.transform("size") > 1)
    return table


def _count_problems(row: pd.Series) -> list[Problem]:
    place = f"{row['county']} · {row['year']}"
    problems = []
    for less, more in (
        ("exchanged", "eligible"),
        ("exchanged", "teachers"),
        ("eligible", "teachers"),
        ("backbone_exchanged", "exchanged"),
        ("exchanged_principals", "principals"),
    ):
        if row[less] > row[more]:
            a, b = COUNT_WORDS[less], COUNT_WORDS[more]
            found = Words(
                f"{a.zh}{row[less]:g}人多于{b.zh}{row[more]:g}人", f"{row[less]:g} {a.en}, {row[more]:g} {b.en}"
            )
            expected = Words(f"{a.zh}不多于{b.zh}", f"no more {a.en} than {b.en}")
            problems.append(Problem(place, found, expected))
    for name in COUNTS:
        if row[name] < 0:
            label = COUNT_WORDS[name]
            found = Words(f"{label.zh}为{row[name]:g}", f"{row[name]:g} {label.en}")
            problems.append(Problem(place, found, Words("0或以上", "0 or more")))
    if row["exchanged"] > 0 and not (row["eligible"] > 0 or row["teachers"] > 0):
        found = Words(f"交流{row['exchanged']:g}人而无基数", f"{row['exchanged']:g} exchanged without a base")
        expected = Words("符合交流条件教师数或教师总数", "the eligible or all teachers")
        problems.append(Problem(place, found, expected))
    return problems


def _twice(counts: pd.DataFrame) -> list[Problem]:
    rows = counts[counts.duplicated(["county", "year"])]
    found = Words("该县该年出现两次以上", "this county's year appears more than once")
    return [
        Problem(f"{row['county']} · {row['year']}", found, Words("每县每年一行", "one row a county and year"))
        for _, row in rows.iterrows()
    ]


# ---- from a register --------------------------------------------------------------------------------------------

REGISTER = ("county", "person", "year", "from_school", "to_school", "is_eligible", "is_backbone", "is_principal")


def counts_from_register(register: pd.DataFrame) -> pd.DataFrame:
    """Counts by county and year from a register of those exchanged (由交流名册汇总); bases must be joined to it.

    Parameters
    ----------
    register : columns REGISTER, one row per person and year; `person` is a hash, never a name

    Raises
    ------
    SeriesError : names instead of hashes; a person twice in a year; from and to the same school; an exchanged teacher
        who was not eligible
    """
    problems = _register_faults(register)
    if problems:
        raise SeriesError(problems)
    teachers, principals = register[~register["is_principal"]], register[register["is_principal"]]
    by = ["county", "year"]
    table = teachers.groupby(by).agg(exchanged=("person", "size"), backbone_exchanged=("is_backbone", "sum"))
    return table.join(principals.groupby(by).size().rename("exchanged_principals"), how="outer").reset_index()


def flows(register: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Who goes where (城乡流向): exchanged teachers by county, year and direction, and the balance for the country.

    Parameters
    ----------
    register : as in `counts_from_register`
    area : school_id → urban | town | rural; urban and town are "town" here, rural is "country"

    Returns
    -------
    frame : county, year, town_to_country, country_to_town, within_town, within_country, unknown, to_country_net
    """
    side = area.map({"urban": "town", "town": "town", "rural": "country"})
    rows = register[~register["is_principal"]]
    start, end = rows["from_school"].map(side), rows["to_school"].map(side)
    direction = (start + "_to_" + end).where(start != end, "within_" + start).fillna("unknown")
    wanted = ["town_to_country", "country_to_town", "within_town", "within_country", "unknown"]
    table = rows.assign(direction=direction).groupby(["county", "year", "direction"]).size().unstack(fill_value=0)
    table = table.reindex(columns=wanted, fill_value=0)
    return table.assign(to_country_net=table["town_to_country"] - table["country_to_town"]).reset_index()


def _register_faults(register: pd.DataFrame) -> list[Problem]:
    problems, register = [], register.reset_index(drop=True)
    for rows, found, expected in (
        (
            register[register.duplicated(["person", "year"])],
            Words("同一人同一年出现两次", "one person twice in a year"),
            Words("每人每年一行", "one row per person and year"),
        ),
        (
            register[register["person"].astype(str).str.contains("[\u4e00-\u9fff]")],
            Words("人员一栏是姓名，未作脱敏", "names where hashes should be"),
            Words("散列后的人员代码", "a hash of each person"),
        ),
        (
            register[register["from_school"] == register["to_school"]],
            Words("交流前后为同一学校", "from and to are the same school"),
            Words("两所不同学校", "two different schools"),
        ),
        (
            register[~register["is_eligible"].astype(bool) & ~register["is_principal"].astype(bool)],
            Words("不符合交流条件者计入交流", "exchanged without being eligible"),
            Words("符合交流条件的教师", "eligible teachers"),
        ),
    ):
        if len(rows):
            first = rows.iloc[0]
            place = f"{first['county']} · {first['year']} · #{rows.index[0] + 1}"  # never the person
            count = Words(f"{found.zh}（共{len(rows)}行）", f"{found.en} ({len(rows)} rows)")
            problems.append(Problem(place, count, expected))
    return problems


# ---- from printed ratios ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PrintedYear:
    """One printed figure: so many exchanged, at this percentage, and the base it implies."""

    year: int
    count: int
    percent: str
    base: ImpliedBase


@dataclass(frozen=True)
class PrintedTrend:
    """Printed ratios of one measure, and whether their move is real.

    jumps : later years whose implied base must have moved by more than `most_a_year` from the year before
    """

    measure: str
    years: tuple[PrintedYear, ...]
    jumps: tuple[int, ...]
    words: Words

    @property
    def is_artefact(self) -> bool:
        return bool(self.jumps)


def trend_of_printed(
    measure: str, figures: Sequence[tuple[int, int, str]], most_a_year: float = MOST_A_YEAR
) -> PrintedTrend:
    """Printed counts and ratios of one measure, year by year, with their bases (印刷比例的基数核查).

    The base jumps when even its nearest possible values differ by more than `most_a_year` (10%): a county's
    teachers do not. The move of the ratio is then called an artefact, and only the count's move is left to report.

    Parameters
    ----------
    measure : of MEASURES; two measures are two calls
    figures : (year, count, percentage as printed)
    """
    if measure not in MEASURES:
        expected = Words("、".join(MEASURES), ", ".join(MEASURES))
        raise SeriesError.at(measure, Words("不是交流指标", "no measure of exchange"), expected)
    years = [year for year, _, _ in figures]
    if len(set(years)) != len(years):
        found = Words("同一年份出现两次", "a year appears twice")
        raise SeriesError.at(MEASURES[measure].en, found, Words("每年一个数", "one figure a year"))
    rows = tuple(PrintedYear(year, n, percent, implied_base(n, percent)) for year, n, percent in sorted(figures))
    jumps = tuple(b.year for a, b in pairwise(rows) if _least_move(a.base, b.base) > most_a_year * (b.year - a.year))
    return PrintedTrend(measure, rows, jumps, _printed_words(rows, jumps))


def _least_move(before: ImpliedBase, after: ImpliedBase) -> float:
    if after.low > before.high:
        return after.low / before.high - 1
    return 1 - after.high / before.low if after.high < before.low else 0.0


def _printed_words(rows: Sequence[PrintedYear], jumps: Sequence[int]) -> Words:
    if not jumps:
        return Words("各年隐含基数相近，比例可以比较", "implied bases are alike: the ratios can be compared")
    zh, en = [], []
    for a, b in pairwise(rows):
        if b.year in jumps:
            zh.append(f"{a.year}年{a.base.low}—{a.base.high}、{b.year}年{b.base.low}—{b.base.high}")
            en.append(f"{a.base.low}–{a.base.high} in {a.year}, {b.base.low}–{b.base.high} in {b.year}")
    return Words(
        f"隐含基数跳变（{'；'.join(zh)}），比例的变化是口径造成的，不能作为趋势",
        f"the implied base jumps ({'; '.join(en)}): the ratio's move is an artefact of its base, not a trend",
    )
