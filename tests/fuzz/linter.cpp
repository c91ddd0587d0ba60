// Every rule on one spec, and its fixes: what they leave must still be read.
#include "compiler/base/check.h"
#include "compiler/pipeline/lint_file.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

int linter(Bytes bytes) {
  Files files = files_of(text_of(bytes));
  if (takes_long(files)) return 0;
  pipeline::LintFileOptions options;
  options.fixing = pipeline::Fixing::kAll;
  options.shown = diag::Color::kNever;
  lint::Choice choice;
  choice.select = std::vector<std::string>{"all"};
  const auto selection = lint::Selection::of(choice);
  CHECK(selection);
  options.selection = *selection;
  const auto linted = pipeline::lint_file("fuzz.cdp", files, options);
  if (!linted || linted->before == linted->after) return 0;
  files.memory["fuzz.cdp"] = linted->after;
  options.fixing = pipeline::Fixing::kNone;
  CHECK(pipeline::lint_file("fuzz.cdp", files, options));
  return 0;
}

}  // namespace cdp::fuzz
