#include "tests/subtensor_codec/recorded.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "events/json_text.hpp"

namespace rf::subtensor {
namespace {

std::string folder() {
    const char* source = std::getenv("RF_SOURCE");
    return std::string(source != nullptr ? source : ".") + "/../shared/vectors/subtensor";
}

byte_vec read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    RF_REQUIRE(in.good());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string canonical_list(simdjson::dom::array list) {
    std::string out = "[";
    for (auto each : list) out += (out.size() == 1 ? "" : ",") + canonical(each);
    return out + "]";
}

std::string canonical_object(simdjson::dom::object object) {
    std::map<std::string, std::string> fields;
    for (auto [key, each] : object) fields[std::string(key)] = canonical(each);
    std::string out = "{";
    for (const auto& [key, each] : fields) {
        if (out.size() != 1) out += ',';
        put_json_text(out, key);
        out += ":" + each;
    }
    return out + "}";
}

}  // namespace

const std::vector<metadata_bytes>& the_metadata() {
    static const std::vector<metadata_bytes> read = [] {
        std::vector<metadata_bytes> out;
        for (const char* name : {"metadata_v14_spec185", "metadata_v14_spec218", "metadata_v15_spec240"}) {
            const std::string path = folder() + "/" + name + ".scale";
            if (std::filesystem::exists(path)) out.push_back({name, read_file(path)});
        }
        if (out.empty()) std::printf("skipped: no metadata of real runtimes is here; a small one is tried\n");
        return out;
    }();
    return read;
}

const std::vector<std::unique_ptr<recording>>& the_recordings() {
    static const std::vector<std::unique_ptr<recording>> loaded = [] {
        std::vector<std::unique_ptr<recording>> out;
        for (const unsigned spec : {185u, 218u}) {
            const std::string number = std::to_string(spec);
            const std::string json = folder() + "/recorded_spec" + number + ".json";
            if (!std::filesystem::exists(json)) {
                std::printf("skipped: what spec %u answered is not here\n", spec);
                continue;
            }
            auto one = std::make_unique<recording>();
            one->spec = spec;
            auto m = read_metadata(read_file(folder() + "/metadata_v14_spec" + number + ".scale"));
            RF_REQUIRE(m.ok());
            one->runtime = std::move(*m);
            RF_REQUIRE(one->parser.load(json).get(one->all) == simdjson::SUCCESS);
            out.push_back(std::move(one));
        }
        return out;
    }();
    return loaded;
}

std::string_view text_in(simdjson::dom::element object, const char* name) {
    std::string_view text;
    RF_REQUIRE(object[name].get(text) == simdjson::SUCCESS);
    return text;
}

byte_vec hex_of(simdjson::dom::element object, const char* name) {
    const std::string_view text = text_in(object, name);
    RF_REQUIRE(text.starts_with("0x"));
    const auto bytes = from_hex(text.substr(2));
    RF_REQUIRE(bytes.has_value());
    return *bytes;
}

std::string canonical(simdjson::dom::element e) {
    if (e.is_array()) return canonical_list(e.get_array().value());
    if (e.is_object()) return canonical_object(e.get_object().value());
    if (e.is_string()) {
        std::string out;
        put_json_text(out, e.get_string().value());
        return out;
    }
    return simdjson::minify(e);
}

std::string canonical(const std::string& json) {
    simdjson::dom::parser parser;
    simdjson::dom::element e;
    if (parser.parse(json).get(e) != simdjson::SUCCESS) return "no JSON: " + json;
    return canonical(e);
}

}  // namespace rf::subtensor
