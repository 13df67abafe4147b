"""What the command line refuses, said in the reader's language: a mistyped option, a file that cannot be written."""

from __future__ import annotations

import typer

from analysis.errors import Problem
from analysis.language import Words

# Typer gives no name to the family of its errors; a bad parameter is one of them.
WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]
_WHOLE_NUMBER = Words("不小于0的整数", "a whole number, 0 or more")


def usage_problem(error: Exception) -> Problem:
    """A wrong option, argument or verb, with those there are; Typer itself speaks English only."""
    context = error.ctx
    path = context.command_path if context else "junheng"
    remedy = Words(f"（用法见 {path} --help）", f"(see {path} --help)")
    if hasattr(error, "possibilities"):
        listed = ", ".join(error.possibilities or _options(context.command))
        return Problem(error.option_name, Words("没有这个选项", "there is no such option"), _one_of(listed), remedy)
    if hasattr(error, "param_type"):
        found, expected = Words("没有给出", "is missing"), Words("至少一个", "at least one")
        return Problem(error.param.name, found, expected, remedy)
    if isinstance(error, typer.BadParameter):
        place = error.param.opts[0]
        expected = _WHOLE_NUMBER if "int" in error.param.type.name else Words("合适的值", "a value that fits")
        return Problem(place, Words("值不对", "the value does not fit"), expected, remedy)
    if hasattr(error, "option_name"):
        return Problem(error.option_name, Words("后面没有值", "has no value"), Words("一个值", "a value"), remedy)
    verbs = getattr(context.command, "commands", None) if context else None
    expected = _one_of(", ".join(verbs)) if verbs else Words("符合用法的命令", "a command as its help shows it")
    return Problem(path, Words(f"看不懂（{error.message}）", f"not understood ({error.message})"), expected, remedy)


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
