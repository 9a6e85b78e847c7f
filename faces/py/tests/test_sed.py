"""Galaxies: components by name, light, fits, catalogues, GalaPy's parameter files."""

import json
import tomllib

import made
import numpy as np
import pytest

from astrarium import infer, sed
from astrarium.sed import from_galapy

BANDS = ["u", "r", "k"]
QUICK = {"live": 50, "dlogz": 1.0}


@pytest.fixture(scope="module")
def stars(tmp_path_factory):
    """Stars that are made up."""
    return made.stars(tmp_path_factory.mktemp("stars"))


@pytest.fixture(scope="module")
def galaxy(stars):
    """A galaxy of them."""
    dust = {"kind": "screen", "av_mag": 0.5}
    return sed.Galaxy(age_yr=3e9, redshift=0.1, sfh="constant", matter={"metallicity": 0.01}, dust=dust, igm=None, **stars)


@pytest.fixture(scope="module")
def fitted(galaxy):
    """A fit of its own fluxes."""
    fluxes = galaxy.photometry(BANDS)
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3), "dust.av_mag": infer.uniform(0, 2)}
    return galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, seed=4, draws=60, **QUICK)


def test_light_is_the_sum_of_its_components(galaxy):
    spectrum = galaxy.spectrum()
    seen = [values for name, values in spectrum.components_mjy.items() if name not in ("stellar", "nebular")]
    assert np.allclose(np.sum(seen, axis=0), spectrum.flux_mjy, rtol=1e-12)
    dark = sed.Galaxy(**{**galaxy_words(galaxy), "dust": None})
    assert dark.quantities()["dust_lsun"] == 0.0 < galaxy.quantities()["dust_lsun"]
    assert galaxy.plot_sed().startswith("<svg") and galaxy.plot_sed()._repr_svg_().startswith("<svg")


def test_the_milky_way_stands_in_front(galaxy):
    clear = galaxy.photometry(BANDS)
    behind = sed.Galaxy(**galaxy_words(galaxy), foreground=0.3)
    law = {"ebv_mag": 0.3, "law": {"kind": "gordon2023", "r_v": 4.0}}
    other = sed.Galaxy(**galaxy_words(galaxy), foreground=law)
    assert np.all(behind.photometry(BANDS) < clear) and np.all(other.photometry(BANDS) < behind.photometry(BANDS))
    ratio = -2.5 * np.log10(behind.photometry(BANDS) / clear)
    assert ratio[0] > 4 * 0.3 and ratio[2] == pytest.approx(0.35 * 0.3, rel=0.2)
    fit = behind.fit(BANDS, clear, 0.05 * clear, {"foreground.ebv_mag": (0, 0.4)}, seed=1, draws=20, **QUICK)
    assert fit.interval("foreground.ebv_mag")[1] < 0.1
    with pytest.raises(ValueError, match="R_V of foreground"):
        sed.Galaxy(**galaxy_words(galaxy), foreground={"law": {"kind": "calzetti2000"}}).photometry(BANDS)


