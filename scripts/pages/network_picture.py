"""Draws a network: zones as columns, tiers as rows, the ways out as arrows."""

from itertools import accumulate

from scripts.pages.network import Network, Tier
from scripts.pages.svg import INK, PALE, Box, Drawing

MARGIN = 20
GAP = 14
LABEL_WIDTH = 172
COLUMN_WIDTH = 208
SERVICES_WIDTH = 250
VPC_Y = 96
"""The VPC's upper edge, on which its internet gateway sits."""
FIRST_ROW_Y = VPC_Y + 78
ROW_HEIGHT = 66
TALL_ROW_HEIGHT = 106
"""Of a tier that holds gateways or the bastion."""
ROW_GAP = 26
LINE_HEIGHT = 18

COLOURS = (("#e9f5ec", "#2f7d46"), ("#e8f0fb", "#3565a8"), ("#f5edfb", "#7a4a9e"), ("#fdf2e3", "#a3671d"))
"""Fill and stroke of the tiers, from the first row on."""


def render(network: Network) -> str:
    """The text of the SVG file."""
    picture = _Picture(network)
    picture.draw_frame()
    for row in range(len(network.tiers)):
        picture.draw_tier(row)
    picture.draw_ways_out()
    picture.draw_endpoints()
    return picture.drawing.document()


