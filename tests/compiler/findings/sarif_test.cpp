// SARIF, as expected, and by a closed schema of the part of the standard that is written.
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

TEST(Sarif, FaultsAreSeenByTheTest) {
  std::string text = sarif(sample());
  text.replace(text.find("\"level\": \"warning\""), 18, "\"level\": \"warming\"");
  EXPECT_NE(validated(text).out, "");
}

}  // namespace
}  // namespace cdp::findings
