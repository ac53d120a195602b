#pragma once
// Every scenario of the specification by name, with its operations: what a profile may ask for.

#include "profile/decode.h"

namespace seiload::scenario {

profile::Catalogue catalogue();

}  // namespace seiload::scenario
