// The form of each kind of statement and block.
#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

TEST(Statements, Use) {
  EXPECT_EQ(checked("use  std . gpt"), "use std.gpt\n");
  EXPECT_EQ(checked("use \"a b.cdp\" :A , B"), "use \"a b.cdp\": A, B\n");
  const std::string a(40, 'A'), b(40, 'B'), c(40, 'C');
  EXPECT_EQ(checked("use std.x:" + a + "," + b + "," + c),
            "use std.x:\n    " + a + ",\n    " + b + ",\n    " + c + "\n");
}

TEST(Statements, SmallOnes) {
  EXPECT_EQ(checked("let  a=1 axis  experts model=Gpt( width ) parameterization=sp( )"),
            "let a = 1\naxis experts\nmodel = Gpt(width)\nparameterization = sp()\n");
  EXPECT_EQ(checked("assert a==b,\"c\""), "assert a == b, \"c\"\n");
  const std::string a(50, 'a'), b(38, 'b');
  EXPECT_EQ(checked("assert " + a + "==" + b + ",\"long message\""),
            "assert " + a + " == " + b + ",\n    \"long message\"\n");
}

TEST(Statements, Extends) {
  EXPECT_EQ(checked("extends   \"gpt.cdp\" base{lr=1}"), "extends \"gpt.cdp\"\nbase { lr = 1 }\n");
}

TEST(Statements, Searches) {
  EXPECT_EQ(checked("search{base . lr=2^-12 .. 2^-6;@ hidden . lr*=1 / 8..8}"),
            "search { base.lr = 2^-12..2^-6; @hidden.lr *= 1 / 8..8 }\n");
  EXPECT_EQ(checked("search {\nbase.lr=1..2 // c\n1-base.beta2=0.1..0.2\nblocks[i].lr*=along(1..2,1,a+b..4,)\n"
                    "embed,head not @bias.lr*=1..2\na.0 .1.lr=1..2\n}"),
            "search {\n  base.lr                   = 1..2  // c\n  1 - base.beta2            = 0.1..0.2\n"
            "  blocks[i].lr             *= along(1..2, 1, a + b..4)\n  embed, head not @bias.lr *= 1..2\n"
            "  a.0 .1.lr                 = 1..2\n}\n");
}

TEST(Statements, ABlockStaysAsItWasWrittenIfItFits) {
  EXPECT_EQ(checked("base{lr=1;eps=2}"), "base { lr = 1; eps = 2 }\n");
  EXPECT_EQ(checked("base{lr=1\neps=2\n}"), "base { lr = 1; eps = 2 }\n");
  EXPECT_EQ(checked("base{\nlr=1;eps=2}"), "base {\n  lr  = 1\n  eps = 2\n}\n");
  EXPECT_EQ(checked("training{}"), "training {}\n");
  const std::string a(90, 'a');
  EXPECT_EQ(checked("base { lr = " + a + " }"), "base {\n  lr = " + a + "\n}\n");
}

TEST(Statements, Selectors) {
  EXPECT_EQ(checked("tune blocks [ 2 .. 5 ] . * . ** @ a @ b,x[ -1 ],y[ i ] {lr=1}"),
            "tune blocks[2..5].*.**@a@b, x[-1], y[i] { lr = 1 }\n");
  const std::string a(50, 'a'), b(50, 'b');
  EXPECT_EQ(checked("tune " + a + "," + b + "{lr=1}"), "tune " + a + ",\n    " + b + " { lr = 1 }\n");
}

TEST(Statements, NumbersInPathsStayApart) {
  EXPECT_EQ(checked("tune blocks . 0 . attn { lr = 1 }"), "tune blocks.0.attn { lr = 1 }\n");
  EXPECT_EQ(checked("tune a . 0 . 1 { lr = 1 }"), "tune a.0 .1 { lr = 1 }\n");
}

TEST(Statements, Modules) {
  EXPECT_EQ(checked("module A{}"), "module A {}\n");
  EXPECT_EQ(checked("module A(a,b=1,){x:Tensor(a,b)@t @u=normal;forward(y)=x*y}"),
            "module A(a, b = 1) { x: Tensor(a, b) @t @u = normal; forward(y) = x * y }\n");
  EXPECT_EQ(checked("module A {\nb:n*C( 1 )\nm:Multiplier@r\nforward(x,y){\nh=x\nlong=y\nreturn h\n}\n}"),
            "module A {\n  b: n * C(1)\n  m: Multiplier @r\n  forward(x, y) {\n    h    = x\n    long = y\n"
            "    return h\n  }\n}\n");
}

TEST(Statements, BranchesOfModulesAreAllInOneLineOrNone) {
  EXPECT_EQ(checked("module A {\nif a{b:C}else if d{e:F}else{g:H}\n}"),
            "module A {\n  if a { b: C } else if d { e: F } else { g: H }\n}\n");
  EXPECT_EQ(checked("module A {\nif a{b:C}else{\ng:H}\n}"),
            "module A {\n  if a {\n    b: C\n  } else {\n    g: H\n  }\n}\n");
  EXPECT_EQ(checked("module A {\nif a{b:C} // yes\nelse{g:H} // no\n}"),
            "module A {\n  if a {\n    b: C\n  }  // yes\n  else {\n    g: H\n  }  // no\n}\n");
}

TEST(Statements, LongHeads) {
  const std::string a(50, 'a'), b(50, 'b');
  EXPECT_EQ(checked("module M(" + a + "," + b + "){x:Y}"), "module M(\n  " + a + ",\n  " + b + "\n) { x: Y }\n");
  EXPECT_EQ(checked("rules r(" + a + ") extends " + b + "(){@all{lr=1}}"),
            "rules r(" + a + ")\n    extends " + b + "() { @all { lr = 1 } }\n");
}

TEST(Statements, Rules) {
  EXPECT_EQ(checked("rules r ( alpha=1 ) extends s( a=2 ){\nrequires{optimizer=adamw}\nlet k=2\n"
                    "@a@b,c.*{lr*=m_in ^ -1;1-beta1^=k}\n}"),
            "rules r(alpha = 1) extends s(a = 2) {\n  requires { optimizer = adamw }\n  let k = 2\n"
            "  @a@b, c.* { lr *= m_in^-1; 1 - beta1 ^= k }\n}\n");
}

TEST(Statements, RulesChooseAndAssert) {
  EXPECT_EQ(checked("rules r {\nrequires{optimizer=[adamw,lion]}\nassert m_B==1 ,\"fixed\"\nif a{@b{lr*=1}}else if c{\n"
                    "assert d // why\n}else{@e{lr*=1};@ff{lr*=1}}\n}"),
            "rules r {\n  requires { optimizer = [adamw, lion] }\n  assert m_B == 1, \"fixed\"\n"
            "  if a {\n    @b { lr *= 1 }\n  } else if c {\n    assert d  // why\n  } else {\n"
            "    @e  { lr *= 1 }\n    @ff { lr *= 1 }\n  }\n}\n");
  EXPECT_EQ(checked("rules r {\nassert a;\n*.b{lr*=1}\n}"), "rules r {\n  assert a;\n  *.b { lr *= 1 }\n}\n");
}

}  // namespace
}  // namespace cdp::format
