// The spec of a study that is there: found where it was or is now, held against the study.
#include "compiler/driver/study_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class StudySpec : public ::testing::Test {
 protected:
  study::Store begin(const study::StudyInfo& info) { return *study::Store::begin(folder_.file("study"), info); }
  std::variant<SpecOfStudy, Answer> read(const study::Store& store, const std::string& path = "",
                                         const study::TrialPoint& point = {}) {
    return spec_of_study(store, path, {"", true}, point, {});
  }

  test::TempFolder folder_;
  study::StudyInfo info_ = [] {
    study::StudyInfo info;
    info.kind = "sweep";
    info.spec = example();
    info.compiler = CDP_VERSION;
    info.settings = R"({"target":"reference","set":["base.eps=1e-9"]})";
    return info;
  }();
};

TEST_F(StudySpec, HasWhatAllTrialsShareAndTheTrialsOwn) {
  const auto found = read(begin(info_), "", {{{"width", "64"}}, {"base.beta1=0.85"}, 7});
  ASSERT_TRUE(std::holds_alternative<SpecOfStudy>(found)) << std::get<Answer>(found).err;
  const auto& [spec, compiled] = std::get<SpecOfStudy>(found);
  EXPECT_THAT(spec.sets, ::testing::ElementsAre("base.eps=1e-9"));
  EXPECT_EQ(compiled.plan->training.seed, 7);
  EXPECT_THAT(compiled.plan->spec.set, ::testing::ElementsAre("base.eps=1e-9", "base.beta1=0.85"));
}

TEST_F(StudySpec, SaysWhatStopsIt) {
  const study::Store store = begin(info_);
  const auto fault = [&](const std::string& path, const study::TrialPoint& point = {}) {
    const auto found = read(store, path, point);
    const auto* answer = std::get_if<Answer>(&found);
    EXPECT_TRUE(answer != nullptr && answer->exit_code == kCouldNotRun);
    return answer == nullptr ? "" : answer->err;
  };
  EXPECT_THAT(fault(folder_.file("none.cdp")), HasSubstr("none.cdp"));
  EXPECT_THAT(fault("", {{}, {"base.lr=oops"}, 1}), HasSubstr("oops"));
}

TEST_F(StudySpec, AnotherSpecOrVersionIsAnotherStudy) {
  info_.spec_sha256 = "aa";
  info_.compiler = "0.0.1";
  const auto found = read(begin(info_));
  ASSERT_TRUE(std::holds_alternative<Answer>(found));
  EXPECT_THAT(std::get<Answer>(found).err,
              HasSubstr("the spec, or a file that it brings in (SHA-256): aa in the study"));
  EXPECT_THAT(std::get<Answer>(found).err, HasSubstr("the version of cdp: 0.0.1 in the study"));
}

}  // namespace
}  // namespace cdp::driver
