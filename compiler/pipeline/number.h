// A number that a user gives outside of a spec, in the words of the language: `2^-10`, `10M`, `1/3`.
#pragma once

#include <string>

#include "compiler/base/result.h"

namespace cdp::pipeline {

/// The value of an expression without names and units. Errors: what the language says of it, with `where` as the place:
/// `--over`.
[[nodiscard]] Result<double> number_of(const std::string& text, const std::string& where);

}  // namespace cdp::pipeline
