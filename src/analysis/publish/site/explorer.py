"""The page to explore (分布浏览页): one indicator's schools in one county and year against the limit, beside other counties.

What it shows is read from the documents' traces. Drawn by a script of our own of a few lines: the libraries that would draw
it weigh 0.2 to 4 MB, want a policy that lets text run, or draw on a canvas nobody can hear.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.language import LANGS, Words
from analysis.publish.batch import Outcome
from analysis.publish.inputs import county_called, title_and_kind
from analysis.publish.site.bilingual import both, head, page
from analysis.publish.site.entries import entries
from analysis.publish.site.pages import own_script, style
from analysis.publish.trace.origins import MEAN
from analysis.publish.trace.record import read_trace, trace_name
from analysis.publish.units.records import write_aside
from analysis.publish.web.sealed import own, sealed
from analysis.rules.results import ANSWER_WORDS, Answer
from analysis.show.page.words import MARKS
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.terms import common_terms

NAME = "explore.html"
TITLE = Words("逐校分布", "Distribution across schools")
LEAD = Words(
    "选定指标、学段、县区和年份：每点为一所学校（学段），虚线为标准，实线为县域均值。均为测算结果，不是官方认定。",
    "Choose indicator, stage, county and year: each point is a school section, the dashed line the threshold, the solid "
    "line the county's mean. Computed results, not official findings.",
)
CHOICES = {
    "indicator": Words("指标", "Indicator"),
    "stage": Words("学段", "Stage"),
    "county": Words("县区", "County"),
    "year": Words("年份", "Year"),
}
SCHOOLS = Words("各校数值", "Values by school")
LISTED = Words("各校数值列表", "Values as a table")
COUNTIES = Words("各县区校际差异系数", "Coefficients of variation by county")
COEFFICIENT = Words("校际差异系数", "coefficient of variation")
COLUMNS = (Words("学校", "School"), Words("数值", "Value"), Words("判断", "Answer"))
BACK = Words("返回目录", "Back to the index")


def write_explorer(outcomes: Sequence[Outcome], out: Path) -> Path | None:
    """Write explore.html from the traces of the counties' documents; None, and no page, where no school was judged."""
    every = (one for entry in entries(outcomes) for one in _counties(entry.outcomes, out))
    found = {(one["county"], one["year"]): one for one in every}.values()  # several documents may be about one county
    path = out / NAME
    if not found:
        path.unlink(missing_ok=True)
        return None
    told = json.dumps(_told(found), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    body = f'{_controls()}{_charts()}\n<script type="application/json" id="data">{told}</script>'
    foot = f'<p>junheng {__version__}<span class="screen-only"> · <a href="index.html">{both(BACK)}</a></span></p>'
    script = own_script("language.js") + own("tables.js") + own_script("explore.js")
    return write_aside(path, sealed(page(TITLE, LEAD, body, foot=foot), style(), script))


def _counties(outcomes: Sequence[Outcome], out: Path) -> Iterator[dict[str, Any]]:
    """A county and year by what the trace of its first document says; the languages agree in every number."""
    made = next((one for one in outcomes if trace_name(one.job.name) in one.record["beside"]), None)
    if made is None or made.job.recipe.scope != "county":
        return
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    called = {}
    for result in read_trace(out, made.job.name)["results"]:
        rule, name = result.get("rule") or "", result["subject"]
        group = groups.setdefault((name, result["stage"] or ""), {"schools": []})
        called.setdefault(name, result["called"])
        if rule.startswith("resource:") and result["school"]:
            group["limit"] = result["limit"]
            group["schools"].append([result["school"], result["value"], result["answer"]])
        elif rule.startswith("cv:"):
            group |= {"cv": result["value"], "cv_limit": result["limit"], "cv_answer": result["answer"]}
        elif result.get("measure") == MEAN:
            group["mean"] = result["value"]
    kept = {at: group for at, group in groups.items() if any(value is not None for _, value, _ in group["schools"])}
    if kept:
        yield {
            "kind": title_and_kind(made.job)[1],
            "county": county_called(made.job),
            "year": made.job.year,
            "called": {name: called[name] for name, _ in kept},
            "groups": {"|".join(at): group for at, group in kept.items()},
        }


def _told(counties: Collection[dict[str, Any]]) -> dict[str, Any]:
    """Everything the page's script reads: numbers as recorded, words in both languages."""
    called = {name: words for one in counties for name, words in one["called"].items()}
    known = common_terms().indicators
    return {
        "indicators": {name: known[name].label if name in known else (words, words) for name, words in called.items()},
        "short": {name: known[name].short if name in known else (words, words) for name, words in called.items()},
        "units": {name: known[name].unit for name in called if name in known},
        "cv": COEFFICIENT,
        "stages": STAGE_WORDS,
        "answers": {one.value: [f"{MARKS[one]} {ANSWER_WORDS[one].in_(lang)}" for lang in LANGS] for one in Answer},
        "counties": [{name: one[name] for name in ("county", "year", "kind", "groups")} for one in counties],
    }


def _controls() -> str:
    selects = "".join(f'<label>{both(words)} <select id="{name}"></select></label>' for name, words in CHOICES.items())
    return f'<form id="choices">{selects}</form>\n'


def _charts() -> str:
    return (
        f'<h2>{both(SCHOOLS)}</h2>\n<p id="chosen"></p>\n<p id="said" aria-live="polite"></p>\n<div id="strip" class="chart"></div>\n'
        f'<details><summary>{both(LISTED)}</summary><div class="table-scroll" role="region" tabindex="0" '
        f'aria-label="{LISTED.zh} · {LISTED.en}"><table id="rows">{head(*COLUMNS)}<tbody></tbody></table></div></details>\n'
        f'<section id="beside"><h2>{both(COUNTIES)}</h2>\n<div id="counties" class="chart"></div></section>'
    )
