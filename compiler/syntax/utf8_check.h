// Whether a text can be source at all: UTF-8 without NUL bytes.
#pragma once

#include <string_view>

#include "compiler/diag/sink.h"

namespace cdp::syntax {

/// Reports the first byte that is not UTF-8 and the first NUL byte. False if the file is no text at all and
/// reading it would only produce noise.
[[nodiscard]] bool check_text(std::string_view text, FileId file, diag::DiagnosticSink& sink);

/// The number of bytes of the UTF-8 character at `offset`; 0 where there is none (overlong forms and surrogates too).
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t offset);

}  // namespace cdp::syntax
