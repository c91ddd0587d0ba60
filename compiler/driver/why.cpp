// `cdp why`: what is asked for may be a tensor, a multiplier, one value of these, or any selector of the language.
#include "compiler/driver/why.h"

#include <memory>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/harmless.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/pipeline/emit.h"

namespace cdp::driver {

namespace {

using pipeline::ExplainRequest;

Error not_found(const pipeline::FoundRequest& found, const WhyOptions& options) {
  const std::string& text = options.subject;
  if (found.missing == pipeline::FoundRequest::Missing::kValue)
    return {fmt::format("`{}` has no `{}`", dotted::parent(text), dotted::last(text)), ""};
  return {fmt::format("there is no tensor, multiplier or module `{}`{}", text,
                      found.hint.empty() ? "; `cdp why " + options.spec + "` lists them all" : found.hint),
          ""};
}

std::string shown(const CompiledSpec& compiled, const ExplainRequest& request, diag::Color color) {
  if (request.parts.size() != 1 && !request.hp)
    return head(compiled, color) + "\n" + table(compiled, request.parts, color);
  return chains(compiled, request.parts, request.hp, color);
}

}  // namespace

Answer why(const WhyOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.choice, colors);
  if (!opened) return opened.answer;
  const plan::Plan plan = pipeline::emit(*opened.analysis, *opened.scaled, pipeline::Reasons::kLeaveOut);
  const CompiledSpec compiled{*opened.analysis, *opened.scaled, plan};
  const pipeline::FoundRequest found = pipeline::find_request(compiled, options.subject);
  if (found.missing != pipeline::FoundRequest::Missing::kNothing)
    return could_not_run(not_found(found, options), colors);
  opened.answer.out = harmless_but_colours(stand_ins(*opened.analysis) + shown(compiled, found.request, colors.out));
  return opened.answer;
}

Runner add_why(Options& command) {
  auto options = std::make_shared<WhyOptions>();
  add_spec(command, options->spec);
  command.argument("subject", options->subject, "TENSOR[.lr]",
                   "a tensor, multiplier, module or one value; otherwise a table of all");
  add_scale_and_config(command, options->choice);
  return [options](const Colors& colors) { return why(*options, colors); };
}

}  // namespace cdp::driver
