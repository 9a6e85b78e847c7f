"""Where chains are kept."""

from ._hdf import HDFBackend, TempHDFBackend
from ._memory import Backend

__all__ = ["Backend", "HDFBackend", "TempHDFBackend"]
