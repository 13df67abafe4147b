"""Where things lie: the only module that knows a folder."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import UsageError
from analysis.language import Words

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOKS = REPOSITORY / "notebooks"
DOCS = REPOSITORY / "docs"
RAW = REPOSITORY / "data" / "raw"
APPENDICES = REPOSITORY / "appendices.toml"
OUTPUTS = REPOSITORY / "outputs"
STANDARDS = Path(__file__).resolve().parent / "rules" / "standards"
USER_ROOT_VARIABLE = "JUNHENG_DATA"


def user_root() -> Path | None:
    """The reader's own folder of tables, mappings, corrections and standards, when one is named."""
    named = os.environ.get(USER_ROOT_VARIABLE)
    if not named:
        return None
    root = Path(named).expanduser()
    if not root.is_dir():
        raise UsageError.at(
            str(root),
            Words("找不到这个文件夹", "there is no such folder"),
            Words("存放自有表格的文件夹", "the folder that holds your tables"),
            Words(f"（--data 或环境变量 {USER_ROOT_VARIABLE}）", f"(--data or {USER_ROOT_VARIABLE})"),
        )
    return root
