"""The script that docs/export.md shows runs as it stands, after the commands above it."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

import support


class Page(unittest.TestCase):
    def test_the_script_runs(self):
        with open(f"{support.ROOT}/docs/export.md", encoding="utf-8") as file:
            page = file.read()
        scripts = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
        commands = re.findall(r"^\$ cdp (export --loader .*|compile .*)$", page, re.MULTILINE)
        self.assertEqual((len(scripts), len(commands)), (1, 2))
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(f"{support.ROOT}/examples", f"{folder}/examples")
            for command in commands:
                subprocess.run([f"{support.PROGRAMS}/cdp", *command.split()], cwd=folder, check=True)
            script = support.write(folder, "train.py", scripts[0])
            done = subprocess.run([sys.executable, "-W", "ignore", script], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        losses = [float(loss) for loss in re.findall(r"^step \d+: loss (.*)$", done.stdout, re.MULTILINE)]
        self.assertEqual(len(losses), 6, done.stdout)
        self.assertLess(losses[-1], losses[0] / 2, done.stdout)


if __name__ == "__main__":
    unittest.main()
