// Plans to export, and what comes out as text.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "compiler/base/files.h"
#include "compiler/export/export.h"
#include "compiler/plan/json.h"

namespace cdp::exporting {

/// The golden plan of an example: `01_gpt.big`.
inline plan::Plan example(const std::string& name) {
  const auto text = Files{}.read(std::string(CDP_SOURCE_DIR) + "/examples/" + name + ".json");
  if (!text) throw std::runtime_error(text.error().text());
  auto plan = plan::from_json(*text);
  if (!plan) throw std::runtime_error(plan.error().text());
  return std::move(*plan);
}

inline std::string text_of(const File& file) {
  std::string text;
  file.write([&text](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

/// The only file of an exporter that makes a single one, which must succeed.
inline std::string exported(Make make, const plan::Plan& plan) {
  const auto made = make({plan, ""});
  EXPECT_TRUE(made) << (made ? "" : made.error().text());
  return made && made->files.size() == 1 ? text_of(made->files.front()) : std::string();
}

}  // namespace cdp::exporting
