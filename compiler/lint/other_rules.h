// What a rule asks of others: whether they have said already what its finding would follow from.
#pragma once

#include <string_view>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Whether another rule finds something, alone.
[[nodiscard]] bool finds(const CheckedSpec& checked, std::string_view rule);

/// Whether a rule about multipliers and learning rates finds a fault: gradients then change by the fault, and what eps
/// should be is known once that is mended.
[[nodiscard]] bool scaled_by_fault(const CheckedSpec& checked);

}  // namespace cdp::lint
