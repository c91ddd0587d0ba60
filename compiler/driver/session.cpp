// Reading a spec for a command; see session.h.
#include "compiler/driver/session.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "compiler/diag/snippet.h"

namespace cdp::driver {

namespace {

constexpr std::size_t kLargestInput = std::size_t{64} << 20U;

Error no_spec(const std::string& path) {
  return {
      "only declares modules, rule sets or constants; a spec to compile has a model, a parameterization, a "
      "reference and a base",
      path};
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
    if (text.size() > kLargestInput) return Error{"is larger than 64 MiB; this is not a spec", kStdin};
  }
}

Result<std::unique_ptr<Analysis>> analyse_stdin(std::string text) {
  Files files = default_files();
  files.memory.emplace(kStdin, std::move(text));
  return analyse(kStdin, files);
}

Result<std::unique_ptr<Analysis>> open_spec(const std::string& path) {
  if (path != "-") return analyse(path, default_files());
  auto text = read_stdin();
  if (!text) return text.error();
  return analyse_stdin(std::move(*text));
}

Opened open_at(const std::string& path, const Place& place, const Colors& colors) {
  return open_at(open_spec(path), path == "-" ? kStdin : path, place, colors);
}

Opened open_at(Result<std::unique_ptr<Analysis>> analysis, const std::string& shown, const Place& place,
               const Colors& colors) {
  Opened opened;
  if (!analysis) {
    opened.answer = could_not_run(analysis.error(), colors);
    return opened;
  }
  opened.analysis = *std::move(analysis);
  if (!opened.analysis->sink.has_errors() && !opened.analysis->spec) {
    opened.answer = could_not_run(no_spec(shown), colors);
    return opened;
  }
  if (ready(*opened.analysis)) {
    auto scaled = scale_to(*opened.analysis, place);
    if (!scaled) {
      opened.answer = could_not_run(scaled.error(), colors);
      return opened;
    }
    if (!opened.analysis->sink.has_errors()) opened.scaled = std::move(*scaled);
  }
  opened.answer.err = rendered(*opened.analysis, colors.err);
  if (!opened.scaled) opened.answer.exit_code = kFindings;
  return opened;
}

std::string rendered(const Analysis& analysis, diag::Color color) {
  return diag::render_all(analysis.sink.sorted(), analysis.sources, color);
}

Answer could_not_run(const Error& error, const Colors& colors) {
  const std::string_view word = colors.err == diag::Color::kAlways ? "\x1b[1;31merror:\x1b[0m" : "error:";
  return {kCouldNotRun, "", fmt::format("{} {}\n", word, diag::harmless(error.text()))};
}

}  // namespace cdp::driver
