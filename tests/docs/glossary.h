// The page of the words of the field, made from the table that `cdp explain` reads.
#pragma once

#include <string>

namespace cdp::docs {

/// docs/glossary.md
[[nodiscard]] std::string glossary_page();

/// The rows `| word | meaning |` of the verdicts of `cdp scaling`, and of the columns of its tables.
[[nodiscard]] std::string verdicts_table();
[[nodiscard]] std::string columns_table();

}  // namespace cdp::docs
