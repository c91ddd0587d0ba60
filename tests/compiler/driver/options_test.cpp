// Options as rows: what they hold, and what they do with the words of a command line.
#include "compiler/driver/options.h"

#include <gmock/gmock.h>

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

enum class Size { kSmall, kLarge };

/// What is wrong with a word; empty: it was taken.
std::string taken(const Option& option, const std::string& word) {
  return option.take({word});
}

TEST(Options, ARowSaysWhatItsOptionIs) {
  Options options;
  std::string file;
  const Option& option = options.option("-o,--output", file, "FILE", "where to");
  EXPECT_THAT(option.names, ElementsAre("-o", "--output"));
  EXPECT_EQ(option.called(), "--output");
  EXPECT_EQ(option.type, "FILE");
  EXPECT_EQ(option.meaning, "where to");
  EXPECT_THAT(option.words, IsEmpty());
  EXPECT_FALSE(option.is_argument() || option.is_flag() || option.many || option.required);
}

TEST(Options, ANameWithoutADashIsAnArgument) {
  Options options;
  std::string one;
  std::vector<std::string> all;
  const Option& first = options.argument("first", one, "A", "the one");
  EXPECT_TRUE(first.is_argument());
  EXPECT_EQ(first.called(), "first");
  EXPECT_FALSE(first.many);
  const Option& others = options.argument("others", all, "B", "the others");
  EXPECT_TRUE(others.is_argument() && others.many);
  EXPECT_EQ(others.take({"x", "y"}), "");
  EXPECT_THAT(all, ElementsAre("x", "y"));
}

TEST(Options, RowsStayWhereTheyAre) {
  Options options;
  bool flag = false;
  Option& first = options.flag("--first", flag, "");
  for (int i = 0; i < 100; ++i) options.shown("--other", "", "");
  first.required = true;
  EXPECT_EQ(&options.rows().front(), &first);
  EXPECT_TRUE(options.rows().front().required);
  EXPECT_EQ(options.rows().size(), 101U);
}

TEST(Options, AFlagIsTrueWhereItIsGiven) {
  Options options;
  bool flag = false;
  const Option& option = options.flag("--flag", flag, "");
  EXPECT_TRUE(option.is_flag());
  EXPECT_FALSE(flag);
  EXPECT_EQ(option.take({}), "");
  EXPECT_TRUE(flag);
}

TEST(Options, AWordIsTakenAsItIs) {
  Options options;
  std::string value = "before";
  const Option& option = options.option("--value", value, "TEXT", "");
  for (const char* word : {"-", "a b", ""}) {
    EXPECT_EQ(taken(option, word), "");
    EXPECT_EQ(value, word);
  }
}

TEST(Options, NumbersAreReadAsCReadsThem) {
  Options options;
  double part = -1;
  unsigned count = 1;
  const Option& real = options.option("--part", part, "PART", "");
  const Option& whole = options.option("--count", count, "N", "");
  EXPECT_EQ(taken(real, "1e-6"), "");
  EXPECT_EQ(part, 1e-6);
  EXPECT_EQ(taken(whole, "0x10"), "");
  EXPECT_EQ(count, 16U);
  EXPECT_EQ(taken(whole, "4294967295"), "");
  EXPECT_EQ(count, 4294967295U);
  EXPECT_EQ(taken(real, ""), "");
  EXPECT_EQ(part, 0);
  EXPECT_EQ(taken(whole, ""), "");
  EXPECT_EQ(count, 0U);
}

TEST(Options, WhatIsNoNumberIsRefusedAndSetsNothing) {
  Options options;
  double part = 0.5;
  unsigned count = 3;
  const Option& real = options.option("--part", part, "PART", "");
  const Option& whole = options.option("--count", count, "N", "");
  EXPECT_EQ(taken(real, "1e-6x"), "must be a number, found `1e-6x`");
  EXPECT_EQ(taken(real, " "), "must be a number, found ` `");
  EXPECT_EQ(taken(real, "1\n2"), "must be a number, found `1 2`");
  EXPECT_EQ(taken(whole, "2.5"), "must be a number, found `2.5`");
  EXPECT_EQ(taken(whole, "-1"), "must be 0 or more, found `-1`");
  EXPECT_EQ(taken(whole, "4294967296"), "must be a smaller number, found `4294967296`, which no option can hold");
  EXPECT_EQ(part, 0.5);
  EXPECT_EQ(count, 3U);
}

TEST(Options, AListTakesAllItsWords) {
  Options options;
  std::vector<std::string> names;
  const Option& option = options.list("--name", names, "NAME", "a name");
  EXPECT_TRUE(option.many);
  EXPECT_EQ(option.delimiter, '\0');
  EXPECT_EQ(option.meaning, "a name; may be repeated");
  EXPECT_EQ(option.take({"a,b", "c"}), "");
  EXPECT_THAT(names, ElementsAre("a,b", "c"));
}

