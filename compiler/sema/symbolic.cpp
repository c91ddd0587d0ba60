// Arithmetic, evaluation, growth and printing of symbolic numbers.
#include "compiler/sema/symbolic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "compiler/base/check.h"
#include "compiler/base/text.h"

namespace cdp::sema {
namespace {

std::string key_of(const std::vector<Power>& powers) {
  std::string key;
  for (const Power& p : powers) key += p.atom->text + "^" + shortest(p.exponent) + " ";
  return key;
}

double fold(AtomKind kind, const std::vector<double>& values) {
  switch (kind) {
    case AtomKind::kRound:
      return std::round(values[0]);
    case AtomKind::kFloor:
      return std::floor(values[0]);
    case AtomKind::kCeil:
      return std::ceil(values[0]);
    case AtomKind::kLog2:
      return std::log2(values[0]);
    case AtomKind::kMin:
      return *std::min_element(values.begin(), values.end());
    case AtomKind::kMax:
      return *std::max_element(values.begin(), values.end());
    case AtomKind::kMod:
      return values[0] - values[1] * std::floor(values[0] / values[1]);
    case AtomKind::kGroup:
      return values[0];
    case AtomKind::kAxis:
      break;
  }
  CHECK(false && "an axis is not folded");
  return 0;
}

std::string atom_text(AtomKind kind, const std::vector<Sym>& args) {
  if (kind == AtomKind::kGroup) return "(" + args[0].text() + ")";
  if (kind == AtomKind::kMod) return "(" + args[0].text() + " % " + args[1].text() + ")";
  const char* name = kind == AtomKind::kRound   ? "round"
                     : kind == AtomKind::kFloor ? "floor"
                     : kind == AtomKind::kCeil  ? "ceil"
                     : kind == AtomKind::kLog2  ? "log2"
                     : kind == AtomKind::kMin   ? "min"
                                                : "max";
  std::vector<std::string> texts;
  for (const Sym& arg : args) texts.push_back(arg.text());
  std::string out = std::string(name) + "(";
  for (std::size_t i = 0; i < texts.size(); ++i) out += (i ? ", " : "") + texts[i];
  return out + ")";
}

Term product(const Term& a, const Term& b) {
  Term out{a.coefficient * b.coefficient, {}};
  auto i = a.powers.begin();
  auto j = b.powers.begin();
  while (i != a.powers.end() || j != b.powers.end()) {
    if (j == b.powers.end() || (i != a.powers.end() && i->atom->text < j->atom->text)) {
      out.powers.push_back(*i++);
    } else if (i == a.powers.end() || j->atom->text < i->atom->text) {
      out.powers.push_back(*j++);
    } else {
      const double exponent = i->exponent + j->exponent;
      if (exponent != 0) out.powers.push_back({i->atom, exponent});
      ++i, ++j;
    }
  }
  return out;
}

double atom_degree(const Atom& atom, std::string_view axis) {
  std::vector<double> degrees;
  for (const Sym& arg : atom.args) degrees.push_back(arg.degree(axis));
  switch (atom.kind) {
    case AtomKind::kAxis:
      return atom.text == axis ? 1 : 0;
    case AtomKind::kGroup:
    case AtomKind::kRound:
    case AtomKind::kFloor:
    case AtomKind::kCeil:
      return degrees[0];
    case AtomKind::kLog2:
      return 0;
    case AtomKind::kMin:
      return *std::min_element(degrees.begin(), degrees.end());
    case AtomKind::kMax:
      return *std::max_element(degrees.begin(), degrees.end());
    case AtomKind::kMod:
      return degrees[1];
  }
  return 0;
}

double atom_at(const Atom& atom, const AxisValues& axes) {
  if (atom.kind == AtomKind::kAxis) return axes(atom.text);
  std::vector<double> values;
  for (const Sym& arg : atom.args) values.push_back(arg.at(axes));
  return fold(atom.kind, values);
}

void collect_axes(const Sym& sym, std::set<std::string>& out) {
  for (const Term& term : sym.terms())
    for (const Power& p : term.powers) {
      if (p.atom->kind == AtomKind::kAxis) out.insert(p.atom->text);
      for (const Sym& arg : p.atom->args) collect_axes(arg, out);
    }
}

std::string factor_text(const Power& p) {
  const double exponent = std::abs(p.exponent);
  return exponent == 1 ? p.atom->text : p.atom->text + "^" + shortest(exponent);
}

std::string term_text(const Term& term) {
  std::string above;
  std::string below;
  const double magnitude = std::abs(term.coefficient);
  if (magnitude != 1) above = shortest(magnitude);
  const double inverse = 1 / magnitude;
  if (magnitude < 1 && inverse == std::round(inverse)) {
    above.clear();
    below = " / " + shortest(inverse);
  }
  for (const Power& p : term.powers)
    if (p.exponent > 0) above += (above.empty() ? "" : " * ") + factor_text(p);
  for (const Power& p : term.powers)
    if (p.exponent < 0) below += " / " + factor_text(p);
  return (above.empty() ? "1" : above) + below;
}

}  // namespace

Sym::Sym(double constant) {
  if (constant != 0) terms_.push_back({constant, {}});
}

Sym Sym::axis(std::string_view name) {
  Sym out;
  out.terms_.push_back({1, {{std::make_shared<const Atom>(Atom{AtomKind::kAxis, std::string(name), {}}), 1}}});
  return out;
}

void Sym::add_term(Term term) {
  const std::string key = key_of(term.powers);
  auto at = std::find_if(terms_.begin(), terms_.end(), [&](const Term& t) { return key_of(t.powers) >= key; });
  if (at != terms_.end() && key_of(at->powers) == key) {
    at->coefficient += term.coefficient;
    if (at->coefficient == 0) terms_.erase(at);
  } else if (term.coefficient != 0) {
    terms_.insert(at, std::move(term));
  }
}

std::optional<double> Sym::constant() const {
  if (terms_.empty()) return 0.0;
  if (terms_.size() == 1 && terms_[0].powers.empty()) return terms_[0].coefficient;
  return std::nullopt;
}

double Sym::at(const AxisValues& axes) const {
  double sum = 0;
  for (const Term& term : terms_) {
    double value = term.coefficient;
    // Divide by what stands below instead of multiplying by an inverse, so that 100 / 64 is exact.
    for (const Power& p : term.powers) {
      const double base = atom_at(*p.atom, axes);
      value = p.exponent == 1 ? value * base : p.exponent == -1 ? value / base : value * std::pow(base, p.exponent);
    }
    sum += value;
  }
  // A quotient such as width / 3 carries a rounded 1/3: snap to the whole number it means.
  const double whole = std::round(sum);
  return std::abs(sum - whole) <= 1e-12 * std::abs(whole) ? whole : sum;
}

double Sym::degree(std::string_view axis) const {
  double highest = terms_.empty() ? 0 : -std::numeric_limits<double>::infinity();
  for (const Term& term : terms_) {
    double degree = 0;
    for (const Power& p : term.powers) degree += p.exponent * atom_degree(*p.atom, axis);
    highest = std::max(highest, degree);
  }
  return highest;
}

std::vector<std::string> Sym::axes() const {
  std::set<std::string> names;
  collect_axes(*this, names);
  return {names.begin(), names.end()};
}

std::string Sym::text() const {
  if (terms_.empty()) return "0";
  std::string out;
  // The constant last, as people write it: width + 64.
  std::vector<const Term*> order;
  for (const Term& term : terms_)
    if (!term.powers.empty()) order.push_back(&term);
  for (const Term& term : terms_)
    if (term.powers.empty()) order.push_back(&term);
  for (const Term* term : order) {
    const bool negative = term->coefficient < 0;
    if (out.empty()) {
      out = (negative ? "-" : "") + term_text(*term);
    } else {
      out += (negative ? " - " : " + ") + term_text(*term);
    }
  }
  return out;
}

Sym operator+(const Sym& a, const Sym& b) {
  Sym out = a;
  for (const Term& term : b.terms_) out.add_term(term);
  return out;
}

Sym operator-(const Sym& a, const Sym& b) {
  Sym out = a;
  for (Term term : b.terms_) {
    term.coefficient = -term.coefficient;
    out.add_term(std::move(term));
  }
  return out;
}

Sym operator*(const Sym& a, const Sym& b) {
  Sym out;
  for (const Term& x : a.terms_)
    for (const Term& y : b.terms_) out.add_term(product(x, y));
  return out;
}

Sym operator/(const Sym& a, const Sym& b) {
  if (const auto divisor = b.constant()) {
    Sym out;
    if (*divisor == 0) return {std::numeric_limits<double>::quiet_NaN()};
    for (Term term : a.terms_) {
      term.coefficient /= *divisor;
      out.add_term(std::move(term));
    }
    return out;
  }
  return a * power(b, -1);
}

Sym power(const Sym& base, double exponent) {
  if (exponent == 0) return {1};
  if (const auto value = base.constant()) return {std::pow(*value, exponent)};
  Sym out;
  if (base.terms_.size() == 1 && (base.terms_[0].coefficient > 0 || exponent == std::round(exponent))) {
    Term term = base.terms_[0];
    term.coefficient = std::pow(term.coefficient, exponent);
    for (Power& p : term.powers) p.exponent *= exponent;
    out.terms_.push_back(std::move(term));
    return out;
  }
  auto atom = std::make_shared<const Atom>(Atom{AtomKind::kGroup, "(" + base.text() + ")", {base}});
  out.terms_.push_back({1, {{std::move(atom), exponent}}});
  return out;
}

Sym apply(AtomKind kind, const std::vector<Sym>& args) {
  std::vector<double> values;
  for (const Sym& arg : args)
    if (const auto value = arg.constant()) values.push_back(*value);
  if (values.size() == args.size()) return {fold(kind, values)};
  if ((kind == AtomKind::kMin || kind == AtomKind::kMax) && args.size() == 1) return args[0];
  Sym out;
  auto atom = std::make_shared<const Atom>(Atom{kind, atom_text(kind, args), args});
  out.terms_.push_back({1, {{std::move(atom), 1}}});
  return out;
}

}  // namespace cdp::sema
