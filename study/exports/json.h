// A study as JSON: what it is of, and every trial with its result, for other programs.
#pragma once

#include <string>

#include "study/store/store.h"

namespace cdp::study {

/// {"kind": ..., "spec": ..., "trials": [{"trial": 1, "at": {...}, "set": [...], "seed": 1, "state": "finished",
/// ...}]}; members without a value are null.
[[nodiscard]] std::string to_json(const Store& store);

/// One of those trials.
[[nodiscard]] std::string to_json(const Trial& trial);

}  // namespace cdp::study
