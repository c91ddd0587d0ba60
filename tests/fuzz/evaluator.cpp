// The whole compiler on one spec in memory.
#include "compiler/base/check.h"
#include "compiler/diag/render.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {
namespace {

void compile_to(pipeline::AnalysedSpec& analysis, const sema::ScaleSettings* target) {
  const auto scaled = pipeline::scale_to(analysis, {target ? target->name : "", ""});
  CHECK(scaled);  // the target is there
  if (!*scaled || analysis.sink.has_errors()) return;
  const plan::Plan plan = pipeline::emit(analysis, **scaled, pipeline::Reasons::kKeep);
  const auto read = plan::from_json(plan::to_json(plan));
  if (!read) check_failed(read.error().text().c_str(), __FILE__, __LINE__);
}

}  // namespace

int evaluator(Bytes bytes) {
  const Files files = files_of(text_of(bytes));
  if (takes_long(files)) return 0;
  auto analysed = pipeline::analyse("fuzz.cdp", files);
  CHECK(analysed);
  pipeline::AnalysedSpec& analysis = **analysed;
  if (pipeline::ready(analysis)) {
    compile_to(analysis, nullptr);
    for (const auto& target : analysis.spec->targets) compile_to(analysis, &target);
  }
  static_cast<void>(diag::render_all(analysis.sink.sorted(), analysis.sources, diag::Color::kNever));
  return 0;
}

}  // namespace cdp::fuzz
