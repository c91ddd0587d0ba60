// The whole compiler on one spec in memory. Scales with many layers are left out: they take long, and do nothing that
// few do not.
#include <string>

#include "compiler/base/check.h"
#include "compiler/diag/render.h"
#include "compiler/driver/emit.h"
#include "compiler/driver/pipeline.h"
#include "compiler/plan/json.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {
namespace {

constexpr double kMostLayers = 2000;  // of all tensors and multipliers

Files files_of(std::string_view text) {
  constexpr std::string_view kNextFile = "\n//---\n";
  Files files = driver::default_files();
  files.disk = false;
  const std::size_t end = text.find(kNextFile);
  files.memory["fuzz.cdp"] = text.substr(0, end);
  if (end != std::string_view::npos) files.memory["other.cdp"] = text.substr(end + kNextFile.size());
  return files;
}

double layers(const driver::Analysis& analysis, const scaling::Scale& scale) {
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

/// Null: too many layers, or errors.
std::optional<scaling::Scaled> scaled_to(driver::Analysis& analysis, const sema::ScaleSettings* target) {
  diag::DiagnosticSink unseen;
  const auto scale = scaling::resolve_scale(analysis.spec->reference, target, *analysis.model, unseen);
  if (scale && !(layers(analysis, *scale) <= kMostLayers)) return {};
  auto scaled = driver::scale_to(analysis, {target ? target->name : "", ""});
  CHECK(scaled);  // the target is there
  return *std::move(scaled);
}

void compile_to(driver::Analysis& analysis, const sema::ScaleSettings* target) {
  const auto scaled = scaled_to(analysis, target);
  if (!scaled || analysis.sink.has_errors()) return;
  const plan::Plan plan = driver::emit(analysis, *scaled, driver::Reasons::kKeep);
  const auto read = plan::from_json(plan::to_json(plan));
  if (!read) check_failed(read.error().text().c_str(), __FILE__, __LINE__);
}

}  // namespace

int evaluator(Bytes bytes) {
  auto analysed = driver::analyse("fuzz.cdp", files_of(text_of(bytes)));
  CHECK(analysed);
  driver::Analysis& analysis = **analysed;
  if (driver::ready(analysis)) {
    compile_to(analysis, nullptr);
    for (const auto& target : analysis.spec->targets) compile_to(analysis, &target);
  }
  static_cast<void>(diag::render_all(analysis.sink.sorted(), analysis.sources, diag::Color::kNever));
  return 0;
}

}  // namespace cdp::fuzz
