// A trial's parts as the texts that the store keeps, JSON, and back.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "study/store/sqlite.h"
#include "study/store/trial.h"

namespace cdp::study {

/// {"at":[["width","256"]],"set":["base.lr=0.002"],"seed":1}; equal points have equal texts.
[[nodiscard]] std::string point_text(const TrialPoint& point);
[[nodiscard]] Result<TrialPoint> read_point(std::string_view text);

/// {"width":256,"params":1e6}
[[nodiscard]] std::string scale_json(const std::map<std::string, double>& scale);

/// {"optimizer":"adamw"}; what is no object of texts reads as none.
[[nodiscard]] std::string tags_text(const std::map<std::string, std::string>& tags);
[[nodiscard]] std::map<std::string, std::string> read_tags(std::string_view text);

/// ["base.lr","@hidden.lr"]; what is no list of texts reads as none.
[[nodiscard]] std::string names_text(const std::vector<std::string>& names);
[[nodiscard]] std::vector<std::string> read_names(std::string_view text);

/// [[0.05,5.1],[0.1,4.4]]; a loss that is no number is null.
[[nodiscard]] std::string curve_text(const std::vector<CurvePoint>& curve);

/// {"stage":"modules","point":[0.002,1.5],"repeat":0,"parent":4}
[[nodiscard]] std::string origin_text(const Origin& origin);

/// A row of the table of trials, its columns in the order of the table. Errors: it was written by something else.
[[nodiscard]] Result<Trial> trial_of(const Statement& row);

}  // namespace cdp::study
