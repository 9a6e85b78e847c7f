"""Dask and Ray on this machine: the same bits as on one thread."""

import pytest

from astrarium import PowerJob, runners


@pytest.fixture(scope="module")
def job(request):
    from made import events

    return PowerJob.from_events(events(n=20000, span_s=400.0), segment_s=2.0, bin_s=0.01, norm="leahy")


def same_bits(job, power):
    assert job.n_blocks >= 40
    once = job.finish(job.run_blocks(0, job.n_blocks, threads=1))
    assert power.power.tobytes() == once.power.tobytes()
    assert power.n_segments == once.n_segments


def test_dask_local_cluster(job):
    distributed = pytest.importorskip("distributed", reason="Dask is not here: pip install 'dask[distributed]'")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        same_bits(job, runners.dask(job, client))
        same_bits(job, runners.dask(job))


def test_ray_local(job):
    ray = pytest.importorskip("ray", reason="Ray is not here: pip install ray")
    ray.init(num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    try:
        same_bits(job, runners.ray(job, n_pieces=5))
    finally:
        ray.shutdown()


def test_processes(job):
    same_bits(job, runners.processes(job, 2))


def test_joblib(job):
    pytest.importorskip("joblib", reason="joblib is not here: pip install joblib")
    same_bits(job, runners.joblib(job, n_jobs=2))
