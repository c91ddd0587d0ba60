// What a line freezes, and what becomes of it.
#include "compiler/lint/frozen.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Frozen, LayersAreNamedWhereOthersAreTrained) {
  const Compiled compiled(CDP_SPEC
                          "tune embed { lr *= 0 }\ntune blocks[i].mlp.up { lr *= along(0, 1) }\n"
                          "target big { width = 1024 }\n");
  const auto lines = frozen_by_line(compiled.checked(), Fate::kStays);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_THAT(lines[0].names, ElementsAre("embed.weight"));
  EXPECT_THAT(lines[1].names, ElementsAre("blocks.0.mlp.up.weight"));
  EXPECT_THAT(frozen_by_line(compiled.checked(), Fate::kShrinks), IsEmpty()) << "lr * weight_decay is 0 too";
}

TEST(Frozen, DecayThatIsIndependentOfLrShrinks) {
  const Compiled compiled(CDP_SPEC
                          "training { weight_decay = independent }\ntune @norm { weight_decay = 0 }\n"
                          "tune head, norm { lr = 0 }\ntarget big { width = 1024 }\n");
  const auto shrinking = frozen_by_line(compiled.checked(), Fate::kShrinks);
  ASSERT_EQ(shrinking.size(), 1);
  EXPECT_THAT(shrinking[0].names, ElementsAre("head.weight"));
  const auto staying = frozen_by_line(compiled.checked(), Fate::kStays);
  ASSERT_EQ(staying.size(), 1);
  EXPECT_THAT(staying[0].names, ElementsAre("norm.gain"));
}

}  // namespace
}  // namespace cdp::lint
