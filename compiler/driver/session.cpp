// Reading a spec for a command; see session.h.
#include "compiler/driver/session.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "compiler/diag/snippet.h"
#include "compiler/driver/settings.h"
#include "compiler/plan/size.h"

namespace cdp::driver {

namespace {

Error no_spec(const std::string& path) {
  return {
      "only declares modules, rule sets or constants; a spec to compile has a model, a parameterization, a "
      "reference and a base",
      path};
}

Result<std::unique_ptr<pipeline::Analysis>> analyse_stdin(std::string text, Files files) {
  files.memory.emplace(kStdin, std::move(text));
  return pipeline::analyse(kStdin, files);
}

Opened failed(Answer answer) {
  Opened opened;
  opened.answer = std::move(answer);
  return opened;
}

/// At the place that was asked for, else at the target of cdp.toml, else at the reference.
Result<std::optional<scaling::Scaled>> scale(pipeline::Analysis& analysis, Place place, const config::Config& config) {
  const bool by_default = place.target.empty() && config.compile.target;
  if (by_default) place.target = config.compile.target->text;
  auto scaled = pipeline::scale_to(analysis, place);
  if (scaled || !by_default) return scaled;
  return Error{scaled.error().message, config.sources->place(config.compile.target->span)};
}

Opened scaled_at(std::unique_ptr<pipeline::Analysis> analysis, const Place& place, const config::Config& config,
                 const Colors& colors) {
  if (!analysis->sink.has_errors() && !analysis->spec)
    return failed(could_not_run(no_spec(analysis->program.root().path), colors));
  Opened opened;
  opened.analysis = std::move(analysis);
  if (pipeline::ready(*opened.analysis)) {
    auto scaled = scale(*opened.analysis, place, config);
    if (!scaled) return failed(could_not_run(scaled.error(), colors));
    if (!opened.analysis->sink.has_errors()) opened.scaled = std::move(*scaled);
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

Result<std::unique_ptr<pipeline::Analysis>> open_spec(const std::string& path, Files files) {
  if (path != "-") return pipeline::analyse(path, files);
  auto text = read_stdin();
  if (!text) return text.error();
  return analyse_stdin(std::move(*text), std::move(files));
}

Opened open_at(const std::string& path, const Place& place, const Colors& colors) {
  Settings settings = settings_for(path, place.config, colors);
  if (!settings) return failed(std::move(*settings.fault));
  auto analysis = open_spec(path, std::move(settings.files));
  if (!analysis) return failed(could_not_run(analysis.error(), colors));
  return scaled_at(std::move(*analysis), place, settings.config, colors);
}

Opened open_stdin_at(std::string text, const Place& place, const Colors& colors) {
  Settings settings = settings_for("-", place.config, colors);
  if (!settings) return failed(std::move(*settings.fault));
  auto analysis = analyse_stdin(std::move(text), std::move(settings.files));
  if (!analysis) return failed(could_not_run(analysis.error(), colors));
  return scaled_at(std::move(*analysis), place, settings.config, colors);
}

std::string rendered(const pipeline::Analysis& analysis, diag::Color color) {
  return diag::render_all(analysis.sink.sorted(), analysis.sources, color);
}

std::string stand_ins(const pipeline::Analysis& analysis) {
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

}  // namespace cdp::driver
