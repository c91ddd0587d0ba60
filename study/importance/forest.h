// A forest of regression trees: y as a function of several values, and how well it predicts what it has not seen. Each
// grove sees one resample of the points (bagging, Breiman 1996), and the place of every split is drawn at
// random (extremely randomized trees, Geurts, Ernst and Wehenkel 2006). Only the order of values counts, so that a
// value and its logarithm give the same forest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cdp::study {

/// Points, each with as many values, and what was measured there.
struct Observed {
  std::vector<std::vector<double>> x = {};  // [point][dimension]
  std::vector<double> y = {};

  [[nodiscard]] std::size_t dimensions() const { return x.empty() ? 0 : x.front().size(); }
};

/// Values of a dimension as their places among its different values.
using Places = std::vector<std::size_t>;

struct Node {
  std::size_t dimension = 0;  // of a branch
  std::size_t place = 0;      // values up to this one go left
  std::size_t left = 0;       // index of a node; the right one follows it; 0: this is a leaf
  double value = 0;           // of a leaf
};

/// The root is the first node.
using Tree = std::vector<Node>;

/// Trees of one resample: their mean is what the grove says.
struct Grove {
  std::vector<Tree> trees = {};
  std::vector<bool> seen = {};  // [point]: whether it is in the resample
};

class Forest {
 public:
  /// Equal points and seeds give equal forests.
  Forest(const Observed& observed, std::uint64_t seed);

  [[nodiscard]] const std::vector<Grove>& groves() const { return groves_; }
  /// How often each of a dimension's different values occurs, in their order; the sum is 1.
  [[nodiscard]] const std::vector<double>& weights(std::size_t dimension) const { return weights_[dimension]; }
  [[nodiscard]] static double at(const Grove& grove, const Places& places);
  /// The share of the variance of y that groves predict which have not seen the point; below 0 where the mean of all
  /// does better.
  [[nodiscard]] double held_out_r2() const { return held_out_r2_; }

 private:
  void rank(const Observed& observed);
  [[nodiscard]] double judged(const std::vector<double>& y) const;

  std::vector<Places> places_;                // [point]
  std::vector<std::vector<double>> weights_;  // [dimension]
  std::vector<Grove> groves_;
  double held_out_r2_ = 0;
};

}  // namespace cdp::study
