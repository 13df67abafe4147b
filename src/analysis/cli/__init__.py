"""Room 7: the command line `junheng` (均衡); one file per group of verbs."""

from __future__ import annotations

import logging
import sys

from analysis.cli.app import app, asked_language, choose_language
from analysis.cli.refusals import WrongUsage, file_problem, usage_problem
from analysis.errors import JunhengError
from analysis.language import reader_language

__all__ = ["main"]
log = logging.getLogger(__name__)


def main() -> None:
    """Run; what the user can mend is said in one line each, without a traceback."""
    from analysis.cli import check, lists, plan, reference, reports, run, trace, verdict, verify  # noqa: F401  they register their verbs

    choose_language(asked_language())
    try:
        sys.exit(app(standalone_mode=False))
    except JunhengError as error:
        _refuse(error.message(reader_language()), error.exit_code)
    except WrongUsage as error:
        # `junheng` alone brings no message: its help is on the screen already.
        has_shown_help = not (error.message or hasattr(error, "param"))
        _refuse("" if has_shown_help else usage_problem(error).line(reader_language()), 2)
    except OSError as error:
        log.debug("", exc_info=True)
        _refuse(file_problem(error).line(reader_language()), 1)


def _refuse(message: str, exit_code: int) -> None:
    if message:
        print(message, file=sys.stderr)
    sys.exit(exit_code)
