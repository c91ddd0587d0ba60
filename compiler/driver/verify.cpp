// `cdp verify`: a plan against a file of weights.
#include "compiler/driver/verify.h"

#include <memory>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/plan_input.h"
#include "compiler/driver/session.h"
#include "compiler/verify/report.h"

namespace cdp::driver {

namespace {

/// Each is FILE=PLAN or the path of a file of such lines.
Result<std::vector<verify::Rename>> read_renames(const std::vector<std::string>& given) {
  std::vector<verify::Rename> renames;
  for (const std::string& one : given) {
    if (one.find('=') != std::string::npos) {
      auto rename = verify::parse_rename(one);
      if (!rename) return Error{rename.error().message, "--rename"};
      renames.push_back(std::move(*rename));
      continue;
    }
    const auto text = Files{}.read(one);
    if (!text) return text.error();
    auto read = verify::parse_renames(*text);
    if (!read) return Error{read.error().message, one + ":" + read.error().place};
    renames.insert(renames.end(), read->begin(), read->end());
  }
  return renames;
}

/// Names come from the file: no line of them can steer the user's terminal.
std::string harmless_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    result += diag::harmless(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return result;
}

}  // namespace

Answer verify_weights(const VerifyOptions& options, const Colors& colors) {
  OpenedPlan opened = open_plan(options.plan, options.choice, pipeline::Reasons::kLeaveOut, colors);
  if (!opened) {
    opened.answer.exit_code = kCouldNotRun;  // findings are of the weights: a spec with errors is none
    return opened.answer;
  }
  auto renames = read_renames(options.renames);
  if (!renames) return could_not_run(renames.error(), colors);
  const auto weights = weights::open_weights(options.against);
  if (!weights) return could_not_run(weights.error(), colors);
  const verify::Verification found =
      verify::verify(*opened.plan, *weights, {std::move(*renames), options.ignored, options.transposed});
  const verify::ShownNames names{
      fmt::format("{} at {}", options.plan == "-" ? kStdin : options.plan, opened.plan->target), weights->path};
  Answer answer = std::move(opened.answer);
  for (const std::string& unused : found.unused)
    answer.err += fmt::format("warning: `{}` matches no tensor of the file\n", diag::harmless(unused));
  answer.out = options.format == VerifyFormat::kJson ? verify::to_json(found, names)
                                                     : harmless_lines(verify::to_text(found, names));
  answer.exit_code = found.findings.empty() ? kClean : kFindings;
  return answer;
}

Runner add_verify(Options& command) {
  auto options = std::make_shared<VerifyOptions>();
  command.argument("plan", options->plan, "SPEC|PLAN", "a spec, or the plan compiled from one; - is standard input")
      .required = true;
  command
      .option("--against", options->against, "FILE",
              "the weights: a .safetensors file, its .index.json, or a folder that holds one")
      .required = true;
  add_scale_and_config(command, options->choice);
  command.list("--rename", options->renames, "FILE=PLAN",
               "what names of the file are in the plan, as in 'model.**=**'; or a file of such lines");
  command.list("--ignore", options->ignored, "PATTERN", "tensors of the file to leave out, as in 'h.*.attn.bias'");
  command.list("--transposed", options->transposed, "PATTERN",
               "matrices of the file that lie as (in, out), as in 'h.*.*.c_fc.weight'");
  command.choice<VerifyFormat>("--format", options->format,
                               {{"text", VerifyFormat::kText}, {"json", VerifyFormat::kJson}},
                               "text otherwise; json names every tensor");
  return [options](const Colors& colors) { return verify_weights(*options, colors); };
}

}  // namespace cdp::driver
