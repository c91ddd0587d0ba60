// Which gains and biases decay, and where a line that exempts them goes.
#include "compiler/lint/facts_decay.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FactsDecay, WhatATuneSetsIsInNeitherList) {
  const Compiled compiled(CDP_SPEC
                          "tune norm { weight_decay = 0 }\ntune blocks.*.attn.q_norm { weight_decay = 0.01 }\n"
                          "target big { width = 1024 }\n");
  const Decayed norms = decayed(compiled.checked(), "norm");
  EXPECT_EQ(norms.value, 0.1);
  EXPECT_THAT(norms.by_base,
              ElementsAre("blocks.*.attn_norm.gain", "blocks.*.attn.k_norm.gain", "blocks.*.mlp_norm.gain"));
  ASSERT_EQ(norms.exempt.size(), 1);
  EXPECT_EQ(norms.exempt[0].name, "norm.gain");
  EXPECT_THAT(decayed(compiled.checked(), "bias").by_base, IsEmpty());
}

std::string with_exemption(const std::string& text) {
  const Compiled compiled(text);
  diag::DiagnosticSink sink;
  auto report = sink.add(diag::kCatalog.front(), base_decay_span(compiled.checked()), "");
  offer_exemption(compiled.checked(), "@norm", report);
  const diag::Fix fix = *sink.sorted().front().fix;
  std::string mended = text;
  mended.replace(fix.span.begin, fix.span.end - fix.span.begin, fix.replacement);
  return mended.substr(mended.rfind("base {"));
}

TEST(FactsDecay, TheExemptionStandsBelowAllTuning) {
  const std::string base = CDP_BASE;
  EXPECT_EQ(with_exemption(CDP_SPEC "target big { width = 1024 }\n"),
            base + "tune @norm { weight_decay = 0 }\ntarget big { width = 1024 }\n");
  EXPECT_EQ(with_exemption(CDP_SPEC "tune embed { lr *= 2 }  // why\ntarget big { width = 1024 }\n"),
            base + "tune embed { lr *= 2 }  // why\ntune @norm { weight_decay = 0 }\ntarget big { width = 1024 }\n");
  EXPECT_EQ(with_exemption(CDP_SPEC "tune embed { lr *= 2 } target big {\n  width = 1024\n}\n"),
            base + "tune embed { lr *= 2 }\ntune @norm { weight_decay = 0 } target big {\n  width = 1024\n}\n");
}

}  // namespace
}  // namespace cdp::lint
