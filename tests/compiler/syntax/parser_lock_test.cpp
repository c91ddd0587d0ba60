// Threads that parse at once get what each of them gets alone.
#include "compiler/syntax/parser_lock.h"

#include <thread>

#include "compiler/syntax/dump.h"
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(ParserLock, IsOneAtATimeAndMayBeTakenTwice) {
  int inside = 0;
  const auto enter = [&] {
    for (int i = 0; i < 1000; ++i) {
      const ParserLock lock;
      const ParserLock again;
      EXPECT_EQ(++inside, 1);
      --inside;
    }
  };
  std::jthread other(enter);
  enter();
}

TEST(ParserLock, ParsingOnSeveralThreadsGivesTheSameTrees) {
  const auto tree = [](int i) {
    SourceMap sources;
    diag::DiagnosticSink sink;
    const std::string text = "let a = " + std::to_string(i) + " + b * 2\nbase { lr = 4e-3; eps = 1e-8 }\n";
    return dump(parse(sources, sources.add("a.cdp", text), sink));
  };
  std::vector<std::string> alone;
  for (int i = 0; i < 200; ++i) alone.push_back(tree(i));
  std::vector<std::vector<std::string>> together(4);
  {
    std::vector<std::jthread> threads;
    for (auto& trees : together)
      threads.emplace_back([&trees, &tree] {
        for (int i = 0; i < 200; ++i) trees.push_back(tree(i));
      });
  }
  for (const auto& trees : together) EXPECT_EQ(trees, alone);
}

}  // namespace
}  // namespace cdp::syntax
