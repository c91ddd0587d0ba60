// Findings by scale and by line.
#include "compiler/lint/folded.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "compiler/lint/phrases.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;

const std::string kTuned = CDP_SPEC
    "tune embed { lr *= 4 }\ntune blocks.*.attn.q { lr = 1e-2 }\ntune blocks.*.attn.k { lr = 1e-2 }\n"
    "target big { width = 1024 }\n";

TEST(Folded, WhatShowsAtSeveralPlacesIsOneWithTheWorstInFront) {
  const Compiled compiled(CDP_SPEC "target big { width = 1024 }\n");
  const ScaleValues& reference = compiled.scales.front();
  Folded none;
  EXPECT_EQ(none.worst(), nullptr);
  EXPECT_EQ(none.others(), "");
  Folded folded;
  folded.add(reference, 2);
  EXPECT_EQ(folded.worst(), &reference);
  EXPECT_EQ(folded.others(), "");
  folded.add(compiled.big(), 3);
  EXPECT_EQ(folded.worst(), &compiled.big());
  EXPECT_EQ(folded.others(), " (also at `reference`)");
  FoldedBy causes;
  causes.add("100", compiled.big());
  causes.add("36", reference);
  causes.add("100", reference);
  ASSERT_EQ(causes.all().size(), 2U);
  EXPECT_EQ(causes.all()[0].first, "100");
  EXPECT_EQ(causes.all()[0].second.worst(), &compiled.big()) << "of equal badness the first";
}

TEST(Folded, OneCauseForEachLineWithItsWorstPlace) {
  const Compiled compiled(kTuned);
  const CheckedSpec checked = compiled.checked();
  Causes causes;
  visit_values(checked, sema::Hp::lr, [&](const ValueAt& found) {
    if (found.tensor.path == "embed.weight" || found.tensor.path == "head.weight") causes.add(found, -found.value);
    if (found.tensor.path == "blocks.*.attn.q.weight") causes.add(found, found.value);
  });
  ASSERT_EQ(causes.all().size(), 2);
  const Cause& base = causes.all()[0];
  EXPECT_THAT(base.names, ElementsAre("embed.weight", "head.weight"));
  EXPECT_EQ(base.tensor->path, "head.weight");
  EXPECT_EQ(base.value, 4e-3 / 8);
  EXPECT_EQ(scale_text(*base.scale), "`big`");
  EXPECT_EQ(checked.text.sources.text(causes.all()[1].at), "lr = 1e-2");
  EXPECT_EQ(scale_text(*causes.all()[1].scale), "the reference");
}

}  // namespace
}  // namespace cdp::lint
