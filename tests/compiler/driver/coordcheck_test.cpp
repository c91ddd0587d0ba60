// `cdp coordcheck` on lines that are measured already, and its refusals. With runs: tests/models/coordcheck_test.cpp.
#include "compiler/driver/coordcheck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "run/measured.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

/// Lines of another trainer, of one module whose change goes as width^slope.
class Coordcheck : public ::testing::Test {
 protected:
  Coordcheck() {
    options_.spec = example();
    options_.axes = {"width=64,128,256"};
  }

  std::string lines(double slope, const std::string& module = "blocks.0.attn.q") {
    std::string text;
    for (const double width : {64.0, 128.0, 256.0})
      for (std::int64_t seed = 1; seed <= 2; ++seed)
        for (std::int64_t step = 0; step <= 1; ++step)
          text += run::measured_text(
              run::ActivationLine{{{"width", width}}, seed, step, module, {}, 1, 0.1 * std::pow(width, slope)});
    return folder_.write("lines.jsonl", text);
  }

  Answer answer() { return coordinate_check(options_, {}); }

  std::string fault() {
    const Answer said = answer();
    EXPECT_EQ(said.exit_code, kCouldNotRun) << said.out;
    return said.err;
  }

  test::TempFolder folder_;
  CoordcheckOptions options_;
};

TEST_F(Coordcheck, JudgesTheLinesOfAnotherTrainer) {
  options_.lines = lines(0);
  Answer said = answer();
  EXPECT_EQ(said.exit_code, kClean) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("another trainer's data, 1 step, 2 seeds"));
  options_.lines = lines(1);
  said = answer();
  EXPECT_EQ(said.exit_code, kFindings);
  EXPECT_THAT(said.out, HasSubstr("blocks.*.attn.q"));
  EXPECT_THAT(said.out, HasSubstr("explodes: moves as width^1.00"));
}

TEST_F(Coordcheck, WithoutAnAxisTheLinesSayWhich) {
  options_.lines = lines(0);
  options_.axes = {};
  EXPECT_EQ(answer().exit_code, kClean);
  options_.axes = {"width", "depth"};
  EXPECT_THAT(fault(), HasSubstr("depth: is measured at 0 scales"));
}

TEST_F(Coordcheck, WritesEachForm) {
  options_.lines = lines(1);
  options_.report = folder_.file("report.html");
  options_.format = CoordcheckFormat::kJson;
  EXPECT_THAT(answer().out, HasSubstr("\"format\": \"cdp-coordcheck\""));
  EXPECT_THAT(folder_.read("report.html"), HasSubstr("<svg"));
  options_.format = CoordcheckFormat::kJunit;
  EXPECT_THAT(answer().out, HasSubstr("<testsuites"));
}

TEST_F(Coordcheck, LinesThatAreNoneAreRefused) {
  options_.lines = folder_.write("bad.jsonl", "{\"scale\":{\"width\":64},\"module\":\"a\",\"rms\":1}\nnot json\n");
  EXPECT_THAT(fault(), HasSubstr("bad.jsonl:2: is not a JSON object"));
  options_.lines = lines(0, "transformer.h.0.c_attn");
  EXPECT_THAT(fault(),
              HasSubstr("none of the measured names is one of the spec's, as `transformer.h.*.c_attn` is not"));
  options_.lines = folder_.file("none.jsonl");
  EXPECT_THAT(fault(), HasSubstr("none.jsonl"));
  options_.lines = folder_.write("empty.jsonl", "");
  EXPECT_THAT(fault(), HasSubstr("width: is measured at 0 scales"));
}

TEST_F(Coordcheck, OptionsThatMakeNoSense) {
  options_.steps = 0;
  EXPECT_THAT(fault(), HasSubstr("--steps: must be from 1 to 10000, found 0"));
  options_.steps = 1;
  options_.seeds = 0;
  EXPECT_THAT(fault(), HasSubstr("--seeds: must be from 1 to 100, found 0"));
  options_.seeds = 1;
  options_.tolerance = 0;
  EXPECT_THAT(fault(), HasSubstr("--tolerance: must be a number above 0, found 0"));
  options_.tolerance = 0.1;
  options_.lines = "lines", options_.data = {"text"};
  EXPECT_THAT(fault(), HasSubstr("--lines: lines were measured already: leave out --data"));
}

TEST_F(Coordcheck, ASpecThatIsWrongIsNotMeasured) {
  options_.spec = folder_.write("bad.cdp", "model = Nothing()\n");
  EXPECT_THAT(fault(), HasSubstr("error"));
  options_.spec = folder_.file("none.cdp");
  EXPECT_THAT(fault(), HasSubstr("none.cdp"));
}

}  // namespace
}  // namespace cdp::driver
