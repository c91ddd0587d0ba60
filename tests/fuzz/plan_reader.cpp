// The border between the two programs: a plan may come from anywhere.
#include <string>

#include "compiler/base/check.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/json.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

int plan_reader(Bytes bytes) {
  const auto plan = plan::from_json(text_of(bytes));
  if (!plan) {
    CHECK(!plan.error().text().empty());
    return 0;
  }
  const std::string once = plan::to_json(*plan);
  const auto again = plan::from_json(once);
  CHECK(again);
  CHECK(plan::to_json(*again) == once);
  static_cast<void>(plan::tensor_groups(*plan));
  static_cast<void>(plan::multiplier_groups(*plan));
  return 0;
}

}  // namespace cdp::fuzz
