// Which device and precision a run gets.
#include "runtime/train/device.h"

#include <gmock/gmock.h>

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;

TEST(Device, CpuIsAlwaysThere) {
  const auto choice = choose_device("cpu", {"/dev/nvidia0", false, true, {}});
  ASSERT_TRUE(choice);
  EXPECT_TRUE(choice->device.is_cpu());
  EXPECT_EQ(choice->remark, "") << "it was asked for";
}

TEST(Device, AutoTakesWhatThereIsAndSaysWhyItIsTheCpu) {
  const auto choice = choose_device("auto", {"/dev/nvidia0", false, true, {}});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->device.is_cuda(), cuda_available());
  if (choice->device.is_cpu()) {
    EXPECT_THAT(choice->remark, HasSubstr("computing on the CPU: there is a GPU (/dev/nvidia0), but "));
  }
  EXPECT_EQ(choose_device("auto", {})->remark, "");
}

TEST(Device, CudaWithoutOneIsAClearError) {
  if (cuda_available()) GTEST_SKIP() << "this machine has a CUDA device";
  const auto device = choose_device("cuda");
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().text(), AllOf(HasSubstr("--device cuda: "), HasSubstr("use --device cpu")));
}

TEST(Device, UnknownNamesAreRefused) {
  const auto device = choose_device("gpu");
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().text(), HasSubstr("there is no device `gpu`; choose auto, cpu or cuda"));
}

TEST(Precision, OnTheCpuBf16NeedsTheProcessor) {
  const auto choice = choose_precision("bf16", torch::kCPU);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->precision == Precision::kBf16, cpu_has_bf16());
  EXPECT_EQ(choice->remark.empty(), cpu_has_bf16());
  EXPECT_STREQ(name_of(choice->precision), cpu_has_bf16() ? "bf16" : "fp32");
}

TEST(Precision, Fp32IsTakenAsAsked) {
  const auto choice = choose_precision("fp32", torch::kCPU);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->precision, Precision::kFp32);
  EXPECT_TRUE(choice->remark.empty());
}

TEST(Precision, UnknownNamesAreRefused) {
  const auto choice = choose_precision("fp16", torch::kCPU);
  ASSERT_FALSE(choice);
  EXPECT_THAT(choice.error().text(), HasSubstr("--precision: there is no precision `fp16`; choose fp32 or bf16"));
}

}  // namespace
}  // namespace cdp::runtime
