// A coordinate check as JUnit's XML; see report.h.
#include <fmt/format.h>

#include "compiler/coordcheck/report.h"
#include "run/chart.h"

namespace cdp::coordcheck {
namespace {

using run::escaped;

std::string case_text(const Check& check, const std::string& suite) {
  const std::string head = fmt::format("    <testcase name=\"{} of {}\" classname=\"{}\"", word(check.quantity),
                                       escaped(check.name), escaped(suite));
  const std::string figures =
      fmt::format("predicted {}, measured {}", predicted_text(check.predicted), measured_text(check));
  if (fails(check.verdict))
    return fmt::format("{}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n", head,
                       word(check.verdict), escaped(check.words), escaped(figures));
  if (check.verdict == Verdict::kZero || check.verdict == Verdict::kUnpredicted)
    return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head,
                       escaped(check.words.empty() ? std::string(word(check.verdict)) : check.words));
  return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head, escaped(figures));
}

}  // namespace

std::string to_junit(const CoordCheck& check) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skips = 0;
  std::string suites;
  for (const StudyResult& study : check.studies) {
    const std::string name = check.spec + " " + study.axis;
    std::string cases;
    std::size_t failed = 0;
    std::size_t skipped = 0;
    for (const Check& one : study.checks) {
      cases += case_text(one, name);
      failed += fails(one.verdict) ? 1 : 0;
      skipped += one.verdict == Verdict::kZero || one.verdict == Verdict::kUnpredicted ? 1 : 0;
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>\n",
        escaped(name), study.checks.size(), failed, skipped, cases);
    tests += study.checks.size();
    failures += failed;
    skips += skipped;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"cdp coordcheck\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n{}</testsuites>\n",
      tests, failures, skips, suites);
}

}  // namespace cdp::coordcheck
