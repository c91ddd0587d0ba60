// Which device and precision a run gets.
#include "runtime/train/device.h"

#include <gmock/gmock.h>

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;

TEST(Device, CpuIsAlwaysThere) {
  const auto choice = choose_device(run::DeviceChoice::cpu, {"/dev/nvidia0", false, true, {}});
  ASSERT_TRUE(choice);
  EXPECT_TRUE(choice->device.is_cpu());
  EXPECT_EQ(choice->remark, "") << "it was asked for";
}

TEST(Device, AutoTakesWhatThereIsAndSaysWhyItIsTheCpu) {
  const auto choice = choose_device(run::DeviceChoice::automatic, {"/dev/nvidia0", false, true, {}});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->device.is_cuda(), cuda_available());
  if (choice->device.is_cpu()) {
    EXPECT_THAT(choice->remark, HasSubstr("computing on the CPU: there is a GPU (/dev/nvidia0), but "));
  }
  EXPECT_EQ(choose_device(run::DeviceChoice::automatic, {})->remark, "");
}

TEST(Device, CudaWithoutOneIsAClearError) {
  if (cuda_available()) GTEST_SKIP() << "this machine has a CUDA device";
  const auto device = choose_device(run::DeviceChoice::cuda);
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().text(), AllOf(HasSubstr("--device cuda: "), HasSubstr("use --device cpu")));
}

TEST(Precision, OnTheCpuBf16NeedsTheProcessor) {
  const ChosenPrecision choice = choose_precision(plan::Precision::bf16, torch::kCPU);
  EXPECT_EQ(choice.precision == plan::Precision::bf16, cpu_has_bf16());
  EXPECT_EQ(choice.remark.empty(), cpu_has_bf16());
}

TEST(Precision, Fp32IsTakenAsAsked) {
  const ChosenPrecision choice = choose_precision(plan::Precision::fp32, torch::kCPU);
  EXPECT_EQ(choice.precision, plan::Precision::fp32);
  EXPECT_TRUE(choice.remark.empty());
}

}  // namespace
}  // namespace cdp::runtime
