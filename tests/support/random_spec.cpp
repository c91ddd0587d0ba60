// Every operation occurs, with sizes that fit at every scale, at some, or at none.
#include "tests/support/random_spec.h"

#include <random>
#include <vector>

#include <fmt/format.h>

namespace cdp::test {
namespace {

using Words = std::vector<std::string>;

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::string spec() {
    images_ = chance(12);
    std::string text = "use std.linear\n";
    text += images_ ? image_model() : token_model();
    return text + rules() + scales();
  }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  std::string any(const Words& words) { return words[below(words.size())]; }

  /// Mostly one of the first, at times one that only some scales bear, or none.
  std::string mostly(const Words& sound, const Words& doubtful) { return chance(90) ? any(sound) : any(doubtful); }

  std::string heads() {
    return mostly({"1", "2", "4", "width / 16", "width / 8"}, {"3", "64", "width / 5", "d", "width - 15", "0", "-2"});
  }
  std::string number() {
    return mostly({"0.5", "2", "1 / width", "d / 4", "(-3)", "width^-0.5"},
                  {"1 / (width - 32)", "10^300 * width^50", "0", "1e-300 * width^-10", "width^2000"});
  }
  std::string eps() {
    return mostly({"1e-5", "1e-6", "1 / width^2", "0"}, {"1 / (width - 48)", "0 - 1e-6", "width^400"});
  }
  std::string window() { return mostly({"0", "4", "context", "width"}, {"10^30", "2^63", "1.5", "0 - 4", "2^53"}); }
  std::string unary() { return any({"gelu", "gelu_tanh", "silu", "relu", "relu2", "tanh", "sigmoid", "softmax"}); }

  std::string fresh(const std::string& stem) { return stem + std::to_string(++names_); }

  std::string member(const std::string& declaration) {
    const std::string name = fresh("m");
    members_ += "  " + name + ": " + declaration + "\n";
    return name;
  }
  std::string line(const std::string& value) {
    const std::string name = fresh("x");
    forward_ += "    " + name + " = " + value + "\n";
    return name;
  }

  std::string norm(const std::string& x) {
    const bool layer = chance(50);
    std::string arguments = x;
    if (chance(60)) arguments += ", " + member("Tensor(width) = ones");
    if (layer && arguments != x && chance(60)) arguments += ", " + member("Tensor(width) = zeros");
    if (chance(50)) arguments += ", eps = " + eps();
    return line((layer ? "layer_norm(" : "rms_norm(") + arguments + ")");
  }

  std::string mlp(const std::string& x) {
    const std::string inner =
        mostly({"4 * width", "2 * width", "width", "32"}, {"width / 3", "round(2.67 * width)", "d * 7"});
    const std::string up = member("Tensor(" + inner + ", width)"), down = member("Tensor(width, " + inner + ")");
    return line("linear(" + unary() + "(linear(" + x + ", " + up + ")), " + down + ")");
  }

  std::string chunks(const std::string& x) {
    const std::string count = any({"2", "3", "4"});
    const std::string all = member("Tensor(" + mostly({count, "12"}, {"5"}) + " * width, width)");
    const std::string index = mostly({"0", "1"}, {count, "d - 1", "width - 30", "0 - 1"});
    const std::string piece =
        line("chunk(linear(" + x + ", " + all + "), chunks = " + count + ", index = " + index + ")");
    return chance(70) ? piece : line("linear(" + piece + ", " + member("Tensor(width, width)") + ")");
  }

  std::string projected(const std::string& x, const std::string& width, const std::string& heads) {
    std::string split =
        "split_heads(linear(" + x + ", " + member("Tensor(" + width + ", width)") + "), heads = " + heads + ")";
    return line(rope_ ? "rope(" + split +
                            (chance(30) ? ", theta = " + mostly({"500", "1e6"}, {"0 - 1", "width^999"}) : "") + ")"
                      : split);
  }

  std::string attention(const std::string& x) {
    rope_ = chance(50);
    const std::string queries = heads();
    const bool fewer = chance(30);
    const std::string keys = fewer ? mostly({"1", "2"}, {"3", queries}) : queries;
    const std::string key_width = fewer ? "width * " + keys + " / (" + queries + ")" : "width";
    const std::string q = projected(x, "width", queries), k = projected(x, key_width, keys);
    rope_ = false;
    const std::string v = projected(x, key_width, keys);
    const std::string scale = chance(50) ? member("Multiplier(" + number() + ")") : number();
    std::string options;
    if (chance(40)) options += ", window = " + window();
    if (chance(20)) options += ", causal = false";
    const std::string mixed = line("attention(" + q + ", " + k + ", " + v + ", " + scale + options + ")");
    return line("linear(merge_heads(" + mixed + "), " + member("Tensor(width, width)") + ")");
  }

  std::string mixture(const std::string& x) {
    const std::string experts = any({"2", "4", "8"});
    const std::string router = member("Tensor(" + experts + ", width)");
    const std::string bias = chance(50) ? ", " + member("Tensor(" + experts + ") = zeros") : "";
    const std::string top_k = mostly({"1", "2"}, {"9", "d", "width / 4", "0"});
    const std::string weights = line("route(linear(" + x + ", " + router + ")" + bias + ", top_k = " + top_k + ")");
    const std::string bank = "Tensor(" + experts + ", 2 * width, width)";
    const std::string gate = member(bank), up = member(bank);
    const std::string down = member("Tensor(" + experts + ", width, 2 * width)");
    return line("experts(" + x + ", " + weights + ", " + gate + ", " + up + ", " + down + ")");
  }

