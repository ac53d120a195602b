#pragma once
// The sections about the chain of the JSON report: members of its object, only those that were tracked.

#include "json/writer.h"
#include "report/watched.h"

namespace seiload::report {

void append_json(json::Writer& out, const Watched& watched);
void append_interval(json::Writer& out, const WatchedInterval& watched);  // members of an interval's object

}  // namespace seiload::report
