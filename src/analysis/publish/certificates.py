"""Certificates as files (凭证): one for every verdict that is met and counted in units, beside the programs that confirm them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from analysis.insight.firmness import check_coefficient, check_count
from analysis.show.firmness.view import FirmnessView


def write_certificates(view: FirmnessView, folder: Path) -> list[Path]:
    """Write every certificate of a county as JSON, and copy the checkers there."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, certificate in _named(view):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(certificate, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
        written.append(path)
    for checker in (check_coefficient, check_count):
        shutil.copyfile(checker.__file__, folder / Path(checker.__file__).name)
    return written


def _named(view: FirmnessView) -> Iterator[tuple[str, dict[str, object]]]:
    """Certificates by a file's name: of coefficients by stage and indicator, of schools by their place in the table."""
    for one in view.coefficients:
        if certificate := one.certificate():
            yield f"cv_{one.verdict.stage}_{one.verdict.subject}", certificate
    for place, one in enumerate(view.counts, start=1):
        yield f"count_{place:03d}", one.certificate()
