"""usage: study_test.py SOURCE_DIR PROGRAMS

The study of docs/study.md at toy size: it ends, its tables have every rule set at every scale, its figure is a picture, and a
second run trains nothing and writes the same.
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SOURCE, PROGRAMS = sys.argv[1:3]
RULES = ["sp", "mup", "completep", "complete_d_p"]
SCALES = {"width": ["64", "128"], "depth": ["1", "2"], "batch": ["32", "64"], "duration": ["2560", "5120"]}


def run(folder):
    done = subprocess.run([f"{SOURCE}/examples/study/run", "--tiny", "--programs", PROGRAMS, "--out", folder / "out", "--page",
                           folder / "study.md"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def check_tables(folder):
    for axis, scales in SCALES.items():
        with open(folder / "results" / f"{axis}.csv") as file:
            rows = list(csv.DictReader(file))
        for rules in RULES:
            for scale in scales:
                runs = [row for row in rows if row["rules"] == rules and row[axis] == scale]
                assert len({row["base.lr"] for row in runs}) == 3, (axis, rules, scale, runs)
                assert all(float(row["loss"]) > 0 for row in runs), runs


def check_page(folder):
    page = (folder / "study.md").read_text()
    for axis in SCALES:
        for rules in RULES:
            assert f"| {axis} | `{rules}` |" in page, (axis, rules)
    for words in ("best of modules", "kept: ", "times as many", "CPU minutes", "verdict: cannot tell"):
        assert words in page, words
    assert "{" not in page, "a hole that was not filled"
    picture = ElementTree.parse(folder / "study-transfer.svg").getroot()
    curves = [path for path in picture.iter("{http://www.w3.org/2000/svg}path") if path.get("stroke-width") == "2"]
    assert len(curves) == 2 * len(RULES) * len(SCALES), len(curves)
    return page


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run(folder)
        check_tables(folder)
        page = check_page(folder)
        tuned = (folder / "out/gpt.tuned.cdp").read_text()
        again = run(folder)
        assert ": loss " not in again, "trained again:\n" + again
        cost = "CPU minutes"
        without_cost = lambda text: [line for line in text.splitlines() if cost not in line]
        assert without_cost((folder / "study.md").read_text()) == without_cost(page)
        assert (folder / "out/gpt.tuned.cdp").read_text() == tuned
        print("a study from end to end, twice")


main()
