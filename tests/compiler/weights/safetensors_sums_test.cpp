// Checksums among the metadata: every bit of a header and of a tensor counts, files of others have none.
#include "compiler/weights/safetensors_sums.h"

#include <gmock/gmock.h>

#include "compiler/base/checksum.h"
#include "tests/support/temp_folder.h"

namespace cdp::weights {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kBytes = "12345678";

class Sums : public ::testing::Test {
 protected:
  /// A file as cdp-run writes it.
  std::string whole(Metadata metadata) const {
    metadata["checksum.a"] = sum_text(checksum(std::as_bytes(std::span(kBytes))));
    metadata[std::string(kHeaderSum)] = header_sum(metadata, tensors_);
    return safetensors_head(metadata, tensors_) + std::string(kBytes);
  }
  /// What check_header says of these bytes; a file that does not even open counts as refused.
  std::string fault(const std::string& bytes) const {
    const auto file = SafetensorsFile::open(dir_.write("x", bytes));
    if (!file) return file.error().text();
    const Status sound = check_header(*file);
    return sound ? "" : sound.error().text();
  }

  std::vector<StoredTensor> tensors_ = {{"a", Dtype::kF32, {2}, 0, 8}};
  test::TempFolder dir_;
};

TEST_F(Sums, EveryBitOfTheHeaderCounts) {
  const std::string good = whole(
      {{"format", std::string(kCheckpointFormat)}, {"version", std::string(kCheckpointVersion)}, {"step", "400"}});
  ASSERT_EQ(fault(good), "");
  const std::size_t end = good.find_last_of('}', good.size() - kBytes.size() - 1);
  for (std::size_t bit = 0; bit <= end * 8 + 7; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(fault(bad), "") << "bit " << bit << " of " << good.substr(8, end - 7);
  }
}

TEST_F(Sums, WhereThereIsNoneNothingCanBeSaid) {
  EXPECT_EQ(fault(safetensors_head({}, tensors_) + std::string(kBytes)), "");
  const Metadata first = {{"format", std::string(kCheckpointFormat)}, {"version", "1"}};
  EXPECT_EQ(fault(safetensors_head(first, tensors_) + std::string(kBytes)), "") << "checkpoints of version 1 have none";
  const Metadata second = {{"format", std::string(kCheckpointFormat)}, {"version", "2"}};
  EXPECT_THAT(fault(safetensors_head(second, tensors_) + std::string(kBytes)), HasSubstr("x: is damaged: its header"));
}

TEST_F(Sums, TensorsAreHeldAgainstTheirs) {
  const auto file = SafetensorsFile::open(dir_.write("x", whole({})));
  ASSERT_TRUE(file);
  const StoredTensor& tensor = *file->header().find("a");
  EXPECT_TRUE(check_tensor(*file, tensor, checksum(std::as_bytes(std::span(kBytes)))));
  const Status damaged = check_tensor(*file, tensor, 7);
  ASSERT_FALSE(damaged);
  EXPECT_THAT(damaged.error().text(), HasSubstr("x: is damaged: the bytes of `a` are not those that were written"));
  const auto other = SafetensorsFile::open(dir_.write("y", safetensors_head({}, tensors_) + std::string(kBytes)));
  ASSERT_TRUE(other);
  EXPECT_TRUE(check_tensor(*other, tensor, 7));
}

}  // namespace
}  // namespace cdp::weights
