// Result<T>: a value, or what went wrong with the world (files, JSON, disk, a bad plan). Faults of
// a spec's text are diagnostics, not Errors; our own faults are CHECKs.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace cdp {

/// What went wrong, in the user's words, and where: a path, `plan.json: tensors[3].lr`, or empty.
struct Error {
  std::string message;
  std::string place;

  /// `place: message`, or the message alone.
  [[nodiscard]] std::string text() const { return place.empty() ? message : place + ": " + message; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  // Implicit, so that a function returns its value or an Error as it is.
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : value_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(value_); }
  T& operator*() & { return std::get<T>(value_); }
  const T& operator*() const& { return std::get<T>(value_); }
  T&& operator*() && { return std::get<T>(std::move(value_)); }
  T* operator->() { return &std::get<T>(value_); }
  const T* operator->() const { return &std::get<T>(value_); }
  [[nodiscard]] const Error& error() const { return std::get<Error>(value_); }

 private:
  std::variant<T, Error> value_;
};

/// A Result without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace cdp
