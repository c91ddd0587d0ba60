// See open.h.
#include "compiler/pipeline/open.h"

#include <utility>

#include <fmt/format.h>

#include "compiler/plan/json.h"

namespace cdp::pipeline {

namespace {

/// Tensors and multipliers. With its reasons each takes 4.6 KB, and `cdp diff` holds two plans.
constexpr std::size_t kMostHeld = 200'000;

Error no_spec(const std::string& path) {
  return {
      "only declares modules, rule sets or constants; a spec to compile has a model, a parameterization, a "
      "reference and a base",
      path};
}

OpenedSpec failed(SettingsFault fault) {
  OpenedSpec opened;
  opened.fault = std::move(fault);
  return opened;
}

OpenedSpec analyse_under(Source source, FileSettings& settings, const std::vector<std::string>& sets) {
  if (!settings) return failed(std::move(*settings.fault));
  if (source.text) settings.files.memory.emplace(source.path, *std::move(source.text));
  auto analysis = analyse(source.path, settings.files, nullptr, sets);
  if (!analysis) return failed({analysis.error()});
  OpenedSpec opened;
  opened.analysis = std::move(*analysis);
  return opened;
}

FileSettings settings_of(const Source& source, const ConfigChoice& choice) {
  return settings_for(source.text ? "-" : source.path, choice);
}

Result<std::optional<scaling::Scaled>> scale(AnalysedSpec& analysis, ScaleAndConfig choice,
                                             const config::Config& config) {
  const bool by_default = choice.target.empty() && config.compile.target;
  if (by_default) choice.target = config.compile.target->text;
  auto scaled = scale_to(analysis, choice);
  if (scaled || !by_default) return scaled;
  return Error{scaled.error().message, config.sources->place(config.compile.target->span)};
}

OpenedPlan read_plan(std::string_view text, const std::string& path, const ScaleAndConfig& choice) {
  OpenedPlan opened;
  if (is_given(choice)) {
    opened.spec = failed({already_compiled(path)});
    return opened;
  }
  auto plan = plan::from_json(text);
  if (plan)
    opened.plan = *std::move(plan);
  else
    opened.spec = failed({{plan.error().text(), path}});
  return opened;
}

}  // namespace

OpenedSpec analyse_source(Source source, const ConfigChoice& choice, const std::vector<std::string>& sets) {
  FileSettings settings = settings_of(source, choice);
  return analyse_under(std::move(source), settings, sets);
}

OpenedSpec open_spec(Source source, const ScaleAndConfig& choice) {
  FileSettings settings = settings_of(source, choice.config);
  OpenedSpec opened = analyse_under(std::move(source), settings, choice.sets);
  if (opened.fault) return opened;
  AnalysedSpec& analysis = *opened.analysis;
  if (!analysis.sink.has_errors() && !analysis.spec) return failed({no_spec(analysis.program.root().path)});
  if (!ready(analysis)) return opened;
  auto scaled = scale(analysis, choice, settings.config);
  if (!scaled) return failed({scaled.error()});
  if (!analysis.sink.has_errors()) opened.scaled = std::move(*scaled);
  return opened;
}

bool is_given(const ScaleChoice& choice) {
  return !choice.target.empty() || !choice.at.empty() || !choice.sets.empty();
}

bool is_plan(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && text[first] == '{';
}

Error already_compiled(const std::string& path) {
  return {"is a plan, compiled already; --target, --at and --set go with a spec", path};
}

OpenedPlan open_plan(std::string_view text, const std::string& shown, Source spec, const ScaleAndConfig& choice,
                     Reasons reasons) {
  if (is_plan(text)) return read_plan(text, shown, choice);
  OpenedPlan opened{{}, open_spec(std::move(spec), choice)};
  const auto& scaled = opened.spec.scaled;
  const std::size_t listed = scaled ? scaled->tensors.size() + scaled->multipliers.size() : 0;
  if (listed > kMostHeld)
    opened.spec = failed({{fmt::format("has {} tensors and multipliers; at most {} are held as a plan in memory, "
                                       "which `cdp compile` does not need",
                                       listed, kMostHeld),
                           shown}});
  else if (scaled)
    opened.plan = emit(*opened.spec.analysis, *scaled, reasons);
  return opened;
}

}  // namespace cdp::pipeline
