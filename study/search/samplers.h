// The samplers by name.
#pragma once

#include <string>

#include "compiler/base/result.h"
#include "study/search/sampler.h"

namespace cdp::study {

/// Errors: there is none of that name; the message lists all.
[[nodiscard]] Result<Propose> find_sampler(const std::string& name);

}  // namespace cdp::study
