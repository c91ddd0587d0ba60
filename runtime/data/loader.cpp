// Numbers the windows of each epoch and reads them; see loader.h.
#include "runtime/data/loader.h"

#include <algorithm>
#include <vector>

#include "compiler/base/check.h"
#include "runtime/data/permutation.h"

namespace cdp::runtime {

Loader::Loader(const Corpus& corpus, const Split& split, std::int64_t context, std::int64_t seed)
    : corpus_(corpus), context_(context), seed_(static_cast<std::uint64_t>(seed)) {
  for (const TokenRange& range : split.train) {
    const std::int64_t whole = (range.size() - 1) / context;
    // One window less than fit leaves room for any phase; a range of one window has only what is over.
    const std::int64_t count = std::max<std::int64_t>(1, whole - 1);
    ranges_.push_back({range.begin, std::min(context, range.size() - count * context), windows_});
    windows_ += count;
  }
  CHECK(windows_ > 0);
}

std::int64_t Loader::window(std::int64_t sequence) const {
  const std::uint64_t key = epoch_key(seed_, sequence / windows_);
  const std::int64_t number = Permutation(windows_, key)(sequence % windows_);
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), number,
                                      [](std::int64_t at, const Range& range) { return at < range.first_window; });
  const Range& range = *(after - 1);
  const std::uint64_t draw = mix64(~key ^ static_cast<std::uint64_t>(range.first_window));
  const auto phase = static_cast<std::int64_t>(draw % static_cast<std::uint64_t>(range.phases));
  return range.begin + phase + (number - range.first_window) * context_;
}

void Loader::read(std::int64_t first, std::span<std::int64_t> inputs, std::span<std::int64_t> targets) const {
  const auto row = static_cast<std::size_t>(context_);
  CHECK(inputs.size() == targets.size() && inputs.size() % row == 0);
  for (std::size_t at = 0; at < inputs.size(); at += row) {
    read_window(corpus_, window(first++), inputs.subspan(at, row), targets.subspan(at, row));
  }
}

void read_window(const Corpus& corpus, std::int64_t first, std::span<std::int64_t> inputs,
                 std::span<std::int64_t> targets) {
  corpus.read(first, inputs);
  std::copy(inputs.begin() + 1, inputs.end(), targets.begin());
  corpus.read(first + static_cast<std::int64_t>(inputs.size()), targets.last(1));
}

}  // namespace cdp::runtime
