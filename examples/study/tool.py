"""What the parts of the study share: running cdp, what that cost, and what is tried at which size."""
import json
import os
import pathlib
import resource
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SPEC = HERE / "gpt.cdp"
RULES = ["sp", "mup", "completep", "complete_d_p"]


class Sizes:
    """What is trained: the study itself, or in seconds what a test wants."""

    def __init__(self, tiny):
        self.reference = {"width": "64", "depth": "2", "batch": "4seq", "duration": "96Ki tok", "context": "64"}
        self.axes = {"width": ["128", "256"], "depth": ["4", "8"], "batch": ["16seq", "32seq"],
                     "duration": ["384Ki tok", "768Ki tok"]}
        self.values = "base.lr=2^-12..2^-5:2"
        self.seeds, self.more = 2, ["--until-bracketed"]
        self.budget, self.confirm_seeds = 160, 3
        self.large = {"width": "128", "depth": "6", "batch": "16seq", "duration": "768Ki tok"}
        if tiny:
            self.reference |= {"depth": "1", "batch": "2seq", "duration": "2560tok", "context": "16"}
            self.axes = {"width": ["128"], "depth": ["2"], "batch": ["4seq"], "duration": ["5120tok"]}
            self.values, self.seeds, self.more = "base.lr=2^-8,2^-7,2^-6", 1, []
            self.budget, self.confirm_seeds = 4, 2
            self.large = {"width": "96", "depth": "2", "batch": "4seq", "duration": "5120tok"}

    def at(self, scale):
        """`width=64,...` of a scale on top of the reference."""
        return ",".join(f"{axis}={value}" for axis, value in (self.reference | scale).items())


def in_tree(word):
    """A path as seen from the repository, so that what cdp writes down names no machine."""
    if not isinstance(word, pathlib.Path):
        return str(word)
    return str(word.relative_to(ROOT)) if word.is_relative_to(ROOT) else str(word)


class Tool:
    """cdp, and the processor time of its programs, kept in `folder` so that a study that goes on counts all of it."""

    def __init__(self, programs, folder, data, workers):
        self.cdp, self.folder = str(programs / "cdp"), folder
        self.fleet = ["--data", data] + (["--workers", str(workers)] if workers else [])
        self.kept = folder / "cost.json"
        self.cost = json.loads(self.kept.read_text()) if self.kept.exists() else {}

    def run(self, *words, part="rest", codes=(0,)):
        """What it prints. Ends the study where the exit code is not one of `codes`."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([self.cdp, *map(in_tree, words)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.cost[part] = self.cost.get(part, 0) + spent
        self.kept.write_text(json.dumps(self.cost))
        if done.returncode not in codes:
            sys.exit(f"study: cdp {' '.join(map(in_tree, words))}\nended with exit code {done.returncode}; "
                     "run the study again to go on")
        return done.stdout

    def study(self, kind, spec, folder, *words, part):
        """Runs a sweep or a search, or goes on with one."""
        resume = ["--resume"] if (folder / "study.sqlite").exists() else []
        return self.run(kind, spec, *words, *self.fleet, "--out", folder, *resume, part=part)


def corpus():
    """The folder of this machine's C++ headers."""
    listed = subprocess.run(["g++", "-x", "c++", "-M", "-"], input="#include <vector>\n", capture_output=True, text=True)
    for word in listed.stdout.split():
        if word.endswith("/vector"):
            return pathlib.Path(word).parent
    sys.exit("study: g++ does not find <vector>, and the study trains on its headers; name another text with --data")


def find_programs(wish):
    folders = [wish] if wish else [ROOT / "build/release/bin", ROOT / "build/dev/bin"]
    for folder in map(pathlib.Path, folders):
        if (folder / "cdp-run").exists():
            return folder.resolve()
    sys.exit("study: cdp-run is not built; scripts/demo builds it, and --programs names its folder")


def cpu_name():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return os.uname().machine
