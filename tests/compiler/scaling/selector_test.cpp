// Which paths a selector matches, and for which layers.
#include "compiler/scaling/selector.h"

#include <gtest/gtest.h>

#include "compiler/syntax/parse.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::scaling {
namespace {

using test::Ids;

struct Parsed {
  SourceMap sources;
  diag::DiagnosticSink sink;
  syntax::Selector selector;

  explicit Parsed(const std::string& text) {
    selector = *syntax::parse_selector(sources, sources.add("selector", text), sink);
  }
  std::vector<Match> matches(const std::string& path, const std::set<std::string>& tags = {}) const {
    return match(selector, path, tags);
  }
};

bool matches(const std::string& selector, const std::string& path, const std::set<std::string>& tags = {}) {
  return !Parsed(selector).matches(path, tags).empty();
}

bool holds(const std::string& selector, const std::string& path, const std::vector<std::int64_t>& layers,
           const std::vector<std::int64_t>& counts) {
  const auto found = Parsed(selector).matches(path);
  return std::any_of(found.begin(), found.end(), [&](const Match& m) { return m.holds(layers, counts); });
}

TEST(Selector, SelectsByAnyOfItsAlternatives) {
  EXPECT_TRUE(selects(Parsed("head, @norm").selector, "blocks.*.norm.gain", {"norm"}));
  EXPECT_TRUE(selects(Parsed("blocks[0]").selector, "blocks.*.norm.gain", {})) << "some layers";
  EXPECT_FALSE(selects(Parsed("head, @bias").selector, "blocks.*.norm.gain", {"norm"}));
}

TEST(Selector, GivesUpWhereThereAreTooManyWays) {
  std::string stars = "**";
  for (int i = 0; i < 500; ++i) stars += ".**";
  EXPECT_GT(Parsed(stars).matches("blocks.*.attn.q.weight").size(), 1000U);
  EXPECT_LT(Parsed(stars).matches("blocks.*.attn.q.weight").size(), 1100U);
  EXPECT_FALSE(matches(stars + ".none", "a.*.b.*.c.*.d.*.e.*.f.*.g.*.h.*.i"));
}

TEST(Selector, MatchesPathsAndAllBelowThem) {
  EXPECT_TRUE(matches("embed", "embed.weight"));
  EXPECT_TRUE(matches("embed.weight", "embed.weight"));
  EXPECT_TRUE(matches("blocks", "blocks.*.mlp.up.weight"));
  EXPECT_TRUE(matches("blocks.*.mlp", "blocks.*.mlp.up.weight"));
  EXPECT_TRUE(matches("*.*.mlp", "blocks.*.mlp.up.weight"));
  EXPECT_TRUE(matches("blocks.*.*.up", "blocks.*.mlp.up.weight"));
  EXPECT_FALSE(matches("embed", "embedding.weight"));
  EXPECT_FALSE(matches("blocks.mlp", "blocks.*.mlp.up.weight")) << "a layer is not left out";
  EXPECT_FALSE(matches("embed.weight.more", "embed.weight"));
}

TEST(Selector, LeavesOutWhatHasATagBehindNot) {
  EXPECT_TRUE(matches("@output not @readout", "router", {"output", "block"}));
  EXPECT_FALSE(matches("@output not @readout", "head", {"output", "readout"}));
  EXPECT_FALSE(matches("@output not @readout", "up", {"hidden"}));
  EXPECT_FALSE(matches("blocks not @norm", "blocks.*.norm.gain", {"norm"}));
  EXPECT_TRUE(matches("blocks not @norm, **@norm", "blocks.*.norm.gain", {"norm"})) << "it stands for its alternative";
  EXPECT_FALSE(matches("@a not @b not @c", "x", {"a", "c"}));
  EXPECT_FALSE(matches("@a not @all", "x", {"a"}));
  const auto m = test::instantiate(test::gpt());
  diag::DiagnosticSink sink;
  const Parsed unknown("@hidden not @redout");
  EXPECT_FALSE(check_selector(unknown.selector, *m->model, true, sink));
  ASSERT_EQ(sink.sorted().size(), 1U);
  EXPECT_EQ(sink.sorted().front().message, "unknown tag `@redout`; did you mean `@readout`?");
}

TEST(Selector, MatchesAnyNumberOfStepsByTwoStars) {
  EXPECT_TRUE(matches("**.norm", "norm.gain"));
  EXPECT_TRUE(matches("**.mlp_norm", "blocks.*.mlp_norm.gain"));
  EXPECT_TRUE(matches("**", "anything.at.all"));
  EXPECT_TRUE(matches("blocks.**.weight", "blocks.*.mlp.up.weight"));
  EXPECT_FALSE(matches("blocks.**.gain", "blocks.*.mlp.up.weight"));
  EXPECT_FALSE(matches("**.norm", "blocks.*.mlp_norm.gain"));
}

TEST(Selector, AsksForAllTags) {
  const std::set<std::string> tags = {"block", "hidden"};
  EXPECT_TRUE(matches("@hidden", "a.b", tags));
  EXPECT_TRUE(matches("@block@hidden", "a.b", tags));
  EXPECT_TRUE(matches("@all", "a.b", tags));
  EXPECT_TRUE(matches("a@hidden", "a.b", tags));
  EXPECT_FALSE(matches("@block@vector", "a.b", tags));
  EXPECT_FALSE(matches("c@hidden", "a.b", tags));
  EXPECT_TRUE(matches("@vector, @hidden", "a.b", tags)) << "either";
}

TEST(Selector, SelectsLayers) {
  const std::string path = "blocks.*.mlp.up.weight";
  EXPECT_TRUE(holds("blocks[0]", path, {0}, {4}));
  EXPECT_FALSE(holds("blocks[0]", path, {1}, {4}));
  EXPECT_TRUE(holds("blocks[-1]", path, {3}, {4}));
  EXPECT_TRUE(holds("blocks[2..5]", path, {2}, {8}));
  EXPECT_TRUE(holds("blocks[2..5]", path, {5}, {8}));
  EXPECT_FALSE(holds("blocks[2..5]", path, {6}, {8}));
  EXPECT_TRUE(holds("blocks[-2..-1].mlp", path, {6}, {8}));
  EXPECT_TRUE(holds("blocks[1..-2]", path, {6}, {8}));
  EXPECT_FALSE(holds("blocks[1..-2]", path, {7}, {8}));
  EXPECT_TRUE(holds("blocks[i]", path, {7}, {8}));
  EXPECT_TRUE(holds("blocks[0], blocks[-1]", path, {7}, {8}));
}

TEST(Selector, SelectsLayersOfNestedStacks) {
  const std::string path = "blocks.*.experts.*.up.weight";
  EXPECT_TRUE(holds("blocks[0].experts[-1]", path, {0, 7}, {4, 8}));
  EXPECT_FALSE(holds("blocks[0].experts[-1]", path, {0, 6}, {4, 8}));
  EXPECT_TRUE(holds("blocks.*.experts[3]", path, {2, 3}, {4, 8}));
  EXPECT_TRUE(holds("blocks[1]", path, {1, 5}, {4, 8}));
  EXPECT_TRUE(holds("**.experts[3]", path, {2, 3}, {4, 8}));
  EXPECT_FALSE(matches("blocks[0][1]", path));
}

TEST(Selector, KnowsWhereAlongRuns) {
  const auto level = [](const std::string& selector) {
    return Parsed(selector).matches("blocks.*.experts.*.up.weight").front().along_level();
  };
  EXPECT_EQ(level("blocks[i]"), 0U);
  EXPECT_EQ(level("blocks[i].experts[0]"), 0U);
  EXPECT_EQ(level("blocks[0].experts[i]"), 1U);
  EXPECT_EQ(level("blocks.*.experts.*"), 1U);
  EXPECT_EQ(level("blocks[1..2].experts[0]"), 0U);
  EXPECT_EQ(level("blocks[0]"), 0U);
  EXPECT_EQ(level("**.up"), 0U);
  EXPECT_EQ(Parsed("embed").matches("embed.weight").front().along_level(), std::nullopt);
}

TEST(Selector, KnowsWhetherItAsksForLessThanAll) {
  const auto partial = [](const std::string& selector) {
    return Parsed(selector).matches("blocks.*.up").front().partial();
  };
  EXPECT_FALSE(partial("blocks"));
  EXPECT_FALSE(partial("blocks[i]"));
  EXPECT_FALSE(partial("blocks[0..-1]"));
  EXPECT_TRUE(partial("blocks[0]"));
}

TEST(Selector, IsHeldAgainstTheModel) {
  const auto checked = [](const std::string& text, bool must_match) {
    const auto m = test::instantiate(test::gpt());
    Parsed parsed(text);
    const bool good = check_selector(parsed.selector, *m->model, must_match, parsed.sink);
    EXPECT_EQ(good, parsed.sink.empty());
    return test::messages_of(parsed.sink.sorted());
  };
  EXPECT_EQ(checked("blocks.*.mlp@hidden, embed, @all", true), Ids{});
  EXPECT_EQ(checked("blocks.*.mpl", true), Ids{"the selector matches nothing; did you mean `blocks.*.mlp`?"});
  EXPECT_EQ(checked("blocks[0].mpl", true), Ids{"the selector matches nothing; did you mean `blocks.*.mlp`?"});
  EXPECT_EQ(checked("@hiden", true), Ids{"unknown tag `@hiden`; did you mean `@hidden`?"});
  EXPECT_EQ(checked("embed@hidden", true), Ids{"no tensor under this path has these tags"});
  EXPECT_EQ(checked("embed@hidden", false), Ids{}) << "a rule need not match in every model";
  EXPECT_EQ(checked("emebd, norn", true).size(), 2U) << "each alternative";
}

}  // namespace
}  // namespace cdp::scaling
