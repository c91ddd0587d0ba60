// Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986) over lines, between the equal ends of both texts. Texts
// that hardly share a line are shown as one change: the search ends after kMaxEdits.
#include "compiler/format/diff.h"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace cdp::format {

namespace {

constexpr int kMaxEdits = 2000;
constexpr std::size_t kContext = 3;

using Lines = std::vector<std::string_view>;

/// Lines with their line feeds, so that a missing last one is seen.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// ' ' kept, '-' removed, '+' added
using Edits = std::string;

/// From the furthest places reached after 0, 1, ... edits back to the edits. `traces[d]` holds the diagonals -d..d.
Edits way_back(const std::vector<std::vector<int>>& traces, int x, int y) {
  Edits edits;
  for (int d = static_cast<int>(traces.size()); d > 0; --d) {
    const std::vector<int>& reached = traces[static_cast<std::size_t>(d) - 1];
    const auto at = [&](int k) { return k < 1 - d || k > d - 1 ? -1 : reached[static_cast<std::size_t>(k + d - 1)]; };
    const int k = x - y;
    const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
    const int from_x = down ? at(k + 1) : at(k - 1);
    const int from_y = from_x - (down ? k + 1 : k - 1);
    const int kept = down ? x - from_x : y - from_y;
    edits.append(static_cast<std::size_t>(kept), ' ');
    edits += down ? '+' : '-';
    x = from_x;
    y = from_y;
  }
  edits.append(static_cast<std::size_t>(x), ' ');
  std::reverse(edits.begin(), edits.end());
  return edits;
}

Edits edits_between(std::span<const std::string_view> before, std::span<const std::string_view> after) {
  const int n = static_cast<int>(before.size());
  const int m = static_cast<int>(after.size());
  std::vector<std::vector<int>> traces;
  for (int d = 0; d <= std::min(n + m, kMaxEdits); ++d) {
    std::vector<int> reached(static_cast<std::size_t>(2 * d + 1), -1);
    const auto last = [&](int k) {
      return k < 1 - d || k > d - 1 ? -1 : traces.back()[static_cast<std::size_t>(k + d - 1)];
    };
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && last(k - 1) < last(k + 1));
      int x = d == 0 ? 0 : down ? last(k + 1) : last(k - 1) + 1;
      int y = x - k;
      while (x < n && y < m && before[static_cast<std::size_t>(x)] == after[static_cast<std::size_t>(y)]) ++x, ++y;
      reached[static_cast<std::size_t>(k + d)] = x;
      if (x >= n && y >= m) return way_back(traces, x, y);
    }
    traces.push_back(std::move(reached));
  }
  return Edits(before.size(), '-') + Edits(after.size(), '+');
}

Edits all_edits(const Lines& before, const Lines& after) {
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < most && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const std::span<const std::string_view> old_lines(before), new_lines(after);
  return Edits(head, ' ') +
         edits_between(old_lines.subspan(head, before.size() - head - tail),
                       new_lines.subspan(head, after.size() - head - tail)) +
         Edits(tail, ' ');
}

/// `12,5`; an empty range is named by the line before it.
std::string range(std::size_t first, std::size_t count) {
  const std::size_t shown = count == 0 ? first : first + 1;
  return count == 1 ? fmt::format("{}", shown) : fmt::format("{},{}", shown, count);
}

void add_line(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view from, std::string_view to) {
  if (before == after) return {};
  const Lines old_lines = lines_of(before);
  const Lines new_lines = lines_of(after);
  const Edits edits = all_edits(old_lines, new_lines);
  std::string out = fmt::format("--- {}\n+++ {}\n", from, to);
  std::size_t old_at = 0, new_at = 0, at = 0;
  while (true) {
    const std::size_t change = std::min(edits.find_first_not_of(' ', at), edits.size());
    if (change == edits.size()) return out;
    const std::size_t begin = std::max(at, change - std::min(change, kContext));
    old_at += begin - at;
    new_at += begin - at;
    std::size_t end = change;
    for (std::size_t i = change; i < edits.size() && i <= end + 2 * kContext; ++i) {
      if (edits[i] != ' ') end = i;
    }
    at = std::min(end + 1 + kContext, edits.size());
    const std::size_t old_first = old_at, new_first = new_at;
    std::string lines;
    for (std::size_t i = begin; i < at; ++i) {
      add_line(lines, edits[i], edits[i] == '+' ? new_lines[new_at] : old_lines[old_at]);
      old_at += edits[i] == '+' ? 0 : 1;
      new_at += edits[i] == '-' ? 0 : 1;
    }
    out += fmt::format("@@ -{} +{} @@\n", range(old_first, old_at - old_first), range(new_first, new_at - new_first));
    out += lines;
  }
}

}  // namespace cdp::format
