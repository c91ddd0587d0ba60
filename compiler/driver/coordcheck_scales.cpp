// See coordcheck_scales.h.
#include "compiler/driver/coordcheck_scales.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/pipeline/predict.h"

namespace cdp::driver {

namespace {

constexpr double kMultiples[] = {0.5, 1, 2, 4};  // of the reference, where the user names no values
constexpr std::size_t kMostScales = 64;

pipeline::OpenedSpec open_reference(const pipeline::Source& source, const CoordcheckOptions& options) {
  ScaleAndConfig choice;
  choice.target = "reference";
  choice.sets = options.sets;
  choice.config = options.config;
  return pipeline::open_spec(source, choice);
}

pipeline::OpenedSpec open_at_value(const pipeline::Source& source, const CoordcheckOptions& options,
                                   const std::string& axis, double value) {
  ScaleAndConfig choice;
  choice.target = "reference";
  choice.at = fmt::format("{}={}", axis, shortest(value));
  choice.sets = options.sets;
  choice.config = options.config;
  return pipeline::open_spec(source, choice);
}

class Scaling {
 public:
  Scaling(const pipeline::Source& source, const CoordcheckOptions& options, const Colors& colors)
      : source_(source), options_(options), colors_(colors) {}

  ScaledAxes run() && {
    pipeline::OpenedSpec reference = open_reference(source_, options_);
    if (!found(reference)) return std::move(out_);
    out_.answer.err = rendered(*reference.analysis, colors_.err);
    plan_ = pipeline::emit(*reference.analysis, *reference.scaled, pipeline::Reasons::kLeaveOut);
    out_.parameterization = plan_.parameterization.name;
    const auto wishes = read_wishes();
    if (!wishes) return failed(wishes.error());
    std::vector<ScaledAxis> axes;
    for (const AxisWish& wish : *wishes) {
      auto axis = scale(wish);
      if (!axis) return std::move(out_);
      const auto growth = pipeline::predict_growth(*reference.analysis, wish.axis);
      axis->expected = coordcheck::expected(axis->plans.front(), growth.growth, growth.tensors);
      if (axis->study.deepens) axis->study.last_layer = axis->expected.roles.stream;
      axes.push_back(*std::move(axis));
    }
    out_.axes = std::move(axes);
    return std::move(out_);
  }

 private:
  ScaledAxes failed(const Error& error) {
    out_.answer = could_not_run(error, colors_);
    return std::move(out_);
  }

  /// Whether a spec could be opened; else the answer says what is wrong. Nothing was measured then: that is no failure
  /// of the check.
  bool found(const pipeline::OpenedSpec& opened) {
    if (opened.scaled) return true;
    out_.answer = opened.fault ? answer_of(*opened.fault, colors_) : Answer{};
    if (!opened.fault) out_.answer.err = rendered(*opened.analysis, colors_.err);
    out_.answer.exit_code = kCouldNotRun;
    return false;
  }

  const plan::AxisScale* find_axis(const std::string& name) const {
    for (const auto& [axis, scale] : plan_.scale)
      if (axis == name) return &scale;
    return nullptr;
  }

  Result<std::vector<AxisWish>> read_wishes() const {
    std::vector<AxisWish> wishes;
    std::vector<std::string> known;
    for (const auto& [axis, scale] : plan_.scale)
      if (scale.unit.empty()) known.push_back(axis);
    if (options_.axes.empty())
      for (const char* usual : {"width", "depth"})
        if (find_axis(usual) != nullptr) wishes.push_back({usual, {}});
    for (const std::string& text : options_.axes) {
      auto wish = parse_axis(text);
      if (!wish) return wish.error();
      const plan::AxisScale* scale = find_axis(wish->axis);
      if (scale == nullptr)
        return Error{fmt::format("the spec has no axis `{}`{}", wish->axis, did_you_mean_or(wish->axis, known)),
                     "--axis"};
      if (!scale->unit.empty())
        return Error{fmt::format("`{}` is of the run and does not change the model's size; choose {}", wish->axis,
                                 list_of(known, "or")),
                     "--axis"};
      wishes.push_back(*std::move(wish));
    }
    if (wishes.empty())
      return Error{fmt::format("the spec has neither width nor depth; name an axis: {}", list_of(known, "or")),
                   "--axis"};
    return wishes;
  }

