// Bytes that a model makes, shown without harm: UTF-8 put together as it comes, all else as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace cdp::runtime {

class SafeText {
 public:
  /// What can be shown now; an unfinished character waits for its next byte.
  [[nodiscard]] std::string add(std::string_view bytes);
  /// What is left when no more will come.
  [[nodiscard]] std::string finish();

 private:
  std::string waiting_;
};

}  // namespace cdp::runtime
