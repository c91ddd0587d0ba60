// See plan_input.h.
#include "compiler/driver/plan_input.h"

#include <utility>

#include "compiler/driver/session.h"
#include "compiler/plan/json.h"

namespace cdp::driver {

namespace {

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

Error already_compiled(const std::string& path) {
  return {"is a plan, compiled already; --target and --at go with a spec", path};
}

OpenedPlan open_plan(const std::string& path, const Place& place, Reasons reasons, const Colors& colors) {
  const bool from_stdin = path == "-";
  auto text = from_stdin ? read_stdin() : Files{}.read(path);
  if (!text) return {{}, could_not_run(text.error(), colors)};
  if (is_plan(*text)) return read_plan(*text, from_stdin ? kStdin : path, place, colors);
  Opened opened =
      from_stdin ? open_at(analyse_stdin(std::move(*text)), kStdin, place, colors) : open_at(path, place, colors);
  OpenedPlan result{{}, std::move(opened.answer)};
  if (opened) result.plan = emit(*opened.analysis, *opened.scaled, reasons);
  return result;
}

}  // namespace cdp::driver