def test_a_spectrum_is_fitted_beside_the_bands(galaxy, tmp_path):
    fluxes, light = galaxy.photometry(BANDS), galaxy.spectrum()
    wave = np.linspace(4500, 7000, 80)
    flux = np.interp(wave, light.wave_aa, light.flux_mjy) * (1.2 + 0.1 * np.linspace(-1, 1, 80))
    seen = {"wave": wave, "flux": flux, "error": 0.01 * flux, "resolving_power": 800, "mask": wave > 6900}
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3), "dust.av_mag": infer.uniform(0, 2)}
    how = {"spectroscopy": {"calibration_degree": 1, "calibration_sd": 0.3}, "seed": 4, "draws": 30}
    both = galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, spectrum=seen, **how, **QUICK)
    assert both.pixels["used"].sum() == np.sum(wave <= 6900)
    used = both.pixels["used"]
    assert np.allclose(both.pixels["calibration"], 1.2 + 0.1 * np.linspace(-1, 1, 80), atol=0.1)
    assert np.abs(both.pixels["residual"][used]).max() < 1.0
    assert both.plot_spectrum(tmp_path / "s.png").startswith("<svg") and "measured spectrum" in both.plot_sed()
    alone = galaxy.fit([], [], [], {"dust.av_mag": (0, 2)}, spectrum=seen, spectroscopy={"calibration": [0.2, 0.1]}, seed=1, **QUICK)
    assert alone.interval("dust.av_mag")[1] == pytest.approx(0.5, abs=0.1)
    with pytest.raises(ValueError, match="no spectrum was fitted"):
        galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, draws=10, **QUICK).plot_spectrum()
    with pytest.raises(ValueError, match="expected wave, flux and error"):
        galaxy.fit(BANDS, fluxes, fluxes, moved, spectrum={"wave": wave})
    with pytest.raises(ValueError, match=r"error of the spectrum\[3\] is 0"):
        bad = dict(seen, error=np.where(np.arange(80) == 3, np.nan, 0.01 * flux))
        galaxy.fit(BANDS, fluxes, fluxes, moved, spectrum=bad)
    with pytest.raises((ValueError, OSError), match="none.ecsv"):
        galaxy.fit(BANDS, fluxes, fluxes, moved, spectrum="none.ecsv")


def galaxy_words(galaxy):
    """Keywords that make a galaxy again."""
    spec = galaxy.spec
    curves = {band["name"]: (band["wave_aa"], band["response"]) for band in spec["bands"]["own"]}
    return {**spec["galaxy"], "igm": None, "library": spec["library"]["file"], "own_bands": curves}


def test_what_makes_no_sense_is_named(galaxy, stars):
    with pytest.raises(ValueError, match="unknown variant `insito`"):
        sed.Galaxy(sfh="insito", **stars)
    with pytest.raises(ValueError, match="unknown field `av`"):
        sed.Galaxy(dust={"kind": "screen", "av": 1}, **stars)
    with pytest.raises(TypeError, match="agn is the text"):
        sed.Galaxy(agn="fritz", **stars)
    with pytest.raises(ValueError, match="`g`"):
        galaxy.photometry(["g"])
    fluxes = galaxy.photometry(BANDS)
    with pytest.raises(ValueError, match=r"did you mean `dust\.av_mag`"):
        galaxy.fit(BANDS, fluxes, fluxes, ["dust.avmag"])
    with pytest.raises(ValueError, match=r"errors\[1\] is 0"):
        galaxy.fit(BANDS, fluxes, [1, 0, 1], ["age_yr"])
    with pytest.raises(ValueError, match="finite"):
        galaxy.fit(BANDS, [1, np.nan, 1], [1, 1, 1], ["age_yr"])
    with pytest.raises(ValueError, match="3"):
        galaxy.fit(BANDS, fluxes[:2], fluxes[:2], ["age_yr"])
    with pytest.raises(ValueError, match=r"bc03lr.*astrarium data fetch"):
        sed.Galaxy(library="bc03lr", igm=None).photometry([]) if no_library() else pytest.skip("bc03lr was fetched")


def no_library():
    """Whether the usual library was not fetched."""
    try:
        sed.Galaxy().photometry([])
    except (ValueError, OSError):
        return True
    return False


def test_a_fit_finds_what_went_in(galaxy, fitted):
    low, median, high = fitted.interval("sfh.sfr_msun_yr")
    assert low < 1.0 < high or abs(median - 1) < 2 * (high - low)
    assert fitted.interval("formed_msun")[1] == pytest.approx(galaxy.quantities()["formed_msun"], rel=0.5)
    assert fitted.chi2 < 1.0 and fitted.ok
    assert fitted.bands["residual"].shape == (3,)
    assert np.all(fitted.spectrum["q16"] <= fitted.spectrum["q84"])
    with pytest.raises(KeyError, match="formed_msun"):
        fitted.interval("mass")


def test_nuts_follows_the_slopes(galaxy, fitted):
    fluxes = galaxy.photometry(BANDS)
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3), "dust.av_mag": infer.uniform(0, 2)}
    fit = galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, sampler="nuts", seed=4, chains=2, tune=300)
    assert np.allclose(fit.run.mean(), fitted.run.mean(), atol=2 * fitted.run.sd().max(), rtol=0.2)


