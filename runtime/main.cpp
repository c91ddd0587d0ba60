// cdp-run: trains plans and samples from what was trained. Users meet it as `cdp train` and `cdp sample`, which compile
// a spec first and then run this program. Exit codes: 0 done, 1 the run diverged, 2 could not run, 130 stopped by
// Ctrl-C after saving.
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <new>
#include <string>

#include "runtime/torch_compat.h"
#include "runtime/train/options.h"
#include "runtime/train/sample.h"
#include "runtime/train/train.h"

namespace {

using namespace cdp::runtime;

constexpr int kDone = 0;
constexpr int kDiverged = 1;
constexpr int kCouldNotRun = 2;
constexpr int kInterrupted = 130;

int fail(const std::string& message) {
  std::fflush(stdout);
  fmt::print(stderr, "cdp: error: {}\n", message);
  return kCouldNotRun;
}

void add_train(CLI::App& app, TrainOptions& options, std::string& save_every) {
  app.add_option("plan", options.plan, "the spec, or the plan compiled from it")->required()->type_name("SPEC|PLAN");
  app.add_option("--data", options.data,
                 "files or folders of text, token files (.bin), or a table (.csv) for classify and regress")
      ->required()
      ->type_name("PATH");
  app.add_option("--include", options.include, "in folders take only files of this name, as in '*.h'; may be repeated")
      ->type_name("GLOB")
      ->expected(1)
      ->take_all();
  app.add_option("--out", options.out, "the run's folder")->required()->type_name("DIR");
  app.add_option("--device", options.device, "auto, cpu or cuda")->capture_default_str();
  app.add_option("--steps", options.steps, "stop after this step; the schedule stays the plan's")
      ->check(CLI::PositiveNumber);
  app.add_flag("--resume", options.resume, "go on from the checkpoint in DIR");
  app.add_option("--precision", options.precision, "fp32 or bf16 instead of the plan's");
  app.add_option("--micro-batch", options.micro_batch, "sequences or samples at once; less needs less memory")
      ->check(CLI::PositiveNumber);
  app.add_option("--eval-every", options.eval_every, "steps between evaluations; 20 a run otherwise")
      ->check(CLI::PositiveNumber);
  app.add_option("--save-every", save_every, "steps (200) or minutes (5m) between checkpoints; 10m otherwise")
      ->type_name("N|Nm");
}

void add_sample(CLI::App& app, SampleOptions& options) {
  app.add_option("dir", options.folder, "the folder of a run")->required()->type_name("DIR");
  app.add_option("--prompt", options.prompt, "what the model goes on with")->required();
  app.add_option("--tokens", options.tokens, "how many to add")->check(CLI::NonNegativeNumber)->capture_default_str();
  app.add_option("--temperature", options.temperature, "below 1 safer, above 1 wilder, 0 always the likeliest")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--top-k", options.top_k, "choose among the k likeliest; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--seed", options.seed, "another seed, another text")->capture_default_str();
  app.add_option("--device", options.device, "auto, cpu or cuda")->capture_default_str();
}

int run_train(TrainOptions& options, const std::string& save_every) {
  if (!save_every.empty()) {
    const auto every = parse_save_every(save_every);
    if (!every) return fail(every.error().text());
    options.save_every = *every;
  }
  const auto end = train(options, stdout);
  if (!end) return fail(end.error().text());
  std::fflush(stdout);
  if (!end->message.empty()) fmt::print(stderr, "cdp: {}\n", end->message);
  switch (end->outcome) {
    case Outcome::kFinished:
      return kDone;
    case Outcome::kInterrupted:
      return kInterrupted;
    case Outcome::kDiverged:
      return kDiverged;
  }
  return kCouldNotRun;
}

int run_sample(const SampleOptions& options) {
  const auto done = sample(options, stdout, stderr);
  return done ? kDone : fail(done.error().text());
}

/// LibTorch's messages in the user's words: memory, or the first line of what it says.
int fail_torch(const std::string& what) {
  for (const char* sign : {"out of memory", "can't allocate memory", "not enough memory", "DefaultCPUAllocator"}) {
    if (what.find(sign) != std::string::npos) {
      return fail("out of memory; a smaller --micro-batch needs less, as does a smaller plan");
    }
  }
  return fail("LibTorch could not go on: " + what.substr(0, what.find('\n')));
}

int run(int argc, char** argv) {
  CLI::App app{"Trains plans and samples from trained models.", "cdp"};
  app.set_version_flag("--version", std::string("cdp-run " CDP_VERSION ", LibTorch ") + torch_version());
  app.require_subcommand(1);
  TrainOptions train_options;
  SampleOptions sample_options;
  std::string save_every;
  CLI::App* const train_app = app.add_subcommand("train", "train a plan's model on data");
  CLI::App* const sample_app = app.add_subcommand("sample", "let a trained model go on with a prompt");
  add_train(*train_app, train_options, save_every);
  add_sample(*sample_app, sample_options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kCouldNotRun;
  }
  return train_app->parsed() ? run_train(train_options, save_every) : run_sample(sample_options);
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGXFSZ, SIG_IGN);  // a file size limit is a write error like a full disk, not the end
  try {
    return run(argc, argv);
  } catch (const c10::Error& error) {
    return fail_torch(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return fail_torch("out of memory");
  } catch (const std::exception& error) {
    return fail_torch(error.what());
  }
}
