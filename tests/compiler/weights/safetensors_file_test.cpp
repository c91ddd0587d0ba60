// Opening files, whole, damaged and enormous, and reading parts of tensors.
#include "compiler/weights/safetensors_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/temp_folder.h"

namespace cdp::weights {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

const std::string kWhole = safetensors_head({}, std::vector<StoredTensor>{{"a", Dtype::kF32, {2}, 0, 8}}) + "12345678";

std::string error_of(const std::string& path) {
  const auto file = SafetensorsFile::open(path);
  EXPECT_FALSE(file);
  return file ? "" : file.error().text();
}

TEST(SafetensorsFile, ReadsPartsOfTensors) {
  const TempFolder dir;
  const auto file = SafetensorsFile::open(dir.write("x", kWhole));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->path(), dir.file("x"));
  std::string bytes(3, ' ');
  ASSERT_TRUE(file->read(*file->header().find("a"), 4, std::as_writable_bytes(std::span(bytes))));
  EXPECT_EQ(bytes, "567");
}

TEST(SafetensorsFile, DamagedFilesAreRefused) {
  const TempFolder dir;
  EXPECT_THAT(error_of(dir.write("a", "")), HasSubstr("a: is cut short: it has 0 bytes"));
  EXPECT_THAT(error_of(dir.write("b", kWhole.substr(0, 20))), HasSubstr("promises a header of 56 bytes, but has 12"));
  EXPECT_THAT(error_of(dir.write("c", kWhole.substr(0, kWhole.size() - 1))),
              HasSubstr("c: is cut short: its header promises 8 bytes of tensors, 7 are there"));
  EXPECT_THAT(error_of(dir.write("d", kWhole + "x")), HasSubstr("1 bytes after its last tensor"));
  EXPECT_THAT(error_of(dir.write("e", "\xff\xff\xff\xff\xff\xff\xff\x7f{}")),
              HasSubstr("promises a header of 9223372036854775807 bytes"));
  EXPECT_THAT(error_of(dir.write("f", std::string(8, '\0'))), HasSubstr("f: its header ends in the middle"));
}

TEST(SafetensorsFile, WhatIsNoFileIsRefused) {
  const TempFolder dir;
  EXPECT_THAT(error_of(dir.file("gone")), HasSubstr("there is no such file"));
  EXPECT_THAT(error_of(dir.path().string()), HasSubstr("is a folder, not a file"));
  ASSERT_EQ(mkfifo(dir.file("pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of(dir.file("pipe")), HasSubstr("is a pipe or a device, not a file"));
}

TEST(SafetensorsFile, OnlyTheHeaderOfALargeFileIsRead) {
  const TempFolder dir;
  constexpr std::uint64_t kBytes = std::uint64_t{100} << 30U;
  const std::vector<StoredTensor> tensors = {{"a", Dtype::kBf16, {static_cast<std::int64_t>(kBytes / 2)}, 0, kBytes}};
  const std::string head = safetensors_head({}, tensors);
  dir.write("x", head);
  std::filesystem::resize_file(dir.file("x"), head.size() + kBytes);  // a hole: no disk is taken
  const auto file = SafetensorsFile::open(dir.file("x"));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->header().tensors.front().size(), kBytes);
}

}  // namespace
}  // namespace cdp::weights
