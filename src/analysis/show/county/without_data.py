"""What nothing can be said about (没有数据的指标), once for a whole document: which indicators, and which figures would help."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.county.view import View
from analysis.tables.terms import Indicator


def without_data(view: View) -> Words | None:
    """One sentence: the indicators no school has a value of, with the figures each lacks; None where there are none."""
    if not view.without_data:
        return None
    said = [_lacking(view, one) for one in view.without_data]
    count, total = len(said), len(view.asked_for)
    over_all = Words(
        "涉及全部指标的判断仍将其计为无法判断。", "Verdicts over all indicators still count them as open. "
    )
    still = over_all if view.standard else Words("", "")
    return Words(
        f"{total}项指标中有{count}项没有数据，不作测算，各表、各图均不列出：{'；'.join(one.zh for one in said)}。{still.zh}"
        "表中有这些数据而未识别的，请在列对照文件的 [columns] 中指明是哪一列（可用 junheng check --draft-mapping 起草）。",
        f"Nothing can be said about {count} of {total} indicators, and no table or figure lists them: "
        f"{'; '.join(one.en for one in said)}. {still.en}If the table has these figures under other headers, name the "
        "columns under [columns] of a mapping (junheng check --draft-mapping begins one).",
    )


def _lacking(view: View, indicator: Indicator) -> Words:
    """An indicator with the fields that no counted school states; with all of them where each is stated by some."""
    rows = view.sections.rows
    absent = [name for name in indicator.fields if name not in rows or rows[name].isna().all()]
    labels = [view.table.terms.fields[name].label for name in absent or indicator.fields]
    short = indicator.short_in_sentence
    return Words(
        f"{short.zh}（需{'、'.join(one.zh for one in labels)}）",
        f"{short.en} (needs {', '.join(one.en for one in labels)})",
    )
