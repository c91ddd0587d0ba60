// The header as the format's page says, written and read, and everything that it must not be.
#include "compiler/weights/safetensors_header.h"

#include <gmock/gmock.h>

#include "compiler/plan/limits.h"

namespace cdp::weights {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error_of(const std::string& json, std::uint64_t data_bytes) {
  const auto header = parse_safetensors_header(json, data_bytes);
  EXPECT_FALSE(header) << json;
  return header ? "" : header.error().text();
}

/// A header of one tensor `a`.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

TEST(SafetensorsHeader, IsWrittenAsTheFormatSays) {
  const StoredTensor tensors[] = {{"b", Dtype::kF32, {2, 3}, 0, 24}, {"\"a\"", Dtype::kBf16, {}, 24, 26}};
  const std::string head = safetensors_head({{"step", "7"}}, tensors);
  ASSERT_EQ(head.size() % 8, 0U);
  EXPECT_EQ(static_cast<unsigned char>(head[0]), head.size() - kLengthBytes);
  EXPECT_EQ(head.substr(1, 7), std::string(7, '\0'));
  EXPECT_EQ(head.substr(kLengthBytes, head.find_last_not_of(' ') + 1 - kLengthBytes),
            R"({"__metadata__":{"step":"7"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
            R"("\"a\"":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}})");
  EXPECT_THAT(safetensors_head({}, {}), ::testing::EndsWith("{}      "));
}

TEST(SafetensorsHeader, ReadsBackWhatWasWritten) {
  const StoredTensor tensors[] = {{"z", Dtype::kF32, {6}, 0, 24},
                                  {"none", Dtype::kI64, {0, 1LL << 40, 1LL << 40}, 24, 24},
                                  {"h", Dtype::kBf16, {2, 1}, 24, 28},
                                  {"four", Dtype::kF4, {3, 2}, 28, 31}};
  const auto header = parse_safetensors_header(safetensors_head({{"k", "v"}}, tensors).substr(kLengthBytes), 31);
  ASSERT_TRUE(header) << header.error().text();
  EXPECT_EQ(header->metadata.at("k"), "v");
  ASSERT_EQ(header->tensors.size(), 4U);
  EXPECT_EQ(header->tensors[0].name, "z");
  const StoredTensor* half = header->find("h");
  ASSERT_NE(half, nullptr);
  EXPECT_EQ(half->dtype, Dtype::kBf16);
  EXPECT_THAT(half->shape, ElementsAre(2, 1));
  EXPECT_EQ(half->size(), 4U);
  EXPECT_EQ(header->find("y"), nullptr);
}

TEST(SafetensorsHeader, HasNoMoreTensorsThanAreRead) {
  const auto with = [](std::int64_t count) {
    std::string json = "{";
    for (std::int64_t i = 0; i < count; ++i)
      json += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
    return json + "}";
  };
  EXPECT_TRUE(parse_safetensors_header(with(plan::kMostStored), 0));
  EXPECT_EQ(error_of(with(plan::kMostStored + 1), 0), "has more than 500000 tensors, and no more are read");
}

TEST(SafetensorsHeader, EveryTypeHasItsWordAndSize) {
  EXPECT_EQ(dtype_name(Dtype::kF8E4M3), "F8_E4M3");
  EXPECT_EQ(dtype_kind(Dtype::kBool), DtypeKind::kWhole);
  EXPECT_EQ(dtype_kind(Dtype::kF16), DtypeKind::kFloat);
  const std::int64_t shape[] = {4, 3};
  EXPECT_EQ(*stored_bytes(Dtype::kF64, shape), 96U);
  EXPECT_EQ(*stored_bytes(Dtype::kF6E2M3, shape), 9U);
  const std::int64_t odd[] = {3};
  EXPECT_FALSE(stored_bytes(Dtype::kF4, odd));
  EXPECT_THAT(error_of(one("\"I128\"", "[1]", "[0,16]"), 16), HasSubstr("`a` is of type \"I128\", which is none of"));
}

TEST(SafetensorsHeader, WhatIsNoHeaderIsRefused) {
  EXPECT_THAT(error_of("", 0), HasSubstr("its header ends in the middle; the file is damaged"));
  EXPECT_THAT(error_of("[]", 0), HasSubstr("not a JSON object"));
  EXPECT_THAT(error_of("7", 0), HasSubstr("not a JSON object"));
  EXPECT_THAT(error_of("{\"a\":", 0), HasSubstr("ends in the middle"));
  EXPECT_THAT(error_of("{} {}", 0), HasSubstr("not JSON: unexpected `{` at line 1 column 4"));
  EXPECT_THAT(error_of("{\"\xff\":{}}", 0), HasSubstr("not JSON: bytes that are not UTF-8"));
  EXPECT_THAT(error_of(R"({"__metadata__":{"a":1}})", 0), HasSubstr("metadata `a` are not text"));
  EXPECT_THAT(error_of(R"({"__metadata__":{"a":{}}})", 0), HasSubstr("metadata `a` are not text"));
  EXPECT_THAT(error_of(R"({"__metadata__":[]})", 0), HasSubstr("metadata are not an object"));
}

