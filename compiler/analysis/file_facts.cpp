// See file_facts.h.
#include "compiler/analysis/file_facts.h"

#include <algorithm>
#include <filesystem>

#include "compiler/analysis/usage.h"
#include "compiler/scaling/rules.h"
#include "compiler/sema/walk.h"

namespace cdp::analysis {

namespace {

/// As `use` spells it: `std/gpt.cdp` of `std.gpt`, other paths from the root's folder.
std::string path_of(const sema::Program& program, const syntax::Use& use) {
  if (!use.library)
    return (std::filesystem::path(program.root().path).parent_path() / use.target).lexically_normal().string();
  std::string path = use.target;
  std::replace(path.begin(), path.end(), '.', '/');
  return path + ".cdp";
}

/// Null where the statement declares nothing.
const syntax::Ident* declared_name(const syntax::Statement& statement) {
  if (const auto* let = std::get_if<syntax::Let>(&statement.node)) return &let->name;
  if (const auto* axis = std::get_if<syntax::Axis>(&statement.node)) return &axis->name;
  if (const auto* module = std::get_if<syntax::Module>(&statement.node)) return &module->name;
  if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) return &rules->name;
  return nullptr;
}

}  // namespace

FileFacts facts_of(const sema::Program& program) {
  FileFacts facts;
  const syntax::File& file = program.root().ast;
  const auto add_keys = [&](const std::vector<syntax::Setting>& settings) {
    for (const syntax::Setting& setting : settings) facts.axis_keys.insert(setting.key.text);
  };
  for (const syntax::Statement& statement : file.statements) {
    facts.is_spec = facts.is_spec || std::holds_alternative<syntax::ModelIs>(statement.node);
    facts.used.merge(names_read(statement));
    if (const auto* reference = std::get_if<syntax::Reference>(&statement.node)) add_keys(reference->settings);
    if (const auto* target = std::get_if<syntax::Target>(&statement.node)) add_keys(target->settings);
  }
  for (const syntax::Statement& statement : file.statements)
    if (const syntax::Ident* name = declared_name(statement); name != nullptr && !facts.used.contains(name->text))
      facts.unread.push_back(&statement);
  for (const std::string& name : facts.used)
    if (name.starts_with(scaling::kRatioMark)) facts.axes_of_ratios.insert(name.substr(scaling::kRatioMark.size()));
  facts.tune_lines = tune_lines(program);
  for (const TuneLine& line : facts.tune_lines)
    if (line.per_layer) facts.per_layer.insert(&line.tune);
  return facts;
}

std::optional<std::size_t> imported_file(const sema::Program& program, const syntax::Use& use) {
  const std::string path = path_of(program, use);
  const auto& files = program.files;
  const auto at = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file->path == path; });
  return at == files.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - files.begin()));
}

std::set<std::string> declared_in(const sema::Program& program, std::size_t file) {
  std::set<std::string> names;
  for (const auto& [name, declaration] : program.files[file]->scope)
    if (declaration.file == file) names.insert(name);
  return names;
}

bool is_constant(const sema::Program& program, std::size_t file, const syntax::Expr& expr) {
  // Each let once, however many expressions lead to it.
  std::vector<std::pair<std::size_t, const syntax::Expr*>> open = {{file, &expr}};
  std::set<const syntax::Expr*> seen;
  bool constant = true;
  while (constant && !open.empty()) {
    const auto [within, whole] = open.back();
    open.pop_back();
    sema::visit_parts(*whole, [&, within = within](const syntax::Expr& part) {
      const auto* path = std::get_if<syntax::Path>(&part.node);
      if (path == nullptr) return;
      const sema::Declaration* declared = program.meaning(within, path->parts.front()).declaration;
      const auto* let = declared == nullptr ? nullptr : std::get_if<syntax::Let>(&declared->statement->node);
      constant = constant && let != nullptr;
      if (let != nullptr && seen.insert(let->value.get()).second) open.emplace_back(declared->file, let->value.get());
    });
  }
  return constant;
}

}  // namespace cdp::analysis
