"""Who is in the count, in a sentence; every number comes from the view."""

from __future__ import annotations

from analysis.language import Words
from analysis.rules.counting.sections import COUNTED
from analysis.show.county.view import View
from analysis.show.page import words


def who_is_in(view: View) -> Words:
    """Rows in, sections counted, students, and what became of the rest."""
    ledger = view.sections.ledger
    counted = ledger[ledger["treatment"].isin(COUNTED)]
    merged, out = (ledger["treatment"] == "merged").sum(), (~ledger["treatment"].isin([*COUNTED, "merged"])).sum()
    students = view.sections.rows["students"].sum()
    return Words(
        f"{view.year}年共读入{len(ledger)}个学校（学段），计入{len(counted)}个、学生{words.whole(students)}人；"
        f"并入所属学校{merged}个，不计入{out}个，处理情况见下表。",
        f"School sections read for {view.year}: {len(ledger)}. Counted: {len(counted)}, with {words.whole(students)} "
        f"students. Added to their parent school: {merged}. Left out: {out}. The tables below say what became of each.",
    )
