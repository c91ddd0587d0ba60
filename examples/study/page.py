"""Writes the page from what the study found."""
import datetime
import os
import sqlite3

from tool import HERE, RULES, cpu_name


def number(value, digits=2):
    return "–" if value is None else f"{value:+.{digits}f}"


def estimate(one, digits=2):
    """`+0.31 (+0.12 to +0.50)`"""
    if one is None or one["value"] is None:
        return "–"
    low, high = one["interval"]
    return f"{number(one['value'], digits)} ({number(low, digits)} to {number(high, digits)})"


def table(judged):
    lines = ["| axis | rule set | best `base.lr` at each scale | drift in octaves | regret | lowest loss there |",
             "|---|---|---|---|---|---|"]
    for axis, groups in judged.items():
        for rules in RULES:
            group = groups[rules]
            best = ", ".join(f"{scale['scale']:g}: {scale['optimum']:.3g}" if scale["optimum"] else f"{scale['scale']:g}: –"
                             for scale in group["scales"])
            regret = estimate(group["regrets"][0]["loss"], 3) if group["regrets"] else "–"
            lowest = min(value["loss"] for value in group["scales"][-1]["values"] if value["loss"] is not None)
            lines.append(f"| {axis} | `{rules}` | {best} | {estimate(group['drift_octaves'])} | {regret} | {lowest:.3f} |")
    return "\n".join(lines)


def trials_of(folder):
    """Of all studies below a folder."""
    count = 0
    for path in sorted(folder.rglob("study.sqlite")):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
            count += store.execute("SELECT count(*) FROM trials").fetchone()[0]
    return count


def torch_of(tool):
    with sqlite3.connect(f"file:{tool.folder / 'search' / 'study.sqlite'}?mode=ro", uri=True) as store:
        return dict(store.execute("SELECT key, value FROM study"))["torch"]


def cost(tool, part):
    return f"{tool.cost[part] / 60:.0f} CPU minutes"


def write(path, tool, sizes, found, judged, verdict):
    reference = {axis: value.replace("Ki tok", "Ki tokens") for axis, value in sizes.reference.items()}
    page = (HERE / "page.md").read_text().format(
        date=datetime.date.today().isoformat(), machine=f"{cpu_name()}, {os.cpu_count()} cores", torch=torch_of(tool),
        workers=tool.fleet[-1] if "--workers" in tool.fleet else f"{os.cpu_count()}",
        search_trials=trials_of(tool.folder / "search"), search_cost=cost(tool, "search"),
        transfer_trials=trials_of(tool.folder / "sweeps"), transfer_cost=cost(tool, "transfer"),
        **{axis: reference[axis] for axis in ("width", "depth", "batch", "duration")},
        small=f"{found['small']:,}", large=f"{found['large']:,}", ratio=f"{found['large'] / found['small']:.1f}",
        budget=sizes.budget, seeds=sizes.confirm_seeds,
        large_scale=", ".join(f"{axis} {value}" for axis, value in sizes.large.items()), search_text=found["text"].strip(),
        values=sizes.values.split("=")[1], seeds_of_values=sizes.seeds, table=table(judged), verdict=verdict)
    path.write_text(page)
