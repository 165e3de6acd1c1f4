#include "actors/keys/key_file.hpp"

#include <doctest/doctest.h>

#include "actors/keys/hotkey.hpp"
#include "actors/keys/secret_file.hpp"
#include "tests/keys/scratch_folder.hpp"

namespace rf {
namespace {

suri_key alice() {
    auto key = key_from_suri("//Alice");
    REQUIRE(key);
    return *key;
}

// As little work as may be, so that the test is quick.
key_file sealed_alice(std::string_view passphrase) {
    counted_entropy entropy;
    key_file file = key_file_of(alice());
    REQUIRE(reseal(file, "", passphrase, entropy));
    return file;
}

TEST_CASE("a key written comes back, plain and sealed, with a seed and without") {
    const scratch_folder scratch;
    const auto soft = key_from_suri("//Alice/soft");
    REQUIRE(soft);
    for (const suri_key& key : {alice(), *soft}) {
        const std::string path = scratch.path("key");
        REQUIRE(write_secret_file(path, write_key_file(key_file_of(key)).view(), existing_file::replace));
        const auto read = load_hotkey(path);
        REQUIRE(read);
        CHECK(read->pair.public_key == key.pair.public_key);
        CHECK(read->pair.key.array() == key.pair.key.array());
        CHECK(read->pair.nonce.array() == key.pair.nonce.array());
    }
    const auto sealed = write_key_file(sealed_alice("open sesame"));
    CHECK(sealed.view().find(hex(*alice().seed)) == std::string_view::npos);
    const std::string path = scratch.file("sealed", sealed.view());
    REQUIRE(load_hotkey(path, "open sesame"));
    CHECK(load_hotkey(path, "open sesame")->address == "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    CHECK(load_hotkey(path, "open sesam").error().kind == fault_kind::refused);
    CHECK(load_hotkey(path).error().kind == fault_kind::refused);
}

TEST_CASE("a passphrase is changed and taken away") {
    counted_entropy entropy;
    key_file file = sealed_alice("one");
    CHECK_FALSE(reseal(file, "two", "three", entropy));
    REQUIRE(reseal(file, "one", "two", entropy));
    CHECK_FALSE(hotkey_in(file, "one"));
    CHECK(hotkey_in(file, "two"));
    REQUIRE(reseal(file, "two", "", entropy));
    CHECK_FALSE(file.sealed());
    CHECK(hotkey_in(file, ""));
}

TEST_CASE("a log's key is read as a signer's line, and from a key file") {
    const scratch_folder scratch;
    const signing_key key = key_from_seed("log.example/1", {1, 2, 3});
    const auto bare = load_log_key(scratch.file("bare", encode_signer(key) + "\n"));
    REQUIRE(bare);
    CHECK(bare->public_key == key.public_key);
    counted_entropy entropy;
    key_file file = key_file_of(key);
    REQUIRE(reseal(file, "", "pass", entropy));
    const std::string sealed = scratch.file("sealed", write_key_file(file).view());
    REQUIRE(load_log_key(sealed, "pass"));
    CHECK(load_log_key(sealed, "pass")->seed == key.seed);
    CHECK_FALSE(load_log_key(sealed, "word"));
    CHECK(load_hotkey(sealed, "pass").error().kind == fault_kind::foreign);
}

TEST_CASE("a key that others may read or write is refused") {
    const scratch_folder scratch;
    const auto text = write_key_file(key_file_of(alice()));
    for (const mode_t mode : {0640, 0604, 0620, 0602, 0610, 0644, 0666}) {
        const auto read = load_hotkey(scratch.file("key", text.view(), mode));
        REQUIRE_FALSE(read);
        CHECK(read.error().kind == fault_kind::refused);
    }
    CHECK(load_hotkey(scratch.file("key", text.view(), 0400)));
    CHECK(load_hotkey(scratch.path("none")).error().kind == fault_kind::missing);
    REQUIRE(mkfifo(scratch.path("pipe").c_str(), 0600) == 0);
    CHECK_FALSE(load_hotkey(scratch.path("pipe")));
    CHECK_FALSE(load_hotkey(scratch.path(".")));
    CHECK_FALSE(load_hotkey(scratch.file("large", std::string(most_secret_file_bytes + 1, 'x'))));
}

TEST_CASE("a file in the way is kept, and replaced when told to") {
    const scratch_folder scratch;
    const std::string path = scratch.file("key", "precious\n");
    CHECK(write_secret_file(path, "new\n", existing_file::keep).error().kind == fault_kind::refused);
    CHECK(scratch_folder::text_of(path) == "precious\n");
    REQUIRE(write_secret_file(path, "new\n", existing_file::replace));
    CHECK(scratch_folder::text_of(path) == "new\n");
    REQUIRE(write_secret_file(scratch.path("fresh"), "new\n", existing_file::keep));
    CHECK((std::filesystem::status(scratch.path("fresh")).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    // Nothing else is left in the folder.
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path(".")), {}) == 2);
}

TEST_CASE("what a killed process began to write is in nobody's way, whatever its id was") {
    const scratch_folder scratch;
    scratch.file("key.new." + std::to_string(getpid()), "half");
    REQUIRE(write_secret_file(scratch.path("key"), "new\n", existing_file::keep));
    REQUIRE(write_secret_file(scratch.path("key"), "newer\n", existing_file::replace));
    CHECK(scratch_folder::text_of(scratch.path("key")) == "newer\n");
    CHECK(is_unplaced_file("key.new.aB3dE9"));
    for (const char* other : {"key", "key.new", "key.new.", ".new.aB3dE9", "key.new.aB3dE9x", "key.now.aB3dE9"})
        CHECK_FALSE(is_unplaced_file(other));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

TEST_CASE("a hostile file cannot choose how much memory or time it takes") {
    const std::string text(write_key_file(sealed_alice("pass")).view());
    CHECK(read_key_file(text));
    CHECK_FALSE(read_key_file(replaced(text, " 65536 ", " 262145 ")));
    CHECK_FALSE(read_key_file(replaced(text, " 65536 ", " 18446744073709551615 ")));
    CHECK_FALSE(read_key_file(replaced(text, " 65536 ", " 0 ")));
    CHECK_FALSE(read_key_file(replaced(text, "argon2id13 3 ", "argon2id13 11 ")));
    CHECK_FALSE(read_key_file(replaced(text, "argon2id13 3 ", "argon2id13 -3 ")));
}

TEST_CASE("a key file cut anywhere, or with any character changed, gives no other key") {
    const auto whole = write_key_file(key_file_of(alice()));
    const auto is_alice = [](const key_file& file) {
        const auto key = hotkey_in(file, "");
        return !key || key->pair.public_key == alice().pair.public_key;
    };
    for (std::size_t i = 0; i < whole.view().size(); ++i) {
        CHECK_FALSE(read_key_file(whole.view().substr(0, i)));
        for (const char c : {'0', ' ', '\n', 'x'}) {
            std::string other(whole.view());
            other[i] = c;
            const auto read = read_key_file(other);
            if (read) CHECK(is_alice(*read));
        }
    }
    CHECK(read_key_file("rf-key 2\nkind hotkey\npublic x\nsecret plain y\n").error().kind ==
          fault_kind::too_new);
    CHECK(read_key_file("hello\n").error().kind == fault_kind::foreign);
}

TEST_CASE("the secret of another key beside an address is found out") {
    key_file file = key_file_of(alice());
    file.public_text = key_file_of(*key_from_suri("//Bob")).public_text;
    const auto key = hotkey_in(file, "");
    REQUIRE_FALSE(key);
    CHECK(key.error().kind == fault_kind::damaged);
}

}  // namespace
}  // namespace rf
