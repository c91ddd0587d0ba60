// What stands below each other in one column, and what ends a column.
#include "compiler/format/align.h"

#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

TEST(Align, SettersEndInOneColumn) {
  EXPECT_EQ(checked("base {\nlr=1\nweight_decay=2\n}"), "base {\n  lr           = 1\n  weight_decay = 2\n}\n");
  EXPECT_EQ(checked("tune a {\nlr*=1\ninit_std=2\n1-beta1^=3\n}"),
            "tune a {\n  lr        *= 1\n  init_std   = 2\n  1 - beta1 ^= 3\n}\n");
}

TEST(Align, BlankLinesAndCommentsEndAGroup) {
  EXPECT_EQ(checked("base {\nlr=1\n\nbeta1=2\n// c\nweight_decay=3\n}"),
            "base {\n  lr = 1\n\n  beta1 = 2\n  // c\n  weight_decay = 3\n}\n");
}

TEST(Align, TypesOfMembersAcrossOtherLines) {
  EXPECT_EQ(checked("module A {\na:B\nif c { d: E }\nlong: F\nforward(x)=x\n}"),
            "module A {\n  a:    B\n  if c { d: E }\n  long: F\n  forward(x) = x\n}\n");
}

TEST(Align, AWrappedMemberStaysInTheColumn) {
  const std::string arguments =
      "heads = width / head_dim, kind = kind, normed = normed, rotary = rotary, bias = without_bias";
  EXPECT_EQ(checked("module A {\nnorm: Norm\nb: Block(" + arguments + ")\n}"),
            "module A {\n  norm: Norm\n  b:    Block(\n    " + arguments + "\n  )\n}\n");
}

TEST(Align, BracesAndEqualCellsOfOneLineBlocks) {
  EXPECT_EQ(checked("rules r() {\n@hidden { init_std *= m_in^-0.5; lr *= m_in^-1; eps *= 2 }\n"
                    "@out { init_std *= 1; lr *= 2; value *= 2 }\n@a { lr *= 3 }\n}"),
            "rules r() {\n  @hidden { init_std *= m_in^-0.5; lr *= m_in^-1; eps *= 2 }\n"
            "  @out    { init_std *= 1;         lr *= 2; value *= 2 }\n  @a      { lr *= 3 }\n}\n");
}

TEST(Align, AListOfSelectorsAlignsUnlessItPushesTheOthersFar) {
  EXPECT_EQ(checked("tune embed { lr = 1 }\ntune blocks.attn, head { lr = 3 }\n"),
            "tune embed             { lr = 1 }\ntune blocks.attn, head { lr = 3 }\n");
  EXPECT_EQ(checked("tune embed { lr = 1 }\ntune a, b { lr = 2 }\ntune blocks[0].attn, head { lr = 3 }\n"),
            "tune embed { lr = 1 }\ntune a, b  { lr = 2 }\ntune blocks[0].attn, head { lr = 3 }\n");
}

TEST(Align, ABlockOfSeveralLinesEndsAGroup) {
  EXPECT_EQ(checked("tune a { lr = 1 }\ntune bb {\nlr = 2\n}\ntune ccc { lr = 3 }\n"),
            "tune a { lr = 1 }\ntune bb {\n  lr = 2\n}\ntune ccc { lr = 3 }\n");
}

TEST(Align, KindsOfStatementsApart) {
  EXPECT_EQ(checked("tune a { lr = 1 }\ntarget long_name { width = 2 }\ntune bb { lr = 3 }\n"),
            "tune a  { lr = 1 }\ntarget long_name { width = 2 }\ntune bb { lr = 3 }\n");
}

TEST(Align, CommentsBehindNeighbours) {
  EXPECT_EQ(checked("base {\nlr = 1 // a\nbeta1 = 2\neps = 1e-8 // b\n}"),
            "base {\n  lr    = 1     // a\n  beta1 = 2\n  eps   = 1e-8  // b\n}\n");
}

TEST(Align, NotPastTheLastColumn) {
  const std::string wide = "tune " + std::string(70, 'a') + " { lr = 1 }\n";
  const std::string full = "tune b { " + std::string(80, 'c') + " = 1 }\n";
  EXPECT_EQ(checked(wide + full), wide + full);
}

TEST(Align, ColumnsAreCodePoints) {
  EXPECT_EQ(checked("training {\na=\"\xC3\xA4\xC3\xB6\" // x\nb=\"ao\" // y\n}"),
            "training {\n  a = \"\xC3\xA4\xC3\xB6\"  // x\n  b = \"ao\"  // y\n}\n");
}

}  // namespace
}  // namespace cdp::format
