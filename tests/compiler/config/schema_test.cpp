// The schema of cdp.toml: valid JSON, complete, and the committed one is current.
#include "compiler/config/schema.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/compiler/config/config_support.h"
#include "tests/support/golden.h"

namespace cdp::config {
namespace {

using Json = nlohmann::json;

TEST(ConfigSchema, TheCommittedOneIsCurrent) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/docs/cdp-toml.schema.json", schema()));
}

TEST(ConfigSchema, HasEverySetting) {
  const Json root = Json::parse(schema());
  EXPECT_EQ(root["$schema"], "https://json-schema.org/draft/2020-12/schema");
  for (const std::string& name : setting_names()) {
    const std::string table = name.substr(0, name.find('.'));
    const std::string key = name.substr(table.size() + 1);
    const Json& setting = root["properties"][table]["properties"][key];
    EXPECT_TRUE(setting.contains("type")) << name;
    EXPECT_FALSE(setting["description"].get<std::string>().empty()) << name;
  }
}

TEST(ConfigSchema, RefusesWhatTheReaderRefuses) {
  const Json root = Json::parse(schema());
  EXPECT_EQ(root["additionalProperties"], false);
  const Json& lint = root["properties"]["lint"];
  EXPECT_EQ(lint["additionalProperties"], false);
  EXPECT_EQ(lint["properties"]["fail-on"]["enum"], Json({"error", "warning", "info"}));
  EXPECT_EQ(lint["properties"]["levels"]["additionalProperties"]["enum"], Json({"error", "warning", "info", "off"}));
  EXPECT_EQ(lint["properties"]["select"]["items"]["type"], "string");
  EXPECT_EQ(lint["properties"]["options"]["additionalProperties"], false);
  EXPECT_EQ(lint["properties"]["options"]["properties"]["width-ratio"]["minimum"], 0);
}

}  // namespace
}  // namespace cdp::config
