"""Simulated galaxies from Python: arrays, files, cubes that other programs read."""

import made
import numpy as np
import pytest

from astrarium import ifu


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return made.stars(tmp_path_factory.mktemp("stars"))["library"]


@pytest.fixture(scope="module")
def galaxy():
    return ifu.Galaxy.generate(n_stars=2000, n_gas=200, seed=1)


def test_arrays_go_in_and_come_out(galaxy, tmp_path):
    assert galaxy.stars["position_kpc"].shape == (2000, 3) and len(galaxy) == 2000
    again = ifu.Galaxy(galaxy.stars, galaxy.gas, redshift=galaxy.redshift, source="generated")
    assert all(np.array_equal(again.stars[name], values) for name, values in galaxy.stars.items())
    assert again.gas.keys() == galaxy.gas.keys()
    galaxy.write(tmp_path / "galaxy.h5")
    read = ifu.Galaxy.read(tmp_path / "galaxy.h5")
    assert read.layout == "plain" and read.tally["n_wind"] == 0
    assert all(np.array_equal(read.stars[name], values) for name, values in galaxy.stars.items())
    few = ifu.Galaxy.read(tmp_path / "galaxy.h5", subset={"n_stars": 50, "seed": 2})
    assert len(few) == 50
    assert few.stars["initial_mass_msun"].sum() == pytest.approx(galaxy.stars["initial_mass_msun"].sum())


def test_the_same_bits_for_any_threads(galaxy, library):
    asked = {"fov_arcsec": 4.0, "library": library, "noise": {"kind": "target", "per_aa": 10}, "seed": 3}
    one, three = (ifu.observe(galaxy, threads=threads, **asked) for threads in (1, 3))
    assert np.array_equal(one.flux, three.flux) and np.array_equal(one.variance, three.variance)
    assert one.variance.shape == one.flux.shape == (20, 20, 3721)
    made_anew = ifu.Galaxy.generate(n_stars=2000, n_gas=200, seed=1, threads=1)
    assert np.array_equal(made_anew.stars["position_kpc"], galaxy.stars["position_kpc"])


def test_maps_of_bins_have_one_value_a_bin(galaxy, library):
    seen = ifu.observe(galaxy, fov_arcsec=4.0, library=library, bin_ratio=8)
    bins = seen.maps["voronoi"]
    assert 2 <= bins.max() < 400 and seen.maps["losvd_h3"].shape == (20, 20)
    for number in np.unique(bins[bins > 0]):
        assert len(np.unique(seen.maps["velocity"][bins == number])) == 1
    # amounts stay those of the spaxels
    plain = ifu.observe(galaxy, fov_arcsec=4.0, library=library)
    assert np.array_equal(plain.maps["mass"], seen.maps["mass"]) and "voronoi" not in plain.maps


def test_what_is_wrong_is_told(galaxy, library, tmp_path):
    with pytest.raises(ValueError, match="did you mean `MUSE`"):
        ifu.observe(galaxy, "MUSA", library=library)
    with pytest.raises(ValueError, match="unknown field `fov`"):
        ifu.observe(galaxy, fov=3, library=library)
    with pytest.raises(FileNotFoundError):
        ifu.Galaxy.read(tmp_path / "none.h5")
    with pytest.raises(ValueError, match="age_gyr"):
        ifu.Galaxy({**galaxy.stars, "age_gyr": -galaxy.stars["age_gyr"]})
    with pytest.raises(ValueError, match="expected \\(n, 3\\)"):
        ifu.Galaxy({**galaxy.stars, "position_kpc": np.zeros(6)})


@pytest.fixture
def cube(galaxy, library, tmp_path):
    seen = ifu.observe(galaxy, fov_arcsec=3.0, library=library, position_deg=[150.0, 2.0], noise={"kind": "target", "per_aa": 10})
    seen.write(tmp_path / "cube.fits")
    return seen, tmp_path / "cube.fits"


@pytest.mark.filterwarnings("ignore")
def test_spectral_cube_reads_it(cube):
    spectral_cube = pytest.importorskip("spectral_cube", reason="pip install spectral-cube")
    seen, path = cube
    read = spectral_cube.SpectralCube.read(path, hdu="DATA")
    assert np.allclose(read.spectral_axis.to("Angstrom").value, seen.wave_aa)
    assert np.allclose(read.filled_data[:].value, np.moveaxis(seen.flux, 2, 0)[:, :, ::-1], rtol=1e-6, equal_nan=True)


