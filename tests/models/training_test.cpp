// Each example of a language model, made tiny on the command line, trains for a few steps as a user would train it, and
// its loss falls.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/log.h"
#include "tests/models/models.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::models {
namespace {

struct Tiny {
  const char* example;
  const char* steps;
  const char* axes;  // batch and duration fall together, so that learning rates stay near those of the reference
};

void PrintTo(const Tiny& tiny, std::ostream* out) {
  *out << tiny.example;
}

class Training : public ::testing::TestWithParam<Tiny> {};

struct TrainedRun {
  std::vector<double> losses = {};  // of the training steps that are logged
  std::string said = {};
};

TrainedRun train(const Tiny& tiny, const std::vector<std::string>& more = {}) {
  const test::TempFolder folder;
  const std::string data = folder.write("text", sample_text());
  test::ProcessOptions options;
  options.environment = {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}};
  std::vector<std::string> words = {CDP_PROGRAMS_DIR "/cdp", "train",
                                    std::string(CDP_SOURCE_DIR "/examples/") + tiny.example};
  for (const std::string& word :
       {std::string("--at"), std::string(tiny.axes), std::string("--data"), data, std::string("--out"),
        folder.file("run"), std::string("--steps"), std::string(tiny.steps)})
    words.push_back(word);
  for (const char* word : {"--eval-every", "20", "--device", "cpu", "--token-type", "bytes"}) words.emplace_back(word);
  words.insert(words.end(), more.begin(), more.end());
  const auto result = test::run(words, options);
  EXPECT_EQ(result.exit_code, 0) << result.text();
  const auto log = run::read_log(folder.read("run/metrics.jsonl"), "run");
  if (!log) return {};
  TrainedRun run{{}, result.text()};
  for (const run::TrainLine& line : log->train) run.losses.push_back(line.loss);
  return run;
}

TEST_P(Training, LowersTheLoss) {
  const std::vector<double> losses = train(GetParam()).losses;
  ASSERT_GE(losses.size(), 2U);
  EXPECT_LT(losses.back(), losses.front() - 1);
}

/// On the way of a GPU's tensors, of which the kernels are a faster form.
class WithoutKernels : public ::testing::TestWithParam<Tiny> {};

TEST_P(WithoutKernels, TrainsTheSame) {
  const TrainedRun kernels = train(GetParam(), {"--precision", "fp32"});
  const TrainedRun generic = train(GetParam(), {"--precision", "fp32", "--no-kernels"});
  EXPECT_NE(generic.said.find("cpu without kernels, fp32"), std::string::npos) << generic.said;
  ASSERT_GE(kernels.losses.size(), 2U);
  ASSERT_EQ(generic.losses.size(), kernels.losses.size());
  for (std::size_t i = 0; i < kernels.losses.size(); ++i)
    EXPECT_NEAR(generic.losses[i], kernels.losses[i], 2e-3) << "logged step " << i;
}

std::string name_of(const ::testing::TestParamInfo<Tiny>& tested) {
  const std::string example = tested.param.example;
  return example.substr(3, example.find('.') - 3);
}

INSTANTIATE_TEST_SUITE_P(
    Examples, Training,
    ::testing::Values(Tiny{"01_gpt.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"},
                      Tiny{"02_gpt2.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=1953125tok"},
                      Tiny{"03_llama.cdp", "8", "width=256,depth=1,batch=4seq,context=16,duration=488000tok"},
                      Tiny{"04_moe.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"},
                      Tiny{"05_parallel.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Examples, WithoutKernels,
    ::testing::Values(Tiny{"01_gpt.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"},
                      Tiny{"02_gpt2.cdp", "20", "width=64,depth=1,batch=4seq,context=16,duration=1953125tok"},
                      Tiny{"04_moe.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"}),
    name_of);

}  // namespace
}  // namespace cdp::models
