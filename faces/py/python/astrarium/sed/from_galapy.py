"""GalaPy's parameter files as specifications: ``python -m astrarium.sed.from_galapy PARAMS.py``.

The file is run as Python, as GalaPy itself does it, so convert only files that you would fit. What it asks for is written as a
TOML file for ``astrarium sed fit`` (one source) or, with a table beside it, ``astrarium sed catalogue`` (several). What cannot
be taken over is said in comments at its head.
"""

import argparse
import csv
import json
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# GalaPy's numbers and ours
_NUMBERS = {
    "age": "age_yr",
    "redshift": "redshift",
    "sfh.tau_quench": "sfh.quench_yr",
    "sfh.psi_max": "sfh.psi_max_msun_yr",
    "sfh.tau_star": "sfh.tau_star_yr",
    "sfh.psi": "sfh.sfr_msun_yr",
    "sfh.k_shape": "sfh.k_shape",
    "sfh.sigma_star": "sfh.sigma_star",
    "sfh.Mdust": "matter.dust_mass_msun",
    "sfh.Zgxy": "matter.metallicity",
    "ism.f_MC": "dust.f_mc",
    "ism.norm_MC": "dust.norm_mc",
    "ism.N_MC": "dust.n_mc",
    "ism.R_MC": "dust.r_mc_pc",
    "ism.tau_esc": "dust.tau_esc_yr",
    "ism.dMClow": "dust.slope_mc_low",
    "ism.dMCupp": "dust.slope_mc_upp",
    "ism.norm_DD": "dust.norm_dd",
    "ism.Rdust": "dust.r_dust_pc",
    "ism.f_PAH": "dust.f_pah",
    "ism.dDDlow": "dust.slope_dd_low",
    "ism.dDDupp": "dust.slope_dd_upp",
    "syn.alpha_syn": "synchrotron.alpha",
    "syn.nu_self_syn": "synchrotron.nu_self_ghz",
    "nff.Zi": "free_free.charge",
    "agn.fAGN": "agn.fraction",
    "f_cal": "noise.calibration",
}
_FORMS = {"insitu": "insitu", "constant": "constant", "delayedexp": "delayed", "lognormal": "lognormal"}
_NORMS = {"delayed": "sfh.norm_msun_yr", "lognormal": "sfh.norm_msun"}
_LIMITS = {"chi2": "chi2", "simple": "simple", "S12": "sawicki"}
_TORUS = {"ct": "opening_deg", "al": "alpha", "be": "beta", "ta": "depth_9p7", "rm": "radii", "ia": "sight_deg"}
# parts that stand in the specification only where they are switched on
_SWITCHES = {"synchrotron": "do_Radio", "free_free": "do_Radio", "agn": "do_AGN"}


