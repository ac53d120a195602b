#include "net/resolver.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
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

constexpr int kMostRequeries = 8;  // CNAMEs whose target's records came not with them
// Once one family has addresses, the other's answer is waited for only so long (RFC 8305 section 3 says 50
// ms): some servers drop what they do not know.
constexpr sys::Duration kOtherFamilyGrace = std::chrono::milliseconds(250);

std::string server_text(const Address& server) {
  return server.port() == 53 ? server.ip_text() : server.to_text();
}

// What one name's asking came to.
struct Outcome {
  enum class Kind { found, alias, no_address, no_name, failed, timed_out };
  Kind kind = Kind::failed;
  std::vector<Address> addresses;
  std::string alias;    // the name to ask next
  std::string problem;  // "10.0.0.2: SERVFAIL", or the server that answered
  Code code = Code::remote;
};

// One question to one server, UDP first.
struct Question {
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

class Conversation {
 public:
  Conversation(const ResolverConfig& config, const sys::Clock& clock, TimePoint deadline,
               const sys::Event& stop)
      : config_(config), clock_(clock), deadline_(deadline), stop_(stop) {
    if (config.rotate)
      first_server_ = static_cast<std::size_t>(sys::random_u64() % config.nameservers.size());
  }

  // An Error only for the stop.
  base::Result<Outcome> look_up(const std::string& name) {
    std::string asked = name;
    for (int i = 0; i < kMostRequeries; ++i) {
      auto outcome = ask_all(asked);
      if (!outcome || outcome->kind != Outcome::Kind::alias) return outcome;
      asked = outcome->alias;
    }
    return Outcome{
        Outcome::Kind::failed, {}, {}, cat("aliases without end at ", base::quote(asked)), Code::remote};
  }

 private:
  base::Result<Outcome> ask_all(const std::string& name) {
    const std::size_t servers = config_.nameservers.size();
    std::vector<std::string> problems(servers);
    Code code = Code::timeout;
    for (unsigned attempt = 0; attempt < config_.attempts; ++attempt) {
      for (std::size_t i = 0; i < servers; ++i) {
        const std::size_t s = (first_server_ + i) % servers;
        if (clock_.now() >= deadline_ && !problems[s].empty()) continue;
        auto outcome = ask(config_.nameservers[s], name);
        if (!outcome) return outcome;
        if (outcome->kind != Outcome::Kind::failed) return outcome;
        problems[s] = cat(server_text(config_.nameservers[s]), ": ", outcome->problem);
        if (outcome->code != Code::timeout) code = outcome->code;
      }
    }
    Outcome outcome;
    outcome.kind = code == Code::timeout ? Outcome::Kind::timed_out : Outcome::Kind::failed;
    outcome.code = code;
    for (const std::string& problem : problems)
      outcome.problem += (outcome.problem.empty() ? "" : "; ") + problem;
    return outcome;
  }

