// The index that Megatron and fairseq write beside a file of tokens: `x.idx` beside `x.bin`. It says how wide the
// tokens are and where documents begin; cdp reads documents end to end and takes the width from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/data/token_type.h"

namespace cdp::runtime {

struct MegatronIndex {
  std::string path;
  std::string numbers;                // as NumPy calls them: `int32`
  std::optional<TokenType> reads_as;  // none: no ids that are read
};

/// The index of a `.bin`, if there is one beside it.
[[nodiscard]] std::optional<MegatronIndex> index_beside(const std::string& path);

/// Whether the file is the index of a `.bin`.
[[nodiscard]] bool is_index(const std::string& path);

}  // namespace cdp::runtime
