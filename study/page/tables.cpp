// See tables.h.
#include "study/page/tables.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "run/numbers.h"

namespace cdp::study {
namespace {

using run::escaped;

constexpr std::size_t kMostShown = 4;  // overrides; more are folded
constexpr std::size_t kMostBars = 8;

std::string overrides_cell(const std::vector<std::string>& sets) {
  if (sets.empty()) return "<td>the spec as it is</td>";
  std::string codes;
  for (const std::string& set : sets) codes += fmt::format("<code>{}</code>", escaped(set_option(set)));
  if (sets.size() <= kMostShown) return fmt::format("<td class=\"names\">{}</td>", codes);
  return fmt::format("<td class=\"names\"><details><summary>{}</summary>{}</details></td>",
                     counted(sets.size(), "override"), codes);
}

std::string cost_row(std::string_view name, const Spent& spent, std::string_view css = "") {
  return fmt::format(
      "<tr class=\"{}\"><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n", css,
      name, spent.trials, spent.items > 0 ? run::rough(spent.items) : "-",
      spent.seconds > 0 ? run::duration(spent.seconds) : "-");
}

std::string interval_cell(const std::optional<MeanInterval>& loss) {
  if (!loss) return "<td class=\"n\">-</td>";
  const std::string small = std::isfinite(loss->half) ? fmt::format("{:+.4f} to {:+.4f}", loss->low(), loss->high())
                                                      : std::string("one seed");
  return fmt::format("<td class=\"n\">{:+.4f}<small>{}</small></td>", loss->mean, small);
}

}  // namespace

std::string set_option(const std::string& set) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.=+-/:,^@%";
  if (set.find_first_not_of(kPlain) == std::string::npos) return "--set " + set;
  std::string quoted;
  for (const char c : set) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return fmt::format("--set '{}'", quoted);
}

std::string best_table(const Explored& scale, std::size_t count) {
  std::vector<const Trial*> best;
  bool searches = false;
  for (const Trial* trial : scale.trials)
    if (trial->result.state == TrialState::kFinished && trial->result.loss) {
      best.push_back(trial);
      searches = searches || !trial->origin.stage.empty();
    }
  if (best.empty()) return "<p>No trial has finished yet.</p>\n";
  std::stable_sort(best.begin(), best.end(),
                   [](const Trial* a, const Trial* b) { return *a->result.loss < *b->result.loss; });
  best.resize(std::min(count, best.size()));
  std::string html = fmt::format(
      "<div class=\"wide\"><table><thead><tr><th class=\"n\">loss</th><th class=\"n\">trial</th><th "
      "class=\"n\">seed</th>{}<th>overrides</th></tr></thead><tbody>\n",
      searches ? "<th>stage</th>" : "");
  for (const Trial* trial : best)
    html += fmt::format("<tr><td class=\"n\">{:.4f}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>{}{}</tr>\n",
                        *trial->result.loss, trial->number, trial->point.seed,
                        searches ? fmt::format("<td>{}</td>", escaped(trial->origin.stage)) : "",
                        overrides_cell(trial->point.sets));
  return html + "</tbody></table></div>\n";
}

std::string cost_table(const Ends& ends, bool tokens) {
  std::string html = fmt::format(
      "<div class=\"wide\"><table><thead><tr><th>trials that</th><th class=\"n\">number</th><th class=\"n\">{}</th><th "
      "class=\"n\">training</th></tr></thead><tbody>\n",
      tokens ? "tokens" : "samples");
  for (const End end : all_of<End>())
    if (ends.of(end).trials > 0) html += cost_row(word(end), ends.of(end));
  return html + cost_row("all", ends.sum(), "sum") + "</tbody></table></div>\n";
}

std::string importance_table(const Importance& one) {
  if (!one.tells()) return fmt::format("<p>{}.</p>\n", escaped(cannot_tell(one)));
  std::string html = "<table class=\"bars\"><tbody>\n";
  std::vector<std::size_t> shown = one.order();
  const std::size_t more = shown.size() - std::min(kMostBars, shown.size());
  shown.resize(shown.size() - more);
  for (const std::size_t d : shown) {
    const Effect& effect = one.variance.effects[d];
    html += fmt::format(
        "<tr><td>{}</td><td class=\"bar\"><i style=\"width:{:.1f}%\"></i><b style=\"width:{:.1f}%\"></b></td><td "
        "class=\"n\">{}<small>{} to {}</small></td></tr>\n",
        escaped(one.dimensions[d].name), 100 * effect.total.value, 100 * effect.alone.value,
        share_text(effect.total.value), share_text(effect.total.interval.low), share_text(effect.total.interval.high));
  }
  html += "</tbody></table>\n";
  if (more > 0)
    html += fmt::format("<p>{} with {} at most.</p>\n", counted(more, "other"),
                        share_text(one.variance.effects[one.order()[kMostBars]].total.value));
  return html + fmt::format("<p>{}.</p>\n", escaped(basis(one)));
}

std::string confirmations_table(const std::vector<Confirmation>& confirmations, const std::vector<Trial>& trials) {
  std::string html =
      "<div class=\"wide\"><table><thead><tr><th>at</th><th>of</th><th class=\"n\">seeds</th><th "
      "class=\"n\">loss</th><th>tokens to equal loss</th><th>carried</th></tr></thead><tbody>\n";
  for (const Confirmation& one : confirmations)
    for (const Comparison& pair : one.comparisons) {
      const std::string no = pair.diverged > 0 ? fmt::format("no: {} diverged", pair.diverged) : std::string("no");
      html += fmt::format("<tr><td>{}</td><td>{} against {}</td><td class=\"n\">{}</td>{}<td>{}</td><td>{}</td></tr>\n",
                          escaped(where(telling(one.at, trials))), pair.better, pair.worse, pair.seeds,
                          interval_cell(pair.loss), pair.tokens ? words(*pair.tokens) : "-",
                          pair.carried() ? std::string("yes") : no);
    }
  return html + "</tbody></table></div>\n";
}

}  // namespace cdp::study
