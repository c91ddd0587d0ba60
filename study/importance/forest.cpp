// See forest.h.
#include "study/importance/forest.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "compiler/base/check.h"
#include "study/statistics/random.h"

namespace cdp::study {
namespace {

constexpr std::size_t kGroves = 32;
constexpr std::size_t kTrees = 8;         // of a grove
constexpr std::size_t kLeast = 3;         // points of a node that is split
constexpr std::size_t kMostLeaves = 200;  // about as many: of many points more share a leaf

/// Where a node is split, and by how much that lowers the squares.
struct Split {
  std::size_t dimension = 0, place = 0;
  double gain = 0;
};

class Growing {
 public:
  Growing(const std::vector<Places>& places, const std::vector<double>& y, Random& random)
      : places_(places), y_(y), random_(random), least_(std::max(kLeast, y.size() / kMostLeaves)) {}

  Tree tree(std::vector<std::size_t> points) {
    Tree out(1);
    grow(out, 0, points);
    return out;
  }

 private:
  /// The points are ordered by the way.
  void grow(Tree& tree, std::size_t node, std::span<std::size_t> points) {
    const Split split = points.size() < least_ ? Split{} : best(points);
    if (!(split.gain > 0)) {
      for (const std::size_t point : points) tree[node].value += y_[point] / static_cast<double>(points.size());
      return;
    }
    const auto middle = std::partition(points.begin(), points.end(), [&](std::size_t point) {
      return places_[point][split.dimension] <= split.place;
    });
    const auto count = static_cast<std::size_t>(middle - points.begin());
    const std::size_t left = tree.size();
    tree.resize(left + 2);
    tree[node] = {split.dimension, split.place, left, 0};
    grow(tree, left, points.first(count));
    grow(tree, left + 1, points.subspan(count));
  }

  /// Of one split for each dimension, between two places drawn at random.
  Split best(std::span<const std::size_t> points) {
    Split best;
    for (std::size_t d = 0; d < places_.front().size(); ++d) {
      std::size_t low = std::numeric_limits<std::size_t>::max(), high = 0;
      for (const std::size_t point : points) {
        low = std::min(low, places_[point][d]);
        high = std::max(high, places_[point][d]);
      }
      if (low == high) continue;
      const std::size_t place = low + random_.below(high - low);
      if (const double gain = lowered(points, d, place); gain > best.gain) best = {d, place, gain};
    }
    return best;
  }

  double lowered(std::span<const std::size_t> points, std::size_t dimension, std::size_t place) const {
    double left = 0, right = 0, lefts = 0;
    for (const std::size_t point : points) {
      const bool goes_left = places_[point][dimension] <= place;
      (goes_left ? left : right) += y_[point];
      lefts += goes_left ? 1 : 0;
    }
    const double count = static_cast<double>(points.size());
    const double rights = count - lefts;
    const double apart = left / lefts - right / rights;
    return lefts * rights / count * apart * apart;
  }

  const std::vector<Places>& places_;
  const std::vector<double>& y_;
  Random& random_;
  std::size_t least_;
};

double at(const Tree& tree, const Places& places) {
  std::size_t node = 0;
  while (tree[node].left != 0) node = tree[node].left + (places[tree[node].dimension] <= tree[node].place ? 0U : 1U);
  return tree[node].value;
}

}  // namespace

Forest::Forest(const Observed& observed, std::uint64_t seed) {
  CHECK(!observed.x.empty() && observed.x.size() == observed.y.size());
  rank(observed);
  for (std::size_t g = 0; g < kGroves; ++g) {
    Random random(seed, g);
    Grove grove;
    grove.seen.resize(observed.y.size(), false);
    std::vector<std::size_t> points(observed.y.size());
    for (std::size_t& point : points) {
      point = random.below(points.size());
      grove.seen[point] = true;
    }
    Growing growing(places_, observed.y, random);
    for (std::size_t t = 0; t < kTrees; ++t) grove.trees.push_back(growing.tree(points));
    groves_.push_back(std::move(grove));
  }
  held_out_r2_ = judged(observed.y);
}

double Forest::at(const Grove& grove, const Places& places) {
  double sum = 0;
  for (const Tree& tree : grove.trees) sum += study::at(tree, places);
  return sum / static_cast<double>(grove.trees.size());
}

void Forest::rank(const Observed& observed) {
  const std::size_t count = observed.x.size();
  places_.assign(count, Places(observed.dimensions()));
  for (std::size_t d = 0; d < observed.dimensions(); ++d) {
    std::vector<double> values;
    for (const auto& point : observed.x) values.push_back(point[d]);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    weights_.emplace_back(values.size(), 0.0);
    for (std::size_t i = 0; i < count; ++i) {
      const auto place = std::lower_bound(values.begin(), values.end(), observed.x[i][d]) - values.begin();
      places_[i][d] = static_cast<std::size_t>(place);
      weights_[d][places_[i][d]] += 1 / static_cast<double>(count);
    }
  }
}

double Forest::judged(const std::vector<double>& y) const {
  const double mean = std::accumulate(y.begin(), y.end(), 0.0) / static_cast<double>(y.size());
  double missed = 0, all = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    double sum = 0, groves = 0;
    for (const Grove& grove : groves_) {
      if (grove.seen[i]) continue;
      sum += at(grove, places_[i]);
      ++groves;
    }
    if (groves == 0) continue;
    missed += (y[i] - sum / groves) * (y[i] - sum / groves);
    all += (y[i] - mean) * (y[i] - mean);
  }
  return all > 0 ? 1 - missed / all : 0;
}

}  // namespace cdp::study
