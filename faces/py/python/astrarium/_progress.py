"""The bar that ``progress=True`` shows, on standard error."""

import shutil
import sys
import time
from typing import TextIO


class Bar:
    """One line: what is done, the rate, and the time left where the end is known.

    Parameters
    ----------
    stream : file-like, optional
        Where it is written; standard error by default.

    Examples
    --------
    >>> import io
    >>> from astrarium._progress import Bar
    >>> text = io.StringIO()
    >>> bar = Bar(text)
    >>> bar(50, 100, "segments")
    >>> "50 of 100 segments" in text.getvalue()
    True
    >>> bar.close()
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._start = time.monotonic()
        self._shown = 0

    def __call__(self, done: int, total: int | None, unit: str) -> None:
        elapsed = max(time.monotonic() - self._start, 1e-9)
        rate = done / elapsed
        unit = f" {unit}" if unit else ""
        if total:
            fraction = min(done / total, 1.0)
            left = (total - done) / rate if rate > 0 else float("inf")
            text = f"{fraction:4.0%} {_bar(fraction)} {done} of {total}{unit}, {_time(left)} left"
        else:
            text = f"{done}{unit}, {rate:.3g}{unit}/s"
        width = shutil.get_terminal_size().columns - 1
        text = text[:width]
        self._stream.write("\r" + text.ljust(self._shown))
        self._stream.flush()
        self._shown = len(text)

    def close(self) -> None:
        """End the line, if there is one."""
        if self._shown:
            self._stream.write("\n")
            self._stream.flush()


def _bar(fraction: float, width: int = 20) -> str:
    full = int(fraction * width)
    return "[" + "#" * full + "." * (width - full) + "]"


def _time(seconds: float) -> str:
    if seconds == float("inf"):
        return "?"
    minutes, seconds = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
