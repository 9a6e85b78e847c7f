"""Pictures that notebooks show."""


class Picture(str):
    """A figure as SVG; a notebook shows it, ``str`` is its text."""

    def _repr_svg_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<Picture: SVG, {len(self)} characters>"
