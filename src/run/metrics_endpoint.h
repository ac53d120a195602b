#pragma once
// --metrics-listen-addr: from its text to a server, and the wait for the last scrape.

#include <memory>
#include <string>

#include "run/metrics.h"
#include "sys/log.h"

namespace seiload::run {

// Null with an empty address, and with one that cannot be had: then a warning is logged, and the run goes on
// without. An Error where its thread cannot be started; `stop`, which outlives the server, is requested if
// the thread fails.
base::Result<std::unique_ptr<net::HttpServer>> serve_metrics(const std::string& address, Metrics& metrics,
                                                             const sys::Clock& clock, sys::Stop& stop,
                                                             sys::Log& log);

}  // namespace seiload::run
