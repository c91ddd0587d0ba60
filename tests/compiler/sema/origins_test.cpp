// Where the names in a setting or rule come from.
#include "compiler/sema/origins.h"

#include <gmock/gmock.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The origins of what is written so in the spec, as `DEPTH TEXT`.
std::vector<std::string> origins(const std::string& text, const std::string& written,
                                 const std::map<std::string, std::string>& others = {}) {
  const auto checked = test::check(text, others);
  for (const auto& file : checked->program.files) {
    const std::string& source = checked->sources.file(file->ast.id).text;
    const auto begin = source.find(written);
    if (begin == std::string::npos) continue;
    const Span at{file->ast.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + written.size())};
    std::vector<std::string> lines;
    for (const Origin& origin : origins_of(checked->program, checked->sources, at))
      lines.push_back(std::to_string(origin.depth) + " " + origin.text);
    return lines;
  }
  ADD_FAILURE() << "not written: " << written;
  return {};
}

TEST(Origins, OfAConstantAndOfWhatItIsMadeOf) {
  EXPECT_THAT(origins("let peak = 10 * unit\nlet unit  =  3e-4\nbase { lr = peak }\n", "lr = peak"),
              ElementsAre("1 let peak = 10 * unit", "2 let unit = 3e-4"));
  EXPECT_THAT(origins("let gain = 2\ntune embed { lr *= gain * gain }\n", "lr *= gain * gain"),
              ElementsAre("1 let gain = 2"));
  EXPECT_THAT(origins("use \"peaks.cdp\"\nbase { lr = peak }\n", "lr = peak", {{"peaks.cdp", "let peak = 1\n"}}),
              ElementsAre("1 let peak = 1"));
}

TEST(Origins, OfNumbersAxesAndIndicesThereAreNone) {
  EXPECT_THAT(origins("base { lr = 4e-3 }\n", "lr = 4e-3"), IsEmpty());
  EXPECT_THAT(origins("base { lr = 1 / width }\n", "lr = 1 / width"), IsEmpty());
  EXPECT_THAT(origins("tune blocks[i] { lr *= i + 1 }\n", "lr *= i + 1"), IsEmpty());
}

TEST(Origins, OfParametersOfARuleSet) {
  const std::string rules = "rules r(a = 1, b = 2 * a) {\n  let c = a + b\n  @all { lr *= m_N^-c }\n}\n";
  EXPECT_THAT(origins(rules + "parameterization = r(a = 3)\n", "lr *= m_N^-c"),
              ElementsAre("1 let c = a + b", "2 a = 3", "2 b = 2 * a", "3 a = 3"));
  EXPECT_THAT(origins("let three = 3\n" + rules + "parameterization = r(three)\n", "lr *= m_N^-c"),
              ElementsAre("1 let c = a + b", "2 a = three", "3 let three = 3", "2 b = 2 * a", "3 a = three",
                          "4 let three = 3"));
  EXPECT_THAT(origins(rules, "lr *= m_N^-c"), ElementsAre("1 let c = a + b")) << "nothing calls it";
}

TEST(Origins, OfParametersThroughTheRuleSetThatExtends) {
  EXPECT_THAT(origins("rules r(a = 1) { @all { lr *= m_N^-a } }\nrules s(k = 5) extends r(a = k + 1) {\n"
                      "  @all { eps *= m_N }\n}\nparameterization = s(k = 7)\n",
                      "lr *= m_N^-a"),
              ElementsAre("1 a = k + 1", "2 k = 7"));
}

TEST(Origins, OfAMultiplier) {
  EXPECT_THAT(origins("let half = 0.5\nmodule M(width) {\n  m: Multiplier(half)\n  forward(x) = m * x\n}\n", "half)"),
              IsEmpty());
  const std::string text = "let half = 0.5\nmodule M(width) {\n  m: Multiplier(2 * half)\n  forward(x) = m * x\n}\n";
  EXPECT_THAT(origins(text, "2 * half"), ElementsAre("1 let half = 0.5"));
}

}  // namespace
}  // namespace cdp::sema