TEST(Options, AListWithCommasKnowsWhetherItWasGiven) {
  Options options;
  std::vector<std::string> ignored;
  std::optional<std::vector<std::string>> selected;
  const Option& ignore = options.comma_list("--ignore", ignored, "CODES", "");
  const Option& select = options.comma_list("--select", selected, "CODES", "these");
  EXPECT_TRUE(ignore.many && select.many);
  EXPECT_EQ(ignore.delimiter, ',');
  EXPECT_EQ(select.delimiter, ',');
  EXPECT_EQ(select.meaning, "these");
  EXPECT_FALSE(selected);
  EXPECT_EQ(select.take({"a", "b"}), "");
  EXPECT_EQ(ignore.take({"c"}), "");
  ASSERT_TRUE(selected);
  EXPECT_THAT(*selected, ElementsAre("a", "b"));
  EXPECT_THAT(ignored, ElementsAre("c"));
}

TEST(Options, AChoiceIsOneOfItsWords) {
  Options options;
  Size size = Size::kSmall;
  const Option& option =
      options.choice<Size>("--size", size, {{"small", Size::kSmall}, {"large", Size::kLarge}}, "how large");
  EXPECT_EQ(option.type, "small|large");
  EXPECT_THAT(option.words, ElementsAre("small", "large"));
  EXPECT_EQ(taken(option, "large"), "");
  EXPECT_EQ(size, Size::kLarge);
  EXPECT_EQ(taken(option, "smal"), "must be small or large, found `smal`; did you mean `small`?");
  EXPECT_EQ(size, Size::kLarge);
}

TEST(Options, ATypeOfWordsInLowerCaseHasThemAsItsOnlyValues) {
  Options options;
  EXPECT_THAT(options.shown("--device", "auto|cpu|cuda", "").words, ElementsAre("auto", "cpu", "cuda"));
  for (const char* type : {"SPEC|PLAN", "N|Nm", "all|NAME", "FILE", ""})
    EXPECT_THAT(options.shown("--x", type, "").words, IsEmpty()) << type;
}

TEST(Options, KnowWhichValuesArePaths) {
  Options options;
  for (const char* type : {"FILE", "DIR", "PATH", "SPEC|PLAN", "FILE=PLAN"})
    EXPECT_TRUE(options.shown("--x", type, "").is_path()) << type;
  for (const char* type : {"NAME", "N", "json|text", ""})
    EXPECT_FALSE(options.shown("--x", type, "").is_path()) << type;
}

TEST(Options, ThoseThatAreOnlyShownSetNothing) {
  Options options;
  EXPECT_FALSE(options.shown("--x", "N", "").take);
  EXPECT_FALSE(add_help(options).take);
  EXPECT_THAT(options.rows().back().names, ElementsAre("-h", "--help"));
}

const Option& row(const Options& options, const std::string& called) {
  for (const Option& option : options.rows())
    if (option.called() == called) return option;
  ADD_FAILURE() << called;
  return options.rows().front();
}

TEST(Options, APlaceIsATargetAxesAndSettings) {
  Options options;
  ScaleAndConfig choice;
  add_scale_and_config(options, choice);
  EXPECT_EQ(taken(row(options, "--target"), "big"), "");
  EXPECT_EQ(taken(row(options, "--at"), "width=1"), "");
  EXPECT_EQ(taken(row(options, "--config"), "a.toml"), "");
  EXPECT_EQ(row(options, "--allow-path").take({"a", "b"}), "");
  EXPECT_EQ(choice.target, "big");
  EXPECT_EQ(choice.at, "width=1");
  EXPECT_EQ(choice.config.file, "a.toml");
  EXPECT_THAT(choice.config.allowed, ElementsAre("a", "b"));
  EXPECT_EQ(row(options, "--isolated").excludes, "--config");
  EXPECT_EQ(row(options, "--isolated").take({}), "");
  EXPECT_TRUE(choice.config.isolated);
}

TEST(Options, ASpecIsWantedAndAnOutputIsNot) {
  Options options;
  std::string spec;
  std::string output;
  EXPECT_TRUE(add_spec(options, spec).required);
  EXPECT_FALSE(add_output(options, output).required);
  EXPECT_EQ(taken(row(options, "spec"), "-"), "");
  EXPECT_EQ(taken(row(options, "--output"), "out.json"), "");
  EXPECT_EQ(spec, "-");
  EXPECT_EQ(output, "out.json");
}

TEST(Options, EveryCommandHasHelpAndColour) {
  Options options;
  ColorWish color = ColorWish::kAuto;
  add_common(options, color);
  ASSERT_EQ(options.rows().size(), 2U);
  EXPECT_EQ(options.rows().front().called(), "--help");
  EXPECT_EQ(taken(row(options, "--color"), "never"), "");
  EXPECT_EQ(color, ColorWish::kNever);
}

TEST(Options, HoldWhatTheirPageEndsWith) {
  Options options;
  EXPECT_EQ(options.footer(), "");
  options.footer("The end.\n");
  EXPECT_EQ(options.footer(), "The end.\n");
}

}  // namespace
}  // namespace cdp::driver
