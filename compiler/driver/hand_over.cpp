// Finding cdp-run, and compiling what it is to train; see hand_over.h.
#include "compiler/driver/hand_over.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "compiler/base/memory_file.h"
#include "compiler/base/regular_file.h"
#include "compiler/driver/help.h"
#include "compiler/driver/option_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/plan_input.h"
#include "compiler/driver/session.h"
#include "compiler/pipeline/emit.h"
#include "compiler/plan/size.h"
#include "run/exits.h"

namespace cdp::driver {

namespace {

struct TrainArguments {
  ScaleAndConfig choice;
  std::vector<std::string> rest;  // the spec first
};

/// Takes `--name VALUE` or `--name=VALUE` from the arguments.
bool take(const std::string& name, const std::vector<std::string>& all, std::size_t& at, std::string& value) {
  if (all[at].starts_with(name + "=")) {
    value = all[at].substr(name.size() + 1);
    return true;
  }
  if (all[at] != name || at + 1 == all.size()) return false;
  value = all[++at];
  return true;
}

TrainArguments split(const std::vector<std::string>& all) {
  TrainArguments out;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (take("--target", all, at, out.choice.target) || take("--at", all, at, out.choice.at) ||
        take("--config", all, at, out.choice.config.file))
      continue;
    if (std::string set; take("--set", all, at, set)) {
      out.choice.sets.push_back(std::move(set));
      continue;
    }
    if (std::string folder; take("--allow-path", all, at, folder)) {
      out.choice.config.allowed.push_back(std::move(folder));
      continue;
    }
    if (all[at] == "--isolated") {
      out.choice.config.isolated = true;
      continue;
    }
    out.rest.push_back(all[at]);
  }
  return out;
}

bool is_executable(const std::string& path) {
  std::error_code ignored;
  return ::access(path.c_str(), X_OK) == 0 && !std::filesystem::is_directory(path, ignored);
}

/// Replaces a spec's path in front by that of its plan. Whether that can be; the answer says what the stages found.
bool compile_front(TrainArguments& arguments, Answer& answer, const Colors& colors) {
  std::string& path = arguments.rest.front();
  const auto fail = [&answer, &colors](const Error& error) {
    answer = could_not_run(error, colors);
    return false;
  };
  auto text = path == "-" ? read_stdin() : read_named(path, plan::kMostPlan);
  if (!text) return fail(text.error());
  const bool stays = can_be_read_again(path);
  const std::string name = path == "-" ? kStdin : path;
  if (is_plan(*text)) {
    if (pipeline::is_given(arguments.choice)) return fail(already_compiled(path));
    if (stays) return true;
    auto kept = memory_file(name, *text);
    if (!kept) return fail(kept.error());
    path = std::move(*kept);
    return true;
  }
  Opened opened =
      stays ? open_at(path, arguments.choice, colors) : open_stdin_at(std::move(*text), arguments.choice, colors);
  answer = std::move(opened.answer);
  if (!opened) return false;
  const auto json = pipeline::emit_readable(*opened.analysis, *opened.scaled);
  if (!json) return fail({json.error().message, path});
  auto plan = memory_file(name, *json);
  if (!plan) return fail(plan.error());
  path = std::move(*plan);
  return true;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");  // behind it nothing is an option
  return std::any_of(arguments.begin(), end, [](const auto& word) { return word == "--help" || word == "-h"; });
}

std::string exit_codes() {
  std::string text = "Exit codes\n";
  for (const run::Exit& exit : run::kExits) text += fmt::format("  {:>3}  {}\n", exit.code, exit.meaning);
  return text;
}

/// The page of a command, its options told by the table that cdp-run reads them by.
std::string help_of(const std::string& command) {
  Options options;
  ScaleAndConfig choice;
  add_handed_over(options, command, choice);
  if (command == "train") options.footer(exit_codes());
  const char* const words[] = {command.c_str()};
  return page(*find_command(words), options);
}

/// The arguments of cdp-run; none: the answer says why.
std::vector<std::string> train_arguments(const RunOptions& options, Answer& answer, const Colors& colors) {
  TrainArguments arguments = split(options.arguments);
  const auto fail = [&answer, &colors](const std::string& message) {
    answer = could_not_run({message, ""}, colors);
    return std::vector<std::string>{};
  };
  if (arguments.rest.empty()) return fail("the spec is missing; `cdp train --help` shows how it is used");
  if (arguments.rest.front().starts_with("--"))
    return fail(fmt::format(
        "found `{}` where the spec belongs: it comes first, as in `cdp train gpt.cdp --data text --out run`",
        arguments.rest.front()));
  if (!compile_front(arguments, answer, colors)) return {};
  arguments.rest.insert(arguments.rest.begin(), "train");
  return std::move(arguments.rest);
}

}  // namespace

std::string own_folder() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().string();
}

Result<std::string> find_runtime(const std::string& own_folder, const UserEnvironment& user) {
  const std::string beside = own_folder + "/cdp-run";
  if (is_executable(beside)) return beside;
  if (const auto named = user.find("CDP_RUN"); named != user.end() && !named->second.empty()) {
    if (is_executable(named->second)) return named->second;
    return Error{fmt::format("CDP_RUN names `{}`, which cannot be run", named->second), ""};
  }
  const auto path = user.find("PATH");
  std::string_view folders = path == user.end() ? "" : std::string_view(path->second);
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    const std::string found = fmt::format("{}/cdp-run", folder.empty() ? "." : folder);
    if (is_executable(found)) return found;
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
  }
  return Error{
      fmt::format("cdp-run, the program that trains, is not built: there is none in {}, CDP_RUN is not set and PATH "
                  "has none; it needs LibTorch: run scripts/setup, then build again",
                  own_folder),
      ""};
}

Answer hand_over(const RunOptions& options, const Colors& colors) {
  Answer answer;
  if (asks_for_help(options.arguments)) {
    answer.out = help_of(options.command);
    return answer;
  }
  HandOver run;
  if (options.command == "train") {
    run.arguments = train_arguments(options, answer, colors);
    if (run.arguments.empty()) return answer;
  } else {
    run.arguments = options.arguments;
    run.arguments.insert(run.arguments.begin(), options.command);
  }
  const UserEnvironment user = user_environment();
  auto program = find_runtime(own_folder(), user);
  if (!program) {
    Answer failed = could_not_run(program.error(), colors);
    failed.err.insert(0, answer.err);
    return failed;
  }
  run.program = std::move(*program);
  run.environment = runtime_environment(detect_machine(), user);
  answer.next = std::move(run);
  return answer;
}

}  // namespace cdp::driver
