#include "tests/fuzz/bundle_parts.hpp"

#include "events/bundle_file.hpp"
#include "events/memory_log.hpp"

namespace rf {
namespace {

byte_vec creation() {
    memory_log log;
    RF_REQUIRE(synthesise(log, liar_name, liar_options(0)).ok());
    auto bytes = log.read(0);
    RF_REQUIRE(bytes.ok());
    return *bytes;
}

void fill(const byte_vec& file, std::array<bundle_section, 5>& sections) {
    const auto take = [&](std::size_t place, byte_view bytes) {
        sections[place].bytes.assign(bytes.begin(), bytes.end());
        return done();
    };
    RF_REQUIRE(read_sections(file, sections, take).ok());
}

hash32 hash_of(const bundle_leaf& leaf) { return leaf.withheld ? *leaf.withheld : leaf_hash(leaf.bytes); }

}  // namespace

synth_options liar_options(std::uint32_t epochs) {
    synth_options o;
    o.mechanisms = {"aml_ensemble", "ema_feed", "hetu_consensus", "judge_epm", "reasonforge"};
    o.epochs = epochs;
    o.epochs_each = 1;
    o.miners = 3;
    o.tasks = 2;
    o.reply_bytes = 0;
    return o;
}

std::optional<bundle> lying_bundle(std::uint64_t before, std::uint32_t epoch, byte_view leaves, byte_view blobs) {
    bundle frame;
    std::array<bundle_section, 5> sections{
        {{1, "epoch", {}}, {2, "leaves", {}}, {3, "earlier", {}}, {4, "note", {}}, {5, "blobs", {}}}};
    fill(write_bundle(frame), sections);
    sections[1].bytes.assign(leaves.begin(), leaves.end());
    sections[4].bytes.assign(blobs.begin(), blobs.end());
    auto b = read_bundle(write_sections(sections));
    if (!b) return std::nullopt;
    b->epoch = epoch;
    static const byte_vec first = creation();
    std::vector<hash32> all{leaf_hash(first)};
    all.resize(before);
    for (const hash32& h : all) b->before.add(h);
    for (const bundle_leaf& leaf : b->leaves) all.push_back(hash_of(leaf));
    const subtree_reader tree = [&](unsigned level, std::uint64_t index) -> result<hash32> {
        frontier part;
        const std::uint64_t width = std::uint64_t(1) << level;
        for (std::uint64_t i = index * width; i < (index + 1) * width; ++i) part.add(all[i]);
        return part.root();
    };
    auto path = inclusion_proof(0, all.size(), tree);
    auto root = root_at(all.size(), tree);
    if (!path || !root) return std::nullopt;
    b->earlier = {{0, first, *path}};
    b->note = sign_checkpoint({liar_name, all.size(), *root, {}}, liar_key());
    b->later.clear();
    return *b;
}

byte_vec honest_input(const bundle& b) {
    std::array<bundle_section, 5> sections{
        {{1, "epoch", {}}, {2, "leaves", {}}, {3, "earlier", {}}, {4, "note", {}}, {5, "blobs", {}}}};
    fill(write_bundle(b), sections);
    byte_vec out{1};
    const std::uint64_t before = b.before.size - 1, length = sections[1].bytes.size();
    out.push_back(std::uint8_t(before >> 8));
    out.push_back(std::uint8_t(before));
    out.push_back(std::uint8_t(b.epoch));
    for (int shift = 16; shift >= 0; shift -= 8) out.push_back(std::uint8_t(length >> shift));
    for (const std::size_t s : {1, 4}) out.insert(out.end(), sections[s].bytes.begin(), sections[s].bytes.end());
    return out;
}

}  // namespace rf
