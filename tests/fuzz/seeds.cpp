// What fuzzing begins with, written as files below a folder, one folder a target: the examples of the catalog of
// diagnostics, the specs of the tree, and plans of those that are whole.
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "compiler/base/files.h"
#include "compiler/diag/catalog.h"
#include "compiler/driver/emit.h"
#include "compiler/driver/pipeline.h"
#include "compiler/plan/json.h"

namespace {

namespace fs = std::filesystem;
using namespace cdp;

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}

  void spec(const std::string& name, std::string_view text) {
    write("parser", name + ".cdp", text);
    write("evaluator", name + ".cdp", text);
    plan(name, text);
  }

  [[nodiscard]] bool good() const { return good_; }

 private:
  /// The plan of a whole spec, with as few layers as will do.
  void plan(const std::string& name, std::string_view text) {
    Files files = driver::default_files();
    files.disk = false;
    files.memory["seed.cdp"] = text;
    const auto analysis = driver::analyse("seed.cdp", files);
    if (!analysis || !driver::ready(**analysis)) return;
    const auto scaled = driver::scale_to(**analysis, {"", "depth=1"});
    if (!scaled || !*scaled || (*analysis)->sink.has_errors()) return;
    for (const auto reasons : {driver::Reasons::kKeep, driver::Reasons::kLeaveOut}) {
      const std::string plan = plan::to_json(driver::emit(**analysis, **scaled, reasons));
      write("plan_reader", name + (reasons == driver::Reasons::kKeep ? ".why.json" : ".json"), plan);
    }
  }

  void write(const std::string& target, const std::string& name, std::string_view bytes) {
    if (bytes.empty()) return;
    fs::create_directories(folder_ / target);
    const Status written = write_file((folder_ / target / name).string(), bytes);
    if (written) return;
    std::fprintf(stderr, "error: %s\n", written.error().text().c_str());
    good_ = false;
  }

  fs::path folder_;
  bool good_ = true;
};

void write_catalog(Seeds& seeds) {
  for (const diag::Row& row : diag::kCatalog) {
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
  write_tree(seeds, argv[1]);
  return seeds.good() ? 0 : 2;
}
