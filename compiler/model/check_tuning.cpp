// Collects the tags that there are, then looks each written one up.
#include "compiler/model/check_tuning.h"

#include <set>

#include "compiler/base/text.h"
#include "compiler/model/tags.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/names.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::model {
namespace {

using diag::Code;

void declared_in(const std::vector<syntax::ModuleItem>& items, std::set<std::string>& out) {
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node))
      for (const auto& tag : member->tags) out.insert(tag.text);
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      declared_in(branch->then_items, out);
      declared_in(branch->else_items, out);
    }
  }
}

std::set<std::string> known_tags(const sema::Program& program) {
  std::set<std::string> out;
  for (const TagRow& row : tag_table()) out.emplace(row.name);
  for (const auto& file : program.files)
    for (const auto& statement : file->ast.statements)
      if (const auto* module = std::get_if<syntax::Module>(&statement.node)) declared_in(module->items, out);
  return out;
}

void check_adjustment(const syntax::Adjustment& adjustment, const sema::Resolution& names, diag::DiagnosticSink& sink) {
  const auto& name = adjustment.hyperparameter;
  if (!names.hyperparameter(adjustment))
    sink.report<Code::E0238>(name.span, name.text, syntax::meant_key(name.text, sema::hp_names()));
  if (adjustment.op == syntax::AdjustOp::kPower) sink.report<Code::E0405>(adjustment.span);
}

class TagCheck {
 public:
  TagCheck(const sema::Program& program, diag::DiagnosticSink& sink) : sink_(sink), known_(known_tags(program)) {
    for (const std::string& tag : known_) marked_.push_back("@" + tag);
    for (const syntax::File* file : program.run())
      for (const auto& statement : file->statements)
        has_model_ = has_model_ || std::holds_alternative<syntax::ModelIs>(statement.node);
  }

  void selector(const syntax::Selector& selector) {
    for (const auto& alternative : selector.alternatives)
      for (const auto& tag : alternative.tags) check(tag);
  }

  void items(const std::vector<syntax::RulesItem>& list) {
    for (const auto& item : list) {
      if (const auto* clause = std::get_if<syntax::RuleClause>(&item.node)) selector(clause->selector);
      if (const auto* branch = std::get_if<syntax::RulesIf>(&item.node)) {
        items(branch->then_items);
        items(branch->else_items);
      }
    }
  }

 private:
  /// Without a model the modules that declare a tag may stand in a file that is not read here; a slip of a known one is
  /// an error all the same.
  void check(const syntax::Ident& tag) {
    if (known_.contains(tag.text) || sema::library_declares_tag(tag.text)) return;
    const std::string advice = did_you_mean("@" + tag.text, marked_);
    if (has_model_ || !advice.empty()) {
      sink_.report<Code::E0402>(tag.span, tag.text, advice);
    } else {
      sink_.report<Code::W0250>(tag.span, tag.text);
    }
  }

  diag::DiagnosticSink& sink_;
  std::set<std::string> known_;
  std::vector<std::string> marked_;
  bool has_model_ = false;
};

}  // namespace

void check_tuning(const sema::Program& program, diag::DiagnosticSink& sink) {
  if (!program.whole) return;  // what declares a tag may be what could not be read
  TagCheck tags(program, sink);
  const auto check_tune = [&](const syntax::Statement& statement) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr) return;
    tags.selector(tune->selector);
    for (const auto& adjustment : tune->adjustments) check_adjustment(adjustment, program.names, sink);
  };
  for (const auto& statement : program.overrides) check_tune(statement);
  for (std::size_t i = 0; i < program.files.size(); ++i) {
    if (program.files[i]->library && i != 0) continue;
    for (const auto& statement : program.files[i]->ast.statements) {
      if (sink.full()) return;
      check_tune(statement);
      if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) tags.items(rules->items);
    }
  }
}

}  // namespace cdp::model
