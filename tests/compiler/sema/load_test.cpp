// Imports: what `use` brings in, each file once, circles, missing and duplicate names.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "compiler/sema/program.h"
#include "tests/compiler/sema/spec_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;

TEST(Load, BringsInAllNamesThatAFileDeclares) {
  const auto checked = check("use \"blocks.cdp\"\nlet b = a + 1\n", {{"blocks.cdp", "use std.norm\nlet a = 1\n"}});
  EXPECT_EQ(checked->ids(), Ids{});
  EXPECT_NE(checked->program.find(0, "a"), nullptr);
  EXPECT_EQ(checked->program.find(0, "RmsNorm"), nullptr) << "what a used file uses is its own business";
  EXPECT_NE(checked->program.find(1, "RmsNorm"), nullptr);
}

TEST(Load, BringsInSelectedNamesOnly) {
  const auto checked = check("use std.gpt: Gpt\nuse std.norm: RmsNorm\n");
  EXPECT_EQ(checked->ids(), Ids{});
  EXPECT_NE(checked->program.find(0, "Gpt"), nullptr);
  EXPECT_EQ(checked->program.find(0, "Block"), nullptr);
}

TEST(Load, TakesTheSameDeclarationTwice) {
  EXPECT_EQ(check("use std.gpt\nuse std.gpt: Gpt\nuse std.gpt\n")->ids(), Ids{});
}

TEST(Load, ReportsDuplicatesWithBothPlaces) {
  const auto own = check("let rate = 1\naxis rate\n");
  EXPECT_EQ(own->messages(), Ids{"`rate` is declared twice; rename one of the two"});
  EXPECT_EQ(own->noted(), Ids{"rate"});
  const auto imported = check("use \"a.cdp\"\nlet rate = 1\n", {{"a.cdp", "let rate = 2\n"}});
  EXPECT_EQ(imported->ids(), Ids{"E0202"});
  EXPECT_EQ(imported->noted(), Ids{"rate"});
  EXPECT_EQ(check("let width = 1\n")->ids(), Ids{"E0203"});
}

TEST(Load, SuggestsNames) {
  EXPECT_EQ(check("use std.gtp\nuse std.gpt: Gtp\n")->messages(),
            (Ids{"the standard library has no `std.gtp`; did you mean `std.gpt`?",
                 "`std.gpt` declares no `Gtp`; did you mean `Gpt`?"}));
  EXPECT_EQ(check("use std.gpt: RmsNorm\n")->ids(), Ids{"E0206"}) << "used by std.gpt, not declared by it";
  EXPECT_EQ(check("use \"none.cdp\"\n")->ids(), Ids{"E0205"});
}

TEST(Load, FindsCirclesOfFiles) {
  const auto two = check("use \"a.cdp\"\n", {{"a.cdp", "use \"b.cdp\"\n"}, {"b.cdp", "use \"a.cdp\"\n"}});
  EXPECT_EQ(two->messages(), Ids{"files use each other in a circle: a.cdp -> b.cdp -> a.cdp"});
  EXPECT_EQ(check("use \"spec.cdp\"\n")->ids(), Ids{"E0207"});
  EXPECT_EQ(check("use \"x/../spec.cdp\"\n")->ids(), Ids{"E0207"});
}

TEST(Load, SeesAllNamesThatTheExtendedFileSees) {
  const auto checked = check("extends \"gpt.cdp\"\nlet b = a + 1\n", {{"gpt.cdp", "use std.norm\nlet a = 1\n"}});
  EXPECT_EQ(checked->ids(), Ids{});
  EXPECT_NE(checked->program.find(0, "a"), nullptr);
  EXPECT_NE(checked->program.find(0, "RmsNorm"), nullptr) << "its statements are read as if they stood here";
  EXPECT_EQ(checked->program.run().size(), 2U);
  EXPECT_EQ(checked->program.run().back(), &checked->program.root().ast);
  EXPECT_EQ(check("extends \"gpt.cdp\"\nlet a = 2\n", {{"gpt.cdp", "let a = 1\n"}})->ids(), Ids{"E0202"});
  EXPECT_EQ(check("extends \"gpt.cdp\"\nuse std.norm\n", {{"gpt.cdp", "use std.norm\n"}})->ids(), Ids{});
}

TEST(Load, ExtendsOneFileWithoutCircles) {
  EXPECT_EQ(check("extends \"a.cdp\"\nextends \"b.cdp\"\n", {{"a.cdp", ""}, {"b.cdp", ""}})->ids(), Ids{"E0222"});
  EXPECT_EQ(check("extends \"spec.cdp\"\n")->ids(), Ids{"E0207"});
  EXPECT_EQ(check("extends \"none.cdp\"\n")->ids(), Ids{"E0205"});
}

TEST(Load, ReadsADiamondOnce) {
  const auto checked = check("use \"a.cdp\"\nuse \"b.cdp\"\nuse \"c.cdp\"\nlet x = c\n",
                             {{"a.cdp", "use \"c.cdp\"\n"}, {"b.cdp", "use \"c.cdp\"\n"}, {"c.cdp", "let c = 1\n"}});
  EXPECT_EQ(checked->ids(), Ids{});
  EXPECT_EQ(checked->program.files.size(), 4U);
}

