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

/// Order of monomials: by their atoms' texts, then by exponents.
int compare(const std::vector<Power>& a, const std::vector<Power>& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i].atom != b[i].atom)
      if (const int order = a[i].atom->text.compare(b[i].atom->text); order != 0) return order;
    if (a[i].exponent != b[i].exponent) return a[i].exponent < b[i].exponent ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

/// Of the divisor's sign, exact for whole numbers.
double modulo(double a, double b) {
  const double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
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
      return modulo(values[0], values[1]);
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
  return exponent == 1 ? p.atom->text : p.atom->text + "^" + number_text(exponent);
}

/// The magnitude of a term: `2.67 * width`, `2 * width / 3`.
std::string term_text(const Term& term) {
  const double over = std::abs(term.coefficient.over);
  const double under = term.coefficient.under;
  std::string above = over == 1 ? "" : number_text(over);
  std::string below = under == 1 ? "" : " / " + number_text(under);
  constexpr std::size_t kLongestDecimal = 6;
  if (const std::string decimal = number_text(over / under); over != 1 && decimal.size() <= kLongestDecimal) {
    above = decimal;
    below.clear();
  }
  for (const Power& p : term.powers)
    if (p.exponent > 0) above += (above.empty() ? "" : " * ") + factor_text(p);
  for (const Power& p : term.powers)
    if (p.exponent < 0) below += " / " + factor_text(p);
  return (above.empty() ? "1" : above) + below;
}

/// Atoms that cannot be negative: axes are positive.
bool never_negative(const Power& p) {
  return p.atom->kind == AtomKind::kAxis;
}

bool is_whole(double value) {
  return value == std::round(value);
}

constexpr double kMostExpanded = 256;  // terms that a power of a sum may have before it stays a power

}  // namespace

bool operator==(const Term& a, const Term& b) {
  return a.coefficient == b.coefficient && compare(a.powers, b.powers) == 0;
}

Sym::Sym(double constant) {
  if (constant != 0) terms_.push_back({to_fraction(constant), {}});
}

Sym Sym::axis(std::string_view name) {
  return Sym(Term{{1, 1}, {{std::make_shared<const Atom>(Atom{AtomKind::kAxis, std::string(name), {}}), 1}}});
}

void Sym::add_term(Term term) {
  const auto before = [](const Term& a, const Term& b) { return compare(a.powers, b.powers) < 0; };
  const auto at = std::lower_bound(terms_.begin(), terms_.end(), term, before);
  if (at != terms_.end() && compare(at->powers, term.powers) == 0) {
    at->coefficient = at->coefficient + term.coefficient;
    if (at->coefficient.over == 0) terms_.erase(at);
  } else if (term.coefficient.over != 0) {
    terms_.insert(at, std::move(term));
  }
}

/// A product in which a group has come to a positive whole power is no monomial: it is multiplied out.
void Sym::add_product(const Term& a, const Term& b) {
  Term term = product(a, b);
  const auto group = std::find_if(term.powers.begin(), term.powers.end(), [](const Power& p) {
    return p.atom->kind == AtomKind::kGroup && p.exponent > 0 && is_whole(p.exponent);
  });
  if (group == term.powers.end()) return add_term(std::move(term));
  const Sym sum = power(group->atom->args[0], group->exponent);
  if (sum.terms_.size() == 1 && sum.terms_[0].powers.front().atom->kind == AtomKind::kGroup)
    return add_term(std::move(term));
  term.powers.erase(group);
  for (const Term& part : sum.terms_) add_product(term, part);
}

std::optional<double> Sym::constant() const {
  if (terms_.empty()) return 0.0;
  if (terms_.size() == 1 && terms_[0].powers.empty()) return terms_[0].coefficient.value();
  return std::nullopt;
}

