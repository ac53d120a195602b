#pragma once
// Finds the ends of JSON objects and arrays that follow each other on a stream, whether a line break stands
// between them or not, from bytes in any pieces. It only counts brackets outside of strings: whether a value
// is JSON is for its reader to say. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace seiload::net {

class JsonSplitter {
 public:
  enum class Event {
    none,   // all bytes taken; more must come
    value,  // one whole value in data()
    failed  // data() says why, for people; nothing is read after it
  };

  explicit JsonSplitter(std::size_t max_value) : max_value_(max_value) {}

  void start() { *this = JsonSplitter(max_value_); }
  // Takes bytes from the front up to the end of the next value.
  Event next(std::string_view& bytes);
  bool is_too_large() const { return too_large_; }  // why it failed

  std::string_view data() const { return data_; }  // valid until the next call

 private:
  std::size_t max_value_;
  std::string value_;
  std::string_view data_;
  std::size_t depth_ = 0;
  bool in_string_ = false, escaped_ = false;
  bool done_ = false;  // value_ was handed over and goes with the next call
  bool failed_ = false, too_large_ = false;
};

}  // namespace seiload::net
