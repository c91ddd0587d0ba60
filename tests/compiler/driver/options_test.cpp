// Options that several commands have, as the command line meets them.
#include "compiler/driver/options.h"

#include <gmock/gmock.h>

namespace cdp::driver {
namespace {

enum class Size { kSmall, kLarge };

TEST(Options, AChoiceIsOneOfItsWords) {
  CLI::App command;
  Size size = Size::kSmall;
  add_choice<Size>(command, "--size", size, {{"small", Size::kSmall}, {"large", Size::kLarge}}, "how large");
  command.parse("--size large");
  EXPECT_EQ(size, Size::kLarge);
  EXPECT_EQ(command.get_option("--size")->get_type_name(), "small|large");
  EXPECT_THROW(command.parse("--size lrage"), CLI::ValidationError);
}

TEST(Options, SaysWhatAChoiceMayBe) {
  EXPECT_EQ(not_one_of({"small", "large"}, "lrage"), "must be small or large, found `lrage`; did you mean `large`?");
}

TEST(Options, APlaceIsATargetAndAxes) {
  CLI::App command;
  Place place;
  add_place(command, place);
  command.parse("--target big --at width=1");
  EXPECT_EQ(place.target, "big");
  EXPECT_EQ(place.at, "width=1");
}

TEST(Options, ASpecIsWanted) {
  CLI::App command;
  std::string spec;
  std::string output;
  add_spec(command, spec);
  add_output(command, output);
  EXPECT_THROW(command.parse(""), CLI::RequiredError);
  command.parse("- -o out.json");
  EXPECT_EQ(spec, "-");
  EXPECT_EQ(output, "out.json");
}

TEST(Options, EveryCommandHasHelpAndColour) {
  CLI::App command;
  ColorWish color = ColorWish::kAuto;
  add_common(command, color);
  EXPECT_THROW(command.parse("-h"), CLI::CallForHelp);
  command.parse("--color=never");
  EXPECT_EQ(color, ColorWish::kNever);
}

}  // namespace
}  // namespace cdp::driver
