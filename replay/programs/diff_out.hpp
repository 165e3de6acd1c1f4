// diff_out: what two logs differ in, for people and as JSON lines.
#pragma once

#include "replay/epoch_diff.hpp"
#include "replay/log_diff.hpp"

namespace rf {

// Whose log a source is.
struct log_origin {
    std::string path, origin, validator;  // as they are printed: origin as recorded, account in hex
    std::uint16_t netuid = 0;
    std::uint64_t size = 0;
};

struct compared_epoch {
    const epoch_record& a;
    const epoch_record& b;
    const epoch_comparison& found;
    const log_reader& a_log;  // where the events of differing replies are read from
    const log_reader& b_log;
};

std::string origins_text(const log_origin& a, const log_origin& b, bool same_log);
std::string origins_json(const log_origin& a, const log_origin& b, bool same_log);
std::string parting_text(const log_parting& p);
std::string parting_json(const log_parting& p);
std::string epoch_text(const compared_epoch& e);  // empty where it is the same
std::string epoch_json(const compared_epoch& e);

// What two events that decided a reply say differently: outcome, latency, body,
// checks and findings. Empty where one of them cannot be read.
std::vector<field_difference> reply_fields(const compared_epoch& e, const reply_difference& d);

}  // namespace rf
