// `cdp why`: the subject may be a tensor, a multiplier, one value of these, or any selector of the language.
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

using pipeline::Subject;

Error not_found(const pipeline::FoundSubject& found, const WhyOptions& options) {
  const std::string& text = options.subject;
  if (found.missing == pipeline::FoundSubject::Missing::kValue)
    return {fmt::format("`{}` has no `{}`", dotted::parent(text), dotted::last(text)), ""};
  return {fmt::format("there is no tensor, multiplier or module `{}`{}", text,
                      found.hint.empty() ? "; `cdp why " + options.spec + "` lists them all" : found.hint),
          ""};
}

std::string shown(const Scene& scene, const Subject& subject, diag::Color color) {
  if (subject.parts.size() != 1 && !subject.hp) return head(scene, color) + "\n" + table(scene, subject.parts, color);
  return chains(scene, subject.parts, subject.hp, color);
}

}  // namespace

Answer why(const WhyOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.place, colors);
  if (!opened) return opened.answer;
  const plan::Plan plan = pipeline::emit(*opened.analysis, *opened.scaled, pipeline::Reasons::kLeaveOut);
  const Scene scene{*opened.analysis, *opened.scaled, plan};
  const pipeline::FoundSubject found = pipeline::find_subject(scene, options.subject);
  if (found.missing != pipeline::FoundSubject::Missing::kNothing)
    return could_not_run(not_found(found, options), colors);
  opened.answer.out = harmless_but_colours(stand_ins(*opened.analysis) + shown(scene, found.subject, colors.out));
  return opened.answer;
}

Runner add_why(Options& command) {
  auto options = std::make_shared<WhyOptions>();
  add_spec(command, options->spec);
  command.argument("subject", options->subject, "TENSOR[.lr]",
                   "a tensor, multiplier, module or one value; otherwise a table of all");
  add_place(command, options->place);
  return [options](const Colors& colors) { return why(*options, colors); };
}

}  // namespace cdp::driver