  base::Result<Outcome> ask(const Address& server, const std::string& name) {
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

  TimePoint next_deadline() const { return std::min(deadline_, clock_.now() + config_.timeout); }

  static bool make_query(const std::string& name, Question& question) {
    question.id = static_cast<std::uint16_t>(sys::random_u64());
    auto query = make_dns_query(question.id, name, question.type);
    if (!query)
      return question.give_up(Code::remote, cat("an alias that is no name: ", base::quote(name))), false;
    question.query = std::move(*query);
    return true;
  }

  static void send_query(const Address& server, Question& question) {
    question.fd = sys::Fd(::socket(server.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // Connected: the kernel lets through only what comes from the server's address and port.
    if (!question.is_open() || ::connect(question.fd.get(), server.raw(), server.raw_size()) != 0 ||
        ::send(question.fd.get(), question.query.data(), question.query.size(), 0) < 0)
      question.give_up(Code::io, sys::errno_text(errno));
  }

  // Until both have an answer or a problem, or time is up.
  base::Status await_answers(std::array<Question, 2>& questions, const std::string& name) {
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

  static bool matches(const DnsAnswer& answer, const Question& question, const std::string& name) {
    if (answer.id != question.id) return false;
    if (answer.name.empty()) return true;  // an error without the question
    return answer.type == question.type && base::equals_ignoring_case(answer.name, name);
  }

  // What does not answer this very question is not ours: whoever sent it, the wait goes on.
  static void receive(Question& question, const std::string& name) {
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
  base::Status ask_over_tcp(const Address& server, const std::string& name, Question& question) {
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

  base::Status send_all(int fd, base::ByteSpan bytes, TimePoint until) {
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

  base::Status receive_all(int fd, std::span<std::uint8_t> bytes, TimePoint until) {
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

  static Outcome judge(const Address& server, const std::string& name, std::array<Question, 2>& questions) {
    Outcome outcome;
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
      outcome.kind = Outcome::Kind::found;
    else if (no_name)
      outcome.kind = Outcome::Kind::no_name;
    else if (failed)
      outcome.kind = Outcome::Kind::failed;
    else
      outcome.kind = outcome.alias.empty() ? Outcome::Kind::no_address : Outcome::Kind::alias;
    if (outcome.kind != Outcome::Kind::failed) outcome.problem = server_text(server);
    return outcome;
  }

  const ResolverConfig& config_;
  const sys::Clock& clock_;
  const TimePoint deadline_;
  const sys::Event& stop_;
  std::size_t first_server_ = 0;
};

std::vector<Address> known_without_asking(const std::string& host, std::uint16_t port,
                                          const ResolverConfig& config) {
  if (const auto literal = Address::parse_ip(host, port)) return {*literal};
  std::string name = base::to_lower(host);
  if (name.ends_with('.')) name.pop_back();
  std::vector<Address> found;
  for (const HostsLine& line : config.hosts) {
    if (std::find(line.names.begin(), line.names.end(), name) == line.names.end()) continue;
    const Address address = line.address.with_port(port);
    if (std::find(found.begin(), found.end(), address) == found.end()) found.push_back(address);
  }
  // IPv4 first: that is where nearly every node listens, and a try that is refused is a try lost.
  if (found.empty() && (name == "localhost" || name.ends_with(".localhost")))
    found = {*Address::parse_ip("127.0.0.1", port), *Address::parse_ip("::1", port)};
  return found;
}

}  // namespace

bool has_route(const Address& address) {
  const sys::Fd fd(::socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return fd.is_open() && ::connect(fd.get(), address.raw(), address.raw_size()) == 0;
}

std::vector<std::string> search_candidates(const std::string& host, const ResolverConfig& config) {
  if (host.ends_with('.')) return {host.substr(0, host.size() - 1)};
  std::vector<std::string> names;
  for (const std::string& domain : config.search) names.push_back(cat(host, '.', domain));
  const auto dots = static_cast<std::size_t>(std::count(host.begin(), host.end(), '.'));
  names.insert(dots >= config.ndots ? names.begin() : names.end(), host);
  return names;
}

std::vector<Address> order_addresses(const std::vector<Address>& addresses,
                                     const std::function<bool(const Address&)>& routed) {
  std::vector<Address> families[2], ordered;
  for (const Address& address : addresses) {
    auto& family = families[address.is_v6() ? 0 : 1];
    if (std::find(family.begin(), family.end(), address) == family.end()) family.push_back(address);
  }
  for (std::size_t i = 0; i < std::max(families[0].size(), families[1].size()); ++i)
    for (const auto& family : families)
      if (i < family.size()) ordered.push_back(family[i]);
  std::stable_partition(ordered.begin(), ordered.end(), routed);
  return ordered;
}

base::Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port,
                                           const ResolverConfig& config, const sys::Clock& clock,
                                           TimePoint deadline, const sys::Event& stop) {
  if (auto known = known_without_asking(host, port, config); !known.empty()) return known;
  const auto error = [&](Code code, std::string_view text) {
    const bool explain = code != Code::invalid_input && !config.remarks.empty();
    return Error{code, cat("resolve ", base::quote(host), ": ", text, explain ? "; " : "",
                           explain ? config.remarks : "")};
  };
  if (!make_dns_query(0, host.ends_with('.') ? std::string_view(host).substr(0, host.size() - 1) : host,
                      DnsType::a))
    return error(Code::invalid_input, "not a host name");

  Conversation conversation(config, clock, deadline, stop);
  std::optional<Error> failure;
  std::string asked, without_address;
  for (const std::string& name : search_candidates(host, config)) {
    if (!make_dns_query(0, name, DnsType::a)) continue;  // too long with this domain behind it
    auto outcome = conversation.look_up(name);
    if (!outcome) return std::move(outcome).error();
    switch (outcome->kind) {
      case Outcome::Kind::found: {
        std::vector<Address> addresses;
        for (const Address& address : outcome->addresses) addresses.push_back(address.with_port(port));
        return order_addresses(addresses, has_route);
      }
      case Outcome::Kind::no_name:
        asked = outcome->problem;
        break;
      case Outcome::Kind::no_address:
        without_address = outcome->problem;
        break;
      case Outcome::Kind::timed_out:
        return error(Code::timeout, cat("no answer (", outcome->problem, ')'));
      default:
        if (!failure) failure = error(outcome->code, cat("no usable answer (", outcome->problem, ')'));
    }
  }
  if (failure) return *std::move(failure);
  if (!without_address.empty())
    return error(Code::remote, cat("the name has no address (asked ", without_address, ')'));
  return error(Code::remote, cat("no such name (asked ", asked, ')'));
}

}  // namespace seiload::net
