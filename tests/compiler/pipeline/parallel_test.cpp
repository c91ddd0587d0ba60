// Every piece once, whatever the number of threads.
#include "compiler/pipeline/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace cdp::pipeline {
namespace {

TEST(Parallel, DoesEveryPieceOnce) {
  for (const unsigned threads : {0U, 1U, 2U, 7U}) {
    for (const std::size_t count : {0U, 1U, 3U, 500U}) {
      std::vector<std::atomic<int>> done(count);
      in_parallel(count, threads, [&](std::size_t i) { ++done[i]; });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(done[i], 1) << threads << " threads, piece " << i;
    }
  }
}

}  // namespace
}  // namespace cdp::pipeline
