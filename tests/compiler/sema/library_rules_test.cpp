// Which rule sets of the library are made for an optimizer.
#include "compiler/sema/library_rules.h"

#include <gmock/gmock.h>

namespace cdp::sema {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(LibraryRules, AreFoundByWhatTheyRequire) {
  EXPECT_THAT(library_rules_for("optimizer", "muon"), ElementsAre("`muon` (`use std.muon`)"));
  EXPECT_THAT(library_rules_for("optimizer", "sgd"), ElementsAre("`mup_sgd` (`use std.mup_sgd`)"));
  EXPECT_THAT(library_rules_for("optimizer", "lion"), Contains("`mup` (`use std.mup`)")) << "one word of a list";
  EXPECT_THAT(library_rules_for("optimizer", "adamw"), Not(Contains("`sp` (`use std.sp`)"))) << "it requires nothing";
  EXPECT_THAT(library_rules_for("optimizer", "shampoo"), IsEmpty());
}

}  // namespace
}  // namespace cdp::sema
