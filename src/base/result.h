#pragma once
// Errors as values. Result<T> holds a T or an Error; Status is the Result of nothing. Member names follow
// std::expected (C++23), so that a later swap stays small.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace seiload::base {

// One code for each decision that callers make; the message is for people only.
enum class Code {
  invalid_input,  // what the user wrote is wrong (exit status 2)
  io,             // the system or the peer refused: errno, closed connection
  timeout,        // nothing came in time
  protocol,       // the peer answered something that its protocol does not allow
  remote,         // the peer answered properly, and the answer was an error
  stopped,        // given up because a stop was requested; never a failure by itself
};

struct [[nodiscard]] Error {
  Code code = Code::io;
  std::string message;  // "connect 10.0.0.1:8545: Connection refused"

  // The same error with what was being done put in front: "CONTEXT: message".
  Error with(std::string_view context) && {
    message.insert(0, std::string(context) + ": ");
    return std::move(*this);
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return CHECK(has_value()), *std::get_if<0>(&state_); }
  const T& value() const& { return CHECK(has_value()), *std::get_if<0>(&state_); }
  T&& value() && { return CHECK(has_value()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return CHECK(!has_value()), *std::get_if<1>(&state_); }
  const Error& error() const& { return CHECK(!has_value()), *std::get_if<1>(&state_); }
  Error&& error() && { return CHECK(!has_value()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }

  Error& error() & { return CHECK(!has_value()), *error_; }
  const Error& error() const& { return CHECK(!has_value()), *error_; }
  Error&& error() && { return CHECK(!has_value()), *std::move(error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

inline Error invalid_input(std::string message) { return {Code::invalid_input, std::move(message)}; }

}  // namespace seiload::base
