// A table read from CSV files: rows of numbers, the last column the target, or the last ones. What of it is trained on,
// and on which scale, is samples.h's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::runtime {

enum class TargetKind { kLabels, kNumbers };

/// What the last columns hold: a column of labels of classes, or as many columns of numbers as a model predicts.
struct TargetColumns {
  TargetKind kind = TargetKind::kNumbers;
  std::int64_t count = 1;
};

struct Table {
  TargetKind kind = TargetKind::kNumbers;
  std::vector<std::string> columns;    // names of the features
  std::vector<std::string> predicted;  // names of the last columns, the targets
  std::int64_t rows = 0;
  std::vector<double> features;    // (rows, columns), as written
  std::vector<double> targets;     // (rows, predicted): numbers, or label numbers from 0
  std::vector<std::string> words;  // of the labels 0, 1, ...; empty where the labels are numbers themselves
  std::int64_t classes = 0;        // labels: the largest and 1
  std::string largest_label_at;    // "iris.csv:7:12"
  std::vector<std::string> files;
  std::vector<std::string> skipped;  // entries of folders that could not be read

  [[nodiscard]] std::int64_t width() const { return static_cast<std::int64_t>(columns.size()); }
  [[nodiscard]] std::int64_t outputs() const { return static_cast<std::int64_t>(predicted.size()); }
  /// Changes with any value: a run is resumed only on the data it began with.
  [[nodiscard]] std::uint64_t fingerprint() const;
};

/// All files are `.csv`, begin with the same header, and follow one another in the order of file_list.h. Every field is
/// a finite number, but for labels: these are whole numbers from 0 where the first row's is one, otherwise words, which
/// get the numbers of their sorted order. Errors name file, line and column.
[[nodiscard]] Result<Table> load_table(const std::vector<std::string>& paths, const std::vector<std::string>& globs,
                                       TargetColumns targets);

/// Holds the table against a model's input and output: as many features, labels below its classes. Numbers to predict
/// were read as many as the model has.
[[nodiscard]] Status check_model(const Table& table, std::int64_t features, std::int64_t outputs);

}  // namespace cdp::runtime
