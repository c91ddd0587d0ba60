// CLI11 reads the options of the one command that is asked for; its complaints are told in our words.
#include "compiler/driver/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/hand_over.h"
#include "compiler/driver/help.h"
#include "compiler/driver/options.h"
#include "compiler/driver/terminal.h"

namespace cdp::driver {

namespace {

/// The words of a fault have to fit one line: what was found, then the way out.
Error bad_usage(std::string_view command, const std::string& message) {
  return {fmt::format("{}; `cdp {}{}--help` shows how it is used", message, command, command.empty() ? "" : " "), ""};
}

std::string unknown_option(const Options& options, const std::string& word) {
  std::vector<std::string> names;
  for (const Option& option : options.rows())
    for (const std::string& name : option.names)
      if (name.starts_with("--")) names.push_back(name);
  return fmt::format("there is no option `{}`{}", word, did_you_mean(word, names));
}

/// `the spec`, `a file`, `--to`, `B`
std::string missing(const Options& options, const CLI::App& app) {
  for (const Option& option : options.rows()) {
    if (!option.required || app.count(option.called()) > 0) continue;
    if (!option.is_argument()) return option.called();
    std::string name = option.type;
    if (name.size() == 1) return "`" + name + "`";
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    if (const std::size_t bar = name.find('|'); bar != std::string::npos) name.replace(bar, 1, " or ");
    return (option.many ? "a " : "the ") + name;
  }
  return "an argument";
}

Error complaint(const Command& command, const Options& options, const CLI::App& app, const CLI::ParseError& error) {
  const auto bad = [&command](const std::string& message) { return bad_usage(command.words, message); };
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto extras = app.remaining();
    const std::string extra = extras.empty() ? "" : extras.front();
    if (!extra.starts_with('-')) return bad(fmt::format("`{}` is one argument too many", extra));
    return bad(unknown_option(options, extra.substr(0, extra.find('='))));
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return bad(missing(options, app) + " is missing");
  std::string message = error.what();
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr)
    message.replace(message.find(" excludes "), std::string_view(" excludes ").size(), " does not go with ");
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const bool too_many = message.find(": At Most ") != std::string::npos;
    message = message.substr(0, message.find(':')) + (too_many ? " is given more than once" : " needs a value");
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)  // of a flag: Could not convert: --fix = maybe
    if (const std::size_t is = message.find(" = "); is != std::string::npos && message.find(": ") < is) {
      const std::size_t name = message.find(": ") + 2;
      message = message.substr(name, is - name) + " " + no_number(message.substr(is + 3));
    }
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) message.replace(message.find(": "), 2, " ");
  return bad(message);
}

/// No row has these words: `cdp chekc`, or half of a name as in `cdp config`.
Error no_command(std::span<const char* const> words) {
  const std::string first = words[0];
  std::vector<std::string> names;
  std::vector<std::string> seconds;
  for (const Command& command : commands()) {
    const std::string name(command.words.substr(0, command.words.find(' ')));
    if (names.empty() || names.back() != name) names.push_back(name);
    if (name == first) seconds.emplace_back(command.words.substr(name.size() + 1));
  }
  if (seconds.empty())
    return bad_usage("", fmt::format("there is no command `{}`{}", first, did_you_mean(first, names)));
  if (words.size() < 2 || std::string_view(words[1]).starts_with('-'))
    return bad_usage("", fmt::format("`cdp {}` is half a command; it goes on with {}", first, list_of(seconds, "or")));
  return bad_usage("",
                   fmt::format("there is no command `{} {}`{}", first, words[1], did_you_mean_or(words[1], seconds)));
}

CommandLine answered(Answer answer, const Colors& colors) {
  return {[answer = std::move(answer)](const Colors&) { return answer; }, colors};
}

/// An option that has a value, for CLI11.
void add_valued(CLI::App& app, const Option& row, const std::string& names) {
  const CLI::callback_t take = [&row](const CLI::results_t& words) {
    if (const std::string bad = row.take(words); !bad.empty()) throw CLI::ValidationError(row.called(), bad);
    return true;
  };
  CLI::Option* option = app.add_option(names, take)->required(row.required)->delimiter(row.delimiter);
  if (row.many && row.is_argument()) option->expected(1, -1)->allow_extra_args();
  if (row.many && !row.is_argument()) option->take_all();  // and a word each time, lest it take the `--` before files
  if (!row.excludes.empty()) option->excludes(row.excludes);
  if (row.type == "N")  // before it is read, which cuts a number to what it can hold
    option->check([](const std::string& word) { return is_beyond_64_bits(word) ? no_number(word) : ""; });
  if (row.is_path() && !row.is_argument())  // `-o "$PLAN"` where PLAN is not set; an argument's reader says so itself
    option->check([](const std::string& path) { return path.empty() ? "is empty; name a file or folder" : ""; });
}

/// The rows for CLI11, in their order: it complains in the order of its options.
void add_rows(CLI::App& app, const Options& options) {
  app.set_help_flag();  // the rows have their own
  for (const Option& row : options.rows()) {
    const std::string names = row.is_argument() ? row.argument : fmt::format("{}", fmt::join(row.names, ","));
    if (!row.is_flag()) {
      add_valued(app, row, names);
      continue;
    }
    CLI::Option* flag = row.take ? app.add_flag_callback(names, [&row] { row.take({}); }) : app.set_help_flag(names);
    if (!row.excludes.empty()) flag->excludes(row.excludes);
  }
}

CommandLine read_options(const Command& command, std::span<const char* const> arguments) {
  const Colors colors = choose_colors(ColorWish::kAuto);
  Options options;
  ColorWish color = ColorWish::kAuto;
  Runner run = command.add(options);
  add_common(options, color);
  CLI::App app;
  add_rows(app, options);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 wants the last one first
  } catch (const CLI::CallForHelp&) {
    return answered({kClean, page(command, options), ""}, colors);
  } catch (const CLI::ParseError& error) {
    return answered(could_not_run(complaint(command, options, app, error), colors), colors);
  }
  return {std::move(run), choose_colors(color)};
}

}  // namespace

CommandLine read_command_line(int argc, const char* const* argv) {
  const Colors colors = choose_colors(ColorWish::kAuto);
  const std::span<const char* const> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty()) return answered({kCouldNotRun, "", overview()}, colors);
  const std::string_view first = words[0];
  if (first == "help" && words.size() > 1) {  // `cdp help config show` is `cdp config show --help`
    std::vector<const char*> turned(words.begin(), words.end());
    turned[0] = "cdp";
    turned.push_back("--help");
    return read_command_line(static_cast<int>(turned.size()), turned.data());
  }
  if (first == "--help" || first == "-h" || first == "help") return answered({kClean, overview(), ""}, colors);
  if (first == "--version" || first == "-V") return answered({kClean, "cdp " CDP_VERSION "\n", ""}, colors);
  if (first.starts_with('-'))
    return answered(could_not_run(bad_usage("", fmt::format("a command is missing before `{}`", first)), colors),
                    colors);
  const Command* command = find_command(words);
  if (command == nullptr) return answered(could_not_run(no_command(words), colors), colors);
  const auto arguments = words.subspan(command->words.find(' ') == std::string_view::npos ? 1 : 2);
  if (command->add != nullptr) return read_options(*command, arguments);
  RunOptions run{std::string(command->words), {arguments.begin(), arguments.end()}};
  return {[run = std::move(run)](const Colors& chosen) { return hand_over(run, chosen); }, colors};
}

}  // namespace cdp::driver
