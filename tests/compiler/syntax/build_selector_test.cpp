// The trees and places of selectors.
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

std::string selector_of(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto selector = parse_selector(sources, sources.add("selector", text), sink);
  EXPECT_TRUE(selector && sink.empty()) << text;
  return selector ? dump(*selector) : "";
}

TEST(Selectors, EveryForm) {
  for (const char* text :
       {"embed", "blocks.*.mlp", "blocks[0]", "blocks[-1]", "blocks[2..5]", "blocks[-3..-1]", "blocks[i]", "**.norm",
        "@hidden", "blocks.**@vector", "@block@hidden", "@output not @readout", "blocks.*.mlp not @norm not @bias",
        "embed, head", "*", "blocks[i].experts[j].up@router, **@norm"}) {
    EXPECT_EQ(selector_of(text), text);
  }
}

TEST(Selectors, AWholeNumberIsAnIndex) {
  EXPECT_EQ(selector_of("blocks.0.attn"), "blocks[0].attn");
  EXPECT_EQ(selector_of("blocks.0.1.attn"), "blocks[0][1].attn");
  EXPECT_EQ(selector_of("stages.2.blocks[-1]"), "stages[2].blocks[-1]");
}

TEST(Selectors, IndicesAreWholeNumbers) {
  EXPECT_EQ(codes_of("tune blocks[1.5] { lr = 1 }"), "E0131");
  EXPECT_EQ(codes_of("tune blocks[1k] { lr = 1 }"), "E0131");
  EXPECT_EQ(codes_of("tune blocks[0..9999999999999999] { lr = 1 }"), "E0131");
  EXPECT_EQ(codes_of("tune blocks.1e3 { lr = 1 }"), "E0131");
  EXPECT_EQ(codes_of("tune 0.blocks { lr = 1 }"), "E0131");
}

TEST(Selectors, PlacesAreExact) {
  const Parsed parsed("tune blocks.0.attn[2..5]@hidden, head { lr = 1 }");
  const Selector& selector = std::get<Tune>(parsed.file.statements.at(0).node).selector;
  const auto text = [&](Span span) { return parsed.sources.text(span); };
  EXPECT_EQ(text(selector.span), "blocks.0.attn[2..5]@hidden, head");
  EXPECT_EQ(text(selector.alternatives.at(0).span), "blocks.0.attn[2..5]@hidden");
  EXPECT_EQ(text(selector.alternatives.at(0).steps.at(0).span), "blocks.0");
  EXPECT_EQ(text(selector.alternatives.at(0).steps.at(1).indices.at(0).span), "[2..5]");
  EXPECT_EQ(text(selector.alternatives.at(0).tags.at(0).span), "hidden");
}

}  // namespace
}  // namespace cdp::syntax
