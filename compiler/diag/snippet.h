// A piece of source text with a mark under a span: tabs expanded, long lines cut around the span, spans of
// several lines shown by their first and last ones. What stands around it is render.cpp's matter.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/harmless.h"
#include "compiler/base/source.h"

namespace cdp::diag {

/// A source line as shown, and the marks below it. `number` 0 stands for lines left out.
struct MarkedLine {
  std::uint32_t number = 0;
  std::string text;
  std::string marks;
};

/// The lines of a span, marked with `mark`, which is `^` or `-`.
[[nodiscard]] std::vector<MarkedLine> snippet(Span span, const SourceMap& sources, char mark);

using cdp::harmless;

}  // namespace cdp::diag
