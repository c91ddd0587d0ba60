// The environment of cdp-run, from made-up machines: /proc and /sys as files of a folder.
#include "compiler/driver/environment.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kAvx512Flags =
    "processor\t: 0\nflags\t\t: fpu avx avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl\n\nprocessor\t: 1\n";

class DetectMachine : public ::testing::Test {
 protected:
  void allow(const std::string& cpus) { put("proc/self/status", "Name:\tcdp\nCpus_allowed_list:\t" + cpus + "\n"); }
  void siblings(int cpu, const std::string& list) {
    put("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/core_cpus_list", list + "\n");
  }
  void put(const std::string& name, const std::string& text) { folder_.write(name, text); }
  Machine detect() { return detect_machine(folder_.path().string()); }
  test::TempFolder folder_;
};

TEST_F(DetectMachine, KnowsNothingOfAnEmptyOne) {
  const Machine machine = detect();
  EXPECT_EQ(machine.cores, 1);
  EXPECT_EQ(machine.vectors, Vectors::kBase);
  EXPECT_EQ(machine.openblas_openmp, "");
}

TEST_F(DetectMachine, CountsCoresNotHardwareThreads) {
  allow("0-3");
  siblings(0, "0,2");
  siblings(1, "1,3");
  siblings(2, "0,2");
  siblings(3, "1,3");
  EXPECT_EQ(detect().cores, 2);
}

TEST_F(DetectMachine, CountsOnlyWhatAffinityAllows) {
  for (int cpu = 0; cpu < 8; ++cpu) siblings(cpu, std::to_string(cpu));
  allow("1-2,7");
  EXPECT_EQ(detect().cores, 3);
}

TEST_F(DetectMachine, ReadsTheOldNameOfTheTopology) {
  allow("0-1");
  for (const char* cpu : {"0", "1"}) {
    put("sys/devices/system/cpu/cpu" + std::string(cpu) + "/topology/thread_siblings_list", "0-1\n");
  }
  EXPECT_EQ(detect().cores, 1);
}

TEST_F(DetectMachine, WithoutTopologyEachProcessorIsACore) {
  allow("0-5");
  EXPECT_EQ(detect().cores, 6);
}

TEST_F(DetectMachine, AListItCannotReadIsOneCore) {
  allow("zero");
  EXPECT_EQ(detect().cores, 1);
  allow("0-99999999");
  EXPECT_EQ(detect().cores, 1);
}

TEST_F(DetectMachine, TheQuotaOfTheGroupLimitsAndIsRoundedDown) {
  allow("0-7");
  put("proc/self/cgroup", "0::/batch/job\n");
  put("sys/fs/cgroup/batch/job/cpu.max", "350000 100000\n");
  EXPECT_EQ(detect().cores, 3);
  put("sys/fs/cgroup/batch/job/cpu.max", "50000 100000\n");
  EXPECT_EQ(detect().cores, 1);
  put("sys/fs/cgroup/batch/job/cpu.max", "max 100000\n");
  EXPECT_EQ(detect().cores, 8);
}

TEST_F(DetectMachine, AQuotaFurtherUpLimitsToo) {
  allow("0-7");
  put("proc/self/cgroup", "0::/batch/job\n");
  put("sys/fs/cgroup/batch/job/cpu.max", "400000 100000\n");
  put("sys/fs/cgroup/batch/cpu.max", "200000 100000\n");
  EXPECT_EQ(detect().cores, 2);
}

TEST_F(DetectMachine, InAContainerTheTopCounts) {
  allow("0-7");
  put("proc/self/cgroup", "0::/\n");
  put("sys/fs/cgroup/cpu.max", "400000 100000\n");
  EXPECT_EQ(detect().cores, 4);
}

