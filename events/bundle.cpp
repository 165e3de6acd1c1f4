#include "events/bundle.hpp"

#include <algorithm>
#include <bit>

#include "events/bundle_file.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

enum section : std::size_t { sec_epoch, sec_leaves, sec_earlier, sec_note, sec_blobs, sec_count };

std::array<bundle_section, sec_count> empty_sections() {
    return {{{1, "epoch", {}}, {2, "leaves", {}}, {3, "earlier", {}}, {4, "note", {}}, {5, "blobs", {}}}};
}

// ---- writing: counts and lengths are u32, numbers u64, big-endian ------------

struct out {
    byte_vec& to;
    void u32(std::uint32_t v) { append_be32(to, v); }
    void u64(std::uint64_t v) { append_be64(to, v); }
    void raw(byte_view v) { to.insert(to.end(), v.begin(), v.end()); }
    void bytes(byte_view v) { u32(std::uint32_t(v.size())), raw(v); }
    void hashes(const std::vector<hash32>& list) {
        u32(std::uint32_t(list.size()));
        for (const hash32& h : list) raw(h);
    }
};

// ---- reading: bounded by the bytes there are; a short one makes it `failed` ---

struct in {
    byte_view rest;
    bool failed = false;

    byte_view raw(std::uint64_t n) {
        if (failed || n > rest.size()) {
            failed = true;
            return {};
        }
        const byte_view v = rest.first(n);
        rest = rest.subspan(n);
        return v;
    }
    std::uint32_t u32() {
        const byte_view v = raw(4);
        return failed ? 0 : get_be32(v.data());
    }
    std::uint64_t u64() {
        const byte_view v = raw(8);
        return failed ? 0 : get_be64(v.data());
    }
    byte_vec bytes(std::uint64_t most) {
        const std::uint32_t n = u32();
        if (n > most) failed = true;
        const byte_view v = raw(n);
        return {v.begin(), v.end()};
    }
    std::uint32_t count(std::uint64_t most, std::uint64_t least_bytes_each) {
        const std::uint32_t n = u32();
        if (n > most || n > rest.size() / least_bytes_each) failed = true;
        return failed ? 0 : n;
    }
    std::vector<hash32> hashes(std::uint64_t most) {
        std::vector<hash32> list(count(most, 32));
        for (hash32& h : list) h = as_hash(raw(32)).value_or(hash32{});
        return list;
    }
    [[nodiscard]] bool whole() const { return !failed && rest.empty(); }
};

constexpr std::uint64_t least_leaf_bytes = 4 + 32;  // a bare hash; every event is longer
constexpr std::uint64_t most_path = 64;  // no tree is higher

fault malformed(std::string_view where) {
    return {fault_kind::damaged, "it does not read as what a bundle has there", "section " + std::string(where),
            "ask for the file again"};
}

void put_epoch(const bundle& b, byte_vec& to) {
    out o{to};
    o.u32(b.epoch);
    o.u64(b.before.size);
    o.hashes(b.before.peaks);
    o.u32(b.payloads);
}
bool take_epoch(byte_view from, bundle& b) {
    in i{from};
    b.epoch = i.u32();
    b.before.size = i.u64();
    b.before.peaks = i.hashes(most_path);
    const std::uint32_t payloads = i.u32();
    b.payloads = payloads == 1;
    return i.whole() && payloads <= 1 && b.before.peaks.size() == std::size_t(std::popcount(b.before.size)) &&
           b.before.size < std::uint64_t(1) << 62;
}

// A length of 0 stands before a bare hash: no event is empty.
void put_leaves(const bundle& b, byte_vec& to) {
    out o{to};
    o.u32(std::uint32_t(b.leaves.size()));
    for (const bundle_leaf& leaf : b.leaves) {
        o.bytes(leaf.bytes);
        if (leaf.withheld) o.raw(*leaf.withheld);
    }
}
bool take_leaves(byte_view from, bundle& b) {
    in i{from};
    for (std::uint32_t n = i.count(most_bundle_leaves, least_leaf_bytes); n > 0; --n) {
        bundle_leaf leaf{i.bytes(most_event_bytes), {}};
        if (leaf.bytes.empty()) leaf.withheld = as_hash(i.raw(32));
        if (i.failed) return false;
        b.leaves.push_back(std::move(leaf));
    }
    return i.whole();
}

void put_earlier(const bundle& b, byte_vec& to) {
    out o{to};
    o.u32(std::uint32_t(b.earlier.size()));
    for (const bundled_event& e : b.earlier) {
        o.u64(e.number);
        o.bytes(e.bytes);
        o.hashes(e.path);
    }
}
bool take_earlier(byte_view from, bundle& b) {
    in i{from};
    b.earlier.resize(i.count(most_bundle_earlier, 16));
    for (bundled_event& e : b.earlier) {
        e.number = i.u64();
        e.bytes = i.bytes(most_event_bytes);
        e.path = i.hashes(most_path);
        if (i.failed) return false;
    }
    return i.whole();
}

void put_note(const bundle& b, byte_vec& to) {
    out o{to};
    o.bytes(view(b.note));
    o.hashes(b.later);
}
bool take_note(byte_view from, bundle& b) {
    in i{from};
    const byte_vec note = i.bytes(most_note_bytes);
    b.note = std::string(chars(note));
    b.later = i.hashes(2 * most_path);
    return i.whole();
}

void put_blobs(const bundle& b, byte_vec& to) {
    out o{to};
    o.u32(std::uint32_t(b.blobs.size()));
    for (const byte_vec& blob : b.blobs) o.bytes(blob);
}
bool take_blobs(byte_view from, bundle& b) {
    in i{from};
    std::optional<hash32> last;
    for (std::uint32_t n = i.count(most_bundle_leaves, 4); n > 0; --n) {
        byte_vec& blob = b.blobs.emplace_back(i.bytes(most_blob_bytes));
        if (i.failed) return false;
        const hash32 name = sha256(blob);
        if (last && name <= *last) return false;
        last = name;
    }
    return i.whole();
}

}  // namespace

byte_vec write_bundle(const bundle& b) {
    auto sections = empty_sections();
    put_epoch(b, sections[sec_epoch].bytes);
    put_leaves(b, sections[sec_leaves].bytes);
    put_earlier(b, sections[sec_earlier].bytes);
    put_note(b, sections[sec_note].bytes);
    put_blobs(b, sections[sec_blobs].bytes);
    return write_sections(sections);
}

result<bundle> read_bundle(byte_view file) {
    const auto sections = empty_sections();
    bundle b;
    using taker = bool (*)(byte_view, bundle&);
    constexpr std::array<taker, sec_count> takers{take_epoch, take_leaves, take_earlier, take_note, take_blobs};
    const auto take = [&](std::size_t s, byte_view bytes) -> status {
        return takers[s](bytes, b) ? done() : status(malformed(sections[s].name));
    };
    if (auto ok = read_sections(file, sections, take); !ok) return ok.error();
    return b;
}

}  // namespace rf
