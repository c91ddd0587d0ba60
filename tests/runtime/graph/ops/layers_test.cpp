// Matrices, tables, pieces and means against their definition.
#include "tests/runtime/graph/ops/run.h"

namespace cdp::runtime {
namespace {

TEST(Layers, TablesAndMatrices) {
  const at::Tensor ids = at::tensor({2, 0}, at::kLong).view({1, 2}), table = at::arange(6, at::kFloat).view({3, 2});
  expect_close(run(Op::lookup, {{ids}, {table}}), at::tensor({4.0f, 5.0f, 0.0f, 1.0f}).view({1, 2, 2}));
  expect_close(run(Op::positions, {{ids}}), at::tensor({0, 1}, at::kLong).view({1, 2}));
  expect_close(run(Op::linear, {{at::ones({1, 1, 2})}, {table}}), at::tensor({1.0f, 5.0f, 9.0f}).view({1, 1, 3}));
}

TEST(Layers, ChunksArePiecesOfTheLastDimension) {
  Attributes settings;
  settings.chunks = 3;
  const at::Tensor x = at::arange(12, at::kFloat).view({1, 2, 6});
  settings.index = 1;
  expect_close(run(Op::chunk, {{x}}, settings), at::tensor({2.0f, 3.0f, 8.0f, 9.0f}).view({1, 2, 2}));
  settings.index = 2;
  const at::Tensor third = run(Op::chunk, {{x}}, settings);
  settings.heads = 2;
  EXPECT_EQ(run(Op::split_heads, {{third}}, settings).sizes(), (std::vector<std::int64_t>{1, 2, 2, 1}));
}

TEST(Layers, PatchesKeepTheOrderRowColumnChannel) {
  const std::int64_t height = 4, width = 6, channels = 2, size = 2;
  const at::Tensor image = at::arange(2 * height * width * channels, at::kFloat).view({2, height, width, channels});
  Attributes settings;
  settings.size = size;
  settings.height = height;
  settings.channels = channels;
  const at::Tensor found = run(Op::patches, {{image.view({2, -1})}}, settings);
  ASSERT_EQ(found.sizes(), at::IntArrayRef({2, 6, 8}));
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t p = 0; p < 6; ++p) {
      const at::Tensor square =
          image[b].slice(0, p / 3 * size, p / 3 * size + size).slice(1, p % 3 * size, p % 3 * size + size);
      EXPECT_TRUE(at::equal(found[b][p], square.reshape({-1}))) << b << ", " << p;
    }
}

TEST(Layers, MeanIsOverTime) {
  const at::Tensor x = at::arange(12, at::kFloat).view({1, 3, 4});
  expect_close(run(Op::mean, {{x}}), at::tensor({4.0f, 5.0f, 6.0f, 7.0f}).view({1, 4}));
}

}  // namespace
}  // namespace cdp::runtime
