// What kinds of C++ types fields have, for the code that walks them: writer, reader, schema.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "compiler/base/words.h"
#include "compiler/plan/fields.h"

namespace cdp::plan {

template <class T>
inline constexpr bool kIsVariant = false;
template <class... T>
inline constexpr bool kIsVariant<std::variant<T...>> = true;

template <class T>
inline constexpr bool kIsOrdered = false;
template <class T>
inline constexpr bool kIsOrdered<Ordered<T>> = true;

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;

template <class T>
inline constexpr bool kIsMaybe = false;
template <class T>
inline constexpr bool kIsMaybe<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsMaybe<std::shared_ptr<T>> = true;

/// An alternative of several scalars: Scalar, GraphArgument.
template <class T>
concept IsVariant = kIsVariant<T>;
/// A JSON object whose keys are data.
template <class T>
concept IsOrdered = kIsOrdered<T>;
/// A JSON array.
template <class T>
concept IsVector = kIsVector<T> && !kIsOrdered<T>;
/// A value that may be absent: optional or shared_ptr.
template <class T>
concept IsMaybe = kIsMaybe<T>;
template <class T>
concept IsNumber = std::same_as<T, std::int64_t> || std::same_as<T, double>;
template <class T>
concept IsScalar = IsNumber<T> || std::same_as<T, bool> || std::same_as<T, std::string> || IsWord<T> || IsVariant<T>;

template <IsOrdered T>
using OrderedItem = typename T::value_type::second_type;

}  // namespace cdp::plan
