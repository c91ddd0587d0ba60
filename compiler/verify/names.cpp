// See names.h.
#include "compiler/verify/names.h"

#include <algorithm>
#include <array>

#include "compiler/base/dotted.h"

namespace cdp::verify {
namespace {

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char letter : name) {
    if (letter == '.' || letter == '_') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

double word_likeness(std::string_view a, std::string_view b) {
  const auto [end, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<double>(end - a.begin()) / static_cast<double>(std::max(a.size(), b.size()));
}

}  // namespace

double likeness(std::string_view a, std::string_view b) {
  const std::vector<std::string> left = words_of(a);
  std::vector<std::string> right = words_of(b);
  const auto total = static_cast<double>(left.size() + right.size());
  double shared = 0;
  for (const std::string& word : left) {
    const auto best = std::max_element(right.begin(), right.end(), [&](const std::string& x, const std::string& y) {
      return word_likeness(word, x) < word_likeness(word, y);
    });
    if (best == right.end() || word_likeness(word, *best) == 0) continue;
    shared += word_likeness(word, *best);
    right.erase(best);
  }
  return total == 0 ? 0 : 2 * shared / total;
}

bool has_word(std::string_view name, std::string_view word) {
  const std::vector<std::string> words = words_of(name);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_buffer(std::string_view name, const std::vector<std::int64_t>& shape) {
  constexpr std::array<std::string_view, 13> kNames = {
      "inv_freq",   "masked_bias", "position_ids", "num_batches_tracked", "running_mean", "running_var", "cos_cached",
      "sin_cached", "freqs_cis",   "causal_mask",  "attn_mask",           "mask",         "tril"};
  const std::string_view last = dotted::last(name);
  if (std::find(kNames.begin(), kNames.end(), last) != kNames.end()) return true;
  // GPT-2 calls its causal mask (1, 1, context, context) `attn.bias`.
  return last == "bias" && shape.size() == 4 && shape[0] == 1 && shape[1] == 1 && shape[2] == shape[3];
}

bool is_optimizer_state(std::string_view name) {
  constexpr std::array<std::string_view, 7> kParts = {"optimizer",  "optim",          "optimizer_state", "exp_avg",
                                                      "exp_avg_sq", "max_exp_avg_sq", "momentum_buffer"};
  const std::vector<std::string_view> parts = dotted::parts(name);
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return std::find(kParts.begin(), kParts.end(), part) != kParts.end();
  });
}

}  // namespace cdp::verify
