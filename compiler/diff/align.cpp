// Longest common subsequence: equal ends first, then the table of all pairs where it is small, else anchors that stand
// once on each side and the same again between them.
#include "compiler/diff/align.h"

#include <algorithm>
#include <unordered_map>

namespace cdp::diff {
namespace {

using Items = std::span<const std::uint32_t>;

constexpr std::size_t kLargestTable = std::size_t{1} << 20U;

class Aligner {
 public:
  Aligner(Items a, Items b) : a_(a), b_(b) {}

  std::vector<Match> matches() {
    part({0, a_.size()}, {0, b_.size()});
    return std::move(matches_);
  }

 private:
  struct Range {
    std::size_t begin, end;
    [[nodiscard]] std::size_t size() const { return end - begin; }
  };

  void part(Range a, Range b) {
    for (; a.size() > 0 && b.size() > 0 && a_[a.begin] == b_[b.begin]; ++a.begin, ++b.begin)
      matches_.push_back({a.begin, b.begin});
    std::size_t same_end = 0;
    while (a.size() > same_end && b.size() > same_end && a_[a.end - 1 - same_end] == b_[b.end - 1 - same_end])
      ++same_end;
    a.end -= same_end;
    b.end -= same_end;
    if (a.size() > 0 && b.size() > 0) {
      if ((a.size() + 1) * (b.size() + 1) <= kLargestTable)
        by_table(a, b);
      else
        by_anchors(a, b);
    }
    for (std::size_t i = 0; i < same_end; ++i) matches_.push_back({a.end + i, b.end + i});
  }

  /// lengths[i][j]: of the longest common subsequence of what begins at i and at j.
  void by_table(Range a, Range b) {
    const std::size_t columns = b.size() + 1;
    std::vector<std::uint32_t> lengths((a.size() + 1) * columns, 0);
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return lengths[i * columns + j]; };
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        at(i, j) = a_[a.begin + i] == b_[b.begin + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      if (a_[a.begin + i] == b_[b.begin + j]) {
        matches_.push_back({a.begin + i++, b.begin + j++});
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        ++i;
      } else {
        ++j;
      }
    }
  }

  /// Items that stand once in each range and rise in both, longest such run; then what is between them.
  void by_anchors(Range a, Range b) {
    const std::vector<Match> anchors = rising(once_in_both(a, b));
    if (anchors.empty()) return;
    for (const Match& anchor : anchors) {
      part({a.begin, anchor.a}, {b.begin, anchor.b});
      matches_.push_back(anchor);
      a.begin = anchor.a + 1;
      b.begin = anchor.b + 1;
    }
    part(a, b);
  }

  [[nodiscard]] std::vector<Match> once_in_both(Range a, Range b) const {
    struct Seen {
      std::size_t in_a = 0, in_b = 0, at_b = 0;
    };
    std::unordered_map<std::uint32_t, Seen> seen;
    for (std::size_t i = a.begin; i < a.end; ++i) ++seen[a_[i]].in_a;
    for (std::size_t j = b.begin; j < b.end; ++j) {
      Seen& item = seen[b_[j]];
      ++item.in_b;
      item.at_b = j;
    }
    std::vector<Match> found;
    for (std::size_t i = a.begin; i < a.end; ++i)
      if (const Seen& item = seen[a_[i]]; item.in_a == 1 && item.in_b == 1) found.push_back({i, item.at_b});
    return found;
  }

  /// The longest run of matches, already rising in a, that rises in b too.
  static std::vector<Match> rising(const std::vector<Match>& all) {
    std::vector<std::size_t> last;  // last[n]: the match with the smallest b that ends a run of n + 1
    std::vector<std::size_t> before(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto place = std::lower_bound(last.begin(), last.end(), all[i].b,
                                          [&](std::size_t known, std::size_t b) { return all[known].b < b; });
      before[i] = place == last.begin() ? all.size() : *(place - 1);
      if (place == last.end())
        last.push_back(i);
      else
        *place = i;
    }
    std::vector<Match> run;
    for (std::size_t i = last.empty() ? all.size() : last.back(); i < all.size(); i = before[i]) run.push_back(all[i]);
    std::reverse(run.begin(), run.end());
    return run;
  }

  Items a_, b_;
  std::vector<Match> matches_;
};

}  // namespace

std::vector<Match> align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  // Among equally long subsequences the choice depends on the order of the sides, so that order is fixed.
  if (!std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end())) return Aligner(a, b).matches();
  std::vector<Match> matches = Aligner(b, a).matches();
  for (Match& match : matches) std::swap(match.a, match.b);
  return matches;
}

std::vector<Match> align(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  std::vector<std::string_view> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());  // so that a text's number does not depend on the order of the sides
  const auto numbered = [&](std::span<const std::string_view> texts) {
    std::vector<std::uint32_t> numbers;
    for (const std::string_view text : texts)
      numbers.push_back(static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), text) - all.begin()));
    return numbers;
  };
  return align(numbered(a), numbered(b));
}

}  // namespace cdp::diff
