// What a model without context could reach on the corpus: the yardsticks that the loss is read against.
#pragma once

#include <cstdint>

#include "runtime/data/corpus.h"

namespace cdp::runtime {

/// In nats a token, from the counts in the corpus itself (held-out part included).
struct Entropies {
  double unigram = 0;  // H(x_t)
  double bigram = 0;   // H(x_t | x_t-1)
  std::int64_t counted = 0;
};

/// Text is counted whole. Of token files the first 16 Mi tokens are counted: pairs of a large vocabulary need memory.
[[nodiscard]] Entropies measure_entropies(const Corpus& corpus);

}  // namespace cdp::runtime
