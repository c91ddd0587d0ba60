// JUnit's XML, as expected and as other programs read it.
#include "tests/compiler/findings/findings_support.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::findings {
namespace {

TEST(Junit, IsAsExpected) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/compiler/findings/expected/junit.xml", junit(sample())));
}

TEST(Junit, IsWellFormedAndCountsRight) {
  for (const Report& report : {sample(), Report{}}) {
    const test::TempFolder folder;
    const std::string path = folder.write("junit.xml", junit(report));
    const test::ProcessResult result =
        test::run({"/usr/bin/python3", "-c",
                   "import sys, xml.etree.ElementTree as tree\n"
                   "root = tree.parse(sys.argv[1]).getroot()\n"
                   "def counted(node):\n"
                   "    return [str(len(list(node.iter(name)))) for name in ('testcase', 'failure', 'error')]\n"
                   "for node in [root, *root.iter('testsuite')]:\n"
                   "    said = [node.get(name) for name in ('tests', 'failures', 'errors')]\n"
                   "    if said != counted(node): print(node.get('name'), said, counted(node))\n",
                   path});
    EXPECT_EQ(result.exit_code, 0) << result.text();
    EXPECT_EQ(result.out, "");
  }
}

TEST(Junit, WhatDoesNotFailTheRunPasses) {
  Report report = sample();
  const auto failures = [&] {
    const std::string text = junit(report);
    std::size_t count = 0;
    for (std::size_t at = text.find("<failure"); at != std::string::npos; at = text.find("<failure", at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(failures(), 3U);
  report.fail_on = diag::Severity::kInfo;
  EXPECT_EQ(failures(), 4U);
  report.fail_on = diag::Severity::kError;
  EXPECT_EQ(failures(), 1U);
}

}  // namespace
}  // namespace cdp::findings
