"""How the descent went: python figure.py RESULT.npz FIGURE.png, after run.py bc03miles RESULT.npz."""

import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

seen = np.load(sys.argv[1])
path, true, noise = seen["path"], seen["true"], float(seen["noise"])
names = ["inclination (deg)", "log Z in the centre", "slope of log Z (per kpc)"]
figure, axes = plt.subplots(2, 4, figsize=(13, 6), layout="constrained")
for ax, name, values, truth in zip(axes[0], names, path.T, true, strict=False):
    ax.plot(values, color="#0072b2")
    ax.axhline(truth, color="#d55e00", linestyle="--", label="true")
    ax.set(xlabel="step", ylabel=name)
axes[0, 0].legend()
axes[0, 3].plot(path[:, 3], color="#0072b2")
axes[0, 3].axhline(1, color="#767676", linestyle=":")
axes[0, 3].set(xlabel="step", ylabel="mean squared residual / noise", yscale="log")

image = {name: seen[name].mean(axis=2) for name in ("measured", "found", "start")}
scale = noise / np.sqrt(seen["measured"].shape[2])
limit = np.abs(image["measured"] - image["start"]).max() / scale
light = {"cmap": "viridis", "norm": matplotlib.colors.LogNorm(image["measured"].max() / 300, image["measured"].max())}
titles = ["measured", "found"]
for ax, name in zip(axes[1], titles, strict=False):
    shown = ax.pcolormesh(image[name], **light)
    ax.set_title(f"{name}: mean flux density")
figure.colorbar(shown, ax=axes[1, 1], label="10$^{-20}$ erg/s/cm$^2$/Å")
for ax, name in zip(axes[1, 2:], ("start", "found"), strict=True):
    shown = ax.pcolormesh((image["measured"] - image[name]) / scale, cmap="RdBu_r", norm=matplotlib.colors.SymLogNorm(3, vmin=-limit, vmax=limit))
    ax.set_title(f"(measured - {'start' if name == 'start' else 'found'}) / noise")
figure.colorbar(shown, ax=axes[1, 3])
for ax in axes[1]:
    ax.set_aspect("equal")
    ax.set(xlabel="x (arcsec)", ylabel="y (arcsec)")
figure.savefig(sys.argv[2], dpi=110)
