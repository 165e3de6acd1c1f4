// golden: what Python and Bittensor's SDK made of the same values.
//
// All of it where the material lies beside the repository, the selection in
// tests/golden/axon.json otherwise.
#pragma once

#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "events/result.hpp"

namespace rf {

struct golden_values {
    simdjson::dom::parser hash_parser, wire_parser;
    simdjson::dom::element hashes, wire;  // {cases, body_hash_str}; array of requests
    bool complete = false;
};

inline const golden_values& golden() {
    static const golden_values* const loaded = [] {
        const char* source = std::getenv("RF_SOURCE");
        const std::string root = source != nullptr ? source : ".";
        const std::string all = root + "/../shared/vectors/", some = root + "/tests/golden/axon.json";
        auto* out = new golden_values;
        out->complete = std::filesystem::exists(all + "hash_vectors.json");
        if (!out->complete) std::printf("skipped: not all hash vectors are here; a selection is tried\n");
        const auto load = [](simdjson::dom::parser& parser, const std::string& path) {
            simdjson::dom::element whole;
            RF_REQUIRE(parser.load(path).get(whole) == simdjson::SUCCESS);
            return whole;
        };
        out->hashes = load(out->hash_parser, out->complete ? all + "hash_vectors.json" : some);
        out->wire = load(out->wire_parser, out->complete ? all + "wire_examples.json" : some);
        if (!out->complete) RF_REQUIRE(out->wire["wire"].get(out->wire) == simdjson::SUCCESS);
        return out;
    }();
    return *loaded;
}

// A member's text; empty where it is null.
inline std::string golden_text(simdjson::dom::element object, const char* name) {
    std::string_view text;
    simdjson::dom::element member;
    RF_REQUIRE(object[name].get(member) == simdjson::SUCCESS);
    if (member.is_null()) return "";
    RF_REQUIRE(member.get(text) == simdjson::SUCCESS);
    return std::string(text);
}

}  // namespace rf
