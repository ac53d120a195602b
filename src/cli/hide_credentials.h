#pragma once
// What ps(1) shows of the command line: the user names, passwords and queries of URLs, and the values of
// headers, become asterisks, as soon as they have been read. A profile is the better place for them: for a
// moment everybody on the machine can read the command line.

#include <span>

namespace seiload::cli {

// Writes over the words themselves, main's argv.
void hide_credentials(std::span<char* const> words);

}  // namespace seiload::cli
