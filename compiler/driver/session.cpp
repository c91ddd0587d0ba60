// Reading a spec for a command; see session.h.
#include "compiler/driver/session.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "compiler/diag/snippet.h"
#include "compiler/driver/settings.h"
#include "compiler/plan/size.h"

namespace cdp::driver {

namespace {

/// With what is to be said of it.
Opened shown(pipeline::OpenedSpec spec, const Colors& colors) {
  Opened opened{std::move(spec), {}};
  if (opened.fault) {
    opened.answer = answer_of(*opened.fault, colors);
    return opened;
  }
  opened.answer.err = rendered(*opened.analysis, colors.err);
  if (!opened.scaled) opened.answer.exit_code = kFindings;
  return opened;
}

}  // namespace

Result<std::string> read_stdin() {
  std::string text;
  std::array<char, 1U << 16U> buffer;  // NOLINT: read() fills it
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{fmt::format("cannot be read: {}", std::strerror(errno)), kStdin};
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > plan::kMostPlan.bytes)
      return Error{fmt::format("is larger than {} MiB; {}", plan::kMostPlan.bytes >> 20U, plan::kMostPlan.way_out),
                   kStdin};
  }
}

Result<pipeline::Source> read_source(const std::string& path) {
  if (path != "-") return pipeline::Source{path};
  auto text = read_stdin();
  if (!text) return text.error();
  return pipeline::Source{kStdin, *std::move(text)};
}

Opened open_at(const std::string& path, const ScaleAndConfig& choice, const Colors& colors) {
  auto source = read_source(path);
  if (source) return shown(pipeline::open_spec(*std::move(source), choice), colors);
  Opened failed;
  failed.answer = could_not_run(source.error(), colors);
  return failed;
}

Opened open_stdin_at(std::string text, const ScaleAndConfig& choice, const Colors& colors) {
  return shown(pipeline::open_spec({kStdin, std::move(text)}, choice), colors);
}

std::string rendered(const pipeline::AnalysedSpec& analysis, diag::Color color) {
  return diag::render_all(analysis.sink.sorted(), analysis.sources, color);
}

std::string stand_ins(const pipeline::AnalysedSpec& analysis) {
  std::string lines;
  for (const auto& file : analysis.program.files)
    if (!file->stands_in.empty())
      lines += fmt::format("{}: {} is {}, by [paths] std of cdp.toml\n", diag::harmless(analysis.program.root().path),
                           file->listed, diag::harmless(file->path));
  return lines;
}

Answer could_not_run(const Error& error, const Colors& colors) {
  const std::string_view word = colors.err == diag::Color::kAlways ? "\x1b[1;31merror:\x1b[0m" : "error:";
  return {kCouldNotRun, "", fmt::format("{} {}\n", word, shortened(error.text(), kLongestMessage))};
}

void fail(const Error& error, const Colors& colors, Answer& answer) {
  answer.exit_code = kCouldNotRun;
  answer.err += could_not_run(error, colors).err;
}

void find(Answer& answer) {
  answer.exit_code = std::max(answer.exit_code, kFindings);
}

}  // namespace cdp::driver
