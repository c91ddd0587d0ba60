// The page in the man macros of roff; see man.h.
#include "compiler/driver/man.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "run/exits.h"

namespace cdp::driver {

namespace {

/// Text as roff reads it: a hyphen is the one that can be typed, and no line begins with a request.
std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if (c == '\'')
      result += "\\(aq";
    else if (c == '`')
      result += "\\(ga";
    else if (c == '^')
      result += "\\(ha";
    else if (c == '~')
      result += "\\(ti";
    else
      result += c;
  }
  return result.starts_with('.') ? "\\&" + result : result;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

/// `.TP`, a term, its meaning.
std::string entry(const std::string& term, std::string_view meaning) {
  return fmt::format(".TP\n{}\n{}\n", term, roff(meaning));
}

std::string entry(const Option& option) {
  if (option.is_argument()) return entry(italic(option.type), option.meaning);
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  return entry(fmt::format("{}{}{}", fmt::join(names, ", "), option.type.empty() ? "" : " ",
                           option.type.empty() ? "" : italic(option.type)),
               option.meaning);
}

std::string section(const CommandRows& rows) {
  const Command& command = *rows.command;
  std::string text =
      fmt::format(".SS {}{}{}\n{}\n", bold(fmt::format("cdp {}", command.words)), command.synopsis.empty() ? "" : " ",
                  italic(command.synopsis), roff(sentence(command.summary)));
  for (const Option& option : rows.options) text += entry(option);
  return text;
}

/// What `cdp train` ends with once it trains.
std::string run_exits() {
  std::string text = ".PP\nOf\n.B cdp train\n";
  for (const run::Exit& exit : run::kExits) text += entry(std::to_string(exit.code), exit.meaning);
  return text;
}

}  // namespace

std::string manual(std::span<const CommandRows> commands) {
  std::string text = fmt::format(
      ".\\\" Made by `cdp man`.\n.TH CDP 1 \"\" \"cdp {}\" \"User Commands\"\n"
      ".SH NAME\ncdp \\- compiler, linter and trainer for hyperparameter transfer\n"
      ".SH SYNOPSIS\n.B cdp\n.I COMMAND\n.RI [ OPTIONS ]\n"
      ".SH DESCRIPTION\nA spec says which model was tuned at a small reference scale, with which values and by which "
      "rules they go to larger ones.\n.B cdp\ncompiles it into the hyperparameters of every tensor of a big model, "
      "says why "
      "each has the value it has, and trains the model.\nWhere a file is read,\n.B \\-\nis standard input.\n"
      ".SH COMMANDS\n",
      CDP_VERSION);
  for (const CommandRows& rows : commands) text += section(rows);
  text +=
      ".SH EXIT STATUS\n" + entry("0", "clean") +
      entry("1", "findings: errors in a spec, or what a command looked for") +
      entry("2", "the command could not run: a file that cannot be read, a fault of the command line or of cdp.toml") +
      run_exits();
  text += ".SH ENVIRONMENT\n" + entry(bold("NO_COLOR"), "if it is set and not empty, output has no colours") +
          entry(bold("CDP_RUN"), "the program cdp-run, which trains, where it does not lie beside cdp");
  text += ".SH FILES\n" + entry(bold("cdp.toml"),
                                "settings of a team, looked for from the spec's folder upwards; `cdp init --config` "
                                "writes one to start from");
  text += ".SH EXAMPLES\n.nf\n";
  for (const char* example : {"cdp init gpt.cdp", "cdp check gpt.cdp", "cdp why gpt.cdp head.weight.lr --target big",
                              "cdp compile gpt.cdp --target big -o big.json"})
    text += roff(example) + "\n";
  return text + ".fi\n";
}

Runner add_man(Options& command) {
  command.footer("To read it: cdp man | man -l -\n");
  return [](const Colors&) { return Answer{kClean, manual(all_options()), ""}; };
}

}  // namespace cdp::driver