  /// Null: the answer says why.
  std::optional<ScaledAxis> scale(const AxisWish& wish) {
    ScaledAxis out;
    out.study.axis = wish.axis;
    for (const auto& [axis, scale] : plan_.scale)
      if (axis != wish.axis && scale.unit.empty()) out.study.reference[axis] = scale.reference;
    const bool chosen = wish.values.empty();
    std::vector<double> values = wish.values;
    if (chosen)
      for (const double multiple : kMultiples) values.push_back(find_axis(wish.axis)->reference * multiple);
    for (const double value : values) {
      if (chosen && value != std::floor(value)) continue;
      const auto opened = open_at_value(source_, options_, wish.axis, value);
      if (chosen && !opened.scaled) continue;  // a scale that an assert refuses
      if (!found(opened)) return {};
      out.values.push_back(value);
      out.plans.push_back(brief(pipeline::emit(*opened.analysis, *opened.scaled, pipeline::Reasons::kLeaveOut),
                                options_.steps, options_.batch));
    }
    if (out.values.size() > 1) {
      out.study.deepens = coordcheck::differ_in_depth(out.plans.front(), out.plans.back());
      return out;
    }
    failed({fmt::format("of half, once, twice and four times the reference the spec takes too few; name the scales, as "
                        "in --axis {}=64,128,256",
                        wish.axis),
            wish.axis});
    return {};
  }

  const pipeline::Source& source_;
  const CoordcheckOptions& options_;
  const Colors& colors_;
  plan::Plan plan_;
  ScaledAxes out_;
};

}  // namespace

ScaledAxes scale_axes(const pipeline::Source& source, const CoordcheckOptions& options, const Colors& colors) {
  return Scaling(source, options, colors).run();
}

Result<AxisWish> parse_axis(const std::string& text) {
  const std::size_t is = text.find('=');
  AxisWish wish{text.substr(0, is), {}};
  if (wish.axis.empty()) return Error{fmt::format("found `{}`; write NAME or NAME=VALUE,VALUE,...", text), "--axis"};
  if (is == std::string::npos) return wish;
  std::string_view rest = std::string_view(text).substr(is + 1);
  while (true) {
    const std::string_view one = rest.substr(0, rest.find(','));
    double value = 0;
    const auto [end, fault] = std::from_chars(one.data(), one.data() + one.size(), value);
    if (fault != std::errc{} || end != one.data() + one.size() || !(value > 0) || !std::isfinite(value))
      return Error{fmt::format("found `{}` in `{}` where a number above 0 belongs; write values as in {}=64,128,256",
                               one, text, wish.axis),
                   "--axis"};
    if (std::find(wish.values.begin(), wish.values.end(), value) != wish.values.end())
      return Error{fmt::format("`{}` names {} twice", text, one), "--axis"};
    wish.values.push_back(value);
    if (one.size() == rest.size()) break;
    rest.remove_prefix(one.size() + 1);
  }
  if (wish.values.size() < 2)
    return Error{fmt::format("`{}` is one scale; a slope takes two, and three or four tell more", text), "--axis"};
  if (wish.values.size() > kMostScales)
    return Error{fmt::format("{} scales are too many; at most {}", wish.values.size(), kMostScales), "--axis"};
  std::sort(wish.values.begin(), wish.values.end());
  return wish;
}

plan::Plan brief(plan::Plan plan, unsigned steps, unsigned batch) {
  constexpr std::int64_t kTokens = 1024;
  constexpr std::int64_t kLeastSequences = 2;
  constexpr std::int64_t kMostSamples = 256;
  plan::Training& training = plan.training;
  training.steps = steps;
  training.schedule = {plan::ScheduleKind::constant, 0, {}, 1};
  training.precision = plan::Precision::fp32;
  training.grad_clip.reset();
  const std::int64_t fitting = training.context
                                   ? std::max(kLeastSequences, kTokens / std::max<std::int64_t>(1, *training.context))
                                   : kMostSamples;
  training.batch = batch > 0 ? batch : std::min(training.batch, fitting);
  return plan;
}

}  // namespace cdp::driver
