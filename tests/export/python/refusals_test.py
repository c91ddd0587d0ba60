"""The loader refuses what cdp's own reader of plans refuses, and reads what it reads: thousands of damaged plans, each shown to both.
What it refuses is always a FormatError."""

import concurrent.futures
import copy
import itertools
import json
import math
import os
import re
import shutil
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan

# A plan that has all there is: a bank, a router, per-tensor optimizers, a stack, attributes, numbers as arguments.
SPEC = """\
use std.moe
use std.sp
model = Moe(width, depth, vocab = 64, head_dim = 4, experts = 2, top_k = 1)
parameterization = sp()
reference { width = 8; depth = 2; batch = 4 seq; duration = 20 steps; context = 8 }
base { BASE }
training { optimizer = OPTIMIZER; schedule = SCHEDULE; grad_clip = 1.0; seed = 7 }
"""

VALUES = [None, True, "", "x", "*", "%1", -1, 0, 1, 2, 0.5, 1e300, 1 << 60, 1 << 64, 10**30, [], [1], ["x"], {}, {"x": 1}]


def paths(value, path=()):
    """Every place in the plan, but of long lists only the first two and the last."""
    yield path
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in ("because",) or len(path) == 2 and path[1] == 0:
                yield from paths(part, (*path, key))
    elif isinstance(value, list):
        few = range(len(value)) if len(value) < 4 else (0, 1, len(value) - 1)
        for i in few:
            yield from paths(value[i], (*path, i))


def damaged(plan, path, change):
    out = copy.deepcopy(plan)
    place = out
    for key in path[:-1]:
        place = place[key]
    change(place, path[-1])
    return json.dumps(out)


