#include "actors/programs/rf_key_commands.hpp"

#include <iostream>
#include <optional>

#include "actors/io/machine.hpp"
#include "actors/keys/bip39.hpp"
#include "actors/keys/bittensor_file.hpp"
#include "actors/keys/key_file.hpp"
#include "actors/keys/secret_file.hpp"
#include "actors/programs/rf_key_passphrase.hpp"
#include "events/json_text.hpp"
#include "events/ss58.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr const char* passphrase_variable = "RF_KEY_PASSPHRASE";
constexpr const char* new_passphrase_variable = "RF_KEY_NEW_PASSPHRASE";

result<secret_text> passphrase_for(const key_file& file, const key_options& o) {
    if (!file.sealed()) return secret_text();
    return hear_passphrase({o.passphrase_file, passphrase_variable, "Passphrase of " + o.file});
}

// A log's key without passphrase is its signer's line, as other tools read it.
secret_text text_of(const key_file& file) {
    if (file.kind == key_kind::hotkey || file.sealed()) return write_key_file(file);
    secret_text out;
    out.append(std::get<secret_text>(file.secret).view());
    out.append("\n");
    return out;
}

enum class foreign_files : std::uint8_t { read, refuse };

result<key_file> file_at(const std::string& path, foreign_files foreign = foreign_files::read) {
    const auto text = read_secret_file(path);
    if (!text) return text.error();
    if (text->view().starts_with("PRIVATE+KEY+")) {
        auto key = decode_signer(text->view().substr(0, text->view().find('\n')));
        if (!key) return with_place(key.error(), path);
        return key_file_of(*key);
    }
    if (text->view().starts_with('{') && foreign == foreign_files::read) {
        auto key = key_from_bittensor(text->view());
        if (!key) return with_place(key.error(), path);
        return key_file_of(*key);
    }
    auto file = read_key_file(text->view());
    if (!file) return with_place(file.error(), path);
    return file;
}

status keep(key_file& file, const key_options& o) {
    if (o.seal || !o.passphrase_file.empty()) {
        const auto passphrase =
            hear_new_passphrase({o.passphrase_file, passphrase_variable, "New passphrase of " + o.file});
        if (!passphrase) return passphrase.error();
        machine_entropy entropy;
        if (auto sealed = reseal(file, "", passphrase->view(), entropy); !sealed) return sealed;
    }
    return write_secret_file(o.file, text_of(file).view(),
                             o.force ? existing_file::replace : existing_file::keep);
}

result<int> kept(key_file file, const key_options& o) {
    if (auto done = keep(file, o); !done) return done.error();
    std::cout << file.public_text << "\n";
    return exit_agrees;
}

result<std::string> message_of(const key_options& o) {
    if (o.message_given) return o.message;
    return hear_message();
}

template <class T>
std::optional<fault> fault_of(const result<T>& r) {
    return r ? std::nullopt : std::optional<fault>(r.error());
}

// An address, or 32 bytes in hexadecimal.
result<sr25519_public> public_key_of(const std::string& text) {
    if (text.starts_with("0x")) {
        const auto bytes = from_hex(std::string_view(text).substr(2));
        const auto key = bytes ? as_hash(*bytes) : std::nullopt;
        if (!key)
            return fault{fault_kind::invalid, "a public key is 0x and 64 hexadecimal digits", "address", ""};
        return key->b;
    }
    const auto address = decode_ss58(text);
    if (!address) return address.error();
    return address->public_key;
}

}  // namespace

result<int> new_key(const key_options& o) {
    machine_entropy source;
    phrase_entropy entropy;
    entropy.size = std::size_t(o.words) / 3 * 4;
    source.fill(entropy.bytes.data(), entropy.size);
    const mini_secret mini = mini_secret_of(entropy, "");
    auto done = kept(key_file_of(suri_key{expand(mini), mini}), o);
    if (done && o.show_secret) std::cout << phrase_of_entropy(entropy).view() << "\n";
    return done;
}

result<int> import_key(const key_options& o) {
    if (!o.bittensor_file.empty()) {
        const auto text = read_secret_file(o.bittensor_file);
        if (!text) return text.error();
        const auto key = key_from_bittensor(text->view());
        if (!key) return with_place(key.error(), o.bittensor_file);
        return kept(key_file_of(*key), o);
    }
    secret_text secret;
    if (!o.suri.empty()) {
        secret.append(o.suri);
    } else {
        auto heard = hear_secret_line("Phrase or secret URI");
        if (!heard) return heard.error();
        secret = std::move(heard).value();
        // The development phrase is meant only where it is written.
        if (secret.empty()) return fault{fault_kind::empty, "nothing was given", "stdin", "give a phrase"};
    }
    const auto key = key_from_suri(secret.view());
    if (!key) return key.error();
    return kept(key_file_of(*key), o);
}

