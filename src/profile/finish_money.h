#pragma once
// What profile/finish.h checks of a run's money: where the root key is, what funding pays, --max-spend.

#include "profile/decode.h"

namespace seiload::profile {

void finish_funding(Draft& draft);
void finish_max_spend(Draft& draft);

}  // namespace seiload::profile
