"""Parameters and their priors."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Prior(NamedTuple):
    """A prior of one parameter: its name in the engine, and its settings.

    Made by the functions of `astrarium.infer` (``uniform``, ``normal``, ...).
    """

    kind: str
    settings: dict[str, Any]


class Parameter(NamedTuple):
    """A parameter with more than its prior; made by `parameter`."""

    prior: Any
    latex: str
    unit: str
    wrap: str


class Tied(NamedTuple):
    """The value of another parameter; made by `tied`."""

    to: str


def _prior(kind: str, **settings: Any) -> Prior:
    return Prior(kind, {key: _plain(value) for key, value in settings.items()})


def _plain(value: Any) -> Any:
    return [float(item) for item in value] if hasattr(value, "__len__") else float(value)


def uniform(low: float, high: float) -> Prior:
    """Constant between two ends.

    Parameters
    ----------
    low, high : float
        The ends.

    Returns
    -------
    Prior

    Examples
    --------
    >>> from astrarium import infer
    >>> infer.uniform(-1, 1)
    Prior(kind='uniform', settings={'low': -1.0, 'high': 1.0})
    """
    return _prior("uniform", low=low, high=high)


def log_uniform(low: float, high: float) -> Prior:
    """Constant in ln x between two ends, both above zero.

    Parameters
    ----------
    low, high : float
        The ends.

    Returns
    -------
    Prior
    """
    return _prior("log_uniform", low=low, high=high)


def normal(mean: float, sd: float) -> Prior:
    """Normal.

    Parameters
    ----------
    mean, sd : float
        Mean and standard deviation.

    Returns
    -------
    Prior
    """
    return _prior("normal", mean=mean, sd=sd)


def truncated_normal(mean: float, sd: float, low: float, high: float) -> Prior:
    """Normal between two ends.

    Parameters
    ----------
    mean, sd : float
        Mean and standard deviation of the whole normal.
    low, high : float
        The ends.

    Returns
    -------
    Prior
    """
    return _prior("truncated_normal", mean=mean, sd=sd, low=low, high=high)


def prior(kind: str, **settings: Any) -> Prior:
    """A prior by its name in the engine; `names` lists them.

    Parameters
    ----------
    kind : str
        The name, such as ``"gamma"``.
    **settings
        Its numbers, such as ``shape=2, scale=1``.

    Returns
    -------
    Prior

    Examples
    --------
    >>> from astrarium import infer
    >>> "student_t" in infer.names()["priors"]
    True
    >>> infer.prior("exponential", mean=3).kind
    'exponential'
    """
    return _prior(kind, **settings)


def parameter(prior: Any, *, latex: str = "", unit: str = "", periodic: bool = False, reflective: bool = False) -> Parameter:
    """A parameter with its label, unit, and what is beyond its ends.

    Parameters
    ----------
    prior : Prior, scipy frozen distribution, or float
        Its prior; a number fixes it.
    latex : str, optional
        How it is written in figures.
    unit : str, optional
        Its unit.
    periodic, reflective : bool
        Whether its ends are one point, or mirrors.

    Returns
    -------
    Parameter

    Examples
    --------
    >>> from astrarium import infer
    >>> infer.parameter(infer.uniform(0, 6.283185307179586), latex=r"\\phi", unit="rad", periodic=True).wrap
    'periodic'
    """
    if periodic and reflective:
        raise ValueError("a parameter is periodic or reflective, not both")
    return Parameter(prior, latex, unit, "periodic" if periodic else "reflective" if reflective else "none")


def tied(to: str) -> Tied:
    """The value of another parameter.

    Parameters
    ----------
    to : str
        The other parameter's name.

    Returns
    -------
    Tied
    """
    return Tied(to)


def to_json(parameters: Any) -> str:
    """The parameters as the engine reads them: a number of flat ones, or names with priors."""
    if isinstance(parameters, int) and not isinstance(parameters, bool):
        return str(parameters)
    if not isinstance(parameters, Mapping):
        raise TypeError(f"the parameters are a {type(parameters).__name__}, expected a dict from names to priors, or a number")
    return json.dumps([_one(str(name), given) for name, given in parameters.items()])


def _one(name: str, given: Any) -> dict[str, Any]:
    more = given if isinstance(given, Parameter) else Parameter(given, "", "", "none")
    return {"name": name, "latex": more.latex, "unit": more.unit, "wrap": more.wrap, "kind": _kind(name, more.prior)}


def _kind(name: str, given: Any) -> Any:
    if isinstance(given, Tied):
        return {"tied": {"to": given.to}}
    if isinstance(given, Prior):
        return {"free": {"kind": given.kind, **given.settings}}
    if hasattr(given, "ppf") and hasattr(given, "cdf"):
        return {"free": {"kind": "tabulated", **_tabulated(given)}}
    if given is None:
        return "flat"
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) == 2:
        return _kind(name, uniform(*given))
    try:
        return {"fixed": float(given)}
    except (TypeError, ValueError):
        found = type(given).__name__
        raise TypeError(f"{name} is a {found}, expected a prior, a scipy distribution, (low, high) or a number") from None


def _tabulated(distribution: Any) -> dict[str, list[float]]:
    """A distribution of scipy's as the table of its distribution function: 4001 points, closer together in the tails."""
    import numpy

    # evenly in the logit from 1e-8 to 1 - 1e-8, and the ends where they are finite
    logit = numpy.linspace(-18.4, 18.4, 3999)
    cdf = 1 / (1 + numpy.exp(-logit))
    x = numpy.asarray(distribution.ppf(cdf), dtype=float)
    low, high = (float(end) for end in distribution.support())
    first, last = (low if numpy.isfinite(low) else 2 * x[0] - x[1], high if numpy.isfinite(high) else 2 * x[-1] - x[-2])
    x, cdf = numpy.concatenate([[first], x, [last]]), numpy.concatenate([[0.0], cdf, [1.0]])
    rising = numpy.concatenate([[True], numpy.diff(x) > 0])
    x, cdf = x[rising], cdf[rising]
    cdf[-1] = 1.0
    return {"x": x.tolist(), "cdf": cdf.tolist()}
