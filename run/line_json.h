// A line of metrics.jsonl as text and back, made from its fields() (lines.h). The JSON library stays behind this
// header.
#pragma once

#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "run/lines.h"
#include "run/task_words.h"

namespace cdp::run {

/// One JSON object and its line feed. JSON has no NaN or infinity: they are null.
[[nodiscard]] std::string line_text(const Line& line, const TaskWords& words);

/// Fields that the schema has not are passed over. Errors name the first field that is missing or of another type.
[[nodiscard]] Result<Line> read_line(std::string_view text);

}  // namespace cdp::run
