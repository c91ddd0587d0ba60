// How fast spec files are split into words and parsed: bytes per second for files of growing size, and the time
// of the example itself. Run: build/.../parse_bench
#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

#include "compiler/syntax/comments.h"
#include "compiler/syntax/parse.h"

namespace {

std::string example() {
  std::ifstream in(CDP_SOURCE_DIR "/examples/01_gpt.cdp");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string repeated(std::size_t bytes) {
  const std::string once = example();
  std::string text;
  while (text.size() < bytes) text += once;
  return text;
}

void report_speed(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void parse_file(benchmark::State& state) {
  cdp::SourceMap sources;
  const std::string text = repeated(static_cast<std::size_t>(state.range(0)));
  const cdp::FileId file = sources.add("bench.cdp", text);
  for (auto iteration : state) {
    cdp::diag::DiagnosticSink sink;
    benchmark::DoNotOptimize(cdp::syntax::parse(sources, file, sink));
    if (sink.has_errors()) state.SkipWithError("the example has errors");
  }
  report_speed(state, text.size());
}
BENCHMARK(parse_file)->Arg(1)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

void split_into_words(benchmark::State& state) {
  cdp::SourceMap sources;
  const std::string text = repeated(static_cast<std::size_t>(state.range(0)));
  const cdp::FileId file = sources.add("bench.cdp", text);
  for (auto iteration : state) benchmark::DoNotOptimize(cdp::syntax::comments(sources, file));
  report_speed(state, text.size());
}
BENCHMARK(split_into_words)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
