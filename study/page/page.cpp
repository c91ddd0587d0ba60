// See page.h.
#include "study/page/page.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "run/numbers.h"
#include "run/style.h"
#include "study/charts/style.h"
#include "study/page/charts.h"
#include "study/page/tables.h"

namespace cdp::study {
namespace {

using run::escaped;

constexpr std::size_t kBest = 10;

constexpr const char* kPageStyle = R"css(
h3 { font-size: 13.5px; font-weight: 500; color: var(--soft); margin: 26px 0 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 18px 40px; }
.grid > * { min-width: 0; }
.u .best-so-far { fill: none; stroke: var(--held-out); stroke-width: 2; stroke-linejoin: round; }
.u .dots { fill: none; stroke: var(--train); stroke-width: 6; stroke-linecap: round; }
.u .stopped { fill: none; stroke: var(--level); stroke-width: 1.4; }
.u .row { fill: var(--ink); }
.u .not { opacity: .6; }
.u circle.best.not { fill: var(--level); }
.u .interval.not { stroke: var(--level); }
.key svg { width: 14px; height: 12px; vertical-align: -1px; margin-right: 6px; overflow: visible; }
.bars { width: 100%; margin-top: 12px; }
.bars .bar { position: relative; width: 60%; min-width: 90px; }
.bars i, .bars b { position: absolute; left: 9px; top: 12px; height: 10px; max-width: calc(100% - 18px); border-radius: 2px; }
.bars i { background: var(--raw); }
.bars b { background: var(--train); }
.sum td { font-weight: 500; border-bottom: 0; }
summary { cursor: pointer; }
.live { color: var(--held-out); }
p { overflow-wrap: anywhere; }
)css";

std::string name_of(const StudyInfo& info) {
  return info.spec.empty() || info.spec == "-" ? "spec" : std::filesystem::path(info.spec).filename().string();
}

void add_figure(std::string& html, std::string_view name, const std::string& figure, std::string_view css = "") {
  html += fmt::format("<div><dt>{}</dt><dd class=\"{}\">{}</dd></div>", name, css, escaped(figure));
}

std::string figures(const std::vector<Explored>& scales, const Ends& ends) {
  std::optional<double> best;
  for (const Explored& scale : scales)
    for (const Trial* trial : scale.trials)
      if (trial->result.state == TrialState::kFinished && trial->result.loss)
        best = std::min(best.value_or(*trial->result.loss), *trial->result.loss);
  const Spent all = ends.sum();
  const std::size_t ended = all.trials - ends.of(End::kOpen).trials;
  std::string html = "<dl class=\"figures\">";
  if (best) add_figure(html, "lowest loss", fmt::format("{:.4f}", *best));
  add_figure(html, "trials",
             ended == all.trials ? fmt::format("{}", ended) : fmt::format("{} of {}", ended, all.trials));
  for (const End end : {End::kDiverged, End::kStopped, End::kFailed, End::kKilled})
    if (const std::size_t count = ends.of(end).trials; count > 0)
      add_figure(html, word(end), fmt::format("{}", count), end == End::kStopped ? "" : "slow");
  add_figure(html, "training", run::duration(all.seconds));
  return html + "</dl>\n";
}

std::string header(const StudyInfo& info, std::optional<int> reload) {
  std::string html = fmt::format("<header><h1>{} <span>{}</span></h1>", escaped(name_of(info)), escaped(info.kind));
  std::string facts = info.method;
  if (!info.data.empty()) facts += fmt::format("{}data: {}", facts.empty() ? "" : "; ", info.data);
  if (!facts.empty()) html += fmt::format("<p>{}</p>", escaped(facts));
  if (reload) html += "<p class=\"live\">At work: this page loads itself again.</p>";
  return html + "</header>\n";
}

/// What each mark of the charts stands for, of those that occur.
std::string key(const Ends& ends) {
  std::string html = "<div class=\"key\">";
  const auto add = [&html](const std::string& mark, std::string_view meaning) {
    html += fmt::format("<span><svg class=\"u\" viewBox=\"0 0 14 12\" aria-hidden=\"true\">{}</svg>{}</span>", mark,
                        meaning);
  };
  add(mark_of(End::kFinished, 7, 6), "finished; at the top: higher than the chart");
  for (const End end : {End::kDiverged, End::kStopped, End::kFailed, End::kKilled})
    if (const std::size_t count = ends.of(end).trials; count > 0)
      add(mark_of(end, 7, 6), fmt::format("{}: {}", word(end), count));
  add(R"(<path class="best-so-far" d="M0 6H14"/>)", "best so far");
  return html + "</div>\n";
}

std::string history(const std::vector<Explored>& scales, const std::vector<Trial>& trials, const Ends& ends) {
  std::string html = fmt::format("<section><h2>Loss against trial{}</h2>\n",
                                 scales.size() > 1 ? " <span>by scale, later ones darker</span>" : "");
  const std::string chart = history_chart(scales);
  if (chart.empty()) return html + "<p>No trial has ended yet.</p></section>\n";
  html += chart + key(ends) + "</section>\n";
  const std::string leads = leader_chart(leaders(trials));
  if (leads.empty()) return html;
  return html + "<section><h2>The point that leads <span>mean loss over its seeds</span></h2>\n" + leads +
         "</section>\n";
}

/// The names of dimensions of all scales, the most important first where that is known.
std::vector<std::string> names_of(const std::vector<Explored>& scales, const std::vector<Importance>& importances) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Importance& one : importances)
    for (const std::size_t d : one.order()) add(one.dimensions[d].name);
  for (const Explored& scale : scales)
    for (const Dimension& dimension : scale.dimensions) add(dimension.name);
  return names;
}

