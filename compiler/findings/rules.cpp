// See rules.h.
#include "compiler/findings/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/diag/explain.h"
#include "compiler/findings/json_text.h"

namespace cdp::findings {

namespace {

/// The families of codes, as lint.def has them.
struct Family {
  std::string_view beginning;
  std::string_view heading;
};
constexpr Family kFamilies[] = {{"W40", "Values"},
                                {"W41", "Scaling"},
                                {"W42", "Batch and duration"},
                                {"W43", "Dimensions"},
                                {"W45", "Selectors and tuning"},
                                {"W46", "What is unused or hard to read"},
                                {"W49", "Suppressions"}};

std::string_view heading_of(std::string_view code) {
  const auto* found = std::find_if(std::begin(kFamilies), std::end(kFamilies),
                                   [code](const Family& family) { return code.starts_with(family.beginning); });
  return found == std::end(kFamilies) ? "Others" : found->heading;
}

std::string_view level_of(const lint::Rule& rule) {
  return rule.state == lint::State::kOptIn ? "off" : diag::word(rule.row.severity);
}

std::string_view word(Fixable fixable) {
  switch (fixable) {
    case Fixable::kNo:
      return "";
    case Fixable::kSafely:
      return "--fix";
    case Fixable::kUnsafely:
      return "--unsafe-fixes";
  }
  return "";
}

/// Calls `begin` before the first rule of each family.
template <class Begin, class Each>
void by_family(std::span<const ListedRule> rules, const Begin& begin, const Each& each) {
  std::string_view heading;
  for (const ListedRule& listed : rules) {
    if (heading_of(listed.rule->row.id) != heading) begin(heading = heading_of(listed.rule->row.id));
    each(listed);
  }
}

}  // namespace

std::string rules_as_text(std::span<const ListedRule> rules) {
  std::size_t width = 0;
  for (const ListedRule& listed : rules) width = std::max(width, listed.rule->name.size());
  std::string result;
  by_family(
      rules, [&](std::string_view heading) { result += fmt::format("{}{}\n", result.empty() ? "" : "\n", heading); },
      [&](const ListedRule& listed) {
        const lint::Rule& rule = *listed.rule;
        result += fmt::format("  {}  {:<{}}  {:<7}  {}{}\n", rule.row.id, rule.name, width, level_of(rule), rule.what,
                              listed.fixable == Fixable::kNo ? "" : fmt::format("  [{}]", word(listed.fixable)));
      });
  return result;
}

std::string rules_as_json(std::span<const ListedRule> rules) {
  Json list = Json::array();
  for (const ListedRule& listed : rules) {
    const lint::Rule& rule = *listed.rule;
    const std::string_view fix = listed.fixable == Fixable::kNo       ? "none"
                                 : listed.fixable == Fixable::kSafely ? "safe"
                                                                      : "unsafe";
    list.push_back({{"code", rule.row.id},
                    {"name", rule.name},
                    {"family", heading_of(rule.row.id)},
                    {"level", diag::word(rule.row.severity)},
                    {"on", rule.state == lint::State::kOn},
                    {"fix", fix},
                    {"what", rule.what},
                    {"message", diag::without_holes(rule.row.message)},
                    {"why", rule.row.why},
                    {"source", rule.source},
                    {"bad", rule.row.bad},
                    {"good", rule.row.good}});
  }
  return written(list);
}

std::string rules_as_markdown(std::span<const ListedRule> rules) {
  const auto cell = [](std::string text) {
    for (std::size_t bar = text.find('|'); bar != std::string::npos; bar = text.find('|', bar + 2))
      text.insert(bar, "\\");
    return text;
  };
  std::string result;
  by_family(
      rules,
      [&](std::string_view heading) {
        result += fmt::format("{}## {}\n\n| code | name | level | fix | what is found |\n|---|---|---|---|---|\n",
                              result.empty() ? "" : "\n", heading);
      },
      [&](const ListedRule& listed) {
        const lint::Rule& rule = *listed.rule;
        result += fmt::format("| {} | {} | {} | {} | {} |\n", rule.row.id, rule.name, level_of(rule),
                              listed.fixable == Fixable::kNo ? "" : fmt::format("`{}`", word(listed.fixable)),
                              cell(std::string(rule.what)));
      });
  return result;
}

}  // namespace cdp::findings