TEST(Load, GoesRelativeToTheUsingFile) {
  EXPECT_EQ(check("use \"parts/a.cdp\"\n", {{"parts/a.cdp", "use \"b.cdp\"\n"}, {"parts/b.cdp", "let b = 1\n"}})->ids(),
            Ids{});
}

struct OnDisk : ::testing::Test {
  test::TempFolder folder;
  SourceMap sources;
  diag::DiagnosticSink sink;

  Ids ids_of_file(const std::string& name) {
    const auto program = load(folder.file(name), Files{stdlib::files(), true}, sources, sink);
    return program ? test::ids_of(sink.sorted()) : Ids{program.error().message};
  }
};

TEST_F(OnDisk, SeesThroughSymbolicLinks) {
  folder.write("a.cdp", "use \"link.cdp\"\n");
  std::filesystem::create_symlink("a.cdp", folder.path() / "link.cdp");
  EXPECT_EQ(ids_of_file("a.cdp"), Ids{"E0207"});
}

TEST_F(OnDisk, EndsCirclesOfLinks) {
  folder.write("a.cdp", "use \"one.cdp\"\n");
  std::filesystem::create_symlink("two.cdp", folder.path() / "one.cdp");
  std::filesystem::create_symlink("one.cdp", folder.path() / "two.cdp");
  EXPECT_EQ(ids_of_file("a.cdp"), Ids{"E0205"});
}

TEST_F(OnDisk, ReportsAMissingRootAsAnError) {
  EXPECT_EQ(ids_of_file("none.cdp").size(), 1U);
  EXPECT_TRUE(sink.empty());
}

TEST_F(OnDisk, DoesNotWaitForPipesThatASpecUses) {
  folder.write("a.cdp", "use \"pipe\"\n");
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ids_of_file("a.cdp"), Ids{"E0254"});
}

TEST_F(OnDisk, ReadsNothingThatIsNotNamedAsASpec) {
  const std::string secret = folder.write("secret.txt", "let a = = hush\n");
  folder.write("a.cdp", "use \"secret.txt\"\n");
  EXPECT_EQ(ids_of_file("a.cdp"), Ids{"E0255"});
  std::filesystem::create_symlink(secret, folder.path() / "link.cdp");
  folder.write("b.cdp", "use \"link.cdp\"\n");
  EXPECT_EQ(ids_of_file("b.cdp").back(), "E0255") << "nor what a link names";
}

TEST_F(OnDisk, ReadsNothingBeyondItsReach) {
  namespace fs = std::filesystem;
  const test::TempFolder other;
  const std::string secret = other.write("b.cdp", "let b = = hush\n");
  folder.write("in/b.cdp", "let b = 1\n");
  folder.write("in/a.cdp", "use \"b.cdp\"\nuse \"sub/../b.cdp\"\nuse std.norm\n");
  folder.write("in/up.cdp", "use \"../b.cdp\"\n");
  folder.write("in/whole.cdp", "use \"" + secret + "\"\n");
  folder.write("in/none.cdp", "use \"" + other.file("none.cdp") + "\"\n");
  folder.write("in/through.cdp", "use \"link.cdp\"\n");
  fs::create_symlink(secret, folder.path() / "in/link.cdp");
  Files files{stdlib::files(), true};
  files.reach = {fs::canonical(folder.path() / "in").string()};
  const auto ids = [&](const std::string& name) {
    diag::DiagnosticSink found;
    SourceMap texts;
    EXPECT_TRUE(load(folder.file(name), files, texts, found));
    return test::ids_of(found.sorted());
  };
  EXPECT_EQ(ids("in/a.cdp"), Ids{});
  EXPECT_EQ(ids("in/up.cdp"), Ids{"E0251"});
  EXPECT_EQ(ids("in/whole.cdp"), Ids{"E0251"});
  EXPECT_EQ(ids("in/none.cdp"), Ids{"E0251"}) << "whether it is there is not told";
  EXPECT_EQ(ids("in/through.cdp"), Ids{"E0251"});
  files.reach->push_back(fs::canonical(other.path()).string());
  EXPECT_EQ(ids("in/through.cdp"), Ids{"E0120"}) << "the user has let it";
}

TEST_F(OnDisk, ReadsNoRootThatIsNotNamedAsASpec) {
  const std::string secret = folder.write("secret", "let a = = hush\n");
  EXPECT_THAT(ids_of_file("secret"), ::testing::ElementsAre(::testing::HasSubstr("is not named as a spec")));
  std::filesystem::create_symlink(secret, folder.path() / "link.cdp");
  EXPECT_THAT(ids_of_file("link.cdp"), ::testing::ElementsAre(::testing::HasSubstr("which is not named as a spec")));
  std::filesystem::create_symlink("/proc/self/environ", folder.path() / "environ.cdp");
  EXPECT_THAT(ids_of_file("environ.cdp"), ::testing::ElementsAre(::testing::HasSubstr("which is not named as a spec")));
  EXPECT_EQ(sources.size(), 0U) << "nothing of them can be quoted";
  folder.write("real.cdp", "let a = 1\n");
  std::filesystem::create_symlink("real.cdp", folder.path() / "other.cdp");
  EXPECT_EQ(ids_of_file("other.cdp"), Ids{});
}

