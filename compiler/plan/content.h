// What goes through the data flow: what values hold, and their sizes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cdp::plan {

/// Real numbers, or what tables are looked up with.
enum class Content : std::uint8_t { kReal, kTokens, kPositions };

/// What stands at an argument's place.
template <class Dim>
struct OperandOf {
  std::vector<Dim> sizes;
  Content content = Content::kReal;
  std::string name = {};  // of a trained tensor; empty for an activation
  bool number = false;    // a number or a multiplier: no sizes
};

template <class Dim>
struct ResultOf {
  std::vector<Dim> sizes;
  Content content = Content::kReal;
};

/// "needs WANTED, found FOUND"
struct Misfit {
  std::string wanted, found;
};

}  // namespace cdp::plan
