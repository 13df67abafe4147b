"""`junheng audit` and `junheng read`: published reports recomputed from their own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.app import app, asked_language, console, words

if TYPE_CHECKING:
    from analysis.insight.reports.audit import Audit
    from analysis.insight.reports.findings import Finding


@app.command(
    help=words(
        "复核公开报告：原文所载的每个数字由其各部分复算。不写文件则复核随项目录入的全部报告和公开表格。有待核对的数时退出码为1。",
        "Audit published reports: every printed number recomputed from its printed parts. Without files, all reports and "
        "published tables entered in this project. Exit status 1 when there is something to look at.",
    )
)
def audit(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help=words(
                "报告文件（TOML），或原文：按原句所读复核", "report files (TOML), or texts: audited as they are read"
            )
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(help=words("存放报告原文的文件夹，用于引出原句", "folder with the reports' texts, to quote from")),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help=words("写出 audit.csv、audit.json 的文件夹", "folder for audit.csv and audit.json")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=words("也列出可复算的数字", "list what is reproduced, too"))
    ] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help=words("另列未声明而可能成立的关系", "propose relations nobody declared"))
    ] = False,
) -> None:
    from analysis.insight.reports.audit import audit_files
    from analysis.insight.reports.findings import OPEN
    from analysis.insight.reports.overview import CAVEAT, write_audit

    lang = asked_language()
    found = audit_files(files or (), texts)
    for report in found.reports:
        for line in _report_lines(found, report, lang, everything):
            print(line)
        for line in _proposal_lines(found, report, lang) if propose else ():
            print(line)
    print(CAVEAT.in_(lang))
    if out:
        print(words("已写出", "Wrote"), *write_audit(found, out))
    if any(finding.conclusion in OPEN for finding in found.findings):
        raise typer.Exit(1)


def _report_lines(found: Audit, name: str, lang: str, everything: bool) -> Iterator[str]:
    """A heading with the counts, then each finding with its reasons and its quote."""
    from analysis.insight.reports.findings import CONCLUSION_WORDS, Conclusion
    from analysis.insight.reports.overview import SCOPE_WORDS, quote_of

    report, colon = found.reports[name], words("：", ": ")
    mine = {one: [f for f in found.of(name) if f.conclusion is one] for one in Conclusion}
    counts = words("，", ", ").join(
        f"{CONCLUSION_WORDS[one].in_(lang)}{colon}{len(findings)}" for one, findings in mine.items() if findings
    )
    yield f"\n{report.title.in_(lang)} — {SCOPE_WORDS[report.scope].in_(lang)}{words('　', '  ')}{counts}"
    hidden = () if everything else (Conclusion.REPRODUCED, Conclusion.RULE_MET)
    for finding in (f for one, findings in mine.items() if one not in hidden for f in findings):
        answer, subject = CONCLUSION_WORDS[finding.conclusion].in_(lang), finding.subject.in_(lang)
        yield f"  {answer} · {subject}{colon}{finding.explanation.in_(lang)}"
        yield from _reasons(finding, lang)
        if quoted := quote_of(found, finding):
            yield f"      “{quoted}”"


def _reasons(finding: Finding, lang: str) -> Iterator[str]:
    """Innocent reasons first, then what would have to be true."""
    from analysis.insight.reports.findings import in_a_row

    if finding.innocent:
        yield f"      {words('可能的原因：', 'possible reasons: ')}{in_a_row(finding.innocent).in_(lang)}"
    if finding.would_need:
        yield f"      {words('若为下列任一情形，关系成立：', 'it would hold if ')}{in_a_row(finding.would_need).in_(lang)}"


def _proposal_lines(found: Audit, name: str, lang: str) -> Iterator[str]:
    from analysis.insight.reports.findings import title_of
    from analysis.insight.reports.reading.relations import in_words, propose

    report, space = found.reports[name], words("　", "  ")
    accident = words("偶然相符的期望次数", "accidental matches expected")
    for one in propose(report, most_expected=1):
        printed = f"{title_of(one.of).in_(lang)} {one.of.as_printed.in_(lang)}"
        yield f"  ? {printed} = {in_words(report, one).in_(lang)}{space}({accident} {round(one.expected, 3)})"


@app.command(
    help=words(
        "读报告文本，写出录入草稿（TOML）：数、单位、年份，以及原句所说的关系，不确定处均有标注。加 --review 逐句审读：每条关系按一个键"
        "采纳、改用或划去。",
        "Read a report's text and draft a report file (TOML): numbers, units, years, and the relations its sentences state, "
        "everything uncertain marked. --review goes through it sentence by sentence: one key takes, mends or strikes a relation.",
    )
)
def read(
    report: Annotated[
        Path,
        typer.Argument(
            help=words("报告原文（TXT、HTML、DOCX、带文字的PDF）", "a report's text (TXT, HTML, DOCX, a PDF with text)")
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help=words(
                "要写的文件或文件夹，不写则显示；一个文件内有几份报告时各写一个，按次序编号",
                "the file or folder to write; shown otherwise. Several reports in one file are written one each, numbered",
            )
        ),
    ] = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review",
            help=words("逐句审读；在终端中可按键取舍", "sentence by sentence; on a terminal, with one key each"),
        ),
    ] = False,
) -> None:
    from analysis.insight.reports.reading.drafts import drafts_of, targets
    from analysis.insight.reports.reading.mending import as_mended_in
    from analysis.insight.reports.reading.review import reviews_in

    found = drafts_of(report)
    for remark in found.remarks:
        console.print(words(*remark), highlight=False)
    for draft, target in zip(found.drafts, targets(found.drafts, out, may_exist=review), strict=True):
        kept = target or (report.with_name(f"{draft.name}.toml") if review else None)
        reviews = reviews_in(kept, draft.read) if kept else {}
        known = as_mended_in(kept, draft.read) if kept else draft.read
        if not review:
            _hand_out(replace(draft, read=known).toml(reviews), target)
            continue
        from analysis.cli.review import go_through

        mended, reviews = go_through(known, reviews)
        if out or reviews or mended is not known:
            _hand_out(replace(draft, read=mended).toml(reviews), kept)


def _hand_out(draft: str, out: Path | None) -> None:
    if out is None:
        print(draft, end="")
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(draft, encoding="utf-8")
    print(
        words(f"已写出草稿 {out}，请核对：junheng audit {out}", f"Wrote the draft {out}; check it: junheng audit {out}")
    )
