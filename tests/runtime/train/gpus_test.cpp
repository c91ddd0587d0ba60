// Signs of a GPU on made-up machines, and what a run on the CPU says about each.
#include "runtime/train/gpus.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FindGpus : public ::testing::Test {
 protected:
  FindGpus() { ::unsetenv("CUDA_VISIBLE_DEVICES"); }
  Gpus found() const { return find_gpus(dir_.path().string()); }
  test::TempFolder dir_;
};

TEST_F(FindGpus, NothingIsNoSign) {
  EXPECT_EQ(found().sign, "");
  EXPECT_EQ(why_cpu(found(), true, "2.11.0"), "");
  EXPECT_EQ(why_cpu(found(), false, "1.13.1"), "");
}

TEST_F(FindGpus, ADeviceOfTheDriverIsASign) {
  dir_.write("dev/nvidia3", "");
  EXPECT_EQ(found().sign, "/dev/nvidia3");
  EXPECT_TRUE(found().has_driver);
}

TEST_F(FindGpus, ToolsOfTheDriverAreASign) {
  dir_.write("usr/bin/nvidia-smi", "");
  EXPECT_EQ(found().sign, "/usr/bin/nvidia-smi");
}

TEST_F(FindGpus, ACardWithoutADriverIsASign) {
  dir_.write("sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n");
  dir_.write("sys/bus/pci/devices/0000:00:02.0/class", "0x030000\n");
  dir_.write("sys/bus/pci/devices/0000:01:00.1/vendor", "0x10de\n");
  dir_.write("sys/bus/pci/devices/0000:01:00.1/class", "0x040300\n");  // its sound
  EXPECT_EQ(found().sign, "");
  dir_.write("sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de\n");
  dir_.write("sys/bus/pci/devices/0000:01:00.0/class", "0x030200\n");
  EXPECT_EQ(found().sign, "PCI 0000:01:00.0");
  EXPECT_THAT(why_cpu(found(), true, "2.11.0"), HasSubstr("no driver of NVIDIA's is loaded"));
}

TEST_F(FindGpus, AmdsAreSaidToBeOthers) {
  dir_.write("dev/kfd", "");
  EXPECT_EQ(why_cpu(found(), true, "2.11.0"),
            "computing on the CPU: there is an AMD GPU (/dev/kfd), but cdp-run knows NVIDIA's alone");
}

TEST(WhyCpu, NamesTheReasonAndTheWayOut) {
  const Gpus gpu{"/dev/nvidia0", false, true, {}};
  EXPECT_EQ(why_cpu(gpu, false, "1.13.1"),
            "computing on the CPU: there is a GPU (/dev/nvidia0), but cdp-run was built with a LibTorch without CUDA "
            "(1.13.1); build with the CUDA one: scripts/setup --torch wheel");
  EXPECT_THAT(why_cpu(gpu, true, "2.11.0"), AllOf(HasSubstr("CUDA does not answer"), HasSubstr("LibTorch 2.11.0")));
}

TEST(WhyCpu, SeesThatTheUserHidesIt) {
  for (const char* hidden : {"", "-1"})
    EXPECT_THAT(why_cpu({"/dev/nvidia0", false, true, hidden}, true, "2.11.0"),
                HasSubstr("CUDA_VISIBLE_DEVICES=`" + std::string(hidden) + "` hides it"));
  EXPECT_THAT(why_cpu({"/dev/nvidia0", false, true, "0"}, true, "2.11.0"), HasSubstr("CUDA does not answer"));
}

}  // namespace
}  // namespace cdp::runtime
