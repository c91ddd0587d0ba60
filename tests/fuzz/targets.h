// What is fuzzed: one function a target. A fuzzer calls it with bytes of its own making (fuzzer.cpp), the tests with
// those of corpus/ (corpus_test.cpp). It returns 0, or ends the process where something does not hold.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/base/files.h"
#include "compiler/plan/plan.h"

namespace cdp::fuzz {

using Bytes = std::span<const std::uint8_t>;

#define FUZZ_TARGET(name, meaning) int name(Bytes bytes);
#include "tests/fuzz/targets.def"
#undef FUZZ_TARGET

/// A folder of corpus/ has the name of its target.
struct Target {
  std::string_view name;
  int (*one_input)(Bytes);
};
inline constexpr Target kTargets[] = {
#define FUZZ_TARGET(name, meaning) {#name, name},
#include "tests/fuzz/targets.def"
#undef FUZZ_TARGET
};

[[nodiscard]] inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A spec `fuzz.cdp` in memory; what follows a line `//---` is the file `other.cdp`, for `use`.
[[nodiscard]] Files files_of(std::string_view text);

/// Whether the spec of these files has so many layers somewhere that it takes long: those do nothing that few do not.
[[nodiscard]] bool takes_long(const Files& files);

/// A small plan that is right, for what is held against one: a language model, or a classifier.
[[nodiscard]] const plan::Plan& plan_of_tokens();
[[nodiscard]] const plan::Plan& plan_of_features();

/// The bytes as a file, overwritten by the next of the same name; its path.
[[nodiscard]] std::string on_disk(const std::string& name, Bytes bytes);

}  // namespace cdp::fuzz
