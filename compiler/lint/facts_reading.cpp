// See facts_reading.h.
#include "compiler/lint/facts_reading.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "compiler/scaling/rules.h"
#include "compiler/sema/walk.h"

namespace cdp::lint {

namespace {

/// As `use` spells it: `std/gpt.cdp` of `std.gpt`, other paths from the linted file's folder.
std::string path_of(const Text& text, const syntax::Use& use) {
  if (!use.library)
    return (std::filesystem::path(text.file().path).parent_path() / use.target).lexically_normal().string();
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

template <class If, class Item>
void visit_all(const std::vector<Item>& items, const std::function<void(const Item&)>& visit) {
  for (const Item& item : items) {
    visit(item);
    const auto* either = std::get_if<If>(&item.node);
    if (either == nullptr) continue;
    visit_all<If>(either->then_items, visit);
    visit_all<If>(either->else_items, visit);
  }
}

}  // namespace

std::optional<std::size_t> imported_file(const Text& text, const syntax::Use& use) {
  const std::string path = path_of(text, use);
  const auto& files = text.program.files;
  const auto at = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file->path == path; });
  return at == files.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - files.begin()));
}

std::set<std::string> declared_in(const sema::Program& program, std::size_t file) {
  std::set<std::string> names;
  for (const auto& [name, declaration] : program.files[file]->scope)
    if (declaration.file == file) names.insert(name);
  return names;
}

std::vector<const syntax::Statement*> unread_statements(const Text& text) {
  const std::set<std::string> used = used_names(text);
  std::vector<const syntax::Statement*> unread;
  for (const syntax::Statement& statement : text.file().ast.statements)
    if (const syntax::Ident* name = declared_name(statement); name != nullptr && !used.contains(name->text))
      unread.push_back(&statement);
  return unread;
}

std::set<std::string> axis_keys(const Text& text) {
  std::set<std::string> keys;
  const auto add = [&](const std::vector<syntax::Setting>& settings) {
    for (const syntax::Setting& setting : settings) keys.insert(setting.key.text);
  };
  for (const syntax::Statement& statement : text.file().ast.statements) {
    if (const auto* reference = std::get_if<syntax::Reference>(&statement.node)) add(reference->settings);
    if (const auto* target = std::get_if<syntax::Target>(&statement.node)) add(target->settings);
  }
  return keys;
}

std::set<std::string> axes_of_ratios(const Text& text) {
  std::set<std::string> axes;
  for (const std::string& name : used_names(text))
    if (name.starts_with(scaling::kRatioMark)) axes.insert(name.substr(scaling::kRatioMark.size()));
  return axes;
}

void visit_items(const std::vector<syntax::ModuleItem>& items,
                 const std::function<void(const syntax::ModuleItem&)>& visit) {
  visit_all<syntax::IfItem>(items, visit);
}

void visit_items(const std::vector<syntax::RulesItem>& items,
                 const std::function<void(const syntax::RulesItem&)>& visit) {
  visit_all<syntax::RulesIf>(items, visit);
}

Span let_span(const Text& text, const syntax::Let& let) {
  constexpr std::string_view kLet = "let";
  const std::string_view before = text.sources.text({let.name.span.file, 0, let.name.span.begin});
  const auto at = static_cast<std::uint32_t>(before.rfind(kLet));
  return {let.name.span.file, at, let.value->span.end};
}

std::optional<Span> removal_of(const Text& text, const std::vector<Span>& list, std::size_t removed) {
  const Span own = list[removed];
  if (list.size() == 1) return own;
  const bool last = removed + 1 == list.size();
  const Span whole =
      last ? Span{own.file, list[removed - 1].end, own.end} : Span{own.file, own.begin, list[removed + 1].begin};
  const std::string_view between =
      last ? text.sources.text({own.file, whole.begin, own.begin}) : text.sources.text({own.file, own.end, whole.end});
  if (between.find_first_of(",;") == std::string_view::npos) return own;  // a line of its own, which goes with it
  return between.find("//") == std::string_view::npos ? std::optional(whole) : std::nullopt;
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
      const sema::Declaration* declared = program.find(within, path->parts.front().text);
      const auto* let = declared == nullptr ? nullptr : std::get_if<syntax::Let>(&declared->statement->node);
      constant = constant && let != nullptr;
      if (let != nullptr && seen.insert(let->value.get()).second) open.emplace_back(declared->file, let->value.get());
    });
  }
  return constant;
}

Span digits_span(const Text& text, const syntax::Expr& number) {
  const std::string_view written = text.sources.text(number.span);
  const std::size_t end = std::min(written.find_first_not_of("0123456789"), written.size());
  return {number.span.file, number.span.begin, number.span.begin + static_cast<std::uint32_t>(end)};
}

}  // namespace cdp::lint
