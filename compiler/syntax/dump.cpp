// A printer of trees; every field that a parse can set shows up, so that equal dumps mean equal trees.
#include "compiler/syntax/dump.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::syntax {

namespace {

template <class... Fs>
struct Overloads : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloads(Fs...) -> Overloads<Fs...>;  // clang 14 needs to be told

const char* sign(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAdd:
      return "+";
    case BinaryOp::kSub:
      return "-";
    case BinaryOp::kMul:
      return "*";
    case BinaryOp::kDiv:
      return "/";
    case BinaryOp::kMod:
      return "%";
    case BinaryOp::kPow:
      return "^";
    case BinaryOp::kEq:
      return "==";
    case BinaryOp::kNe:
      return "!=";
    case BinaryOp::kLt:
      return "<";
    case BinaryOp::kLe:
      return "<=";
    case BinaryOp::kGt:
      return ">";
    case BinaryOp::kGe:
      return ">=";
    case BinaryOp::kAnd:
      return "and";
    case BinaryOp::kOr:
      return "or";
  }
  return "?";
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else {
      result += c;
    }
  }
  return result + '"';
}

template <class Items, class Show>
std::string joined(const Items& items, std::string_view between, Show show) {
  std::string result;
  for (const auto& item : items) {
    if (&item != &items.front()) result += between;
    result += show(item);
  }
  return result;
}

std::string names(const std::vector<Ident>& idents, std::string_view between) {
  return joined(idents, between, [](const Ident& ident) { return ident.text; });
}

std::string tags(const std::vector<Ident>& idents) {
  return joined(idents, "", [](const Ident& ident) { return '@' + ident.text; });
}

std::string excluded(const std::vector<Ident>& idents) {
  std::string result;
  for (const Ident& ident : idents) result += " not @" + ident.text;
  return result;
}

std::string arguments(const std::vector<Argument>& given) {
  return joined(given, ", ", [](const Argument& argument) {
    return (argument.name ? argument.name->text + " = " : std::string()) + dump(*argument.value);
  });
}

std::string number(const Number& value) {
  std::string result = shortest(value.value);
  if (value.percent) result += " percent";
  if (!value.unit.empty()) result += ' ' + value.unit;
  return result;
}

std::string parameters(const std::vector<Parameter>& given) {
  return joined(given, ", ", [](const Parameter& parameter) {
    return parameter.name.text + (parameter.default_value ? " = " + dump(*parameter.default_value) : std::string());
  });
}

std::string call(const Call& call) {
  return fmt::format("{}({})", names(call.callee.parts, "."), arguments(call.arguments));
}

std::string index(const Index& index) {
  switch (index.kind) {
    case Index::Kind::kNumber:
      return fmt::format("[{}]", index.first);
    case Index::Kind::kRange:
      return fmt::format("[{}..{}]", index.first, index.last);
    case Index::Kind::kBind:
      return fmt::format("[{}]", index.bound.text);
  }
  return {};
}

std::string step(const SelectorStep& step) {
  const std::string name = step.kind == SelectorStep::Kind::kName   ? step.name.text
                           : step.kind == SelectorStep::Kind::kStar ? "*"
                                                                    : "**";
  return name + joined(step.indices, "", index);
}

