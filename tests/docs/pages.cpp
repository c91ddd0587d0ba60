// See pages.h. Examples are run as `gpt.cdp`; what is printed is taken as it is.
#include "tests/docs/pages.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/diag/explain.h"
#include "compiler/diag/render.h"
#include "compiler/format/diff.h"
#include "compiler/pipeline/linting.h"

namespace cdp::docs {

namespace {

constexpr const char* kSpec = "gpt.cdp";

/// A code of the compiler, or of a rule of the linter.
struct Entry {
  const diag::CatalogRow& row;
  const lint::Rule* rule = nullptr;

  /// What is found: of a rule a phrase, of the compiler the message.
  [[nodiscard]] std::string what() const {
    return rule != nullptr ? std::string(rule->what) : diag::without_holes(row.message);
  }
  /// `unused-let`; the code where there is no name.
  [[nodiscard]] std::string name() const { return std::string(rule != nullptr ? rule->name : row.id); }
};

std::vector<Entry> entries() {
  std::vector<Entry> all;
  for (const diag::CatalogRow& row : diag::kCatalog) all.push_back({row});
  for (const lint::Rule& rule : lint::all_rules()) all.push_back({rule.row, &rule});
  return all;
}

/// A sentence: its first letter large, a full stop at its end.
std::string sentence(std::string_view text) {
  std::string result(text);
  if (result.empty()) return result;
  if (!result.starts_with("arXiv")) result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
  return result.back() == '.' ? result : result + ".";
}

std::string printed_for(const Entry& entry) {
  Files files = pipeline::default_files();
  files.memory[kSpec] = entry.row.bad;
  auto analysis = pipeline::analyse(kSpec, files);
  CHECK(analysis);
  pipeline::AnalysedSpec& a = **analysis;
  diag::DiagnosticSink findings;
  if (entry.rule != nullptr) {
    const lint::Rule* const alone[] = {entry.rule};
    pipeline::lint(a, alone, {}, "all", findings);
  } else {
    pipeline::check_targets(a);
  }
  const auto& sink = entry.rule != nullptr ? findings : a.sink;
  return diag::render_all(sink.sorted(), a.sources, diag::Color::kNever);
}

std::string fenced(std::string_view language, std::string_view text) {
  while (text.starts_with('\n')) text.remove_prefix(1);
  return fmt::format("```{}\n{}{}```\n", language, text, text.ends_with('\n') ? "" : "\n");
}

/// What changes, where that is shorter than the mended spec.
std::string way_out(const diag::CatalogRow& row) {
  std::string changes = format::unified_diff(row.bad, row.good, "wrong", "right");
  changes.erase(0, changes.find("@@"));
  return changes.size() < row.good.size() ? fenced("diff", changes) : fenced("cdp", row.good);
}

std::string_view who(const Entry& entry) {
  if (entry.row.id.starts_with("E09")) return "found by every command that reads a `cdp.toml`";
  if (entry.rule == nullptr) return "found by every command that reads a spec";
  return entry.rule->state == lint::State::kOn
             ? "found by `cdp lint`"
             : "found by `cdp lint` where it is asked for with `--select` or `select`";
}

std::string silence(const Entry& entry) {
  const std::string name = entry.name();
  return fmt::format("\n## To live with it\n\nIn one place, with the reason:\n\n{}\nEverywhere, in `cdp.toml`:\n\n{}",
                     fenced("cdp", fmt::format("// cdp: ignore[{}] why it is right here", entry.row.id)),
                     fenced("toml", fmt::format("[lint.levels]\n{} = \"off\"", name)));
}

Page page_of(const Entry& entry) {
  const diag::CatalogRow& row = entry.row;
  std::string text = fmt::format("# {}{}\n\n", row.id, entry.rule != nullptr ? " " + entry.name() : "");
  text += fmt::format("> {}\n\n", entry.what());
  text += fmt::format("{}, {}. {}\n", sentence(diag::word(row.severity)).substr(0, diag::word(row.severity).size()),
                      who(entry), sentence(row.why));
  if (entry.rule != nullptr) text += fmt::format("\nSource: {}\n", sentence(entry.rule->source));
  if (!row.bad.empty())
    text += fmt::format("\n## Wrong\n\n{}\n{}\n## Right\n\n{}", fenced("cdp", row.bad),
                        fenced("text", printed_for(entry)), way_out(row));
  if (row.severity != diag::Severity::kError || entry.rule != nullptr) text += silence(entry);
  return {std::string(row.id) + ".md", text};
}

struct Family {
  std::string_view prefix, title;
};
constexpr Family kFamilies[] = {
    {"E01", "Syntax"},
    {"E02", "Names, units and constants"},
    {"E03", "Models"},
    {"E04", "Scaling"},
    {"E09", "cdp.toml"},
    {"W02", "Warnings of the compiler: names, units and constants"},
    {"W04", "Warnings of the compiler: scaling"},
    {"W40", "Lint: values"},
    {"W41", "Lint: scaling"},
    {"W42", "Lint: batch, duration and schedule"},
    {"W43", "Lint: dimensions"},
    {"W45", "Lint: selectors and tuning"},
    {"W46", "Lint: what is unused or hard to read"},
    {"W49", "Lint: suppressions"},
};

/// A pipe would end a cell.
std::string cell(std::string_view text) {
  std::string result;
  for (const char character : text) result += character == '|' ? "\\|" : std::string(1, character);
  return result;
}

Page index() {
  std::string text =
      "# Every code\n\nMade from the rows that the programs themselves read; `cdp explain CODE` shows the same on the "
      "terminal. Codes never change their\nmeaning. How levels are set, findings accepted and suppressed: "
      "[Put cdp into your CI](../ci.md).\n";
  std::size_t listed = 0;
  const auto all = entries();
  for (const Family& family : kFamilies) {
    std::string rows;
    for (const Entry& entry : all) {
      if (!entry.row.id.starts_with(family.prefix)) continue;
      const std::string name = entry.rule != nullptr ? fmt::format(" `{}`", entry.rule->name) : "";
      rows += fmt::format("| [{0}]({0}.md){1} | {2} | {3} |\n", entry.row.id, name, diag::word(entry.row.severity),
                          cell(entry.what()));
      ++listed;
    }
    if (!rows.empty()) text += fmt::format("\n## {}\n\n| code | level | what |\n|---|---|---|\n{}", family.title, rows);
  }
  CHECK(listed == all.size());  // a family is missing
  text += "\n## Retired\n\n| code | what it meant |\n|---|---|\n";
  for (const diag::Retired& row : diag::kRetired)
    text += fmt::format("| [{0}]({0}.md) | {1} |\n", row.id, cell(row.meant));
  return {"README.md", text};
}

}  // namespace

std::vector<Page> pages() {
  std::vector<Page> result = {index()};
  for (const Entry& entry : entries()) result.push_back(page_of(entry));
  for (const diag::Retired& row : diag::kRetired) {
    const std::string text =
        fmt::format("# {}\n\nRetired: reported no more. It meant: {}.\n\nNow: {}.\n", row.id, row.meant, row.instead);
    result.push_back({std::string(row.id) + ".md", text});
  }
  return result;
}

}  // namespace cdp::docs
