"""Figures of the engine on matplotlib axes."""

import made
import pytest

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not here: pip install matplotlib")
matplotlib.use("Agg")

from astrarium import CrossSpectrum, PowerSpectrum, _figure

SPEC = {"segment_s": 1.0, "bin_s": 1 / 64}


def test_power():
    from matplotlib import pyplot

    power = PowerSpectrum.from_events(made.events(), **SPEC)
    ax, lower = power.plot()
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "Hz" in lower.get_xlabel()
    _, given = pyplot.subplots()
    assert power.plot(given, color="red") is given
    assert "red" in {line.get_color() for line in given.lines}
    ax.figure.canvas.draw()
    pyplot.close("all")


def test_cross_and_curve():
    from matplotlib import pyplot

    cross = CrossSpectrum.from_events(made.events(), bands_kev=[[2, 10], [0.5, 2]], **SPEC)
    axes = cross.plot()
    assert len(axes) > 1
    axes[0].figure.canvas.draw()
    with pytest.raises(ValueError, match="1 axes for a figure of"):
        cross.plot(axes[:1])
    made.curve().plot().figure.canvas.draw()
    pyplot.close("all")


def test_every_kind_of_layer():
    from matplotlib import pyplot

    layers = [
        {"kind": "curve", "x": [1, 2], "y": [1, None], "line": "dashed", "label": "a", "ink": {"number": 2}},
        {"kind": "steps", "edges": [0, 1, 2], "y": [1, 2], "filled": True, "label": "", "ink": "auto"},
        {"kind": "points", "x": [1], "y": [2], "x_err": {"even": [0.1]}, "y_err": {"sides": {"low": [0.1], "high": [0.2]}}, "marker": "square", "label": "", "ink": "black"},
        {"kind": "points", "x": [1], "y": [2], "x_err": None, "y_err": {"even": [0.3]}, "marker": "none", "label": "", "ink": "auto"},
        {"kind": "band", "x": [1, 2], "low": [0, 0], "high": [1, 1], "label": "", "ink": "grey"},
        {"kind": "spans", "way": "x", "intervals": [[0, 1], [2, 3]], "label": "good", "ink": "auto"},
        {"kind": "rule", "way": "y", "at": 1, "line": "dotted", "label": "", "ink": "auto"},
        {"kind": "image", "x_edges": [0, 1, 2], "y_edges": [0, 1], "values": [1, None], "scale": "linear", "limits": [0, 1], "label": "z"},
        {"kind": "note", "place": {"corner": "top_left"}, "lines": ["a", "b"]},
        {"kind": "note", "place": {"data": {"x": 1, "y": 1}}, "lines": ["c"]},
    ]
    y = {"label": "Power", "unit": "keV", "scale": "linear", "limits": None}
    panel = {"y": y, "layers": layers, "height": 1.0, "legend": "top_right"}
    x = {"label": "Frequency", "unit": "Hz", "scale": "linear", "limits": [0, 3]}
    ax = _figure.draw({"title": "All", "caption": "", "x": x, "panels": [panel], "width_px": 720, "height_px": 380})
    ax.figure.canvas.draw()
    assert ax.get_xlabel() == "Frequency (Hz)"
    assert ax.get_xlim() == (0, 3)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "good"]
    assert ax.lines[0].get_color() == _figure.INKS[2]
    pyplot.close("all")
