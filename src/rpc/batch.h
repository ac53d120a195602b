#pragma once
// JSON-RPC 2.0 batches (section 6): several requests in one array, and their answers in another one, in
// whatever order and number the peer sends them. Pure; nothing is allocated, and nothing a peer sends makes
// this fail otherwise than by what is returned.

#include <cstdint>
#include <string>
#include <string_view>

#include "rpc/answer.h"
#include "rpc/batch_ids.h"

namespace seiload::rpc {

// Appends one request, as rpc/request.h builds it with kConstantId, but with this id instead.
void append_with_id(std::string& out, std::uint64_t id, std::string_view request);

// Gives a batch's requests one after the other: begin with an empty text, end by ']'.
inline void append_to_batch(std::string& out, std::uint64_t id, std::string_view request) {
  out += out.empty() ? '[' : ',';
  append_with_id(out, id, request);
}

// Whether the text is an array, by its beginning.
bool looks_like_batch(std::string_view text);

// Reads the answers of an array one by one. What stands between two commas and is no JSON-RPC answer is
// passed over as one of Kind::invalid, so that one bad entry costs nothing but itself.
class BatchReader {
 public:
  explicit BatchReader(std::string_view text);

  bool next(Answer& answer);             // false at the end, and where the array's own form is broken
  bool whole() const { return whole_; }  // after false: it was an array up to its end

 private:
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  void skip_blanks();
  std::string_view element();  // empty: there is none

  std::string_view text_;
  std::size_t at_ = 0;
  bool ended_ = false, whole_ = false;
};

// What became of the transactions of a batch whose answers were not found.
struct BatchRest {
  measure::Outcome outcome;
  std::string_view detail;  // as classify_send_answer() gives it
};

// The answer to a batch of eth_sendRawTransaction: calls take(place, outcome, detail) for every answer whose
// id is one of the batch, in the order in which they stand there, and pass() for every one with another id.
// An id may come more than once: the first one counts, which is the caller's business.
template <class Take, class Pass>
BatchRest read_send_batch(int http_status, std::string_view body, const BatchIds& ids, Take&& take,
                          Pass&& pass);

// `stray`: an error without an id, where the array has nothing else. Outcome batch_refused means that no
// answer of these is to come: the batch was too large, or is no batch to that server, and nothing more of it
// was looked at.
BatchRest rest_of_batch(int http_status, std::string_view body, bool is_array, const Answer& stray);

template <class Take, class Pass>
BatchRest read_send_batch(int http_status, std::string_view body, const BatchIds& ids, Take&& take,
                          Pass&& pass) {
  BatchReader reader(body);
  Answer stray;
  bool any = false;
  for (Answer answer; reader.next(answer);) {
    if (answer.kind == Answer::Kind::error && !answer.id) stray = answer;
    if (answer.kind == Answer::Kind::invalid || !answer.id) continue;
    any = true;
    const auto place = ids.place_of(*answer.id);
    if (!place) {
      pass();
      continue;
    }
    std::string_view detail;
    const measure::Outcome outcome = classify_send_answer(http_status, answer, answer.id, detail);
    take(*place, outcome, detail);
  }
  return rest_of_batch(http_status, body, reader.whole(), any ? Answer() : stray);
}

}  // namespace seiload::rpc
