// The JSON library as the reports use it; included by their sources only.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace cdp::findings {

using Json = nlohmann::ordered_json;

/// Two-space indent, a final newline; bytes that are not UTF-8 become U+FFFD, since paths may have any.
inline std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::findings
