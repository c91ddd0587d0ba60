// The texts of the catalog.
#include "compiler/diag/catalog.h"

#include <algorithm>

#include "compiler/diag/catalog/examples.h"

namespace cdp::diag {
namespace {

constexpr CatalogRow kRows[] = {
#define DIAGNOSTIC(code, severity, message, why, bad, good) {#code, Severity::severity, message, why, bad, good},
#include "compiler/diag/catalog/all.def"
};

constexpr Retired kRetiredRows[] = {
#define RETIRED(code, meant, instead) {#code, meant, instead},
#include "compiler/diag/catalog/all.def"
};

}  // namespace

constinit const std::span<const CatalogRow> kCatalog(kRows);
constinit const std::span<const Retired> kRetired(kRetiredRows);

const CatalogRow& row(Code code) {
  return kRows[static_cast<std::size_t>(code)];
}

const Retired* find_retired(std::string_view code) {
  const auto found = std::find_if(kRetired.begin(), kRetired.end(), [&](const Retired& row) { return row.id == code; });
  return found == kRetired.end() ? nullptr : &*found;
}

}  // namespace cdp::diag
