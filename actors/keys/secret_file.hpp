// secret_file: a small file that only its owner may read.
//
// Reading refuses what group or others may touch, what is no plain file, and
// more than 16 KiB. Writing makes a file of mode 0600 that appears whole or not
// at all, is on the disk when this returns, and takes no other's place unless
// told to.
#pragma once

#include <string>
#include <string_view>

#include "actors/keys/secret.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_secret_file_bytes = 16 * 1024;

result<secret_text> read_secret_file(const std::string& path);

enum class existing_file : std::uint8_t { keep, replace };
status write_secret_file(const std::string& path, std::string_view text, existing_file existing);
// The name of a file that was to be put in a place, and was not: who wrote it was
// killed. Such a file hinders no later writing.
bool is_unplaced_file(std::string_view name);

}  // namespace rf
