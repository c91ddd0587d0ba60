// The table of compiler/README.md says which folder may include which. It is held against the #include
// lines, both ways: what it does not allow is not included, and every folder has its row.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/house/tree.h"

namespace cdp::house {
namespace {

using Names = std::set<std::string>;

struct Allowed {
  Names folders;
  Names libraries;
};

/// The words in backticks.
Names backticked(std::string_view cell) {
  Names words;
  for (std::size_t at = cell.find('`'); at != std::string_view::npos; at = cell.find('`')) {
    cell.remove_prefix(at + 1);
    const std::size_t end = std::min(cell.find('`'), cell.size());
    words.emplace(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return words;
}

std::vector<std::string> cells(std::string_view row) {
  std::vector<std::string> result;
  row.remove_prefix(1);
  for (std::size_t end = row.find('|'); end != std::string_view::npos; end = row.find('|')) {
    result.emplace_back(row.substr(0, end));
    row.remove_prefix(end + 1);
  }
  return result;
}

/// The rows `| `folder` | `folder` ... | `library` ... |`.
std::map<std::string, Allowed> table() {
  std::map<std::string, Allowed> rows;
  for (const std::string& line : lines_of("compiler/README.md")) {
    if (!line.starts_with("| `")) continue;
    const std::vector<std::string> row = cells(line);
    if (row.size() == 3) rows[*backticked(row[0]).begin()] = {backticked(row[1]), backticked(row[2])};
  }
  return rows;
}

/// The row that a file falls under: its own (`runtime/main.cpp`, which may see more than its folder) or its room's,
/// which is the first two folders of its path.
std::string row_of(const std::string& path, const std::map<std::string, Allowed>& rows) {
  if (rows.contains(path)) return path;
  const std::string folder = folder_of(path);
  const std::size_t room = folder.find('/');
  return room == std::string::npos ? folder : folder.substr(0, folder.find('/', room + 1));
}

std::vector<std::string> sources() {
  return files_under({"compiler", "run", "runtime", "study"}, {".cpp", ".h", ".def", ".cu", ".cuh"});
}

/// The target of an #include line with its opening quote or bracket: `"compiler/base/text.h`, `<vector`.
std::string target_of(std::string_view line) {
  if (!line.starts_with("#include ")) return "";
  line.remove_prefix(line.find(' ') + 1);
  return std::string(line.substr(0, line.find_first_of(line.starts_with('<') ? ">" : "\"", 1)));
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [text](std::string_view start) { return text.starts_with(start); });
}

/// The library a header belongs to; empty for C++, POSIX and fmt, which every folder may use.
std::string library_of(std::string_view target) {
  const std::string_view header = target.substr(1);
  if (starts_with_any(header, {"antlr4", "Cdp", "grammar/"})) return "antlr";  // Cdp*.h are generated from the grammar
  if (starts_with_any(header, {"nlohmann/"})) return "json";
  if (starts_with_any(header, {"Eigen/"})) return "eigen";
  if (header == "sqlite3.h") return "sqlite";
  if (starts_with_any(header, {"torch/", "ATen/", "c10/", "cuda", "cublas", "cudnn"})) return "torch";
  if (starts_with_any(header, {"CLI/"})) return "cli11";
  if (starts_with_any(header, {"sys/", "fmt/", "linux/"}) || target[0] == '"') return "";
  return std::string(header.substr(0, header.find('/') == std::string_view::npos ? 0 : header.find('/')));
}

/// Why a file may not include a header; empty: it may.
std::string fault(const std::string& path, const std::string& target, const std::map<std::string, Allowed>& rows) {
  const auto row = rows.find(row_of(path, rows));
  if (row == rows.end()) return "";  // said by TheTableHasARowForEveryFolder
  const std::string said = path + ": #include " + target + ": ";
  const std::string library = library_of(target);
  if (!library.empty())
    return row->second.libraries.contains(library) ? "" : said + library + " is not for " + row->first;
  if (target[0] != '"') return "";
  const std::string other = row_of(target.substr(1), rows);
  if (other.empty()) return said + "include from the root of the tree";
  const bool allowed = other == row->first || row->second.folders.contains(other);
  return allowed ? "" : said + other + " is not for " + row->first + "; see compiler/README.md";
}

TEST(Includes, TheTableHasARowForEveryFolder) {
  const auto rows = table();
  for (const std::string& path : sources()) {
    const std::string folder = row_of(path, rows);
    EXPECT_TRUE(rows.contains(folder)) << folder << " has no row in compiler/README.md";
  }
}

TEST(Includes, TheTableHasNoCircles) {
  std::map<std::string, Allowed> rows = table();
  ASSERT_FALSE(rows.empty());
  while (!rows.empty()) {  // take away what needs nothing that is left
    const auto free = std::find_if(rows.begin(), rows.end(), [&rows](const auto& row) {
      const Names& folders = row.second.folders;
      return std::none_of(folders.begin(), folders.end(),
                          [&rows](const auto& folder) { return rows.contains(folder); });
    });
    ASSERT_NE(free, rows.end()) << rows.begin()->first << " and others need each other";
    rows.erase(free);
  }
}

TEST(Includes, FoldersIncludeOnlyWhatTheTableAllows) {
  const auto rows = table();
  for (const std::string& path : sources())
    for (const std::string& line : lines_of(path)) {
      const std::string target = target_of(line);
      if (target.empty()) continue;
      EXPECT_EQ(fault(path, target, rows), "");
    }
}

/// CLI11 is slow to compile: commands have their options as rows of our own, which one file hands to it.
TEST(Includes, OneFileOfEachProgramReadsCommandLines) {
  const auto rows = table();
  Names files;
  for (const auto& [name, allowed] : rows)
    if (allowed.libraries.contains("cli11")) files.insert(name);
  EXPECT_EQ(files, (Names{"compiler/driver/command_line.cpp", "runtime/main.cpp"}));
  for (const std::string& file : files) {
    EXPECT_TRUE(exists(file)) << file;
    EXPECT_EQ(fault(file, "<CLI/CLI.hpp", rows), "");
  }
  for (const std::string& path : sources()) {
    if (files.contains(path)) continue;
    EXPECT_NE(fault(path, "<CLI/CLI.hpp", rows), "") << path;
  }
}

TEST(Includes, AFileWithARowOfItsOwnHasThatRowAlone) {
  const auto rows = table();
  EXPECT_EQ(fault("compiler/driver/command_line.cpp", "\"compiler/driver/help.h", rows), "");
  EXPECT_NE(fault("compiler/driver/command_line.cpp", "\"compiler/lint/table.h", rows), "");
  EXPECT_EQ(fault("compiler/driver/lint.cpp", "\"compiler/lint/table.h", rows), "");
  EXPECT_NE(fault("compiler/driver/lint.cpp", "\"options.h", rows), "");
}

TEST(Includes, TheRuntimeSeesOnlyThePlan) {
  for (const auto& [folder, allowed] : table()) {
    if (!folder.starts_with("runtime")) continue;
    const Names shared = {"compiler/base", "compiler/plan", "compiler/diff", "compiler/weights", "run"};
    for (const std::string& other : allowed.folders)
      EXPECT_TRUE(other.starts_with("runtime") || shared.contains(other)) << folder;
  }
}

TEST(Includes, TheRunsFolderNeedsNoTorch) {
  std::map<std::string, Allowed> rows = table();
  const Allowed run = rows.at("run");
  EXPECT_FALSE(run.libraries.contains("torch"));
  for (const std::string& folder : run.folders) EXPECT_FALSE(rows.at(folder).libraries.contains("torch")) << folder;
}

}  // namespace
}  // namespace cdp::house