def damages(plan, values):
    for path in paths(plan):
        if not path:
            continue
        for value in values:
            yield f"{path} = {value!r}", damaged(plan, path, lambda place, key: place.__setitem__(key, value))
        yield f"{path} removed", damaged(plan, path, lambda place, key: place.__delitem__(key))
        yield f"{path} renamed", damaged(plan, path, lambda place, key: place.__setitem__("unknown", place[key])
                                         if isinstance(place, dict) else place.append(copy.deepcopy(place[key])))


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def plan(self, optimizer="adamw", schedule="constant(warmup = 10%)"):
        text = SPEC.replace("OPTIMIZER", optimizer).replace("SCHEDULE", schedule)
        text = text.replace("BASE", support.BASE[optimizer])
        with open(support.compile_spec(self.folder, text), encoding="utf-8") as file:
            plan = json.load(file)
        plan["spec"]["files"][1]["stands_in"] = "own/moe.cdp"  # as of a team with files of its own for std
        return plan

    def cdp_refuses(self, data):
        """Whether cdp's reader does, and in which words."""
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".json", delete=False) as file:
            file.write(data)
        done = support.run("export", file.name, "--to", "csv")
        os.unlink(file.name)
        return done.stderr if done.returncode else ""

    def loader_refuses(self, data):
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".json", delete=False) as file:
            file.write(data)
        try:
            cdp_plan.load(file.name)
        except cdp_plan.FormatError as error:
            return str(error)
        finally:
            os.unlink(file.name)
        return ""

    def compare(self, cases):
        """How many were refused, and how many read."""
        counts = {True: 0, False: 0}
        cases = [(what, text if isinstance(text, bytes) else text.encode()) for what, text in cases]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for (what, data), theirs in zip(cases, pool.map(self.cdp_refuses, [data for _, data in cases])):
                with self.subTest(what):
                    ours = self.loader_refuses(data)
                    self.assertEqual(bool(ours), bool(theirs), f"{what}: cdp: {theirs or 'ok'}; loader: {ours or 'ok'}")
                counts[bool(theirs)] += 1
        return counts

    def test_one_place_at_a_time(self):
        plan = self.plan()
        counts = self.compare(list(damages(plan, VALUES))[::STRIDE])
        self.assertGreater(counts[True], 500)
        self.assertGreater(counts[False], 20)

    def test_schedules_and_optimizers(self):
        for optimizer in ("sgd", "lion", "muon"):
            plan = self.plan(optimizer, "wsd(warmup = 10%, decay = 20%)")
            part = {key: plan[key] for key in ("training",)}
            self.compare((f"{optimizer} {what}", json.dumps(dict(plan, **json.loads(text)))) for what, text in
                         damages(part, [-1, 0, 3, 18, 19, 20, 21, 0.5, 1.5, "adamw", "cosine", "regress"]))
            cases = []
            for i in (0, len(plan["tensors"]) - 2, 4):
                for key in ("lr", "beta1", "beta2", "eps", "weight_decay"):
                    for value in (-1, -1e-300, 0, 0.5, 1, 2, 1e300, None):
                        changed = copy.deepcopy(plan)
                        changed["tensors"][i][key] = value
                        cases.append((f"{optimizer} {i} {key} {value}", json.dumps(changed)))
                for word in ("adamw", "muon", "lion", ""):
                    changed = copy.deepcopy(plan)
                    changed["tensors"][i]["optimizer"] = word
                    cases.append((f"{optimizer} {i} optimizer {word}", json.dumps(changed)))
            self.compare([case for case in cases if not case[0].endswith("optimizer ")])

    def test_reasons_of_both_versions(self):
        text = SPEC.replace("sp()", "mup_table_3()").replace("std.sp", "std.mup").replace("OPTIMIZER", "adamw")
        text = text.replace("SCHEDULE", "constant()").replace("BASE", support.BASE["adamw"])
        with open(support.compile_spec(self.folder, text), encoding="utf-8") as file:
            plan = json.load(file)
        tensor = next(tensor for tensor in plan["tensors"] if "ratios" in tensor["because"]["lr"][-1])
        chain = {"lr": tensor["because"]["lr"]}
        cases = []
        for what, damage in damages(chain, [*VALUES, "set", "clamp", {"m_in": 1}, {"m_in": -1}]):
            tensor["because"] = json.loads(damage)
            cases.append((what, json.dumps(plan)))
        counts = self.compare(cases)
        self.assertGreater(counts[True], 100)
        self.assertGreater(counts[False], 20)
        tensor["because"] = chain
        self.assertEqual(self.compare([("version 1 with effects", json.dumps(dict(plan, version=1)))])[True], 1)
        for part in plan["tensors"] + plan["multipliers"]:
            for reason in itertools.chain(*part["because"].values()):
                for key in ("effect", "ratios", "exponents"):
                    reason.pop(key, None)
        for version, refused in ((1, 0), (2, 1), (3, 1)):
            case = (f"version {version} without effects", json.dumps(dict(plan, version=version)))
            self.assertEqual(self.compare([case])[True], refused)

    def test_what_json_cannot_hold_or_only_just(self):
        text = json.dumps(self.plan())
        lr = re.search(r'"lr": [^,]+', text)[0]
        numbers = ["1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "1" + "0" * 400, "9" * 5000, "01", "+1", "1.", ".1", "0x1",
                   "1e5", "-0", "1" + "0" * 25, '"\\ud800"']
        cases = [(number, text.replace(lr, f'"lr": {number}', 1)) for number in numbers]
        steps = re.search(r'"seed": [^,}]+', text)[0]
        cases += [(f"seed {number}", text.replace(steps, f'"seed": {number}')) for number in
                  ("9223372036854775807", "9223372036854775808", "18446744073709551616", "1.0", "1e3", "-0", "-1")]
        cases += [(f"{depth} deep", text[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}") for depth in (1, 99, 100, 2000, 100_000)]
        cases += [("cut", text[:-1]), ("empty", ""), ("more", text + "{}"), ("two keys", text[:-1] + ', "target": "a"}'),
                  ("BOM", "\ufeff" + text), ("blanks", " \t\r\n" + text + "\n"), ("CR", text.replace(": ", ":\r")),
                  ("not UTF-8", text.encode().replace(b"embed", b"em\xffed", 1)), ("NUL", text.replace("embed", "em\0ed", 1)),
                  ("comment", "// x\n" + text), ("half a character", text.replace("embed", "em\\ud800ed")),
                  ("a whole one", text.replace("embed", "em\\ud83d\\ude00ed")), ("list", "[]"), ("word", "plan")]
        self.compare(cases)

    def test_wholes_that_do_not_fit_their_parts(self):
        plan = self.plan()
        cases = []

        def case(what, change):
            changed = copy.deepcopy(plan)
            change(changed)
            cases.append((what, json.dumps(changed)))

        case("a tensor nobody uses", lambda p: p["tensors"].append(dict(p["tensors"][0], name="more.weight")))
        case("one name twice", lambda p: p["tensors"].append(p["tensors"][0]))
        case("a tensor less", lambda p: p["tensors"].pop())
        case("a multiplier nobody uses", lambda p: p["multipliers"].append(dict(p["multipliers"][0], name="more")))
        case("a multiplier with a tensor's name", lambda p: p["multipliers"][0].update(name=p["tensors"][0]["name"]))
        case("the total", lambda p: p["parameters"].update(total=p["parameters"]["total"] + 1))
        case("non_embedding", lambda p: p["parameters"].update(non_embedding=p["parameters"]["total"] + 1))
        case("too many elements", lambda p: p["tensors"][0].update(shape=[1 << 20, 1 << 21], reference_shape=[1, 1]))
        case("too many dimensions", lambda p: p["tensors"][0].update(shape=[1] * 9, reference_shape=[1] * 9))
        case("warm-up without end", lambda p: p["training"]["schedule"].update(warmup_steps=21))
        case("features", lambda p: p["training"].update(features=3))
        for name in ("", ".", "a..b", ".a", "a.", "%a", "a.*.b", "*", "a*"):
            case(f"the name {name!r}", lambda p: p["tensors"][0].update(name=name))
        stack = next(i for i, node in enumerate(plan["graph"]["nodes"]) if node["op"] == "stack")
        for key, value in (("count", 1), ("count", 3), ("count", 0), ("stack", "other"), ("stack", "blocks.*"), ("args", []),
                           ("attributes", {"a": 1}), ("op", "add"), ("op", "stak")):
            case(f"stack {key} {value}", lambda p: p["graph"]["nodes"][stack].update({key: value}))
        for args in (["%9999"], ["blocks.*.nothing"], ["blocks.0.mlp_norm.gain"], [1], ["%0", "%0", "%0", "%0", "%0"]):
            case(f"arguments {args}", lambda p: p["graph"]["nodes"][stack]["body"]["nodes"][0].update(args=args))
        deep = {"inputs": ["%a"], "nodes": [], "output": "%a"}
        for i in range(20):
            path = ".*.".join(["s"] * (20 - i))
            deep = {"inputs": [f"%i{i}"], "nodes": [{"id": f"%n{i}", "op": "stack", "args": [f"%i{i}"], "stack": path, "count": 0,
                                                     "body": deep}], "output": f"%n{i}"}
        case("stacks in stacks", lambda p: p["graph"].update(deep))
        self.compare(cases)

    def test_orthogonal_vectors(self):
        plan = self.plan()
        vector = next(tensor for tensor in plan["tensors"] if len(tensor["shape"]) == 1)
        vector["init"] = {"distribution": "orthogonal", "std": 1}
        self.assertEqual(self.compare([("orthogonal", json.dumps(plan))])[True], 1)
        self.assertIn("orthogonal needs at least two dimensions", self.loader_refuses(json.dumps(plan).encode()))

    def test_shapes_that_do_not_fit(self):
        plan = self.plan()
        cases = []

        def case(what, change):
            changed = copy.deepcopy(plan)
            change(changed)
            changed["parameters"]["total"] = sum(math.prod(tensor["shape"]) for tensor in changed["tensors"])
            changed["parameters"]["non_embedding"] = 0
            cases.append((what, json.dumps(changed)))

        def reshape(i, shape):
            def change(p):
                p["tensors"][i]["shape"] = shape
            return change

        for i, tensor in enumerate(plan["tensors"]):
            shape = tensor["shape"]
            for at in range(len(shape)):
                for extent in (1, shape[at] + 1, 2 * shape[at]):
                    case(f"{tensor['name']} {at} {extent}", reshape(i, [*shape[:at], extent, *shape[at + 1:]]))
            if len(shape) > 1:
                case(f"{tensor['name']} turned", reshape(i, shape[::-1]))
        body = next(node for node in plan["graph"]["nodes"] if node["op"] == "stack")["body"]
        stack = plan["graph"]["nodes"].index(next(node for node in plan["graph"]["nodes"] if node["op"] == "stack"))
        for i, node in enumerate(body["nodes"]):
            for name in ("heads", "chunks", "index", "top_k", "window"):
                for value in (0, 1, 2, 3, 4, 5, 7, 1 << 20, 1 << 53, (1 << 53) + 1):
                    case(f"node {i} {name} {value}", lambda p: p["graph"]["nodes"][stack]["body"]["nodes"][i].setdefault(
                        "attributes", {}).update({name: value}) if name in node.get("attributes", {}) else None)
            for op in ("add", "neg", "silu", "split_heads", "merge_heads", "mean", "softmax", "positions", "rope", "rms_norm"):
                case(f"node {i} is {op}", lambda p: p["graph"]["nodes"][stack]["body"]["nodes"][i].update(op=op))
            for other in body["nodes"][:i] if len(body["nodes"]) < 40 else body["nodes"][:i:3]:
                case(f"node {i} of {other['id']}", lambda p: p["graph"]["nodes"][stack]["body"]["nodes"][i]["args"].__setitem__(
                    0, other["id"]))
            case(f"{node['id']} comes out", lambda p: p["graph"]["nodes"][stack]["body"].update(output=node["id"]))
        for task in ("classify", "regress"):
            case(task, lambda p: p["training"].update(task=task))
        case("a short table", lambda p: p["training"].update(context=1 << 20))
        counts = self.compare(cases)
        self.assertGreater(counts[True], 200)
        self.assertGreater(counts[False], 20)

    def test_what_is_no_file_or_no_text(self):
        for path in (f"{self.folder}/none.json", self.folder, "a\0b", None, 3.5):
            with self.assertRaises(cdp_plan.FormatError):
                cdp_plan.load(path)
        for text in (None, b"{}", {}, 3):
            with self.assertRaises(cdp_plan.FormatError):
                cdp_plan.loads(text)

    def test_the_tables_are_cdps(self):
        def rows(name, word, columns):
            with open(f"{support.ROOT}/compiler/plan/{name}.def", encoding="utf-8") as file:
                return re.findall(rf'^{word}\((\w+),' + r'\s*"([^"]*)"\s*,' * columns, file.read(), re.MULTILINE)

        self.assertEqual(cdp_plan._OPERATIONS, {name: (arguments, attributes) for name, arguments, attributes in
                                                rows("operations", "OPERATION", 2)})
        with open(f"{support.ROOT}/compiler/plan/effects.def", encoding="utf-8") as file:
            self.assertEqual(cdp_plan._EFFECTS, tuple(re.findall(r"^EFFECT\(\w+, (\w+),", file.read(), re.MULTILINE)))
        with open(f"{support.ROOT}/compiler/plan/optimizers.def", encoding="utf-8") as file:
            optimizers = re.findall(r'^OPTIMIZER\((\w+), "([^"]*)", \w+, "([^"]*)", "([^"]*)",', file.read(), re.MULTILINE)
        self.assertEqual(cdp_plan._HYPERPARAMETERS, {name: words for name, words, _, _ in optimizers})
        self.assertEqual(cdp_plan._REST, {name: rest for name, _, tag, rest in optimizers if tag})


class Renames(unittest.TestCase):
    """`names` and `cdp verify --rename` are one convention: what is wrong is wrong in both, in the same words."""

    def test_what_is_no_rename(self):
        golden = f"{support.ROOT}/tests/golden/verify/gpt2"
        for text in ("a=b=c", "=", "a=", "=b", "a + =b", "a=b +", "a.*=b", "a.*=b.**", "a.**=b[*]", "a.*=b.*[*]", "a=b[*]", "a[0]=b",
                     "a=b[*].c", "a=[*]", "a=[*][*]", "a=b]", "a + b=c + d", "a.*.x + b.x=c.*.x", "*=**", "a.*.*=b.*"):
            done = support.run("verify", f"{golden}.cdp", "--against", f"{golden}.safetensors", "--rename", text)
            self.assertEqual(done.returncode, 2, text)
            with self.assertRaises(cdp_plan.MatchError) as caught:
                cdp_plan._renames(text)
            words = str(caught.exception).replace("MODEL=PLAN", "FILE=PLAN").replace("the model's name", "the file's name")
            self.assertIn(words, done.stderr)

    def test_what_is_one(self):
        golden = f"{support.ROOT}/tests/golden/verify/gpt2"
        for text in ("a=b", "a.**=**", "a.*.**=b.*.**", "a + b + c=d", "a.*=b.* + c.*", "a.*=b[*]", "a[*]=b.* + c[*]", " a = b "):
            done = support.run("verify", f"{golden}.cdp", "--against", f"{golden}.safetensors", "--rename", text)
            self.assertEqual(done.returncode, 1, text)  # findings, but of the file
            self.assertEqual(len(cdp_plan._renames(text)), 1)


STRIDE = 5  # every fifth case; all of them take minutes

if __name__ == "__main__":
    unittest.main()
