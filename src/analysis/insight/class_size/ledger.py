"""The ledger of large classes (大班额销号台账): when does the last one leave?

Zero is no question for a line: a class stays large until it leaves or is split. If every entry class from now on keeps
to the limit, each large class of today is struck off in the autumn after its last grade, and that year can be read off.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.formulas.trend import LARGE
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

#: Grades of each stage, and how many students a class may hold: primary 45, junior 50 (教督〔2017〕6号), senior 55.
GRADES = {"primary": 6, "junior": 3, "senior": 3}
LIMITS = {"primary": 45, "junior": 50, "senior": 55}


@dataclass(frozen=True)
class Ledger:
    """Today's large classes and the autumn each is struck off.

    entries   : one row per large class: county, school_id, stage, grade, class_id, students, leaves (the first autumn it
                is gone), over_limit (students above the limit of its stage)
    remaining : large classes left by autumn, from today's to the first with none
    """

    year: int
    least: int
    entries: pd.DataFrame
    remaining: pd.Series

    @property
    def last_leaves(self) -> int:
        """The first autumn without a large class, if entry grades keep to the limit."""
        return int(self.entries["leaves"].max()) if len(self.entries) else self.year

    @property
    def words(self) -> Words:
        if not len(self.entries):
            return Words(f"{self.year}年已无大班额", f"no large class in {self.year}")
        return Words(
            f"如起始年级严格执行班额标准、现有大班额不拆分，最后一个大班额在{self.last_leaves}年秋季销号",
            f"if entry grades keep to the limit and no large class is split, the last one is gone in autumn "
            f"{self.last_leaves}",
        )


def large_class_ledger(classes: pd.DataFrame, year: int, least: int = LARGE) -> Ledger:
    """Strike large classes off as their cohorts leave (销号推算).

    Estimand: the first autumn in which none of today's large classes is left, no class being split and every new entry
    class within the limit. Splitting makes it earlier; arrivals from elsewhere can make it later.

    Parameters
    ----------
    classes : one row per class: county, school_id, stage, year, grade (1 = entry grade of the stage), class_id, students

    Raises
    ------
    SeriesError : no class in that year; a grade its stage does not have; a class without students
    """
    now = classes[classes["year"] == year]
    _refuse_faults(now, year)
    last_grade = now["stage"].map(GRADES)
    now = now.assign(leaves=year + last_grade - now["grade"] + 1, over_limit=now["students"] - now["stage"].map(LIMITS))
    entries = now[now["students"] >= least]
    columns = ["county", "school_id", "stage", "grade", "class_id", "students", "leaves", "over_limit"]
    entries = entries[columns].sort_values(["leaves", "students"], ascending=[True, False], ignore_index=True)
    end = int(entries["leaves"].max()) if len(entries) else year
    remaining = pd.Series({autumn: int((entries["leaves"] > autumn).sum()) for autumn in range(year, end + 1)})
    return Ledger(year, least, entries, remaining)


def _refuse_faults(now: pd.DataFrame, year: int) -> None:
    if now.empty:
        found = Words(f"{year}年没有班级", f"no class in {year}")
        raise SeriesError.at(str(year), found, Words("该年的班级清单", "the classes of that year"))
    last_grade = now["stage"].map(GRADES).fillna(0)
    wrong = now[(now["grade"] < 1) | (now["grade"] > last_grade) | ~(now["students"] >= 1)]
    if len(wrong):
        one = wrong.iloc[0]
        text = f"{one['school_id']} · {one['class_id']}: {one['stage']} {one['grade']}, {one['students']}"
        found = Words(f"{text}（共{len(wrong)}个班）", f"{text} ({len(wrong)} such classes)")
        expected = Words("本学段内的年级，学生数不少于1", "a grade of its stage, one student at least")
        raise SeriesError.at(str(year), found, expected)
