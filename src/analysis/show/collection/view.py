"""The reports of a reader's folder, all audited; without such a folder, those entered with the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from analysis.insight.reports.audit import Audit, audit_files, audit_own
from analysis.insight.reports.findings import Conclusion, by_group
from analysis.insight.reports.overview import relation_of
from analysis.insight.reports.own_reports import OwnReport, has_reports, own_reports
from analysis.language import Words
from analysis.paths import user_root
from analysis.show.county.view import check_language
from analysis.show.page.speaking import Speaker


class Relation(NamedTuple):
    """One relation of a report: what it is called, whether it was checked, what the check came to."""

    report: str
    called: Words
    is_checked: bool
    conclusion: Conclusion | None


@dataclass(frozen=True)
class CollectionView(Speaker):
    """An audit of many reports.

    own     : how each report of a reader's folder was read; nothing of those entered with the project
    refused : the files of which there is no report, and why
    """

    audit: Audit
    own: Mapping[str, OwnReport]
    refused: Mapping[str, Words]
    lang: str

    @cached_property
    def relations(self) -> list[Relation]:
        """Every relation the reports state, with what its check came to; None of those that are only proposed."""
        found = {(one.report, one.kind, one.facts): one.conclusion for one in self.audit.findings}
        return [
            Relation(report.id, relation_of(check), check.is_checked, found.get((report.id, check.kind, check.used)))
            for report in self.audit.reports.values()
            for check in report.checks
        ]

    def answers(self, relations: Iterable[Relation]) -> list[int]:
        """How many checks of these relations came to each group; together they are those that were checked."""
        return by_group(one.conclusion for one in relations if one.is_checked)

    @cached_property
    def has_checked_all(self) -> bool:
        """Whether no relation is only proposed."""
        return all(one.is_checked for one in self.relations)

    @property
    def has_messages(self) -> bool:
        """Whether a file gave no report, or something was said on reading one."""
        return bool(self.refused) or any(one.remarks for one in self.own.values())

    @property
    def drafted(self) -> int:
        """How many reports nobody entered."""
        return sum(one.is_drafted for one in self.own.values())


def open_collection(lang: str = "zh") -> CollectionView:
    """All reports of the reader's own folder, those whose files are at fault named; else the project's."""
    check_language(lang)
    return CollectionView(*_audited(), lang)


@cache
def _audited() -> tuple[Audit, Mapping[str, OwnReport], Mapping[str, Words]]:
    root = user_root()
    if not root or not has_reports(root):
        return audit_files(), {}, {}
    audit, refused = audit_own(root)
    said = {name: Words(error.message("zh"), error.message("en")) for name, error in refused.items()}
    return audit, own_reports(root).reports, said