def test_few_wavelengths_stand_for_all_where_that_is_good_enough(galaxy, fitted):
    fluxes = galaxy.photometry(BANDS)
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3), "dust.av_mag": infer.uniform(0, 2)}
    few, exact = (galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, seed=4, tolerance_sigma=to, **QUICK) for to in (0.05, 1e-12))
    assert few.projection.startswith("the likelihood is projected onto the bands: at ")
    assert exact.projection.startswith("the likelihood is exact: at ") and fitted.projection == ""
    assert np.array_equal(exact.run.samples, fitted.run.samples)
    for name in fitted.run.names:
        low, median, high = fitted.interval(name)
        assert abs(few.interval(name)[1] - median) < 0.5 * (high - low)
    with pytest.raises(ValueError, match="tolerance_sigma"):
        galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, tolerance_sigma=-1.0, **QUICK)


def test_fits_are_drawn_and_tabled(fitted, tmp_path):
    pytest.importorskip("astropy", reason="astropy is not here: pip install astropy")
    assert fitted.plot_sed(tmp_path / "sed.png").startswith("<svg")
    assert fitted.plot_corner(tmp_path / "corner.svg", parameters=["dust.av_mag"]).startswith("<svg")
    assert (tmp_path / "sed.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "corner.svg").exists()
    table = fitted.table()
    assert list(table["quantity"][:2]) == ["sfh.sfr_msun_yr", "dust.av_mag"] and "living_msun" in table["quantity"]
    assert "ln Z" in repr(fitted)


def test_the_same_bits_on_any_number_of_threads(galaxy, fitted):
    fluxes = galaxy.photometry(BANDS)
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3), "dust.av_mag": infer.uniform(0, 2)}
    again = galaxy.fit(BANDS, fluxes, 0.05 * fluxes, moved, seed=4, draws=60, threads=3, **QUICK)
    assert np.array_equal(again.run.samples, fitted.run.samples)
    assert all(np.array_equal(again.spectrum[name], fitted.spectrum[name], equal_nan=True) for name in fitted.spectrum)


def test_a_catalogue_goes_on_past_failures(galaxy, tmp_path):
    fluxes = galaxy.photometry(BANDS)
    columns = {"id": ["a", "b", "c", "a"], "redshift": [0.1] * 4}
    for band, flux in zip(BANDS, fluxes, strict=True):
        columns[band] = flux * np.array([1.0, 2.0, np.nan, 1.0])
        columns[f"{band}_err"] = 0.05 * flux * np.array([1.0, 2.0, 1.0, 1.0])
    columns["u_err"][1] = -1
    moved = {"sfh.sfr_msun_yr": (0.01, 1e3)}
    found = sed.catalogue(galaxy, columns, moved, seed=2, draws=20, checkpoint=tmp_path, **QUICK)
    assert found.fitted.tolist() == [True, True, False, False]
    assert "no detection" in found["failed"][2] and "called a as well" in found["failed"][3]
    assert found["sfh.sfr_msun_yr"][1] == pytest.approx(2 * found["sfh.sfr_msun_yr"][0], rel=0.2)
    again = sed.catalogue(galaxy, columns, moved, seed=2, draws=20, threads=2, **QUICK)
    assert all(np.array_equal(again[name], found[name]) for name in ("id", "failed", "flags"))
    assert np.array_equal(again["living_msun"], found["living_msun"], equal_nan=True)
    two = {"plain": {}, "clear": {"galaxy": {"dust": {"kind": "screen", "av_mag": 0.0}}}}
    both = sed.catalogue(galaxy, columns, moved, models=two, seed=2, draws=20, **QUICK)
    assert both["model"].tolist()[:2] == ["clear", "plain"]
    assert both["model_probability"][0] + both["model_probability"][1] == pytest.approx(1.0)
    with pytest.raises(ValueError, match="expected one of the sources' names"):
        sed.catalogue(galaxy, {"u": [1], "u_err": [1]}, moved)


