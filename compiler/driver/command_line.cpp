// The commands as a table for CLI11, and CLI11's complaints in our words.
#include "compiler/driver/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/driver/columns.h"

namespace cdp::driver {

namespace {

/// The words of a fault have to fit one line: what was found, then the way out.
Error bad_usage(const std::string& command, const std::string& message) {
  const std::string name = command.empty() ? "cdp" : "cdp " + command;
  return {fmt::format("{}; `{} --help` shows how it is used", message, name), ""};
}

constexpr std::string_view kHelp =
    R"(cdp compiles the hyperparameters tuned on a small model into those of every tensor of a
big one, says why each has the value it has, and trains the model.

usage: cdp COMMAND [OPTIONS]

Specs
  check SPEC...             find what is wrong, at the reference and at every target
  compile SPEC              one value for every tensor at a target, as a plan (JSON)
  why SPEC [TENSOR[.lr]]    where each value comes from: factors, places, papers
  explain [CODE]            what a diagnostic means, with a spec that has it and one that has not
  fmt FILE...               put files or folders into the one canonical form; --check, --diff

Runs
  train SPEC|PLAN           train the model: cdp train gpt.cdp --data text/ --out run
  sample DIR                let a trained model go on with a prompt

Options
  --color auto|always|never colours in the terminal; NO_COLOR=1 turns them off too
  --version                 the version
  --help                    this page; `cdp COMMAND --help` shows a command's options

Examples
  cdp check examples/01_gpt.cdp
  cdp compile examples/01_gpt.cdp --target big -o big.json
  cdp compile examples/01_gpt.cdp --at width=512,depth=8,batch=64seq,duration=100Mtok
  cdp why examples/01_gpt.cdp blocks.0.attn.q.weight.lr --target big

Exit codes: 0 clean, 1 findings, 2 could not run.
)";

struct Parsed {
  CheckOptions check;
  CompileOptions compile;
  WhyOptions why;
  ExplainOptions explain;
  FmtOptions fmt;
  ColorWish color = ColorWish::kAuto;
};

/// An option whose value is one word of a closed set.
template <class Enum>
void add_choice(CLI::App& app, const std::string& name, Enum& value,
                const std::vector<std::pair<std::string, Enum>>& words, const std::string& description) {
  std::vector<std::string> known;
  for (const auto& [word, meaning] : words) known.push_back(word);
  app.add_option_function<std::string>(
         name,
         [&value, words, known, name](const std::string& given) {
           for (const auto& [word, meaning] : words)
             if (word == given) return void(value = meaning);
           throw CLI::ValidationError(
               name, fmt::format("must be {}, found `{}`{}", list_of(known, "or"), given, did_you_mean(given, known)));
         },
         description)
      ->type_name(fmt::format("{}", fmt::join(known, "|")));
}

void add_place(CLI::App& app, Place& place) {
  app.add_option("--target", place.target, "a target of the spec; the reference otherwise")->type_name("NAME");
  app.add_option("--at", place.at, "axes to set: width=1024,depth=16,batch=256seq,duration=1Btok")->type_name("AXES");
}

void add_commands(CLI::App& app, Parsed& parsed) {
  auto* check = app.add_subcommand("check", "Find what is wrong with specs, at the reference and at every target.");
  check->add_option("specs", parsed.check.specs, "specs or files of declarations; - is standard input")
      ->required()
      ->type_name("SPEC");
  add_choice<FailOn>(*check, "--fail-on", parsed.check.fail_on,
                     {{"error", FailOn::kError}, {"warning", FailOn::kWarning}},
                     "what makes the exit code 1; errors otherwise");

  auto* compile = app.add_subcommand("compile", "Compile a spec at one scale into a plan (JSON).");
  compile->add_option("spec", parsed.compile.spec, "the spec; - is standard input")->required()->type_name("SPEC");
  add_place(*compile, parsed.compile.place);
  compile->add_option("-o,--output", parsed.compile.output, "write to this file, whole or not at all")
      ->type_name("FILE");
  compile->add_flag("--no-because", parsed.compile.no_because, "leave the reasons of the values out");

  auto* why = app.add_subcommand("why", "Say where each value comes from: factors, places, papers.");
  why->add_option("spec", parsed.why.spec, "the spec; - is standard input")->required()->type_name("SPEC");
  why->add_option("subject", parsed.why.subject, "a tensor, a multiplier, a module, or one value: head.weight.lr")
      ->type_name("NAME");
  add_place(*why, parsed.why.place);

  auto* explain = app.add_subcommand("explain", "Say what a diagnostic means; without a code, list them all.");
  explain->add_option("code", parsed.explain.code, "such as E0201")->type_name("CODE");

  auto* format = app.add_subcommand("fmt", "Put files into the one canonical form, in place.");
  format->add_option("files", parsed.fmt.files, "files, or folders with .cdp files; - is input to output")
      ->required()
      ->type_name("FILE");
  format->add_flag("--check", parsed.fmt.check, "change nothing; list the files that would change, with exit code 1");
  format->add_flag("--diff", parsed.fmt.diff, "change nothing; print what would change as a unified diff");
  for (auto* command : {check, compile, why, explain, format}) {
    command->set_help_flag("-h,--help", "this page");
    add_choice<ColorWish>(*command, "--color", parsed.color,
                          {{"auto", ColorWish::kAuto}, {"always", ColorWish::kAlways}, {"never", ColorWish::kNever}},
                          "colours; auto: on a terminal, unless NO_COLOR is set");
  }
}

std::string command_of(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? "" : commands.front()->get_name();
}

/// `SPEC`, `[TENSOR]`, `SPEC...`
std::string usage_of(const CLI::Option& positional) {
  const std::string name = positional.get_type_name() + (positional.get_expected_max() > 1 ? "..." : "");
  return positional.get_required() ? name : "[" + name + "]";
}

/// The help of one command: what it does, how it is called, what its arguments mean.
std::string page(const CLI::App& command) {
  std::string usage = "usage: cdp " + command.get_name();
  std::vector<std::vector<Cell>> rows;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      usage += " " + usage_of(*option);
      rows.push_back({{option->get_type_name(), {}}, {option->get_description(), {}}});
      continue;
    }
    std::string names;
    for (const std::string& name : option->get_snames()) names += fmt::format("-{}, ", name);
    for (const std::string& name : option->get_lnames()) names += fmt::format("--{}", name);
    if (option->get_expected_max() > 0) names += " " + option->get_type_name();
    rows.push_back({{names, {}}, {option->get_description(), {}}});
  }
  return fmt::format("{}\n\n{} [OPTIONS]\n\n{}", command.get_description(), usage,
                     columns(rows, {}, 2, diag::Color::kNever));
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// CLI11 knows what is wrong; the words are ours.
Error complaint(const CLI::App& app, const CLI::ParseError& error) {
  const std::string command = command_of(app);
  const CLI::App& innermost = command.empty() ? app : *app.get_subcommand(command);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto extras = innermost.remaining();
    const std::string extra = extras.empty() ? "" : extras.front();
    const std::string word = extra.substr(0, extra.find('='));
    if (!word.starts_with('-')) return bad_usage(command, fmt::format("`{}` is one argument too many", extra));
    return bad_usage(command,
                     fmt::format("there is no option `{}`{}", word, did_you_mean(word, option_names(innermost))));
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
    return bad_usage(command, command.empty()    ? "a command is missing"
                              : command == "fmt" ? "a file is missing"
                                                 : "the spec is missing");
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    message = message.substr(0, message.find(':')) + " needs a value";
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) message.replace(message.find(": "), 2, " ");
  return bad_usage(command, message);
}

