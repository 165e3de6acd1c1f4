// operator_key: the secrets beside a log, each a file of mode 0600: its signing
// key, and the master secret that its epochs' secrets are derived from.
#pragma once

#include <string>

#include "events/note.hpp"
#include "events/result.hpp"

namespace rf {

inline std::string log_key_file(const std::string& directory, const std::string& chosen) {
    return chosen.empty() ? directory + "/log.key" : chosen;
}

inline std::string secret_file_of(const std::string& directory, const std::string& chosen) {
    return chosen.empty() ? directory + "/secret" : chosen;
}

// For a new log: 32 random bytes, where no such file is there yet.
status make_master_secret(const std::string& path);

// The first line of a file that only its owner may read; empty where no file is named.
result<std::string> read_passphrase(const std::string& path);
result<signing_key> open_log_key(const std::string& path, const std::string& passphrase_file);
// A new key of that name; sealed where there is a passphrase. Refuses to take
// the place of a file that is there.
result<signing_key> make_log_key(const std::string& path, const std::string& name,
                                 const std::string& passphrase_file);

}  // namespace rf
