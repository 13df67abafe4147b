"""Attachable sets: every number of the self-assessment and of its annexes is explained."""

import gzip
import json

import pytest
from publish.traced import left_out, looked_up, still_explained

from analysis.publish.attachments import composed_of, set_for
from analysis.publish.jobs import default_jobs
from analysis.publish.trace.doors import subjects_of_set
from analysis.publish.trace.lookup import trace
from analysis.publish.trace.printed import printed_tables
from analysis.publish.trace.record import trace_name, trace_of
from analysis.publish.trace.sentences import printed_sentences

DOCUMENT = "DEMO-A-2023-attachments-zh"


def pages(county, lang):
    """The report of a set, and the report with its annexes."""
    (job,) = (one for one in default_jobs([lang], ["attachments"]) if one.county == county)
    whole = set_for(job)
    composed = composed_of(whole)
    subjects = [one._replace(measures=[*one.measures], names=[*one.names]) for one in subjects_of_set(whole)]
    for part in (composed[:1], composed):
        tables = [table for one in part for table in printed_tables(one)]
        sentences = [sentence for one in part for sentence in printed_sentences(one)]
        yield looked_up(tables, sentences, subjects, lang, whole.desk.view)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("county", ["DEMO-A", "DEMO-B"])
def test_every_number_of_a_set_is_explained(county, lang):
    report, whole = pages(county, lang)
    assert len(report.sentences) > 15 and len(whole.tables) > 20
    assert [*left_out(whole)] == []
    assert [*still_explained(report)] == []


def test_a_row_of_an_annex_is_asked_for_by_the_annex_and_leads_to_its_cells(tmp_path):
    (job,) = (one for one in default_jobs(["zh"], ["attachments"]) if one.county == "DEMO-A")
    whole = set_for(job)
    path = tmp_path / trace_name(DOCUMENT)
    path.parent.mkdir()
    path.write_bytes(trace_of(whole.desk.view, "zh", composed_of(whole)[:5]))
    tables = json.loads(gzip.decompress(path.read_bytes()))["tables"]
    assert {table.get("annex", 0) for table in tables} == {1, 2, 3, 4}
    lines = trace(tmp_path, DOCUMENT, "附件4表1第1行", "zh")
    assert lines[0].startswith("附件4　表") and any("demo-a-2023.xlsx › 学校情况 › " in line for line in lines)
    assert trace(tmp_path, DOCUMENT, "annex 4, table 1, row 1", "zh") == lines
