// Walks the tree for the spans of what can be written on a line of its own.
#include "compiler/lint/units.h"

namespace cdp::lint {

namespace {

class Units {
 public:
  explicit Units(std::string_view text) : text_(text) {}

  template <class Entry>
  void add_all(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) add(entry.span);
  }

  void add(Span span) { spans_.push_back(span); }

  /// The tree has no span for it: from the keyword before its first word to its last.
  void add_from(std::string_view keyword, Span first, Span last) {
    const std::size_t begin = text_.rfind(keyword, first.begin);
    if (begin != std::string_view::npos) add({first.file, static_cast<std::uint32_t>(begin), last.end});
  }

  void operator()(const syntax::Member& member) { add(member.span); }
  void operator()(const syntax::Let& let) {
    if (let.value) add_from("let", let.name.span, let.value->span);
  }
  void operator()(const syntax::Assert& held) { add(held.span); }
  void operator()(const syntax::Forward& forward) {
    add(forward.span);
    add_all(forward.body);
  }
  void operator()(const syntax::IfItem& either) {
    add(either.span);
    walk(either.then_items);
    walk(either.else_items);
  }
  void operator()(const syntax::Requires& needs) {
    if (!needs.settings.empty()) add_from("requires", needs.settings.front().span, needs.settings.back().span);
    add_all(needs.settings);
  }
  void operator()(const syntax::RuleClause& clause) {
    add(clause.span);
    add_all(clause.adjustments);
  }
  void operator()(const syntax::RulesIf& either) {
    add(either.span);
    walk(either.then_items);
    walk(either.else_items);
  }

  void operator()(const syntax::Module& module) { walk(module.items); }
  void operator()(const syntax::Rules& rules) { walk(rules.items); }
  void operator()(const syntax::Reference& reference) { add_all(reference.settings); }
  void operator()(const syntax::Base& base) { add_all(base.settings); }
  void operator()(const syntax::Tune& tune) { add_all(tune.adjustments); }
  void operator()(const syntax::Search& search) { add_all(search.entries); }
  void operator()(const syntax::Training& training) { add_all(training.settings); }
  void operator()(const syntax::Target& target) { add_all(target.settings); }
  void operator()(const syntax::Use&) {}
  void operator()(const syntax::Axis&) {}
  void operator()(const syntax::ModelIs&) {}
  void operator()(const syntax::ParameterizationIs&) {}

  [[nodiscard]] std::vector<Span> take() { return std::move(spans_); }

 private:
  template <class Item>
  void walk(const std::vector<Item>& items) {
    for (const Item& item : items) std::visit(*this, item.node);
  }

  std::string_view text_;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> units_of(const syntax::File& file, std::string_view text) {
  Units units(text);
  for (const syntax::Statement& statement : file.statements) {
    units.add(statement.span);
    std::visit(units, statement.node);
  }
  return units.take();
}

}  // namespace cdp::lint
