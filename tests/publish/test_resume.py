"""A second run makes what is missing and nothing else, and ends with the bytes of a run that nothing disturbed."""

import errno
import json
import os
import random
from pathlib import Path

import pytest
from publish.small_runs import contents, run, write_county, write_page

from analysis.errors import UsageError
from analysis.publish import batch
from analysis.publish.jobs import jobs_for
from analysis.publish.units import records
from analysis.publish.units.making import WRITERS
from analysis.publish.units.records import only_run
from analysis.publish.units.workforce import workforce
from analysis.tables.catalogue.datasets import _load_schools

EAST, SOUTH, WEST = IN_ORDER = [f"虚{side}县-2023-zh" for side in "东南西"]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def first(counties, made, out):
    """A whole run; what is made afterwards is told from then on."""
    run(out)
    assert sorted(made) == IN_ORDER
    made.clear()
    return contents(out)


def test_a_second_run_with_nothing_changed_makes_nothing_and_leaves_every_byte(first, made, out):
    outcomes = run(out)
    assert made == []
    assert all(outcome.is_kept for outcome in outcomes)
    assert contents(out) == first


def test_a_corrected_cell_makes_its_county_again_and_no_other(first, made, counties, out):
    write_county(counties, "虚南县", first=201)
    run(out)
    assert made == [SOUTH]
    assert "603 ['虚南县']" in (out / f"{SOUTH}.html").read_text(encoding="utf-8")


def test_grown_data_make_their_county_again_and_a_new_county_once(first, made, counties, out):
    write_county(counties, "虚东县", schools=3)  # its file is read first: the rows of the others move down
    write_county(counties, "虚北县")
    run(out)
    assert sorted(made) == sorted([EAST, "虚北县-2023-zh"])


def test_a_correction_of_one_cell_is_a_change_of_its_county(first, made, counties, out):
    _load_schools.cache_clear()
    (counties / "corrections.toml").write_text(
        'schema = 1\n[[correction]]\ndataset = "own"\nfile = "虚西县.csv"\ncell = "F2"\nold = 300\nnew = 301\n'
        'because = { zh = "笔误", en = "a slip" }\ncite = "电话核实"\n',
        encoding="utf-8",
    )
    run(out)
    assert WEST in made
    assert "901" in (out / f"{WEST}.html").read_text(encoding="utf-8")


def test_another_standard_in_the_folder_is_a_change_of_every_county(first, made, counties, out):
    folder = counties / "standards"
    folder.mkdir()
    (folder / "x.toml").write_text(
        'schema = 2\nid = "x"\noverlays = "cn-quality-balance-2017"\ndocument = "x"\ntitle = { zh = "甲", en = "x" }\n',
        encoding="utf-8",
    )
    run(out)
    assert sorted(made) == IN_ORDER


def test_a_document_that_was_lost_or_edited_is_made_again(first, made, out):
    (out / f"{EAST}.html").unlink()
    (out / f"{WEST}.html").write_text("typed over", encoding="utf-8")
    run(out)
    assert made == [EAST, WEST]
    assert contents(out) == first


def test_fresh_makes_everything_again_with_the_same_bytes(first, made, out):
    run(out, fresh=True)
    assert sorted(made) == IN_ORDER
    assert contents(out) == first


def test_what_failed_is_made_again_and_only_failed_makes_nothing_else(counties, made, out, monkeypatch):
    def refuse(page, path):
        if SOUTH in page.title:
            raise ValueError("no paper")
        write_page(page, path)

    with monkeypatch.context() as broken:
        broken.setitem(WRITERS, "html", refuse)
        (failed,) = [outcome for outcome in run(out) if outcome.failure]
    assert "no paper" in failed.failure.en
    assert not (out / f"{SOUTH}.html").exists()
    (out / f"{EAST}.html").unlink()
    made.clear()
    run(out, only_failed=True)
    assert made == [SOUTH]
    run(out)
    assert made == [SOUTH, EAST]


def test_a_document_whose_county_now_fails_does_not_stay_as_it_was(first, made, out, monkeypatch):
    monkeypatch.setitem(WRITERS, "html", lambda *_: 1 / 0)
    run(out, fresh=True)
    assert not list(out.glob("*-zh.html"))


