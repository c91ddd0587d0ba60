// See search_space.h.
#include "compiler/pipeline/search_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/scaling/search.h"
#include "compiler/scaling/settled.h"
#include "compiler/syntax/dump.h"

namespace cdp::pipeline {
namespace {

using diag::Code;

class Declared {
 public:
  Declared(AnalysedSpec& analysis, const scaling::Scaled& reference) : analysis_(analysis), reference_(reference) {}

  SearchSpace run() && {
    out_.declared = true;
    for (const bool base : {true, false})
      for (const sema::SearchSetting& setting : analysis_.spec->search->settings)
        if (setting.written->base == base) add(setting);
    return std::move(out_);
  }

 private:
  void add(const sema::SearchSetting& setting) {
    const syntax::SearchEntry& written = *setting.written;
    const std::string of = (written.base ? "base" : syntax::dump(written.selector)) + "." + written.hyperparameter.text;
    SearchLine line{(written.complement ? "1 - " : "") + of, syntax::sign(written.op), written.along, {}};
    const auto own = own_value(setting);
    for (std::size_t i = 0; i < setting.knots.size(); ++i) {
      const sema::SearchRange& range = setting.knots[i];
      if (range.fixed()) {
        line.knots.push_back({std::nullopt, range.low});
        continue;
      }
      line.knots.push_back({out_.dimensions.size(), range.low});
      const std::string name =
          written.along ? fmt::format("{} knot {} of {}", line.target, i + 1, setting.knots.size()) : line.target;
      out_.dimensions.push_back(dimension(name, range, own, written));
    }
    out_.lines.push_back(std::move(line));
  }

  SearchDimension dimension(const std::string& name, const sema::SearchRange& range, std::optional<double> own,
                            const syntax::SearchEntry& written) {
    SearchDimension out{name, range.low, range.high, std::sqrt(range.low) * std::sqrt(range.high), false, written.base};
    if (!own) return out;
    out.start = std::clamp(*own, range.low, range.high);
    out.own = out.start == *own;
    if (!out.own)
      analysis_.sink.report<Code::W0476>(written.span, name, shortest(*own), shortest(range.low), shortest(range.high));
    return out;
  }

  /// What the spec has: null where not all that is selected has the same.
  std::optional<double> own_value(const sema::SearchSetting& setting) const {
    if (setting.written->op == syntax::AdjustOp::kMultiply) return 1;
    const auto value = setting.written->base ? base_value(analysis_, setting.hp) : common_value(setting);
    if (!value || !setting.written->complement) return value;
    return scaling::settled(1 - scaling::exact(*value));
  }

  std::optional<double> common_value(const sema::SearchSetting& setting) const {
    std::optional<double> common;
    bool all = true;
    const auto take = [&](const scaling::Instance& instance) {
      const auto& value = instance.settings->at(setting.hp);
      if (!value) return;
      all = all && (!common || *common == value->value);
      common = value->value;
    };
    for (const auto& instance : reference_.tensors)
      if (scaling::searches(setting, analysis_.spec->training, analysis_.model->tensors[instance.part])) take(instance);
    for (const auto& instance : reference_.multipliers)
      if (scaling::searches(setting, analysis_.model->multipliers[instance.part])) take(instance);
    return all ? common : std::nullopt;
  }

  AnalysedSpec& analysis_;
  const scaling::Scaled& reference_;
  SearchSpace out_;
};

}  // namespace

std::optional<double> base_value(const AnalysedSpec& analysis, sema::Hp hp) {
  const auto& setting = analysis.spec->base[static_cast<std::size_t>(hp)];
  if (!setting) return std::nullopt;
  diag::DiagnosticSink reported;  // where the spec is scaled
  sema::Context context = analysis.constants->context(0, reported);
  context.scale = analysis.reference->values();
  const auto value = sema::evaluate_number(*setting->value, context, sema::row(hp).name, reported);
  return value ? value->constant() : std::nullopt;
}

std::optional<SearchSpace> search_space(AnalysedSpec& analysis) {
  const std::vector<ScaledTarget> reference = scale_targets(analysis, "reference");
  if (reference.empty()) return std::nullopt;
  const scaling::Scaled& scaled = reference.front().scaled;
  if (!analysis.spec->search) return default_space(analysis, scaled);
  return Declared(analysis, scaled).run();
}

std::vector<std::string> sets_at(const SearchSpace& space, std::span<const double> point) {
  CHECK(point.size() == space.dimensions.size());
  std::vector<std::string> sets;
  for (const SearchLine& line : space.lines) {
    bool changes = false;
    std::vector<std::string> values;
    for (const SearchLine::Knot& knot : line.knots) {
      const double value = knot.dimension ? point[*knot.dimension] : knot.value;
      const SearchDimension* dimension = knot.dimension ? &space.dimensions[*knot.dimension] : nullptr;
      const bool own =
          dimension != nullptr ? dimension->own && value == dimension->start : line.sign == "*=" && value == 1;
      changes = changes || !own;
      values.push_back(shortest(value));
    }
    if (!changes) continue;
    const std::string value = fmt::format("{}", fmt::join(values, ", "));
    sets.push_back(fmt::format("{} {} {}", line.target, line.sign, line.along ? "along(" + value + ")" : value));
  }
  return sets;
}

}  // namespace cdp::pipeline
