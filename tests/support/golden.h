// Golden files: the expected output beside its input, rewritten with UPDATE_GOLDEN=1, to be read in review.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace cdp::test {

/// Success if the file holds exactly `actual`; else a diff and the command that rewrites the file.
/// Use: EXPECT_TRUE(matches_golden(folder / "gpt.plan.json", plan)).
[[nodiscard]] ::testing::AssertionResult matches_golden(const std::filesystem::path& golden, std::string_view actual);

/// The lines that differ: `-` expected, `+` actual, three lines of context around each change.
[[nodiscard]] std::string line_diff(std::string_view expected, std::string_view actual);

}  // namespace cdp::test
