"""Readings in sentences: whether a choice that the documents leave open turns a verdict."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.readings.view import ReadingsView

KEPT = Words(
    "判断按默认口径作出；下列口径只说明文件未明确之处的影响，不供选择有利结果之用。",
    "Verdicts stand by the default choices. The readings show what difference the documents' silence makes; they are "
    "not a choice of results.",
)


def turning(view: ReadingsView) -> list[Words]:
    """Which readings turn verdicts, by name; or that none does."""
    if view.view.standard is None:
        return [Words("未附标准，不作判断。", "No standard is attached: nothing is judged, so nothing turns.")]
    turning = [one.reading.label for one in view.found if one.turns]
    if not turning:
        return [Words("各种口径均不改变判断。", "No reading turns a verdict."), KEPT]
    zh, en = "、".join(f"“{label.zh}”" for label in turning), "; ".join(label.en for label in turning)
    return [Words(f"改变判断的口径：{zh}。", f"Readings that turn a verdict: {en}."), KEPT]
