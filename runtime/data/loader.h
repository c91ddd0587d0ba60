// Training windows in a random order whose position is a number: sequence n is the same whenever and wherever it is
// asked for, so a run resumes from its step alone.
//
// In an epoch the training ranges are cut into windows that do not overlap, each of context + 1 tokens of which the
// last is also the first of the next; every window comes once, in an order keyed by (seed, epoch). Each epoch cuts at
// another phase.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/data/corpus.h"
#include "runtime/data/split.h"

namespace cdp::runtime {

class Loader {
 public:
  /// Keeps a reference to the corpus.
  Loader(const Corpus& corpus, const Split& split, std::int64_t context, std::int64_t seed);

  [[nodiscard]] std::int64_t windows_per_epoch() const { return windows_; }
  /// The corpus position of the first token of sequence n (from 0).
  [[nodiscard]] std::int64_t window(std::int64_t sequence) const;
  /// Sequences [first, first + count) as inputs and targets, both (count, context), targets one token later.
  void read(std::int64_t first, std::span<std::int64_t> inputs, std::span<std::int64_t> targets) const;

 private:
  struct Range {
    std::int64_t begin = 0;         // first token
    std::int64_t phases = 1;        // windows may begin this many tokens later, 0 .. phases - 1
    std::int64_t first_window = 0;  // number of the range's first window in the epoch
  };

  const Corpus& corpus_;
  std::int64_t context_;
  std::uint64_t seed_;
  std::int64_t windows_ = 0;
  std::vector<Range> ranges_;
};

/// The window that begins at `first`, as one row of inputs and one of targets, both (context).
void read_window(const Corpus& corpus, std::int64_t first, std::span<std::int64_t> inputs,
                 std::span<std::int64_t> targets);

}  // namespace cdp::runtime
