// Reads the library's files as written: what a rule set requires stands at its top level.
#include "compiler/sema/library_rules.h"

#include <algorithm>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/sema/trees.h"
#include "compiler/syntax/parse.h"
#include "stdlib/embedded.h"

namespace cdp::sema {
namespace {

bool is_word(const syntax::Expr& expr, std::string_view word) {
  const auto* path = std::get_if<syntax::Path>(&expr.node);
  return path && path->parts.size() == 1 && path->parts.front().text == word;
}

bool admits(const syntax::Setting& setting, std::string_view word) {
  const auto* list = std::get_if<syntax::List>(&setting.value->node);
  if (!list) return is_word(*setting.value, word);
  return std::any_of(list->items.begin(), list->items.end(), [&](const auto& item) { return is_word(*item, word); });
}

bool requires_word(const syntax::Rules& rules, std::string_view key, std::string_view word) {
  for (const auto& item : rules.items)
    if (const auto* block = std::get_if<syntax::Requires>(&item.node))
      for (const auto& setting : block->settings)
        if (setting.key.text == key && admits(setting, word)) return true;
  return false;
}

/// "std.muon" for "std/muon.cdp"
std::string library_of(const std::string& path) {
  std::string library = path.substr(0, path.rfind('.'));
  std::replace(library.begin(), library.end(), '/', '.');
  return library;
}

}  // namespace

std::vector<std::string> library_rules_for(std::string_view key, std::string_view word) {
  std::vector<std::string> found;
  for (const auto& [path, text] : stdlib::files()) {
    if (text.find("requires") == std::string::npos) continue;
    SourceMap sources;
    diag::DiagnosticSink sink;
    const auto file = syntax::parse(sources, sources.add(path, text), sink);
    for (const auto& statement : file.statements)
      if (const auto* rules = std::get_if<syntax::Rules>(&statement.node); rules && requires_word(*rules, key, word))
        found.push_back("`" + rules->name.text + "` (`use " + library_of(path) + "`)");
  }
  return found;
}

}  // namespace cdp::sema
