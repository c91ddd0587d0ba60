// SARIF, as expected, and by a closed schema of the part of the standard that is written.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/compiler/findings/findings_support.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::findings {
namespace {

/// By Debian's python3-jsonschema, with its check of formats.
test::ProcessResult validated(const std::string& text) {
  const test::TempFolder folder;
  const std::string path = folder.write("report.sarif", text);
  return test::run({"/usr/bin/python3", "-c",
                    "import json, sys, jsonschema\n"
                    "schema, report = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])\n"
                    "checker = jsonschema.FormatChecker()\n"
                    "for fault in jsonschema.Draft4Validator(schema, format_checker=checker).iter_errors(report):\n"
                    "    print(list(fault.absolute_path), fault.message)\n",
                    CDP_SOURCE_DIR "/tests/compiler/findings/sarif.schema.json", path});
}

TEST(Sarif, IsAsExpected) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/compiler/findings/expected/report.sarif", sarif(sample())));
}

TEST(Sarif, IsValid) {
  for (const Report& report : {sample(), Report{}}) {
    const test::ProcessResult result = validated(sarif(report));
    EXPECT_EQ(result.exit_code, 0) << result.text() << "scripts/setup --tests installs python3-jsonschema";
    EXPECT_EQ(result.out, "");
  }
}

/// GitHub opens an alert for every result that there is, whatever its `suppressions`.
TEST(Sarif, LeavesOutWhatIsSuppressedOrAcceptedWhereThatIsAskedFor) {
  const auto results = [](const Report& report) {
    const nlohmann::json run = nlohmann::json::parse(sarif(report))["runs"][0];
    std::vector<std::string> prints;
    for (const auto& result : run["results"]) {
      EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
      prints.push_back(result["partialFingerprints"]["cdpLine/v1"]);
    }
    return prints;
  };
  Report report = sample();
  const auto all = results(report);
  report.lists_closed = false;
  const auto open = results(report);
  EXPECT_EQ(open.size(), open_findings(report).size());
  EXPECT_EQ(all.size(), open.size() + 2);
  EXPECT_TRUE(std::all_of(open.begin(), open.end(), [&](const std::string& print) {
    return std::find(all.begin(), all.end(), print) != all.end();
  })) << "an alert stays the same one";
  EXPECT_EQ(sarif(report).find("accepted"), std::string::npos);
}

TEST(Sarif, FaultsAreSeenByTheTest) {
  std::string text = sarif(sample());
  text.replace(text.find("\"level\": \"warning\""), 18, "\"level\": \"warming\"");
  EXPECT_NE(validated(text).out, "");
}

}  // namespace
}  // namespace cdp::findings
