#pragma once
// A word that is neither an option nor a command: what was probably meant, and how that is written.

#include <string>
#include <string_view>

namespace seiload::cli {

// "'run': unexpected argument; a run needs no command: write 'seiload -e URL --scenario NAME'". `program` is
// "seiload" or "seiload mock-chain".
std::string explain_operand(std::string_view word, std::string_view program);

}  // namespace seiload::cli
