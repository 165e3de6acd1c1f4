// dispute_commands: what rf-dispute does, apart from how it is called.
//
// Each gives the program's exit code (replay/terminal/exit_codes.hpp). A
// source is a data directory, only read, or a bundle file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/result.hpp"

namespace rf {

struct explain_arguments {
    std::string source;
    std::uint32_t epoch = 0;    // 0: the bundle's own, or the last one sealed
    std::string miner;          // uid, or account as SS58, 0x hex or EVM address
    std::string html, key;      // a file to write; the key that the log's notes must be by
    bool json = false, for_miner = false;
};
int explain_command(const explain_arguments& args);

struct prove_arguments {
    std::string data, out, event_out;  // out empty: standard output
    std::string note;                  // a file with the checkpoint to prove it under
    std::uint64_t event = 0;
};
int prove_command(const prove_arguments& args);

struct verify_arguments {
    std::string proof, event, key;     // files, and the verification key
    std::string leaf;                  // 64 hex digits, where the event's bytes are withheld
    std::vector<std::string> witnesses;  // keys that must have cosigned
    bool json = false;
};
int verify_command(const verify_arguments& args);

struct consistency_arguments {
    std::string data, old_note;        // proves from a log; no older note: from its beginning
    std::vector<std::string> keys;     // each note must be by one of them
    std::string proof, out;            // or checks what that wrote
};
int consistency_command(const consistency_arguments& args);

struct diff_arguments {
    std::string a, b;                  // sources
    std::string epochs;                // A..B; empty: all that both have
    bool json = false;
};
int diff_command(const diff_arguments& args);

struct receipt_arguments {
    std::string file, key;             // of rf-miner --receipts, or one note
    std::string source;                // a log to look the replies up in
    bool json = false;
};
int receipt_command(const receipt_arguments& args);

int dispute_failed(const fault& f);    // says so on stderr; the exit code
int dispute_misused(const fault& f);   // of what was asked, not of what was read

}  // namespace rf
