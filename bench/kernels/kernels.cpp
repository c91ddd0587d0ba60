// How fast the attention kernels of each instruction set are on one core: operations a second of the matrix products
// that a causal head needs, with softmax and packing in the time.
// Run: build/.../kernels_bench
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "runtime/graph/kernels/kernels.h"

namespace {

using namespace cdp::runtime::kernels;

constexpr std::int64_t kHeads = 8;

/// Eight heads of (time, width) with all that forward and backward read and write.
class Heads {
 public:
  Heads(Type type, std::int64_t time, std::int64_t width)
      : type_(type),
        time_(time),
        width_(width),
        log_sums_(static_cast<std::size_t>(kHeads * time)),
        scratch_(static_cast<std::size_t>(attention_scratch(time, width))) {
    std::mt19937 random(1);
    for (std::vector<float>& one : wide_) {
      one.resize(static_cast<std::size_t>(kHeads * time * width));
      for (float& x : one) x = static_cast<float>(random()) / 2147483648.0f - 1;
    }
    for (std::size_t i = 0; i < 8; ++i) {
      narrow_[i].resize(wide_[i].size());
      for (std::uint16_t& x : narrow_[i]) x = static_cast<std::uint16_t>(0x3f00 + random() % 128);  // 0.5 to 1
    }
  }

  Attention forward() {
    return {type_,  rows(0), rows(1), rows(2), rows(3), log_sums_.data(),
            kHeads, time_,   width_,  0.125f,  true,    scratch_.data()};
  }
  AttentionBackward backward() { return {forward(), rows(4), rows(5), rows(6), rows(7)}; }

 private:
  Rows rows(std::size_t i) {
    void* const data = type_ == Type::kFp32 ? static_cast<void*>(wide_[i].data()) : narrow_[i].data();
    return {data, {0, time_ * width_, width_}};
  }

  Type type_;
  std::int64_t time_, width_;
  std::vector<float> wide_[8];
  std::vector<std::uint16_t> narrow_[8];
  std::vector<float> log_sums_, scratch_;
};

/// Multiplications and additions of so many causal products (time, time, width) of all heads.
void report_operations(benchmark::State& state, double products) {
  const auto time = static_cast<double>(state.range(1)), width = static_cast<double>(state.range(2));
  const double operations = products * kHeads * time * (time + 1) / 2 * width * 2;
  state.counters["operations"] =
      benchmark::Counter(operations * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.SetLabel(at(static_cast<int>(state.range(0))).instruction_set);
}

template <Type kType>
void attention_forward(benchmark::State& state) {
  Heads heads(kType, state.range(1), state.range(2));
  const Attention job = heads.forward();
  for (auto iteration : state) at(static_cast<int>(state.range(0))).attention_forward(job, 0, kHeads);
  report_operations(state, 2);
}

template <Type kType>
void attention_backward(benchmark::State& state) {
  Heads heads(kType, state.range(1), state.range(2));
  const Attention job = heads.forward();
  at(static_cast<int>(state.range(0))).attention_forward(job, 0, kHeads);
  const AttentionBackward backward = heads.backward();
  for (auto iteration : state) at(static_cast<int>(state.range(0))).attention_backward(backward, 0, kHeads);
  report_operations(state, 5);
}

void each_set(benchmark::internal::Benchmark* bench) {
  for (int set = 0; set < available(); ++set)
    for (const auto& [time, width] : {std::pair<std::int64_t, std::int64_t>{64, 32}, {128, 64}, {256, 64}, {512, 64}})
      bench->Args({set, time, width});
  bench->ArgNames({"set", "time", "width"})->Unit(benchmark::kMicrosecond);
}

BENCHMARK(attention_forward<Type::kFp32>)->Apply(each_set);
BENCHMARK(attention_forward<Type::kBf16>)->Apply(each_set);
BENCHMARK(attention_backward<Type::kFp32>)->Apply(each_set);
BENCHMARK(attention_backward<Type::kBf16>)->Apply(each_set);

}  // namespace

BENCHMARK_MAIN();
