// See batch_policy.h.
#include "study/fit/batch_policy.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "study/statistics/least_squares.h"

namespace cdp::study {
namespace {

struct Seen {
  double batch = 0, duration = 0;
};

std::string seen_text(const Seen& seen) {
  return fmt::format("{} at duration {}", with_suffix(seen.batch), with_suffix(seen.duration));
}

Error mixed(const Seen& one, const Seen& other) {
  return {
      fmt::format("the batch neither stays nor follows the duration: it is {} and {}; the optimum depends on how it "
                  "follows, so split the runs by a tag with --by TAG, or fit the batch too with --axis duration,batch",
                  seen_text(one), seen_text(other)),
      ""};
}

/// Two batches at one duration, or a smaller one at a longer.
std::optional<Error> contradiction(std::vector<Seen> seen) {
  std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
    return std::pair(a.duration, a.batch) < std::pair(b.duration, b.batch);
  });
  for (std::size_t i = 1; i < seen.size(); ++i) {
    const bool same = seen[i].duration == seen[i - 1].duration && seen[i].batch > seen[i - 1].batch * kSameBatch;
    if (same || seen[i].batch * kSameBatch < seen[i - 1].batch) return mixed(seen[i - 1], seen[i]);
  }
  return {};
}

Result<BatchPolicy> followed(const std::vector<Seen>& seen) {
  if (const auto fault = contradiction(seen)) return *fault;
  const auto count = static_cast<Eigen::Index>(seen.size());
  Eigen::MatrixXd rows(count, 2);
  Eigen::VectorXd batches(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    rows.row(i) << 1, std::log(seen[static_cast<std::size_t>(i)].duration);
    batches(i) = std::log(seen[static_cast<std::size_t>(i)].batch);
  }
  const auto line = fit_linear(rows, batches);
  const auto [least, most] =
      std::minmax_element(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.batch < b.batch; });
  if (!line) return mixed(*least, *most);
  Eigen::Index above = 0;
  Eigen::Index below = 0;
  const double high = line->residuals.maxCoeff(&above);
  const double low = line->residuals.minCoeff(&below);
  if (std::max(high, -low) > std::log(kBatchTolerance))
    return mixed(seen[static_cast<std::size_t>(below)], seen[static_cast<std::size_t>(above)]);
  return BatchPolicy{BatchRule::kFollows, 0, line->coefficients(1)};
}

}  // namespace

Result<BatchPolicy> batch_policy(std::span<const FitCell> cells, const std::vector<std::string>& axes) {
  if (cells.empty() || !cells.front().scale.contains("batch")) return BatchPolicy{};
  if (std::find(axes.begin(), axes.end(), "batch") != axes.end()) return BatchPolicy{BatchRule::kFree, 0, 0};
  std::vector<Seen> seen;
  for (const FitCell& cell : cells) {
    const auto duration = cell.scale.find("duration");
    seen.push_back({cell.scale.at("batch"), duration == cell.scale.end() ? 1 : duration->second});
  }
  const auto [least, most] =
      std::minmax_element(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.batch < b.batch; });
  if (most->batch <= least->batch * kSameBatch) return BatchPolicy{BatchRule::kFixed, least->batch, 0};
  return followed(seen);
}

std::string policy_text(const BatchPolicy& policy) {
  switch (policy.rule) {
    case BatchRule::kUnknown:
      return "the table does not say the batch";
    case BatchRule::kFixed:
      return fmt::format("the batch stays at {}", with_suffix(policy.batch));
    case BatchRule::kFollows:
      return fmt::format("the batch follows the duration as duration^{:.2f}", policy.exponent);
    case BatchRule::kFree:
      return "the batch is an axis of the law";
  }
  return "";
}

}  // namespace cdp::study
