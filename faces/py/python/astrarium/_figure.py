"""Figures of the engine on matplotlib axes, in the look of the program's own pictures."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# the inks of the program: colours that readers who see few tell apart
INKS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
BLACK, GREY = "#1a1a1a", "#767676"
LINES = {"solid": "-", "dashed": "--", "dotted": ":"}
MARKERS = {"disc": "o", "square": "s", "diamond": "D", "triangle": "^", "none": ""}
CORNERS = {"top_left": "upper left", "top_right": "upper right", "bottom_left": "lower left", "bottom_right": "lower right"}


def draw(figure: dict[str, Any], ax: Any = None, **style: Any) -> Any:
    """Draw a figure of the engine.

    Parameters
    ----------
    figure : dict
        The figure as data: title, x axis, panels with layers.
    ax : matplotlib axes, or a sequence of one for each panel, optional
        Where to draw: a single one takes the first panel; a new figure is made without.
    **style
        Passed on to matplotlib for curves, steps and points (``color``, ``label``, ``alpha``, ``linewidth``).

    Returns
    -------
    matplotlib.axes.Axes, or a list of them
        One for a figure of one panel, else one for each.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    ValueError
        If there are fewer axes than panels.
    """
    single = ax is not None and not hasattr(ax, "__len__")
    panels = figure["panels"][:1] if single else figure["panels"]
    axes = [ax] if single else _axes(figure, ax)
    for panel, axis in zip(panels, axes, strict=False):
        _panel(panel, axis, style)
        _axis(axis, "y", panel["y"])
        _axis(axis, "x", figure["x"])
        axis.tick_params(which="both", direction="in", top=True, right=True)
        if axis.get_legend_handles_labels()[1]:
            corner = panel.get("legend")
            place: Any = CORNERS[corner] if corner else "best"
            axis.legend(loc=place, frameon=False)
    for axis in axes[: len(panels) - 1]:
        axis.set_xlabel("")
    if figure["title"]:
        axes[0].set_title(figure["title"], fontsize="medium")
    return axes[0] if len(panels) == 1 else axes


def _axes(figure: dict[str, Any], given: Any) -> list[Any]:
    panels = figure["panels"]
    if given is not None:
        axes = list(given.flat) if hasattr(given, "flat") else list(given)
        if len(axes) < len(panels):
            raise ValueError(f"{len(axes)} axes for a figure of {len(panels)} panels; give one for each, or none")
        return axes
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("plot() needs matplotlib; install it with `pip install 'astrarium[plot]'`") from error
    shares = [panel["height"] for panel in panels]
    size = (figure["width_px"] / 96, (figure["height_px"] * sum(shares) + 100) / 96)
    _, made = pyplot.subplots(
        len(panels), 1, sharex=True, squeeze=False, figsize=size, gridspec_kw={"height_ratios": shares}, layout="constrained"
    )
    return list(made[:, 0])


def _axis(axis: "Axes", name: str, data: dict[str, Any]) -> None:
    unit = f" ({data['unit']})" if data["unit"] else ""
    axis.set(**{f"{name}label": data["label"] + unit, f"{name}scale": data["scale"]})
    if data["limits"]:
        axis.set(**{f"{name}lim": data["limits"]})


def _panel(panel: dict[str, Any], axis: "Axes", style: dict[str, Any]) -> None:
    taken = 0
    for layer in panel["layers"]:
        ink = layer.get("ink", "auto")
        quiet = layer["kind"] in ("spans", "rule")
        if ink == "auto":
            colour: Any = GREY if quiet else INKS[taken % len(INKS)]
            taken += not quiet
        else:
            colour = {"black": BLACK, "grey": GREY}.get(ink) if isinstance(ink, str) else INKS[ink["number"] % len(INKS)]
        look = {"color": colour, "label": layer.get("label") or None}
        _LAYERS[layer["kind"]](axis, layer, look if quiet else look | style)


def _curve(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    drawn: dict[str, Any] = {"linestyle": LINES[layer["line"]], "linewidth": 1.2}
    axis.plot(_numbers(layer["x"]), _numbers(layer["y"]), **(drawn | look))


def _steps(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    y, edges = _numbers(layer["y"]), _numbers(layer["edges"])
    axis.stairs(y, edges, **({"linewidth": 1.2} | look))
    if layer["filled"]:
        axis.stairs(y, edges, fill=True, color=look["color"], alpha=0.2)


def _points(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    bars = {"xerr": _lengths(layer["x_err"]), "yerr": _lengths(layer["y_err"])}
    drawn: dict[str, Any] = {"fmt": MARKERS[layer["marker"]] or ".", "markersize": 3, "elinewidth": 0.8, "linestyle": "none"}
    if layer["marker"] == "none":
        drawn["markersize"] = 0
    axis.errorbar(_numbers(layer["x"]), _numbers(layer["y"]), **bars, **(drawn | look))


def _lengths(errors: dict[str, Any] | None) -> Any:
    if errors is None:
        return None
    if "even" in errors:
        return _numbers(errors["even"])
    return [_numbers(errors["sides"]["low"]), _numbers(errors["sides"]["high"])]


def _numbers(values: list[float | None]) -> Any:
    """What is not finite comes as None: a gap."""
    import numpy

    return numpy.asarray(values, dtype=float)


def _band(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    axis.fill_between(_numbers(layer["x"]), _numbers(layer["low"]), _numbers(layer["high"]), alpha=0.25, linewidth=0, **look)


def _area(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    import numpy
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points = numpy.column_stack([_numbers(layer["x"]), _numbers(layer["y"])])
    gaps = numpy.flatnonzero(~numpy.isfinite(points).all(axis=1))
    lines = [line[numpy.isfinite(line).all(axis=1)] for line in numpy.split(points, gaps)]
    closed = [Path(numpy.vstack([line, line[:1]]), closed=True) for line in lines if len(line) > 2]
    if closed:
        look = {"facecolor": look["color"], "label": look["label"]}
        axis.add_patch(PathPatch(Path.make_compound_path(*closed), alpha=0.25, linewidth=0, **look))
        axis.autoscale_view()


def _spans(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    draw_one = axis.axvspan if layer["way"] == "x" else axis.axhspan
    for start, stop in layer["intervals"]:
        draw_one(start, stop, alpha=0.15, linewidth=0, **look)
        look = look | {"label": None}


def _rule(axis: "Axes", layer: dict[str, Any], look: dict[str, Any]) -> None:
    draw_one = axis.axvline if layer["way"] == "x" else axis.axhline
    draw_one(layer["at"], linestyle=LINES[layer["line"]], linewidth=1, **look)


def _image(axis: "Axes", layer: dict[str, Any], _: dict[str, Any]) -> None:
    values = _numbers(layer["values"]).reshape(len(layer["y_edges"]) - 1, len(layer["x_edges"]) - 1)
    low, high = layer["limits"] or (None, None)
    mesh = axis.pcolormesh(layer["x_edges"], layer["y_edges"], values, norm=layer["scale"], cmap="viridis", rasterized=True)
    mesh.set_clim(low, high)
    axis.figure.colorbar(mesh, ax=axis, label=layer["label"])


def _note(axis: "Axes", layer: dict[str, Any], _: dict[str, Any]) -> None:
    text, place = "\n".join(layer["lines"]), layer["place"]
    if "data" in place:
        axis.annotate(text, (place["data"]["x"], place["data"]["y"]), (3, 3), textcoords="offset points", fontsize="small")
        return
    vertical, horizontal = place["corner"].split("_")
    x, y = {"left": 0.02, "right": 0.98}[horizontal], {"top": 0.97, "bottom": 0.03}[vertical]
    axis.text(x, y, text, transform=axis.transAxes, ha=horizontal, va=vertical, fontsize="small")


_LAYERS = {
    "curve": _curve,
    "steps": _steps,
    "points": _points,
    "band": _band,
    "area": _area,
    "spans": _spans,
    "rule": _rule,
    "image": _image,
    "note": _note,
}
