"""What a fit moves, as the engine reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..infer._space import Parameter, Prior, Tied


def parameters(given: Mapping[str, Any] | Sequence[str], known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A list of parameters; ``(low, high)`` is even as the usual prior of that number is."""
    if not isinstance(given, Mapping):
        given = {name: None for name in given}
    return [{"name": name} | _one(name, value, known) for name, value in given.items()]


def _one(name: str, given: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(given, Parameter):
        more = {key: value for key, value in (("latex", given.latex), ("wrap", given.wrap)) if value not in ("", "none")}
        return _one(name, given.prior, known) | more
    if given is None:
        return {}
    if isinstance(given, Prior):
        return {"prior": {"kind": given.kind, **given.settings}}
    if isinstance(given, Tied):
        return {"tied": given.to}
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) == 2:
        kind = "log_uniform" if known.get(name, {}).get("log") else "uniform"
        return {"prior": {"kind": kind, "low": float(given[0]), "high": float(given[1])}}
    try:
        return {"fixed": float(given)}
    except (TypeError, ValueError):
        found = type(given).__name__
        raise TypeError(f"{name} is a {found}, expected a prior, (low, high), a number, or None for its usual prior") from None
