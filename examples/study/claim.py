"""Values of single modules found at a small scale, held against one value for all at a scale ten times as large."""
import json

from tool import SPEC


def parameters(tool, sizes, scale):
    plan = json.loads(tool.run("compile", SPEC, "--at", sizes.at(scale), "--no-because"))
    return plan["parameters"]["total"]


def claim(tool, sizes, tuned):
    """Searches, confirms, writes the tuned spec; what `cdp search` printed, and the number of parameters at both scales."""
    folder = tool.folder / "search"
    text = tool.study("search", SPEC, folder, "--at", sizes.at({}), "--budget", sizes.budget, "--confirm-at",
                      sizes.at(sizes.large), "--confirm-seeds", sizes.confirm_seeds, "--write", tuned, part="search")
    return {"text": text, "small": parameters(tool, sizes, {}), "large": parameters(tool, sizes, sizes.large)}
