// reported_out: a report of validators and money, as text or one JSON object.
#pragma once

#include "replay/reported.hpp"

namespace rf {

std::string reported_text(const reported_epoch& r);
std::string reported_json(const reported_epoch& r);  // every score of ours among it

}  // namespace rf
