// `cdp fmt`: files in their canonical form, in place. A file is rewritten whole or not at all, and only if it changes.
#include <memory>

#include "compiler/base/files.h"
#include "compiler/diag/render.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/format/diff.h"
#include "compiler/format/format.h"
#include "compiler/sema/program.h"

namespace cdp::driver {

namespace {

void put(const std::string& path, const std::string& before, const std::string& after, const FmtOptions& options,
         const Colors& colors, Answer& answer) {
  const bool is_stdin = path == "-";
  const std::string shown = is_stdin ? kStdin : path;
  const bool changes = before != after;
  if (options.check && changes) find(answer);
  if (options.diff) {
    answer.out += format::unified_diff(before, after, diag::harmless(shown), diag::harmless(shown));
  } else if (options.check) {
    if (changes) answer.out += diag::harmless(shown) + "\n";
  } else if (is_stdin) {
    answer.out += after;
  } else if (changes) {
    if (const Status written = rewrite_file(path, after); !written) fail(written.error(), colors, answer);
  }
}

void format_one(const std::string& path, const FmtOptions& options, const Colors& colors, Answer& answer) {
  if (const auto fault = path == "-" ? std::nullopt : sema::no_spec(path)) return fail(*fault, colors, answer);
  Result<std::string> text = path == "-" ? read_stdin() : Files{}.read(path);
  if (!text) return fail(text.error(), colors, answer);
  SourceMap sources;
  diag::DiagnosticSink sink;
  const FileId file = sources.add(path == "-" ? kStdin : path, std::move(*text));
  const auto after = format::format(sources, file, sink);
  if (after) return put(path, sources.file(file).text, *after, options, colors, answer);
  answer.err += diag::render_all(sink.sorted(), sources, colors.err);
  find(answer);
}

}  // namespace

Answer format_files(const FmtOptions& options, const Colors& colors) {
  Answer answer;
  for (const std::string& path : options.files) {
    const pipeline::FileSettings settings = pipeline::settings_for(path, options.config);
    if (!settings) {
      answer.exit_code = kCouldNotRun;
      answer.err += answer_of(*settings.fault, colors).err;
      continue;
    }
    const auto found = pipeline::spec_files(path, settings.config);
    if (!found) {
      fail(found.error(), colors, answer);
      continue;
    }
    answer.err += left_out_warnings(found->left_out, colors);
    for (const std::string& file : found->files) format_one(file, options, colors, answer);
  }
  return answer;
}

Runner add_fmt(Options& command) {
  auto options = std::make_shared<FmtOptions>();
  command.argument("files", options->files, "FILE", "files, or folders with .cdp files; - is input to output")
      .required = true;
  command.flag("--check", options->check, "change nothing; list the files that would change, with exit code 1");
  command.flag("--diff", options->diff, "change nothing; print what would change as a unified diff");
  add_config(command, options->config);
  return [options](const Colors& colors) { return format_files(*options, colors); };
}

}  // namespace cdp::driver