TEST_F(DetectMachine, ReadsVersionOneQuotas) {
  allow("0-7");
  put("proc/self/cgroup", "5:memory:/docker/1f\n4:cpu,cpuacct:/docker/1f\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(detect().cores, 2);
  put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(detect().cores, 8);
}

TEST_F(DetectMachine, IsSharedWhereNoProcessorsAreLeft) {
  allow("0-1");
  put("sys/devices/system/cpu/online", "0-3\n");
  put("proc/loadavg", "3.10 1.00 0.50 4/165 4711\n");
  EXPECT_TRUE(detect().shared);
  put("sys/devices/system/cpu/online", "0-7\n");
  EXPECT_FALSE(detect().shared) << "six processors to spare";
}

TEST_F(DetectMachine, NeitherAnEndedBuildNorABlipMakesItShared) {
  allow("0-1");
  put("sys/devices/system/cpu/online", "0-1\n");
  put("proc/loadavg", "6.00 1.00 0.50 1/165 4711\n");
  EXPECT_FALSE(detect().shared);
  put("proc/loadavg", "0.10 1.00 0.50 4/165 4711\n");
  EXPECT_FALSE(detect().shared);
  put("proc/loadavg", "nonsense");
  EXPECT_FALSE(detect().shared);
}

TEST_F(DetectMachine, ReadsVectorsFromTheFlags) {
  put("proc/cpuinfo", kAvx512Flags);
  EXPECT_EQ(detect().vectors, Vectors::kAvx512);
  put("proc/cpuinfo", "flags\t\t: avx avx2 fma avx512f\n");
  EXPECT_EQ(detect().vectors, Vectors::kAvx2) << "AVX-512F alone does not carry SkylakeX kernels";
  put("proc/cpuinfo", "flags\t\t: avx avx2\n");
  EXPECT_EQ(detect().vectors, Vectors::kBase);
}

TEST_F(DetectMachine, FindsTheOpenmpBuildOfOpenblas) {
  put("usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "");
  EXPECT_EQ(detect().openblas_openmp, folder_.file("usr/lib/x86_64-linux-gnu/openblas-openmp"));
}

TEST(DetectThisMachine, HasACore) {
  EXPECT_GE(detect_machine().cores, 1);
}

/// What is set beside the allocator's variables, which are the same everywhere.
Variables beside_memory(const Machine& machine, const UserEnvironment& user) {
  Variables variables = runtime_environment(machine, user);
  std::erase_if(variables, [](const auto& variable) { return variable.first.starts_with("MALLOC_"); });
  return variables;
}

TEST(RuntimeEnvironment, KeepsMemoryBetweenSteps) {
  const Machine machine{1, Vectors::kBase, false, ""};
  EXPECT_THAT(runtime_environment(machine, {{"OMP_NUM_THREADS", "1"}}),
              ElementsAre(Pair("MALLOC_MMAP_MAX_", "0"), Pair("MALLOC_TRIM_THRESHOLD_", "137438953472"),
                          Pair("MALLOC_TOP_PAD_", "67108864")));
  EXPECT_THAT(runtime_environment(machine, {{"OMP_NUM_THREADS", "1"}, {"MALLOC_MMAP_MAX_", "65536"}}),
              ElementsAre(Pair("MALLOC_TRIM_THRESHOLD_", "137438953472"), Pair("MALLOC_TOP_PAD_", "67108864")));
}

TEST(RuntimeEnvironment, SetsThreadsKernelsAndLibrary) {
  EXPECT_THAT(beside_memory({8, Vectors::kAvx512, false, "/lib/openmp"}, {}),
              ElementsAre(Pair("OMP_NUM_THREADS", "8"), Pair("OPENBLAS_CORETYPE", "SkylakeX"),
                          Pair("LD_LIBRARY_PATH", "/lib/openmp")));
  EXPECT_THAT(beside_memory({2, Vectors::kAvx2, false, ""}, {}),
              ElementsAre(Pair("OMP_NUM_THREADS", "2"), Pair("OPENBLAS_CORETYPE", "Haswell")));
}

TEST(RuntimeEnvironment, ThreadsOfASharedMachineDoNotSpin) {
  const Machine machine{2, Vectors::kBase, true, ""};
  EXPECT_THAT(beside_memory(machine, {}),
              ElementsAre(Pair("OMP_NUM_THREADS", "2"), Pair("OMP_WAIT_POLICY", "passive")));
  EXPECT_THAT(beside_memory(machine, {{"OMP_WAIT_POLICY", "active"}}), ElementsAre(Pair("OMP_NUM_THREADS", "2")));
  EXPECT_THAT(beside_memory(machine, {{"GOMP_SPINCOUNT", "100"}}), ElementsAre(Pair("OMP_NUM_THREADS", "2")));
}

TEST(RuntimeEnvironment, LeavesAnOldProcessorToOpenblas) {
  EXPECT_THAT(beside_memory({4, Vectors::kBase, false, ""}, {}), ElementsAre(Pair("OMP_NUM_THREADS", "4")));
}

TEST(RuntimeEnvironment, NeverOverridesTheUser) {
  const UserEnvironment user = {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_CORETYPE", "Zen"}};
  EXPECT_THAT(beside_memory({8, Vectors::kAvx512, false, ""}, user), IsEmpty());
  EXPECT_THAT(beside_memory({8, Vectors::kBase, false, ""}, {{"OMP_NUM_THREADS", ""}}), IsEmpty());
}

TEST(RuntimeEnvironment, AddsToTheEndOfTheLibraryPath) {
  const Machine machine{1, Vectors::kBase, false, "/lib/openmp"};
  EXPECT_THAT(beside_memory(machine, {{"LD_LIBRARY_PATH", "/mine"}, {"OMP_NUM_THREADS", "1"}}),
              ElementsAre(Pair("LD_LIBRARY_PATH", "/mine:/lib/openmp")));
  // An empty element would mean the working folder.
  EXPECT_THAT(beside_memory(machine, {{"LD_LIBRARY_PATH", ""}, {"OMP_NUM_THREADS", "1"}}),
              ElementsAre(Pair("LD_LIBRARY_PATH", "/lib/openmp")));
}

TEST(UserEnvironmentTest, IsThisProcesss) {
  ASSERT_EQ(setenv("CDP_ENVIRONMENT_TEST", "a=b", 1), 0);
  EXPECT_EQ(user_environment().at("CDP_ENVIRONMENT_TEST"), "a=b");
}

}  // namespace
}  // namespace cdp::driver
