// What the commands that read a spec share: reading it (`-` is standard input), scaling it, and saying what
// the stages found.
#pragma once

#include <string>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/open.h"

namespace cdp::driver {

/// As standard input is shown to users.
inline constexpr const char* kStdin = "<stdin>";

/// All of standard input.
[[nodiscard]] Result<std::string> read_stdin();

/// The file at `path`, or what standard input holds for `-`.
[[nodiscard]] Result<pipeline::Source> read_source(const std::string& path);

/// A spec and its values at a scale, and the answer that says what was found, or why there are none.
struct Opened : pipeline::OpenedSpec {
  Answer answer;

  [[nodiscard]] explicit operator bool() const { return scaled.has_value(); }
};
[[nodiscard]] Opened open_at(const std::string& path, const ScaleAndConfig& choice, const Colors& colors);
/// The same for standard input that has been read already.
[[nodiscard]] Opened open_stdin_at(std::string text, const ScaleAndConfig& choice, const Colors& colors);

/// What is in the sink, as the terminal shows it.
[[nodiscard]] std::string rendered(const pipeline::AnalysedSpec& analysis, diag::Color color);

/// A line for each file of the user's own that is read in the place of one of std: nobody is to take their rules for
/// the library's.
[[nodiscard]] std::string stand_ins(const pipeline::AnalysedSpec& analysis);

}  // namespace cdp::driver
