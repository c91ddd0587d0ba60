// What fuzzing begins with, written as files below a folder, one folder a target: the examples of the catalog of
// diagnostics, the specs of the tree, and plans of those that are whole.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/diag/catalog.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "compiler/weights/safetensors_header.h"
#include "run/worker_lines.h"

namespace {

namespace fs = std::filesystem;
using namespace cdp;

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}

  void spec(const std::string& name, std::string_view text) {
    write("parser", name + ".cdp", text);
    write("evaluator", name + ".cdp", text);
    write("linter", name + ".cdp", text);
    plan(name, text);
  }

  [[nodiscard]] bool good() const { return good_; }

  void write(const std::string& target, const std::string& name, std::string_view bytes) {
    if (bytes.empty()) return;
    fs::create_directories(folder_ / target);
    const Status written = write_file((folder_ / target / name).string(), bytes);
    if (written) return;
    std::fprintf(stderr, "error: %s\n", written.error().text().c_str());
    good_ = false;
  }

 private:
  /// The plan of a whole spec, with as few layers as will do.
  void plan(const std::string& name, std::string_view text) {
    Files files = pipeline::default_files();
    files.disk = false;
    files.memory["seed.cdp"] = text;
    const auto analysis = pipeline::analyse("seed.cdp", files);
    if (!analysis || !pipeline::ready(**analysis)) return;
    const auto scaled = pipeline::scale_to(**analysis, {"", "depth=1"});
    if (!scaled || !*scaled || (*analysis)->sink.has_errors()) return;
    for (const auto reasons : {pipeline::Reasons::kKeep, pipeline::Reasons::kLeaveOut}) {
      const std::string plan = plan::to_json(pipeline::emit(**analysis, **scaled, reasons));
      const std::string file = name + (reasons == pipeline::Reasons::kKeep ? ".why.json" : ".json");
      write("plan_reader", file, plan);
      write("comparison", file, plan);
      write("comparison", "pair_" + file, last_plan_ + "\n//---\n" + plan);
      last_plan_ = plan;
    }
  }

  fs::path folder_;
  std::string last_plan_;
  bool good_ = true;
};

/// One small file of each kind that is no spec and no plan, which a fuzzer would not come by soon.
void write_others(Seeds& seeds) {
  seeds.write(
      "configuration", "all.toml",
      "[lint]\nselect = [\"all\"]\nignore = [\"W4107\"]\nbaseline = \"b.json\"\n[lint.options]\nwidth-ratio = 1e3\n"
      "[paths]\nteam = \"specs\"\n");
  seeds.write(
      "baseline", "one.json",
      "{\"format\": \"cdp-lint-baseline\", \"version\": 1, \"findings\": [{\"path\": \"a.cdp\", \"code\": \"W4101\", "
      "\"line\": \"lr = 1\", \"count\": 1}]}\n");
  const std::vector<weights::StoredTensor> tensors = {{"embed.weight", weights::Dtype::kF32, {2, 3}, 0, 24}};
  seeds.write("weights", "one.safetensors",
              weights::safetensors_head({{"format", "pt"}}, tensors) + std::string(24, '\0'));
  seeds.write("weights", "index.json",
              "{\"metadata\": {\"total_size\": 24}, \"weight_map\": {\"embed.weight\": \"model.safetensors\"}}");
  seeds.write("worker_lines", "train.json", run::request_text(run::TrainRequest{1, "{\n}", 2, 16}));
  seeds.write("worker_lines", "stop.json", run::request_text(run::StopRequest{1}));
  seeds.write("worker_lines", "ready.json", run::reply_text(run::ReadyReply{"1", "2", "cpu", 1, "10 tokens, 0"}));
  seeds.write("worker_lines", "progress.json", run::reply_text(run::ProgressReply{1, 2, 3, 4, 5.5, 0.25}));
  seeds.write("worker_lines", "end.json",
              run::reply_text(run::EndReply{1, run::TrialEnd::failed, 2, 3, 4, 5, "why", 6}));
  seeds.write("table", "labels.csv", "a,b,label\n1,2.5,0\n-3e4,0,1\n5,6,2\n");
  seeds.write("table", "quoted.csv", "\"a\";\"b \"\"c\"\"\"\n1;2\n3;4\n");
  seeds.write("tokens", "bare.bin", std::string("\1\0\2\0\3\0", 6));
  std::string header(1024, '\0');
  const std::int32_t first[] = {20240520, 1, 2};
  std::memcpy(header.data(), first, sizeof first);
  seeds.write("tokens", "llmc.bin", header + std::string("\1\0\2\0", 4));
}

void write_catalog(Seeds& seeds) {
  for (const diag::CatalogRow& row : diag::kCatalog) {
    seeds.spec(std::string(row.id) + "_bad", row.bad);
    seeds.spec(std::string(row.id) + "_good", row.good);
  }
}

void write_tree(Seeds& seeds, const fs::path& tree) {
  for (const char* folder : {"examples", "stdlib", "tests/golden"}) {
    for (const auto& entry : fs::recursive_directory_iterator(tree / folder)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".cdp" && path.extension() != ".input") continue;
      const auto text = Files{}.read(path.string());
      if (text) seeds.spec(path.parent_path().filename().string() + "_" + path.stem().string(), *text);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: fuzz_seeds TREE FOLDER\n", stderr);
    return 2;
  }
  Seeds seeds(argv[2]);
  write_catalog(seeds);
  write_others(seeds);
  write_tree(seeds, argv[1]);
  return seeds.good() ? 0 : 2;
}
