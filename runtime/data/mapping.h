// A file mapped into memory that may shrink or go stale while it is read: what cannot be read any more reads as zeros
// and is remembered, instead of ending the program with SIGBUS.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "compiler/base/result.h"

namespace cdp::runtime {

class Mapping {
 public:
  /// The whole file, read-only. An empty file has no bytes and is never lost.
  static Result<std::shared_ptr<const Mapping>> of_file(const std::string& path);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  /// Whether bytes that were asked for were not there: what has been read since may be zeros.
  [[nodiscard]] bool is_lost() const;

 private:
  struct Watched;
  friend struct BusError;
  explicit Mapping(std::span<const std::byte> bytes);

  std::span<const std::byte> bytes_;
  Watched* watched_ = nullptr;
};

}  // namespace cdp::runtime
