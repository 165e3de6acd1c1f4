// what_if_out: what would have happened, as a table, JSON lines or CSV.
#pragma once

#include "replay/programs/what_if_command.hpp"
#include "replay/what_if.hpp"

namespace rf {

struct what_if_totals {
    std::uint64_t epochs = 0, scored = 0, moved = 0;  // (epoch, miner) pairs
    std::uint64_t withheld_more = 0, withheld_less = 0;
    void add(const what_if_epoch& e);
};

bool is_moved(const moved_miner& m);

std::string what_if_table(const what_if_epoch& e, const what_if_arguments& args, const std::string& as);
std::string what_if_json(const what_if_epoch& e, const what_if_arguments& args, const std::string& as);
std::string what_if_csv_head();
std::string what_if_csv(const what_if_epoch& e, const what_if_arguments& args, const std::string& as);
std::string what_if_summary(const what_if_totals& t);

}  // namespace rf
