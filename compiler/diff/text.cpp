// `cdp diff` for the terminal: a section for each category, below each change the lines that it comes from.
#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/harmless.h"
#include "compiler/diff/report.h"

namespace cdp::diff {

namespace {

std::string ticked(std::string_view text) {
  return "`" + harmless(text) + "`";
}

constexpr Markup kTerminal = {ticked, harmless};

/// A table of which some rows have lines below them.
class Section {
 public:
  explicit Section(Color color) : color_(color) {}

  void add(const Difference& difference) {
    for (const Line& line : lines_of(difference)) add(difference, line);
    std::string& below = below_.back();
    for (std::size_t i = 0; i < difference.causes.size(); ++i)
      below += fmt::format("    {} {}\n", paint(color_, Style::kDim, i == 0 ? "because" : "    and"),
                           cause_text(difference.causes[i], kTerminal));
  }

  [[nodiscard]] std::string text() const {
    std::string result;
    const std::string table = columns(rows_, {}, 2, color_);
    std::size_t at = 0;
    for (const std::string& below : below_) {
      const std::size_t end = table.find('\n', at) + 1;
      result += table.substr(at, end - at) + below;
      at = end;
    }
    return result;
  }

 private:
  void add(const Difference& difference, const Line& line) {
    std::string change = harmless(line.label);
    if (!line.a.empty() || !line.b.empty())
      change += fmt::format("{}{} -> {}", change.empty() ? "" : " ", harmless(line.a), harmless(line.b));
    row({{line.names.empty() ? "" : harmless(line.names.front()), {}},
         {change, Style::kGreen},
         {line.effect, Style::kYellow},
         {count_text(difference.category, line.count), Style::kDim}});
    for (std::size_t i = 1; i < line.names.size(); ++i) row({{harmless(line.names[i]), {}}});
  }

  void row(std::vector<Cell> cells) {
    rows_.push_back(std::move(cells));
    below_.emplace_back();
  }

  Color color_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<std::string> below_;  // one for each row
};

}  // namespace

std::string to_text(const Report& report, Color color) {
  std::string text = fmt::format("a  {}\nb  {}\n\n", harmless(side_text(report.a)), harmless(side_text(report.b)));
  for (const CategoryRow& category : kCategories) {
    if (report.is_noted(category.category)) continue;
    Section section(color);
    bool is_empty = true;
    for (const Difference& difference : report.differences) {
      if (difference.category != category.category) continue;
      section.add(difference);
      is_empty = false;
    }
    if (!is_empty) text += paint(color, Style::kBold, category.title) + "\n" + section.text() + "\n";
  }
  const std::string last = verdict(report);
  text += (report.is_different() ? paint(color, Style::kBold, last) : last) + "\n";
  for (const std::string& note : notes_of(report))
    text += paint(color, Style::kDim, "not counted: " + harmless(note)) + "\n";
  return text;
}

}  // namespace cdp::diff
