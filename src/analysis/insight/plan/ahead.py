"""The plan under the enrolment ahead (预测学生数下的方案): which of today's shortages would close by themselves.

Where students by grade and births are known, cohorts are moved up (insight/class_size). The plan is made again with the students
of the last year ahead; classes, teachers and rooms stay as they are. What only today's plan asks for closes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.insight.plan.plan import Plan, judged_with, make_plan
from analysis.rules.measures.sizes import BANDS

KEYS = ["school_id", "stage", "addition"]
UNKNOWN = float("nan")


def under_enrolment(plan: Plan, students: Mapping[tuple[str, str], float]) -> Plan:
    """The plan for other numbers of students (预测学生数下的方案).

    Parameters
    ----------
    students : (school_id, stage) → students; schools without an entry keep theirs. How full single classes will be is not
        known, so their classes are held against the limit by their mean.
    """
    rows = plan.before.case.sections.source.rows.copy()
    keys = pd.Series(list(zip(rows["school_id"], rows["stage"], strict=True)), index=rows.index)
    ahead = keys.map(students)
    changed = ahead.notna() & rows["students"].notna()
    rows.loc[changed, "students"] = ahead[changed]
    sizes = [name for name in rows if name in BANDS or name.startswith("classes_over") or name.endswith("_or_more")]
    rows.loc[changed, sizes] = UNKNOWN
    return make_plan(judged_with(plan.before, rows), plan.costs, plan.wishes)


def closing_by_themselves(now: Plan, ahead: Plan) -> pd.DataFrame:
    """What today's plan asks for and the plan ahead does not, or less of (自行消除的缺口).

    Returns
    -------
    DataFrame : school_id, stage, addition, school, now, ahead, closes = now − ahead where that is above 0; largest cost first
    """
    amounts = [one.works.groupby(KEYS)["amount"].sum() for one in (now, ahead)]
    both = pd.concat(amounts, axis=1, keys=["now", "ahead"]).fillna(0.0)
    both["closes"] = (both["now"] - both["ahead"]).clip(lower=0.0)
    both = both[both["closes"] > 0].reset_index()
    names = now.works.drop_duplicates("school_id").set_index("school_id")["school"]
    saved = both["closes"] * both["addition"].map(now.costs.of)
    both = both.assign(school=both["school_id"].map(names), saved=saved)
    return both.sort_values("saved", ascending=False, kind="stable").reset_index(drop=True)