class Printer {
 public:
  std::string run(const File& file) {
    for (const Statement& statement : file.statements) {
      docs(statement.doc);
      std::visit([&](const auto& node) { print(node); }, statement.node);
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_.append(2 * depth_, ' ');
    out_ += text;
    out_ += '\n';
  }

  void docs(const std::string& doc) {
    if (!doc.empty()) line("doc " + in_quotes(doc));
  }

  template <class Entries, class Show>
  void block(const std::string& head, const Entries& entries, Show show) {
    line(head);
    ++depth_;
    for (const auto& entry : entries) show(entry);
    --depth_;
  }

  void print(const Use& use) {
    const std::string target = use.library ? use.target : in_quotes(use.target);
    line((use.extends ? "extends " : "use ") + target + (use.names.empty() ? "" : ": " + names(use.names, ", ")));
  }
  void print(const Let& let) { line(fmt::format("let {} = {}", let.name.text, dump(*let.value))); }
  void print(const Axis& axis) { line("axis " + axis.name.text); }
  void print(const ModelIs& model) { line("model = " + dump(*model.value)); }
  void print(const ParameterizationIs& rules) { line("parameterization = " + dump(*rules.value)); }
  void print(const Reference& reference) { settings("reference", reference.settings); }
  void print(const Base& base) { settings("base", base.settings); }
  void print(const Training& training) { settings("training", training.settings); }
  void print(const Target& target) { settings("target " + target.name.text, target.settings); }
  void print(const Tune& tune) { adjustments("tune " + dump(tune.selector), tune.adjustments); }
  void print(const Search& search) {
    block("search", search.entries, [&](const SearchEntry& entry) {
      const std::string of = entry.base ? "base" : dump(entry.selector);
      const std::string value = joined(entry.knots, ", ", [](const SearchKnot& knot) {
        return dump(*knot.low) + (knot.high ? ".." + dump(*knot.high) : std::string());
      });
      line(fmt::format("{}{}.{} {} {}", entry.complement ? "1 - " : "", of, entry.hyperparameter.text, sign(entry.op),
                       entry.along ? "along(" + value + ")" : value));
    });
  }
  void print(const Assert& assert_) {
    line("assert " + dump(*assert_.condition) + (assert_.message ? ", " + in_quotes(*assert_.message) : std::string()));
  }
  void print(const Module& module) {
    block(fmt::format("module {}({})", module.name.text, parameters(module.parameters)), module.items,
          [&](const ModuleItem& item) { print(item); });
  }
  void print(const Rules& rules) {
    block(fmt::format("rules {}({})", rules.name.text, parameters(rules.parameters)) +
              (rules.extends ? " extends " + call(*rules.extends) : std::string()),
          rules.items, [&](const RulesItem& item) { print(item); });
  }

  void print(const RulesItem& item) {
    std::visit([&](const auto& node) { print(node); }, item.node);
  }
  void print(const Requires& requires_) { settings("requires", requires_.settings); }
  void print(const RuleClause& clause) { adjustments(dump(clause.selector), clause.adjustments); }
  void print(const RulesIf& item) { branches(item); }

  void print(const ModuleItem& item) {
    std::visit([&](const auto& node) { print(node); }, item.node);
  }
  void print(const Member& member) {
    docs(member.doc);
    std::string text = member.name.text + ": ";
    if (member.count) text += dump(*member.count) + " of ";
    text += fmt::format("{}({})", member.type.text, arguments(member.arguments));
    if (!member.tags.empty()) text += ' ' + tags(member.tags);
    if (member.distribution) text += " = " + member.distribution->text;
    line(text);
  }
  void print(const IfItem& item) { branches(item); }
  void print(const Forward& forward) {
    block(fmt::format("forward({})", names(forward.parameters, ", ")), forward.body,
          [&](const ForwardStatement& entry) {
            line((entry.target ? entry.target->text + " = " : "return ") + dump(*entry.value));
          });
  }

  template <class If>
  void branches(const If& item) {
    const auto each = [&](const auto& inner) { print(inner); };
    block("if " + dump(*item.condition), item.then_items, each);
    if (!item.else_items.empty()) block("else", item.else_items, each);
  }
  void settings(const std::string& head, const std::vector<Setting>& entries) {
    block(head, entries, [&](const Setting& entry) { line(entry.key.text + " = " + dump(*entry.value)); });
  }
  void adjustments(const std::string& head, const std::vector<Adjustment>& entries) {
    block(head, entries, [&](const Adjustment& entry) {
      line(fmt::format("{}{} {} {}", entry.complement ? "1 - " : "", entry.hyperparameter.text, sign(entry.op),
                       dump(*entry.value)));
    });
  }

  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string dump(const File& file) {
  return Printer().run(file);
}

std::string dump(const Expr& expr) {
  return std::visit(
      Overloads{
          [](const Number& node) { return number(node); }, [](const String& node) { return in_quotes(node.value); },
          [](const Boolean& node) { return std::string(node.value ? "true" : "false"); },
          [](const Path& node) { return names(node.parts, "."); },
          [](const Unary& node) {
            return fmt::format("({} {})", node.op == UnaryOp::kNegate ? "-" : "not", dump(*node.operand));
          },
          [](const Binary& node) {
            return fmt::format("({} {} {})", sign(node.op), dump(*node.left), dump(*node.right));
          },
          [](const Conditional& node) {
            return fmt::format("(if {} {} {})", dump(*node.condition), dump(*node.then_value), dump(*node.else_value));
          },
          [](const Call& node) { return call(node); },
          [](const List& node) {
            return '[' + joined(node.items, ", ", [](const ExprPtr& item) { return dump(*item); }) + ']';
          }},
      expr.node);
}

std::string dump(const Selector& selector) {
  return joined(selector.alternatives, ", ", [](const SelectorPath& path) {
    return joined(path.steps, ".", step) + tags(path.tags) + excluded(path.excluded);
  });
}

}  // namespace cdp::syntax
