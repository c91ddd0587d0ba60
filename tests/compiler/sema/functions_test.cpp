// The table of functions: found by their whole path, offered where they may be called.
#include "compiler/sema/functions.h"

#include <gmock/gmock.h>

namespace cdp::sema {
namespace {

using ::testing::Contains;
using ::testing::Not;

TEST(Functions, AreFoundByTheirWholePath) {
  for (const FunctionName name : all_of<FunctionName>()) {
    const syntax::Ident ident{std::string(word(name)), {}};
    const Function* found = find_function(syntax::Path{{ident}});
    ASSERT_NE(found, nullptr) << ident.text;
    EXPECT_EQ(found->name, name);
    EXPECT_FALSE(found->meaning.empty());
    EXPECT_EQ(find_function(syntax::Path{{ident, ident}}), nullptr);
  }
  EXPECT_EQ(find_function(syntax::Path{{{"nothing", {}}}}), nullptr);
}

TEST(Functions, OfTuneAreNotOfferedElsewhere) {
  EXPECT_THAT(function_names(Function::Place::kTune), Contains("along"));
  EXPECT_THAT(function_names(Function::Place::kTune), Contains("sqrt"));
  EXPECT_THAT(function_names(Function::Place::kEverywhere), Not(Contains("along")));
}

}  // namespace
}  // namespace cdp::sema
