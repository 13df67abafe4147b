"""What is dear to find and asked for again (暂存): kept for the processes of one task, in a folder while one is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

KEPT_VARIABLE = "JUNHENG_KEPT"  # the folder; kernels inherit it by the environment
_Given, _Found = ParamSpec("_Given"), TypeVar("_Found")


def kept(find: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs) -> _Found:
    """What a function finds of what it is given, or found of the very same before.

    The function must give the same for the same, must be at the top of its module, and both sides must be picklable.
    """
    folder = os.environ.get(KEPT_VARIABLE)
    if not folder:
        return find(*given, **named)
    from joblib import Memory  # late: whoever keeps nothing does without it

    return Memory(folder, verbose=0).cache(find)(*given, **named)
