// From a run's folder to report.html in it.
#include "run/report.h"

#include <gmock/gmock.h>

#include "compiler/base/files.h"
#include "compiler/plan/json.h"
#include "tests/support/temp_folder.h"

namespace cdp::run {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The smallest plan that is valid: one table, looked up.
plan::Plan smallest_plan() {
  plan::Plan plan;
  plan.compiler = "0.1.0";
  plan.spec = {"tiny.cdp", std::string(64, '0'), {}};
  plan.target = "reference";
  plan.parameterization.name = "sp";
  for (const char* axis : {"width", "depth", "batch", "duration"}) plan.scale.emplace_back(axis, plan::AxisScale{});
  plan.scale[2].second.unit = "seq";
  plan.scale[3].second.unit = "tok";
  plan.scale.emplace_back("context", plan::AxisScale{});
  plan.training.context = 1;
  plan.parameters = {4, 0};
  plan::Tensor table;
  table.name = "table.weight";
  table.shape = table.reference_shape = {2, 2};
  table.init.std = 1;
  table.lr = 0.1;
  table.beta1 = 0.9;
  table.beta2 = 0.95;
  table.eps = 1e-8;
  plan.tensors = {table};
  plan.graph.inputs = {"%0"};
  plan::Node node;
  node.id = "%1";
  node.op = "lookup";
  node.args = {"%0", "table.weight"};
  plan.graph.nodes = {node};
  plan.graph.output = "%1";
  return plan;
}

class WriteReport : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& text) { folder_.write(name, text); }
  std::string fault() {
    const Status status = write_report(folder_.path().string());
    return status ? "" : status.error().text();
  }
  test::TempFolder folder_;
};

TEST_F(WriteReport, WritesThePageBesideTheLog) {
  put("plan.json", plan::to_json(smallest_plan()));
  put("metrics.jsonl", "");
  ASSERT_EQ(fault(), "");
  const Result<std::string> page = Files{}.read(folder_.file("report.html"));
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, HasSubstr("table.weight"));
}

TEST_F(WriteReport, NamesTheFileThatIsMissing) {
  EXPECT_THAT(fault(), HasSubstr("plan.json"));
  put("plan.json", plan::to_json(smallest_plan()));
  EXPECT_THAT(fault(), HasSubstr("metrics.jsonl"));
}

TEST_F(WriteReport, NamesTheFileThatIsDamaged) {
  put("plan.json", "{");
  put("metrics.jsonl", "oops\n");
  EXPECT_THAT(fault(), HasSubstr(folder_.file("plan.json")));
  put("plan.json", plan::to_json(smallest_plan()));
  EXPECT_THAT(fault(), HasSubstr(folder_.file("metrics.jsonl") + ":1"));
}

}  // namespace
}  // namespace cdp::run
