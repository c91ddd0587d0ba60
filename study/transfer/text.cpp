// A transfer report as text; see report.h.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/transfer/report.h"
#include "study/transfer/words.h"

namespace cdp::study {

namespace {

std::string value_words(double x) {
  return std::isfinite(x) ? short_number(std::exp2(x)) : x < 0 ? "0" : "infinite";
}

std::string three_digits(double x) {
  return std::isfinite(x) ? signed_less(std::exp2(x)) : x < 0 ? "0" : "infinite";
}

using Row = std::vector<std::string>;

Row row_of(const Transfer& transfer, const Curve& curve) {
  Row row = {with_suffix(curve.scale), std::to_string(curve.values)};
  if (curve.has_optimum()) {
    row.push_back(three_digits(curve.optimum()));
    row.push_back(fmt::format("{} to {}", three_digits(curve.interval.low), three_digits(curve.interval.high)));
    row.push_back(fmt::format("{:.4f}", curve.lowest()));
  } else {
    row.insert(row.end(), {"-", "", "-"});
  }
  const auto regret = std::find_if(transfer.regrets.begin(), transfer.regrets.end(),
                                   [&curve](const Regret& one) { return one.proxy == curve.scale; });
  if (regret != transfer.regrets.end()) {
    row.push_back(signed_less(regret->loss.value));
    row.push_back(percent(regret->share.value));
    row.push_back(percent(regret->compute.value));
  } else {
    row.insert(row.end(), {"", "", ""});
  }
  row.push_back(remark(curve));
  return row;
}

std::string table(const Transfer& transfer) {
  Row header = {transfer.sweep.axis, "values", "best " + transfer.sweep.hyperparameter, "95%", "loss"};
  if (transfer.regrets.empty())
    header.insert(header.end(), {"", "", "", ""});
  else
    header.insert(header.end(),
                  {"regret at " + with_suffix(transfer.curves.back().scale), "of the gap", "of the compute", ""});
  std::vector<Row> rows = {std::move(header)};
  for (const Curve& curve : transfer.curves) rows.push_back(row_of(transfer, curve));
  std::vector<Align> alignment(8, Align::kRight);
  alignment.push_back(Align::kLeft);
  return table_text(rows, alignment);
}

using Lines = std::vector<std::pair<std::string, std::string>>;

void add_numbers(const Transfer& transfer, Lines& lines) {
  const std::string& axis = transfer.sweep.axis;
  if (transfer.drift)
    lines.emplace_back(
        "drift", fmt::format("{} octaves from {} {} to {}", with_interval(*transfer.drift, with_sign), axis,
                             with_suffix(transfer.usable.front().scale), with_suffix(transfer.usable.back().scale)));
  if (!transfer.regrets.empty()) {
    const Regret& regret = transfer.regrets.front();
    lines.emplace_back(
        "gap (a)", fmt::format("{} in loss: what scaling from {} {} to {} buys", with_interval(regret.gap, signed_less),
                               axis, with_suffix(regret.proxy), with_suffix(transfer.usable.back().scale)));
    lines.emplace_back("regret (c)", fmt::format("{} in loss: what the optimum of {} {} costs at {}",
                                                 with_interval(regret.loss, signed_less), axis,
                                                 with_suffix(regret.proxy), with_suffix(transfer.usable.back().scale)));
    lines.emplace_back("c / a", with_interval(regret.share, percent));
    lines.emplace_back("compute", fmt::format("the regret is worth {}{} of that of a run at {}; {}",
                                              regret.beyond ? "more than " : "", with_interval(regret.compute, percent),
                                              with_suffix(transfer.usable.back().scale), transfer.cost.words));
  }
  if (!transfer.alpha) return;
  lines.emplace_back("alpha", rate_words(*transfer.alpha) + ", of the gap: a ~ " + axis + "^-alpha");
  lines.emplace_back("beta", rate_words(*transfer.beta) + ", of the optimum's distance: b ~ " + axis + "^-beta");
  lines.emplace_back("beta - alpha/2", rate_words(*transfer.margin) + "; above 0 the regret falls faster than the gap");
}

std::string group_text(const Transfer& transfer) {
  std::string text = transfer.sweep.group.empty() ? "" : transfer.sweep.group + "\n\n";
  text += table(transfer) + "\n";
  Lines lines;
  add_numbers(transfer, lines);
  for (const std::string& note : transfer.sweep.notes) lines.emplace_back("note", note);
  for (const std::string& reason : transfer.verdict.reasons) lines.emplace_back("because", reason);
  for (const std::string& data : transfer.verdict.decide) lines.emplace_back("would decide", data);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool again = i > 0 && lines[i].first == lines[i - 1].first;
    rows.push_back({again ? "" : lines[i].first, lines[i].second});
  }
  return text + table_text(rows, {Align::kLeft, Align::kLeft}) + "\n";
}

}  // namespace

TransferWord verdict_of(const TransferReport& report) {
  TransferWord worst = TransferWord::kFast;
  for (const Transfer& group : report.groups) worst = std::max(worst, group.verdict.word);
  return report.groups.empty() ? TransferWord::kCannotTell : worst;
}

std::string remark(const Curve& curve) {
  if (curve.two_minima) return "two minima";
  switch (curve.edge) {
    case Edge::kLow:
      return "optimum at the smallest value";
    case Edge::kHigh:
      return "optimum at the largest value";
    case Edge::kUnstable:
      return "optimum beside values that diverge";
    case Edge::kNone:
      break;
  }
  if (!curve.has_optimum()) return "no optimum";
  return curve.splines_differ ? fmt::format("the spline's optimum is {}", value_words(curve.cells[curve.best_cell].x))
                              : "";
}

std::string to_text(const TransferReport& report) {
  std::string text;
  for (const Transfer& group : report.groups) {
    if (text.empty()) {
      text = fmt::format("{}: transfer of {} along {}; intervals of 95%\n\n", report.name, group.sweep.hyperparameter,
                         group.sweep.axis);
    }
    text += group_text(group);
    if (report.groups.size() > 1) text += fmt::format("  {}: {}\n\n", group.sweep.group, word(group.verdict.word));
  }
  if (report.trajectory && !report.groups.empty()) {
    const Sweep& sweep = report.groups.front().sweep;
    text += trajectory_text(*report.trajectory, sweep.axis, sweep.hyperparameter);
  }
  return text + fmt::format("verdict: {}\n", word(verdict_of(report)));
}

}  // namespace cdp::study
