"""The transfer figure: loss over learning rate for each rule set (rows) and axis (columns), a curve for each scale."""
import math

LEFT, TOP, WIDTH, HEIGHT, GAP_X, GAP_Y = 150, 62, 190, 130, 34, 20
COLORS = ["#888888", "#2e86c1", "#c0392b", "#7d3c98"]
SPAN = 0.5  # nats above the best loss of the worst scale that are shown


class Panel:
    def __init__(self, column, row, xs, ys):
        self.x, self.y = LEFT + column * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y)
        self.xs, self.ys = xs, ys

    def at(self, lr, loss):
        (x0, x1), (y0, y1) = self.xs, self.ys
        x = self.x + WIDTH * (math.log2(lr) - x0) / max(1e-9, x1 - x0)
        return x, self.y + HEIGHT * (1 - (min(loss, y1) - y0) / max(1e-9, y1 - y0))

    def shows(self, lr):
        return self.xs[0] <= math.log2(lr) <= self.xs[1]


def text(x, y, words, anchor="middle", fill="#444", size=13):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}">{words}</text>'


def power(octaves):
    return f'2<tspan dy="-5" font-size="9">{octaves}</tspan>'


def finite(scale):
    return [value for value in scale["values"] if value["loss"] is not None]


def curve(panel, scale, color):
    points = [panel.at(value["value"], value["loss"]) for value in finite(scale)]
    out = [f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}" stroke="{color}" stroke-width="2" fill="none"/>']
    out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{color}"/>' for x, y in points]
    if scale["optimum"] is not None and panel.shows(scale["optimum"]):
        x, y = panel.at(scale["optimum"], scale["loss"])
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#fff" stroke="{color}" stroke-width="2"/>')
    return out


def frame(panel, row, rows):
    bottom, right = panel.y + HEIGHT, panel.x + WIDTH
    out = [f'<path d="M{panel.x} {panel.y}V{bottom}H{right}" stroke="#999" fill="none"/>']
    for octaves in range(math.ceil(panel.xs[0]), math.floor(panel.xs[1]) + 1, 2):
        x, _ = panel.at(2.0**octaves, panel.ys[0])
        out.append(f'<path d="M{x:.1f} {panel.y}V{bottom}" stroke="#ececec"/>')
        if row == rows - 1:
            out.append(text(x, bottom + 18, power(octaves), size=12))
    step = 0.2 if panel.ys[1] - panel.ys[0] < 1 else 0.5
    for tick in range(math.ceil(panel.ys[0] / step), math.floor(panel.ys[1] / step) + 1):
        _, y = panel.at(2.0 ** panel.xs[0], tick * step)
        out.append(text(panel.x - 4, y + 4, f"{tick * step:.1f}", "end", size=10))
    return out


def column(axis, groups, index, rules):
    scales = [scale for name in rules for scale in groups[name]["scales"]]
    rates = [math.log2(value["value"]) for scale in scales for value in finite(scale)]
    best = [min(value["loss"] for value in finite(scale)) for scale in scales]
    out = []
    for row, name in enumerate(rules):
        panel = Panel(index, row, (min(rates), max(rates)), (min(best) - 0.05, max(best) + SPAN))
        out += frame(panel, row, len(rules))
        for scale, color in zip(groups[name]["scales"], COLORS):
            out += curve(panel, scale, color)
    x = LEFT + index * (WIDTH + GAP_X)
    legend = "".join(f'<tspan fill="{color}" dx="8">{scale["scale"]:g}</tspan>'
                     for scale, color in zip(groups[rules[0]]["scales"], COLORS))
    return out + [text(x + WIDTH / 2, TOP - 14, f"{axis}:{legend}", fill="#111")]


def transfer_figure(judged, rules):
    """SVG of `judged`, by axis and rule set, as of `cdp transfer --format json`."""
    width = LEFT + len(judged) * (WIDTH + GAP_X)
    height = TOP + len(rules) * (HEIGHT + GAP_Y) + 34
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
           'font-family="sans-serif">', f'<rect width="{width}" height="{height}" fill="#fff"/>',
           text(LEFT, 22, "Held-out loss over the learning rate of the reference; rings: optima of the parabolas", "start", "#111", 15)]
    for row, name in enumerate(rules):
        out.append(text(LEFT - 34, TOP + row * (HEIGHT + GAP_Y) + HEIGHT / 2, name, "end", "#111"))
    for index, (axis, groups) in enumerate(judged.items()):
        out += column(axis, groups, index, rules)
    out.append(text(LEFT + (width - LEFT) / 2, height - 6, "base.lr"))
    return "\n".join(out) + "\n</svg>\n"
