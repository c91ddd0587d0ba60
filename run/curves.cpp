// Which series, levels and readings each curve has; how they are drawn is chart.cpp's affair.
#include "run/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "run/chart.h"
#include "run/numbers.h"

namespace cdp::run {
namespace {

constexpr double kSmallWidth = 510, kSmallHeight = 250;

using Member = double TrainLine::*;

Series train_series(const Log& log, std::string css, Member member) {
  Series series;
  series.css = std::move(css);
  for (const TrainLine& point : log.train) {
    series.x.push_back(static_cast<double>(point.step));
    series.y.push_back(point.*member);
  }
  return series;
}

std::string step_line(const TrainLine& point, const TaskWords& words) {
  return fmt::format("step {}, {} {}", grouped(point.step), rough(static_cast<double>(point.items)), words.items);
}

/// One reading for each logged step: the step, then what `line` says of it.
template <class Line>
std::vector<Reading> readings(const Series& series, const Log& log, const TaskWords& words, Line line) {
  std::vector<Reading> made;
  for (std::size_t i = 0; i < log.train.size(); ++i) {
    made.push_back({series.x[i], series.y[i], {step_line(log.train[i], words), line(log.train[i], i)}});
  }
  return made;
}

std::optional<Event> ending(const Log& log) {
  if (!log.end || log.end->reason == EndReason::kFinished) return std::nullopt;
  const char* what = log.end->reason == EndReason::kNan ? "loss became NaN at step {}" : "stopped at step {}";
  return Event{static_cast<double>(log.end->step), fmt::format(fmt::runtime(what), grouped(log.end->step))};
}

/// The last finite value; empty where there is none.
std::string last_value(const char* name, const std::vector<double>& values) {
  const auto last = std::find_if(values.rbegin(), values.rend(), [](double value) { return std::isfinite(value); });
  return last == values.rend() ? "" : name + fixed(*last, 3);
}

Chart small_chart(std::string description, std::string y_label) {
  Chart chart;
  chart.description = std::move(description);
  chart.x_label = "step";
  chart.y_label = std::move(y_label);
  chart.width = kSmallWidth;
  chart.height = kSmallHeight;
  return chart;
}

}  // namespace

std::string loss_curve(const Log& log, const TaskWords& words) {
  Series train = train_series(log, "raw", &TrainLine::loss);
  Series smooth = train;
  smooth.css = "train";
  smooth.y = smoothed(train.y, train.y.size() / 50);
  Series held_out;
  held_out.css = "held-out";
  held_out.mark = Mark::kDots;
  for (const EvalLine& eval : log.evals) {
    held_out.x.push_back(static_cast<double>(eval.step));
    held_out.y.push_back(eval.loss);
  }
  smooth.label = last_value("training ", smooth.y);
  held_out.label = last_value("held-out ", held_out.y);

  Chart chart;
  chart.description = fmt::format("Loss in {} against steps", words.loss_unit);
  chart.x_label = "step";
  chart.y_label = fmt::format("loss, {}", words.loss_unit);
  chart.right_margin = 142;
  if (log.corpus) {
    chart.levels = {{"entropy", "unigrams " + fixed(log.corpus->unigram_entropy, 3), log.corpus->unigram_entropy},
                    {"entropy", "bigrams " + fixed(log.corpus->bigram_entropy, 3), log.corpus->bigram_entropy}};
  }
  if (log.table) {
    const double loss = log.table->baseline_loss;
    chart.levels = {{"entropy", (log.table->baseline_accuracy ? "frequencies " : "mean ") + fixed(loss, 3), loss}};
  }
  std::vector<double> all = train.y;
  all.insert(all.end(), held_out.y.begin(), held_out.y.end());
  chart.y_axis = fitting_axis(all);
  chart.event = ending(log);
  chart.readings = readings(smooth, log, words, [&](const TrainLine& point, std::size_t i) {
    return fmt::format("loss {}, smoothed {}", fixed(point.loss, 3), fixed(smooth.y[i], 3));
  });
  chart.series = {std::move(train), std::move(smooth), std::move(held_out)};
  return svg(chart);
}

std::string lr_curve(const Log& log, const TaskWords& words) {
  Chart chart = small_chart("The learning rate's factor against steps", "share of the peak");
  Series factor = train_series(log, "train", &TrainLine::lr_factor);
  chart.y_low = 0;
  chart.y_high = 1.06;
  chart.readings = readings(factor, log, words, [](const TrainLine& point, std::size_t) {
    return fmt::format("{} of the peak", significant(point.lr_factor, 3));
  });
  chart.series = {std::move(factor)};
  return svg(chart);
}

std::string gradient_curve(const Log& log, const plan::Plan& plan) {
  Chart chart = small_chart("The gradient's norm against steps", "2-norm over all tensors");
  Series norm = train_series(log, "raw", &TrainLine::grad_norm);
  Series smooth = norm;
  smooth.css = "train";
  smooth.y = smoothed(norm.y, norm.y.size() / 50);
  chart.y_axis = fitting_axis(norm.y);
  if (plan.training.grad_clip) {
    chart.levels = {{"entropy", "clip " + significant(*plan.training.grad_clip, 3), *plan.training.grad_clip}};
  }
  chart.readings = readings(norm, log, words_of(plan.training.task), [](const TrainLine& point, std::size_t) {
    return fmt::format("norm {}", significant(point.grad_norm, 3));
  });
  chart.series = {std::move(norm), std::move(smooth)};
  return svg(chart);
}

}  // namespace cdp::run
