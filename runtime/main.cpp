// cdp-run: trains plans and samples from what was trained. Users meet it as `cdp train` and `cdp sample`, which compile
// a spec first and then run this program. Exit codes: run/exits.def.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "compiler/base/harmless.h"
#include "compiler/base/number_text.h"
#include "compiler/base/streams.h"
#include "compiler/base/text.h"
#include "compiler/base/words.h"
#include "run/options.h"
#include "runtime/measure/measure.h"
#include "runtime/torch_compat.h"
#include "runtime/train/generate.h"
#include "runtime/train/memory.h"
#include "runtime/train/train.h"
#include "runtime/worker/worker.h"

namespace {

using namespace cdp::run;
using namespace cdp::runtime;

#define RUN_EXIT(id, code, meaning) constexpr int id = code;
#include "run/exits.def"
#undef RUN_EXIT

/// A message of one line or a few, harmless and of bounded length. Where standard error is closed, nobody reads it.
void say(const std::string& message) {
  std::fflush(stdout);
  const bool fits = message.size() <= cdp::kLongestMessage;
  const std::string shown = cdp::harmless_lines(message.substr(0, cdp::kLongestMessage)) + (fits ? "\n" : "...\n");
  std::fputs(shown.c_str(), stderr);
}

int fail(const std::string& message) {
  say("cdp: error: " + message);
  return kCouldNotRun;
}

enum class Presence { kRequired, kOptional };

/// A value that CLI11 cannot judge.
struct BadValue {
  cdp::Error error;
};

/// One row of options.def.
struct Row {
  const char* names;
  Presence presence;
  const char* type;
  const char* meaning;
};

bool names_path(std::string_view type) {
  constexpr std::string_view kPaths[] = {"DIR", "PATH", "PLAN", "SPEC|PLAN"};
  return std::find(std::begin(kPaths), std::end(kPaths), type) != std::end(kPaths);
}

/// What is wrong with a whole number; CLI11 would cut one that it cannot hold.
std::string whole_fault(const std::string& word) {
  if (cdp::is_beyond_64_bits(word)) return cdp::no_number(word);
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = fault == std::errc{} && end == word.data() + word.size();
  return whole ? "" : fmt::format("must be a whole number, found `{}`", cdp::shortened(word));
}

void at_least(CLI::App& app, const char* name, int least) {
  app.get_option(name)->check([least](const std::string& word) {
    double value = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (fault != std::errc{} || end != word.data() + word.size()) return cdp::no_number(word);
    return value >= least ? "" : fmt::format("must be {} or more, found `{}`", least, cdp::shortened(word));
  });
}

/// CLI11's complaints in our words. They hold what the user has typed.
std::string complaint(const CLI::ParseError& error) {
  std::string message = error.what();
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)  // Could not convert: --steps = 1e99
    if (const std::size_t is = message.find(" = "); is != std::string::npos && message.find(": ") < is) {
      const std::size_t name = message.find(": ") + 2;
      return message.substr(name, is - name) + " " + cdp::no_number(message.substr(is + 3));
    }
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr && message.find(": ") != std::string::npos)
    message.replace(message.find(": "), 2, " ");
  return message;
}

template <class T>
void add(CLI::App& app, const Row& row, T& value) {
  auto* option = app.add_option(row.names, value, row.meaning)->type_name(row.type);
  if (row.presence == Presence::kRequired) option->required();
  if (std::string_view(row.type) == "N") option->check([](const std::string& word) { return whole_fault(word); });
  if (names_path(row.type))
    option->check([](const std::string& path) { return path.empty() ? "is empty; name a file or folder" : ""; });
}

void add(CLI::App& app, const Row& row, bool& value) {
  app.add_flag(row.names, value, row.meaning);
}

/// A word from a closed set; `value` is such an enum, or an optional of one.
template <cdp::IsWord Word, class Value>
void add_word(CLI::App& app, const Row& row, Value& value) {
  const auto read = [&value, name = std::string_view(row.names)](const std::string& text) {
    const auto known = cdp::find_word<Word>(text);
    if (!known)
      throw BadValue{{fmt::format("there is no {} `{}`; choose {}", name.substr(2), cdp::shortened(text),
                                  cdp::list_of(cdp::strings<Word>(), "or")),
                      std::string(name)}};
    value = *known;
  };
  app.add_option_function<std::string>(row.names, read, row.meaning)->type_name(row.type);
}

template <cdp::IsWord Word>
void add(CLI::App& app, const Row& row, Word& value) {
  add_word<Word>(app, row, value);
}

template <cdp::IsWord Word>
void add(CLI::App& app, const Row& row, std::optional<Word>& value) {
  add_word<Word>(app, row, value);
}

void add(CLI::App& app, const Row& row, SaveEvery& value) {
  app.add_option_function<std::string>(
         row.names,
         [&value](const std::string& text) {
           const auto every = parse_save_every(text);
           if (!every) throw BadValue{every.error()};
           value = *every;
         },
         row.meaning)
      ->type_name(row.type);
}

/// A flag that may have a value, behind `=`.
void add(CLI::App& app, const Row& row, Resume& value) {
  const auto text = std::make_shared<std::string>();
  app.add_flag(row.names, *text, row.meaning)->each([text, &value](const std::string& given) {
    const auto resume = parse_resume(given);
    if (!resume) throw BadValue{resume.error()};
    value = *resume;
  });
}