@pytest.mark.filterwarnings("ignore")
def test_mpdaf_reads_it(cube):
    mpdaf = pytest.importorskip("mpdaf.obj", reason="pip install mpdaf")
    seen, path = cube
    read = mpdaf.Cube(str(path))
    assert np.allclose(read.data, np.moveaxis(seen.flux, 2, 0)[:, :, ::-1], rtol=1e-6)
    assert np.allclose(read.var, np.moveaxis(seen.variance, 2, 0)[:, :, ::-1], rtol=1e-6)
    velocity = mpdaf.Image(str(path), ext="VELOCITY")
    assert np.allclose(velocity.data, np.ma.masked_invalid(seen.maps["velocity"][:, ::-1]))


def test_ppxf_finds_the_kinematics_that_the_maps_say(tmp_path):
    """The usual recipe: rest frame, logarithmic bins, templates blurred to the telescope's resolution, a fit."""
    fit = pytest.importorskip("ppxf.ppxf", reason="pip install ppxf").ppxf
    from astropy.io import fits
    from ppxf import ppxf_util

    library, template_aa, spectra = made.lines(tmp_path)
    rng = np.random.default_rng(3)
    n, blur_aa, z = 4000, 2.5, 0.05
    stars = {
        "position_kpc": rng.uniform(-0.3, 0.3, (n, 3)),
        "velocity_km_s": rng.normal([0, 0, 80], [150, 150, 150], (n, 3)),
        "initial_mass_msun": np.full(n, 1e6),
        "age_gyr": rng.choice([1.0, 10.0], n),
        "metallicity": np.full(n, 0.015),
    }
    telescope = {"name": "t", "source": "a test", "fov_arcsec": 3.0, "spaxel_arcsec": 1.0, "wave_range_aa": [4800.0, 6200.0]}
    telescope |= {"wave_step_aa": 1.25, "medium": "vacuum", "lsf": {"fwhm_aa": blur_aa}}
    still = {"centre": {"at": [0.0, 0.0, 0.0]}, "systemic": "none", "alignment": "none"}
    noise = {"kind": "target", "per_aa": 100}
    seen = ifu.observe(ifu.Galaxy(stars), telescope, redshift=z, library=library, orientation=still, noise=noise, seed=2)
    seen.write(tmp_path / "cube.fits")

    with fits.open(tmp_path / "cube.fits") as cube:
        header, flux, variance = cube["DATA"].header, cube["DATA"].data[:, 1, 1], cube["STAT"].data[:, 1, 1]
        truth = [float(cube[name].data[1, 1]) for name in ("VELOCITY", "DISPERSION")]
    rest_aa = (header["CRVAL3"] + header["CD3_3"] * np.arange(header["NAXIS3"])) / (1 + z)
    galaxy, ln_aa, velscale = ppxf_util.log_rebin(rest_aa, flux.astype(float))
    noise = np.sqrt(ppxf_util.log_rebin(rest_aa, variance.astype(float), velscale=velscale)[0])
    blurred = ppxf_util.varsmooth(template_aa, spectra.T, blur_aa / (1 + z) / 2.3548)
    binned = [ppxf_util.log_rebin(template_aa, column, velscale=velscale) for column in blurred.T]
    templates = np.column_stack([template[0] for template in binned])
    scale = np.median(galaxy)
    found = fit(
        templates / templates.mean(), galaxy / scale, noise[: len(galaxy)] / scale, velscale, [0.0, 100.0],
        moments=2, degree=4, lam=np.exp(ln_aa), lam_temp=np.exp(binned[0][1]), quiet=True,
    )  # fmt: skip
    velocity, dispersion = found.sol
    assert abs(velocity - truth[0]) < 3 and abs(dispersion - truth[1]) < 6, (found.sol, truth)
    assert abs(truth[0] - 80) < 10 and abs(truth[1] - 150) < 6
    # neighbouring bins share channels: a little below one
    assert 0.5 < found.chi2 < 1.2