double Sym::at(const AxisValues& axes) const {
  double sum = 0;
  double magnitude = 0;
  for (const Term& term : terms_) {
    // What stands below is divided by once, at the end, so that a quotient of whole numbers that is whole is exact.
    double over = term.coefficient.over;
    double under = term.coefficient.under;
    for (const Power& p : term.powers) {
      const double base = atom_at(*p.atom, axes);
      const double exponent = std::abs(p.exponent);
      (p.exponent < 0 ? under : over) *= exponent == 1 ? base : std::pow(base, exponent);
    }
    sum += over / under;
    magnitude += std::abs(over / under);
  }
  // Sums of quotients (width / 3 + depth / 3) and roots carry a rounding error: snap to the whole number they mean.
  const double whole = std::round(sum);
  return std::abs(sum - whole) <= 8 * std::numeric_limits<double>::epsilon() * magnitude ? whole : sum;
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

std::size_t Sym::size() const {
  std::size_t size = 0;
  for (const Term& term : terms_) {
    size += 4;
    for (const Power& p : term.powers) size += p.atom->text.size() + 4;
  }
  return size;
}

bool Sym::finite() const {
  return std::all_of(terms_.begin(), terms_.end(),
                     [](const Term& term) { return std::isfinite(term.coefficient.value()); });
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
    const bool negative = term->coefficient.over < 0;
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
  return a + Sym(-1) * b;
}

Sym operator*(const Sym& a, const Sym& b) {
  // A power of a sum times that sum is a higher power of it: (w + 1)^-1 * (w + 1) = 1.
  const auto absorbed = [](const Term& term, const Sym& sum) {
    return sum.terms_.size() > 1 && std::any_of(term.powers.begin(), term.powers.end(), [&](const Power& p) {
             return p.atom->kind == AtomKind::kGroup && p.atom->args[0] == sum;
           });
  };
  Sym out;
  if (b.terms_.size() == 1 && absorbed(b.terms_[0], a)) return b * a;
  for (const Term& x : a.terms_) {
    if (absorbed(x, b)) {
      out.add_product(x, Sym::group(b, 1).terms_[0]);
      continue;
    }
    for (const Term& y : b.terms_) out.add_product(x, y);
  }
  return out;
}

Sym operator/(const Sym& a, const Sym& b) {
  if (b.terms_.empty()) return {std::numeric_limits<double>::quiet_NaN()};
  // Sums that are multiples of each other: (2 * w + 128) / (w + 64) = 2.
  if (b.terms_.size() > 1 && a.terms_.size() == b.terms_.size()) {
    const Sym quotient = Sym(a.terms_[0]) * power(Sym(b.terms_[0]), -1);
    if (quotient * b == a) return quotient;
  }
  return a * power(b, -1);
}

Sym Sym::group(const Sym& base, double exponent) {
  auto atom = std::make_shared<const Atom>(Atom{AtomKind::kGroup, "(" + base.text() + ")", {base}});
  return Sym(Term{{1, 1}, {{std::move(atom), exponent}}});
}

Sym power(const Sym& base, double exponent) {
  if (exponent == 0) return {1};
  if (exponent == 1) return base;
  if (base.terms_.empty()) return {std::pow(0.0, exponent)};
  if (base.terms_.size() == 1) {
    Term term = base.terms_[0];
    // Roots of what could be negative stay: ((w - 5)^2)^0.5 is not w - 5 where w is small.
    // So do roots whose constant is none: (w / 2)^0.5 at 128 is 8, but w^0.5 times the root of 1/2 is nearly 8.
    const Fraction coefficient = power(term.coefficient, exponent);
    const bool positive = term.coefficient.over > 0 && is_whole(coefficient.over) &&
                          std::all_of(term.powers.begin(), term.powers.end(), never_negative);
    if (is_whole(exponent) || positive) {
      term.coefficient = coefficient;
      for (Power& p : term.powers) p.exponent *= exponent;
      Sym out;
      out.add_product(term, Term{{1, 1}, {}});
      return out;
    }
    if (term.powers.empty()) return {std::pow(term.coefficient.value(), exponent)};
  }
  if (exponent > 1 && is_whole(exponent) && std::pow(base.terms_.size(), exponent) <= kMostExpanded)
    return power(base, exponent - 1) * base;
  return Sym::group(base, exponent);
}

Sym apply(AtomKind kind, const std::vector<Sym>& args) {
  std::vector<double> values;
  for (const Sym& arg : args)
    if (const auto value = arg.constant()) values.push_back(*value);
  if (values.size() == args.size()) return {fold(kind, values)};
  if ((kind == AtomKind::kMin || kind == AtomKind::kMax) && args.size() == 1) return args[0];
  return Sym(Term{{1, 1}, {{std::make_shared<const Atom>(Atom{kind, atom_text(kind, args), args}), 1}}});
}

}  // namespace cdp::sema