void add_train(CLI::App& app, TrainOptions& options) {
#define TRAIN_OPTION(member, names, presence, type, meaning) \
  add(app, Row{names, Presence::presence, type, meaning}, options.member);
#include "run/options.def"
  app.get_option("--include")->expected(1)->take_all();
  for (const char* name : {"--steps", "--micro-batch", "--eval-every"}) at_least(app, name, 1);
}

void add_sample(CLI::App& app, SampleOptions& options) {
#define SAMPLE_OPTION(member, names, presence, type, meaning) \
  add(app, Row{names, Presence::presence, type, meaning}, options.member);
#include "run/options.def"
  for (const char* name : {"--tokens", "--temperature", "--top-k"}) at_least(app, name, 0);
}

void add_measure(CLI::App& app, MeasureOptions& options) {
#define MEASURE_OPTION(member, names, presence, type, meaning) \
  add(app, Row{names, Presence::presence, type, meaning}, options.member);
#include "run/options.def"
  for (const char* name : {"--include", "--seed"}) app.get_option(name)->expected(1)->take_all();
}

void add_worker(CLI::App& app, WorkerOptions& options) {
#define WORKER_OPTION(member, names, presence, type, meaning) \
  add(app, Row{names, Presence::presence, type, meaning}, options.member);
#include "run/options.def"
  app.get_option("--include")->expected(1)->take_all();
  at_least(app, "--threads", 1);
  at_least(app, "--progress", 0);
}

/// In a container the system does not end process 1 by a signal that nobody handles: it does so itself, as long as
/// there is nothing to save.
void end_by_signals_as_process_one() {
  if (getpid() != 1) return;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, [](int got) { _exit(128 + got); });
}

int run_train(const TrainOptions& options) {
  end_by_signals_as_process_one();
  signal(SIGPIPE, SIG_IGN);  // who reads the progress may go; while training it asks for an end (interrupt.h)
  const auto end = train(options, stdout);
  if (!end) return fail(end.error().text());
  if (!end->message.empty()) say("cdp: " + end->message);
  switch (end->outcome) {
    case Outcome::kFinished:
      return kDone;
    case Outcome::kInterrupted:
      return kStopped;
    case Outcome::kDiverged:
      return kDiverged;
  }
  return kCouldNotRun;
}

int run_sample(const SampleOptions& options) {
  end_by_signals_as_process_one();
  const auto done = with_memory_for("the model and what it computes of the prompt",
                                    [&] { return generate(options, stdout, stderr); });
  if (!done) return fail(done.error().text());
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? kDone : fail("standard output: cannot be written");
}

int run_measure(const MeasureOptions& options) {
  const auto done =
      with_memory_for("the model and what it computes of a batch", [&] { return measure(options, stdout); });
  if (!done) return fail(done.error().text());
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? kDone : fail("standard output: cannot be written");
}

int run_worker(const WorkerOptions& options) {
  end_by_signals_as_process_one();
  signal(SIGPIPE, SIG_IGN);  // who reads the replies may go, and the worker with him
  const auto done = work(options, STDIN_FILENO, STDOUT_FILENO);
  return done ? kDone : fail(done.error().text());
}

int run(int argc, char** argv) {
  CLI::App app{"Trains plans and samples from trained models.", "cdp"};
  app.set_version_flag("--version", std::string("cdp-run " CDP_VERSION ", LibTorch ") + torch_version());
  app.require_subcommand(1);
  TrainOptions train_options;
  SampleOptions sample_options;
  CLI::App* const train_app = app.add_subcommand("train", "train a plan's model on data");
  CLI::App* const sample_app = app.add_subcommand("sample", "let a trained model go on with a prompt");
  CLI::App* const measure_app = app.add_subcommand("measure", "train a few steps and write what everything measures");
  MeasureOptions measure_options;
  CLI::App* const worker_app = app.add_subcommand("worker", "train plans that come on standard input, line by line");
  WorkerOptions worker_options;
  add_measure(*measure_app, measure_options);
  add_worker(*worker_app, worker_options);
  add_train(*train_app, train_options);
  add_sample(*sample_app, sample_options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error) == 0 ? kDone : kCouldNotRun;  // help, version
    return fail(complaint(error) + "; --help shows how it is used");
  } catch (const BadValue& bad) {
    return fail(bad.error.text());
  }
  if (measure_app->parsed()) return run_measure(measure_options);
  if (worker_app->parsed()) return run_worker(worker_options);
  return train_app->parsed() ? run_train(train_options) : run_sample(sample_options);
}

}  // namespace

int main(int argc, char** argv) {
  cdp::keep_closed_streams_closed();
  signal(SIGXFSZ, SIG_IGN);  // a file size limit is a write error like a full disk, not the end
  try {
    return run(argc, argv);
  } catch (const OutOfMemory& error) {
    return fail(error.what());
  } catch (const c10::Error& error) {
    return fail(in_users_words(error.what_without_backtrace()));
  } catch (const std::system_error& error) {  // of fmt's printing
    return fail("standard output: cannot be written: " + error.code().message());
  } catch (const std::bad_alloc&) {
    return fail("out of memory");
  } catch (const std::exception& error) {
    return fail(in_users_words(error.what()));
  }
}
