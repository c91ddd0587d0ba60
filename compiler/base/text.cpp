// Nearest names, shortest numbers and lists of words. Code points live in utf8.h, hashing in sha256.cpp.
#include "compiler/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"

namespace cdp {

namespace {

constexpr double kNearEnough = 0.6;
constexpr double kIntegersBelow = 1e15;

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    points.push_back(point.value);
    at += point.bytes;
  }
  return points;
}

// People slip in names, not in texts, and nobody knows thousands of names by heart; without bounds a generated file of
// similar names takes minutes.
constexpr std::size_t kLongestMeant = 80;         // bytes
constexpr std::size_t kMostCompared = 4'000'000;  // pairs of letters

/// Damerau-Levenshtein distance (optimal string alignment): insert, delete, replace, swap two neighbours. What both
/// begin or end with costs nothing, which is most of generated names.
std::size_t distance(std::u32string_view a, std::u32string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.empty() || b.empty()) return std::max(a.size(), b.size());
  std::vector<std::size_t> two_back(b.size() + 1);
  std::vector<std::size_t> back(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) back[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({back[j] + 1, now[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], two_back[j - 2] + 1);
    }
    two_back.swap(back);
    back.swap(now);
  }
  return back[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kLongestMeant) return std::nullopt;
  const std::u32string wanted = code_points(word);
  const std::string* best = nullptr;
  double best_similarity = 0;
  const std::size_t most = kMostCompared / std::max<std::size_t>(1, word.size() * word.size());
  for (const std::string& candidate : candidates.first(std::min(candidates.size(), most))) {
    if (candidate.size() > kLongestMeant) continue;
    const std::u32string offered = code_points(candidate);
    const auto longest = static_cast<double>(std::max(wanted.size(), offered.size()));
    const auto shorter = static_cast<double>(std::min(wanted.size(), offered.size()));
    if (longest == 0 || shorter / longest < kNearEnough) continue;
    const double similarity = 1 - static_cast<double>(distance(wanted, offered)) / longest;
    if (similarity < kNearEnough || similarity <= best_similarity) continue;
    best = &candidate;
    best_similarity = similarity;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::optional<std::string> name = nearest(word, candidates);
  return name ? fmt::format("; did you mean `{}`?", *name) : "";
}

std::string did_you_mean_or(std::string_view word, std::span<const std::string> candidates) {
  const std::string near = did_you_mean(word, candidates);
  return near.empty() ? "; there are " + list_of(candidates) : near;
}

std::string shortest(double value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0 ? "infinite" : "-infinite";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0";
  if (std::abs(value) < kIntegersBelow && std::trunc(value) == value)
    return fmt::format("{}", static_cast<std::int64_t>(value));
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  CHECK(result.ec == std::errc());
  std::string text(buffer.data(), result.ptr);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  // to_chars writes 1e-08 and 1e+20; 1e-8 and 1e20 are the same numbers and shorter.
  std::size_t digit = exponent + 1;
  if (text[digit] == '+') text.erase(digit, 1);
  if (text[digit] == '-') ++digit;
  while (text[digit] == '0') text.erase(digit, 1);
  return text;
}

std::string list_of(std::span<const std::string> words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace cdp
