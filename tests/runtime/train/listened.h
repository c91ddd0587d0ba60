// A stream that something listens to while it is written: the tests' hand in the midst of a run.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace cdp::runtime::testing {

class Listened {
 public:
  using Listener = std::function<void(std::string_view)>;

  explicit Listened(Listener listener)
      : listener_(std::move(listener)), stream_(fopencookie(this, "w", {nullptr, write, nullptr, nullptr})) {}
  ~Listened() { std::fclose(stream_); }
  Listened(const Listened&) = delete;
  Listened& operator=(const Listened&) = delete;

  [[nodiscard]] std::FILE* stream() const { return stream_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static ssize_t write(void* self, const char* text, std::size_t size) {
    auto& listened = *static_cast<Listened*>(self);
    listened.text_.append(text, size);
    listened.listener_({text, size});
    return static_cast<ssize_t>(size);
  }

  Listener listener_;
  std::string text_;
  std::FILE* stream_;
};

}  // namespace cdp::runtime::testing
