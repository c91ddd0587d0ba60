// The differences as JSON: the whole form, once, to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "compiler/diff/report.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::diff {
namespace {

using plan::Plan;
using plan::Tensor;

using plan::testing::sample_plan;

std::string json_of(const Plan& a, const Plan& b, const std::vector<Category>& chosen = {}) {
  return to_json({compare(a, b), {"a.cdp", &a}, {"b.json", &b}, {}, chosen});
}

TEST(DiffJson, PlansThatAreTheSame) {
  const Plan plan = sample_plan();
  const auto json = nlohmann::json::parse(json_of(plan, plan));
  EXPECT_EQ(json["format"], "cdp-diff");
  EXPECT_EQ(json["different"], false);
  EXPECT_TRUE(json["differences"].empty());
}

TEST(DiffJson, WritesTheseBytes) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.training.steps = 200;
  Tensor& tensor = other.tensors.back();
  tensor.lr = 0.0013;
  (*tensor.because)[0].second[1].factor = 0.325;
  const std::string json = json_of(plan, other, {Category::lr});
  EXPECT_EQ(json.substr(json.find("  \"tolerance\"")), R"(  "tolerance": 0,
  "fail_on": [
    "lr"
  ],
  "differences": [
    {
      "category": "training",
      "kind": "changed",
      "what": "steps",
      "count": 1,
      "fails": false,
      "changes": [
        {
          "a": 100,
          "b": 200
        }
      ],
      "because": []
    },
    {
      "category": "lr",
      "kind": "changed",
      "what": "lr",
      "count": 1,
      "fails": true,
      "changes": [
        {
          "a": 0.01,
          "b": 0.0013,
          "names": [
            "head.weight"
          ]
        }
      ],
      "because": [
        {
          "a": {
            "text": "lr *= m_in^-1",
            "at": "std/complete_d_p.cdp:5:43",
            "effect": "multiply",
            "sets": false,
            "lowest": 0.125,
            "highest": 0.125
          },
          "b": {
            "text": "lr *= m_in^-1",
            "at": "std/complete_d_p.cdp:5:43",
            "effect": "multiply",
            "sets": false,
            "lowest": 0.325,
            "highest": 0.325
          }
        }
      ]
    }
  ]
}
)");
}

TEST(DiffJson, BytesThatAreNotTextAreReplaced) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.tensors.back().name = "head\xFF\"";
  EXPECT_NE(json_of(plan, other).find("head\xEF\xBF\xBD\\\""), std::string::npos);
}

}  // namespace
}  // namespace cdp::diff
