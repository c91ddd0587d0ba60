// Which tokens are trained on and which are held out, by position alone, and the windows that evaluation reads.
//
// The corpus is cut into blocks of 65,536 tokens; of a corpus below 20 such blocks, into 20 blocks of equal length, but
// never shorter than a window (context + 1 tokens). The last block of every 20 is held out (the last of all where there
// are fewer than 20). What follows the last whole block is trained on. No training window reaches into a held-out
// block.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::runtime {

/// Tokens [begin, end) of the corpus.
struct TokenRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  [[nodiscard]] std::int64_t size() const { return end - begin; }
};

struct Split {
  std::int64_t block_tokens = 0;
  std::vector<TokenRange> train;     // in order, apart, each at least a window long
  std::vector<TokenRange> held_out;  // in order, whole blocks
  [[nodiscard]] std::int64_t train_tokens() const;
  [[nodiscard]] std::int64_t held_out_tokens() const;
};

/// Fails when the corpus has not enough tokens for one window in each part.
[[nodiscard]] Result<Split> split_corpus(std::int64_t tokens, std::int64_t context);

/// Where the windows of evaluation begin: at most `most` of them, apart, spread evenly over the held-out blocks, always
/// the same.
[[nodiscard]] std::vector<std::int64_t> held_out_windows(const Split& split, std::int64_t context, std::int64_t most);

}  // namespace cdp::runtime
