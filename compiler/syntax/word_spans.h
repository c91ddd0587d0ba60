// Where the words of a file stand, without what they mean: for the formatter, which moves them and changes none.
#pragma once

#include <vector>

#include "compiler/base/source.h"

namespace cdp::syntax {

/// The spans of all words (names, numbers, strings, signs) in the order of the file; comments are no words. Says
/// nothing about faults: parse() reports those.
[[nodiscard]] std::vector<Span> word_spans(const SourceMap& sources, FileId file);

}  // namespace cdp::syntax
