#include "actors/programs/operator_key.hpp"

#include <filesystem>

#include "actors/io/machine.hpp"
#include "actors/keys/hotkey.hpp"
#include "actors/keys/key_file.hpp"
#include "actors/keys/secret_file.hpp"

namespace rf {

status make_master_secret(const std::string& path) {
    std::error_code none;
    if (std::filesystem::exists(path, none)) return done();
    return write_secret_file(path, hex(machine_entropy().hash()) + "\n", existing_file::keep);
}

result<std::string> read_passphrase(const std::string& path) {
    if (path.empty()) return std::string();
    auto text = read_secret_file(path);
    if (!text) return text.error();
    return std::string(text->view().substr(0, text->view().find('\n')));
}

result<signing_key> open_log_key(const std::string& path, const std::string& passphrase_file) {
    auto passphrase = read_passphrase(passphrase_file);
    if (!passphrase) return passphrase.error();
    return load_log_key(path, *passphrase);
}

result<signing_key> make_log_key(const std::string& path, const std::string& name,
                                 const std::string& passphrase_file) {
    if (!is_key_name(name))
        return fault{fault_kind::invalid, "a log's name has no white space and no '+'", name, ""};
    auto passphrase = read_passphrase(passphrase_file);
    if (!passphrase) return passphrase.error();
    machine_entropy entropy;
    std::array<std::uint8_t, 32> seed{};
    entropy.fill(seed.data(), seed.size());
    signing_key key = key_from_seed(name, seed);
    if (passphrase->empty()) {
        auto written = write_secret_file(path, encode_signer(key) + "\n", existing_file::keep);
        if (!written) return written.error();
        return key;
    }
    key_file file = key_file_of(key);
    if (auto sealed = reseal(file, "", *passphrase, entropy); !sealed) return sealed.error();
    if (auto written = write_secret_file(path, write_key_file(file).view(), existing_file::keep); !written)
        return written.error();
    return key;
}

}  // namespace rf
