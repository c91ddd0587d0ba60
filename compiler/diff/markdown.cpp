// `cdp diff` as a comment on a pull request: a line that says it all, then a table for each category, long ones folded.
// Whatever comes from a spec or plan is code or escaped: a name cannot end a table, add a link or mention a person.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/markdown.h"
#include "compiler/diff/report.h"

namespace cdp::diff {

namespace {

/// Tables with more rows are folded.
constexpr std::size_t kMostRows = 10;

using markdown::code;
using markdown::plain;

constexpr Markup kMarkdown = {code, plain};

struct Row {
  std::string what, before, after, effect, count, because;
};

std::string names_text(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  quoted.reserve(names.size());
  for (const std::string& name : names) quoted.push_back(code(name));
  return fmt::format("{}", fmt::join(quoted, "<br>"));
}

void add_rows(const Difference& difference, std::vector<Row>& rows) {
  std::vector<std::string> causes;
  for (const Cause& cause : difference.causes) causes.push_back(cause_text(cause, kMarkdown));
  std::string because = fmt::format("{}", fmt::join(causes, "<br>"));
  for (const Line& line : lines_of(difference)) {
    std::string what = names_text(line.names);
    if (!line.label.empty())
      what += (what.empty() ? "" : " ") + (line.a.empty() ? code(line.label) : plain(line.label));
    rows.push_back(
        {what, code(line.a), code(line.b), plain(line.effect), count_text(difference.category, line.count), because});
    if (!because.empty()) because = "as above";
  }
}

/// Without the columns that no row needs.
std::string table_of(const std::vector<Row>& rows) {
  struct Column {
    const char* title;
    std::string Row::*cell;
  };
  constexpr Column kColumns[] = {{"", &Row::what},         {"before", &Row::before}, {"after", &Row::after},
                                 {"change", &Row::effect}, {"of", &Row::count},      {"because", &Row::because}};
  std::string head = "|";
  std::string rule = "|";
  std::vector<std::string> lines(rows.size(), "|");
  for (const Column& column : kColumns) {
    const auto has_text = [&](const Row& row) { return !(row.*column.cell).empty(); };
    if (std::none_of(rows.begin(), rows.end(), has_text)) continue;
    head += fmt::format(" {} |", column.title);
    rule += " --- |";
    for (std::size_t i = 0; i < rows.size(); ++i) lines[i] += fmt::format(" {} |", rows[i].*column.cell);
  }
  return fmt::format("{}\n{}\n{}\n", head, rule, fmt::join(lines, "\n"));
}

std::string section(const Report& report, const CategoryRow& category) {
  std::vector<Row> rows;
  for (const Difference& difference : report.differences)
    if (difference.category == category.category) add_rows(difference, rows);
  if (rows.empty()) return "";
  if (rows.size() <= kMostRows) return fmt::format("#### {}\n\n{}\n", category.title, table_of(rows));
  return fmt::format("<details><summary><b>{}</b>: {} changes</summary>\n\n{}\n</details>\n\n", category.title,
                     rows.size(), table_of(rows));
}

}  // namespace

std::string to_markdown(const Report& report) {
  std::string text = fmt::format("<!-- cdp-diff -->\n**cdp diff** from {} to {}: {}\n\n", code(side_text(report.a)),
                                 code(side_text(report.b)), plain(verdict(report)));
  for (const CategoryRow& category : kCategories)
    if (!report.is_noted(category.category)) text += section(report, category);
  std::vector<std::string> notes;
  for (const std::string& note : notes_of(report)) notes.push_back(plain(note));
  if (!notes.empty()) text += fmt::format("<sub>Not counted: {}.</sub>\n", fmt::join(notes, "; "));
  return text;
}

}  // namespace cdp::diff
