// What is fuzzed: one function a target. A fuzzer calls it with bytes of its own making (fuzzer.cpp), the tests with
// those of corpus/ (corpus_test.cpp). It returns 0, or ends the process where something does not hold.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cdp::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// Text to tree, messages as the terminal shows them; what parses keeps its tree when formatted, and formatting it
/// again changes nothing.
int parser(Bytes bytes);

/// A spec in memory through all stages to the plans of its reference and targets. What follows a line `//---` is the
/// file `other.cdp`, for `use`.
int evaluator(Bytes bytes);

/// JSON to a plan and back: what is read is written, and reads back to equal bytes.
int plan_reader(Bytes bytes);

/// A folder of corpus/ has the name of its target.
struct Target {
  std::string_view name;
  int (*one_input)(Bytes);
};
inline constexpr Target kTargets[] = {{"parser", parser}, {"evaluator", evaluator}, {"plan_reader", plan_reader}};

[[nodiscard]] inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace cdp::fuzz
