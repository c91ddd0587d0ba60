// `cdp export`: a spec at one scale, or a plan, in the words of another trainer. Nothing is written where something
// would be lost, unless that is allowed.
#include "compiler/driver/export.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/plan_input.h"
#include "compiler/driver/terminal.h"
#include "compiler/export/loader.h"

namespace cdp::driver {

namespace {

using exporting::Exporter;

Error fault(std::string message) {
  return {std::move(message) + "; `cdp export --help` shows how it is used", ""};
}

/// The exporter, if the options go together.
Result<const Exporter*> chosen(const ExportOptions& options) {
  const auto names = exporting::exporter_names();
  if (options.to.empty()) return fault(fmt::format("`--to` is missing; there are {}", list_of(names)));
  const Exporter* exporter = exporting::find_exporter(options.to);
  if (exporter == nullptr)
    return Error{fmt::format("there is no exporter `{}`{}", options.to, did_you_mean_or(options.to, names)), ""};
  if (options.input.empty()) return fault("the spec or plan is missing");
  if (exporter->form == exporting::Form::kFolder && (options.output.empty() || options.output == "-"))
    return Error{fmt::format("`{}` writes a folder; name it with `-o FOLDER`", exporter->name), ""};
  if (!options.weights.empty() && exporter->form == exporting::Form::kFile)
    return Error{fmt::format("`{}` takes no weights along; leave `--weights` out", exporter->name), ""};
  return exporter;
}

namespace fs = std::filesystem;

/// The folders of a path that are not there yet, the innermost first.
std::vector<fs::path> missing_folders(const std::string& path) {
  std::vector<fs::path> missing;
  std::error_code ignored;
  for (fs::path folder = path; !folder.empty() && !fs::exists(folder, ignored); folder = folder.parent_path())
    missing.push_back(folder);
  return missing;
}

/// Where a file fails, folders that were made for it and have nothing in them go again.
Status write_folder(const std::string& folder, const std::vector<exporting::File>& files) {
  const std::vector<fs::path> made = missing_folders(folder);
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{fmt::format("cannot be created: {}", failed.message()), folder};
  for (const exporting::File& file : files) {
    const Status written = write_file((fs::path(folder) / file.name).string(), file.write, file.whole);
    if (written) continue;
    for (const fs::path& own : made)
      if (!fs::remove(own, failed)) break;
    return written.error();
  }
  return Done{};
}

/// Adds what `failed` says to the answer.
Answer with_fault(Answer answer, const Error& error, const Colors& colors) {
  Answer failed = could_not_run(error, colors);
  failed.err.insert(0, answer.err);
  return failed;
}

/// To standard output, a file or a folder. What is written reads the plan, which must live on with it.
Answer put_out(Answer answer, const ExportOptions& options, const Exporter& exporter,
               const std::shared_ptr<const plan::Plan>& plan, std::vector<exporting::File> files,
               const Colors& colors) {
  Status written = Done{};
  switch (exporter.form) {
    case exporting::Form::kFolder:
      written = write_folder(options.output, files);
      break;
    case exporting::Form::kFile:
      if (options.output.empty() || options.output == "-") {
        answer.rest = [plan, write = std::move(files.front().write)](const Put& put) { write(put); };
        return answer;
      }
      written = write_file(options.output, files.front().write, files.front().whole);
      break;
  }
  return written ? answer : with_fault(std::move(answer), written.error(), colors);
}

Answer put_loader(const ExportOptions& options, const Colors& colors) {
  Answer answer;
  if (!options.input.empty() || !options.to.empty())
    return could_not_run({"`--loader` prints cdp_plan.py, which reads every plan; leave the rest out", ""}, colors);
  if (options.output.empty() || options.output == "-") {
    answer.out = exporting::loader();
    return answer;
  }
  const Status written = write_file(options.output, exporting::loader());
  return written ? answer : could_not_run(written.error(), colors);
}

}  // namespace

std::string losses_text(const Exporter& exporter, const std::vector<exporting::Loss>& losses, bool allowed,
                        diag::Color color) {
  std::string text = paint(color, allowed ? Style::kYellow : Style::kRed, allowed ? "warning:" : "error:");
  text += fmt::format(" {} cannot be told all that the plan says{}\n", exporter.name,
                      allowed ? "" : "; --allow-lossy writes the rest");
  for (const exporting::Loss& loss : losses)
    text += fmt::format("  {}{}{}: {}\n", loss.what, loss.where.empty() ? "" : " ", diag::harmless(loss.where),
                        diag::harmless(loss.why));
  return text;
}

Answer export_plan(const ExportOptions& options, const Colors& colors) {
  if (options.loader) return put_loader(options, colors);
  const auto exporter = chosen(options);
  if (!exporter) return could_not_run(exporter.error(), colors);
  OpenedPlan opened = open_plan(options.input, options.choice, pipeline::Reasons::kLeaveOut, colors);
  if (!opened) return opened.answer;
  const auto plan = std::make_shared<const plan::Plan>(*std::move(opened.plan));
  auto made = (*exporter)->make({*plan, options.weights});
  if (!made) return with_fault(std::move(opened.answer), made.error(), colors);
  if (!made->losses.empty())
    opened.answer.err += losses_text(**exporter, made->losses, options.allow_lossy, colors.err);
  if (!made->losses.empty() && !options.allow_lossy) {
    opened.answer.exit_code = kFindings;
    return opened.answer;
  }
  return put_out(std::move(opened.answer), options, **exporter, plan, std::move(made->files), colors);
}

Runner add_export(Options& command) {
  auto options = std::make_shared<ExportOptions>();
  command.argument("input", options->input, "SPEC|PLAN", "the spec, or a plan compiled from it; - is standard input");
  std::string names;
  for (const Exporter& exporter : exporting::kExporters)
    names += fmt::format("{}{}", names.empty() ? "" : "|", exporter.name);
  command.option("--to", options->to, names, "for which trainer");
  add_scale_and_config(command, options->choice);
  command.option("-o,--output", options->output, "FILE", "write to this file (or folder), whole or not at all");
  command.option("--weights", options->weights, "FILE",
                 "trained weights to take along: a .safetensors file, its .index.json, or a run's folder");
  command.flag("--allow-lossy", options->allow_lossy, "write what the trainer can be told, and say what it cannot");
  command.flag("--loader", options->loader, "instead, write cdp_plan.py, which reads plans into PyTorch");
  return [options](const Colors& colors) { return export_plan(*options, colors); };
}

}  // namespace cdp::driver
