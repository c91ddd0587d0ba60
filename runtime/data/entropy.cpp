// Counts tokens and pairs of tokens; see entropy.h. H(x_t | x_t-1) = H(pair) - H(first of the pair), over the same
// pairs.
#include "runtime/data/entropy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace cdp::runtime {
namespace {

constexpr std::int64_t kMostIds = 16 * 1024 * 1024;

/// Entropy of a distribution, gathered count by count: ln(n) - sum(c ln c) / n.
class Gather {
 public:
  void add(std::int64_t count) {
    if (count == 0) return;
    total_ += static_cast<double>(count);
    weighted_ += static_cast<double>(count) * std::log(static_cast<double>(count));
  }
  [[nodiscard]] double entropy() const { return total_ == 0 ? 0 : std::log(total_) - weighted_ / total_; }

 private:
  double total_ = 0;
  double weighted_ = 0;
};

double entropy_of(const std::vector<std::int64_t>& counts) {
  Gather gather;
  for (const std::int64_t count : counts) gather.add(count);
  return gather.entropy();
}

Entropies of_bytes(const Corpus& corpus) {
  std::vector<std::int64_t> pairs(256 * 256);
  std::vector<std::int64_t> firsts(256);
  std::vector<std::int64_t> singles(256);
  corpus.for_each_span([&](auto tokens) {
    for (std::size_t i = 1; i < tokens.size(); ++i) ++pairs[std::size_t{tokens[i - 1]} * 256 + tokens[i]];
    for (std::size_t first = 0; first < 256; ++first) {
      firsts[first] = std::accumulate(pairs.begin() + static_cast<std::ptrdiff_t>(first * 256),
                                      pairs.begin() + static_cast<std::ptrdiff_t>(first * 256 + 256), std::int64_t{0});
    }
    singles = firsts;
    if (!tokens.empty()) ++singles[tokens.back()];
  });
  return {entropy_of(singles), std::max(0.0, entropy_of(pairs) - entropy_of(firsts)), corpus.size()};
}

/// Entropy of equal neighbours in a sorted list.
template <class Value>
double entropy_of_sorted(const std::vector<Value>& sorted) {
  Gather gather;
  for (auto at = sorted.begin(); at != sorted.end();) {
    const auto next = std::upper_bound(at, sorted.end(), *at);
    gather.add(next - at);
    at = next;
  }
  return gather.entropy();
}

/// Counts pairs by sorting them: as quick as a hash table at these sizes, and its memory is known beforehand. Two ids
/// fit one Pair.
template <class Pair>
Entropies of_tokens(const std::vector<std::int64_t>& tokens, std::int64_t largest) {
  constexpr int kBits = sizeof(Pair) * 4;
  std::vector<std::int64_t> singles(static_cast<std::size_t>(largest) + 1);
  for (const std::int64_t token : tokens) ++singles[static_cast<std::size_t>(token)];
  std::vector<std::int64_t> firsts = singles;
  --firsts[static_cast<std::size_t>(tokens.back())];
  std::vector<Pair> pairs(tokens.size() - 1);
  for (std::size_t i = 0; i < pairs.size(); ++i)
    pairs[i] = static_cast<Pair>(static_cast<Pair>(tokens[i]) << kBits | static_cast<Pair>(tokens[i + 1]));
  std::sort(pairs.begin(), pairs.end());
  return {entropy_of(singles), std::max(0.0, entropy_of_sorted(pairs) - entropy_of(firsts)),
          static_cast<std::int64_t>(tokens.size())};
}

Entropies of_ids(const Corpus& corpus) {
  std::vector<std::int64_t> tokens(static_cast<std::size_t>(std::min(corpus.size(), kMostIds)));
  corpus.read(0, tokens);
  const std::int64_t largest = *std::max_element(tokens.begin(), tokens.end());
  return largest < 1 << 16 ? of_tokens<std::uint32_t>(tokens, largest) : of_tokens<std::uint64_t>(tokens, largest);
}

}  // namespace

Entropies measure_entropies(const Corpus& corpus) {
  if (corpus.size() == 0) return {};
  return corpus.kind() == TokenKind::kBytes ? of_bytes(corpus) : of_ids(corpus);
}

}  // namespace cdp::runtime
