"""Autocorrelation times."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from ..._core import _autocorrelation_times

__all__ = ["AutocorrError", "function_1d", "integrated_time"]

logger = logging.getLogger(__name__)


class AutocorrError(Exception):
    """The chain is too short for its autocorrelation time.

    Parameters
    ----------
    tau : numpy.ndarray
        The estimate all the same; an attribute of the exception.
    """

    def __init__(self, tau: Any, *args: Any) -> None:
        super().__init__(*args)
        self.tau = tau


def function_1d(x: Any) -> Any:
    """The normalised autocorrelation function of a series.

    Parameters
    ----------
    x : array_like of shape (n,)
        The series.

    Returns
    -------
    numpy.ndarray of shape (n,)
        1 at lag 0.

    Examples
    --------
    >>> from astrarium.compat.emcee import autocorr
    >>> autocorr.function_1d([1.0, -1.0, 1.0, -1.0]).round(9).tolist()
    [1.0, -0.75, 0.5, -0.25]
    """
    series = np.atleast_1d(x)
    if series.ndim != 1:
        raise ValueError(f"x has {series.ndim} dimensions, expected one series")
    # zeros up to twice the next power of two, so that the ends do not meet
    transform = np.fft.rfft(series - series.mean(), n=2 << (len(series) - 1).bit_length())
    lags = np.fft.irfft(np.abs(transform) ** 2)[: len(series)]
    return lags / lags[0]


def integrated_time(x: Any, c: float = 5, tol: float = 50, quiet: bool = False, has_walkers: bool = True) -> Any:
    """The integrated autocorrelation time of each parameter, walkers averaged.

    ``tau = 1 + 2 sum_{t=1}^{M} rho(t)``, M being the smallest with ``M >= c tau``. Walkers that never moved are left out.

    Parameters
    ----------
    x : array_like of shape (steps,), (steps, walkers) or (steps, walkers, parameters)
        The series; of two dimensions the second one is parameters without ``has_walkers``.
    c : float
        The window, in autocorrelation times.
    tol : float
        Autocorrelation times that a chain must have to be trusted.
    quiet : bool
        Whether a chain that is too short is only worth a line in the log.
    has_walkers : bool
        What the second of two dimensions is.

    Returns
    -------
    numpy.ndarray of shape (parameters,)
        In steps.

    Raises
    ------
    AutocorrError
        If the chain is shorter than ``tol`` times the estimate.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat.emcee import autocorr
    >>> noise = np.random.RandomState(1).randn(2000, 8)
    >>> bool(abs(autocorr.integrated_time(noise)[0] - 1) < 0.1)
    True
    """
    x = np.atleast_1d(np.asarray(x, dtype=float))
    if x.ndim == 2:
        x = x[:, :, None] if has_walkers else x[:, None, :]
    elif x.ndim == 1:
        x = x[:, None, None]
    if x.ndim != 3:
        raise ValueError(f"x has {x.ndim} dimensions, expected 1, 2 or 3: steps, walkers, parameters")
    steps, walkers, _ = x.shape
    tau = _autocorrelation_times(x.transpose(2, 1, 0).ravel(), walkers, steps, c)
    short = tol * tau > steps
    if short.any():
        message = (
            f"The chain is shorter than {tol} times the integrated autocorrelation time for {short.sum()} parameter(s). "
            f"Use this estimate with caution and run a longer chain!\nN/{tol} = {steps / tol if tol else steps:.0f};\ntau: {tau}"
        )
        if not quiet:
            raise AutocorrError(tau, message)
        logger.warning(message)
    return tau
