"""The page that links everything a run made, and the manifest that says from what."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from analysis import __version__
from analysis.language import Words
from analysis.publish.batch import Outcome
from analysis.publish.inputs import digests, title_and_kind
from analysis.rules.results import Verdict, Verdicts
from analysis.show.page.words import MARKS

TITLE = Words("均衡测算附件目录", "Balance appendices")
LEAD = Words(
    "均为测算结果，不是官方认定。重构、合成数据对应虚构县区，已逐项标明。测算项：✓达标，×未达标，?无法判断。",
    "Computed results, not official findings. Reconstructed and synthetic data belong to fictitious counties "
    "and are marked as such. Lines: ✓ met, × not met, ? cannot be judged.",
)
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
STYLE = """
:root { color-scheme: light; --ink: #1f2933; --muted: #5f6c7b; --line: #dde3ea; --accent: #0b6e99; }
body { font: 16px/1.6 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  color: var(--ink); max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .25rem; }
p { color: var(--muted); margin: .4rem 0; } a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin-top: .6rem; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--muted); font-size: .85rem; } td a { margin-right: .9rem; }
.kind { border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .6rem; font-size: .8rem; color: var(--muted);
  margin-left: .5rem; font-weight: 400; } .failed { color: #b42318; white-space: pre-line; }
"""


def write_index(outcomes: Sequence[Outcome], out: Path) -> Path:
    """Write index.html and manifest.json into `out`; gives the page."""
    runs = groupby(outcomes, key=lambda outcome: (outcome.job.recipe.id, outcome.job.dataset))
    sections = [_section(list(run)) for _, run in runs]
    page = out / "index.html"
    html = (
        f'<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE.zh} · {TITLE.en}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{TITLE.zh} · {TITLE.en}</h1>\n<p>{LEAD.zh}</p>\n<p>{LEAD.en}</p>\n"
        f'{"".join(sections)}\n<p>junheng {__version__} · <a href="manifest.json">manifest.json</a></p>\n</body>\n</html>\n'
    )
    page.write_text(html, encoding="utf8", newline="\n")
    _write_manifest(outcomes, out)
    return page


def _section(outcomes: Sequence[Outcome]) -> str:
    title, kind = title_and_kind(outcomes[0].job)
    recipe = outcomes[0].job.recipe.title
    rows = "".join(map(_row, outcomes))
    return (
        f'<h2>{escape(title.zh)} · {escape(title.en)}<span class="kind">{kind.zh} · {kind.en}</span></h2>\n'
        f"<p>{escape(recipe.zh)} · {escape(recipe.en[0].upper() + recipe.en[1:])}</p>\n"
        f"<table><thead><tr><th>县区 County</th><th>年份 Year</th><th>语言 Language</th><th>测算项 Lines</th><th>文件 Files</th></tr></thead>\n"
        f"<tbody>{rows}</tbody></table>\n"
    )


def _row(outcome: Outcome) -> str:
    job = outcome.job
    if outcome.failure:
        shown = f'<span class="failed">{escape(outcome.failure.zh)}\n{escape(outcome.failure.en)}</span>'
    else:
        shown = "".join(f'<a href="{quote(file.name)}">{file.suffix[1:].upper()}</a>' for file in outcome.files)
    cells = (
        escape(job.county) or "—",
        str(job.year or "—"),
        LANGUAGE_NAMES.get(job.lang, "—"),
        _answers(outcome.verdicts),
        shown,
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _answers(verdicts: Verdicts) -> str:
    """How many of a county's lines are met, not met, open: "✓ 6 × 2 ? 0"."""
    return " ".join(f"{mark} {verdicts.how_many(answer)}" for answer, mark in MARKS.items()) if verdicts else "—"


def _judged(verdict: Verdict) -> dict[str, object]:
    """One line of what was found, for whoever reads the manifest by program; what is open has no number."""
    limit = verdict.limit
    numbers = {"value": verdict.result.value, "gap": verdict.gap, "shortfall": verdict.shortfall}
    return {
        "rule": verdict.rule.id,
        "stage": verdict.stage or None,
        "answer": verdict.answer.value,
        **{name: None if math.isnan(number) else number for name, number in numbers.items()},
        "limit": limit.value,
        "standard": limit.standard,
        "clause": limit.clause,
        "offenders": list(verdict.offenders),
    }


def _write_manifest(outcomes: Iterable[Outcome], out: Path) -> None:
    """What was made from what and what it judges: digests, verdicts, failures with their reason; no clock, no path."""
    outcomes = list(outcomes)
    inputs = {outcome.job.dataset: digests(outcome.job) for outcome in outcomes}
    manifest = {
        "schema": 1,
        "product": f"junheng {__version__}",
        "inputs": dict(sorted(inputs.items())),
        "documents": [
            {
                "dataset": outcome.job.dataset,
                "county": outcome.job.county,
                "year": outcome.job.year or None,
                "lang": outcome.job.lang or None,
                "notebooks": list(outcome.job.recipe.notebooks),
                "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in outcome.files},
                "verdicts": [_judged(verdict) for verdict in outcome.verdicts],
                "failure": outcome.failure._asdict() if outcome.failure else None,
            }
            for outcome in outcomes
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf8", newline="\n")
