// See importance.h.
#include "study/importance/importance.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kDrawing = 1000;  // a stream that no grove has
constexpr std::size_t kDrawn = 2000;      // points of the integrals

/// A tree's leaves as boxes: for each dimension the places from `low` up to, and without, `high`.
struct Box {
  Places low, high;
};

/// The sum over leaves, for each dimension and place, of what a tree says on average over all other dimensions.
class Marginals {
 public:
  explicit Marginals(const Forest& forest, std::size_t dimensions) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto& weights = forest.weights(d);
      means_.emplace_back(weights.size(), 0.0);
      sums_.emplace_back(weights.size() + 1, 0.0);
      std::partial_sum(weights.begin(), weights.end(), sums_.back().begin() + 1);
      whole_.low.push_back(0);
      whole_.high.push_back(weights.size());
    }
  }

  void add(const Tree& tree, double weight) { add(tree, 0, whole_, weight); }

  /// The variance of the mean over all other dimensions.
  [[nodiscard]] double variance(const Forest& forest, std::size_t dimension) const {
    const auto& weights = forest.weights(dimension);
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) mean += weights[i] * means_[dimension][i];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double apart = means_[dimension][i] - mean;
      squares += weights[i] * apart * apart;
    }
    return squares;
  }

  void add(const Marginals& other, double weight) {
    for (std::size_t d = 0; d < means_.size(); ++d)
      for (std::size_t i = 0; i < means_[d].size(); ++i) means_[d][i] += weight * other.means_[d][i];
  }

 private:
  void add(const Tree& tree, std::size_t at, Box& box, double weight) {
    const Node& node = tree[at];
    if (node.left == 0) return add_leaf(box, weight * node.value);
    const std::size_t high = std::exchange(box.high[node.dimension], node.place + 1);
    add(tree, node.left, box, weight);
    box.high[node.dimension] = high;
    const std::size_t low = std::exchange(box.low[node.dimension], node.place + 1);
    add(tree, node.left + 1, box, weight);
    box.low[node.dimension] = low;
  }

  void add_leaf(const Box& box, double value) {
    double volume = 1;
    for (std::size_t d = 0; d < means_.size(); ++d) volume *= sums_[d][box.high[d]] - sums_[d][box.low[d]];
    for (std::size_t d = 0; d < means_.size(); ++d) {
      const double others = volume / (sums_[d][box.high[d]] - sums_[d][box.low[d]]);
      for (std::size_t i = box.low[d]; i < box.high[d]; ++i) means_[d][i] += value * others;
    }
  }

  std::vector<std::vector<double>> means_;  // [dimension][place]
  std::vector<std::vector<double>> sums_;   // of weights up to a place
  Box whole_;
};

/// What a grove or the forest says at the drawn points, and at those with one dimension drawn anew.
struct Said {
  std::vector<double> at;                  // [drawn]
  std::vector<std::vector<double>> moved;  // [dimension][drawn]
};

struct Drawn {
  std::vector<Places> at, other;
};

/// A Latin hypercube (McKay, Beckman and Conover 1979): each value of a dimension is drawn as often as it weighs, so
/// that what dimensions do alone has hardly any error.
std::vector<Places> hypercube(const Forest& forest, std::size_t dimensions, Random& random) {
  std::vector<Places> out(kDrawn, Places(dimensions));
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::vector<std::size_t> order(kDrawn);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = kDrawn; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    const auto& weights = forest.weights(d);
    double upto = weights.front();
    for (std::size_t i = 0, place = 0; i < kDrawn; ++i) {
      const double share = (static_cast<double>(i) + random.uniform()) / static_cast<double>(kDrawn);
      while (place + 1 < weights.size() && share >= upto) upto += weights[++place];
      out[order[i]][d] = place;
    }
  }
  return out;
}

