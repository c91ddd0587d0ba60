// The pictures of docs/scaling.md, drawn from what `cdp scaling` works out.
#pragma once

#include <string>
#include <vector>

namespace cdp::docs {

struct Picture {
  std::string name;  // within docs/: `scaling-width.svg`
  std::string text;
};

[[nodiscard]] std::vector<Picture> pictures();

}  // namespace cdp::docs
