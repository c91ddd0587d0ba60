// The words for what a token is.
#include "runtime/data/token_type.h"

#include <gmock/gmock.h>

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;

TEST(TokenTypes, AreWordsWithAWidth) {
  for (const auto type : {TokenType::kBytes, TokenType::kUint16, TokenType::kUint32}) {
    const auto parsed = parse_token_type(name_of(type));
    ASSERT_TRUE(parsed) << name_of(type);
    EXPECT_EQ(*parsed, type);
  }
  EXPECT_EQ(width_of(TokenType::kBytes), 1U);
  EXPECT_EQ(width_of(TokenType::kUint16), 2U);
  EXPECT_EQ(width_of(TokenType::kUint32), 4U);
}

TEST(TokenTypes, OthersAreRefusedWithTheWayOut) {
  const auto said = [](const char* word) { return parse_token_type(word).error().text(); };
  EXPECT_EQ(said("float"), "--token-type: there is no token type `float`; choose bytes, uint16 or uint32");
  EXPECT_THAT(said("int32"), HasSubstr("`uint32` reads the same numbers"));
  EXPECT_THAT(said("uint8"), HasSubstr("a token of one byte is `bytes`"));
  EXPECT_THAT(said("int64"), HasSubstr("np.memmap('old.bin', 'int64', 'r').astype('uint32').tofile('new.bin')"));
}

}  // namespace
}  // namespace cdp::runtime
