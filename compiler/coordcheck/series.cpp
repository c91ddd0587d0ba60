// See series.h.
#include "compiler/coordcheck/series.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "compiler/base/dotted.h"

namespace cdp::coordcheck {
namespace {

/// Sums over the layers of a module.
struct Sum {
  double squares = 0;
  double count = 0;
  std::vector<std::int64_t> layer = {};  // where it is of one alone
};

class Gathering {
 public:
  explicit Gathering(const Study& study) : study_(study) {}

  void take(const run::ActivationLine& line) {
    add(line, line.module, Quantity::kEntry, line.rms);
    if (line.step == 0 || !line.change) return;
    if (line.step == 1) add(line, line.module, Quantity::kFirst, *line.change);
    add(line, line.module, Quantity::kChange, *line.change);
  }

  void take(const run::TensorLine& line) {
    if (line.gradient) add(line, line.tensor, Quantity::kGradient, *line.gradient);
    if (line.update && line.weight && *line.weight != 0)  // NaN is a size too
      add(line, line.tensor, Quantity::kUpdate, *line.update / *line.weight);
  }

  std::vector<Series> result() && {
    for (auto& [place, sums] : sums_)
      for (const auto& [at, sum] : sums) {
        const auto& [step, scale, seed] = at;
        series_[place].steps[step].push_back({scale, seed, std::sqrt(sum.squares / sum.count)});
      }
    std::map<std::string, std::size_t> first;  // what is of one module stands together
    for (std::size_t i = 0; i < series_.size(); ++i) first.try_emplace(series_[i].name, i);
    std::stable_sort(series_.begin(), series_.end(), [&first](const Series& a, const Series& b) {
      return std::pair(first.at(a.name), a.quantity) < std::pair(first.at(b.name), b.quantity);
    });
    return std::move(series_);
  }

 private:
  /// The value of the study's axis; null: the line is of another study.
  template <class Line>
  std::optional<double> scale_of(const Line& line) const {
    std::optional<double> found;
    for (const auto& [axis, value] : line.scale) {
      if (axis == study_.axis) {
        found = value;
        continue;
      }
      const auto reference = study_.reference.find(axis);
      if (reference != study_.reference.end() && reference->second != value) return {};
    }
    return found;
  }

  template <class Line>
  void add(const Line& line, const std::string& name, Quantity quantity, double size) {
    const auto scale = scale_of(line);
    if (!scale) return;
    const auto [place, is_new] = places_.try_emplace({dotted::pattern(name), quantity}, series_.size());
    if (is_new) series_.push_back({place->first.first, quantity, {}});
    Sum& sum = sums_[place->second][{line.step, *scale, line.seed}];
    if (study_.last_layer.contains(place->first.first)) {
      std::vector<std::int64_t> layer = dotted::indices(name);
      if (sum.count > 0 && layer < sum.layer) return;
      if (layer != sum.layer) sum = {0, 0, std::move(layer)};
    }
    sum.squares += size * size;
    sum.count += 1;
  }

  const Study& study_;
  std::vector<Series> series_;
  std::map<std::pair<std::string, Quantity>, std::size_t> places_;
  std::map<std::size_t, std::map<std::tuple<std::int64_t, double, std::int64_t>, Sum>> sums_;
};

}  // namespace

std::string_view word(Quantity quantity) {
  switch (quantity) {
    case Quantity::kEntry:
      return "entries";
    case Quantity::kFirst:
      return "first change";
    case Quantity::kChange:
      return "change";
    case Quantity::kGradient:
      return "gradient";
    case Quantity::kUpdate:
      return "update / weight";
  }
  return "";
}

std::vector<Series> series_of(std::span<const run::MeasuredLine> lines, const Study& study) {
  Gathering gathering(study);
  for (const run::MeasuredLine& line : lines) std::visit([&](const auto& one) { gathering.take(one); }, line);
  return std::move(gathering).result();
}

Result<std::vector<run::MeasuredLine>> read_lines(std::string_view text, const std::string& path) {
  std::vector<run::MeasuredLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto read = run::read_measured(line);
    if (!read) return Error{read.error().message, fmt::format("{}:{}", path, number)};
    lines.push_back(*std::move(read));
  }
  return lines;
}

}  // namespace cdp::coordcheck
