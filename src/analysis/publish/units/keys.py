"""The key of a unit (运行单元的键): equal for equal documents, so that what has not changed is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis import paths
from analysis.publish.jobs import Job
from analysis.publish.public import as_published
from analysis.publish.recipes import OF_COUNTIES
from analysis.publish.units import surroundings
from analysis.publish.units.digest import Digester, of_bytes
from analysis.rules.county_files import CountyRecords, county_records
from analysis.tables.catalogue.county_share import Shares
from analysis.tables.catalogue.datasets import find_dataset, load_dataset
from analysis.tables.catalogue.slices import Slice
from analysis.tables.catalogue.sources import Dataset


@dataclass(frozen=True)
class Data:
    """A data set read once for a run, to be cut into its counties' slices."""

    dataset: Dataset
    shares: Shares
    records: CountyRecords
    digester: Digester

    @classmethod
    def of(cls, name: str) -> Data:
        table = load_dataset(name)
        return cls(find_dataset(name), Shares(table), county_records(name), Digester(table.terms))

    def slice(self, county: str) -> Slice:
        """What a county's notebooks are given: its rows, its record, and the files they were read from."""
        share = self.shares.of(county)
        others = self.records.of_others(self.shares.table, county)
        files = tuple(file for file in share.provenance.files if file.name not in others)
        share = replace(share, provenance=replace(share.provenance, files=files))
        named = {file.name: file for file in files}
        dataset = replace(
            self.dataset,
            files=tuple(
                replace(file, sha256="" if named[file.name].of_several else file.sha256)  # that of other counties, too
                for file in self.dataset.files
                if file.name in named
            ),
            county_facts=tuple(file for file in self.dataset.county_facts if file.name in named),
        )
        return as_published(Slice(dataset, share, self.records.share(self.shares.table, county)))


@dataclass
class Keys:
    """The keys of a run's jobs, and the slices they rest on."""

    _data: dict[str, Data] = field(default_factory=dict)
    _digests: dict[tuple[str, str], str] = field(default_factory=dict)
    _shapes: dict[str, str] = field(default_factory=dict)

    def of(self, job: Job, formats: Sequence[str]) -> str:
        """sha256 of everything a job's documents depend on."""
        recipe = job.recipe
        told = [
            surroundings.source(),
            surroundings.versions(),
            surroundings.choices(),
            {name: surroundings.notebook(paths.NOTEBOOKS / f"{name}.ipynb") for name in recipe.notebooks},
            Digester().of(recipe),
            job.name,
            job.parameters,
            list(formats),
            self._data_of(job),
        ]
        return of_bytes(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())

    def slice(self, job: Job) -> Slice | None:
        """The slice a job's notebooks are given; None where they look at the whole folder."""
        return self._read(job.dataset).slice(job.county) if self._is_sliced(job) else None

    def _data_of(self, job: Job) -> Mapping[str, str]:
        if not self._is_sliced(job):
            root = paths.user_root()
            own = {"own": surroundings.own_files(), "called": root.name} if root else {}
            return {**own, "shipped": surroundings.shipped_files()}
        at = job.dataset, job.county
        if at not in self._digests:  # the languages of a county share it
            self._digests[at] = self._read(job.dataset).digester.of(self.slice(job))
        return {"slice": self._digests[at], "standards": self._standards}

    @cached_property
    def _standards(self) -> str:
        return surroundings.own_standards()

    def _read(self, name: str) -> Data:
        if name not in self._data:
            self._data[name] = Data.of(name)
        return self._data[name]

    def _is_sliced(self, job: Job) -> bool:
        """Whether a job's notebooks are given their county's share and nothing else."""
        if job.recipe.scope not in OF_COUNTIES or job.recipe.is_of_whole:
            return False
        if job.dataset not in self._shapes:  # a folder is looked through once
            self._shapes[job.dataset] = find_dataset(job.dataset).shape
        return self._shapes[job.dataset] == "schools"
