// Puts the report's parts in their order.
#include "run/page.h"

#include <fmt/format.h>

#include <cctype>

#include "run/chart.h"
#include "run/curves.h"
#include "run/numbers.h"
#include "run/style.h"
#include "run/tables.h"

namespace cdp::run {
namespace {

std::string section(std::string_view heading, std::string_view note, std::string_view body) {
  return fmt::format("<section><h2>{}</h2><p>{}</p>{}</section>\n", heading, note, body);
}

std::string wide(std::string_view table) {
  return fmt::format("<div class=\"wide\">{}</div>", table);
}

std::string header(const plan::Plan& plan, const Log& log) {
  std::string html =
      fmt::format("<header><h1>{} <span>at {}</span></h1>\n", escaped(plan.spec.path), escaped(plan.target));
  if (log.end && log.end->reason == EndReason::kNan) {
    html += fmt::format("<p class=\"alarm\">The loss became NaN at step {}; the run stopped there.</p>\n",
                        grouped(log.end->step));
  }
  html += "<dl class=\"figures\">";
  for (const auto& [figure, name] : headline(plan, log)) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(figure));
  }
  return html + "</dl></header>\n";
}

std::string loss_note(const Log& log, const TaskWords& words) {
  std::string note(words.loss_unit);
  note.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(note.front())));
  note += ".";
  if (log.corpus)
    note += " The dotted lines are what counting single tokens and pairs of tokens of the corpus would reach.";
  if (log.table && log.table->baseline_accuracy)
    note += " The dotted line is what the labels' frequencies alone would reach.";
  if (log.table && !log.table->baseline_accuracy)
    note += " The dotted line is what always saying the target's mean would reach.";
  return escaped(note);
}

std::string curves(const plan::Plan& plan, const Log& log) {
  if (log.train.empty()) return "<p>No step has been logged yet.</p>\n";
  const TaskWords& words = words_of(plan.training.task);
  std::string html = section("Loss", loss_note(log, words), wide(loss_curve(log, words)));
  html += "<div class=\"pair\">\n";
  html += section("Learning rate", "As a share of each tensor&#39;s peak, which the plan below lists.",
                  lr_curve(log, words));
  html += section("Gradient norm", "2-norm over all tensors, before clipping.", gradient_curve(log, plan));
  return html + "</div>\n";
}

std::string facts(const plan::Plan& plan, const Log& log) {
  std::string list = "<dl class=\"facts\">";
  for (const auto& [name, figure] : run_facts(plan, log)) {
    list += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(figure));
  }
  list += "</dl>";
  return "<div class=\"columns\">\n" +
         section("Scale", "From where it was tuned to this run.", wide(scale_table(plan))) +
         section("Run", "As planned, and as it went.", list) + "</div>\n";
}

std::string plan_tables(const plan::Plan& plan) {
  std::string html =
      section("Plan",
              "Tensors with equal settings share a row. Point at a number for its exact value and where it comes from. "
              "The time scale is "
              "how long decay takes to make weights forgotten, 1 / (lr × weight decay), at the peak learning rate.",
              wide(tensor_table(plan)));
  if (!plan.multipliers.empty()) {
    html += section("Multipliers", "Constant factors of the forward pass.", wide(multiplier_table(plan)));
  }
  return html;
}

}  // namespace

std::string report_page(const plan::Plan& plan, const Log& log) {
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += fmt::format("<title>{} at {}</title>\n<style>{}</style></head>\n<body><main>\n", escaped(plan.spec.path),
                      escaped(plan.target), kStyle);
  html += header(plan, log) + curves(plan, log) + facts(plan, log) + plan_tables(plan);
  html += fmt::format("<footer>Compiled by cdp {} from {}, SHA-256 {}.</footer>\n", escaped(plan.compiler),
                      escaped(plan.spec.path), escaped(plan.spec.sha256));
  return html + "</main></body></html>\n";
}

}  // namespace cdp::run
