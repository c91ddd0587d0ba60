// What several targets need.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "compiler/base/check.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {
namespace {

constexpr double kMostLayers = 2000;  // of all tensors and multipliers
constexpr std::size_t kMostTargets = 8;

double layers(const pipeline::AnalysedSpec& analysis, const scaling::Scale& scale) {
  double count = 0;
  const auto add = [&](const auto& parts) {
    for (const auto& part : parts) {
      double own = 1;
      for (const std::size_t stack : part.stacks) own *= analysis.model->stacks[stack].count.at(scale.values());
      count += own;
    }
  };
  add(analysis.model->tensors);
  add(analysis.model->multipliers);
  return count;
}

plan::Plan plan_of(const std::string& text) {
  const auto analysis = pipeline::analyse("fuzz.cdp", files_of(text));
  CHECK(analysis && pipeline::ready(**analysis));
  const auto scaled = pipeline::scale_to(**analysis, {"big", ""});
  CHECK(scaled && *scaled);
  return pipeline::emit(**analysis, **scaled, pipeline::Reasons::kKeep);
}

constexpr const char* kRest =
    "parameterization = mup()\n"
    "base { lr = 1e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
    "target big { width = 128 }\n";

}  // namespace

Files files_of(std::string_view text) {
  constexpr std::string_view kNextFile = "\n//---\n";
  Files files = pipeline::default_files();
  files.disk = false;
  const std::size_t end = text.find(kNextFile);
  files.memory["fuzz.cdp"] = text.substr(0, end);
  if (end != std::string_view::npos) files.memory["other.cdp"] = text.substr(end + kNextFile.size());
  return files;
}

bool takes_long(const Files& files) {
  const auto analysed = pipeline::analyse("fuzz.cdp", files);
  if (!analysed || !pipeline::ready(**analysed)) return false;
  const pipeline::AnalysedSpec& analysis = **analysed;
  diag::DiagnosticSink unseen;
  const auto is_long = [&](const sema::ScaleSettings* target) {
    const auto scale = scaling::resolve_scale(analysis.spec->reference, target, *analysis.model, unseen);
    return scale && !(layers(analysis, *scale) <= kMostLayers);
  };
  if (analysis.spec->targets.size() > kMostTargets || is_long(nullptr)) return true;
  for (const auto& target : analysis.spec->targets)
    if (is_long(&target)) return true;
  return false;
}

const plan::Plan& plan_of_tokens() {
  static const plan::Plan plan =
      plan_of(std::string("use std.gpt\nuse std.mup\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
                          "reference { width = 64; depth = 2; batch = 4 seq; duration = 100 steps; context = 16 }\n") +
              kRest);
  return plan;
}

const plan::Plan& plan_of_features() {
  static const plan::Plan plan = plan_of(
      std::string("use std.tabular\nuse std.mup\nmodel = MlpClassifier(width, depth, features = 4, classes = 3)\n"
                  "training { task = classify }\n"
                  "reference { width = 64; depth = 2; batch = 4 seq; duration = 100 steps }\n") +
      kRest);
  return plan;
}

std::string on_disk(const std::string& name, Bytes bytes) {
  static const std::filesystem::path folder = [] {
    auto made = std::filesystem::temp_directory_path() / ("cdp-fuzz-" + std::to_string(::getpid()));
    std::filesystem::create_directories(made);
    return made;
  }();
  const std::string path = (folder / name).string();
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return path;
}

}  // namespace cdp::fuzz
