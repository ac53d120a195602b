#include "net/dns_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/text.h"
#include "net/dns_message.h"
#include "sys/entropy.h"
#include "sys/error.h"
#include "sys/fd.h"

namespace seiload::net {
namespace {

using base::cat;
using base::Code;
using base::Error;
using sys::TimePoint;

constexpr int kMaxRequeries = 8;  // CNAMEs whose target's records came not with them
// Once one family has addresses, the other's answer is waited for only so long (RFC 8305 section 3 says 50
// ms): some servers drop what they do not know.
constexpr sys::Duration kOtherFamilyGrace = std::chrono::milliseconds(250);

std::string server_text(const Address& server) {
  return server.port() == 53 ? server.ip_text() : server.to_text();
}

}  // namespace

// One question to one server, UDP first.
struct DnsClient::Question {
  DnsType type = DnsType::a;
  std::uint16_t id = 0;
  base::Bytes query;
  sys::Fd fd;
  std::optional<DnsAnswer> answer;
  std::string problem;  // set: no answer will come
  Code code = Code::timeout;

  bool is_open() const { return fd.is_open(); }
  void give_up(Code why, std::string text) {
    fd.reset();
    code = why;
    problem = std::move(text);
  }
};

DnsClient::DnsClient(const ResolverConfig& config, const sys::Clock& clock, TimePoint deadline,
                     const sys::Event& stop)
    : config_(config), clock_(clock), deadline_(deadline), stop_(stop) {
  if (config.rotate) first_server_ = static_cast<std::size_t>(sys::random_u64() % config.nameservers.size());
}

base::Result<DnsLookup> DnsClient::look_up(const std::string& name) {
  std::string asked = name;
  for (int i = 0; i < kMaxRequeries; ++i) {
    auto outcome = ask_all(asked);
    if (!outcome || outcome->kind != DnsLookup::Kind::alias) return outcome;
    asked = outcome->alias;
  }
  return DnsLookup{
      DnsLookup::Kind::failed, {}, {}, cat("aliases without end at ", base::quote(asked)), Code::remote};
}

base::Result<DnsLookup> DnsClient::ask_all(const std::string& name) {
  const std::size_t servers = config_.nameservers.size();
  std::vector<std::string> problems(servers);
  Code code = Code::timeout;
  for (unsigned attempt = 0; attempt < config_.attempts; ++attempt) {
    for (std::size_t i = 0; i < servers; ++i) {
      const std::size_t s = (first_server_ + i) % servers;
      if (clock_.now() >= deadline_ && !problems[s].empty()) continue;
      auto outcome = ask(config_.nameservers[s], name);
      if (!outcome) return outcome;
      if (outcome->kind != DnsLookup::Kind::failed) return outcome;
      problems[s] = cat(server_text(config_.nameservers[s]), ": ", outcome->problem);
      if (outcome->code != Code::timeout) code = outcome->code;
    }
  }
  DnsLookup outcome;
  outcome.kind = code == Code::timeout ? DnsLookup::Kind::timed_out : DnsLookup::Kind::failed;
  outcome.code = code;
  for (const std::string& problem : problems)
    outcome.problem += (outcome.problem.empty() ? "" : "; ") + problem;
  return outcome;
}

base::Result<DnsLookup> DnsClient::ask(const Address& server, const std::string& name) {
  std::array<Question, 2> questions;
  questions[0].type = DnsType::aaaa;
  for (Question& question : questions) {
    if (make_query(name, question) && !config_.use_tcp) send_query(server, question);
  }
  if (auto status = await_answers(questions, name); !status) return std::move(status).error();
  for (Question& question : questions) {
    if (question.query.empty() || (question.answer ? !question.answer->truncated : !config_.use_tcp))
      continue;
    const auto cut = std::exchange(question.answer, std::nullopt);
    if (auto status = ask_over_tcp(server, name, question); !status) {
      if (status.error().code == Code::stopped) return std::move(status).error();
      question.give_up(status.error().code, cat("over TCP: ", status.error().message));
      if (cut && !follow_chain(*cut).addresses.empty()) question.answer = cut;  // better than none
    }
  }
  return judge(server, name, questions);
}

TimePoint DnsClient::next_deadline() const { return std::min(deadline_, clock_.now() + config_.timeout); }

bool DnsClient::make_query(const std::string& name, Question& question) {
  question.id = static_cast<std::uint16_t>(sys::random_u64());
  auto query = make_dns_query(question.id, name, question.type);
  if (!query)
    return question.give_up(Code::remote, cat("an alias that is not a name: ", base::quote(name))), false;
  question.query = std::move(*query);
  return true;
}

void DnsClient::send_query(const Address& server, Question& question) {
  question.fd = sys::Fd(::socket(server.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // Connected: the kernel lets through only what comes from the server's address and port.
  if (!question.is_open() || ::connect(question.fd.get(), server.raw(), server.raw_size()) != 0 ||
      ::send(question.fd.get(), question.query.data(), question.query.size(), 0) < 0)
    question.give_up(Code::io, sys::errno_text(errno));
}

// Until both have an answer or a problem, or time is up.
base::Status DnsClient::await_answers(std::array<Question, 2>& questions, const std::string& name) {
  TimePoint until = next_deadline();
  while (questions[0].is_open() || questions[1].is_open()) {
    pollfd descriptors[] = {
        {stop_.fd(), POLLIN, 0}, {questions[0].fd.get(), POLLIN, 0}, {questions[1].fd.get(), POLLIN, 0}};
    clock_.wait(descriptors, until);
    if (descriptors[0].revents != 0) return sys::stopped_error();
    for (std::size_t i = 0; i < 2; ++i) {
      if (descriptors[i + 1].revents == 0) continue;
      receive(questions[i], name);
      if (questions[i].answer && !follow_chain(*questions[i].answer).addresses.empty())
        until = std::min(until, clock_.now() + kOtherFamilyGrace);
    }
    if (clock_.now() < until) continue;
    for (Question& question : questions)
      if (question.is_open()) question.give_up(Code::timeout, "timed out");
  }
  return {};
}

bool DnsClient::matches(const DnsAnswer& answer, const Question& question, const std::string& name) {
  if (answer.id != question.id) return false;
  if (answer.name.empty()) return true;  // an error without the question
  return answer.type == question.type && base::equals_ignoring_case(answer.name, name);
}

// What does not answer this very question is not ours: whoever sent it, the wait goes on.
void DnsClient::receive(Question& question, const std::string& name) {
  std::uint8_t buffer[4096];
  const ssize_t n = ::recv(question.fd.get(), buffer, sizeof buffer, 0);
  if (n < 0) {
    if (errno != EAGAIN && errno != EINTR) question.give_up(Code::io, sys::errno_text(errno));
    return;
  }
  auto answer = parse_dns_answer({buffer, static_cast<std::size_t>(n)});
  if (!answer || !matches(*answer, question, name)) return;
  question.answer = std::move(answer);
  question.fd.reset();
}

// RFC 7766: the same message with its length in front.
base::Status DnsClient::ask_over_tcp(const Address& server, const std::string& name, Question& question) {
  const TimePoint until = next_deadline();
  const sys::Fd fd(::socket(server.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return Error{Code::io, sys::errno_text(errno)};
  if (::connect(fd.get(), server.raw(), server.raw_size()) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) return Error{Code::io, sys::errno_text(errno)};
    if (auto status = clock_.wait_for(fd.get(), POLLOUT, until, stop_); !status) return status;
  }
  base::Bytes message = {static_cast<std::uint8_t>(question.query.size() >> 8),
                         static_cast<std::uint8_t>(question.query.size())};
  base::append(message, question.query);
  if (auto status = send_all(fd.get(), message, until); !status) return status;
  std::uint8_t length[2];
  if (auto status = receive_all(fd.get(), length, until); !status) return status;
  base::Bytes reply(static_cast<std::size_t>(length[0] << 8 | length[1]));
  if (auto status = receive_all(fd.get(), reply, until); !status) return status;
  auto answer = parse_dns_answer(reply);
  if (!answer ||
      !matches(*answer, question, name))  // there is no more to be had where even this was truncated
    return Error{Code::protocol, "malformed answer"};
  question.answer = std::move(answer);
  return {};
}

base::Status DnsClient::send_all(int fd, base::ByteSpan bytes, TimePoint until) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0)
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    else if (errno != EAGAIN && errno != EINTR)
      return Error{Code::io, sys::errno_text(errno)};
    else if (auto status = clock_.wait_for(fd, POLLOUT, until, stop_); !status)
      return status;
  }
  return {};
}

base::Status DnsClient::receive_all(int fd, std::span<std::uint8_t> bytes, TimePoint until) {
  while (!bytes.empty()) {
    const ssize_t n = ::recv(fd, bytes.data(), bytes.size(), 0);
    if (n > 0)
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    else if (n == 0)
      return Error{Code::io, "closed before the answer"};
    else if (errno != EAGAIN && errno != EINTR)
      return Error{Code::io, sys::errno_text(errno)};
    else if (auto status = clock_.wait_for(fd, POLLIN, until, stop_); !status)
      return status;
  }
  return {};
}

DnsLookup DnsClient::judge(const Address& server, const std::string& name,
                           std::array<Question, 2>& questions) {
  DnsLookup outcome;
  bool no_name = false, failed = false;
  for (Question& question : questions) {
    if (!question.answer) {
      failed = true;
      outcome.problem = question.problem;
      outcome.code = question.code;
      continue;
    }
    const DnsAnswer& answer = *question.answer;
    const DnsChain chain = follow_chain(answer);
    outcome.addresses.insert(outcome.addresses.end(), chain.addresses.begin(), chain.addresses.end());
    if (answer.code == DnsCode::no_such_name) {
      no_name = true;
    } else if (answer.code != DnsCode::no_error) {
      failed = true;
      outcome.problem = to_text(answer.code);
      outcome.code = Code::remote;
    } else if (!base::equals_ignoring_case(chain.end, name)) {
      outcome.alias = chain.end;
    }
  }
  if (!outcome.addresses.empty())
    outcome.kind = DnsLookup::Kind::found;
  else if (no_name)
    outcome.kind = DnsLookup::Kind::no_name;
  else if (failed)
    outcome.kind = DnsLookup::Kind::failed;
  else
    outcome.kind = outcome.alias.empty() ? DnsLookup::Kind::no_address : DnsLookup::Kind::alias;
  if (outcome.kind != DnsLookup::Kind::failed) outcome.problem = server_text(server);
  return outcome;
}

}  // namespace seiload::net
