// The report as a comment on a pull request: a line that says it all, then what is wrong with its repair, and the terms
// behind it folded. Whatever comes from a spec is code or escaped.
#include "compiler/base/markdown.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/stability/report.h"

namespace cdp::stability {

namespace {

using markdown::code;
using markdown::plain;

std::string row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string repair_cell(const Finding& finding) {
  if (!finding.is_fault()) return "none: " + plain(finding.excuse);
  if (finding.rules_at.empty()) return finding.repair.empty() ? "" : "add " + code(finding.repair);
  if (finding.repair.empty()) return "leave out the rule at " + code(finding.rules_at);
  return fmt::format("{} becomes {}", code(finding.rules_at), code(finding.repair));
}

/// `1 x width^0.5 = width^0.5`, each factor with what it is.
std::string terms_list(const Finding& finding, const Axis& axis) {
  const std::string base = base_of(axis);
  std::string out = fmt::format("\n{} of {}:\n\n", code(finding.hp), subject_of(finding.names, axis).text(code));
  for (const Term& term : finding.because)
    out += fmt::format("- {} {}{}\n", code(exponent_text({term.exponent}, base)), plain(term.text),
                       term.at.empty() ? "" : ", " + code(term.at));
  out += fmt::format("- together {}: {}\n", code(exponent_text({finding.effect}, base)), sum_of_terms(finding));
  const std::string more = remark(finding, axis);
  return more.empty() ? out : out + "\n" + plain(more) + "\n";
}

/// Its sentence, with the powers as they stand: they hold nothing of others but the axis's name.
std::string finding_row(const Finding& finding, const Axis& axis) {
  const std::string verdict = finding.is_fault() ? fmt::format("**{}**", word(finding.verdict)) : "no fault";
  std::string said = sentence(finding, axis).substr(finding.hp.size() + 3);
  return row({verdict, fmt::format("{} of {}", code(finding.hp), subject_of(finding.names, axis).text(code)),
              plain(said), repair_cell(finding)});
}

std::string section(const Axis& axis) {
  if (axis.findings.empty() && axis.undecided.empty()) return "";
  std::string out = fmt::format("#### Along {}: {}\n\n", code(axis.name), verdict(axis));
  std::string terms;
  if (!axis.findings.empty()) out += row({"", "what", "as it grows", "repair"}) + row({"---", "---", "---", "---"});
  for (const Finding& finding : axis.findings) {
    out += finding_row(finding, axis);
    if (finding.is_fault()) terms += terms_list(finding, axis);
  }
  for (const auto& [names, why] : undecided_by_reason(axis)) {
    out += fmt::format("\nUnknown for {}: {}.\n", subject_of(names, axis).text(code), plain(why));
  }
  if (!terms.empty()) out += fmt::format("\n<details><summary>Why</summary>\n{}\n</details>\n", terms);
  return out + "\n";
}

/// `**not stable** along width; stable along depth, batch`
std::string verdict_line(const Report& report) {
  std::vector<std::pair<std::string_view, std::vector<std::string>>> groups;
  for (const Axis& axis : report.axes) {
    const auto is_it = [&](const auto& group) { return group.first == verdict(axis); };
    auto group = std::find_if(groups.begin(), groups.end(), is_it);
    if (group == groups.end())
      group = groups.insert(axis.stable() ? groups.end() : groups.begin(), {verdict(axis), {}});
    group->second.push_back(code(axis.name));
  }
  std::vector<std::string> parts;
  for (const auto& [word, axes] : groups)
    parts.push_back(fmt::format("{} along {}", word == "not stable" ? "**not stable**" : word, fmt::join(axes, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

std::string to_markdown(const Report& report) {
  std::string text = fmt::format("<!-- cdp-scaling -->\n**cdp scaling** of {} under {}: {}\n\n", code(report.spec),
                                 code(report.rules), verdict_line(report));
  for (const Axis& axis : report.axes) text += section(axis);
  return text + fmt::format("<sub>{}</sub>\n", kBlindSpot);
}

}  // namespace cdp::stability