class _Converted:
    """A specification that grows, and what could not be taken over."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self.asked = asked
        self.left_out: list[str] = []
        self.parameters: list[dict[str, Any]] = []
        self.tables: dict[str, Any] = {"galaxy": {"sfh": {}, "dust": {"kind": "two-phase"}}, "noise": {}}
        self.own: dict[str, list[Any]] = {}

    def get(self, name: str, default: Any = None) -> Any:
        found = self.asked.get(name)
        return default if found is None else found

    def put(self, place: str, value: Any) -> None:
        """A number at its dotted place."""
        first, _, rest = place.partition(".")
        table = self.tables["noise"] if first == "noise" else self.tables["galaxy"]
        *parts, last = (rest if first == "noise" else place).split(".")
        for part in parts:
            table = table.setdefault(part, {})
        table[last] = value


def convert(path: str | Path, *, compat: bool = False) -> tuple[str, list[list[str]] | None]:
    """A parameter file of GalaPy's as a specification.

    Parameters
    ----------
    path : path-like
        The Python file.
    compat : bool
        Whether the specification asks for GalaPy's numbers where they are known to be wrong, too.

    Returns
    -------
    text : str
        The specification, TOML.
    table : list of list of str or None
        Of several sources their catalogue: names of columns, then rows.

    Raises
    ------
    ValueError
        For a file without what a fit needs, or a model that is not known.
    """
    made = _Converted(runpy.run_path(str(path)))
    _components(made, compat)
    _numbers(made, "", made.get("galaxy_parameters", {}))
    _numbers(made, "noise.", made.get("noise_parameters", {}) if made.get("noise_model") else {})
    made.tables["noise"]["limits"] = _LIMITS.get(str(made.get("method_uplims", "chi2")), "chi2")
    _bands(made)
    _sampler(made)
    fluxes = made.get("fluxes")
    if fluxes is None or made.get("bands") is None:
        raise ValueError(f"{path}: no bands or fluxes, expected the data of a fit")
    if _is_table(fluxes):
        return _text(made, "sed.catalogue", path), _catalogue(made)
    made.tables["input"] = {"photometry": _photometry(made)}
    return _text(made, "sed.fit", path), None


def _is_table(fluxes: Any) -> bool:
    return len(fluxes) > 0 and hasattr(fluxes[0], "__len__")


def _components(made: _Converted, compat: bool) -> None:
    galaxy = made.tables["galaxy"]
    model = str(made.get("sfh_model", "insitu"))
    if model not in _FORMS:
        raise ValueError(f"sfh_model is {model!r}, expected one of {', '.join(_FORMS)}; write a table of rates by hand")
    galaxy["sfh"]["kind"] = _FORMS[model]
    galaxy["xray_binaries"] = bool(made.get("do_Xray", False))
    for part, switch in _SWITCHES.items():
        if made.get(switch, False):
            galaxy[part] = {}
    if made.get("do_AGN", False):
        galaxy["agn"]["xrays"] = bool(made.get("do_Xray", False))
        made.left_out.append("agn.folder: name the folder of the Fritz et al. (2006) templates")
    library = str(made.get("ssp_lib", "bc03lr"))
    made.tables["library"] = {"name": "bc03miles" if "hr" in library else "bc03lr"}
    if not library.startswith("bc03"):
        made.left_out.append(f"ssp_lib = {library!r}: not in the registry; library.file may name a copy in GalaPy's format")
    if compat:
        galaxy["rules"] = {"compat": "galapy", "newborn": "stellar_mean", "quench": "expel"}
        made.tables["noise"]["compat"] = "galapy"
    cosmology = str(made.get("cosmo", "Planck18"))
    galaxy["cosmology"] = cosmology
    for name in ("lstep", "loglikelihood", "models"):
        if made.get(name) is not None:
            made.left_out.append(f"{name}: has no counterpart here")


def _numbers(made: _Converted, before: str, given: Mapping[str, Any]) -> None:
    form = made.tables["galaxy"]["sfh"]["kind"]
    # a nested dictionary is the same as dotted names
    flat: dict[str, Any] = {}
    for name, value in given.items():
        flat |= {f"{name}.{key}": inner for key, inner in value.items()} if isinstance(value, Mapping) else {name: value}
    for name, value in flat.items():
        if name.startswith("agn.template."):
            if "agn" in made.tables["galaxy"]:
                made.put(f"agn.template.{_TORUS[name.rsplit('.', 1)[1]]}", float(value))
            continue
        place = _NORMS.get(form) if name == "sfh.psi_norm" else _NUMBERS.get(name.removeprefix("noise."))
        part = (place or "").split(".")[0]
        if place is None or (part in _SWITCHES and part not in made.tables["galaxy"]):
            made.left_out.append(f"{before}{name}: not of this model")
            continue
        _number(made, place, value)


def _number(made: _Converted, place: str, value: Any) -> None:
    if isinstance(value, tuple) and len(value) == 2 and hasattr(value[0], "__len__"):
        (low, high), is_log = value
        ends = [10.0**low, 10.0**high] if is_log else [float(low), float(high)]
        kind = "log_uniform" if is_log else "uniform"
        made.parameters.append({"name": place, "prior": {"kind": kind, "low": ends[0], "high": ends[1]}})
    elif hasattr(value, "__len__") and not isinstance(value, str):
        made.own[place] = list(value)
    else:
        made.put(place, _plain(value))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bool | int) else float(value)


def _bands(made: _Converted) -> None:
    custom = made.get("filters_custom", {})
    own = [
        {"name": name, "wave_aa": _floats(curve["wavelengths"]), "response": _floats(curve["photons"])}
        for name, curve in custom.items()
    ]
    if own:
        made.tables["bands"] = {"own": own}


def _floats(values: Any) -> list[float]:
    return [float(value) for value in values]


def _photometry(made: _Converted) -> dict[str, Any]:
    found: dict[str, Any] = {
        "bands": [str(band) for band in made.get("bands")],
        "fluxes": _floats(made.get("fluxes")),
        "errors": _floats(made.get("errors")),
        "unit": "mJy",
    }
    limits = made.get("uplims")
    if limits is not None:
        found["upper_limits"] = [bool(limit) for limit in limits]
    return found


def _catalogue(made: _Converted) -> list[list[str]]:
    bands = [str(band) for band in made.get("bands")]
    fluxes, errors = made.get("fluxes"), made.get("errors")
    limits = made.get("uplims")
    ids = made.get("run_id", [f"source{i}" for i in range(len(fluxes))])
    others = list(made.own)
    rows = [["id", *others, *(name for band in bands for name in (band, f"{band}_err"))]]
    for i, row in enumerate(fluxes):
        cells = [str(ids[i]), *(repr(float(made.own[name][i])) for name in others)]
        for k, flux in enumerate(row):
            is_limit = limits is not None and bool(limits[i][k])
            error = -abs(float(errors[i][k])) if is_limit else float(errors[i][k])
            cells += [repr(float(flux)), repr(error)] if flux == flux else ["", ""]
        rows.append(cells)
    return rows


def _sampler(made: _Converted) -> None:
    name = str(made.get("sampler", "dynesty"))
    keywords = {**made.get("sampler_kw", {}), **made.get("sampling_kw", {})}
    sampler: dict[str, Any] = {"kind": "ensemble" if name == "emcee" else "nested"}
    if name == "emcee":
        sampler["walkers"] = int(made.get("nwalkers", 0))
        sampler["max_steps"] = int(made.get("nsamples", 10_000))
    elif live := next((keywords[key] for key in ("nlive", "nlive_init", "n_live") if key in keywords), None):
        sampler["live"] = int(live)
    if name not in ("emcee", "dynesty"):
        made.left_out.append(f"sampler = {name!r}: nested sampling is taken instead")
    made.tables["sampler"] = sampler


def _text(made: _Converted, kind: str, path: str | Path) -> str:
    lines = [f"# From {Path(path).name}, a parameter file of GalaPy."]
    lines += [f"# Left out: {what}" for what in made.left_out]
    lines += [f'kind = "{kind}"', 'without = ["igm"]', ""]
    lines += ["parameters = [", *(f"    {_value(parameter)}," for parameter in made.parameters), "]", ""]
    for name, table in made.tables.items():
        lines += _table(name, table)
    return "\n".join(lines) + "\n"


def _table(name: str, table: Mapping[str, Any]) -> list[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    lines = [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in plain.items()), ""]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += _table(f"{name}.{key}", value)
    return lines


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Its words; those of the process without.

    Returns
    -------
    int
        The exit code: 0, or 2 for a file that cannot be converted.
    """
    parser = argparse.ArgumentParser(prog="python -m astrarium.sed.from_galapy", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("params", metavar="PARAMS.py", help="GalaPy's parameter file; it is run as Python")
    parser.add_argument("-o", "--output", metavar="OUT.toml", help="what to write [PARAMS.toml]")
    parser.add_argument("--compat", action="store_true", help="ask for GalaPy's own numbers, defects included")
    asked = parser.parse_args(arguments)
    out = Path(asked.output or Path(asked.params).with_suffix(".toml"))
    try:
        text, rows = convert(asked.params, compat=asked.compat)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{asked.params}: {error}", file=sys.stderr)
        return 2
    out.write_text(text, encoding="utf-8")
    if rows is None:
        print(f"written to {out}; run `astrarium sed fit {out}`")
        return 0
    table = out.with_suffix(".csv")
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    print(f"written to {out} and {table}; run `astrarium sed catalogue {out} {table}`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
