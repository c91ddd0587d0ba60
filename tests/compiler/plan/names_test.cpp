// Which names are taken.
#include "compiler/plan/names.h"

#include <gtest/gtest.h>

namespace cdp::plan {
namespace {

TEST(Names, OfFilesOfWeightsAreTaken) {
  for (const char* name : {"__metadata__", "__metadata__.x", "optimizer", "optimizer.m.weight"})
    EXPECT_TRUE(is_taken(name)) << name;
  for (const char* name : {"optimizer_head.weight", "blocks.0.optimizer.weight", "metadata", ""})
    EXPECT_FALSE(is_taken(name)) << name;
}

}  // namespace
}  // namespace cdp::plan