std::string values(const std::vector<Explored>& scales, const std::vector<Importance>& importances) {
  const std::vector<std::string> names = names_of(scales, importances);
  if (names.empty()) return "";
  std::string html = "<section><h2>Loss against each value</h2>\n<div class=\"grid\">\n";
  for (const std::string& name : names) html += dimension_chart(scales, name);
  return html + "</div></section>\n";
}

std::string shares(const std::vector<Importance>& importances) {
  if (importances.empty()) return "";
  std::string html =
      "<section><h2>What matters <span>share of the variance of the loss: dark alone, light with others</span></h2>\n";
  for (const Importance& one : importances) {
    if (importances.size() > 1) html += fmt::format("<h3>at {}</h3>\n", escaped(where(one.at)));
    html += importance_table(one);
  }
  return html + "</section>\n";
}

std::string best(const std::vector<Explored>& scales) {
  if (scales.empty()) return "";
  std::string html = "<section><h2>Best trials <span>by held-out loss</span></h2>\n";
  for (const Explored& scale : scales) {
    if (scales.size() > 1) html += fmt::format("<h3>at {}</h3>\n", escaped(where(scale.at)));
    html += best_table(scale, kBest);
  }
  return html + "</section>\n";
}

std::string confirmed(const std::vector<Trial>& trials) {
  const std::vector<Confirmation> all = confirmations(trials);
  const std::string chart = intervals_chart(all, trials);
  if (chart.empty()) return "";
  return "<section><h2>Confirmed with new seeds <span>loss of the first less that of the second, 95% "
         "intervals</span></h2>\n<div class=\"grid\">" +
         chart + "</div>\n" + confirmations_table(all, trials) + "</section>\n";
}

/// Why trials failed, each reason once.
std::string failures(const std::vector<Trial>& trials) {
  std::set<std::string> reasons;
  for (const Trial& trial : trials)
    if (trial.result.state == TrialState::kFailed) reasons.insert(trial.result.message);
  if (reasons.empty()) return "";
  std::string html = "<section><h2>Why trials failed</h2><ul class=\"reasons\">";
  for (const std::string& reason : reasons) html += fmt::format("<li>{}</li>", escaped(reason));
  return html + "</ul></section>\n";
}

std::string footer(const StudyInfo& info) {
  std::string text = fmt::format("Made by cdp {}", info.compiler.empty() ? CDP_VERSION : info.compiler);
  if (!info.torch.empty()) text += fmt::format(", LibTorch {}, {}", info.torch, info.device);
  return fmt::format("<footer>{}; the spec is {} (SHA-256 {}).</footer>\n", escaped(text), escaped(info.spec),
                     escaped(info.spec_sha256.substr(0, 12)));
}

}  // namespace

std::string study_page(const StudyInfo& info, const std::vector<Trial>& trials, std::optional<int> reload) {
  const std::vector<Explored> scales = explored(info, trials);
  std::vector<Importance> importances;
  for (const Explored& scale : scales) importances.push_back(importance_of(scale));
  const Ends ends = ends_of(trials);
  const bool tokens = std::any_of(trials.begin(), trials.end(),
                                  [](const Trial& trial) { return trial.scale.find("context") != trial.scale.end(); });
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  if (reload) html += fmt::format("<meta http-equiv=\"refresh\" content=\"{}\">\n", *reload);
  html += fmt::format("<title>{} of {}</title>\n<style>{}{}{}</style></head>\n<body><main>\n", escaped(info.kind),
                      escaped(name_of(info)), run::kStyle, kStudyStyle, kPageStyle);
  html += header(info, reload) + figures(scales, ends);
  html += "<div class=\"grid\">\n" + history(scales, trials, ends) + shares(importances) + "</div>\n";
  html += confirmed(trials) + values(scales, importances) + best(scales);
  html += "<section><h2>Cost</h2>\n" + cost_table(ends, tokens) + "</section>\n" + failures(trials) + footer(info);
  return html + "</main></body></html>\n";
}

}  // namespace cdp::study
