// Suggestions that help and never annoy, numbers that read back to the same double.
#include "compiler/base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace cdp {
namespace {

using Words = std::vector<std::string>;

TEST(Nearest, LooksAtNamesAndNotAtTexts) {
  const std::string name(80, 'a'), text(81, 'a');
  const std::vector<std::string> names = {name, text};
  EXPECT_EQ(nearest(name.substr(1) + "b", names), name);
  EXPECT_EQ(nearest(text, names), std::nullopt);
  EXPECT_EQ(nearest(std::string(300'000, 'a') + "b", std::vector<std::string>{std::string(300'000, 'a')}),
            std::nullopt);
  std::vector<std::string> many;
  for (int i = 0; i < 300'000; ++i) many.push_back(std::string(60, 'x') + std::to_string(i));
  EXPECT_EQ(nearest(std::string(60, 'x') + "199", many), many[199]);
}

TEST(Nearest, FindsTheUsualSlips) {
  const Words names = {"width", "depth", "batch", "duration", "context"};
  EXPECT_EQ(nearest("widht", names), "width");   // two letters swapped
  EXPECT_EQ(nearest("dept", names), "depth");    // one left out
  EXPECT_EQ(nearest("battch", names), "batch");  // one too many
  EXPECT_EQ(nearest("durition", names), "duration");
  EXPECT_EQ(nearest("Width", names), "width");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
  const Words names = {"width", "depth", "lr"};
  EXPECT_EQ(nearest("momentum", names), std::nullopt);
  EXPECT_EQ(nearest("l", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest("width", Words{}), std::nullopt);
}

TEST(Nearest, HoldsTheLimitOfThreeFifths) {
  EXPECT_EQ(nearest("abcxx", Words{"abcde"}), "abcde");       // 1 - 2/5
  EXPECT_EQ(nearest("abxxx", Words{"abcde"}), std::nullopt);  // 1 - 3/5
}

TEST(Nearest, TakesTheNearestAndOfEqualsTheFirst) {
  EXPECT_EQ(nearest("beta", (Words{"beta10", "beta1", "beta2"})), "beta1");
}

TEST(Nearest, CountsCodePoints) {
  EXPECT_EQ(nearest("größe", Words{"grösse", "große"}), "große");
}

TEST(DidYouMean, IsTheTailOfAMessage) {
  EXPECT_EQ(did_you_mean("widht", Words{"width"}), "; did you mean `width`?");
  EXPECT_EQ(did_you_mean("momentum", Words{"width"}), "");
  EXPECT_EQ(did_you_mean_or("widht", Words{"width", "depth"}), "; did you mean `width`?");
  EXPECT_EQ(did_you_mean_or("momentum", Words{"width", "depth"}), "; there are width and depth");
}

TEST(Shortest, WritesWholeNumbersPlainly) {
  EXPECT_EQ(shortest(0), "0");
  EXPECT_EQ(shortest(-3), "-3");
  EXPECT_EQ(shortest(100000), "100000");
  EXPECT_EQ(shortest(1e9), "1000000000");
  EXPECT_EQ(shortest(999999999999999), "999999999999999");
  EXPECT_EQ(shortest(1e15), "1e15");
  EXPECT_EQ(shortest(-0.0), "-0.0");
}

TEST(Shortest, WritesFractionsInTheFewestDigits) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(4e-3), "0.004");
  EXPECT_EQ(shortest(1e-8), "1e-8");
  EXPECT_EQ(shortest(2.5e-300), "2.5e-300");
  EXPECT_EQ(shortest(1e100), "1e100");
  EXPECT_EQ(shortest(0.02 / std::sqrt(8)), "0.0070710678118654745");
}

/// The grammar of RFC 8259, section 6.
bool is_json_number(std::string_view text) {
  const auto digits = [&text] {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e')) {
    text.remove_prefix(text.substr(1).starts_with('-') ? 2 : 1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

TEST(Shortest, ReadsBackToTheSameDouble) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-307, 307);
  std::uniform_real_distribution<double> mantissa(-10, 10);
  std::vector<double> values = {std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
                                std::numeric_limits<double>::denorm_min(), 1.0 / 3, 123456789012345680.0};
  for (int i = 0; i < 10000; ++i) values.push_back(mantissa(random) * std::pow(10, exponent(random)));
  for (const double value : values) {
    const std::string text = shortest(value);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    EXPECT_TRUE(is_json_number(text)) << text;
  }
}

/// For messages: a number may come from anywhere, and saying so must not be the end.
TEST(Shortest, HasWordsForWhatIsNotFinite) {
  EXPECT_EQ(shortest(std::nan("")), "not a number");
  EXPECT_EQ(shortest(HUGE_VAL), "infinite");
  EXPECT_EQ(shortest(-HUGE_VAL), "-infinite");
}

TEST(ListOf, JoinsAsPeopleDo) {
  EXPECT_EQ(list_of(Words{}), "");
  EXPECT_EQ(list_of(Words{"a"}), "a");
  EXPECT_EQ(list_of(Words{"a", "b"}), "a and b");
  EXPECT_EQ(list_of(Words{"a", "b", "c"}, "or"), "a, b or c");
}

}  // namespace
}  // namespace cdp
