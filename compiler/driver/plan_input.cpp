// See plan_input.h.
#include "compiler/driver/plan_input.h"

#include <utility>

#include <fmt/format.h>

#include "compiler/driver/session.h"
#include "compiler/plan/json.h"
#include "compiler/plan/size.h"

namespace cdp::driver {

namespace {

/// Tensors and multipliers. With its reasons each takes 4.6 KB, and `cdp diff` holds two plans.
constexpr std::size_t kMostHeld = 200'000;

OpenedPlan read_plan(std::string_view text, const std::string& shown, const Place& place, const Colors& colors) {
  if (!place.target.empty() || !place.at.empty()) return {{}, could_not_run(already_compiled(shown), colors)};
  auto plan = plan::from_json(text);
  if (plan) return {std::move(*plan), {}};
  return {{}, could_not_run({plan.error().text(), shown}, colors)};
}

}  // namespace

bool is_plan(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && text[first] == '{';
}

bool can_be_read_again(const std::string& path) {
  return path != "-" && special_kind(path).empty();
}

Error already_compiled(const std::string& path) {
  return {"is a plan, compiled already; --target and --at go with a spec", path};
}

std::string PlanText::shown() const {
  return path == "-" ? kStdin : path;
}

Result<PlanText> read_plan_text(const std::string& path) {
  auto text = path == "-" ? read_stdin() : read_named(path, plan::kMostPlan);
  if (!text) return text.error();
  return PlanText{path, *std::move(text)};
}

OpenedPlan open_plan(PlanText input, const Place& place, pipeline::Reasons reasons, const Colors& colors) {
  if (is_plan(input.text)) return read_plan(input.text, input.shown(), place, colors);
  Opened opened = can_be_read_again(input.path) ? open_at(input.path, place, colors)
                                                : open_stdin_at(std::move(input.text), place, colors);
  OpenedPlan result{{}, std::move(opened.answer)};
  const std::size_t listed = opened ? opened.scaled->tensors.size() + opened.scaled->multipliers.size() : 0;
  if (listed > kMostHeld)
    return {{},
            could_not_run({fmt::format("has {} tensors and multipliers; at most {} are held as a plan in memory, "
                                       "which `cdp compile` does not need",
                                       listed, kMostHeld),
                           input.shown()},
                          colors)};
  if (opened) result.plan = pipeline::emit(*opened.analysis, *opened.scaled, reasons);
  return result;
}

OpenedPlan open_plan(const std::string& path, const Place& place, pipeline::Reasons reasons, const Colors& colors) {
  auto input = read_plan_text(path);
  if (!input) return {{}, could_not_run(input.error(), colors)};
  return open_plan(*std::move(input), place, reasons, colors);
}

}  // namespace cdp::driver
