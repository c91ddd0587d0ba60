// See charts.h.
#include "study/page/charts.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "run/chart.h"
#include "run/numbers.h"
#include "study/charts/frame.h"
#include "study/importance/report.h"

namespace cdp::study {
namespace {

using run::escaped;

constexpr Size kSmall{520, 300, 58, 14, 22, 46};
constexpr double kLabelMargin = 96;  // for the names of scales

Size size_for(std::size_t scales) {
  Size size = kSmall;
  if (scales > 1) size.right = kLabelMargin;
  return size;
}

/// Later scales are darker.
double darkness(std::size_t scale, std::size_t scales) {
  return scales == 1 ? 1 : 0.35 + 0.65 * static_cast<double>(scale) / static_cast<double>(scales - 1);
}

std::optional<double> loss_of(const Trial& trial) {
  if (trial.result.state != TrialState::kFinished) return {};
  return trial.result.loss;
}

Extent losses_of(const std::vector<Explored>& scales) {
  constexpr double kMost = 1e9;  // beyond, nobody reads an axis
  Extent extent;
  for (const Explored& scale : scales) {
    const double worst = worst_counted(scale.trials);
    for (const Trial* trial : scale.trials)
      if (const auto loss = loss_of(*trial)) extent.take(std::min(*loss, worst));
  }
  if (extent.empty() || extent.low < -kMost || extent.high > kMost) extent = {0, 1};
  extent.widen(0.06, 1e-6);
  return extent;
}

/// A loss, or a mark at the top.
double height_of(const Trial& trial, const Frame& frame) {
  const auto loss = loss_of(trial);
  return loss && frame.shows(*loss) ? frame.y(*loss) : frame.size().top;
}

std::string title_of(const Trial& trial) {
  std::string text = fmt::format("trial {}: {}", trial.number, words(trial.point));
  const auto loss = loss_of(trial);
  text += loss ? fmt::format(": loss {:.4f}", *loss) : fmt::format(": {}", word(end_of(trial.result)));
  return fmt::format("<title>{}</title>", escaped(text));
}

/// The lowest loss so far as steps, and where it ends.
std::optional<double> put_best_so_far(std::string& svg, const Explored& scale, const Frame& frame) {
  std::optional<double> best;
  std::string path;
  for (const Trial* trial : scale.trials) {
    const auto loss = loss_of(*trial);
    if (!loss || (best && *loss >= *best) || !frame.shows(*loss)) continue;
    const double x = frame.x(static_cast<double>(trial->number));
    path += best ? fmt::format("H{:.1f}V{:.1f}", x, frame.y(*loss)) : fmt::format("M{:.1f} {:.1f}", x, frame.y(*loss));
    best = loss;
  }
  if (!best) return {};
  svg += fmt::format(R"(<path class="best-so-far" d="{}H{:.1f}"/>)", path, frame.x(frame.x_extent().high));
  return frame.y(*best);
}

/// Dots of zero length with round ends: a fraction of the bytes of circles.
std::string dots(const std::string& path, std::string_view css) {
  return path.empty() ? "" : fmt::format(R"(<path class="{}" d="{}"/>)", css, path);
}

std::optional<std::size_t> place_of(const Explored& scale, std::string_view dimension) {
  for (std::size_t d = 0; d < scale.dimensions.size(); ++d)
    if (scale.dimensions[d].name == dimension) return d;
  return {};
}

/// The trials of a scale over one of its dimensions; the best is on top.
void put_values(std::string& svg, const Explored& scale, std::size_t dimension, bool is_log, const Frame& frame) {
  std::string path, others;
  const Trial* best = nullptr;
  double best_x = 0;
  for (std::size_t i = 0; i < scale.trials.size(); ++i) {
    const Trial& trial = *scale.trials[i];
    const double value = scale.values[i][dimension];
    const double x = frame.x(is_log ? std::log2(value) : value);
    const auto loss = loss_of(trial);
    if (!loss) {
      others += mark_of(end_of(trial.result), x, frame.size().top);
      continue;
    }
    path += fmt::format("M{:.1f} {:.1f}h0", x, height_of(trial, frame));
    if (best != nullptr && *loss >= *loss_of(*best)) continue;
    best = &trial;
    best_x = x;
  }
  svg += dots(path, "dots") + others;
  if (best != nullptr)
    svg += fmt::format(R"(<circle class="best" cx="{:.1f}" cy="{:.1f}" r="4.2"/>)", best_x, height_of(*best, frame));
}

}  // namespace

std::string mark_of(End end, double x, double y) {
  switch (end) {
    case End::kFinished:
      return fmt::format(R"(<circle class="in" cx="{:.1f}" cy="{:.1f}" r="3"/>)", x, y);
    case End::kDiverged: {
      std::string svg;
      put_cross(svg, x, y);
      return svg;
    }
    case End::kStopped:
      return fmt::format(R"(<path class="stopped" d="M{:.1f} {:.1f}h8l-4 6z"/>)", x - 4, y - 3);
    case End::kFailed:
      return fmt::format(R"(<path class="cross" d="M{:.1f} {:.1f}v8m-4 -4h8"/>)", x, y - 4);
    case End::kKilled:
      return fmt::format(R"(<path class="cross" d="M{:.1f} {:.1f}h7v7h-7z"/>)", x - 3.5, y - 3.5);
    case End::kOpen:
      return "";
  }
  return "";
}

std::string history_chart(const std::vector<Explored>& scales) {
  Extent numbers;
  for (const Explored& scale : scales)
    for (const Trial* trial : scale.trials) numbers.take(static_cast<double>(trial->number));
  if (numbers.empty()) return "";
  numbers.take(1);
  numbers.widen(0.015, 1);
  const Frame frame(numbers, losses_of(scales), size_for(scales.size()));
  std::string svg = frame.opened("loss against trial, with the best so far");
  frame.put_y_ticks(svg, 6);
  for (const double tick : run::nice_ticks(numbers.low, numbers.high, 6))
    if (tick == std::round(tick) && tick >= 1) frame.put_x_tick(svg, tick, fmt::format("{:.0f}", tick));
  frame.put_base(svg, "trial");
  std::vector<EndLabel> labels;
  for (std::size_t i = 0; i < scales.size(); ++i) {
    svg += fmt::format(R"(<g style="opacity:{:.2f}">)", darkness(i, scales.size()));
    const auto end = put_best_so_far(svg, scales[i], frame);
    if (end && scales.size() > 1) labels.push_back({*end, scale_words(scales[i].at)});
    for (const Trial* trial : scales[i].trials)
      svg += fmt::format(
          "<g>{}{}</g>", title_of(*trial),
          mark_of(end_of(trial->result), frame.x(static_cast<double>(trial->number)), height_of(*trial, frame)));
    svg += "</g>\n";
  }
  frame.put_labels(svg, std::move(labels));
  return svg + "</svg>\n";
}

std::string dimension_chart(const std::vector<Explored>& scales, std::string_view dimension) {
  Extent x;
  bool is_log = true;
  for (const Explored& scale : scales)
    if (const auto d = place_of(scale, dimension)) {
      is_log = is_log && scale.dimensions[*d].is_log;
      for (const auto& values : scale.values) x.take(values[*d]);
    }
  if (x.empty()) return "";
  if (is_log) x = {std::log2(x.low), std::log2(x.high)};
  x.widen(0.04, 1e-9 + 1e-3 * std::abs(x.high));
  const Frame frame(x, losses_of(scales), kSmall);
  std::string svg = frame.opened(fmt::format("loss against {}", dimension));
  frame.put_y_ticks(svg, 5);
  frame.put_x_ticks(svg, 5, is_log);
  frame.put_base(svg, std::string(dimension));
  for (std::size_t i = 0; i < scales.size(); ++i) {
    const auto d = place_of(scales[i], dimension);
    if (!d) continue;
    svg += fmt::format(R"(<g style="opacity:{:.2f}"><title>{}</title>)", darkness(i, scales.size()),
                       escaped(scale_words(scales[i].at)));
    put_values(svg, scales[i], *d, is_log, frame);
    svg += "</g>\n";
  }
  return svg + "</svg>\n";
}

std::string leader_chart(const std::vector<Leader>& leaders) {
  if (leaders.size() < 2) return "";
  Extent x, y;
  for (const Leader& leader : leaders) {
    x.take(static_cast<double>(leader.trial));
    y.take(leader.mean);
  }
  x.widen(0.015, 1);
  y.widen(0.08, 1e-4);
  const Frame frame(x, y, kSmall);
  std::string svg = frame.opened("mean loss of the point that leads, by trial");
  frame.put_y_ticks(svg, 6);
  for (const double tick : run::nice_ticks(x.low, x.high, 6))
    if (tick == std::round(tick) && tick >= 1) frame.put_x_tick(svg, tick, fmt::format("{:.0f}", tick));
  frame.put_base(svg, "trial");
  std::string path;
  const Leader* before = nullptr;
  std::string marks;
  for (const Leader& leader : leaders) {
    const double at = frame.x(static_cast<double>(leader.trial)), height = frame.y(leader.mean);
    if (before == nullptr || before->mean != leader.mean) {
      path += before == nullptr ? fmt::format("M{:.1f} {:.1f}", at, height) : fmt::format("H{:.1f}V{:.1f}", at, height);
      marks +=
          fmt::format(R"(<g><title>{}</title><circle class="best" cx="{:.1f}" cy="{:.1f}" r="3.6"/></g>)",
                      escaped(fmt::format("after trial {}: {}, mean loss {:.4f} of {} {}", leader.trial, leader.stage,
                                          leader.mean, leader.seeds, leader.seeds == 1 ? "seed" : "seeds")),
                      at, height);
    }
    before = &leader;
  }
  svg += fmt::format(R"(<path class="best-so-far" d="{}H{:.1f}"/>)", path, frame.x(x.high));
  return svg + marks + "</svg>\n";
}

std::string intervals_chart(const std::vector<Confirmation>& confirmations, const std::vector<Trial>& trials) {
  constexpr double kRow = 40;
  struct Row {
    std::string name;
    const Comparison* pair;
  };
  std::vector<Row> rows;
  Extent x;
  for (const Confirmation& one : confirmations)
    for (const Comparison& pair : one.comparisons) {
      if (!pair.loss) continue;
      const Scale at = telling(one.at, trials);
      rows.push_back({fmt::format("{} against {}, {}", pair.better, pair.worse, where(at)), &pair});
      for (const double value : {pair.loss->low(), pair.loss->mean, pair.loss->high(), 0.0}) x.take(value);
    }
  if (rows.empty()) return "";
  x.widen(0.05, 1e-6);
  Size size{kSmall.width, kSmall.top + kRow * static_cast<double>(rows.size()) + kSmall.bottom, 14, 14, 12, 46};
  const Frame frame(x, {0, static_cast<double>(rows.size())}, size);
  std::string svg = frame.opened("differences of losses with their intervals");
  frame.put_x_ticks(svg, 5, false);
  frame.put_base(svg, "difference of losses; below 0 is a gain");
  svg += fmt::format(R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)", frame.x(0),
                     size.top, frame.base());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double y = size.top + kRow * static_cast<double>(i);
    const MeanInterval& loss = *rows[i].pair->loss;
    svg +=
        fmt::format(R"(<text class="row" x="{:.1f}" y="{:.1f}">{}</text>)", size.left, y + 13, escaped(rows[i].name));
    if (std::isfinite(loss.half))
      svg += fmt::format(R"(<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)",
                         rows[i].pair->carried() ? "interval" : "interval not", frame.x(loss.low()),
                         frame.x(loss.high()), y + 26, y + 26);
    svg += fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="4.2"/>)",
                       rows[i].pair->carried() ? "best" : "best not", frame.x(loss.mean), y + 26);
  }
  return svg + "</svg>\n";
}

}  // namespace cdp::study