def test_two_runs_do_not_write_into_one_folder(counties, made, out):
    with only_run(out), pytest.raises(UsageError) as refused:
        run(out)
    assert f"another run (process {os.getpid()}) writes into it" in refused.value.message("en")
    assert "另一次运行" in refused.value.message("zh")
    run(out)
    assert len(made) == 3


def test_a_full_disk_is_a_failure_of_the_document_and_not_of_the_night(counties, made, out, monkeypatch):
    write = Path.write_bytes

    def full(path, data):
        if path.name == f"{SOUTH}.html" and path.parent.parent == out:
            write(path, data[:3])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        outcomes = run(out)
    (failed,) = [outcome for outcome in outcomes if outcome.failure]
    assert (failed.job.name, "No space left" in failed.failure.en) == (SOUTH, True)
    assert "No space left" in (out / "failures.csv").read_text(encoding="utf-8-sig")
    assert not list(out.glob(f"{records.ASIDE}*"))
    made.clear()
    run(out)
    assert made == [SOUTH]


def killed_at(moment, out):
    """A run in a process of its own that dies, as if it were killed, at its n-th write or move; gives how many it made."""
    child = os.fork()
    if child == 0:
        moments = iter(range(moment))
        write, move = Path.write_bytes, Path.replace

        def count(act):
            def counted(path, other):
                if next(moments, None) is None:
                    if act is write:
                        write(path, other[: len(other) // 2])  # half of it is on the disk
                    os._exit(9)
                return act(path, other)

            return counted

        Path.write_bytes, Path.replace = count(write), count(move)
        try:
            run(out)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_and_resume(moments, tmp_path, made):
    whole = tmp_path / "whole"
    run(whole)
    repeated = 0
    for number, moment in enumerate(moments):
        out = tmp_path / f"killed-{number}"
        assert killed_at(moment, out) == 9
        done = [path.stem for path in (out / "records").glob("*.json") if not path.name.startswith(".")]
        made.clear()
        run(out)
        repeated += len(set(done) & set(made))
        assert contents(out) == contents(whole), f"killed at {moment}"
    assert repeated == 0  # nothing that was whole is made again


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
def test_a_run_killed_at_any_moment_goes_on_to_the_bytes_of_an_undisturbed_one(counties, made, tmp_path):
    kill_and_resume(random.Random(12).sample(range(26), 3), tmp_path, made)


@needs_fork
@pytest.mark.slow
def test_a_run_killed_at_fifty_moments_goes_on_to_the_same_bytes(counties, made, tmp_path):
    for number in range(4, 14):
        write_county(counties, f"虚{number}县", first=number)
    kill_and_resume(random.Random(50).sample(range(80), 50), tmp_path, made)


def test_the_state_of_a_run_is_told_for_machines(first, out):
    told = json.loads((out / "run.json").read_bytes())
    assert (told["state"], told["documents"], told["made"], told["kept"], told["failed"]) == ("done", 3, 3, 0, 0)
    assert set(told["seconds_of"]) == {EAST, SOUTH, WEST}
    if os.name != "nt":
        assert 50 < told["peak_mib"]["worker"] < 10_000


def test_the_languages_of_a_document_are_made_in_one_go_until_workers_would_wait(counties):
    jobs = jobs_for("", ["all"], 0, ["zh", "en"])
    units = [batch.Unit(job, ("html",), "", "new") for job in jobs]
    langs = [[[one.job.lang for one in group] for group in batch._together(units, size)] for size in (1, 2, 3)]
    one_by_one = [["zh"], ["en"]]
    assert langs == [one_by_one * 3, [["zh", "en"], *one_by_one * 2], one_by_one * 3]


def test_a_run_makes_all_of_its_documents_with_the_workers_it_began_with(counties, made, tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(batch, "workforce", lambda *given, **how: begun.append(given) or workforce(*given, **how))
    run(tmp_path / "out", langs=("zh", "en"))
    assert len(made) == 6 and begun == [(1, "")]
