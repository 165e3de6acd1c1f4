// rf_key_passphrase: how rf-key hears secrets without showing them.
//
// A passphrase comes from a file, from the environment, or from the terminal
// without echo, in that order. Of a file it is the first line. Where there is
// no terminal nobody is asked.
#pragma once

#include <string>

#include "actors/keys/secret.hpp"
#include "events/result.hpp"

namespace rf {

struct passphrase_source {
    std::string file;         // empty: none was named
    const char* environment;  // the variable's name
    std::string prompt;       // "Passphrase of alice.key"
};

// Empty where there is none and nobody can be asked.
result<secret_text> hear_passphrase(const passphrase_source& source);
// The same for one that is to be set: asked twice, and not empty.
result<secret_text> hear_new_passphrase(const passphrase_source& source);
// A line from the terminal without echo, or from a pipe or file on stdin.
result<secret_text> hear_secret_line(const std::string& prompt);
// All of stdin, at most 16 MiB: what is to be signed.
result<std::string> hear_message();

}  // namespace rf
