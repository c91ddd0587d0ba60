// Text to words and comments. Faults of single characters and words are reported here: bytes that are not
// text, strings that do not end, what other languages write. Inside compiler/syntax only.
#pragma once

#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/syntax/comments.h"
#include "compiler/syntax/words.h"

namespace cdp::syntax {

struct Lexed {
  Words words;  // without an end mark
  std::vector<Comment> comments;
};

[[nodiscard]] Lexed lex(std::string_view text, FileId file, diag::DiagnosticSink& sink);

}  // namespace cdp::syntax
