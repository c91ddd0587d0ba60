// How long whole runs take, from the seconds of a few steps.
#include <gtest/gtest.h>

#include "study/conduct/conduct.h"

namespace cdp::study {
namespace {

TEST(Probe, LeavesTheFirstStepsOut) {
  // The first steps take 10 s each, the others half a second.
  const Fleet fleet{{{"sh", "-c", R"(
echo '{"kind":"ready","version":"0.1.0","torch":"1.13","device":"cpu","threads":1,"data":"5 tokens"}'
while read -r line; do
  n=$(printf '%s' "$line" | head -c 200 | sed 's/.*"trial":\([0-9]*\).*/\1/')
  for s in 1:10 2:20 3:20.5 4:21 5:21.5 6:22; do
    echo "{\"kind\":\"progress\",\"trial\":$n,\"step\":${s%%:*},\"steps\":6,\"items\":1,\"loss\":1,\"seconds\":${s##*:}}"
  done
  echo "{\"kind\":\"end\",\"trial\":$n,\"reason\":\"finished\",\"step\":6,\"items\":6,\"loss\":1,\"train_loss\":null,\"seconds\":23}"
done)"}},
                    "worker",
                    1};
  const auto plan = compile({{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}}, {});
  ASSERT_TRUE(plan.plan);
  const auto probed = probe(fleet, {*plan.plan, *plan.plan});
  ASSERT_TRUE(std::holds_alternative<std::vector<Probed>>(probed));
  const auto& seconds = std::get<std::vector<Probed>>(probed);
  ASSERT_EQ(seconds.size(), 2U);
  EXPECT_DOUBLE_EQ(seconds[1].seconds, 0.5 * static_cast<double>(plan.plan->training.steps));
}

TEST(Probe, SaysWhyAPlanCannotBeTrained) {
  const Fleet fleet{{{"sh", "-c", R"(
echo '{"kind":"ready","version":"0.1.0","torch":"1.13","device":"cpu","threads":1,"data":"5 tokens"}'
read -r line
echo '{"kind":"end","trial":1,"reason":"failed","step":0,"items":0,"loss":null,"train_loss":null,"message":"too few tokens","seconds":0}'
)"}},
                    "worker",
                    1};
  const auto plan = compile({{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}}, {});
  const auto probed = probe(fleet, {*plan.plan});
  ASSERT_TRUE(std::holds_alternative<Error>(probed));
  EXPECT_EQ(std::get<Error>(probed).text(), "too few tokens");
}

}  // namespace
}  // namespace cdp::study
