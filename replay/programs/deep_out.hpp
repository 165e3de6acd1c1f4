// deep_out: a deep audit, as text, as one line, or as one JSON object.
#pragma once

#include "replay/audit_deep.hpp"

namespace rf {

std::string deep_text(const deep_report& r);
std::string deep_line(const deep_report& r);  // of one epoch among many
std::string deep_json(const deep_report& r);

}  // namespace rf
