// `cdp rules`: the list of the linter's rules. Which of them have fixes is found out by linting their bad examples.
#include "compiler/findings/rules.h"

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/rules.h"
#include "compiler/pipeline/lint_file.h"

namespace cdp::driver {

namespace {

findings::Fixable fixable(const lint::Rule& rule) {
  const std::string path = "example.cdp";
  Files files = pipeline::default_files();
  files.disk = false;
  files.memory[path] = rule.row.bad;
  pipeline::LintFileOptions options;
  if (rule.state == lint::State::kOptIn)
    options.selection = *lint::Selection::of({std::vector{std::string(rule.name)}, {}, {}});
  const auto linted = pipeline::lint_file(path, files, options);
  if (!linted) return findings::Fixable::kNo;
  for (const lint::Finding& finding : linted->findings)
    if (finding.row == &rule.row && finding.fix)
      return finding.fix->safety == diag::Safety::kSafe ? findings::Fixable::kSafely : findings::Fixable::kUnsafely;
  return findings::Fixable::kNo;
}

}  // namespace

Answer list_rules(RulesForm form) {
  std::vector<findings::ListedRule> rules;
  for (const lint::Rule& rule : lint::all_rules()) rules.push_back({&rule, fixable(rule)});
  switch (form) {
    case RulesForm::kText:
      return {kClean, findings::rules_as_text(rules), ""};
    case RulesForm::kJson:
      return {kClean, findings::rules_as_json(rules), ""};
    case RulesForm::kMarkdown:
      return {kClean, findings::rules_as_markdown(rules), ""};
  }
  return {};
}

Runner add_rules(Options& command) {
  auto form = std::make_shared<RulesForm>(RulesForm::kText);
  command.choice<RulesForm>(
      "--format", *form, {{"text", RulesForm::kText}, {"json", RulesForm::kJson}, {"markdown", RulesForm::kMarkdown}},
      "how the list is written");
  return [form](const Colors&) { return list_rules(*form); };
}

}  // namespace cdp::driver
