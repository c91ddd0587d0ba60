// Each example of a language model, made tiny on the command line, trains for a few steps as a user would train it, and
// its loss falls.
#include <gtest/gtest.h>

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

TEST_P(Training, LowersTheLoss) {
  const test::TempFolder folder;
  const std::string data = folder.write("text", sample_text());
  test::ProcessOptions options;
  options.environment = {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}};
  const std::string example = std::string(CDP_SOURCE_DIR "/examples/") + GetParam().example;
  const auto result = test::run(
      {CDP_PROGRAMS_DIR "/cdp", "train", example, "--at", GetParam().axes, "--data", data, "--out", folder.file("run"),
       "--steps", GetParam().steps, "--eval-every", "20", "--device", "cpu", "--token-type", "bytes"},
      options);
  ASSERT_EQ(result.exit_code, 0) << result.text();
  const auto log = run::read_log(folder.read("run/metrics.jsonl"), "run");
  ASSERT_TRUE(log) << log.error().text();
  ASSERT_GE(log->train.size(), 2U);
  EXPECT_LT(log->train.back().loss, log->train.front().loss - 1) << result.text();
}

INSTANTIATE_TEST_SUITE_P(
    Examples, Training,
    ::testing::Values(Tiny{"01_gpt.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"},
                      Tiny{"02_gpt2.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=1953125tok"},
                      Tiny{"03_llama.cdp", "8", "width=256,depth=1,batch=4seq,context=16,duration=488000tok"},
                      Tiny{"04_moe.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"},
                      Tiny{"05_parallel.cdp", "20", "width=64,depth=2,batch=4seq,context=64,duration=312500tok"}),
    [](const auto& tested) {
      return std::string(tested.param.example).substr(3, std::string(tested.param.example).find('.') - 3);
    });

}  // namespace
}  // namespace cdp::models
