// cdp-run as a process: exit codes and what stands on standard error. What it does in between is in train/.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <sstream>

#include "compiler/plan/json.h"
#include "run/worker_lines.h"
#include "tests/compiler/plan/sample_classifier.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::ProcessOptions;
using cdp::test::ProcessResult;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CdpRun : public ::testing::Test {
 protected:
  static ProcessResult run(std::vector<std::string> arguments, ProcessOptions options = {}) {
    arguments.insert(arguments.begin(), CDP_RUN_PROGRAM);
    options.environment["OMP_NUM_THREADS"] = "1";
    options.environment["OPENBLAS_NUM_THREADS"] = "1";
    return test::run(arguments, options);
  }
  static ProcessOptions one_thread() {
    ProcessOptions options;
    options.environment["OMP_NUM_THREADS"] = "1";
    return options;
  }
  std::vector<std::string> train_arguments() const {
    const std::string plan = dir_.write("plan.json", plan::to_json(plan_));
    const std::string text = dir_.write("text", std::string(4000, 'x') + std::string(4000, 'y'));
    return {"train", plan, "--data", text, "--out", dir_.file("run")};
  }

  test::TempFolder dir_;
  plan::Plan plan_ = plan::testing::sample_plan({.depth = 1, .vocab = 256});
};

