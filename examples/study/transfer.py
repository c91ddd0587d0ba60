"""Where the best learning rate goes under four rule sets, along width, depth, batch and duration."""
import csv
import hashlib
import json

from tool import RULES, SPEC


def spec_of(tool, rules):
    """The study's spec under a rule set."""
    path = tool.folder / "specs" / f"{rules}.cdp"
    path.parent.mkdir(exist_ok=True)
    text = SPEC.read_text().replace("use std.complete_d_p", f"use std.{rules}").replace("complete_d_p()", f"{rules}()")
    path.write_text(text)
    return path


def numbers_of(tool, sizes, rules, scale):
    """A hash of all that is trained: two rule sets with one hash train the same model in the same way."""
    plan = json.loads(tool.run("compile", spec_of(tool, rules), "--at", sizes.at(scale), "--no-because"))
    for names in ("spec", "parameterization"):
        del plan[names]
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()


def sweep(tool, sizes, rules, axis, values):
    """Trains the grid of learning rates at the values of one axis; its runs as rows of a table."""
    folder = tool.folder / "sweeps" / f"{rules}-{axis or 'reference'}"
    folder.parent.mkdir(exist_ok=True)
    words = ["--over", sizes.values, "--seeds", sizes.seeds, *sizes.more]
    for name, value in (sizes.reference | ({axis: ",".join(values)} if axis else {})).items():
        words += ["--at", f"{name}={value}"]
    tool.study("sweep", spec_of(tool, rules), folder, *words, part="transfer")
    text = tool.run("study", "export", folder, "--to", "csv")
    return list(csv.DictReader(text.splitlines()))


def runs(tool, sizes):
    """Rows by axis, with the column `rules`. Where the plans of two rule sets are equal, as at the reference, the runs of
    the first are those of the second: nothing is trained twice."""
    trained = {}

    def rows_of(rules, axis, values):
        key = tuple(numbers_of(tool, sizes, rules, {axis: value} if axis else {}) for value in values or [""])
        if key not in trained:
            trained[key] = sweep(tool, sizes, rules, axis, values)
        return [row | {"rules": rules} for row in trained[key]]

    return {axis: [row for rules in RULES for row in rows_of(rules, "", []) + rows_of(rules, axis, values)]
            for axis, values in sizes.axes.items()}


def write_tables(all_rows, folder):
    folder.mkdir(exist_ok=True)
    for axis, rows in all_rows.items():
        with open(folder / f"{axis}.csv", "w", newline="") as out:
            table = csv.DictWriter(out, fieldnames=rows[0].keys(), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)


def judged(tool, axis, folder):
    """What `cdp transfer` makes of an axis: its groups by rule set."""
    text = tool.run("transfer", folder / f"{axis}.csv", "--axis", axis, "--hp", "base.lr", "--by", "rules", "--format", "json",
                    codes=(0, 1))
    return {group["group"].removeprefix("rules "): group for group in json.loads(text)["groups"]}


def transfer(tool, sizes, folder):
    """Trains, writes the tables to `folder`, and judges them: by axis, by rule set."""
    write_tables(runs(tool, sizes), folder)
    return {axis: judged(tool, axis, folder) for axis in sizes.axes}
