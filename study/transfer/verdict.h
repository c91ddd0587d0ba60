// The rule by which transfer is called fast, slow, or neither; docs/transfer.md derives it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cdp::study {

struct Transfer;

enum class TransferWord { kFast, kCannotTell, kSlow };  // the worst last

/// `fast`, `cannot tell`, `slow`
[[nodiscard]] std::string_view word(TransferWord verdict);

struct Verdict {
  TransferWord word = TransferWord::kCannotTell;
  std::vector<std::string> reasons;  // sentences without a full stop
  std::vector<std::string> decide;   // of `cannot tell`: what data would decide
};

/// By the numbers of `transfer`, whose own verdict is not read.
[[nodiscard]] Verdict judge(const Transfer& transfer);

/// A regret below this part of what is allowed is negligible, whatever its trend.
inline constexpr double kNegligible = 0.2;
/// The margin beta - alpha / 2 from which a trend counts as fast, and below which as slow.
inline constexpr double kFastMargin = 0.125;
inline constexpr double kSlowMargin = 0.25;

}  // namespace cdp::study
