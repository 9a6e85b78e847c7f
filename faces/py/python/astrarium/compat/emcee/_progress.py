"""What ``progress=True`` shows: tqdm's bar where there is tqdm, else the package's own."""

from __future__ import annotations

from typing import Any

from ..._progress import Bar


class _Nothing:
    def update(self, count: int) -> None:
        """Shows nothing."""

    def close(self) -> None:
        """Ends nothing."""


class _Own:
    def __init__(self, total: int | None) -> None:
        self._bar, self._done, self._total = Bar(), 0, total

    def update(self, count: int) -> None:
        """Shows so many steps more; not every one of them, a line costs more than a step."""
        self._done += count
        if self._total is None or self._done == self._total or self._done % max(1, self._total // 200) == 0:
            self._bar(self._done, self._total, "steps")

    def close(self) -> None:
        """Ends the line."""
        self._bar.close()


def bar(progress: bool | str, total: int | None, keywords: dict[str, Any] | None) -> Any:
    """Something with ``update(count)`` and ``close()``."""
    if not progress:
        return _Nothing()
    try:
        import tqdm
    except ImportError:
        return _Own(total)
    kind = tqdm.tqdm if progress is True else getattr(tqdm, f"tqdm_{progress}")
    return kind(total=total, **(keywords or {}))
