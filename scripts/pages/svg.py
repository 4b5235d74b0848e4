"""The few shapes that drawings are made of."""

from dataclasses import dataclass
from xml.etree import ElementTree

INK, PALE = "#1f2933", "#64748b"

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner; pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class Drawing:
    """An SVG document on white, so that it can be read on a dark page."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self._svg = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width:g} {height:g}",
                "width": f"{width:g}",
                "height": f"{height:g}",
                "role": "img",
                "font-family": "Helvetica, Arial, sans-serif",
            },
        )
        self._add("title", {}).text = title
        tip = {"viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7", "markerHeight": "7"}
        marker = ElementTree.SubElement(
            self._add("defs", {}), "marker", {"id": "tip", "orient": "auto-start-reverse", **tip}
        )
        ElementTree.SubElement(marker, "path", {"d": "M0,0 L8,4 L0,8 z", "fill": PALE})
        self.box(Box(0, 0, width, height), "#ffffff", "none")

    def box(self, box: Box, fill: str, stroke: str, radius: float = 0, **style: str) -> None:
        """A rectangle; `style` are further SVG attributes, with underscores for hyphens."""
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": radius}
        numbers = {name: f"{value:g}" for name, value in place.items()}
        self._add("rect", {**numbers, "fill": fill, "stroke": stroke, **_attributes(style)})

    def text(self, text: str, x: float, y: float, size: int = 13, fill: str = INK, **style: str) -> None:
        """One line of text on the base line `y`."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size}", "fill": fill}
        self._add("text", {**place, **_attributes(style)}).text = text

    def centred(self, text: str, box: Box, size: int = 13, fill: str = INK) -> None:
        """One line of text in the middle of a box."""
        self.text(text, box.middle, box.y + box.height / 2 + size / 3, size, fill, text_anchor="middle")

    def arrow(self, *points: Point, both: bool = False) -> None:
        """A line through all points with a tip at its end, or at both ends."""
        tips = {"marker-end": "url(#tip)", **({"marker-start": "url(#tip)"} if both else {})}
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        self._add("polyline", {"points": path, "fill": "none", "stroke": PALE, "stroke-width": "1.5", **tips})

    def document(self) -> str:
        """The text of the file."""
        ElementTree.indent(self._svg)
        return ElementTree.tostring(self._svg, encoding="unicode") + "\n"

    def _add(self, tag: str, attributes: dict[str, str]) -> ElementTree.Element:
        return ElementTree.SubElement(self._svg, tag, attributes)


def _attributes(style: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in style.items()}
