// Renames that join, held against shapes.
#include "compiler/verify/joins.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

class JoinTest : public ::testing::Test {
 protected:
  /// What one rename says of the file's tensors.
  Joined of(const std::vector<Stored>& plan, const std::vector<Stored>& file, const std::string& text,
            bool transposed = false) {
    sides_ = {entries_of(plan), entries_of(file)};
    renames_ = {*parse_rename(text)};
    std::vector<Use> uses;
    for (std::size_t i = 0; i < file.size(); ++i) {
      sides_.file[i].is_transposed = transposed;
      const std::vector<Term> terms = terms_of(renames_[0].file);
      for (std::size_t term = 0; term < terms.size(); ++term)
        if (auto stars = match(terms[term].pattern, file[i].name)) uses.push_back({i, 0, term, *stars});
    }
    return join(sides_, renames_, uses);
  }

  static std::size_t faults(const Joined& joined) {
    return joined.transposed.size() + joined.wrong.size() + joined.twice.size();
  }

  Sides sides_;
  std::vector<Rename> renames_;
  const std::vector<Stored> qkv_ = {{"b.0.q", {8, 4}}, {"b.0.k", {2, 4}}, {"b.0.v", {2, 4}},
                                    {"b.1.q", {8, 4}}, {"b.1.k", {2, 4}}, {"b.1.v", {2, 4}}};
};

TEST_F(JoinTest, FusedInTheFile) {
  const std::string text = "h.*.qkv=b.*.q + b.*.k + b.*.v";
  const Joined right = of(qkv_, {{"h.0.qkv", {12, 4}}, {"h.1.qkv", {12, 4}}}, text);
  EXPECT_EQ(right.right.size(), 2U);
  EXPECT_EQ(faults(right), 0U);
  EXPECT_TRUE(open_families(sides_.plan).empty());
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {4, 12}}}, text).transposed.size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {4, 12}}}, text, true).right.size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {12, 4}}}, text, true).transposed.size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {13, 4}}}, text).wrong.size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {12}}}, text).wrong.size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {}}}, text).wrong.size(), 1U);
}

TEST_F(JoinTest, SplitInTheFile) {
  const std::string text = "b.*.q + b.*.k + b.*.v = h.*.qkv";
  EXPECT_EQ(of({{"h.0.qkv", {12, 4}}, {"h.1.qkv", {12, 4}}}, qkv_, text).right.size(), 2U);
  EXPECT_EQ(of({{"h.0.qkv", {12, 4}}}, {{"b.0.q", {8, 4}}, {"b.0.v", {4, 4}}}, text).wrong.size(), 1U);
}

TEST_F(JoinTest, WhatThePlanDoesNotHaveStaysOpen) {
  const Joined none = of(qkv_, {{"h.2.qkv", {12, 4}}}, "h.*.qkv=b.*.q + b.*.k + b.*.v");
  EXPECT_TRUE(none.right.empty());
  EXPECT_EQ(faults(none), 0U);
  EXPECT_EQ(open_families(sides_.file).size(), 1U);
  EXPECT_EQ(of(qkv_, {{"h.0.qkv", {10, 4}}}, "h.*.qkv=b.*.q + b.*.kk + b.*.v").wrong.size(), 1U);
}

TEST_F(JoinTest, Banks) {
  const std::vector<Stored> bank = {{"b.0.gate", {3, 6, 4}}};
  std::vector<Stored> singles = {{"e.0.0.w", {6, 4}}, {"e.0.1.w", {6, 4}}, {"e.0.2.w", {6, 4}}};
  const Joined right = of(bank, singles, "e.*.*.w=b.*.gate[*]");
  ASSERT_EQ(right.right.size(), 1U);
  EXPECT_EQ(right.right[0].file.size(), 3U);
  EXPECT_EQ(of(singles, bank, "b.*.gate[*]=e.*.*.w").right.size(), 1U);
  EXPECT_EQ(of(singles, {{"b.0.gate", {4, 6, 4}}}, "b.*.gate[*]=e.*.*.w").wrong.size(), 1U);
  EXPECT_EQ(of(singles, {{"b.0.gate", {1LL << 40, 6, 4}}}, "b.*.gate[*]=e.*.*.w").wrong.size(), 1U);
  singles[2].name = "e.0.3.w";
  EXPECT_EQ(of(bank, singles, "e.*.*.w=b.*.gate[*]").wrong.size(), 1U);
  singles[2].name = "e.0.x.w";
  EXPECT_EQ(of(bank, singles, "e.*.*.w=b.*.gate[*]").wrong.size(), 1U);
  singles.pop_back();
  EXPECT_EQ(of(bank, singles, "e.*.*.w=b.*.gate[*]").wrong.size(), 1U);
}

TEST_F(JoinTest, GateAndUpInOneBank) {
  const std::vector<Stored> plan = {{"gate", {3, 6, 4}}, {"up", {3, 6, 4}}};
  EXPECT_EQ(of(plan, {{"gate_up", {3, 12, 4}}}, "gate_up[*]=gate[*] + up[*]").right.size(), 1U);
  EXPECT_EQ(of(plan, {{"gate_up", {3, 4, 12}}}, "gate_up[*]=gate[*] + up[*]", true).right.size(), 1U);
  EXPECT_EQ(of(plan, {{"gate_up", {2, 12, 4}}}, "gate_up[*]=gate[*] + up[*]").wrong.size(), 1U);
}

TEST_F(JoinTest, OnePartTwice) {
  const Joined twice = of({{"x", {3, 6, 4}}}, {{"a.b.0", {6, 4}}, {"c.b.0", {6, 4}}}, "a.b.* + c.b.* = x[*]");
  EXPECT_EQ(twice.wrong.size(), 1U);
}

}  // namespace
}  // namespace cdp::verify