TEST_F(CdpRun, UsageErrorsAreTwo) {
  EXPECT_EQ(run({"--version"}).exit_code, 0);
  EXPECT_THAT(run({"train", "--help"}).out, HasSubstr("--save-every N|Nm"));
  const ProcessResult missing = run({"train"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("plan is required"));
  EXPECT_EQ(run({"trian"}).exit_code, 2);
}

TEST_F(CdpRun, WhatCannotRunIsTwoWithOneMessage) {
  auto arguments = train_arguments();
  arguments[1] = dir_.file("gone.json");
  const ProcessResult gone = run(arguments);
  EXPECT_EQ(gone.exit_code, 2);
  EXPECT_EQ(gone.err, "cdp: error: " + dir_.file("gone.json") + ": there is no such file\n");
  EXPECT_EQ(gone.out, "");
  arguments = train_arguments();
  arguments.insert(arguments.end(), {"--save-every", "often"});
  const ProcessResult often = run(arguments);
  EXPECT_EQ(often.exit_code, 2);
  EXPECT_THAT(often.err, StartsWith("cdp: error: --save-every: `often` is neither"));
}

TEST_F(CdpRun, OptionsThatCannotBeAreToldTruly) {
  const auto said = [this](std::vector<std::string> more) {
    auto arguments = train_arguments();
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.text();
    return result.err;
  };
  EXPECT_THAT(said({"--steps", "99999999999999999999"}),
              StartsWith("cdp: error: --steps must be a smaller number, found `99999999999999999999`"));
  EXPECT_THAT(said({"--steps", "many\x1b[2J"}),
              StartsWith("cdp: error: --steps must be a whole number, found `many\xEF\xBF\xBD[2J`"));
  EXPECT_THAT(said({"--steps", "0"}), StartsWith("cdp: error: --steps must be 1 or more, found `0`"));
  EXPECT_THAT(said({"--micro-batch", "1.5"}),
              StartsWith("cdp: error: --micro-batch must be a whole number, found `1.5`"));
  EXPECT_EQ(said({"--device", "tpu"}), "cdp: error: --device: there is no device `tpu`; choose auto, cpu or cuda\n");
  EXPECT_EQ(said({"--precision", "fp8"}),
            "cdp: error: --precision: there is no precision `fp8`; choose fp32 or bf16\n");
  EXPECT_THAT(run({"sample", "run", "--prompt", "x", "--temperature", "-1"}).err,
              StartsWith("cdp: error: --temperature must be 0 or more, found `-1`"));
  auto arguments = train_arguments();
  arguments.back() = "";
  EXPECT_THAT(run(arguments).err, StartsWith("cdp: error: --out is empty; name a file or folder"));
  arguments = train_arguments();
  arguments[3] = "";
  EXPECT_THAT(run(arguments).err, StartsWith("cdp: error: --data is empty; name a file or folder"));
}

TEST_F(CdpRun, NamesDoNotSteerTheTerminal) {
  auto arguments = train_arguments();
  arguments[1] = dir_.file("\x1b[2J\xE2\x80\xAE.json");
  const ProcessResult gone = run(arguments);
  EXPECT_EQ(gone.exit_code, 2);
  EXPECT_THAT(gone.err, HasSubstr("\xEF\xBF\xBD[2J\xEF\xBF\xBD.json: there is no such file"));
}

TEST_F(CdpRun, ATableThatCannotBeReadIsTwoWithItsPlace) {
  plan_ = plan::testing::sample_classifier(2, 3);
  const auto said = [&](const std::string& name, const std::string& bytes) {
    auto arguments = train_arguments();
    arguments[3] = dir_.write(name, bytes);
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.text();
    EXPECT_EQ(result.out, "");
    EXPECT_FALSE(std::filesystem::exists(dir_.file("run/plan.json"))) << "nothing is left behind";
    return result.err;
  };
  const std::string at = "cdp: error: " + dir_.file("t.csv");
  EXPECT_EQ(said("t.csv", "a,b,kind\n1,2,x\n1,two,y\n"), at + ":3:3: `two` is not a number\n");
  EXPECT_EQ(said("t.csv", "a,b,kind\n1,2,x\n1,y\n"), at + ":3:3: the row has 2 fields, the header 3\n");
  EXPECT_EQ(said("t.csv", "a,b,kind\n1,nan,0\n"), at + ":2:3: `nan` is not a finite number\n");
  EXPECT_EQ(said("t.csv", "a,b,kind\n"), at + ": has no rows below its header\n");
  EXPECT_THAT(said("t.csv", ""), StartsWith(at + ": is empty; a table begins with a header line"));
  const std::string rows = "0,1,0\n0,2,1\n0,3,2\n0,4,0\n";
  EXPECT_EQ(said("t.csv", "a,b,kind\n" + rows), at + ": has 4 rows; at least 5 are needed, as one in 5 is held out\n");
  EXPECT_EQ(said("t.csv", "a,b,kind\n" + rows + "0,5,3\n"),
            at + ":6:5: label 3 is outside the model's 3 classes, 0 to 2\n");
  EXPECT_THAT(
      said("t.csv", "a,kind\n0,0\n0,1\n0,2\n0,0\n0,1\n"),
      HasSubstr("has 1 feature (the columns before the last), the model takes 2; give the model `features = 1`"));
  EXPECT_THAT(said("novel.txt", "a,b,kind\n" + rows), HasSubstr("novel.txt: is not a .csv file"));
}

TEST_F(CdpRun, ARunThatDivergesIsOne) {
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e30;
  const ProcessResult result = run(train_arguments());
  EXPECT_EQ(result.exit_code, 1) << result.text();
  EXPECT_THAT(result.err, HasSubstr("became NaN or infinite in step "));
}

TEST_F(CdpRun, CtrlCIsOneHundredAndThirtyAndTheRunGoesOn) {
  plan_.training.steps = 1'000'000;
  auto arguments = train_arguments();
  ProcessOptions interrupt;
  interrupt.signal_at = "step       1/1000000";
  interrupt.signal = SIGINT;
  const ProcessResult stopped = run(arguments, interrupt);
  EXPECT_EQ(stopped.exit_code, 130) << stopped.text();
  EXPECT_THAT(stopped.err,
              HasSubstr("finishing this step, then saving; once more, in two seconds or later, to quit at once"));
  EXPECT_THAT(stopped.err, HasSubstr("go on with\n  cdp train " + dir_.file("run/plan.json")));
  const ProcessResult again = run(arguments);
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("already holds a run at step "));
  const ProcessResult unheard =
      test::run({"bash", "-c", "exec " CDP_RUN_PROGRAM " sample " + dir_.file("run") + " --prompt xy --tokens 5 >&-"});
  EXPECT_EQ(unheard.exit_code, 2);
  EXPECT_THAT(unheard.err, HasSubstr("cdp: error: standard output: cannot be written"));
  const ProcessResult sampled = run({"sample", dir_.file("run"), "--prompt", "xy", "--tokens", "5"});
  EXPECT_EQ(sampled.exit_code, 0) << sampled.text();
  EXPECT_THAT(sampled.out, StartsWith("xy"));
}