  std::string scaled(const std::string& x) {
    switch (below(4)) {
      case 0:
        return line(x + " * " + number());
      case 1:
        return line(member("Multiplier(" + number() + ")") + " * " + x);
      case 2:
        return line(x + " + " + member("Tensor(" + mostly({"width"}, {"context, width", "1, width"}) + ") = zeros"));
      default:
        return line("(-" + x + ") / " + mostly({"2", "width"}, {"(width - 32)", "10^-310"}));
    }
  }

  std::string part(const std::string& x) {
    switch (below(6)) {
      case 0:
        return mlp(x);
      case 1:
        return attention(x);
      case 2:
        return mixture(x);
      case 3:
        return chunks(x);
      case 4:
        return norm(x);
      default:
        return scaled(x);
    }
  }

  /// A module that keeps (batch, time, width).
  std::string block(const std::string& name) {
    members_.clear();
    forward_.clear();
    std::string x = "x";
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
      const std::string change = part(x);
      x = chance(70) ? line(x + " + " + change) : change;
    }
    return "module " + name + "(width, d, context) {\n" + members_ + "  forward(x) {\n" + forward_ + "    return " + x +
           "\n  }\n}\n";
  }

  std::string count() { return mostly({"depth", "2", "1"}, {"depth / 2", "depth - 1", "depth / 3"}); }

  std::string token_model() {
    std::string text = block("Block");
    const bool nested = chance(20);
    if (nested)
      text += "module Stage(width, d, context) {\n  layers: " + count() +
              " * Block(width, d, context)\n  forward(x) = layers(x)\n}\n";
    const bool positions = chance(40);
    const bool tied = chance(20);
    const std::string vocab = mostly({"256"}, {"16", "width"});
    text += "module Net(width, d, vocab, context) {\n  embed: Embedding(" + vocab + ", width)\n";
    if (positions) text += "  places: Tensor(" + mostly({"context", "64"}, {"8", "width"}) + ", width)\n";
    text += "  blocks: " + count() + " * " + (nested ? "Stage" : "Block") + "(width, d, context)\n";
    if (!tied) text += "  head: Unembedding(width, vocab)\n";
    text += "  forward(tokens) {\n    x = embed(tokens)" +
            std::string(positions ? " + lookup(positions(tokens), places)" : "") + "\n    y = blocks(x)\n    return " +
            (tied ? "linear(y, embed.weight)" : "head(y)") + "\n  }\n}\nmodel = Net(width, depth, 256, context)\n";
    return text;
  }

  std::string image_model() {
    const std::string size = any({"1", "2", "4"});
    const std::string height = mostly({"8"}, {"4", "6", "depth", "2^62"});
    const std::string channels = mostly({"1"}, {"3", "2^62"});
    const std::string numbers = size + " * " + size + " * " + channels;
    return block("Block") + "module Net(width, d, features) {\n  cut: Linear(" + numbers +
           ", width)\n  blocks: depth_ * Block(width, d, 8)\n  head: Unembedding(width, 3)\n  forward(image) {\n    x "
           "= "
           "cut(patches(image, size = " +
           size + ", height = " + height + ", channels = " + channels +
           "))\n    return head(mean(blocks(x)))\n  }\n}\nlet depth_ = 2\nmodel = Net(width, depth, features = 64)\n"
           "training { task = " +
           any({"classify", "regress"}) + " }\n";
  }

  std::string rules() {
    const auto own = [this] {
      return "rules r() {\n  @all { lr *= m_width^" + mostly({"-1", "-0.5", "0"}, {"-400", "900"}) +
             " }\n  @hidden { init_std *= m_in^-0.5; 1 - beta1 *= m_B^" + mostly({"0", "0.5"}, {"3", "2000"}) +
             " }\n}\nparameterization = r()\n";
    };
    if (chance(40)) return own();
    const std::string name = any({"sp", "mup", "complete_d_p(alpha = 1)", "completep"});
    const std::string call = name.ends_with(")") ? name : name + "()";
    const std::string file = name.starts_with("complete_d_p") ? "complete_d_p" : name;
    return "use std." + file + "\nparameterization = " + call + "\n";
  }

  std::string width() { return any({"16", "32", "48", "64", "60"}); }

  std::string scales() {
    std::string text = "reference { width = " + any({"32", "64"}) + "; depth = 2; batch = 4 seq; duration = 20 steps" +
                       (images_ ? "" : "; context = 16") + " }\n";
    text += "base { lr = 1e-3; beta1 = " + mostly({"0.9"}, {"0", "0.999999"}) +
            "; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n";
    for (const char* const name : {"a", "b"})
      text += fmt::format("target {} {{ width = {}; depth = {}; batch = {} seq }}\n", name, width(),
                          mostly({"2", "4", "3"}, {"1", "10^7", "60000"}), mostly({"4", "8"}, {"4000", "10^17"}));
    return text;
  }

  std::mt19937_64 random_;
  bool images_ = false;
  bool rope_ = false;
  std::size_t names_ = 0;
  std::string members_, forward_;
};

}  // namespace

std::string random_spec(std::uint64_t seed) {
  return Writer(seed).spec();
}

}  // namespace cdp::test
