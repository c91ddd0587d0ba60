// `cdp compile`: a spec at one scale as a plan.
#include <cstdint>
#include <memory>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/terminal.h"
#include "compiler/pipeline/emit.h"
#include "compiler/plan/size.h"

namespace cdp::driver {

namespace {

/// What is to be said of a plan that has so many bytes.
std::string size_words(std::uint64_t bytes, const CompileOptions& options, const Colors& colors) {
  if (bytes <= plan::kMostPlan.bytes) return "";
  return fmt::format("{} the plan has {} MiB, and cdp and cdp-run read plans of up to {} MiB; cdp_plan.py reads it{}\n",
                     paint(colors.err, Style::kYellow, "warning:"), bytes >> 20U, plan::kMostPlan.bytes >> 20U,
                     options.no_because ? "" : ", and --no-because makes it a good deal smaller");
}

}  // namespace

Answer compile(const CompileOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.choice, colors);
  if (!opened) return opened.answer;
  const pipeline::Reasons reasons = options.no_because ? pipeline::Reasons::kLeaveOut : pipeline::Reasons::kKeep;
  Answer answer = std::move(opened.answer);
  const auto spec = std::make_shared<const Opened>(std::move(opened));
  const auto bytes = std::make_shared<std::uint64_t>(0);
  const Fill json = [spec, reasons, bytes](const Put& put) {
    pipeline::emit_json(*spec->analysis, *spec->scaled, reasons, [&](std::string_view piece) {
      *bytes += piece.size();
      return put(piece);
    });
  };
  const auto size = [bytes, options, colors] { return size_words(*bytes, options, colors); };
  if (options.output.empty() || options.output == "-") {
    answer.rest = json;
    answer.last = size;
    return answer;
  }
  const Status written = write_file(options.output, json);
  if (written) {
    answer.err += size();
    return answer;
  }
  Answer failed = could_not_run(written.error(), colors);
  failed.err.insert(0, answer.err);
  return failed;
}

Runner add_compile(Options& command) {
  auto options = std::make_shared<CompileOptions>();
  add_spec(command, options->spec);
  add_scale_and_config(command, options->choice);
  add_output(command, options->output);
  command.flag("--no-because", options->no_because, "leave the reasons of the values out");
  return [options](const Colors& colors) { return compile(*options, colors); };
}

}  // namespace cdp::driver