Request request_of(const CLI::App& app, Parsed&& parsed) {
  const std::string command = command_of(app);
  if (command == "check") return std::move(parsed.check);
  if (command == "compile") return std::move(parsed.compile);
  if (command == "why") return std::move(parsed.why);
  if (command == "fmt") return std::move(parsed.fmt);
  return std::move(parsed.explain);
}

/// What is answered before the commands are looked at: help, version, a command that there is not.
std::optional<Answer> answer_first(std::string_view first, const CLI::App& app, const Colors& colors) {
  if (first == "--help" || first == "-h" || first == "help") return Answer{kClean, std::string(kHelp), ""};
  if (first == "--version" || first == "-V") return Answer{kClean, "cdp " CDP_VERSION "\n", ""};
  if (first.starts_with('-')) return {};
  std::vector<std::string> names = {"train", "sample"};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), first) != names.end()) return {};
  return could_not_run(bad_usage("", fmt::format("there is no command `{}`{}", first, did_you_mean(first, names))),
                       colors);
}

}  // namespace

CommandLine read_command_line(int argc, const char* const* argv) {
  Parsed parsed;
  CLI::App app;
  app.name("cdp");
  app.set_help_flag();
  add_commands(app, parsed);
  app.require_subcommand(1);
  const Colors colors = choose_colors(ColorWish::kAuto);
  if (argc < 2) return {Answer{kCouldNotRun, "", std::string(kHelp)}, colors};
  if (auto answer = answer_first(argv[1], app, colors)) return {std::move(*answer), colors};
  if (const std::string first = argv[1]; first == "train" || first == "sample")
    return {RunOptions{first, {argv + 2, argv + argc}}, colors};
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return {Answer{kClean, page(*app.get_subcommand(command_of(app))), ""}, colors};
  } catch (const CLI::ParseError& error) {
    return {could_not_run(complaint(app, error), colors), colors};
  }
  const Colors chosen = choose_colors(parsed.color);
  return {request_of(app, std::move(parsed)), chosen};
}

}  // namespace cdp::driver
