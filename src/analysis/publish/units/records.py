"""What a run's folder holds of each unit (运行记录): a small file a document, written after the document, aside and renamed.

A document counts as made when its record is there, bears its key, and every file it names is the one that was written.
A run that is killed leaves only whole records behind, and the next one makes what is missing.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.units import digest

Record = dict[str, Any]
Reason = Literal["", "fresh", "new", "failed", "changed", "lost"]
FOLDER = "records"
ASIDE = ".making-"
REASONS: Mapping[Reason, Words] = {
    "fresh": Words("要求重做", "asked for again"),
    "new": Words("尚未生成", "not made yet"),
    "failed": Words("上次失败", "failed last time"),
    "changed": Words("数据、标准或程序有变", "data, standards or program have changed"),
    "lost": Words("文件缺失或被改动", "a file is missing or was changed"),
}


def write_aside(path: Path, data: bytes) -> Path:
    """Write a file beside its place and move it there: whoever looks finds the old one or the new one, never a part."""
    aside = path.with_name(f"{ASIDE}{path.name}")  # one run a folder: nobody else writes it
    try:
        aside.write_bytes(data)
        return aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def files_of(record: Record) -> dict[str, str]:
    """Every file that belongs to a unit, with its digest."""
    return {**record.get("files", {}), **record.get("beside", {})}


class Records:
    """The records of one folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / FOLDER

    def of(self, name: str) -> Record | None:
        """A unit's record; None where there is none that can be read."""
        try:
            return json.loads((self.folder / f"{name}.json").read_bytes())
        except (OSError, ValueError):
            return None

    def reason_to_make(self, name: str, key: str) -> Reason:
        """Why a unit has to be made; "" where it stands as it should."""
        record = self.of(name)
        if record is None:
            return "new"
        if record["failure"]:
            return "failed"
        if record["key"] != key:
            return "changed"
        return "" if all(self._is_there(file, wanted) for file, wanted in files_of(record).items()) else "lost"

    def _is_there(self, name: str, wanted: str) -> bool:
        try:
            return digest.of_file(self.out / name) == wanted
        except OSError:
            return False

    def keep(self, name: str, record: Record, files: Mapping[str, bytes]) -> None:
        """Put a unit's files into their place, all or none, then its record; files it no longer has go."""
        before = files_of(self.of(name) or {})
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.out, prefix=ASIDE) as aside:
            parts = {file: Path(aside) / file.replace("/", "_") for file in files}
            for file, part in parts.items():
                part.write_bytes(files[file])
            for file, part in parts.items():
                (self.out / file).parent.mkdir(exist_ok=True)
                part.replace(self.out / file)
        for gone in before.keys() - files.keys():
            (self.out / gone).unlink(missing_ok=True)
        write_aside(self.folder / f"{name}.json", as_json(record))

    def clear_away(self) -> None:
        """Make the folder ready: what a run that was killed had half written goes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in (*self.out.glob(f"{ASIDE}*"), *self.folder.glob(f"{ASIDE}*")):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        for inside in path.iterdir():
            inside.unlink()
        path.rmdir()
    else:
        path.unlink()


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Hold a folder for one run; UsageError where another one is writing into it. The system lets go when a run dies."""
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    with (out / FOLDER / ".lock").open("a+b") as lock:
        if not _held(lock.fileno()):
            lock.seek(0)
            holder = lock.read().decode(errors="replace").strip()
            raise UsageError.at(
                str(out),
                Words(f"另一次运行（进程 {holder}）正在写入此文件夹", f"another run (process {holder}) writes into it"),
                Words("等其结束，或用 --out 另选文件夹", "to wait for its end, or another folder by --out"),
            )
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
        lock.flush()
        yield


def _held(descriptor: int) -> bool:
    if os.name == "nt":
        import msvcrt

        with contextlib.suppress(OSError):
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # beyond what is read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
