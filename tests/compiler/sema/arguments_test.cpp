// Binding of arguments: in order, by name, defaults that use earlier parameters.
#include "compiler/sema/arguments.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::Ids;

/// Binds the arguments of `model = M(...)` to the parameters of `module M(...)`.
struct Bound {
  std::unique_ptr<test::Checked> checked;
  Values values;
  bool good = false;

  Bound(const std::string& parameters, const std::string& arguments, const Accept& accept = any())
      : checked(test::check("model = M(" + arguments + ")\nmodule M(" + parameters + ") { forward(x) = x }\n")) {
    before_ = checked->sink.error_count();
    const auto& statements = checked->program.root().ast.statements;
    const auto& expr = *std::get<syntax::ModelIs>(statements[0].node).value;
    const auto& module = std::get<syntax::Module>(statements[1].node);
    Context inside;
    values.resize(module.parameters.size());
    inside.name = [this](const syntax::Path& path, Span span) -> std::optional<Value> {
      const Meaning* meaning = checked->program.names.find(path.parts[0]);
      if (meaning && meaning->kind == Meaning::Kind::kOwn) return values[meaning->slot];
      return checked->constants->name(0, path, span, checked->sink);
    };
    good = bind_arguments(
        {module.name, module.parameters},
        {std::get<syntax::Call>(expr.node).arguments, checked->constants->context(0, checked->sink), expr.span}, inside,
        accept, values, checked->sink);
  }

  static Accept any() {
    return [](const Value&, const syntax::Expr&) { return true; };
  }
  std::string text(std::size_t slot) { return as<Quantity>(*values.at(slot))->value.text(); }
  std::size_t errors() const { return checked->sink.error_count() - before_; }
  bool has(const std::string& id) const {
    const auto ids = checked->ids();
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  }

 private:
  std::size_t before_ = 0;
};

TEST(Arguments, BindInOrderAndByName) {
  Bound bound("a, b, c", "1, c = 3 * width, b = 2");
  ASSERT_TRUE(bound.good);
  EXPECT_EQ(bound.text(0), "1");
  EXPECT_EQ(bound.text(1), "2");
  EXPECT_EQ(bound.text(2), "3 * width");
}

TEST(Arguments, UseEarlierParametersInDefaults) {
  Bound bound("a, b = 2 * a, c = a + b", "width");
  ASSERT_TRUE(bound.good);
  EXPECT_EQ(bound.text(2), "3 * width");
  EXPECT_FALSE(Bound("a = b, b = 1", "").good) << "a later parameter is not yet known";
}

TEST(Arguments, AreHeldAgainstTheParameters) {
  EXPECT_TRUE(Bound("a", "1, 2").has("E0307"));
  EXPECT_TRUE(Bound("alpha", "aplha = 1").has("E0306"));
  EXPECT_TRUE(Bound("a, b", "1").has("E0309"));
  EXPECT_TRUE(Bound("a, b", "1, a = 2").has("E0308"));
  EXPECT_EQ(Bound("a, b, c", "").errors(), 3U) << "all that is missing is named";
}

TEST(Arguments, MayBeRefused) {
  const Bound bound("a, b", "1, true",
                    [](const Value& value, const syntax::Expr&) { return as<bool>(value) == nullptr; });
  EXPECT_FALSE(bound.good);
}

}  // namespace
}  // namespace cdp::sema
