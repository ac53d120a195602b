#include "tls/client.h"

#include "base/check.h"
#include "tls/connection.h"
#include "tls/suite.h"

namespace seiload::tls {

std::string_view version_name(std::uint16_t version) {
  return version == kTls13 ? "TLS 1.3" : version == kTls12 ? "TLS 1.2" : "";
}

std::string_view suite_name(std::uint16_t suite) {
  const Suite* const found = find_suite(suite);
  return found ? found->name : "";
}

std::string_view group_name(std::uint16_t group) {
  return group == kX25519 ? "X25519" : group == kP256 ? "P-256" : "";
}

Client::Client(std::shared_ptr<const Config> config)
    : config_(std::move(config)), connection_(std::make_unique<Connection>(*config_)) {
  CHECK(config_->trust && config_->entropy);
}

Client::~Client() = default;

void Client::start(base::WallTime now) { connection_->start(now); }
void Client::reset() { connection_->reset(); }
void Client::feed(base::ByteSpan bytes) { connection_->feed(bytes); }
std::string_view Client::next(base::WallTime now) { return connection_->next(now); }
void Client::end_of_bytes() { connection_->end_of_bytes(); }
void Client::write(std::string_view bytes) { connection_->write(bytes); }
void Client::close_notify() { connection_->close_notify(); }
void Client::update_keys() {
  CHECK(state() == State::open && negotiated().version == kTls13);
  connection_->update_keys(true);
}
std::string_view Client::out() const { return connection_->out(); }
void Client::drop_out(std::size_t size) { connection_->drop_out(size); }
Client::State Client::state() const { return connection_->state(); }
const std::string& Client::failure() const { return connection_->failure(); }
bool Client::is_truncated() const { return connection_->is_truncated(); }
const Negotiated& Client::negotiated() const { return connection_->negotiated(); }

}  // namespace seiload::tls