class _Picture:
    def __init__(self, network: Network) -> None:
        self.network = network
        heights = [
            TALL_ROW_HEIGHT if tier.nat_gateways or tier.bastion_zone else ROW_HEIGHT
            for tier in network.tiers
        ]
        tops = accumulate((height + ROW_GAP for height in heights[:-1]), initial=FIRST_ROW_Y)
        width = LABEL_WIDTH + len(network.zones) * (COLUMN_WIDTH + GAP) + 2 * GAP
        self.vpc = Box(MARGIN, VPC_Y, width, FIRST_ROW_Y + sum(heights) + ROW_GAP * len(heights) - VPC_Y)
        self.bands = [
            Box(self.vpc.x + GAP, top, width - 2 * GAP, height)
            for top, height in zip(tops, heights, strict=True)
        ]
        # Between the first two zones, so that its arrow crosses no text.
        middle = self.zone(network.zones[0]).right + GAP / 2
        self.gateway = Box(middle - 70, VPC_Y - 16, 140, 32)
        self.drawing = Drawing(
            self.vpc.right + SERVICES_WIDTH + 3 * MARGIN,
            self.vpc.bottom + MARGIN,
            f"Network of stack {network.environment}: {network.block} in {network.region}",
        )

    def draw_frame(self) -> None:
        draw, vpc = self.drawing, self.vpc
        draw.box(vpc, "#fbfcfd", PALE, radius=10)
        draw.text(f"VPC {self.network.block}", vpc.x + GAP, vpc.y + 30, size=15, font_weight="bold")
        draw.text(
            f"{self.network.region}, stack {self.network.environment}", vpc.x + GAP, vpc.y + 50, fill=PALE
        )
        for zone in self.network.zones:
            column = self.zone(zone)
            draw.box(column, "none", PALE, radius=8, stroke_dasharray="5 4")
            draw.text(zone, column.middle, column.y + 21, fill=PALE, text_anchor="middle")
        internet = Box(self.gateway.x, MARGIN, self.gateway.width, 32)
        draw.box(internet, "#eef2f6", PALE, radius=16)
        draw.centred("internet", internet)
        draw.arrow((internet.middle, internet.bottom), (internet.middle, self.gateway.y), both=True)
        draw.box(self.gateway, "#ffffff", INK, radius=5)
        draw.centred("internet gateway", self.gateway)

    def draw_tier(self, row: int) -> None:
        draw, tier, band = self.drawing, self.network.tiers[row], self.bands[row]
        fill, stroke = self.colours(row)
        draw.box(band, fill, stroke, radius=6)
        draw.text(tier.name, band.x + 12, band.y + 28, size=15, fill=stroke, font_weight="bold")
        draw.text(self.way_out(tier), band.x + 12, band.y + 48, size=12)
        for zone, block in tier.blocks.items():
            cell = self.cell(row, zone)
            draw.box(cell, "#ffffff", stroke, radius=5)
            draw.text(block, cell.x + 12, cell.y + 27, font_family="monospace")
        for zone in tier.nat_gateways:
            self.guest(self.nat_gateway(row, zone), "NAT gateway", stroke)
        if tier.bastion_zone:
            beside = self.nat_gateway(row, tier.bastion_zone)
            self.guest(Box(beside.right + 8, beside.y, 66, beside.height), "bastion", stroke)

    def draw_ways_out(self) -> None:
        # name -> row and zone of each NAT gateway
        nat = {
            name: (row, zone)
            for row, tier in enumerate(self.network.tiers)
            for zone, name in tier.nat_gateways.items()
        }
        for row, tier in enumerate(self.network.tiers):
            if self.network.internet_gateway in tier.ways_out.values():
                start = (self.gateway.middle, self.gateway.bottom)
                self.drawing.arrow(start, (self.gateway.middle, self.bands[row].y), both=True)
            for zone, name in tier.ways_out.items():
                if name in nat:
                    target = self.nat_gateway(*nat[name])
                    start_x = self.nat_gateway(row, zone).middle
                    self.drawing.arrow((start_x, self.cell(row, zone).y), (target.middle, target.bottom))

    def draw_endpoints(self) -> None:
        groups = {
            "Gateway endpoints": self.network.gateway_endpoints,
            "Interface endpoints": self.network.interface_endpoints,
        }
        lines = {title: _wrapped(services) for title, services in groups.items() if services}
        row = next(
            (i for i, tier in enumerate(self.network.tiers) if tier.name == self.network.endpoint_tier), 0
        )
        band, x = self.bands[row], self.vpc.right + 2 * MARGIN
        top = band.y
        if lines:
            self.drawing.text("AWS services, without the internet:", x, top - 12, size=12, fill=PALE)
        for title, texts in lines.items():
            box = Box(x, top, SERVICES_WIDTH, 32 + LINE_HEIGHT * len(texts))
            self.drawing.box(box, "#ffffff", self.colours(row)[1], radius=6)
            self.drawing.text(title, box.x + 12, box.y + 21, font_weight="bold")
            for number, text in enumerate(texts, start=1):
                y = box.y + 21 + LINE_HEIGHT * number
                self.drawing.text(text, box.x + 12, y, size=12, font_family="monospace")
            start, turn, level = band.y + band.height / 2, self.vpc.right + MARGIN, box.y + 16
            self.drawing.arrow((band.right, start), (turn, start), (turn, level), (box.x, level))
            top = box.bottom + GAP

    def zone(self, zone: str) -> Box:
        left = self.vpc.x + LABEL_WIDTH + GAP + self.network.zones.index(zone) * (COLUMN_WIDTH + GAP)
        return Box(left, VPC_Y + 34, COLUMN_WIDTH, self.vpc.height - 34 - GAP / 2)

    def cell(self, row: int, zone: str) -> Box:
        column, band = self.zone(zone), self.bands[row]
        return Box(column.x + 10, band.y + 10, column.width - 20, band.height - 20)

    def nat_gateway(self, row: int, zone: str) -> Box:
        """Where a NAT gateway is drawn; in a row without any, where its arrow starts."""
        cell = self.cell(row, zone)
        return Box(cell.x + 8, cell.bottom - 38, 98, 28)

    def guest(self, box: Box, text: str, stroke: str) -> None:
        self.drawing.box(box, self.colours(0)[0], stroke, radius=4)
        self.drawing.centred(text, box, size=12)

    def colours(self, row: int) -> tuple[str, str]:
        return COLOURS[row % len(COLOURS)]

    def way_out(self, tier: Tier) -> str:
        if not tier.ways_out:
            return "no way out"
        public = self.network.internet_gateway in tier.ways_out.values()
        return "in and out" if public else "out, through NAT"


def _wrapped(services: tuple[str, ...]) -> list[str]:
    """Two services a line."""
    return [", ".join(services[start : start + 2]) for start in range(0, len(services), 2)]
