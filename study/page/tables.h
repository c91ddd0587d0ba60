// The tables of a study's page.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "study/importance/report.h"
#include "study/page/ends.h"
#include "study/search/confirm.h"

namespace cdp::study {

/// The trials of lowest loss, each with the overrides that make it.
[[nodiscard]] std::string best_table(const Explored& scale, std::size_t count);

/// What each sort of end has cost, in tokens or samples and in seconds of training.
[[nodiscard]] std::string cost_table(const Ends& ends, bool tokens);

/// Bars of shares, the largest first; why there are none where nothing can be said.
[[nodiscard]] std::string importance_table(const Importance& importance);

/// Losses, tokens to equal loss, and what carried.
[[nodiscard]] std::string confirmations_table(const std::vector<Confirmation>& confirmations,
                                              const std::vector<Trial>& trials);

/// `--set 'base.lr = 0.002'`, as a shell takes it.
[[nodiscard]] std::string set_option(const std::string& set);

}  // namespace cdp::study
