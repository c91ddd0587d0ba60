// What a search leaves behind: a spec with the values that carried, which says where they come from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/search/confirm.h"

namespace cdp::study {

struct Tuned {
  std::string spec;    // its path, as given
  std::string folder;  // of the study
  const Search& search;
  const Found& found;
  const std::vector<Confirmation>& confirmed;
  std::size_t trials = 0;
};

/// `examples/gpt.tuned.cdp` of `examples/gpt.cdp`: beside it, so that what it uses is found.
[[nodiscard]] std::string tuned_path(const std::string& spec);

/// `kept: values of modules; they beat ... at every scale`, for the terminal and the file.
[[nodiscard]] std::string verdict_text(const std::vector<Confirmation>& confirmed);

/// The spec's own text, then the lines of what is kept (confirm.h), below a comment that says of which study, how many
/// trials, and what was gained, with intervals. Errors: the spec cannot be read any more.
[[nodiscard]] Result<std::string> tuned_text(const Tuned& tuned, const StudiedSpec& spec);

}  // namespace cdp::study
