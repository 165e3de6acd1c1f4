// rf_miner_options: the command line of rf-miner, and its file, read and checked.
#pragma once

#include "actors/miner/server/miner_server.hpp"

namespace rf {

struct miner_options {
    miner_server_settings server;  // without solver and log
    bool verbose = false;
    std::string receipts;                   // a file; empty: none is kept
    std::optional<verifying_key> log_key;   // whose receipts hold; else the first one's of each validator
};

// Nothing: --help was asked for, and printed. A fault says which option.
result<std::optional<miner_options>> read_miner_options(int argc, const char* const* argv);

// "KEY:PORT[:BEHAVIOUR]", where KEY is a key file or a SURI.
result<served_miner> read_miner_option(const std::string& text);

}  // namespace rf
