"""What is dear to find is found once a task, by whichever of its processes asks first."""

import multiprocessing
import os

import numpy as np
import pytest

from analysis.insight.kept import KEPT_VARIABLE, kept


def found_by(numbers: np.ndarray, power: int = 1) -> tuple[float, int]:
    """A sum, and who found it."""
    return float((numbers**power).sum()), os.getpid()


def found_apart(numbers: np.ndarray) -> tuple[float, int]:
    with multiprocessing.get_context("spawn").Pool(1) as other:
        return other.apply(kept, (found_by, numbers))


def test_another_process_takes_what_was_found_of_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv(KEPT_VARIABLE, str(tmp_path))
    first = kept(found_by, np.arange(4.0))
    assert first == (6.0, os.getpid())
    assert found_apart(np.arange(4.0)) == first


@pytest.mark.parametrize("given", [(np.arange(5.0), 1), (np.arange(4.0), 2)])
def test_other_numbers_are_found_anew(monkeypatch, tmp_path, given):
    monkeypatch.setenv(KEPT_VARIABLE, str(tmp_path))
    kept(found_by, np.arange(4.0), 1)
    assert kept(found_by, *given) == found_by(*given)


def test_nothing_is_kept_where_no_folder_is_named(monkeypatch):
    monkeypatch.delenv(KEPT_VARIABLE, raising=False)
    assert found_apart(np.arange(4.0))[1] != kept(found_by, np.arange(4.0))[1] == os.getpid()
