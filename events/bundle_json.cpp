#include "events/bundle.hpp"
#include "events/json_text.hpp"

namespace rf {
namespace {

void put_list(std::string& to, const std::vector<hash32>& list) {
    to += '[';
    for (std::size_t i = 0; i < list.size(); ++i) to += (i ? ",\"" : "\"") + base64(list[i]) + "\"";
    to += ']';
}

void put_leaf(std::string& to, const bundle_leaf& leaf) {
    if (leaf.withheld) to += "{\"withheld\":\"" + base64(*leaf.withheld) + "\"}";
    else to += "\"" + base64(leaf.bytes) + "\"";
}

}  // namespace

std::string bundle_json(const bundle& b) {
    std::string to = "{\"format\":\"rf-bundle 1\",\n\"epoch\":" + std::to_string(b.epoch) +
                     ",\n\"before\":{\"size\":\"" + std::to_string(b.before.size) + "\",\"peaks\":";
    put_list(to, b.before.peaks);
    to += "},\n\"leaves\":[";
    for (std::size_t i = 0; i < b.leaves.size(); ++i) {
        to += i ? ",\n" : "\n";
        put_leaf(to, b.leaves[i]);
    }
    to += "],\n\"earlier\":[";
    for (std::size_t i = 0; i < b.earlier.size(); ++i) {
        const bundled_event& e = b.earlier[i];
        to += (i ? ",\n{\"number\":\"" : "\n{\"number\":\"") + std::to_string(e.number) + "\",\"event\":\"" +
              base64(e.bytes) + "\",\"proof\":";
        put_list(to, e.path);
        to += '}';
    }
    to += "],\n\"note\":";
    put_json_text(to, b.note);
    to += ",\n\"later\":";
    put_list(to, b.later);
    to += ",\n\"payloads\":" + std::string(b.payloads ? "true" : "false") + ",\n\"blobs\":[";
    for (std::size_t i = 0; i < b.blobs.size(); ++i) to += (i ? ",\n\"" : "\n\"") + base64(b.blobs[i]) + "\"";
    to += "]}\n";
    return to;
}

}  // namespace rf