TEST(SafetensorsHeader, NothingIsThereTwice) {
  const std::string a = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  EXPECT_THAT(error_of("{" + a + "," + a + "}", 4), HasSubstr("`a` is there twice"));
  EXPECT_THAT(error_of(R"({"__metadata__":{},"__metadata__":{}})", 0), HasSubstr("`__metadata__` is there twice"));
  EXPECT_THAT(error_of(R"({"__metadata__":{"k":"1","k":"2"}})", 0), HasSubstr("metadata `k` are there twice"));
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F32","dtype":"F32"}})", 0), HasSubstr("`a` has its dtype twice"));
}

TEST(SafetensorsHeader, EveryPartOfATensorIsChecked) {
  EXPECT_THAT(error_of(R"({"a":7})", 0), HasSubstr("`a` is described by a number, not by an object"));
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F32"}})", 0), HasSubstr("`a` is not described by dtype, shape and"));
  EXPECT_THAT(error_of(R"({"a":{"color":"F32"}})", 0), HasSubstr("`a` has `color`, and not only dtype, shape"));
  EXPECT_THAT(error_of(one("32", "[1]", "[0,4]"), 4), HasSubstr("dtype of `a` is a number"));
  EXPECT_THAT(error_of(one("\"F32\"", "2", "[0,8]"), 8), HasSubstr("shape of `a` is a number"));
  EXPECT_THAT(error_of(one("\"F32\"", "[-2]", "[0,8]"), 8), HasSubstr("shape of `a` has -2 where a whole number"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2.0]", "[0,8]"), 8), HasSubstr("shape of `a` has `2.0` where"));
  EXPECT_THAT(error_of(one("\"F32\"", "[[2]]", "[0,8]"), 8), HasSubstr("shape of `a` has a list where"));
  EXPECT_THAT(error_of(one("\"F32\"", "[18446744073709551615]", "[0,8]"), 8), HasSubstr("shape of `a` has a number"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[0]"), 8), HasSubstr("data_offsets of `a` are not two whole numbers"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[0,4,8]"), 8), HasSubstr("data_offsets of `a` are not two"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[0,null]"), 8), HasSubstr("data_offsets of `a` are not two"));
}

TEST(SafetensorsHeader, ShapesFitTheirBytesAndBytesTheFile) {
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[8,0]"), 8), HasSubstr("shape of `a` does not fit its bytes, 8 to 0"));
  EXPECT_THAT(error_of(one("\"F32\"", "[3]", "[0,8]"), 8), HasSubstr("shape of `a` does not fit"));
  EXPECT_THAT(error_of(one("\"F32\"", "[4294967296,4294967296]", "[0,0]"), 0), HasSubstr("does not fit"));
  EXPECT_THAT(error_of(one("\"F32\"", "[1]", "[4,8]"), 8), HasSubstr("`a` begins at byte 4 instead of 0"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[0,8]"), 7), HasSubstr("promises 8 bytes of tensors, 7 are there"));
  EXPECT_THAT(error_of(one("\"F32\"", "[2]", "[0,8]"), 9), HasSubstr("has 1 bytes after its last tensor"));
  EXPECT_THAT(error_of(one("\"F32\"", "[4611686018427387904]", "[0,18446744073709551615]"), 9), HasSubstr("not fit"));
  EXPECT_THAT(error_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                           "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                       8),
              HasSubstr("`b` begins at byte 0 instead of 4"));
}

TEST(SafetensorsHeader, NoByteOfItMakesItFall) {
  const StoredTensor tensors[] = {{"blocks.0.w", Dtype::kF32, {2, 3}, 0, 24}, {"b", Dtype::kBf16, {}, 24, 26}};
  const std::string good = safetensors_head({{"format", "pt"}}, tensors).substr(kLengthBytes);
  ASSERT_TRUE(parse_safetensors_header(good, 26));
  std::size_t refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    EXPECT_FALSE(parse_safetensors_header(good.substr(0, at), 26) && at < good.find_last_of('}'));
    for (const char other : {'\0', '"', '{', '}', '[', ']', ',', ':', '\\', '9', '-', '\x80', '\xff'}) {
      std::string bad = good;
      bad[at] = other;
      const auto header = parse_safetensors_header(bad, 26);
      refused += header ? 0 : 1;
      if (!header) {
        EXPECT_NE(header.error().message, "") << bad;
      }
    }
  }
  EXPECT_GT(refused, good.size());
}

TEST(SafetensorsHeader, NestingDoesNotGoDeep) {
  EXPECT_THAT(error_of(std::string(10'000'000, '['), 0), HasSubstr("not a JSON object"));
  EXPECT_THAT(error_of("{\"a\":{\"shape\":" + std::string(10'000'000, '['), 0), HasSubstr("a list"));
}

TEST(SafetensorsHeader, NamesInMessagesDoNotReachTheTerminalAsTheyAre) {
  const std::string message = error_of(R"({"\u001b[2J)" + std::string(1000, 'x') + "\":7}", 0);
  EXPECT_THAT(message, HasSubstr("`?[2Jxxx"));
  EXPECT_LT(message.size(), 200U);
}

}  // namespace
}  // namespace cdp::weights
