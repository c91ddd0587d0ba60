// safetensors: the bytes as the format's page says, round trips, and every kind of damage.
#include "runtime/train/safetensors.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstring>

#include "runtime/train/checksum.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<float> kNumbers = {1, 2, 3, 4, 5, 6};

TensorBytes tensor_of(const std::string& name, const std::vector<float>& values, std::vector<std::int64_t> shape) {
  return {name, Dtype::kF32, std::move(shape), std::as_bytes(std::span(values))};
}

std::string file_bytes(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + data;
}

std::string open_error(const std::string& path) {
  const auto file = SafetensorsFile::open(path);
  EXPECT_FALSE(file);
  return file ? "" : file.error().text();
}

std::string header_error(const std::string& json, std::uint64_t data_bytes) {
  const auto header = parse_safetensors_header(json, data_bytes);
  EXPECT_FALSE(header) << json;
  return header ? "" : header.error().text();
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
  EXPECT_THAT(bytes.substr(8, length),
              HasSubstr(R"({"__metadata__":{"checksum.a":")" + sum +
                        R"(","step":"7"},"a":{"dtype":"F32","shape":[2,3],)" + R"("data_offsets":[0,24]}})"));
  EXPECT_EQ(bytes.size(), 8 + length + 24);
}

TEST(Safetensors, ReadsBackWhatItWrote) {
  const TempFolder dir;
  const std::vector<std::uint16_t> halves = {0x3f80, 0x4000};
  const TensorBytes tensors[] = {tensor_of("z", kNumbers, {6}),
                                 tensor_of("scalar", kNumbers, {2, 3}),
                                 {"h", Dtype::kBf16, {2, 1}, std::as_bytes(std::span(halves))},
                                 {"none", Dtype::kF32, {0, 4}, {}}};
  ASSERT_TRUE(write_safetensors(dir.file("x"), {{"step", "7"}, {"format", "f"}}, tensors));
  const auto file = SafetensorsFile::open(dir.file("x"));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->header().metadata.at("step"), "7");
  ASSERT_EQ(file->header().tensors.size(), 4U);
  const TensorEntry& z = file->header().tensors.at("z");
  EXPECT_THAT(z.shape, ElementsAre(6));
  std::vector<float> read(6);
  ASSERT_TRUE(file->read(z, std::as_writable_bytes(std::span(read))));
  EXPECT_EQ(read, kNumbers);
  const TensorEntry& h = file->header().tensors.at("h");
  EXPECT_EQ(h.dtype, Dtype::kBf16);
  std::vector<std::uint16_t> read_halves(2);
  ASSERT_TRUE(file->read(h, std::as_writable_bytes(std::span(read_halves))));
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
  const Status status = file->read(file->header().tensors.at("b"), std::as_writable_bytes(std::span(read)));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), HasSubstr("y: is damaged: the bytes of `b` are not those that were written"));
}

TEST(Safetensors, DamagedFilesAreRefused) {
  const TempFolder dir;
  const std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string whole = file_bytes(header, "12345678");
  EXPECT_TRUE(SafetensorsFile::open(dir.write("whole", whole)));
  EXPECT_THAT(open_error(dir.write("a", "")), HasSubstr("cut short: it has 0 bytes"));
  EXPECT_THAT(open_error(dir.write("b", whole.substr(0, 20))), HasSubstr("promises a header of 54 bytes, but has 12"));
  EXPECT_THAT(open_error(dir.write("c", whole.substr(0, whole.size() - 1))),
              HasSubstr("promises 8 bytes of tensors, 7 are there"));
  EXPECT_THAT(open_error(dir.write("d", whole + "x")), HasSubstr("1 bytes after its last tensor"));
  EXPECT_THAT(open_error(dir.write("e", "\xff\xff\xff\xff\xff\xff\xff\x7f{}")),
              HasSubstr("promises a header of 9223372036854775807 bytes"));
  EXPECT_THAT(open_error(dir.write("f", file_bytes("{\"a\":", ""))), HasSubstr("f: its header is not a JSON object"));
  EXPECT_THAT(open_error(dir.file("gone")), HasSubstr("No such file"));
  EXPECT_THAT(open_error(dir.path().string()), HasSubstr("is not a file"));
}

TEST(Safetensors, EveryPartOfTheHeaderIsChecked) {
  const auto one = [](const char* dtype, const char* shape, const char* offsets) {
    return std::string(R"({"a":{"dtype":)") + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
  };
  EXPECT_THAT(header_error("[]", 0), HasSubstr("not a JSON object"));
  EXPECT_THAT(header_error(R"({"__metadata__":{"a":1}})", 0), HasSubstr("metadata `a` are not text"));
  EXPECT_THAT(header_error(R"({"__metadata__":[]})", 0), HasSubstr("metadata are not an object"));
  EXPECT_THAT(header_error(R"({"a":{"dtype":"F32"}})", 0), HasSubstr("`a` is not described by dtype"));
  EXPECT_THAT(header_error(one("\"I64\"", "[1]", "[0,8]"), 8),
              HasSubstr("`a` is of type \"I64\"; F32 and BF16 are read"));
  EXPECT_THAT(header_error(one("\"F32\"", "2", "[0,8]"), 8), HasSubstr("`a` has no shape"));
  EXPECT_THAT(header_error(one("\"F32\"", "[-2]", "[0,8]"), 8), HasSubstr("`a` has a bad shape"));
  EXPECT_THAT(header_error(one("\"F32\"", "[2.0]", "[0,8]"), 8), HasSubstr("`a` has a bad shape"));
  EXPECT_THAT(header_error(one("\"F32\"", "[2]", "[0]"), 8), HasSubstr("bad data_offsets"));
  EXPECT_THAT(header_error(one("\"F32\"", "[2]", "[8,0]"), 8), HasSubstr("shape of `a` does not fit"));
  EXPECT_THAT(header_error(one("\"F32\"", "[3]", "[0,8]"), 8), HasSubstr("shape of `a` does not fit"));
  EXPECT_THAT(header_error(one("\"F32\"", "[4294967296,4294967296]", "[0,0]"), 0), HasSubstr("does not fit"));
  EXPECT_THAT(header_error(one("\"F32\"", "[1]", "[4,8]"), 8), HasSubstr("`a` begins at byte 4 instead of 0"));
  EXPECT_THAT(header_error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                              "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                           8),
              HasSubstr("begins at byte 0 instead of 4"));
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
