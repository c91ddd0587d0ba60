// Cuts the corpus by position; the rule is at the head of split.h.
#include "runtime/data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace cdp::runtime {
namespace {

constexpr std::int64_t kBlockTokens = 64 * 1024;
constexpr std::int64_t kPeriod = 20;

std::int64_t total(const std::vector<TokenRange>& ranges) {
  return std::accumulate(ranges.begin(), ranges.end(), std::int64_t{0},
                         [](std::int64_t sum, const TokenRange& range) { return sum + range.size(); });
}

}  // namespace

std::int64_t Split::train_tokens() const {
  return total(train);
}
std::int64_t Split::held_out_tokens() const {
  return total(held_out);
}

Result<Split> split_corpus(std::int64_t tokens, std::int64_t context) {
  const std::int64_t window = context + 1;
  if (tokens < 2 * window) {
    return Error{
        fmt::format(
            "the corpus has {} tokens; a context of {} needs at least {}: a sequence and its last target to train "
            "on, and as many held out; add data, or compile the plan with a shorter context",
            tokens, context, 2 * window),
        ""};
  }
  Split split;
  split.block_tokens = std::max(window, std::min(kBlockTokens, tokens / kPeriod));
  const std::int64_t blocks = tokens / split.block_tokens;
  const std::int64_t period = std::min(kPeriod, blocks);
  std::int64_t begin = 0;  // of the training range that is being gathered
  for (std::int64_t block = period - 1; block < blocks; block += period) {
    const TokenRange held{block * split.block_tokens, (block + 1) * split.block_tokens};
    split.train.push_back({begin, held.begin});
    split.held_out.push_back(held);
    begin = held.end;
  }
  if (tokens - begin >= window) split.train.push_back({begin, tokens});
  return split;
}

std::vector<std::int64_t> held_out_windows(const Split& split, std::int64_t context, std::int64_t most) {
  std::vector<std::int64_t> all;
  for (const TokenRange& range : split.held_out) {
    for (std::int64_t at = range.begin; at + context < range.end; at += context) all.push_back(at);
  }
  const auto count = static_cast<std::int64_t>(all.size());
  if (count <= most) return all;
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < most; ++i) chosen.push_back(all[static_cast<std::size_t>(i * count / most)]);
  return chosen;
}

}  // namespace cdp::runtime