TEST_F(CdpRun, SchedulersSignalsSaveAndEndTheRun) {
  plan_.training.steps = 1'000'000;
  for (const int number : {SIGTERM, SIGHUP, SIGUSR1, SIGXCPU}) {
    std::filesystem::remove_all(dir_.file("run"));
    ProcessOptions interrupt;
    interrupt.signal_at = "step       1/1000000";
    interrupt.signal = number;
    const ProcessResult stopped = run(train_arguments(), interrupt);
    EXPECT_EQ(stopped.exit_code, 130) << stopped.text();
    EXPECT_THAT(stopped.err, HasSubstr("stopped and saved at step ")) << number;
    EXPECT_TRUE(std::filesystem::exists(dir_.file("run/checkpoint.safetensors"))) << number;
  }
}

TEST_F(CdpRun, AsProcessOneASecondSignalEndsItToo) {
  if (test::run({"unshare", "-p", "-f", "true"}).exit_code != 0) GTEST_SKIP() << "namespaces are not allowed here";
  plan_.training.steps = 1'000'000;
  plan_.training.batch = 20'000;  // a step takes longer than the test
  std::string command = CDP_RUN_PROGRAM;
  for (const std::string& argument : train_arguments()) command += " " + argument;
  const std::string log = dir_.file("log");
  const ProcessResult ended =
      test::run({"bash", "-c",
                 "unshare -p -f " + command + " --micro-batch 1 >" + log + " 2>&1 & all=$!\n" +
                     "until grep -q entropy " + log + "; do sleep 0.1; done; sleep 1; one=$(pgrep -P $all)\n" +
                     "kill -TERM $one; sleep 2.5; kill -TERM $one; wait $all"},
                one_thread());
  EXPECT_EQ(ended.exit_code, 128 + SIGTERM) << ended.text() << dir_.read("log");
  EXPECT_THAT(dir_.read("log"), HasSubstr("finishing this step, then saving"));
}

TEST_F(CdpRun, AReaderOfTheProgressThatGoesEndsTheRun) {
  plan_.training.steps = 1'000'000;
  std::string command = CDP_RUN_PROGRAM;
  for (const std::string& argument : train_arguments()) command += " " + argument;
  const ProcessResult stopped =
      test::run({"bash", "-c", "{ " + command + "; echo ended with $? >&2; } | head -n 1"}, one_thread());
  EXPECT_THAT(stopped.err, HasSubstr("stopped and saved at step ")) << stopped.text();
  EXPECT_THAT(stopped.err, HasSubstr("ended with 130"));
}

TEST_F(CdpRun, ClosedStreamsEndUpInNoFile) {
  std::string command = CDP_RUN_PROGRAM;
  for (const std::string& argument : train_arguments()) command += " " + argument;
  const ProcessResult closed = test::run({"bash", "-c", "exec " + command + " >&- 2>&- <&-"}, one_thread());
  EXPECT_EQ(closed.exit_code, 0);
  std::istringstream lines(dir_.read("run/metrics.jsonl"));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_THAT(line, StartsWith("{\"kind\":\"")) << count;
  EXPECT_GT(count, 2);
  const ProcessResult failed = test::run({"bash", "-c", "exec " + command + " >&- 2>&- <&-"});
  EXPECT_EQ(failed.exit_code, 2) << "what it says nobody reads";
}

TEST_F(CdpRun, AutoResumes) {
  plan_.training.steps = 4;
  auto arguments = train_arguments();
  arguments.insert(arguments.end(), {"--steps", "2", "--resume=auto"});
  EXPECT_EQ(run(arguments).exit_code, 0);
  arguments = train_arguments();
  arguments.push_back("--resume=auto");
  const ProcessResult again = run(arguments);
  EXPECT_EQ(again.exit_code, 0) << again.text();
  EXPECT_THAT(again.out, HasSubstr("resume   at step 2"));
  arguments.back() = "--resume";
  EXPECT_THAT(run(arguments).out, HasSubstr("there is nothing left to do"));
  arguments.back() = "--resume=always";
  const ProcessResult never = run(arguments);
  EXPECT_EQ(never.exit_code, 2);
  EXPECT_THAT(never.err, StartsWith("cdp: error: --resume: `always` is not known"));
}

