// The diff is by longest common subsequence of lines, after what is equal at both ends has been put aside.
#include "tests/support/golden.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/files.h"

namespace cdp::test {

namespace {

constexpr std::size_t kContext = 3;
constexpr std::size_t kLargestTable = 16'000'000;  // cells; beyond, the changed middle is shown as one block

using Lines = std::vector<std::string_view>;

/// A line of the diff: ' ', '-' or '+', and its text.
struct Edit {
  char kind;
  std::string_view text;
};

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

void replace_block(const Lines& old_lines, const Lines& new_lines, std::vector<Edit>& edits) {
  for (const std::string_view line : old_lines) edits.push_back({'-', line});
  for (const std::string_view line : new_lines) edits.push_back({'+', line});
}

/// Edits between two blocks that differ in their first and last lines.
void diff_middle(const Lines& old_lines, const Lines& new_lines, std::vector<Edit>& edits) {
  const std::size_t rows = old_lines.size();
  const std::size_t columns = new_lines.size();
  if (rows * columns > kLargestTable) return replace_block(old_lines, new_lines, edits);
  // common[i][j]: the length of the longest common subsequence of old_lines[i..] and new_lines[j..]
  std::vector<std::vector<std::uint32_t>> common(rows + 1, std::vector<std::uint32_t>(columns + 1, 0));
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      common[i][j] =
          old_lines[i] == new_lines[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && old_lines[i] == new_lines[j]) {
      edits.push_back({' ', old_lines[i++]});
      ++j;
    } else if (i < rows && (j == columns || common[i + 1][j] >= common[i][j + 1])) {
      edits.push_back({'-', old_lines[i++]});
    } else {
      edits.push_back({'+', new_lines[j++]});
    }
  }
}

std::vector<Edit> diff(const Lines& old_lines, const Lines& new_lines) {
  const auto [old_front, new_front] =
      std::mismatch(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end());
  auto old_back = old_lines.end();
  auto new_back = new_lines.end();
  while (old_back != old_front && new_back != new_front && *(old_back - 1) == *(new_back - 1)) --old_back, --new_back;
  std::vector<Edit> edits;
  for (auto at = old_lines.begin(); at != old_front; ++at) edits.push_back({' ', *at});
  diff_middle(Lines(old_front, old_back), Lines(new_front, new_back), edits);
  for (auto at = old_back; at != old_lines.end(); ++at) edits.push_back({' ', *at});
  return edits;
}

bool update_wanted() {
  const char* value = std::getenv("UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

std::string line_diff(std::string_view expected, std::string_view actual) {
  const Lines old_lines = lines_of(expected);
  const Lines new_lines = lines_of(actual);
  const std::vector<Edit> edits = diff(old_lines, new_lines);
  std::vector<bool> shown(edits.size(), false);
  for (std::size_t at = 0; at < edits.size(); ++at) {
    if (edits[at].kind == ' ') continue;
    const std::size_t end = std::min(edits.size(), at + kContext + 1);
    for (std::size_t near = at < kContext ? 0 : at - kContext; near < end; ++near) shown[near] = true;
  }
  std::string result;
  for (std::size_t at = 0; at < edits.size(); ++at) {
    if (!shown[at]) {
      if (at > 0 && shown[at - 1]) result += "  ...\n";
      continue;
    }
    result += fmt::format("{} {}", edits[at].kind, edits[at].text);
    if (!edits[at].text.ends_with('\n')) result += "\n  (no line feed at the end)\n";
  }
  return result;
}

::testing::AssertionResult matches_golden(const std::filesystem::path& golden, std::string_view actual) {
  const Result<std::string> expected = Files{}.read(golden.string());
  if (expected && *expected == actual) return ::testing::AssertionSuccess();
  if (update_wanted()) {
    const Status written = write_file(golden.string(), actual);
    if (!written) return ::testing::AssertionFailure() << written.error().text();
    return ::testing::AssertionSuccess();
  }
  const std::string what = expected ? "differs (- expected, + actual):\n" + line_diff(*expected, actual)
                                    : expected.error().message + "; it would be:\n" + std::string(actual);
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = test == nullptr ? "" : fmt::format("{}.{}", test->test_suite_name(), test->name());
  return ::testing::AssertionFailure() << golden.string() << ": " << what
                                       << "\nIf this is as it should be: UPDATE_GOLDEN=1 ctest -R '" << name << "'";
}

}  // namespace cdp::test