PARAMS = """
import numpy as np
bands = ("SDSS.u", "SDSS.r")
fluxes = (1.5, 2.5)
errors = (0.1, 0.2)
uplims = (False, True)
method_uplims = "S12"
cosmo = "Planck18"
sfh_model = "delayedexp"
ssp_lib = "parsec22.NT"
do_Radio = True
noise_model = "calibration_error"
galaxy_parameters = {
    "age": ([6.0, 10.0], True),
    "redshift": 0.5,
    "sfh.psi_norm": ([0.0, 4.0], True),
    "sfh.k_shape": 0.2,
    "sfh": {"Mdust": 1e8, "Zgxy": 0.01},
    "ism.f_MC": ([0.0, 1.0], False),
    "nff.Zgas": 0.02,
    "agn.fAGN": 0.1,
    "agn.template.ct": 40,
}
noise_parameters = {"f_cal": ([-10.0, 1.0], True)}
sampler = "dynesty"
sampler_kw = {"nlive": 321}
"""


def test_a_parameter_file_of_galapy_becomes_a_specification(tmp_path, capsys):
    path = tmp_path / "params.py"
    path.write_text(PARAMS)
    assert from_galapy.main([str(path), "--compat"]) == 0
    assert "astrarium sed fit" in capsys.readouterr().out
    text = (tmp_path / "params.toml").read_text()
    spec = tomllib.loads(text)
    assert spec["kind"] == "sed.fit" and spec["sampler"] == {"kind": "nested", "live": 321}
    assert spec["galaxy"]["sfh"] == {"kind": "delayed", "k_shape": 0.2}
    assert spec["galaxy"]["matter"] == {"dust_mass_msun": 1e8, "metallicity": 0.01}
    assert spec["galaxy"]["rules"]["compat"] == "galapy" and spec["noise"]["limits"] == "sawicki"
    moved = {parameter["name"]: parameter["prior"] for parameter in spec["parameters"]}
    assert moved["age_yr"] == {"kind": "log_uniform", "low": 1e6, "high": 1e10}
    assert moved["dust.f_mc"]["kind"] == "uniform" and "noise.calibration" in moved and "sfh.norm_msun_yr" in moved
    assert spec["input"]["photometry"]["upper_limits"] == [False, True]
    for word in ("parsec22.NT", "nff.Zgas", "agn.fAGN"):
        assert f"# Left out: {word}" in text or f"'{word}'" in text, text
    # the program understands it, as far as its data sets go
    from astrarium._core import main

    assert main(["astrarium", "run", str(tmp_path / "params.toml"), "--dry-run", "--json"]) in (0, 2)
    assert "not known" not in capsys.readouterr().err


def test_a_catalogue_of_galapy_becomes_a_table(tmp_path, capsys):
    path = tmp_path / "many.py"
    rows = PARAMS.replace("fluxes = (1.5, 2.5)", "fluxes = np.array([[1.5, 2.5], [np.nan, 3.5]])")
    rows = rows.replace("errors = (0.1, 0.2)", "errors = np.full((2, 2), 0.1)").replace("uplims = (False, True)", "run_id = ['a', 'b']")
    rows = rows.replace('"redshift": 0.5', '"redshift": [0.5, 0.6]')
    path.write_text(rows)
    assert from_galapy.main([str(path)]) == 0
    assert "sed catalogue" in capsys.readouterr().out
    lines = (tmp_path / "many.csv").read_text().split()
    assert lines == ["id,redshift,SDSS.u,SDSS.u_err,SDSS.r,SDSS.r_err", "a,0.5,1.5,0.1,2.5,0.1", "b,0.6,,,3.5,0.1"]
    path.write_text(PARAMS.replace("delayedexp", "interpolated"))
    assert from_galapy.main([str(path)]) == 2
    assert "interpolated" in capsys.readouterr().err


def test_specifications_of_python_are_plain_data(galaxy):
    assert json.loads(json.dumps(galaxy.spec)) == galaxy.spec
    assert "screen" in repr(galaxy)
