// The table of exporters and what they share.
#include "compiler/export/export.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "tests/compiler/export/export_support.h"

namespace cdp::exporting {
namespace {

using ::testing::Contains;

TEST(Exporters, HaveNamesOfTheirOwn) {
  const auto names = exporter_names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), kExporters.size());
  EXPECT_THAT(names, Contains("csv"));
}

TEST(Exporters, SayWhatTheyAreForAndWhoseFormatItIs) {
  for (const Exporter& exporter : kExporters) {
    EXPECT_NE(exporter.meaning, "") << exporter.name;
    EXPECT_NE(exporter.source, "") << exporter.name;
    EXPECT_TRUE(exporter.form == Form::kFolder ? exporter.suffix.empty() : exporter.suffix.starts_with("."))
        << exporter.name;
  }
}

TEST(Exporters, HaveTheirRowInTheDocument) {
  const auto page = Files{}.read(CDP_SOURCE_DIR "/docs/export.md");
  ASSERT_TRUE(page);
  for (const Exporter& exporter : kExporters) {
    const std::string row = fmt::format("| `{}` | {} | {} |\n", exporter.name, exporter.meaning, exporter.source);
    EXPECT_NE(page->find(row), std::string::npos) << "docs/export.md lacks\n" << row;
  }
}

TEST(Exporters, AreFoundByName) {
  ASSERT_NE(find_exporter("csv"), nullptr);
  EXPECT_EQ(find_exporter("csv")->make, &export_csv);
  EXPECT_EQ(find_exporter("cvs"), nullptr);
}

TEST(WhereOf, CountsAndNamesTheFirst) {
  EXPECT_EQ(where_of({"embed.weight"}), "of 1 tensor (embed.weight)");
  EXPECT_EQ(where_of({"b.0.q", "b.1.q", "b.0.k", "b.1.k"}), "of 4 tensors (b.0-1.q, b.0-1.k)");
  EXPECT_EQ(where_of({"a", "b", "c", "d"}), "of 4 tensors (a, b, c, ...)");
}

TEST(TextFile, IsWrittenAsItIs) {
  EXPECT_EQ(text_of(text_file("config.json", "{}\n")), "{}\n");
}

}  // namespace
}  // namespace cdp::exporting
