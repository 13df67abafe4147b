"""Room 7: the command line `junheng` (均衡); one file per group of verbs."""

from __future__ import annotations

import sys

from analysis.cli.app import app
from analysis.errors import JunhengError
from analysis.language import reader_language

__all__ = ["main"]


def main() -> None:
    """Run; what the user can mend is said in one line each, without a traceback."""
    from analysis.cli import check, lists, run  # noqa: F401  they register their verbs

    try:
        app()
    except JunhengError as error:
        print(error.message(reader_language()), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
