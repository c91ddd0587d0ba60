// See help.h. The lines of all groups share their columns.
#include "compiler/driver/help.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/columns.h"
#include "compiler/driver/options.h"

namespace cdp::driver {

namespace {

constexpr std::string_view kHead =
    R"(cdp compiles the hyperparameters tuned on a small model into those of every tensor of a big one,
says why each has the value it has and what is likely to go wrong, and trains the model.

usage: cdp COMMAND [OPTIONS]
)";

constexpr std::string_view kTail = R"(
Examples
  cdp init gpt.cdp
  cdp lint examples/01_gpt.cdp
  cdp compile examples/01_gpt.cdp --target big -o big.json
  cdp compile examples/01_gpt.cdp --at width=512,depth=8,batch=64seq,duration=100Mtok
  cdp why examples/01_gpt.cdp blocks.0.attn.q.weight.lr --target big

Exit codes: 0 clean, 1 findings, 2 could not run.
)";

struct Line {
  std::string_view group;
  std::string left;
  std::string_view right;
};

std::vector<Line> lines() {
  std::vector<Line> result;
  for (const Command& command : commands())
    result.push_back({command.group,
                      fmt::format("{}{}{}", command.words, command.synopsis.empty() ? "" : " ", command.synopsis),
                      command.summary});
  constexpr std::string_view kOptions = "Options";
  result.push_back({kOptions, "--color auto|always|never", "colours in the terminal; NO_COLOR=1 turns them off too"});
  result.push_back({kOptions, "--version", "the version"});
  result.push_back({kOptions, "--help", "this page; `cdp COMMAND --help` shows a command's options"});
  return result;
}

/// `-o, --output FILE`, `SPEC`
std::string shown_names(const Option& option) {
  if (option.is_argument()) return option.type;
  return fmt::format("{}{}{}", fmt::join(option.names, ", "), option.is_flag() ? "" : " ", option.type);
}

}  // namespace

std::string overview() {
  const std::vector<Line> all = lines();
  std::size_t width = 0;
  for (const Line& line : all) width = std::max(width, line.left.size());
  std::string text(kHead);
  std::string_view group;
  for (const Line& line : all) {
    if (line.group != group) text += fmt::format("\n{}\n", line.group);
    group = line.group;
    text += fmt::format("  {:{}}  {}\n", line.left, width, line.right);
  }
  return text + std::string(kTail);
}

namespace {

/// The lines of all arguments and options.
std::string option_lines(const Options& options) {
  std::vector<std::vector<Cell>> rows;
  for (const Option& option : options.rows()) rows.push_back({{shown_names(option), {}}, {option.meaning, {}}});
  return columns(rows, {}, 2, diag::Color::kNever);
}

}  // namespace

std::string page(const Command& command, const Options& options) {
  const std::string& footer = options.footer();
  std::string usage = fmt::format("{}{}{}", command.words, command.synopsis.empty() ? "" : " ", command.synopsis);
  for (const Option& option : options.rows()) {
    const std::string names = shown_names(option);
    if (option.required && !option.is_argument() && usage.find(names) == std::string::npos) usage += " " + names;
  }
  return fmt::format("{}\n\nusage: cdp {} [OPTIONS]\n\n{}{}{}", sentence(command.summary), usage, option_lines(options),
                     footer.empty() ? "" : "\n", footer);
}

}  // namespace cdp::driver