TEST_F(CdpRun, AModelThatDoesNotFitIsSaid) {
  for (plan::Tensor& tensor : plan_.tensors)
    if (tensor.name == "embed.weight") {
      const std::int64_t more = ((std::int64_t{1} << 36) - tensor.shape.front()) * tensor.shape.back();
      tensor.shape.front() = std::int64_t{1} << 36;
      plan_.parameters.total += more;
    }
  const ProcessResult large = run(train_arguments());
  EXPECT_EQ(large.exit_code, 2) << large.text();
  EXPECT_THAT(large.err, StartsWith("cdp: error: out of memory for the model: 5"));
  EXPECT_THAT(large.err, HasSubstr("B parameters take about 8.8TB with gradients and optimizer; a smaller plan needs"));
}

TEST_F(CdpRun, MeasuresAPlan) {
  plan_.training.steps = 2;
  const std::string plan = dir_.write("plan.json", plan::to_json(plan_));
  ProcessResult result = run({"measure", plan, "--seed", "3", "--seed", "4"});
  EXPECT_EQ(result.exit_code, 0) << result.text();
  EXPECT_THAT(result.out, StartsWith("{\"scale\":{"));
  EXPECT_THAT(result.out, HasSubstr("\"seed\":4,\"step\":2"));
  result = run({"measure", dir_.file("none.json")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, StartsWith("cdp: error: "));
}

TEST_F(CdpRun, AWorkerTrainsWhatItIsTold) {
  const std::string text = dir_.write("text", std::string(4000, 'x') + std::string(4000, 'y'));
  plan_.training.steps = 3;
  const std::string asked = dir_.write("asked", run::request_text(run::TrainRequest{1, plan::to_json(plan_)}) +
                                                    run::request_text(run::TrainRequest{2, "no plan"}));
  const ProcessResult result = test::run({"bash", "-c",
                                          "coproc W { exec " CDP_RUN_PROGRAM " worker --data " + text +
                                              " --progress 1; }\n" + "cat " + asked + " >&${W[1]}\n" +
                                              "ends=0; while ((ends < 2)) && read -r line <&${W[0]}; do echo "
                                              "\"$line\"; [[ $line != *'\"end\"'* ]] || ((++ends)); "
                                              "done\n" +
                                              "kill -TERM $W_PID; wait $W_PID; echo ended with $?"},
                                         one_thread());
  EXPECT_THAT(result.out, StartsWith("{\"kind\":\"ready\",\"version\":\"" CDP_VERSION "\""));
  EXPECT_THAT(result.out, HasSubstr("{\"kind\":\"progress\",\"trial\":1,\"step\":3,\"steps\":3,")) << result.text();
  EXPECT_THAT(result.out, HasSubstr("{\"kind\":\"end\",\"trial\":1,\"reason\":\"finished\",\"step\":3,"));
  EXPECT_THAT(result.out, HasSubstr("{\"kind\":\"end\",\"trial\":2,\"reason\":\"failed\",\"step\":0,"));
  EXPECT_THAT(result.out, HasSubstr("ended with 143")) << "a signal ends it at once";
}

TEST_F(CdpRun, AWorkerEndsWithItsInputOrItsReader) {
  const std::string text = dir_.write("text", std::string(4000, 'x') + std::string(4000, 'y'));
  const std::vector<std::string> arguments = {"worker", "--data", text, "--threads", "2"};
  const ProcessResult nothing = run(arguments);
  EXPECT_EQ(nothing.exit_code, 0) << nothing.text();
  EXPECT_THAT(nothing.out, HasSubstr("\"threads\":2,"));
  const ProcessResult unheard =
      test::run({"bash", "-c", "{ " CDP_RUN_PROGRAM " worker --data " + text + "; echo ended with $? >&2; } | true"},
                one_thread());
  EXPECT_THAT(unheard.err, HasSubstr("ended with 0")) << unheard.text();
  const ProcessResult missing = run({"worker", "--data", dir_.file("none")});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("none: there is no such file"));
  EXPECT_THAT(run({"worker", "--data", text, "--threads", "0"}).err,
              StartsWith("cdp: error: --threads must be 1 or more, found `0`"));
}

}  // namespace
}  // namespace cdp::runtime
