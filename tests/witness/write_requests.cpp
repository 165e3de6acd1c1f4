// write_requests FOLDER: what a log asks of its witness, and what a liar would.
//
//     key                     the log's verification key
//     note-N                  the signed checkpoint of N events
//     proof-N, leaf           that event 0 is under it, and its leaf hash
//     grow-M-N                that M is the beginning of N, for sizes 0, 7, 14, .. 140 one after the other
//     same-N                  from N to N
//     fork-M-N                the same of a log that has another event 3, signed by the same key
//     bad-M-N                 a hash of the proof is wrong
//     stranger-0-7, other-0-7 signed by a key of the same name, and by another log's
//
// write_requests BUNDLE LINE NEW: a bundle once more, with a file's line under its note.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "events/bundle.hpp"
#include "tests/proofs/grown.hpp"

namespace rf {
namespace {

bool write_all(const std::string& folder) {
    constexpr std::uint64_t step = 7, most = 140;
    bool good = true;
    const auto put = [&](const std::string& name, const std::string& text) {
        std::ofstream out(folder + "/" + name, std::ios::binary);
        out << text;
        good = good && out.flush().good();
    };
    test::grown log(most), fork(most);
    fork.tree.leaves[3] = leaf_hash(view("another event"));
    put("leaf", hex(log.tree.leaves[0]));
    put("key", encode_verifier(verifier_of(log.key)));
    for (std::uint64_t to = step; to <= most; to += step) {
        const std::uint64_t from = to - step;
        const std::string places = std::to_string(from) + "-" + std::to_string(to);
        put("note-" + std::to_string(to), log.note(to));
        put("proof-" + std::to_string(to), write_tlog_proof(log.proof_of(0, to)));
        put("grow-" + places, write_add_checkpoint(log.growth(from, to)));
        put("same-" + std::to_string(to), write_add_checkpoint(log.growth(to, to)));
        put("fork-" + places, write_add_checkpoint(fork.growth(from, to)));
        put("forksame-" + std::to_string(to), write_add_checkpoint(fork.growth(to, to)));
        add_checkpoint bad = log.growth(from, to);
        if (bad.path.empty()) bad.path.push_back(empty_root());
        else bad.path.back().b[5] ^= 1;
        put("bad-" + places, write_add_checkpoint(bad));
    }
    test::grown stranger(step), other(step);
    stranger.key = test::log_key(99);
    other.key = key_from_seed("other.example/log", {5});
    put("stranger-0-7", write_add_checkpoint(stranger.growth(0, step)));
    put("other-0-7", write_add_checkpoint(other.growth(0, step)));
    put("otherkey", encode_verifier(verifier_of(other.key)));
    return good;
}

bool add_line(const std::string& from, const std::string& line, const std::string& to) {
    const auto text_in = [](const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string file = text_in(from);
    auto content = read_bundle(view(file));
    if (!content) return false;
    content->note += text_in(line);
    std::ofstream out(to, std::ios::binary);
    out << chars(write_bundle(*content));
    return out.flush().good();
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    if (argc == 4) return rf::add_line(argv[1], argv[2], argv[3]) ? 0 : 1;
    if (argc != 2) {
        std::fprintf(stderr, "usage: write_requests FOLDER\n");
        return 64;
    }
    return rf::write_all(argv[1]) ? 0 : 1;
}