TEST_F(OnDisk, RefusesFilesThatAreNoSpecs) {
  folder.write("a.cdp", "use \"large.cdp\"\n");
  folder.write("large.cdp", "");
  std::filesystem::resize_file(folder.path() / "large.cdp", (std::size_t{16} << 20U) + 1);
  EXPECT_EQ(ids_of_file("a.cdp"), Ids{"E0205"});
}

TEST_F(OnDisk, EndsLongChainsOfFiles) {
  for (int i = 0; i < 300; ++i) folder.write(std::to_string(i) + ".cdp", "use \"" + std::to_string(i + 1) + ".cdp\"\n");
  folder.write("300.cdp", "");
  EXPECT_EQ(ids_of_file("0.cdp"), Ids{"E0256"});
}

TEST(Load, TakesFilesThatStandForTheLibrarys) {
  const test::TempFolder folder;
  Files files{stdlib::files(), true};
  files.replaced["std/linear.cdp"] = folder.write("own/linear.cdp", "use \"parts.cdp\"\nlet mine = part\n");
  files.replaced["std/new.cdp"] = folder.write("own/new.cdp", "let more = 2\n");
  folder.write("own/parts.cdp", "let part = 1\n");
  files.memory["spec.cdp"] = "use std.linear: mine\nuse std.new\nuse std.mlp: Mlp\n";
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto program = load("spec.cdp", files, sources, sink);
  ASSERT_TRUE(program);
  EXPECT_NE(program->find(0, "more"), nullptr);
  EXPECT_NE(program->find(0, "Mlp"), nullptr);
  EXPECT_EQ(program->files[1]->path, folder.file("own/linear.cdp"));
  EXPECT_FALSE(program->files[1]->library);
  EXPECT_TRUE(sink.empty());
}

TEST(Load, AFolderNamedStdIsNotTheEmbeddedOne) {
  const test::TempFolder folder;
  folder.write("std/linear.cdp", "let mine = 1\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Files files{stdlib::files(), true};
  files.replaced["std/linear.cdp"] = "std/linear.cdp";
  files.memory["spec.cdp"] = "use std.linear: mine\n";
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto program = load("spec.cdp", files, sources, sink);
  std::filesystem::current_path(before);
  ASSERT_TRUE(program);
  EXPECT_NE(program->find(0, "mine"), nullptr);
  EXPECT_EQ(program->files[1]->path, "./std/linear.cdp");
}

TEST(Load, NamesWhatStandsInForTheLibrary) {
  const test::TempFolder folder;
  Files files{stdlib::files(), true};
  files.library_folder = "own/std";
  files.replaced["std/linear.cdp"] = folder.write("linear.cdp", "use \"more/parts.cdp\"\nlet mine = part\n");
  folder.write("more/parts.cdp", "use std.norm\nlet part = 1\n");
  files.memory["spec.cdp"] = "use std.linear: mine\nuse std.mlp: Mlp\n";
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto program = load("spec.cdp", files, sources, sink);
  ASSERT_TRUE(program);
  std::map<std::string, std::string> named;
  for (const auto& file : program->files)
    if (!file->stands_in.empty()) named[file->listed] = file->stands_in;
  EXPECT_EQ(named, (std::map<std::string, std::string>{{"std/linear.cdp", "own/std/linear.cdp"},
                                                       {"std/more/parts.cdp", "own/std/more/parts.cdp"}}));
}

TEST(Load, SuggestsFilesThatStandForTheLibrarys) {
  Files files{{{"spec.cdp", "use std.atention\n"}}, false};
  files.replaced["std/attention.cdp"] = "own/attention.cdp";
  SourceMap sources;
  diag::DiagnosticSink sink;
  ASSERT_TRUE(load("spec.cdp", files, sources, sink));
  EXPECT_THAT(test::messages_of(sink.sorted()),
              ::testing::ElementsAre(::testing::HasSubstr("did you mean `std.attention`?")));
}

TEST(Load, KeepsTheLibraryOutOfTheDisk) {
  const test::TempFolder folder;
  folder.write("std/own.cdp", "let a = 1\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  SourceMap sources;
  diag::DiagnosticSink sink;
  Files files{stdlib::files(), true};
  files.memory["spec.cdp"] = "use std.own\n";
  EXPECT_TRUE(load("spec.cdp", files, sources, sink));
  std::filesystem::current_path(before);
  EXPECT_EQ(test::ids_of(sink.sorted()), Ids{"E0204"});
}

}  // namespace
}  // namespace cdp::sema
