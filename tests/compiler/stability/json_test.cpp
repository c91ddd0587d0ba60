// The form for programs: its keys, and the same bytes for the same spec.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/compiler/stability/reports.h"

namespace cdp::stability {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(StabilityJson, HasTheseKeysInThisOrder) {
  const Json json = Json::parse(to_json(made_by_hand()));
  EXPECT_THAT(keys_of(json), ElementsAre("format", "version", "spec", "rules", "stable", "axes"));
  EXPECT_EQ(json["format"], "cdp-scaling");
  const Json& axis = json["axes"][0];
  EXPECT_THAT(keys_of(axis), ElementsAre("axis", "stable", "findings", "unknown", "activations", "tensors"));
  EXPECT_THAT(keys_of(axis["findings"][0]), ElementsAre("verdict", "names", "hyperparameter", "found", "wanted",
                                                        "effect", "excuse", "because", "repair"));
  EXPECT_THAT(keys_of(axis["findings"][0]["because"][0]), ElementsAre("exponent", "text", "at"));
  EXPECT_THAT(keys_of(axis["activations"][0]),
              ElementsAre("name", "entry", "first", "aligned", "gradient_first", "gradient"));
  EXPECT_THAT(keys_of(axis["tensors"][0]), ElementsAre("name", "std", "spectral", "step", "relative", "reach",
                                                       "gradient_first", "gradient", "eps", "decay", "equilibrium"));
}

TEST(StabilityJson, AnExponentIsANumberNullOrUnknown) {
  const Json axis = Json::parse(to_json(made_by_hand()))["axes"][0];
  EXPECT_EQ(axis["tensors"][0]["std"], 0);
  EXPECT_TRUE(axis["tensors"][0]["std"].is_number_integer());
  EXPECT_TRUE(axis["tensors"][1]["std"].is_null());
  EXPECT_EQ(axis["activations"][0]["entry"]["unknown"], "it is open");
}

TEST(StabilityJson, ARepairIsALineOrAChangeOrNothing) {
  Report report = made_by_hand();
  const auto repair = [&report] { return Json::parse(to_json(report))["axes"][0]["findings"][0]["repair"]; };
  EXPECT_TRUE(repair()["at"].is_null());
  EXPECT_EQ(repair()["line"], "@hidden { lr *= m_in^-1 }");
  Finding& finding = report.axes[0].findings[0];
  finding.rules_at = "std/sp.cdp:6:16";
  finding.repair = "";
  EXPECT_EQ(repair()["at"], "std/sp.cdp:6:16");
  EXPECT_TRUE(repair()["line"].is_null());
  finding.rules_at = "";
  EXPECT_TRUE(repair().is_null());
}

TEST(StabilityJson, IsByteStable) {
  const std::string spec = gpt_spec("sp", "sp()");
  EXPECT_EQ(to_json(report_of(spec)), to_json(report_of(spec)));
}

/// Every exponent of every row is of the three kinds, and every place is one.
TEST(StabilityJson, OfALibrarySpecIsWellFormed) {
  const Json json = Json::parse(to_json(report_of(gpt_spec("sp", "sp()"))));
  EXPECT_FALSE(json["stable"].get<bool>());
  for (const Json& axis : json["axes"]) {
    for (const char* table : {"activations", "tensors"})
      for (const Json& row : axis[table])
        for (const auto& [key, value] : row.items())
          EXPECT_TRUE(key == "name" || value.is_number() || value.is_null() || value.contains("unknown")) << key;
    for (const Json& finding : axis["findings"]) {
      EXPECT_FALSE(finding["names"].empty());
      for (const Json& term : finding["because"]) EXPECT_TRUE(term["at"].is_null() || term["at"].is_string());
    }
  }
}

}  // namespace
}  // namespace cdp::stability
