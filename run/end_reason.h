// Why a run ended: the table of end_reasons.def.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "compiler/base/words.h"

namespace cdp::run {

enum class EndReason : std::uint8_t {
#define END_REASON(id, word, ending) id,
#include "run/end_reasons.def"
#undef END_REASON
};

struct EndReasonRow {
  EndReason reason;
  std::string_view word;
  std::string_view ending;
};
inline constexpr auto kEndReasons = std::to_array<EndReasonRow>({
#define END_REASON(id, word, ending) {EndReason::id, word, ending},
#include "run/end_reasons.def"
#undef END_REASON
});
[[nodiscard]] constexpr const EndReasonRow& row(EndReason reason) {
  return kEndReasons[static_cast<std::size_t>(reason)];
}

}  // namespace cdp::run

namespace cdp {

template <>
struct EnumWords<run::EndReason> {
  static constexpr auto all = std::to_array<std::string_view>({
#define END_REASON(id, word, ending) word,
#include "run/end_reasons.def"
#undef END_REASON
  });
};

}  // namespace cdp
