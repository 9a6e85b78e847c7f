"""Names that emcee had before, and still has."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np


def deprecated(message: str, level: int) -> None:
    """Warns of an old name, so many calls up."""
    warnings.warn(message, DeprecationWarning, stacklevel=level)


class OldNames:
    """The results of a sampler under their names of emcee 2, walkers first."""

    def get_value(self, name: str, **kwargs: Any) -> Any:
        """What was kept under a name."""
        raise NotImplementedError

    def get_autocorr_time(self, **kwargs: Any) -> Any:
        """The integrated autocorrelation time of each parameter, in steps."""
        raise NotImplementedError

    @property
    def chain(self) -> Any:
        """numpy.ndarray of shape (nwalkers, steps, ndim): deprecated, see `get_chain`."""
        deprecated("chain is deprecated, use get_chain()", 3)
        return np.swapaxes(self.get_value("chain"), 0, 1)

    @property
    def flatchain(self) -> Any:
        """numpy.ndarray of shape (steps * nwalkers, ndim): deprecated, see `get_chain`."""
        deprecated("flatchain is deprecated, use get_chain(flat=True)", 3)
        return self.get_value("chain", flat=True)

    @property
    def lnprobability(self) -> Any:
        """numpy.ndarray of shape (nwalkers, steps): deprecated, see `get_log_prob`."""
        deprecated("lnprobability is deprecated, use get_log_prob()", 3)
        return np.swapaxes(self.get_value("log_prob"), 0, 1)

    @property
    def flatlnprobability(self) -> Any:
        """numpy.ndarray of shape (steps * nwalkers,): deprecated, see `get_log_prob`."""
        deprecated("flatlnprobability is deprecated, use get_log_prob(flat=True)", 3)
        return self.get_value("log_prob", flat=True)

    @property
    def blobs(self) -> Any:
        """numpy.ndarray or None: deprecated, see `get_blobs`."""
        deprecated("blobs is deprecated, use get_blobs()", 3)
        return self.get_value("blobs")

    @property
    def flatblobs(self) -> Any:
        """numpy.ndarray or None: deprecated, see `get_blobs`."""
        deprecated("flatblobs is deprecated, use get_blobs(flat=True)", 3)
        return self.get_value("blobs", flat=True)

    @property
    def acor(self) -> Any:
        """numpy.ndarray of shape (ndim,): deprecated, see `get_autocorr_time`."""
        deprecated("acor is deprecated, use get_autocorr_time()", 3)
        return self.get_autocorr_time()
