// What the tests of cdp.toml share: a text read as the file at repo/cdp.toml.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "compiler/config/read.h"
#include "tests/support/carets.h"

namespace cdp::config {

/// The config of a text that must be right.
inline Config config_of(const std::string& text) {
  diag::DiagnosticSink sink;
  Config config = read_text("repo/cdp.toml", text, sink);
  EXPECT_THAT(test::messages_of(sink.sorted()), ::testing::IsEmpty());
  return config;
}

/// `2:1: there is no setting ...`: each fault with its place.
inline std::vector<std::string> faults_of(const std::string& text) {
  diag::DiagnosticSink sink;
  const Config config = read_text("cdp.toml", text, sink);
  std::vector<std::string> faults;
  for (const diag::Diagnostic& fault : sink.sorted())
    faults.push_back(config.sources->place(fault.span).substr(sizeof "cdp.toml") + ": " + fault.message);
  return faults;
}

inline std::vector<std::string> texts(const std::vector<Word>& words) {
  std::vector<std::string> result;
  for (const Word& word : words) result.push_back(word.text);
  return result;
}

}  // namespace cdp::config