Drawn drawn(const Forest& forest, std::size_t dimensions) {
  Random random(kSeed, kDrawing);
  std::vector<Places> at = hypercube(forest, dimensions, random);
  return {std::move(at), hypercube(forest, dimensions, random)};
}

Said said(const Grove& grove, const Drawn& points, std::size_t dimensions) {
  Said out;
  std::vector<bool> splits(dimensions, false);
  for (const Tree& tree : grove.trees)
    for (const Node& node : tree)
      if (node.left != 0) splits[node.dimension] = true;
  for (const Places& places : points.at) out.at.push_back(Forest::at(grove, places));
  out.moved.resize(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d)
    for (std::size_t i = 0; i < kDrawn; ++i) {
      Places places = points.at[i];
      places[d] = points.other[i][d];
      out.moved[d].push_back(!splits[d] || places[d] == points.at[i][d] ? out.at[i] : Forest::at(grove, places));
    }
  return out;
}

void add(Said& sum, const Said& one, double weight) {
  const auto add_to = [weight](std::vector<double>& to, const std::vector<double>& from) {
    to.resize(from.size(), 0.0);
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += weight * from[i];
  };
  add_to(sum.at, one.at);
  sum.moved.resize(one.moved.size());
  for (std::size_t d = 0; d < one.moved.size(); ++d) add_to(sum.moved[d], one.moved[d]);
}

double variance(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / count;
}

/// Half the mean square of what changes as one dimension alone does (Jansen 1999).
double total_variance(const Said& said, std::size_t dimension) {
  double squares = 0;
  for (std::size_t i = 0; i < said.at.size(); ++i) {
    const double change = said.at[i] - said.moved[dimension][i];
    squares += change * change;
  }
  return squares / 2 / static_cast<double>(said.at.size());
}

/// Shares alone and in total, by dimension; empty where nothing varies.
struct Shares {
  std::vector<double> alone, total;
};

Shares shares(const Forest& forest, const Marginals& marginals, const Said& said) {
  Shares out;
  const double all = variance(said.at);
  if (!(all > 0)) return out;
  for (std::size_t d = 0; d < said.moved.size(); ++d) {
    const double total = std::min(1.0, total_variance(said, d) / all);
    out.total.push_back(total);
    out.alone.push_back(std::min(total, marginals.variance(forest, d) / all));
  }
  return out;
}

}  // namespace

Variance variance_of(const Observed& observed) {
  Variance out;
  const std::size_t dimensions = observed.dimensions();
  out.needed_r2 = std::max(kLeastR2, kFewPoints / static_cast<double>(std::max<std::size_t>(1, observed.x.size())));
  if (observed.x.size() < kLeastPoints || dimensions == 0) return out;
  const Forest forest(observed, kSeed);
  out.held_out_r2 = forest.held_out_r2();
  if (out.held_out_r2 < out.needed_r2) return out;
  const Drawn points = drawn(forest, dimensions);
  const double weight = 1 / static_cast<double>(forest.groves().size());
  Marginals marginals(forest, dimensions);
  Said all;
  std::vector<std::vector<double>> alone(dimensions), total(dimensions);
  for (const Grove& grove : forest.groves()) {
    Marginals own(forest, dimensions);
    for (const Tree& tree : grove.trees) own.add(tree, 1 / static_cast<double>(grove.trees.size()));
    const Said one = said(grove, points, dimensions);
    const Shares shared = shares(forest, own, one);
    for (std::size_t d = 0; d < shared.alone.size(); ++d) {
      alone[d].push_back(shared.alone[d]);
      total[d].push_back(shared.total[d]);
    }
    marginals.add(own, weight);
    add(all, one, weight);
  }
  const Shares shared = shares(forest, marginals, all);
  for (std::size_t d = 0; d < shared.alone.size(); ++d)
    out.effects.push_back({{shared.alone[d], middle(alone[d])}, {shared.total[d], middle(total[d])}});
  return out;
}

}  // namespace cdp::study
