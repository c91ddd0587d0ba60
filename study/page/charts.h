// The charts of a study's page as inline SVG. Losses above what a trial counts as at most (study/importance/explored.h)
// stand at the top, where trials stand that have none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "study/importance/explored.h"
#include "study/page/ends.h"
#include "study/search/confirm.h"

namespace cdp::study {

/// What stands for a trial without a loss; a dot for one with it.
[[nodiscard]] std::string mark_of(End end, double x, double y);

/// Loss against the number of the trial, with the best so far at each scale.
[[nodiscard]] std::string history_chart(const std::vector<Explored>& scales);

/// Loss against a value; empty where no scale has the dimension.
[[nodiscard]] std::string dimension_chart(const std::vector<Explored>& scales, std::string_view dimension);

/// The mean loss of the point that leads a search, by trial; empty for fewer than two.
[[nodiscard]] std::string leader_chart(const std::vector<Leader>& leaders);

/// A row for each comparison: the difference of losses with its interval, beside zero; empty where there is none.
[[nodiscard]] std::string intervals_chart(const std::vector<Confirmation>& confirmations,
                                          const std::vector<Trial>& trials);

}  // namespace cdp::study
