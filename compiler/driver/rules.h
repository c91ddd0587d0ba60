// `cdp rules`.
#pragma once

#include "compiler/driver/commands.h"

namespace cdp::driver {

enum class RulesForm { kText, kJson, kMarkdown };

[[nodiscard]] Answer list_rules(RulesForm form);

}  // namespace cdp::driver