result<int> new_log_key(const key_options& o) {
    if (!is_key_name(o.log_name)) {
        return fault{fault_kind::invalid, "a log's name has no space and no plus sign", "--name", ""};
    }
    machine_entropy source;
    secret_bytes<32> seed;
    source.fill(seed.data(), seed.size());
    return kept(key_file_of(key_from_seed(o.log_name, seed.array())), o);
}

result<int> show_key(const key_options& o) {
    auto file = file_at(o.file);
    if (!file) return file.error();
    const bool hot = file->kind == key_kind::hotkey;
    std::string public_hex;
    if (hot) {
        const auto address = decode_ss58(file->public_text);
        if (!address) return with_place(address.error(), o.file);
        public_hex = "0x" + hex(address->public_key);
    } else {
        const auto verifier = decode_verifier(file->public_text);
        if (!verifier) return with_place(verifier.error(), o.file);
        public_hex = "0x" + hex(verifier->public_key);
    }
    const bool sealed = file->sealed();
    // A sealed one is checked when it is opened.
    if (!sealed) {
        const auto wrong = hot ? fault_of(hotkey_in(*file, "")) : fault_of(log_key_in(*file, ""));
        if (wrong) return with_place(*wrong, o.file);
    }
    secret_text secret;
    if (o.show_secret) {
        const auto passphrase = passphrase_for(*file, o);
        if (!passphrase) return passphrase.error();
        machine_entropy unused;
        if (auto opened = reseal(*file, passphrase->view(), "", unused); !opened) return opened.error();
        secret = std::move(std::get<secret_text>(file->secret));
    }
    const char* const kind = hot ? "hotkey" : "log-key";
    const char* const name = hot ? "address" : "verifier";
    if (o.json) {
        std::string text;
        put_json_text(text, file->public_text);
        std::cout << "{\"kind\":\"" << kind << "\",\"" << name << "\":" << text << ",\"public_key\":\""
                  << public_hex << "\",\"sealed\":" << (sealed ? "true" : "false");
        if (o.show_secret) std::cout << ",\"secret\":\"" << secret.view() << "\"";
        std::cout << "}\n";
    } else {
        std::cout << "kind        " << kind << "\n"
                  << name << std::string(12 - std::string_view(name).size(), ' ')
                  << printable(file->public_text) << "\npublic key  " << public_hex << "\npassphrase  "
                  << (sealed ? "yes" : "no") << "\n";
        if (o.show_secret) std::cout << "secret      " << secret.view() << "\n";
    }
    return exit_agrees;
}

result<int> sign_message(const key_options& o) {
    const auto file = file_at(o.file);
    if (!file) return file.error();
    const auto passphrase = passphrase_for(*file, o);
    if (!passphrase) return passphrase.error();
    const auto key = hotkey_in(*file, passphrase->view());
    if (!key) return with_place(key.error(), o.file);
    const auto message = message_of(o);
    if (!message) return message.error();
    machine_entropy entropy;
    std::cout << "0x" << hex(sign(key->pair, view(*message), entropy.hash())) << "\n";
    return exit_agrees;
}

result<int> verify_message(const key_options& o) {
    const auto key = public_key_of(o.address);
    if (!key) return key.error();
    const bool prefixed = o.signature.starts_with("0x");
    const auto signature = from_hex(std::string_view(o.signature).substr(prefixed ? 2 : 0));
    if (!signature || signature->size() != 64) {
        return fault{fault_kind::invalid, "a signature is 128 hexadecimal digits", "signature", ""};
    }
    const auto message = message_of(o);
    if (!message) return message.error();
    const bool good = verify(*key, view(*message), *signature);
    std::cout << (good ? "good: " : "BAD: not ") << "signed by " << encode_ss58(*key) << "\n";
    return good ? exit_agrees : exit_differs;
}

result<int> convert_address(const key_options& o) {
    const auto key = public_key_of(o.address);
    if (!key) return key.error();
    if (!is_public_key(*key))
        return fault{fault_kind::invalid, "it is no point of the group: no one's", "address", ""};
    std::cout << encode_ss58(*key, o.network) << "\n0x" << hex(*key) << "\n";
    return exit_agrees;
}

result<int> change_passphrase(const key_options& o) {
    auto file = file_at(o.file, foreign_files::refuse);
    if (!file) return file.error();
    const auto before = passphrase_for(*file, o);
    if (!before) return before.error();
    secret_text after;
    if (!o.plain) {
        auto heard = hear_new_passphrase(
            {o.new_passphrase_file, new_passphrase_variable, "New passphrase of " + o.file});
        if (!heard) return heard.error();
        after = std::move(heard).value();
    }
    machine_entropy entropy;
    if (auto sealed = reseal(*file, before->view(), after.view(), entropy); !sealed) {
        return with_place(sealed.error(), o.file);
    }
    if (auto written = write_secret_file(o.file, text_of(*file).view(), existing_file::replace); !written) {
        return written.error();
    }
    std::cout << file->public_text << "\n";
    return exit_agrees;
}

}  // namespace rf
