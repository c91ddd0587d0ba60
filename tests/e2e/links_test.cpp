// `cdp` starts in milliseconds because it links next to nothing: held against a list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/e2e/program.h"

namespace cdp::e2e {
namespace {

/// Without the version: `libfmt.so.9` -> `libfmt`.
std::set<std::string> needed(const std::string& program) {
  const auto result = test::run({"readelf", "-d", "-W", program});
  EXPECT_EQ(result.exit_code, 0) << result.text();
  const std::regex pattern(R"(\(NEEDED\)[^\[]*\[([^\]]*?)\.so[^\]]*\])");
  std::set<std::string> names;
  for (std::sregex_iterator at(result.out.begin(), result.out.end(), pattern), end; at != end; ++at)
    names.insert((*at)[1]);
  return names;
}

TEST(Links, NothingHeavy) {
  const std::set<std::string> allowed = {
      "libc",    "libm",    "libstdc++", "libgcc_s", "libfmt", "ld-linux-x86-64", "ld-linux-aarch64",
      "libasan", "libubsan"};  // the last two: the asan preset
  const std::set<std::string> found = needed(kCdp);
  EXPECT_TRUE(found.contains("libc"));
  for (const std::string& name : found) EXPECT_TRUE(allowed.contains(name)) << "cdp links " << name;
}

}  // namespace
}  // namespace cdp::e2e
