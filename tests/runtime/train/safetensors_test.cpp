// Checkpoint files: round trips, checksums, and a disk that is full. The format's own tests are compiler/plan's.
#include "runtime/train/safetensors.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstring>

#include "compiler/base/checksum.h"
#include "compiler/weights/safetensors_sums.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

const std::vector<float> kNumbers = {1, 2, 3, 4, 5, 6};

TensorBytes tensor_of(const std::string& name, const std::vector<float>& values, std::vector<std::int64_t> shape) {
  return {name, weights::Dtype::kF32, std::move(shape), std::as_bytes(std::span(values))};
}

TEST(Safetensors, WritesTheFormat) {
  const TempFolder dir;
  const TensorBytes tensors[] = {tensor_of("a", kNumbers, {2, 3})};
  ASSERT_TRUE(write_safetensors(dir.file("x"), {{"step", "7"}}, tensors));
  const std::string bytes = dir.read("x");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ(length % 8, 0U);
  const std::string sum = fmt::format("{:016x}", checksum(std::as_bytes(std::span(kNumbers))));
  const std::string header =
      weights::header_sum({{"step", "7"}, {"checksum.a", sum}},
                          std::vector<weights::StoredTensor>{{"a", weights::Dtype::kF32, {2, 3}, 0, 24}});
  EXPECT_THAT(bytes.substr(8, length),
              HasSubstr(R"({"__metadata__":{"checksum.a":")" + sum + R"(","header_checksum":")" + header +
                        R"(","step":"7"},"a":{"dtype":"F32","shape":[2,3],)" + R"("data_offsets":[0,24]}})"));
  EXPECT_EQ(bytes.size(), 8 + length + 24);
}

TEST(Safetensors, ReadsBackWhatItWrote) {
  const TempFolder dir;
  const std::vector<std::uint16_t> halves = {0x3f80, 0x4000};
  const TensorBytes tensors[] = {tensor_of("z", kNumbers, {6}),
                                 {"h", weights::Dtype::kBf16, {2, 1}, std::as_bytes(std::span(halves))},
                                 {"none", weights::Dtype::kF32, {0, 4}, {}}};
  ASSERT_TRUE(write_safetensors(dir.file("x"), {{"step", "7"}, {"format", "f"}}, tensors));
  const auto file = SafetensorsFile::open(dir.file("x"));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->header().metadata.at("step"), "7");
  std::vector<float> read(6);
  ASSERT_TRUE(read_checked(*file, *file->header().find("z"), std::as_writable_bytes(std::span(read))));
  EXPECT_EQ(read, kNumbers);
  std::vector<std::uint16_t> read_halves(2);
  ASSERT_TRUE(read_checked(*file, *file->header().find("h"), std::as_writable_bytes(std::span(read_halves))));
  EXPECT_EQ(read_halves, halves);
}

TEST(Safetensors, ChangedBytesAreFound) {
  const TempFolder dir;
  const TensorBytes tensors[] = {tensor_of("b", kNumbers, {6})};
  ASSERT_TRUE(write_safetensors(dir.file("x"), {}, tensors));
  std::string bytes = dir.read("x");
  bytes[bytes.size() - 5] ^= 1;
  const auto file = SafetensorsFile::open(dir.write("y", bytes));
  ASSERT_TRUE(file) << file.error().text();
  std::vector<float> read(6);
  const Status status = read_checked(*file, *file->header().find("b"), std::as_writable_bytes(std::span(read)));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), HasSubstr("y: is damaged: the bytes of `b` are not those that were written"));
}

TEST(Safetensors, AFullDiskLeavesTheFileThatWasThere) {
  const TempFolder dir;
  dir.write("x", "good");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const TensorBytes tensors[] = {tensor_of("a", kNumbers, {6})};
  const Status written = write_safetensors(dir.file("x"), {{"note", std::string(200, 'x')}}, tensors);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().text(), HasSubstr("cannot be written: File too large"));
  EXPECT_EQ(dir.read("x"), "good");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);  // nothing half-written stays
}

}  // namespace
}  // namespace cdp::runtime
