#pragma once
// What the chain did with each operation's transactions, as text for people.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

// Empty where it was not tracked.
std::string on_chain_section(const measure::Summary& summary);

}  // namespace seiload::report
