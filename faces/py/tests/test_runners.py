"""Every runner gives what one thread gives, and the worker's own exception."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from toy import Letters

from astrarium import runners

WORD = "differential photometry of a crowded field"


def test_pieces_cover_all_blocks_once():
    for n_blocks in range(20):
        for n_pieces in range(1, 25):
            cut = runners.pieces(n_blocks, n_pieces)
            assert [k for a, b in cut for k in range(a, b)] == list(range(n_blocks))
            assert len(cut) == min(n_pieces, n_blocks)
            sizes = {b - a for a, b in cut}
            assert not sizes or max(sizes) - min(sizes) <= 1


def test_no_pieces_is_refused():
    with pytest.raises(ValueError, match="n_pieces is 0, expected at least 1"):
        runners.pieces(4, 0)


def test_a_job_of_no_blocks_finishes():
    with ThreadPoolExecutor(1) as executor:
        assert runners.pool(Letters(""), executor, n_pieces=3) == ""


def test_pool():
    with ThreadPoolExecutor(3) as executor:
        for n_pieces in [1, 2, 7, 100]:
            assert runners.pool(Letters(WORD), executor, n_pieces=n_pieces) == WORD


def test_pool_raises_what_a_worker_raised():
    with ThreadPoolExecutor(2) as executor, pytest.raises(ValueError, match="block 11 holds no letter"):
        runners.pool(Letters(WORD, fails_at=11), executor, n_pieces=5)


def test_processes():
    assert runners.processes(Letters(WORD), 2) == WORD


def test_joblib():
    pytest.importorskip("joblib", reason="joblib is not here: pip install joblib")
    assert runners.joblib(Letters(WORD), n_jobs=2) == WORD
    with pytest.raises(ValueError, match="block 3 holds no letter"):
        runners.joblib(Letters(WORD, fails_at=3), n_jobs=1)


def test_a_missing_package_is_named(monkeypatch):
    import sys

    for package, runner in {"joblib": runners.joblib, "distributed": runners.dask, "ray": runners.ray}.items():
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ImportError, match="pip install 'astrarium"):
            runner(Letters(WORD))
