// Files made to hurt: each ends in a clear message or in success, within two gigabytes of address space and the time
// that the process helper allows, never in a signal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>

#include <fmt/format.h>

#include "tests/e2e/program.h"

namespace cdp::e2e {
namespace {

using ::testing::HasSubstr;

std::string times(std::size_t count, std::string_view piece) {
  std::string text;
  text.reserve(count * piece.size());
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string numbered(std::size_t count, const std::function<std::string(std::size_t)>& piece) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece(i);
  return text;
}

/// The whole of a spec but its model, and a model that runs `body` between two layers.
std::string model(const std::string& modules, const std::string& members, const std::string& inner) {
  return "use std.linear\n" + modules + "module Toy(width, vocab) {\n  embed: Embedding(vocab, width)\n" + members +
         "  head: Unembedding(width, vocab)\n  forward(tokens) = head(" + inner +
         ")\n}\nmodel = Toy(width, 256)\nuse std.complete_d_p\n" + kSpec.substr(kSpec.find("parameterization"));
}

struct Hostile {
  const char* name;
  std::function<std::string()> text;
  const char* code;  // "": none, it is right
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
  *out << hostile.name;
}

constexpr std::size_t kMany = 100'000;
constexpr std::size_t kMega = 1'000'000;

const Hostile kHostile[] = {
    {"brackets", [] { return "let a = " + times(kMany, "(") + "1" + times(kMany, ")") + "\n"; }, "E0116"},
    {"brackets_left_open", [] { return "let a = " + times(kMany, "["); }, "E0116"},
    {"braces", [] { return "module A " + times(kMany, "{") + times(kMany, "}"); }, "E0116"},
    {"closers", [] { return times(kMega, "}"); }, "E0133"},
    {"conditionals", [] { return "let a = " + times(10'000, "if true then ") + "1" + times(10'000, " else 2"); },
     "E0116"},
    {"conditional_members", [] { return "module A {" + times(10'000, "if true {") + times(10'000, "}") + "}"; },
     "E0116"},
    {"else_if", [] { return "module A {" + times(10'000, "if true {} else ") + "{} forward(x) = x}"; }, "E0116"},
    {"blocks_in_blocks", [] { return times(10'000, "module A { "); }, "E0116"},
    {"a_long_sum", [] { return "let a = 1" + times(kMany, " + 1") + "\n"; }, "E0117"},
    {"signs", [] { return "let a = " + times(kMany, "-") + "1\n"; }, "E0116"},
    {"powers_of_powers", [] { return "let a = 2" + times(100, "^2") + "\n"; }, "E0214"},
    {"a_number_too_large", [] { return std::string("let a = 1e999\n"); }, "E0112"},
    {"digits", [] { return "let a = " + times(kMega, "7") + "\n"; }, "E0112"},
    {"ten_to_the_400", [] { return kSpec + "assert 10^400 > 0\n"; }, "E0214"},
    {"width_10_to_the_18", [] { return kSpec + "target t { width = 1000000T }\n"; }, "E0471"},
    {"depth_10_to_the_18", [] { return kSpec + "target t { depth = 1000000T }\n"; }, "E0428"},
    {"dimensions_that_overflow",
     [] { return model("", "  w: Tensor(width^200, width^200) = ones\n", "linear(linear(embed(tokens), w), w)"); },
     "E0327"},
    {"stacks_as_members",
     [] {
       return model("module A(n) {\n w: Tensor(n) = ones\n forward(x) = w * x\n}\n",
                    numbered(kMany, [](auto i) { return fmt::format("s{}: 2 * A(width)\n", i); }), "embed(tokens)");
     },
     "E0339"},
    {"stacks_in_stacks",
     [] {
       return model(
           "module A(n) {\n s: 10000 * B(n)\n forward(x) = s(x)\n}\n"
           "module B(n) {\n s: 10000 * Linear(n, n)\n forward(x) = s(x)\n}\n",
           "  s: 10000 * A(width)\n", "s(embed(tokens))");
     },
     "E0428"},
    {"modules_in_modules",
     [] {
       const auto module = [](std::size_t i) {
         return fmt::format("module M{}(n) {{\n s: 2 * M{}(n)\n forward(x) = s(x)\n}}\n", i, i + 1);
       };
       return model(numbered(kMany, module) + fmt::format("module M{}(n) {{\n forward(x) = silu(x)\n}}\n", kMany),
                    "  s: M0(width)\n", "s(embed(tokens))");
     },
     "E0311"},
    {"rule_sets_that_extend",
     [] {
       return numbered(kMany,
                       [](auto i) {
                         return fmt::format("rules r{}() extends r{}() {{ @all {{ lr *= m_B }} }}\n", i, i + 1);
                       }) +
              fmt::format("rules r{}() {{ @all {{ lr *= m_B }} }}\n", kMany);
     },
     "E0436"},
    {"constants_in_constants",
     [] {
       return numbered(kMany, [](auto i) { return fmt::format("let a{} = a{}\n", i, i + 1); }) +
              fmt::format("let a{} = 1\n", kMany);
     },
     "E0242"},
    {"sums_of_products",
     [] {
       const auto factor = [](std::size_t i) {
         return fmt::format("{}(width + {} * depth + context^{})", i == 0 ? "" : " * ", i, i);
       };
       return "let a = " + numbered(100, factor) + "\n";
     },
     "E0241"},
    {"a_list", [] { return "let a = [" + times(kMega, "1, ") + "]\n"; }, "E0135"},
    {"names_declared_twice", [] { return times(kMany, "let a = 1\n"); }, "E0248"},
    {"names_unknown", [] { return numbered(10'000, [](auto i) { return fmt::format("let a{} = b{}\n", i, i); }); },
     "E0248"},
    {"stars", [] { return kSpec + "tune " + times(1000, "**.") + "** { lr *= 2 }\n"; }, "E0435"},
    {"axes", [] { return numbered(10'000, [](auto i) { return fmt::format("axis a{}\n", i); }) + kSpec; }, "E0227"},
    {"ten_megabytes_of_constants",
     [] { return numbered(500'000, [](auto i) { return fmt::format("let a{} = {} + 1\n", i, i); }); }, ""},
    {"ten_megabytes_of_nonsense", [] { return times(700'000, "$#@!~ foo bar\n"); }, "E0133"},
    {"ten_megabytes_on_a_line", [] { return times(kMega, "let a = 1;"); }, "E0134"},
    {"a_line_of_ten_megabytes", [] { return "let a = \"" + times(10 * kMega, "x") + "\"\n"; }, ""},
    {"a_name_of_ten_megabytes", [] { return "let a = " + times(10 * kMega, "x") + "\n"; }, "E0201"},
    {"a_comment_of_ten_megabytes", [] { return "// " + times(10 * kMega, "x") + "\n"; }, ""},
    {"new_lines", [] { return times(10 * kMega, "\n"); }, ""},
    {"zero_bytes", [] { return std::string(10 * kMega, '\0'); }, "E0102"},
    {"a_zero_byte", [] { return std::string("let a = 1 \0\n", 12); }, "E0102"},
    {"not_utf8", [] { return std::string("let a = 1 // \xff\n"); }, "E0101"},
    {"utf16", [] { return std::string("\xff\xfel\0e\0t\0", 8); }, "E0101"},
    {"nothing", [] { return std::string(); }, ""},
    {"byte_order_mark", [] { return "\xEF\xBB\xBF" + kSpec; }, ""},
    {"two_byte_order_marks", [] { return "\xEF\xBB\xBF\xEF\xBB\xBF" + kSpec; }, "E0103"},
    {"carriage_returns",
     [] {
       std::string text;
       for (const char c : kSpec) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
       return text;
     },
     ""},
    {"a_curve_of_many_points",
     [] { return kSpec + "tune blocks[i] { lr *= along(1" + times(100'000, ", 1.1") + ") }\n"; }, ""},
    {"lets_of_lets",
     [] {
       std::string text = kSpec + "let a60 = 1\ntune embed { lr *= a0 }\n";
       for (int i = 0; i < 60; ++i) text += fmt::format("let a{0} = if a{1} > 0 then a{1} else a{1}\n", i, i + 1);
       return text;
     },
     ""},
    {"lets_of_rules_that_fail",
     [] {
       std::string text = "rules r(x) {\n  let a40 = nothing\n  @all { lr *= a0 }\n";
       for (int i = 0; i < 40; ++i) text += fmt::format("  let a{0} = a{1} + a{1} + a{1}\n", i, i + 1);
       return text + "}\n" + kSpec;
     },
     "E0201"},
    {"layers_that_all_differ",
     [] { return kSpec + "tune blocks[i] { lr *= along(1, 1.1, 1) }\ntarget t { depth = 100k }\n"; }, ""},
    {"seventeen_megabytes", [] { return times(17 * kMega, " "); }, "this is not a spec"},
};

/// Two gigabytes of address space, but with a sanitizer, which takes terabytes of it.
std::string limited(const std::string& command) {
#ifdef __SANITIZE_ADDRESS__
  return command;
#else
  return "ulimit -v 2097152; " + command;
#endif
}

class HostileFile : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileFile, EndsWell) {
  const test::TempFolder folder;
  folder.write("h.cdp", GetParam().text());
  const std::string code = GetParam().code;
  for (const char* command : {" check h.cdp", " fmt --check h.cdp", " lint --isolated h.cdp"}) {
    const auto result = test::run({"sh", "-c", limited(kCdp + command)}, in_folder(folder.path()));
    EXPECT_FALSE(result.timed_out) << command;
    EXPECT_LE(result.exit_code, 2) << command << "\n" << result.text().substr(0, 2000);
    EXPECT_LT(result.err.size(), 300'000U) << command;
    if (!std::string_view(command).starts_with(" check")) continue;
    EXPECT_EQ(result.exit_code, code.empty() ? 0 : code.starts_with("E") ? 1 : 2) << result.text().substr(0, 2000);
    EXPECT_THAT(result.err.substr(0, 60'000), HasSubstr(code));
  }
}

INSTANTIATE_TEST_SUITE_P(Hostile, HostileFile, ::testing::ValuesIn(kHostile),
                         [](const auto& tested) { return std::string(tested.param.name); });

#ifndef __SANITIZE_ADDRESS__
TEST(HostileFiles, MemoryThatIsNotThereIsSaid) {
  const test::TempFolder folder;
  folder.write("h.cdp", kSpec + "tune blocks[i] { lr *= along(1, 1.1, 1) }\ntarget t { depth = 100k }\n");
  folder.write("small.cdp", "let unused = 1\n" + kSpec);
  for (const char* command : {" check h.cdp", " compile h.cdp --target t", " lint --isolated h.cdp small.cdp"}) {
    const auto result = test::run({"sh", "-c", "ulimit -v 300000; " + kCdp + command}, in_folder(folder.path()));
    EXPECT_EQ(result.exit_code, 2) << command << "\n" << result.text().substr(0, 2000);
    EXPECT_THAT(result.err, HasSubstr("takes more memory than there is")) << command;
    const bool others = std::string_view(command).find("small.cdp") == std::string_view::npos ||
                        result.out.find("small.cdp:1") != std::string::npos;
    EXPECT_TRUE(others) << command << "\n" << result.text();
  }
}
#endif

TEST(HostileFiles, FilesThatMayNotGrowAreSaid) {
  const test::TempFolder folder;
  folder.write("h.cdp", kSpec);
  const auto result =
      test::run({"sh", "-c", "ulimit -f 1; " + kCdp + " compile h.cdp -o plan.json"}, in_folder(folder.path()));
  EXPECT_EQ(result.exit_code, 2) << result.text();
  EXPECT_THAT(result.err, HasSubstr("plan.json: cannot be written: File too large"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "plan.json"));
}

TEST(HostileFiles, LinksInCircles) {
  const test::TempFolder folder;
  ASSERT_EQ(::symlink("b.cdp", folder.file("a.cdp").c_str()), 0);
  ASSERT_EQ(::symlink("a.cdp", folder.file("b.cdp").c_str()), 0);
  const auto result = cdp({"check", "a.cdp"}, in_folder(folder.path()));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "error: a.cdp: its symbolic links go in a circle\n");
}

TEST(HostileFiles, FilesThatUseEachOtherThroughLinks) {
  const test::TempFolder folder;
  folder.write("a.cdp", "use \"sub/b.cdp\"\nlet one = 1\n");
  folder.write("sub/b.cdp", "use \"up/a.cdp\"\nlet two = 2\n");
  ASSERT_EQ(::symlink("..", folder.file("sub/up").c_str()), 0);
  const auto result = cdp({"check", "a.cdp"}, in_folder(folder.path()));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("files use each other in a circle: a.cdp -> sub/b.cdp -> a.cdp [E0207]"));
}

TEST(HostileFiles, APipeThatNobodyWrites) {
  const test::TempFolder folder;
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  folder.write("a.cdp", "use \"pipe\"\nuse \"/dev/zero\"\n");
  const auto result = cdp({"check", "a.cdp"}, in_folder(folder.path()));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot read `pipe`: it is a pipe or a device, not a file [E0254]"));
  EXPECT_THAT(result.err, HasSubstr("cannot read `/dev/zero`: it is a pipe or a device, not a file [E0254]"));
}

}  // namespace
}  // namespace cdp::e2e
