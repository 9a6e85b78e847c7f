"""How pickles remake objects of the engine."""

from typing import Any


def remake(cls: type, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call a static method of a class by its name."""
    return getattr(cls, method)(*arguments, **keywords)
