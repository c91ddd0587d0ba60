// `cdp explain`: one code, all codes, unknown codes.
#include <gmock/gmock.h>

#include "compiler/driver/commands.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ExplainCommand, ShowsAPage) {
  const Answer answer = explain({"e0201"}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, StartsWith("E0201 (error)\n"));
}

TEST(ExplainCommand, ListsAllWithoutACode) {
  const Answer answer = explain({""}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  for (const diag::CatalogRow& row : diag::kCatalog) EXPECT_THAT(answer.out, HasSubstr(std::string(row.id)));
}

TEST(ExplainCommand, SaysWhatAWordMeans) {
  EXPECT_THAT(explain({"mup"}, {}).out, StartsWith("mup\nThe maximal update parameterization"));
  EXPECT_THAT(explain({""}, {}).out, HasSubstr("\nreadout "));
  EXPECT_EQ(explain({"compleetp"}, {}).err,
            "error: there is no diagnostic, rule or word `compleetp`; did you mean `completep`?\n");
}

TEST(ExplainCommand, SaysWhatAVerdictMeans) {
  EXPECT_THAT(explain({"lazy"}, {}).out, StartsWith("lazy\n"));
  EXPECT_THAT(explain({"eps dominates"}, {}).out, HasSubstr("eps grows against the gradient"));
}

TEST(ExplainCommand, SaysWhatARetiredCodeMeant) {
  const Answer answer = explain({"w0430"}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, StartsWith("W0430 (retired)\nIt meant: "));
  EXPECT_THAT(answer.out, HasSubstr("E0461"));
}

TEST(ExplainCommand, SuggestsTheNearestCode) {
  const Answer answer = explain({"EO201"}, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(answer.err, "error: there is no diagnostic, rule or word `EO201`; did you mean `E0201`?\n");
}

}  // namespace
}  // namespace cdp::driver
