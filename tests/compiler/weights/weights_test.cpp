// Weights in one file, in shards, in folders; indices that do not tell the truth.
#include "compiler/weights/weights.h"

#include <gmock/gmock.h>

#include "tests/support/temp_folder.h"

namespace cdp::weights {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

/// A file whose tensors are four bytes each.
std::string file_of(const std::vector<std::string>& names) {
  std::vector<StoredTensor> tensors;
  for (std::uint64_t i = 0; i < names.size(); ++i) tensors.push_back({names[i], Dtype::kF32, {1}, 4 * i, 4 * i + 4});
  return safetensors_head({}, tensors) + std::string(4 * names.size(), 'x');
}

std::string index_of(const std::string& map) {
  return R"({"metadata": {"total_size": 12, "more": [{"weight_map": 1}]}, "weight_map": {)" + map + "}}";
}

const std::string kGoodMap = R"("a": "one.safetensors", "b": "one.safetensors", "c": "two.safetensors")";

class WeightsTest : public ::testing::Test {
 protected:
  WeightsTest() {
    dir_.write("one.safetensors", file_of({"a", "b"}));
    dir_.write("two.safetensors", file_of({"c"}));
  }
  std::string error_of_index(const std::string& text) {
    const auto weights = open_weights(dir_.write("model.safetensors.index.json", text));
    EXPECT_FALSE(weights) << text;
    return weights ? "" : weights.error().text();
  }
  TempFolder dir_;
};

TEST_F(WeightsTest, OneFile) {
  const auto weights = open_weights(dir_.file("one.safetensors"));
  ASSERT_TRUE(weights) << weights.error().text();
  ASSERT_EQ(weights->parts().size(), 2U);
  EXPECT_EQ(weights->parts()[1].tensor->name, "b");
  EXPECT_FALSE(weights->find("c"));
}

TEST_F(WeightsTest, ShardsAndTheFolderTheyAreIn) {
  const std::string index = dir_.write("model.safetensors.index.json", index_of(kGoodMap));
  for (const std::string& path : {index, dir_.path().string()}) {
    const auto weights = open_weights(path);
    ASSERT_TRUE(weights) << weights.error().text();
    EXPECT_EQ(weights->parts().size(), 3U);
    const auto c = weights->find("c");
    ASSERT_TRUE(c);
    EXPECT_EQ(c->file->path(), dir_.file("two.safetensors"));
  }
}

TEST_F(WeightsTest, FoldersOfOneFile) {
  dir_.write("run/checkpoint.safetensors", file_of({"a"}));
  const auto run = open_weights(dir_.file("run"));
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->path, dir_.file("run/checkpoint.safetensors"));
  const auto none = open_weights(dir_.path().string());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), HasSubstr("holds no weights; looked for model.safetensors.index.json, "));
}

TEST_F(WeightsTest, AnIndexThatIsNotTrueIsRefused) {
  EXPECT_THAT(error_of_index(index_of(R"("a": "one.safetensors", "b": "one.safetensors", "c": "one.safetensors")")),
              HasSubstr("`c` is said to be in `one.safetensors`, which does not have it"));
  EXPECT_THAT(error_of_index(index_of(R"("a": "one.safetensors")")), HasSubstr("holds `b`, which the index"));
  EXPECT_THAT(error_of_index(index_of(R"("a": "gone.safetensors")")),
              HasSubstr("gone.safetensors: there is no such file"));
  EXPECT_THAT(error_of_index(index_of(R"("a": "../one.safetensors")")), HasSubstr("no .safetensors file beside"));
  EXPECT_THAT(error_of_index(index_of(R"("a": "/etc/passwd")")), HasSubstr("no .safetensors file beside"));
}

TEST_F(WeightsTest, AnIndexThatIsNoneIsRefused) {
  EXPECT_THAT(error_of_index("{}"), HasSubstr("has no `weight_map`"));
  EXPECT_THAT(error_of_index("[]"), HasSubstr("has no `weight_map`"));
  EXPECT_THAT(error_of_index(R"({"weight_map": [1]})"), HasSubstr("has no `weight_map`"));
  EXPECT_THAT(error_of_index("{"), HasSubstr("ends in the middle"));
  EXPECT_THAT(error_of_index("{,"), HasSubstr("is not JSON: unexpected `,`"));
  EXPECT_THAT(error_of_index(index_of(R"("a": 1)")), HasSubstr("`a` is not given the name of a file"));
  EXPECT_THAT(error_of_index(index_of(R"("a": {})")), HasSubstr("`a` is given an object"));
  EXPECT_THAT(error_of_index(index_of(R"("a": "one.safetensors", "a": "one.safetensors")")), HasSubstr("`a` is there"));
}

}  // namespace
}  // namespace cdp::weights
