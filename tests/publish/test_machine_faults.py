"""What a machine does to a run: a folder that may not be written, another clock, a file edited meanwhile."""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from publish.small_runs import contents, run, write_county

from analysis.tables.catalogue.datasets import _load_schools

EAST, SOUTH, WEST = (f"虚{side}县-2023-zh" for side in "东南西")


def started_anew():
    """What a new process knows of the files it reads: nothing."""
    _load_schools.cache_clear()


@pytest.mark.parametrize(
    "fault",
    [
        PermissionError(13, "Permission denied"),
        pytest.param(OSError(30, "Read-only file system"), marks=pytest.mark.slow),
    ],
)
def test_a_folder_that_may_not_be_written_is_left_as_it_was(fault, counties, made, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(out)
    before = contents(out)
    write_county(counties, "虚南县", first=201)

    def refuse(self, *_, **__):
        if out in (self, *self.parents):
            raise fault
        return write(self, *_, **__)

    write = Path.write_bytes
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", refuse)
        with pytest.raises(OSError, match=fault.strerror):
            run(out)
    assert {name: digest for name, digest in contents(out).items() if name.endswith(".html")}.items() <= before.items()
    started_anew()
    made.clear()
    run(out)
    assert made == [SOUTH]


@pytest.mark.slow
def test_an_edit_that_keeps_size_and_time_of_its_file_is_noticed_by_the_next_run(counties, made, tmp_path):
    out = tmp_path / "out"
    path = counties / "虚南县.csv"
    run(out)
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace(",200,", ",201,"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    started_anew()
    made.clear()
    run(out)
    assert made == [SOUTH]


@pytest.mark.slow
@pytest.mark.parametrize("year", [1971, 2099])
def test_files_of_another_time_are_neither_made_again_nor_other_bytes(year, counties, made, tmp_path):
    out = tmp_path / "out"
    run(out)
    before = contents(out)
    moment = (year - 1970) * 31_556_952
    for path in (*counties.iterdir(), *(path for path in out.rglob("*") if path.is_file())):
        os.utime(path, (moment, moment))
    started_anew()
    made.clear()
    run(out)
    assert made == []
    assert contents(out) == before


@pytest.mark.slow
def test_a_clock_that_runs_backwards_changes_no_byte(counties, made, tmp_path, monkeypatch):
    run(tmp_path / "first")
    moments = iter(range(10**6, 0, -1))
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: float(next(moments)))
        run(tmp_path / "second")
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_a_file_edited_during_the_run_is_made_again_by_the_next(counties, made, tmp_path, monkeypatch):
    out, whole = tmp_path / "out", tmp_path / "whole"
    told: list[str] = []

    def edit(line):
        if not told:
            write_county(counties, "虚西县", first=999)  # while the first county is being made
        told.append(str(line))

    from analysis.publish.batch import How
    from analysis.publish.folder import run_folder
    from analysis.publish.jobs import jobs_for

    run_folder(jobs_for("", ["all"], 0, ("zh",)), ["html"], out, edit, How(workers=1))
    assert told
    started_anew()
    run(out)
    started_anew()
    run(whole)
    assert contents(out) == contents(whole)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 150 kB; only where this process may make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=150k", "tmpfs", place], capture_output=True)
        if os.name == "posix"
        else None
    )
    if made is None or made.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.slow
def test_a_disk_that_is_really_full_leaves_nothing_that_looks_whole(counties, made, small_disk, tmp_path):
    run(tmp_path / "whole")
    for left in (0, 4096, 12_288, 24_576, 49_152):
        out = small_disk / str(left)
        out.mkdir()
        (small_disk / "ballast").write_bytes(b"")
        free = shutil.disk_usage(small_disk).free
        (small_disk / "ballast").write_bytes(bytes(max(free - left, 0)))
        with contextlib.suppress(OSError):
            run(out)
        for path in (path for path in out.glob("*.html") if path.name != "index.html"):
            assert path.read_bytes() == (tmp_path / "whole" / path.name).read_bytes()
        (small_disk / "ballast").unlink()
        started_anew()
        run(out)
        assert contents(out) == contents(tmp_path / "whole")
        shutil.rmtree(out)
