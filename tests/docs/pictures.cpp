// See pictures.h. A power is a straight line where both axes are logarithmic; all numbers of the SVG are whole, so that
// it is the same to the byte everywhere.
#include "tests/docs/pictures.h"

#include <cmath>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/pipeline/scaling_report.h"

namespace cdp::docs {

namespace {

constexpr int kLeft = 70, kTop = 40, kWidth = 330, kHeight = 210, kRight = 250;
constexpr int kOctaves = 6;     // of the axis
constexpr double kDecades = 4;  // of the size, from a tenth

struct Line {
  std::string label;
  double exponent = 0;
};

std::string spec_of(const std::string& library, const std::string& rules) {
  return "use std.gpt\nuse std." + library +
         "\nmodel = Gpt(width, depth, vocab = 256, context = context)\nparameterization = " + rules +
         "\nreference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 64 }\n"
         "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n";
}

/// With which exponent what training changes in a value grows, once updates align.
double trained_exponent(const std::string& library, const std::string& rules, const std::string& axis,
                        const std::string& value) {
  Files files = pipeline::default_files();
  files.memory["gpt.cdp"] = spec_of(library, rules);
  auto analysis = pipeline::analyse("gpt.cdp", files);
  CHECK(analysis);
  const auto report = pipeline::scaling_report(**analysis, {axis});
  CHECK(report && *report);
  for (const stability::Row& row : (*report)->axes.front().values) {
    if (row.name != value) continue;
    for (std::size_t i = 0; i < row.exponents.size(); ++i)
      if (stability::value_columns()[i].key == "aligned") return row.exponents[i].value;
  }
  CHECK(false);
  return 0;
}

int y_of(double decades_from_one) {
  return kTop + kHeight - static_cast<int>(std::lround(kHeight * (decades_from_one + 1) / kDecades));
}

std::string text_at(int x, int y, const char* anchor, const std::string& text, const std::string& colour = "#444") {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y, anchor, colour, text);
}

std::string frame(const std::string& title, const std::string& axis, int from) {
  std::string svg = text_at(kLeft, kTop - 18, "start", title, "#111");
  for (int octave = 0; octave <= kOctaves; octave += 2) {
    const int x = kLeft + kWidth * octave / kOctaves;
    svg += fmt::format("<path d=\"M{0} {1}V{2}\" stroke=\"#ddd\"/>\n", x, kTop, kTop + kHeight);
    svg += text_at(x, kTop + kHeight + 18, "middle", fmt::format("{}", from << octave));
  }
  for (int decade = -1; decade <= static_cast<int>(kDecades) - 1; ++decade) {
    const char* const labels[] = {"x 0.1", "x 1", "x 10", "x 100", "x 1000"};
    svg += fmt::format("<path d=\"M{0} {1}H{2}\" stroke=\"#ddd\"/>\n", kLeft, y_of(decade), kLeft + kWidth);
    svg += text_at(kLeft - 8, y_of(decade) + 4, "end", labels[decade + 1]);
  }
  return svg + text_at(kLeft + kWidth / 2, kTop + kHeight + 38, "middle", axis);
}

std::string line_of(const Line& line) {
  const std::string colour = line.exponent == 0 ? "#1e8449" : "#c0392b";
  const double decades = line.exponent * kOctaves * std::log10(2.0);
  const int end = y_of(decades);
  std::string svg = fmt::format("<path d=\"M{} {}L{} {}\" stroke=\"{}\" stroke-width=\"3\" fill=\"none\"/>\n", kLeft,
                                y_of(0), kLeft + kWidth, end, colour);
  return svg + text_at(kLeft + kWidth + 10, end + 4, "start", line.label, colour);
}

std::string drawn(const std::string& title, const std::string& axis, int from, const std::vector<Line>& lines) {
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      kLeft + kWidth + kRight, kTop + kHeight + 52);
  svg += frame(title, axis, from);
  for (const Line& line : lines) svg += line_of(line);
  return svg + "</svg>\n";
}

/// `sp: width^1.5`
Line line(const std::string& library, const std::string& rules, const std::string& axis, const std::string& value) {
  const double exponent = trained_exponent(library, rules, axis, value);
  const std::string power = stability::exponent_text({exponent}, axis);
  return {fmt::format("{}: {}", rules, power == "1" ? "stays" : "grows as " + power), exponent};
}

}  // namespace

std::vector<Picture> pictures() {
  const std::string up = "blocks.*.mlp.up", stream = "blocks";
  return {{"scaling-width.svg",
           drawn("What training changes in an activation of the MLP, as width grows", "width", 128,
                 {line("sp", "sp_fan_in()", "width", up), line("complete_d_p", "complete_d_p()", "width", up)})},
          {"scaling-depth.svg",
           drawn("What training changes in the residual stream, as depth grows", "depth (layers)", 4,
                 {line("mup", "mup()", "depth", stream), line("complete_d_p", "complete_d_p()", "depth", stream)})}};
}

}  // namespace cdp::docs
