// See plan_input.h.
#include "compiler/driver/plan_input.h"

#include <utility>

#include "compiler/base/regular_file.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/plan/size.h"

namespace cdp::driver {

bool can_be_read_again(const std::string& path) {
  return path != "-" && special_kind(path).empty();
}

std::string PlanText::shown() const {
  return path == "-" ? kStdin : path;
}

Result<PlanText> read_plan_text(const std::string& path) {
  auto text = path == "-" ? read_stdin() : read_named(path, plan::kMostPlan);
  if (!text) return text.error();
  return PlanText{path, *std::move(text)};
}

OpenedPlan open_plan(const PlanText& input, const ScaleAndConfig& choice, pipeline::Reasons reasons,
                     const Colors& colors) {
  pipeline::Source spec{input.path};
  if (!can_be_read_again(input.path) && !is_plan(input.text)) spec = {kStdin, input.text};
  pipeline::OpenedPlan opened = pipeline::open_plan(input.text, input.shown(), std::move(spec), choice, reasons);
  OpenedPlan result{std::move(opened.plan), {}};
  if (opened.spec.fault) {
    result.answer = answer_of(*opened.spec.fault, colors);
  } else if (opened.spec.analysis) {
    result.answer.err = rendered(*opened.spec.analysis, colors.err);
    if (!result) result.answer.exit_code = kFindings;
  }
  return result;
}

OpenedPlan open_plan(const std::string& path, const ScaleAndConfig& choice, pipeline::Reasons reasons,
                     const Colors& colors) {
  auto input = read_plan_text(path);
  if (!input) return {{}, could_not_run(input.error(), colors)};
  return open_plan(*input, choice, reasons, colors);
}

}  // namespace cdp::driver
