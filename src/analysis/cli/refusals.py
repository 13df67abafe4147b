"""What the command line refuses, said in the reader's language: a mistyped option, a file that cannot be written."""

from __future__ import annotations

import re

import typer

from analysis.errors import Problem
from analysis.language import Words

# Typer gives no name to the family of its errors; a bad parameter is one of them.
WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]
_NAMED = re.compile(r"'([^']+)'|\(([^()]+)\)$")  # what Typer's sentence puts in quotes or brackets at its end


def usage_problem(error: Exception) -> Problem:
    """A wrong option, argument or verb, with those there are; Typer itself speaks English only."""
    path = error.ctx.command_path if error.ctx else "junheng"
    remedy = Words(f"（用法见 {path} --help）", f"(see {path} --help)")
    return Problem(*_place_found_expected(error, path), remedy)


def _place_found_expected(error: Exception, path: str) -> tuple[str, Words, Words]:
    if hasattr(error, "possibilities"):
        listed = ", ".join(error.possibilities or _options(error.ctx.command))
        return error.option_name, Words("没有这个选项", "there is no such option"), _one_of(listed)
    if hasattr(error, "param_type"):
        return error.param.name, Words("缺少该参数", "is missing"), Words("至少一个", "at least one")
    if isinstance(error, typer.BadParameter):
        return error.param.opts[0], Words("取值无效", "the value does not fit"), _value_of(error.param)
    if hasattr(error, "option_name"):
        return error.option_name, Words("后面没有值", "has no value"), Words("一个值", "a value")
    named = _NAMED.search(error.message)
    place = next(filter(None, named.groups())) if named else path
    verbs = getattr(error.ctx.command, "commands", None) if error.ctx else None
    if verbs:
        return place, Words("没有这个命令", "there is no such command"), _one_of(", ".join(verbs))
    return (
        place,
        Words("此处不应有该参数", "does not belong here"),
        Words("正确的命令格式", "a command as its help shows"),
    )


def _value_of(param: object) -> Words:
    low = getattr(param, "min", None)
    if low is None:
        return Words("有效取值", "a value that fits")
    if isinstance(param.default, float):
        return Words(f"不小于{low}的数", f"a number, {low} or more")
    return Words(f"不小于{low}的整数", f"a whole number, {low} or more")


def _options(command: object) -> list[str]:
    return [option for param in command.params for option in param.opts if option.startswith("--")]


def _one_of(listed: str) -> Words:
    return Words(f"以下之一：{listed}", f"one of: {listed}")


_REASONS: dict[type[OSError], Words] = {
    FileNotFoundError: Words("没有这个文件或文件夹", "there is no such file or folder"),
    PermissionError: Words("没有读写的权限", "there is no permission to read or write it"),
    FileExistsError: Words("已有同名的文件", "a file of this name is there"),
    NotADirectoryError: Words("路径中有一段不是文件夹", "a part of the path is not a folder"),
    IsADirectoryError: Words("是文件夹，不是文件", "it is a folder, not a file"),
}


def file_problem(error: OSError) -> Problem:
    """A path the system refuses to read or write."""
    reason = f"{error.strerror or error}"
    found = _REASONS.get(type(error), Words(f"读写失败（{reason}）", f"reading or writing failed ({reason})"))
    return Problem(
        str(error.filename or "junheng"), found, Words("可以读写的路径", "a path that can be read or written")
    )
