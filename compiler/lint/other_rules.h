// What a rule asks of others: whether they have said already what its finding would follow from.
#pragma once

#include <string_view>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Whether another rule finds something, alone.
[[nodiscard]] bool finds(const CheckedSpec& checked, std::string_view rule);

}  // namespace cdp::lint
